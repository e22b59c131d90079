//! The pictures of demo listings: drawings of one subject in several colours, rooms and angles, 800 × 1000 pixels.
//! `tools/pictures` renders them in advance: a drawing library would be a tenth of the product's dependencies, and take 25 ms
//! for each picture.

use std::borrow::Cow;

use rust_embed::RustEmbed;

use super::catalogue::{Catalogue, DemoError, catalogue};
use super::model::PhotoPlan;

#[derive(RustEmbed)]
#[folder = "seed/demo/pictures/"]
struct Pictures;

/// Angles of one subject: from the front, from the other side, from close by.
pub(super) const POSES: u64 = 3;
/// Pictures of a drawing without colour variants: three angles, and the front once more in another room.
const PLAIN: u64 = POSES + 1;
/// The most colour variants of a drawing: every picture makes the program larger.
const COLORS: usize = 3;

/// The names of a drawing's colour variants; empty when it has none.
pub(super) fn colors(all: &'static Catalogue, drawing: &str) -> &'static [String] {
    let known = all.drawings.drawing.get(drawing).map_or(&[][..], |drawing| &drawing.colors);
    known.get(..COLORS).unwrap_or(known)
}

/// The variants of one listing's pictures: those that may be the cover, and those that may follow. `color` is the index of
/// the colour variant.
pub(super) fn album(colored: bool, color: usize) -> (Vec<u64>, [u64; 3]) {
    let base = u64::try_from(color).unwrap_or(0) * POSES;
    let covers = if colored { vec![base, base + 1] } else { vec![0, 1, POSES] };
    (covers, [base, base + 1, base + 2])
}

/// Every picture that [`super::listings`] may ask for, each once.
///
/// # Errors
/// The embedded texts are invalid.
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
        let colors = u64::try_from(colors(all, drawing).len()).unwrap_or(0);
        let count = if colors == 0 { PLAIN } else { colors * POSES };
        (0..count).map(move |variant| PhotoPlan { drawing, variant })
    });
    Ok(plans.collect())
}

/// The picture as WebP in the large size of photos; `None` when it is not one of [`distinct_pictures`].
pub fn picture(plan: &PhotoPlan) -> Option<Cow<'static, [u8]>> {
    Pictures::get(&format!("{}-{}.webp", plan.drawing, plan.variant)).map(|file| file.data)
}

/// The file names of all pictures.
#[cfg(test)]
pub(super) fn drawn() -> impl Iterator<Item = Cow<'static, str>> {
    Pictures::iter()
}
