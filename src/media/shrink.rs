//! Makes a picture smaller by the Catmull-Rom filter: first along the rows, then along the columns. Beside the two
//! pictures only a narrow one of 8 bits is held, whatever the size.

use image::RgbImage;

/// Weights are fractions of this.
const ONE: i32 = 1 << 14;
const CHANNELS: usize = 3;

/// What one new pixel is made of: pixels from a place on, and how much of each.
struct Part {
    from: usize,
    weights: Vec<i32>,
}

/// To a size that is not larger in either direction.
pub fn shrink(picture: RgbImage, width: u32, height: u32) -> Option<RgbImage> {
    let (old_width, old_height) = picture.dimensions();
    let columns = parts(old_width as usize, width as usize);
    let rows = parts(old_height as usize, height as usize);
    let narrow = along_rows(picture.as_raw(), old_width as usize, &columns);
    drop(picture);
    let small = along_columns(&narrow, width as usize, &rows);
    RgbImage::from_raw(width, height, small)
}

// Plain loops over numbers: without optimization, as in development, chains of iterators take ten times as long.

fn along_rows(pixels: &[u8], width: usize, columns: &[Part]) -> Vec<u8> {
    let rows = pixels.chunks_exact(width * CHANNELS);
    let mut narrow = Vec::with_capacity(rows.len() * columns.len() * CHANNELS);
    for row in rows {
        for part in columns {
            let (mut red, mut green, mut blue) = (ONE / 2, ONE / 2, ONE / 2);
            let mut at = part.from * CHANNELS;
            for &weight in &part.weights {
                red += weight * row[at] as i32;
                green += weight * row[at + 1] as i32;
                blue += weight * row[at + 2] as i32;
                at += CHANNELS;
            }
            narrow.extend_from_slice(&[rounded(red), rounded(green), rounded(blue)]);
        }
    }
    narrow
}

fn along_columns(pixels: &[u8], width: usize, rows: &[Part]) -> Vec<u8> {
    let length = width * CHANNELS;
    let mut small = Vec::with_capacity(rows.len() * length);
    let mut sums = vec![0; length];
    for part in rows {
        sums.fill(ONE / 2);
        let taken = pixels[part.from * length..].chunks_exact(length);
        for (row, &weight) in taken.zip(&part.weights) {
            let (row, sums) = (&row[..length], &mut sums[..length]);
            let mut at = 0;
            while at < length {
                sums[at] += weight * row[at] as i32;
                at += 1;
            }
        }
        small.extend(sums.iter().map(|sum| rounded(*sum)));
    }
    small
}

fn rounded(sum: i32) -> u8 {
    (sum / ONE).clamp(0, 255) as u8
}

/// For each of `to` pixels, what of `from` pixels it is made of.
fn parts(from: usize, to: usize) -> Vec<Part> {
    let scale = from as f64 / to as f64;
    let part = |place: usize| {
        let centre = (place as f64 + 0.5) * scale;
        let first = (centre - 2.0 * scale).floor().max(0.0) as usize;
        let end = ((centre + 2.0 * scale).ceil() as usize).min(from);
        let shares: Vec<f64> = (first..end)
            .map(|pixel| catmull_rom((pixel as f64 + 0.5 - centre) / scale))
            .collect();
        let sum: f64 = shares.iter().sum();
        let weights = shares
            .iter()
            .map(|share| (share / sum * f64::from(ONE)).round() as i32);
        let mut weights: Vec<i32> = weights.collect();
        // What rounding left over goes to the largest: a plain ground stays as it is.
        let missing = ONE - weights.iter().sum::<i32>();
        if let Some(largest) = weights.iter_mut().max() {
            *largest += missing;
        }
        Part {
            from: first,
            weights,
        }
    };
    (0..to).map(part).collect()
}

fn catmull_rom(distance: f64) -> f64 {
    let x = distance.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::shrink;

    #[test]
    fn a_plain_ground_stays_as_it_is() {
        for (width, height) in [(1, 1), (7, 3), (99, 50), (100, 51)] {
            let plain = RgbImage::from_pixel(100, 51, Rgb([200, 3, 255]));
            let small = shrink(plain, width, height).unwrap();
            assert_eq!(small.dimensions(), (width, height));
            assert!(small.pixels().all(|pixel| pixel.0 == [200, 3, 255]));
        }
    }

    #[test]
    fn halves_stay_in_their_places_and_fine_lines_become_grey() {
        let halves = RgbImage::from_fn(300, 200, |x, y| match (x < 150, y < 100) {
            (true, true) => Rgb([255, 0, 0]),
            (false, true) => Rgb([0, 255, 0]),
            (true, false) => Rgb([0, 0, 255]),
            (false, false) => Rgb([255, 255, 255]),
        });
        let small = shrink(halves, 30, 20).unwrap();
        assert_eq!(small.get_pixel(2, 2).0, [255, 0, 0]);
        assert_eq!(small.get_pixel(27, 2).0, [0, 255, 0]);
        assert_eq!(small.get_pixel(2, 17).0, [0, 0, 255]);
        assert_eq!(small.get_pixel(27, 17).0, [255, 255, 255]);
        let lines = RgbImage::from_fn(400, 400, |x, _| Rgb([u8::from(x % 2 == 0) * 255; 3]));
        let small = shrink(lines, 50, 50).unwrap();
        let middle = small.get_pixel(25, 25).0[0];
        assert!((120..=135).contains(&middle), "{middle}");
    }
}
