//! Decodes pictures at about the scale that is needed, so that a photo of 108 megapixels takes as little memory as a small
//! one where its format permits: JPEG is scaled while it is decoded, PNG row by row.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use jpeg_decoder::PixelFormat;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use png::{ColorType, Transformations};

use super::refusal::Refusal;

/// The longer side that is decoded at least, twice that of the largest size: scaling down the rest keeps it sharp.
const DECODED_SIDE: u32 = 2560;
/// The shorter side that is decoded at least: a long screenshot stays readable.
const DECODED_SHORT_SIDE: u32 = 1080;
/// Bytes of a colour profile that is heeded; that of a camera has a few hundred.
const MAX_PROFILE: usize = 1024 * 1024;
/// The shortest side, in pixels.
const MIN_SIDE: u32 = 50;
/// A header that states more is that of a decompression bomb, or of a poster.
const MAX_SIDE: u32 = 16_000;
/// Pixels of a format that is scaled while it is decoded: telephones make photos of 108 million.
const MAX_PIXELS_SCALED: u64 = 120_000_000;
/// Pixels of a picture that is decoded whole.
const MAX_PIXELS_WHOLE: u64 = 40_000_000;
/// Bytes that a decoder may allocate.
const MAX_ALLOCATED: u64 = 192 * 1024 * 1024;

/// A picture of about [`DECODED_SIDE`], and how to turn it upright.
pub(super) struct Decoded {
    pub picture: RgbImage,
    pub turn: Orientation,
}

/// Decodes a JPEG, PNG or WebP; transparent parts become white.
///
/// # Errors
/// A [`Refusal`]; the size that the header states is checked before anything is decoded.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    if is_heif(bytes) {
        return Err(Refusal::Heif);
    }
    let format = image::guess_format(bytes).map_err(|_none| Refusal::NotAPhoto)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(Refusal::NotAPhoto);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOCATED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let most = if format == ImageFormat::WebP { MAX_PIXELS_WHOLE } else { MAX_PIXELS_SCALED };
    if u64::from(width) * u64::from(height) > most || width > MAX_SIDE || height > MAX_SIDE {
        return Err(Refusal::TooManyPixels);
    }
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(Refusal::TooSmall);
    }
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = match format {
        ImageFormat::Jpeg => jpeg(bytes)?,
        ImageFormat::Png => match png_by_rows(bytes)? {
            Some(picture) => picture,
            None => whole(decoder)?,
        },
        _ => whole(decoder)?,
    };
    if let Some(profile) = profile.filter(|profile| profile.len() <= MAX_PROFILE) {
        to_srgb(&mut picture, &profile);
    }
    Ok(Decoded { picture, turn })
}

/// Converts the colours of a picture from those of its profile. One that cannot be read, or is of another kind of colours
/// than the picture, is ignored, as browsers do.
fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let options = TransformOptions::default();
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options)
    else {
        return;
    };
    let row = usize::try_from(picture.width()).unwrap_or(1) * 3;
    let mut converted = vec![0; row];
    for colours in picture.chunks_exact_mut(row) {
        if transform.transform(colours, &mut converted).is_ok() {
            colours.copy_from_slice(&converted);
        }
    }
}

/// What a picture is scaled by while it is decoded: its longer side over that which is needed.
fn reduction(width: u32, height: u32) -> u32 {
    let (longer, shorter) = (width.max(height), width.min(height));
    (longer / DECODED_SIDE).min(shorter / DECODED_SHORT_SIDE).max(1)
}

/// Whether it is a HEIC or AVIF (ISO/IEC 23008-12), by the brand of its first box.
fn is_heif(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 8] =
        [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"avif", b"avis"];
    bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

fn refusal(err: image::ImageError) -> Refusal {
    match err {
        image::ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    }
}

/// Decodes every pixel at once.
fn whole(decoder: impl ImageDecoder) -> Result<RgbImage, Refusal> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS_WHOLE {
        return Err(Refusal::TooManyPixels);
    }
    Ok(on_white(DynamicImage::from_decoder(decoder).map_err(refusal)?))
}

/// Puts a transparent picture on white.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut flat = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in flat.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0;
        to.0 = [mix(r, a), mix(g, a), mix(b, a)];
    }
    flat
}

/// A colour with this opacity on white.
fn mix(colour: u8, opacity: u8) -> u8 {
    let (c, a) = (u32::from(colour), u32::from(opacity));
    u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(255)
}

/// Decodes a JPEG at a half, a quarter or an eighth of its size when that is large enough.
fn jpeg(bytes: &[u8]) -> Result<RgbImage, Refusal> {
    let damaged = |_why: jpeg_decoder::Error| Refusal::Damaged;
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(bytes));
    decoder.read_info().map_err(damaged)?;
    let info = decoder.info().ok_or(Refusal::Damaged)?;
    let reduction = reduction(info.width.into(), info.height.into());
    let wanted = |side: u16| u16::try_from(u32::from(side) / reduction).unwrap_or(side).max(1);
    let (width, height) =
        decoder.scale(wanted(info.width), wanted(info.height)).map_err(damaged)?;
    let pixels = decoder.decode().map_err(damaged)?;
    let rgb = match info.pixel_format {
        PixelFormat::RGB24 => pixels,
        PixelFormat::L8 => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        PixelFormat::L16 => pixels.chunks_exact(2).flat_map(|grey| [first(grey); 3]).collect(),
        PixelFormat::CMYK32 => pixels.chunks_exact(4).flat_map(from_cmyk).collect(),
    };
    RgbImage::from_raw(width.into(), height.into(), rgb).ok_or(Refusal::Damaged)
}

fn first(bytes: &[u8]) -> u8 {
    bytes.first().copied().unwrap_or_default()
}

/// The decoder has inverted the inks already, as Adobe's files need it.
fn from_cmyk(inks: &[u8]) -> [u8; 3] {
    let [c, m, y, k] = inks else { return [0; 3] };
    let light = |ink: &u8| {
        let both = (255 - u32::from(*ink)) * (255 - u32::from(*k)) / 255;
        u8::try_from(both).unwrap_or(255)
    };
    [light(c), light(m), light(y)]
}

/// Sums of the colours of some pixels.
#[derive(Clone, Copy, Default)]
struct Sum {
    rgb: [u32; 3],
    pixels: u32,
}

impl Sum {
    fn add(&mut self, [r, g, b]: [u8; 3]) {
        let [red, green, blue] = &mut self.rgb;
        (*red, *green, *blue) = (*red + u32::from(r), *green + u32::from(g), *blue + u32::from(b));
        self.pixels += 1;
    }

    fn mean(self) -> [u8; 3] {
        self.rgb.map(|sum| u8::try_from(sum / self.pixels.max(1)).unwrap_or(255))
    }
}

/// Decodes a PNG row by row and averages blocks of its pixels; `None` when it is interlaced, since its rows do not come in
/// order then.
fn png_by_rows(bytes: &[u8]) -> Result<Option<RgbImage>, Refusal> {
    let damaged = |_why: png::DecodingError| Refusal::Damaged;
    let limits = png::Limits { bytes: usize::try_from(MAX_ALLOCATED).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(damaged)?;
    if reader.info().interlaced {
        return Ok(None);
    }
    let (width, height) = reader.info().size();
    let (colours, _depth) = reader.output_color_type();
    let block = reduction(width, height);
    let per_row = usize::try_from(block).unwrap_or(1);
    let mut sums = vec![Sum::default(); usize::try_from(width.div_ceil(block)).unwrap_or(0)];
    let mut pixels = Vec::with_capacity(sums.len() * 3);
    let (mut rows, mut left) = (0, height);
    while let Some(row) = reader.next_row().map_err(damaged)? {
        let samples = colours.samples();
        for (sum, pixels) in sums.iter_mut().zip(row.data().chunks(per_row * samples)) {
            pixels.chunks_exact(samples).for_each(|pixel| sum.add(opaque(colours, pixel)));
        }
        (rows, left) = (rows + 1, left.saturating_sub(1));
        if rows == block || left == 0 {
            pixels.extend(sums.iter().flat_map(|sum| sum.mean()));
            sums.fill(Sum::default());
            rows = 0;
        }
    }
    // What follows the last row is part of the file too: it may be cut off.
    reader.finish().map_err(damaged)?;
    let picture = RgbImage::from_raw(width.div_ceil(block), height.div_ceil(block), pixels);
    picture.map(Some).ok_or(Refusal::Damaged)
}

/// A pixel on white.
fn opaque(colours: ColorType, pixel: &[u8]) -> [u8; 3] {
    match (colours, pixel) {
        (ColorType::Rgb, [r, g, b]) => [*r, *g, *b],
        (ColorType::Rgba, [r, g, b, a]) => [mix(*r, *a), mix(*g, *a), mix(*b, *a)],
        (ColorType::GrayscaleAlpha, [grey, a]) => [mix(*grey, *a); 3],
        (_, [grey, ..]) => [*grey; 3],
        _ => [0; 3],
    }
}
