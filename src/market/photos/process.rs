//! Decodes an uploaded file and encodes three clean sizes of it. Pure: bytes in, bytes out.

use fast_image_resize::Resizer;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde::{Deserialize, Serialize};

use super::decode::{Decoded, decode};
use super::refusal::Refusal;
use crate::base::crypto;

/// Longest side of the three sizes, in pixels.
const SIZES: [u32; 3] = [1280, 800, 400];

/// A photo ready to be stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessedPhoto {
    /// SHA-256 of the large size.
    pub hash: String,
    /// Pixels of the large size.
    pub width: u32,
    /// Pixels of the large size.
    pub height: u32,
    /// WebP, at most 1280 pixels.
    pub large: Vec<u8>,
    /// WebP, at most 800 pixels.
    pub medium: Vec<u8>,
    /// WebP, at most 400 pixels.
    pub small: Vec<u8>,
}

/// Decodes a file, turns it upright, drops its metadata, and encodes three sizes.
///
/// # Errors
/// A [`Refusal`].
pub fn process(bytes: &[u8]) -> Result<ProcessedPhoto, Refusal> {
    let Decoded { picture, turn } = decode(bytes)?;
    let mut picture = DynamicImage::ImageRgb8(picture);
    picture.apply_orientation(turn);
    from_pixels(picture.into_rgb8())
}

/// The three sizes of a WebP that `process` encoded as a large size: it stays as it is, the two smaller ones are made from
/// it.
///
/// # Errors
/// [`Refusal::Damaged`] when the bytes are no WebP.
pub fn from_large(large: Vec<u8>) -> Result<ProcessedPhoto, Refusal> {
    let picture = image::load_from_memory_with_format(&large, ImageFormat::WebP)
        .map_err(|_broken| Refusal::Damaged)?
        .into_rgb8();
    let [_, medium, small] = SIZES;
    Ok(ProcessedPhoto {
        hash: crypto::content_hash(&large),
        width: picture.width(),
        height: picture.height(),
        medium: encode(&fit(&picture, medium)?)?,
        small: encode(&fit(&picture, small)?)?,
        large,
    })
}

/// The three sizes of a picture that is already upright and opaque.
fn from_pixels(picture: RgbImage) -> Result<ProcessedPhoto, Refusal> {
    let [large, medium, small] = SIZES.map(|longest| fit(&picture, longest));
    let (large, medium, small) = (large?, medium?, small?);
    let bytes = encode(&large)?;
    Ok(ProcessedPhoto {
        hash: crypto::content_hash(&bytes),
        width: large.width(),
        height: large.height(),
        large: bytes,
        medium: encode(&medium)?,
        small: encode(&small)?,
    })
}

/// Encodes WebP at quality 78. Method 2 takes half the time of the default for a few percent more bytes.
fn encode(picture: &RgbImage) -> Result<Vec<u8>, Refusal> {
    let mut config = webp::WebPConfig::new().map_err(|()| Refusal::Damaged)?;
    config.quality = 78.0;
    config.method = 2;
    let encoder = webp::Encoder::from_rgb(picture.as_raw(), picture.width(), picture.height());
    Ok(encoder.encode_advanced(&config).map_err(|_why| Refusal::Damaged)?.to_vec())
}

/// Scales a picture down to a longer side of `longest` pixels; a smaller one stays as it is. The typed interface of the
/// resizer compiles only the code for three bytes a pixel; its dynamic one would compile all thirteen pixel formats.
fn fit(picture: &RgbImage, longest: u32) -> Result<RgbImage, Refusal> {
    let (width, height) = picture.dimensions();
    let side = width.max(height);
    if side <= longest {
        return Ok(picture.clone());
    }
    let scale = |n: u32| {
        let scaled = u64::from(n) * u64::from(longest) / u64::from(side);
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    let mut scaled = RgbImage::new(scale(width), scale(height));
    let (to_width, to_height) = scaled.dimensions();
    let source = TypedImageRef::<U8x3>::from_buffer(width, height, picture.as_raw())
        .map_err(|_shape| Refusal::Damaged)?;
    let mut target = TypedImage::<U8x3>::from_buffer(to_width, to_height, scaled.as_mut())
        .map_err(|_shape| Refusal::Damaged)?;
    Resizer::new().resize_typed(&source, &mut target, None).map_err(|_shape| Refusal::Damaged)?;
    Ok(scaled)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([u8::try_from(x % 256).unwrap_or(0), u8::try_from(y % 256).unwrap_or(0), 90])
        });
        let mut out = Cursor::new(Vec::new());
        let Ok(()) = picture.write_to(&mut out, ImageFormat::Jpeg) else {
            panic!("does not encode")
        };
        out.into_inner()
    }

    /// A JPEG with an EXIF block that has an orientation of a quarter turn and a GPS position.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff: Vec<u8> = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
        tiff.extend_from_slice(&[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
        tiff.extend_from_slice(b"GPS -6.2000 106.8166 RAHASIA");
        let length = u16::try_from(tiff.len() + 2).unwrap_or(0).to_be_bytes();
        let (soi, rest) = jpeg.split_at(2);
        [soi, &[0xff, 0xe1], &length, &tiff, rest].concat()
    }

    #[test]
    fn a_phone_photo_is_turned_upright_and_loses_its_metadata() {
        let sideways = with_exif(&jpeg(600, 300));
        let Ok(photo) = process(&sideways) else { panic!("refused") };
        assert_eq!((photo.width, photo.height), (300, 600), "turned upright");
        for bytes in [&photo.large, &photo.medium, &photo.small] {
            assert!(!bytes.windows(7).any(|w| w == b"RAHASIA"), "metadata is gone");
            assert!(!bytes.windows(4).any(|w| w == b"Exif" || w == b"EXIF"));
        }
    }

    #[test]
    fn three_sizes_none_larger_than_it_should_be() {
        let Ok(photo) = process(&jpeg(3000, 2000)) else { panic!("refused") };
        assert_eq!((photo.width, photo.height), (1280, 853));
        assert!(photo.small.len() < photo.medium.len() && photo.medium.len() < photo.large.len());
        let Ok(again) = process(&jpeg(3000, 2000)) else { panic!("refused") };
        assert_eq!(photo.hash, again.hash, "the same content has the same name");
    }

    #[test]
    fn a_file_that_is_no_photo_is_refused_by_its_content() {
        assert_eq!(process(b"halo, aku teks bernama foto.jpg").err(), Some(Refusal::NotAPhoto));
        assert_eq!(process(b"").err(), Some(Refusal::NotAPhoto));
        assert_eq!(process(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").err(), Some(Refusal::NotAPhoto));
        assert_eq!(process(&jpeg(400, 400)[..200]).err(), Some(Refusal::Damaged));
        assert_eq!(process(&jpeg(20, 20)).err(), Some(Refusal::TooSmall));
    }

    /// A PNG of a few bytes whose valid header states this size.
    fn png_with_header(width: u32, height: u32) -> Vec<u8> {
        let chunk = |kind: &[u8; 4], data: &[u8]| {
            let mut crc = flate2::Crc::new();
            crc.update(kind);
            crc.update(data);
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            [&length[..], kind, data, &crc.sum().to_be_bytes()].concat()
        };
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let signature = b"\x89PNG\r\n\x1a\n".to_vec();
        [signature, chunk(b"IHDR", &header), chunk(b"IDAT", &[0x78, 0x9c])].concat()
    }

    #[test]
    fn a_bomb_is_refused_by_the_size_in_its_header_before_it_is_decoded() {
        for (width, height) in [(60_000, 60_000), (16_001, 60), (12_000, 12_000)] {
            let refused = process(&png_with_header(width, height)).err();
            assert_eq!(refused, Some(Refusal::TooManyPixels), "{width} × {height}");
        }
        assert_eq!(process(&png_with_header(300, 300)).err(), Some(Refusal::Damaged));
    }
}
