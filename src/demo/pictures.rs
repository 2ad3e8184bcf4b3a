//! Photos for the demo: a brow before and after, drawn hair by hair. No person was photographed for them.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::error::{Error, Result};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// A face's colours and the way its brow grows.
#[derive(Clone, Copy)]
struct Look {
    skin: [f32; 3],
    hair: [f32; 3],
    /// How high the brow rises, in parts of the height.
    arch: f32,
}

const LOOKS: [Look; 4] = [
    Look {
        skin: [226.0, 180.0, 152.0],
        hair: [58.0, 38.0, 28.0],
        arch: 0.085,
    },
    Look {
        skin: [238.0, 203.0, 182.0],
        hair: [104.0, 70.0, 46.0],
        arch: 0.07,
    },
    Look {
        skin: [190.0, 138.0, 104.0],
        hair: [30.0, 21.0, 18.0],
        arch: 0.095,
    },
    Look {
        skin: [232.0, 192.0, 168.0],
        hair: [78.0, 48.0, 32.0],
        arch: 0.06,
    },
];

/// A JPEG of the same brow for the same seed; after the visit it is full, even and combed.
pub fn brow(seed: u64, is_after: bool) -> Result<Vec<u8>> {
    let look = LOOKS[usize::try_from(seed).unwrap_or_default() % LOOKS.len()];
    let mut canvas = Canvas::skin(look.skin);
    let mut rng = StdRng::seed_from_u64(seed);
    lid(&mut canvas, look, &mut rng);
    let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(2) + u64::from(is_after));
    hairs(&mut canvas, look, is_after, &mut rng);
    canvas.file()
}

/// The brow's middle line: `at` runs from the nose (0) to the temple (1).
fn spine(look: Look, at: f32) -> (f32, f32) {
    let rise = (at * 1.25).min(1.0) * std::f32::consts::PI * 0.62;
    let fall = (at - 0.62).max(0.0);
    (
        0.13 + 0.76 * at,
        0.355 - look.arch * rise.sin() + 0.55 * fall * fall,
    )
}

fn hairs(canvas: &mut Canvas, look: Look, is_after: bool, rng: &mut StdRng) {
    let count = if is_after { 560 } else { 170 };
    for n in 0..count {
        let at = (n as f32 + rng.random_range(0.0..1.0)) / count as f32;
        // The tail is thin, and sparse before the visit.
        if !is_after && at > 0.72 && rng.random_range(0.0..1.0) < 0.55 {
            continue;
        }
        let (x, y) = spine(look, at);
        let thick = 0.052 * (1.0 - at).powf(0.55) + 0.008;
        let (spread, wild) = if is_after { (1.0, 0.12) } else { (1.45, 0.6) };
        let across = rng.random_range(-1.0..1.0) * thick * spread;
        // Hairs stand up at the nose and lie along the brow towards the temple.
        let lean = 1.25 - 1.45 * at.powf(0.7) + rng.random_range(-wild..wild);
        let lean = lean + across / thick * if is_after { -0.28 } else { 0.1 };
        let length = rng.random_range(0.035..0.06) * if is_after { 1.0 } else { 0.85 };
        let (dx, dy) = (lean.cos() * length, -lean.sin() * length * 1.15);
        let strength = rng.random_range(0.5..0.85) * if is_after { 1.0 } else { 0.6 };
        let radius = rng.random_range(0.9..1.7);
        let (x, y) = (x - dx / 2.0, y + across - dy / 2.0);
        canvas.stroke(
            [(x, y), (x + dx * 0.55, y + dy * 0.4), (x + dx, y + dy)],
            radius,
            look.hair,
            strength,
        );
    }
}

/// The closed eye below: a crease, its shadow, and lashes.
fn lid(canvas: &mut Canvas, look: Look, rng: &mut StdRng) {
    let shade = look.skin.map(|c| c * 0.68);
    let crease = [(0.12, 0.70), (0.5, 0.52), (0.9, 0.71)];
    canvas.stroke(crease, 16.0, shade, 0.05);
    canvas.stroke(crease, 7.0, shade, 0.12);
    canvas.stroke(crease, 2.2, shade.map(|c| c * 0.8), 0.35);
    let line = [(0.15, 0.82), (0.5, 1.02), (0.87, 0.81)];
    canvas.stroke(line, 3.0, look.hair, 0.75);
    for n in 0..74 {
        let at = (n as f32 + rng.random_range(0.0..1.0)) / 74.0;
        let (x, y) = bend(line, at);
        let lean = (at - 0.5) * 1.5 + rng.random_range(-0.12..0.12);
        let length = 0.055 + 0.02 * at;
        let (dx, dy) = (lean.sin() * length, lean.cos() * length);
        let tip = (x + dx * 1.25, y + dy * 0.9);
        canvas.stroke(
            [(x, y), (x + dx * 0.5, y + dy * 0.75), tip],
            1.4,
            look.hair,
            0.7,
        );
    }
}

/// A point of the curve through three points, the middle one pulling.
fn bend(line: [(f32, f32); 3], at: f32) -> (f32, f32) {
    let mix = |a: f32, b: f32, c: f32| {
        let rest = 1.0 - at;
        rest * rest * a + 2.0 * rest * at * b + at * at * c
    };
    (
        mix(line[0].0, line[1].0, line[2].0),
        mix(line[0].1, line[1].1, line[2].1),
    )
}

struct Canvas(Vec<[f32; 3]>);

impl Canvas {
    /// Skin, lit from above its middle.
    fn skin(colour: [f32; 3]) -> Self {
        let mut pixels = Vec::with_capacity((WIDTH * HEIGHT) as usize);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let dx = x as f32 / WIDTH as f32 - 0.5;
                let dy = y as f32 / HEIGHT as f32 - 0.42;
                let light = 1.06 - 0.32 * (dx * dx * 1.5 + dy * dy);
                // A grain that no compression turns into bands.
                let grain = ((x * 7 + y * 13 + (x * y) % 11) % 5) as f32 - 2.0;
                pixels.push(colour.map(|c| c * light + grain * 0.6));
            }
        }
        Self(pixels)
    }

    /// A soft line, in parts of the picture's sides; its radius in pixels tapers to the end.
    fn stroke(&mut self, line: [(f32, f32); 3], radius: f32, colour: [f32; 3], strength: f32) {
        let (from, to) = (line[0], line[2]);
        let long = ((to.0 - from.0) * WIDTH as f32).hypot((to.1 - from.1) * HEIGHT as f32);
        let steps = (long / (radius * 0.6)).ceil().max(4.0);
        let mut step = 0.0;
        while step <= steps {
            let at = step / steps;
            let (x, y) = bend(line, at);
            let radius = if radius < 2.0 {
                radius * (1.0 - at * 0.6)
            } else {
                radius
            };
            self.dab(
                x * WIDTH as f32,
                y * HEIGHT as f32,
                radius,
                colour,
                strength,
            );
            step += 1.0;
        }
    }

    fn dab(&mut self, x: f32, y: f32, radius: f32, colour: [f32; 3], strength: f32) {
        let reach = radius.ceil() as i64 + 1;
        for row in (y as i64 - reach)..=(y as i64 + reach) {
            for column in (x as i64 - reach)..=(x as i64 + reach) {
                let inside = (0..i64::from(WIDTH)).contains(&column)
                    && (0..i64::from(HEIGHT)).contains(&row);
                if !inside {
                    continue;
                }
                let away = (column as f32 - x).hypot(row as f32 - y);
                let alpha = (radius + 0.5 - away).clamp(0.0, 1.0) * strength * 0.6;
                let at = (row * i64::from(WIDTH) + column) as usize;
                for (old, new) in self.0[at].iter_mut().zip(colour) {
                    *old += (new - *old) * alpha;
                }
            }
        }
    }

    fn file(self) -> Result<Vec<u8>> {
        let bytes = self.0.iter().flatten().map(|c| c.clamp(0.0, 255.0) as u8);
        let picture = RgbImage::from_raw(WIDTH, HEIGHT, bytes.collect())
            .ok_or_else(|| Error::internal("a picture of odd size"))?;
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, 88)
            .write_image(picture.as_raw(), WIDTH, HEIGHT, ExtendedColorType::Rgb8)
            .map_err(Error::internal)?;
        Ok(file)
    }
}
