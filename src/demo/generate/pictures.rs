//! Photographs that are drawings: one subject, several colours, rooms and angles, 800 × 1000.

use image::RgbImage;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use super::catalogue::{Catalogue, DemoError, catalogue};
use super::model::PhotoPlan;
use super::paint;

const WIDTH: u32 = 800;
const HEIGHT: u32 = 1000;
/// Angles of one thing: from the front, from the other side, from close by.
pub(super) const POSES: u64 = 3;
/// A drawing without colours of its own has one look in three angles, and its front once more in another room.
const PLAIN: u64 = POSES + 1;
/// More colours than this are not drawn: every further picture costs time when a site is filled.
const COLORS: usize = 3;

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error(transparent)]
    Words(#[from] DemoError),
    #[error("the drawing is no SVG")]
    Svg(#[from] usvg::Error),
    #[error("no canvas of that size")]
    Canvas,
}

/// The colours a drawing comes in; none when it has only its own.
pub(super) fn colors(all: &'static Catalogue, drawing: &str) -> &'static [String] {
    let known = all.drawings.drawing.get(drawing).map_or(&[][..], |drawing| &drawing.colors);
    known.get(..COLORS).unwrap_or(known)
}

/// The pictures of one thing: what may be its cover, and what may follow.
pub(super) fn album(colored: bool, look: usize) -> (Vec<u64>, [u64; 3]) {
    let base = u64::try_from(look).unwrap_or(0) * POSES;
    let covers = if colored { vec![base, base + 1] } else { vec![0, 1, POSES] };
    (covers, [base, base + 1, base + 2])
}

/// Every picture that [`super::listings`] may ask for, each once.
///
/// # Errors
/// When the embedded words cannot be read.
pub fn distinct_pictures() -> Result<Vec<PhotoPlan>, DemoError> {
    let all = catalogue()?;
    let mut names: Vec<&'static str> = all
        .subs
        .iter()
        .flat_map(|sub| &sub.items)
        .flat_map(|item| &item.drawings)
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    let plans = names.into_iter().flat_map(|drawing| {
        let looks = u64::try_from(colors(all, drawing).len()).unwrap_or(0);
        let count = if looks == 0 { PLAIN } else { looks * POSES };
        (0..count).map(move |variant| PhotoPlan { drawing, variant })
    });
    Ok(plans.collect())
}

/// Makes the picture; `svg` is the text of `static/goods/<plan.drawing>.svg`. About 25 ms optimised.
///
/// # Errors
/// When `svg` cannot be read.
pub fn picture(plan: &PhotoPlan, svg: &str) -> Result<RgbImage, PictureError> {
    let all = catalogue()?;
    let (look, pose) = (plan.variant / POSES, plan.variant % POSES);
    let drawing = all.drawings.drawing.get(plan.drawing);
    let mirrored = pose == 1 && !drawing.is_some_and(|drawing| drawing.lettered);
    let mark = plan
        .drawing
        .bytes()
        .fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    let step = mark.wrapping_add(usize::try_from(plan.variant).unwrap_or(0).wrapping_mul(3));
    let mut scene = match drawing {
        Some(drawing) => paint::dress(svg, drawing, all, usize::try_from(look).unwrap_or(0)),
        None => svg.to_owned(),
    };
    scene = paint::room(&scene, step % 8, step / 8 + step % 5);
    scene = paint::light(&scene, mirrored);
    let tree = usvg::Tree::from_str(&scene, &usvg::Options::default())?;
    let mut canvas = Pixmap::new(WIDTH, HEIGHT).ok_or(PictureError::Canvas)?;
    resvg::render(&tree, camera(pose, look, mirrored), &mut canvas.as_mut());
    let bytes = canvas
        .data()
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[red, green, blue, _]| [*red, *green, *blue])
        .collect();
    RgbImage::from_raw(WIDTH, HEIGHT, bytes).ok_or(PictureError::Canvas)
}

/// Where the camera stands. The zoom is large enough that a tilt never shows a corner beyond the drawing.
fn camera(pose: u64, look: u64, mirrored: bool) -> Transform {
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
