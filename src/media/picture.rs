//! Makes pictures fit to keep: what came is judged by its bytes, decoded within bounds, turned upright and written anew.
//! Nothing of the file that was sent is kept, so neither its place and camera data nor anything hidden behind the
//! picture comes along.
//!
//! Pure and slow: call it on a blocking thread, one at a time ([`crate::app::App::developing`]).

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat,
    ImageResult, RgbImage,
};

use crate::i18n::key;

/// Of a file as it is sent.
pub const MAX_BYTES: i64 = 15 << 20;
const MAX_PIXELS: u64 = 40_000_000;
/// Of the decoded picture; 16 bits a channel take twice as much as 8.
const MAX_DECODED: u64 = 200 << 20;

/// Longest edges of the sizes that pages show, and the quality of each.
const LARGE: (u32, u8) = (2048, 84);
const MEDIUM: (u32, u8) = (960, 80);
const SMALL: (u32, u8) = (320, 76);
const ORIGINAL_QUALITY: u8 = 90;
/// The longest edge of the placeholder, which stands blurred until the picture is there.
const TINY: u32 = 10;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Pdf,
}

/// Why a file is not taken; the text's key.
pub type Refusal = &'static str;

/// A picture in all its sizes, each a JPEG.
pub struct Developed {
    pub width: u32,
    pub height: u32,
    pub original: Vec<u8>,
    pub large: Vec<u8>,
    pub medium: Vec<u8>,
    pub small: Vec<u8>,
    /// A PNG of a few pixels.
    pub placeholder: Vec<u8>,
}

/// Judges by the bytes; the name may only agree.
pub fn format(bytes: &[u8], name: &str) -> Result<Format, Refusal> {
    let format = if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Format::Jpeg
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Format::Png
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Format::WebP
    } else if bytes.starts_with(b"%PDF-") {
        Format::Pdf
    } else {
        return Err(unknown(bytes));
    };
    let ending = match name.rsplit_once('.') {
        Some((_, ending)) => ending.to_ascii_lowercase(),
        None => return Ok(format),
    };
    // Cameras and messengers mix up the names of pictures, which does no harm; a picture that calls itself a page or a
    // program means some.
    let is_picture = [
        "jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif", "avif",
    ]
    .contains(&ending.as_str());
    let agrees = match format {
        Format::Pdf => ending == "pdf",
        _ => is_picture,
    };
    if agrees {
        Ok(format)
    } else {
        Err(key!("media-wrong-ending"))
    }
}

/// The word for what we do not take.
fn unknown(bytes: &[u8]) -> Refusal {
    const HEIF: [&[u8]; 7] = [
        b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif",
    ];
    if bytes.get(4..8) == Some(b"ftyp") {
        let brand = bytes.get(8..12).unwrap_or_default();
        return if HEIF.contains(&brand) {
            key!("media-heic")
        } else {
            key!("media-video")
        };
    }
    let start: Vec<u8> = bytes
        .iter()
        .copied()
        .skip_while(|b| b.is_ascii_whitespace() || [0xef, 0xbb, 0xbf].contains(b))
        .take(1)
        .collect();
    if start == b"<" {
        return key!("media-markup");
    }
    key!("media-unknown")
}

/// Whether a PDF came whole. It is kept as it is and only ever handed out as a file to save.
pub fn check_pdf(bytes: &[u8]) -> Result<(), Refusal> {
    let end = &bytes[bytes.len().saturating_sub(2048)..];
    if end.windows(5).any(|five| five == b"%%EOF") {
        Ok(())
    } else {
        Err(key!("media-broken"))
    }
}

/// Decodes, turns upright, and writes every size anew.
pub fn develop(format: Format, bytes: Vec<u8>) -> Result<Developed, Refusal> {
    let picture = decode(format, bytes)?;
    let (width, height) = picture.dimensions();
    let original = encode(&picture, ORIGINAL_QUALITY)?;
    // Each from the one before: the small ones cost next to nothing then.
    let large = shrink(picture, LARGE.0)?;
    let large_file = encode(&large, LARGE.1)?;
    let medium = shrink(large, MEDIUM.0)?;
    let medium_file = encode(&medium, MEDIUM.1)?;
    let small = shrink(medium, SMALL.0)?;
    let small_file = encode(&small, SMALL.1)?;
    let tiny = shrink(small, TINY)?;
    Ok(Developed {
        width,
        height,
        original,
        large: large_file,
        medium: medium_file,
        small: small_file,
        placeholder: placeholder(&tiny)?,
    })
}

fn decode(format: Format, bytes: Vec<u8>) -> Result<RgbImage, Refusal> {
    if format == Format::Jpeg && !is_whole_jpeg(&bytes) {
        return Err(key!("media-broken"));
    }
    let source = Cursor::new(bytes.as_slice());
    let (kind, orientation) = match format {
        Format::Jpeg => (ImageFormat::Jpeg, orientation(JpegDecoder::new(source))?),
        Format::Png => (ImageFormat::Png, orientation(PngDecoder::new(source))?),
        Format::WebP => (ImageFormat::WebP, orientation(WebPDecoder::new(source))?),
        Format::Pdf => return Err(key!("media-unknown")),
    };
    // The crate's own function rather than the decoder that is open: this one is compiled with it, optimized in
    // development too.
    let mut picture = image::load_from_memory_with_format(&bytes, kind).map_err(broken)?;
    drop(bytes);
    if picture.color().has_alpha() {
        picture = DynamicImage::ImageRgb8(on_white(picture));
    }
    // Eight bits first: turning doubles what is held.
    let mut picture = DynamicImage::ImageRgb8(picture.into_rgb8());
    picture.apply_orientation(orientation);
    Ok(picture.into_rgb8())
}

fn broken(error: ImageError) -> Refusal {
    tracing::debug!(%error, "a picture that cannot be read");
    match error {
        ImageError::Limits(_) => key!("media-too-many-pixels"),
        _ => key!("media-broken"),
    }
}

/// Reads the header only: whether the picture is of a size that may be decoded, and how it is to be turned.
fn orientation<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<Orientation, Refusal> {
    let mut decoder = decoder.map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(key!("media-broken"));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED {
        return Err(key!("media-too-many-pixels"));
    }
    Ok(decoder.orientation().unwrap_or(Orientation::NoTransforms))
}

/// A JPEG knows no see-through.
fn on_white(picture: DynamicImage) -> RgbImage {
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    let mut flat = Vec::with_capacity(width as usize * height as usize * 3);
    for pixel in picture.pixels() {
        let [.., alpha] = pixel.0;
        for colour in &pixel.0[..3] {
            let mixed = u16::from(*colour) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            flat.push(u8::try_from(mixed / 255).unwrap_or(255));
        }
    }
    RgbImage::from_raw(width, height, flat).unwrap_or_default()
}

/// Makes the longest edge no longer than `edge`; a smaller picture stays as it is.
fn shrink(picture: RgbImage, edge: u32) -> Result<RgbImage, Refusal> {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= edge {
        return Ok(picture);
    }
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(edge)).div_ceil(u64::from(longest));
        u32::try_from(side).unwrap_or(edge).max(1)
    };
    super::shrink::shrink(picture, scaled(width), scaled(height)).ok_or(key!("media-broken"))
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut file = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut file, quality)
        .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|_| key!("media-broken"))?;
    Ok(file)
}

fn placeholder(picture: &RgbImage) -> Result<Vec<u8>, Refusal> {
    let mut file = Vec::new();
    let (width, height) = picture.dimensions();
    PngEncoder::new(&mut file)
        .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|_| key!("media-broken"))?;
    Ok(file)
}

/// Whether the picture's own end marker is there: a decoder paints what is missing grey and says nothing. What stands
/// behind it (phones append short films) does not matter.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        // To the next marker; inside the picture's data FF00 is data, and FFD0–FFD7 only mark progress.
        while at < bytes.len() && bytes[at] != 0xff {
            at += 1;
        }
        while bytes.get(at) == Some(&0xff) {
            at += 1;
        }
        let Some(marker) = bytes.get(at).copied() else {
            return false;
        };
        at += 1;
        match marker {
            0xd9 => return true,
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some(length) = bytes.get(at..at + 2) else {
                    return false;
                };
                at += usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
            }
        }
    }
}
