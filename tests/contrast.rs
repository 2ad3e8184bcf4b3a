//! Text and control colours of `tokens.css` against what they stand on, in both schemes (WCAG 2.2). The style sheet is
//! read as it is served, so that a changed value cannot slip through.

use std::collections::HashMap;
use std::fs;

/// Relative luminance of a token in light and in dark.
type Luminance = [f64; 2];

/// Text needs 4.5, glyphs, borders and focus rings 3.
const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;

#[test]
fn every_declared_pair_is_readable_in_both_schemes() {
    let tokens = tokens();
    let mut faults = Vec::new();
    for (front, backs, needs) in pairs() {
        for back in backs {
            for (scheme, name) in ["light", "dark"].into_iter().enumerate() {
                let ratio = contrast(tokens[front][scheme], tokens[back][scheme]);
                if ratio < needs {
                    faults.push(format!(
                        "{front} on {back}, {name}: {ratio:.2}, needs {needs}"
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A practice's own colour stands in for the gold wherever its public page has it.
#[test]
fn every_brand_is_as_readable_as_the_gold() {
    let plain = tokens();
    let css = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/static/brand.css")).unwrap();
    let mut faults = Vec::new();
    let mut known = vec![String::new()];
    for block in css.split("[data-brand=\"").skip(1) {
        let (name, rules) = block.split_once("\"]").unwrap();
        let mut tokens = plain.clone();
        tokens.extend(declared(rules.split('}').next().unwrap()));
        known.push(name.to_owned());
        for (front, backs, needs) in [
            ("on-gold", vec!["gold", "gold-hi"], TEXT),
            (
                "gold-ink",
                vec!["ground", "surface", "raised", "sunken", "gold-wash"],
                TEXT,
            ),
            ("gold-line", vec!["ground", "surface"], SHAPE),
            ("ink", vec!["gold-wash"], TEXT),
            ("ink-2", vec!["gold-wash"], TEXT),
        ] {
            for back in backs {
                for (scheme, kind) in ["light", "dark"].into_iter().enumerate() {
                    let ratio = contrast(tokens[front][scheme], tokens[back][scheme]);
                    if ratio < needs {
                        faults.push(format!(
                            "{name}: {front} on {back}, {kind}: {ratio:.2}, needs {needs}"
                        ));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let offered: Vec<&str> = aureli::settings::BRANDS
        .iter()
        .map(|(brand, _)| *brand)
        .collect();
    assert_eq!(
        known, offered,
        "the palette and the style sheet name the same"
    );
}

#[test]
fn the_formula_is_that_of_the_standard() {
    let (black, white) = (luminance(0.0, 0.0, 0.0), luminance(1.0, 0.0, 0.0));
    assert!((contrast(black, white) - 21.0).abs() < 0.01);
    // #767676, the lightest grey that passes on white: oklch(.5663 0 0).
    assert!((contrast(luminance(0.5663, 0.0, 0.0), white) - 4.54).abs() < 0.03);
}

fn pairs() -> Vec<(&'static str, Vec<&'static str>, f64)> {
    let grounds = || vec!["ground", "surface", "raised", "sunken"];
    let with = |more: &[&'static str]| [grounds(), more.to_vec()].concat();
    let washes = [
        "verdigris-wash",
        "lapis-wash",
        "madder-wash",
        "gold-wash",
        "slate-wash",
    ];
    let mut pairs = vec![
        ("ink", with(&washes), TEXT),
        ("ink-2", with(&washes), TEXT),
        ("ink-3", with(&["slate-wash"]), TEXT),
        ("on-ink", vec!["ink", "ink-2"], TEXT),
        ("on-bole", vec!["bole", "bole-2"], TEXT),
        ("gold", vec!["bole"], TEXT),
        ("on-gold", vec!["gold", "gold-hi"], TEXT),
        ("gold-ink", with(&["gold-wash"]), TEXT),
        ("gold-line", vec!["ground", "surface"], SHAPE),
        ("edge", grounds(), SHAPE),
        ("focus", with(&["slate-wash"]), SHAPE),
        ("slate-line", vec!["surface", "slate-wash"], SHAPE),
        ("data", vec!["surface"], SHAPE),
    ];
    for (ink, line, wash) in [
        ("verdigris-ink", "verdigris-line", "verdigris-wash"),
        ("lapis-ink", "lapis-line", "lapis-wash"),
        ("madder-ink", "madder-line", "madder-wash"),
    ] {
        pairs.push((ink, vec!["ground", "surface", "raised", wash], TEXT));
        pairs.push((line, vec!["ground", "surface", wash], SHAPE));
    }
    pairs
}

fn tokens() -> HashMap<String, Luminance> {
    let css =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/static/tokens.css")).unwrap();
    declared(&css)
}

fn declared(css: &str) -> HashMap<String, Luminance> {
    css.lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
        .filter_map(read)
        .collect()
}

/// `light-dark(oklch(l c h), oklch(l c h))`, or one `oklch` for both.
fn read((name, value): (&str, &str)) -> Option<(String, Luminance)> {
    let value = value.trim();
    if !value.starts_with("light-dark(oklch(") && !value.starts_with("oklch(") {
        return None;
    }
    let mut colours = value.split("oklch(").skip(1).filter_map(|part| {
        let numbers: Vec<f64> = part
            .split(')')
            .next()?
            .split_whitespace()
            .take_while(|word| *word != "/")
            .filter_map(|word| word.parse().ok())
            .collect();
        let [lightness, chroma, hue] = numbers[..] else {
            return None;
        };
        Some(luminance(lightness, chroma, hue))
    });
    let light = colours.next()?;
    Some((
        name.trim().to_owned(),
        [light, colours.next().unwrap_or(light)],
    ))
}

/// Of an oklch colour, cut to what a screen shows.
fn luminance(lightness: f64, chroma: f64, hue: f64) -> f64 {
    let (a, b) = (
        chroma * hue.to_radians().cos(),
        chroma * hue.to_radians().sin(),
    );
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
