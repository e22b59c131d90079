//! Photographs that are drawings: one subject, several colours, rooms and angles, 800 × 1000. `tools/pictures` has drawn
//! them ahead: a drawing library is a tenth of the product's dependencies, and 25 ms a picture.

use std::borrow::Cow;

use rust_embed::RustEmbed;

use super::catalogue::{Catalogue, DemoError, catalogue};
use super::model::PhotoPlan;

#[derive(RustEmbed)]
#[folder = "seed/demo/pictures/"]
struct Pictures;

/// Angles of one thing: from the front, from the other side, from close by.
pub(super) const POSES: u64 = 3;
/// A drawing without colours of its own has one look in three angles, and its front once more in another room.
const PLAIN: u64 = POSES + 1;
/// More colours than this are not drawn: every further picture makes the program larger.
const COLORS: usize = 3;

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

/// The picture as WebP in the photographs' large size; none when it is not one of [`distinct_pictures`].
pub fn picture(plan: &PhotoPlan) -> Option<Cow<'static, [u8]>> {
    Pictures::get(&format!("{}-{}.webp", plan.drawing, plan.variant)).map(|file| file.data)
}

/// The names of all pictures there are.
#[cfg(test)]
pub(super) fn drawn() -> impl Iterator<Item = Cow<'static, str>> {
    Pictures::iter()
}
