//! QR codes: as a path of an SVG image for pages, as modules for documents.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

/// Light modules around the code, which readers need.
const MARGIN: usize = 4;

/// A code for a page: the side of the square, and the path of its dark modules, in modules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QrView {
    side: usize,
    path: String,
}

impl QrView {
    /// The code of a text; `None` when the text is too long for one (about 2,300 characters).
    pub fn of(text: &str) -> Option<Self> {
        let QrModules { width, dark } = qr_modules(text).ok()?;
        let mut path = String::new();
        for (y, row) in dark.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    let (left, top, length) = (x + MARGIN, y + MARGIN, run.len());
                    path += &format!("M{left} {top}h{length}v1h-{length}z");
                }
                x += run.len();
            }
        }
        Some(Self { side: width + 2 * MARGIN, path })
    }
}

/// The modules (small squares) of a QR code, row by row, without the light margin around it.
pub struct QrModules {
    /// Modules of a side.
    pub width: usize,
    /// `width` × `width` modules, from the upper left.
    pub dark: Vec<bool>,
}

/// The modules of a QR code.
///
/// # Errors
/// The text is too long for a QR code.
pub fn qr_modules(text: &str) -> anyhow::Result<QrModules> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|err| anyhow::anyhow!("a QR code of {} bytes: {err}", text.len()))?;
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(QrModules { width: code.width(), dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_have_the_three_corner_patterns() {
        let code = qr_modules("482913").unwrap();
        assert_eq!(code.dark.len(), code.width * code.width);
        let dark = |x: usize, y: usize| code.dark[y * code.width + x];
        let last = code.width - 1;
        assert!(dark(0, 0) && dark(6, 6) && dark(last, 0) && dark(0, last));
        assert!(!dark(1, 1) && !dark(7, 7) && dark(3, 3));
    }

    #[test]
    fn a_code_is_a_path_with_the_three_corner_patterns() {
        let code = QrView::of("https://tawar.example/pesanan/ORD-20261130-X7K2").unwrap();
        let far = code.side - MARGIN - 7;
        for corner in
            ["M4 4h7v1h-7z".to_owned(), format!("M{far} 4h7v1h-7z"), format!("M4 {far}h7v1h-7z")]
        {
            assert!(code.path.contains(&corner), "{corner}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_makes_no_code() {
        assert!(qr_modules(&"a".repeat(5_000)).is_err());
        assert_eq!(QrView::of(&"a".repeat(5_000)), None);
    }
}
