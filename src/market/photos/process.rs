//! Decodes an uploaded file and encodes three clean sizes of it. Pure: bytes in, bytes out.

use fast_image_resize::Resizer;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde::{Deserialize, Serialize};

use super::decode::{Decoded, decode};
use super::refusal::Refusal;
use crate::base::crypto;

/// The three sizes.
const SIZES: [Size; 3] = [
    Size { longer: 1280, shorter: 720 },
    Size { longer: 800, shorter: 400 },
    Size { longer: 400, shorter: 200 },
];

/// How large a picture is at most: its longer side, unless its shorter one would become less than this. So a long
/// screenshot stays readable. Pixels.
#[derive(Clone, Copy)]
struct Size {
    longer: u32,
    shorter: u32,
}

/// The longest side of a WebP.
const MAX_SIDE: u32 = 16_383;

/// A photo ready to be stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcessedPhoto {
    /// SHA-256 of the large size.
    pub hash: String,
    /// Pixels of the large size.
    pub width: u32,
    /// Pixels of the large size.
    pub height: u32,
    /// WebP, at most 1280 pixels, or 720 on the shorter side.
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

/// A JPEG of a WebP that `process` encoded.
///
/// # Errors
/// [`Refusal::Damaged`] when the bytes are no WebP.
pub fn jpeg_of(webp: &[u8]) -> Result<Vec<u8>, Refusal> {
    let picture = image::load_from_memory_with_format(webp, ImageFormat::WebP)
        .map_err(|_broken| Refusal::Damaged)?
        .into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 82)
        .encode_image(&picture)
        .map_err(|_why| Refusal::Damaged)?;
    Ok(jpeg)
}

/// The three sizes of a picture that is already upright and opaque.
fn from_pixels(picture: RgbImage) -> Result<ProcessedPhoto, Refusal> {
    let [large, medium, small] = SIZES.map(|size| fit(&picture, size));
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

/// Scales a picture down to a size; a smaller one stays as it is. The typed interface of the
/// resizer compiles only the code for three bytes a pixel; its dynamic one would compile all thirteen pixel formats.
fn fit(picture: &RgbImage, size: Size) -> Result<RgbImage, Refusal> {
    let (width, height) = picture.dimensions();
    let (longer, shorter) = (u64::from(width.max(height)), u64::from(width.min(height)).max(1));
    let wanted = u64::from(size.longer).max(longer * u64::from(size.shorter) / shorter);
    let wanted = wanted.min(u64::from(MAX_SIDE));
    if longer <= wanted {
        return Ok(picture.clone());
    }
    let scale = |n: u32| u32::try_from(u64::from(n) * wanted / longer).unwrap_or(n).max(1);
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

    /// The inputs of `tests/corpus/photos`, made for this.
    const SWAPPED: &[u8] =
        include_bytes!("../../../tests/corpus/photos/swapped-red-green-profile.jpeg");
    const DISPLAY_P3: &[u8] = include_bytes!("../../../tests/corpus/photos/display-p3.png");
    const CUT: &[u8] = include_bytes!("../../../tests/corpus/photos/cut-in-the-middle.jpeg");
    const LONG: &[u8] = include_bytes!("../../../tests/corpus/photos/long-screenshot.png");

    fn middle(webp: &[u8]) -> [u8; 3] {
        let picture = image::load_from_memory(webp).unwrap().into_rgb8();
        picture.get_pixel(picture.width() / 2, picture.height() / 2).0
    }

    #[test]
    fn the_colours_of_a_profile_become_those_of_the_web() {
        let [red, green, blue] = middle(&process(SWAPPED).unwrap().large);
        let near = |is: u8, wanted: u8| is.abs_diff(wanted) <= 6;
        assert!(near(red, 35) && near(green, 221) && near(blue, 36), "{red} {green} {blue}");
        let plain = image::load_from_memory(DISPLAY_P3).unwrap().into_rgb8();
        let before = plain.get_pixel(plain.width() / 2, plain.height() / 2).0;
        let after = middle(&process(DISPLAY_P3).unwrap().large);
        assert_ne!(before, after, "a colour of Display P3 has other numbers in sRGB");
    }

    #[test]
    fn a_long_screenshot_stays_readable_and_a_cut_photo_is_refused() {
        let long = process(LONG).unwrap();
        assert_eq!((long.width, long.height), (720, 6000));
        let small = image::load_from_memory(&long.small).unwrap();
        assert_eq!((small.width(), small.height()), (199, 1666));
        let wide = process(&jpeg(9000, 1080)).unwrap();
        assert_eq!((wide.width, wide.height), (6000, 720));
        assert_eq!(process(CUT).err(), Some(Refusal::Damaged));
    }

    #[test]
    fn heic_and_avif_are_named_in_their_refusal() {
        for brand in [b"heic", b"mif1", b"avif"] {
            let file = [&[0, 0, 0, 24], b"ftyp", &brand[..], &[0; 40]].concat();
            assert_eq!(process(&file).err(), Some(Refusal::Heif));
        }
        assert_eq!(process(b"\0\0\0\x18ftypmp42").err(), Some(Refusal::NotAPhoto));
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
