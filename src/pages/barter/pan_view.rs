//! The picture of the scale: each pan with the first goods of its side.

use serde::Serialize;

use super::good::Side;
use super::inventory::PackageContents;
use super::scale::PanPosition;
use crate::base::i18n::Text;
use crate::base::money;

/// Goods drawn in a pan.
const DRAWN: usize = 3;

/// `chat/_package_scale.html`.
#[derive(Debug, Serialize)]
pub(super) struct ScaleView {
    /// Degrees, clockwise.
    tilt: f64,
    /// What the picture shows, for those who do not see it.
    name: Text,
    mine: i64,
    theirs: i64,
    pans: [PanView; 2],
}

/// A pan; `x` and `y` are the end of the beam that it hangs from.
#[derive(Debug, Serialize)]
struct PanView {
    class: &'static str,
    x: f64,
    y: f64,
    goods: Vec<PanGood>,
}

/// A good in a pan. Positions are from the middle of the pan.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct PanGood {
    thumb: Option<String>,
    /// Left edge of its photo.
    photo_x: i64,
    /// Left edge of the box that stands for a photo.
    box_x: i64,
}

impl ScaleView {
    pub(super) fn of(contents: &PackageContents, other: &str) -> Self {
        Self {
            tilt: contents.scale.tilt,
            name: Text::new("barter-scale")
                .with("mine", money::dotted(contents.mine.points))
                .with("theirs", money::dotted(contents.theirs.points))
                .with("name", other),
            mine: contents.mine.points,
            theirs: contents.theirs.points,
            pans: [
                PanView::of("pan-me", contents.scale.mine, &contents.mine),
                PanView::of("pan-them", contents.scale.theirs, &contents.theirs),
            ],
        }
    }
}

impl PanView {
    fn of(class: &'static str, at: PanPosition, side: &Side) -> Self {
        let thumbs: Vec<Option<String>> =
            side.goods.iter().take(DRAWN).map(|good| good.thumb.clone()).collect();
        Self { class, x: at.x, y: at.y, goods: side_by_side(thumbs) }
    }
}

/// Photos are 46 wide, boxes 44; three of them stand closer to each other than two.
fn side_by_side(thumbs: Vec<Option<String>>) -> Vec<PanGood> {
    let half = if thumbs.len() >= DRAWN { 17 } else { 20 };
    let leftmost = -half * (i64::try_from(thumbs.len()).unwrap_or(1) - 1);
    let middles = (0..).map(|n| leftmost + 2 * half * n);
    thumbs
        .into_iter()
        .zip(middles)
        .map(|(thumb, middle)| PanGood { thumb, photo_x: middle - 23, box_x: middle - 22 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_stand_in_the_middle_of_the_pan() {
        let middles = |n: usize| -> Vec<i64> {
            side_by_side(vec![None; n]).iter().map(|good| good.photo_x + 23).collect()
        };
        assert_eq!(middles(1), [0]);
        assert_eq!(middles(2), [-20, 20]);
        assert_eq!(middles(3), [-34, 0, 34]);
    }
}
