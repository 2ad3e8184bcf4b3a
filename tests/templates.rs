//! What no template and no script may hold: the content security policy forbids inline code and styles, and the browser
//! would only say so in its console. Also: every icon and file that a template names exists, and pages stay light.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn no_template_has_inline_code_or_style() {
    let mut faults = Vec::new();
    for (path, text) in templates() {
        // Mail programs know no style sheets.
        let is_mail = path.contains("/emails/") || path.ends_with("/email.html");
        let mut forbidden = vec![
            "|safe",
            "| safe",
            "hx-on",
            "js:",
            "javascript:",
            "hx-boost",
            "<style",
            "\"data:",
        ];
        if !is_mail {
            forbidden.push(" style=");
        }
        for word in forbidden {
            if text.contains(word) && !(is_mail && word == "<style") {
                faults.push(format!("{path}: {word}"));
            }
        }
        for tag in text
            .split("<script")
            .skip(1)
            .filter_map(|rest| rest.split_once('>'))
        {
            // Data is not run; JsonLd keeps it inside its element.
            let is_data = tag.0.contains(" type=\"application/ld+json\"");
            if !is_data && (!tag.0.contains(" src=") || !tag.1.starts_with("</script>")) {
                faults.push(format!("{path}: a script without src"));
            }
        }
        for handler in [
            " onclick=",
            " onchange=",
            " onsubmit=",
            " oninput=",
            " onload=",
            " onerror=",
            " onkeydown=",
        ] {
            if text.contains(handler) {
                faults.push(format!("{path}:{handler}"));
            }
        }
        // A filter in brackets needs eval; without it htmx sends the request unfiltered.
        for trigger in attributes(&text, "hx-trigger") {
            if trigger.contains('[') {
                faults.push(format!("{path}: a filter in hx-trigger"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_icon_and_every_file_exists() {
    let sprite = fs::read_to_string(format!("{ROOT}/static/icons.svg")).unwrap();
    let icons: BTreeSet<&str> = attributes(&sprite, "id").collect();
    let mut faults = Vec::new();
    for (path, text) in templates() {
        let named = ["icon(\"", "small(\"", "moment(\"", "icon=\"", "icon = \""]
            .map(|start| after(&text, start));
        for name in named.into_iter().flatten().filter(|name| !name.is_empty()) {
            if !icons.contains(format!("i-{name}").as_str()) {
                faults.push(format!("{path}: no icon {name}"));
            }
        }
        for name in ["glyph(\"", "status(\""]
            .map(|start| after(&text, start))
            .into_iter()
            .flatten()
        {
            if !icons.contains(format!("g-{name}").as_str()) {
                faults.push(format!("{path}: no status {name}"));
            }
        }
        for name in after(&text, "asset(\"") {
            if !Path::new(ROOT).join("static").join(name).is_file() {
                faults.push(format!("{path}: no file {name}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_script_makes_code_or_markup_out_of_text() {
    for path in files(Path::new(ROOT).join("static/js")) {
        let text = fs::read_to_string(&path).unwrap();
        for word in [
            "eval(",
            "new Function",
            "innerHTML",
            "outerHTML =",
            "insertAdjacentHTML",
            "document.write",
        ] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn the_first_view_of_a_public_page_is_light() {
    let mut bytes = 0;
    for name in [
        "tokens.css",
        "base.css",
        "components.css",
        "icons.svg",
        "vendor/htmx-2.0.11.min.js",
        "js/public.js",
        "js/dialogs.js",
        "js/net.js",
        "js/toasts.js",
    ] {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed
            .write_all(&fs::read(format!("{ROOT}/static/{name}")).unwrap())
            .unwrap();
        bytes += packed.finish().unwrap().len();
    }
    // 60 KB in all without the font; the page itself takes the rest.
    assert!(bytes < 45_000, "{bytes} bytes");
}

/// Path and text of every template.
fn templates() -> Vec<(String, String)> {
    files(Path::new(ROOT).join("templates"))
        .into_iter()
        .map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The values of an attribute.
fn attributes<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let start = format!(" {name}=\"");
    text.match_indices(&start)
        .map(|(at, start)| at + start.len())
        .filter_map(|at| text[at..].split('"').next())
        .collect::<Vec<_>>()
        .into_iter()
}

/// What stands in the quotes that `start` opens. Words that only end like it ("svg_icon(") do not count.
fn after<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.match_indices(start)
        .filter(|(at, _)| {
            !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-')
        })
        .filter_map(|(at, _)| text[at + start.len()..].split('"').next())
        .collect()
}
