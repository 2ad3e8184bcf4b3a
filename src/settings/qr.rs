//! A link as a QR code: an SVG path for a page, a file to print.

use qrcode::{Color, QrCode};

use crate::error::{Error, Result};

/// One unit a module; the quiet zone of four modules is part of it.
#[derive(Clone, Debug)]
pub struct Qr {
    pub size: usize,
    /// The dark modules, as an SVG path.
    pub path: String,
}

const QUIET: usize = 4;

impl Qr {
    pub fn of(link: &str) -> Result<Self> {
        let code = QrCode::new(link).map_err(Error::internal)?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let (left, top, length) = (x + QUIET, y + QUIET, run.len());
                    path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
                }
                x += run.len();
            }
        }
        Ok(Self {
            size: width + 2 * QUIET,
            path,
        })
    }

    /// A picture of its own, black on white.
    pub fn svg(&self) -> String {
        let Self { size, path } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1024\" height=\"1024\" viewBox=\"0 0 {size} {size}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/>\
             <path d=\"{path}\"/></svg>\n"
        )
    }
}
