//! Photographs that are drawings: one subject, several colours, rooms and angles, 800 × 1000 pixels.

use anyhow::Context;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use crate::drawings::{Drawings, POSES};
use crate::paint;

const WIDTH: u32 = 800;
const HEIGHT: u32 = 1000;

/// Draws the picture; `svg` is the text of `static/goods/<drawing>.svg`.
pub(crate) fn picture(
    all: &Drawings,
    name: &str,
    variant: usize,
    svg: &str,
) -> anyhow::Result<Pixmap> {
    let (look, pose) = (variant / POSES, variant % POSES);
    let drawing = all.drawing.get(name);
    let mirrored = pose == 1 && !drawing.is_some_and(|drawing| drawing.lettered);
    let mark = name
        .bytes()
        .fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let step = mark.wrapping_add(variant.wrapping_mul(3));
    let mut scene = match drawing {
        Some(drawing) => paint::dress(svg, drawing, all, look),
        None => svg.to_owned(),
    };
    scene =
        paint::room(&scene, step % 8, step / 8 + step % 5).context("not a drawing in a room")?;
    scene = paint::light(&scene, mirrored).context("not one <svg>")?;
    let tree = usvg::Tree::from_str(&scene, &usvg::Options::default())?;
    let mut canvas = Pixmap::new(WIDTH, HEIGHT).context("no canvas of that size")?;
    resvg::render(&tree, camera(pose, look, mirrored), &mut canvas.as_mut());
    Ok(canvas)
}

/// WebP in the quality of the site's photos, by the slowest and smallest method.
pub(crate) fn encode(canvas: &Pixmap) -> anyhow::Result<Vec<u8>> {
    let pixels: Vec<u8> = canvas
        .data()
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
        .collect();
    let mut config =
        webp::WebPConfig::new().map_err(|()| anyhow::anyhow!("no WebP configuration"))?;
    config.quality = 78.0;
    config.method = 6;
    let encoder = webp::Encoder::from_rgb(&pixels, WIDTH, HEIGHT);
    let encoded =
        encoder.encode_advanced(&config).map_err(|why| anyhow::anyhow!("WebP: {why:?}"))?;
    Ok(encoded.to_vec())
}

/// Where the camera stands. The zoom is large enough that a tilt never shows a corner beyond the drawing.
fn camera(pose: usize, look: usize, mirrored: bool) -> Transform {
    let side = if look.is_multiple_of(2) { 1.0 } else { -1.0 };
    let (zoom, tilt, x, y) = match pose {
        0 => (1.0, 0.0, 200.0, 250.0),
        1 => (1.13, 2.2 * side, 200.0 + 5.0 * side, 258.0),
        _ => (1.5, -4.0 * side, 200.0 + 22.0 * side, 272.0),
    };
    let flip = if mirrored { -1.0 } else { 1.0 };
    Transform::from_translate(-x, -y)
        .post_scale(2.0 * zoom * flip, 2.0 * zoom)
        .post_concat(Transform::from_rotate(tilt))
        .post_translate(400.0, 500.0)
}
