//! A listing, a photo, and helpers that read answers.

use std::io::Cursor;

use serde_json::{Value, json};

/// The text between the first two occurrences of these marks.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}

pub fn id_of(listing: &Value) -> &str {
    listing["id"].as_str().unwrap()
}

/// The body of a camera in Coblong, Bandung, without its photo.
pub fn camera() -> Value {
    json!({
        "title": "Kamera analog rangefinder", "description": "Punya bapak, dipakai sejak 1982, shutter normal.",
        "flaw": "Goresan tipis", "category": "kamera", "condition": "bagus", "modes": ["jual"], "price": 1_250_000,
        "min_price": 1_000_000, "delivery": ["cod"], "region": "32.73.02", "tags": ["analog"],
    })
}

/// A JPEG of this size.
pub fn a_photo(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 251) as u8, (y % 241) as u8, 90])
    });
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}
