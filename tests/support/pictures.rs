//! Pictures of every kind that may come, drawn here: sound ones, and those that are meant to do harm.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// A gradient that differs with `seed`; its left upper corner is red.
pub fn drawn(width: u32, height: u32, seed: u8) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 4 && y < height / 4 {
            return Rgb([220, 20, 20]);
        }
        let shade = |at: u32, all: u32| u8::try_from(at * 255 / all.max(1)).unwrap();
        Rgb([shade(x, width), shade(y, height), seed])
    })
}

pub fn jpeg(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90)
        .encode_image(&drawn(width, height, seed))
        .unwrap();
    file
}

pub fn png(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(
            drawn(width, height, seed).as_raw(),
            width,
            height,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    file
}

pub fn webp(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file)
        .encode(
            drawn(width, height, seed).as_raw(),
            width,
            height,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    file
}

/// Where the photo with [`with_exif`] says it was taken.
pub const SECRET_PLACE: &[u8] = b"GPSPLACE-40.4168N-3.7038W";

/// A JPEG that says who took it and where, and that it is to be turned by a quarter to the right.
pub fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = Vec::new();
    tiff.extend(b"II*\0\x08\0\0\0");
    tiff.extend(3_u16.to_le_bytes());
    let mut entry = |tag: u16, kind: u16, count: u32, value: u32| {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    };
    let after = 8 + 2 + 3 * 12 + 4;
    entry(0x010f, 2, SECRET_PLACE.len() as u32, after);
    entry(0x0112, 3, 1, 6);
    entry(0x8825, 4, 1, after);
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(SECRET_PLACE);
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let mut file = jpeg[..2].to_vec();
    file.extend([0xff, 0xe1]);
    file.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
    file.extend(segment);
    file.extend(&jpeg[2..]);
    file
}

/// A PNG of a few bytes that says it is this large.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [name.as_slice(), data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&body);
        file.extend(&body);
        file.extend(crc.sum().to_be_bytes());
    };
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1]);
    chunk(b"IEND", &[]);
    file
}
