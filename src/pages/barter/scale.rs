//! The picture of the balance: a beam on a post, a pan at each end, drawn in a box of 320 by 186 from (0, 18). The pans
//! hang straight down from the ends of the beam, so the template draws both alike and moves them where they hang.

use crate::market::worth::Balance;

/// The point that the beam turns about.
const PIVOT: (f64, f64) = (160.0, 46.0);

/// From the pivot to the end of the beam, where a pan hangs.
const ARM: f64 = 90.0;

/// Points of difference that tilt the beam by a degree.
const POINTS_PER_DEGREE: i64 = 16;

/// The beam tilts no further than this, whatever it carries.
const MOST_DEGREES: i64 = 9;

/// The geometry of the picture. Numbers have one decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Degrees, clockwise: above 0 when the other side (at the right) is heavier, 0 when level.
    pub tilt: f64,
    /// Where the reader's pan hangs, at the left.
    pub mine: PanPosition,
    /// Where the other pan hangs, at the right.
    pub theirs: PanPosition,
}

/// An end of the beam.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PanPosition {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Scale {
    /// The picture of a balance.
    pub fn of(balance: Balance) -> Self {
        let most = MOST_DEGREES * POINTS_PER_DEGREE;
        let weight = if balance.level { 0 } else { balance.points.clamp(-most, most) };
        let tilt = -number(weight) / number(POINTS_PER_DEGREE);
        let (sin, cos) = tilt.to_radians().sin_cos();
        let end = |side: f64| PanPosition {
            x: tenths(PIVOT.0 + side * ARM * cos),
            y: tenths(PIVOT.1 + side * ARM * sin),
        };
        Self { tilt: tenths(tilt), mine: end(-1.0), theirs: end(1.0) }
    }
}

/// 0 for a number that does not fit; only small ones are drawn.
fn number(n: i64) -> f64 {
    i32::try_from(n).map_or(0.0, f64::from)
}

/// One decimal, and no minus before a zero.
fn tenths(n: f64) -> f64 {
    (n * 10.0).round() / 10.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scale(mine: i64, theirs: i64) -> Scale {
        Scale::of(Balance::of(mine, theirs))
    }

    #[test]
    fn the_picture_of_the_mock() {
        let drawn = scale(405, 525);
        assert_eq!(drawn.tilt, 7.5);
        assert_eq!((drawn.mine.x, drawn.mine.y), (70.8, 34.3));
        assert_eq!((drawn.theirs.x, drawn.theirs.y), (249.2, 57.7));
    }

    #[test]
    fn level_sides_are_drawn_level_and_so_are_empty_ones() {
        for drawn in [scale(525, 525), scale(545, 525), scale(0, 0)] {
            assert_eq!(drawn.tilt, 0.0);
            assert!(drawn.tilt.is_sign_positive());
            assert_eq!((drawn.mine.x, drawn.mine.y), (70.0, 46.0));
            assert_eq!((drawn.theirs.x, drawn.theirs.y), (250.0, 46.0));
        }
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_box(mine: i64, theirs: i64) {
            let drawn = scale(mine, theirs);
            prop_assert!(drawn.tilt.abs() <= 9.0);
            for pan in [drawn.mine, drawn.theirs] {
                // The beam is 7 thick; a pan is 62 to each side and hangs 94 down, then 26 deep.
                prop_assert!((0.0..=320.0).contains(&(pan.x - 62.0)) && pan.x + 62.0 <= 320.0);
                prop_assert!(pan.y - 3.5 >= 18.0 && pan.y + 94.0 + 26.0 <= 204.0);
                // Goods are 57.5 high and stand on the pan: below the beam's end.
                prop_assert!(pan.y + 94.0 - 57.5 > pan.y);
            }
            prop_assert!(drawn.mine.x + 62.0 < 160.0 && drawn.theirs.x - 62.0 > 160.0);
        }

        #[test]
        fn the_heavier_side_goes_down(mine in 0i64..5000, theirs in 0i64..5000) {
            let (drawn, balance) = (scale(mine, theirs), Balance::of(mine, theirs));
            if balance.level || mine == theirs {
                prop_assert_eq!(drawn.mine.y, drawn.theirs.y);
            } else {
                prop_assert_eq!(drawn.mine.y > drawn.theirs.y, mine > theirs);
            }
        }

        #[test]
        fn the_other_member_sees_it_mirrored(mine in 0i64..5000, theirs in 0i64..5000) {
            let (here, there) = (scale(mine, theirs), scale(theirs, mine));
            prop_assert_eq!(here.tilt, -there.tilt);
            prop_assert_eq!(here.mine.y, there.theirs.y);
        }
    }
}
