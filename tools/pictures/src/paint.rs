//! Colours of a drawing: the thing takes a named colour, the room behind it changes.

use crate::drawings::{Drawing, Drawings};

/// Ground, shape behind, floor: the rooms of the house style.
const ROOMS: [[&str; 3]; 8] = [
    ["#fbe9e2", "#f6d5c9", "#f1c8b9"],
    ["#e1f2ee", "#c6e5de", "#b3dad1"],
    ["#f8efdd", "#efdfbd", "#e6d1a5"],
    ["#e4eef6", "#cbdfee", "#b8d1e4"],
    ["#efe9f5", "#ded2eb", "#cfc0e0"],
    ["#eaf0e0", "#d4e0c2", "#c4d3ae"],
    ["#fae6ea", "#f2ccd5", "#e9bac6"],
    ["#efebe6", "#dfd7ce", "#d1c7bb"],
];

const SHAPES: [&str; 6] = [
    r#"<circle cx="200" cy="232" r="148" fill="TONE"/>"#,
    r#"<path d="M70 398V222a130 130 0 0 1 260 0v176z" fill="TONE"/>"#,
    r#"<circle cx="286" cy="150" r="92" fill="TONE"/><circle cx="96" cy="330" r="58" fill="TONE" opacity=".6"/>"#,
    r#"<path d="M0 330c70-80 130-96 200-70s130 10 200-60v200H0z" fill="TONE"/>"#,
    r#"<rect x="62" y="86" width="276" height="312" rx="34" fill="TONE"/>"#,
    r#"<path d="M0 0h150v396H0zM196 0h150v396H196z" fill="TONE" opacity=".7"/>"#,
];

/// How much darker the thing behind is, in thousandths of lightness.
const DIM: i64 = 60;

/// Light from the upper left and a little shade in the far corner; `start` and `end` turn it when the picture is mirrored.
const LIGHT: &str = r##"<defs><linearGradient id="light" x1="START" y1="0" x2="END" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".3"/><stop offset=".45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#2b1d19" stop-opacity=".16"/></linearGradient></defs><rect width="400" height="500" fill="url(#light)"/></svg>"##;

/// Puts another room behind the thing; none when the drawing does not begin with the three parts of a room.
pub(crate) fn room(svg: &str, number: usize, shape: usize) -> Option<String> {
    let (head, _) = svg.split_once("<rect width=\"400\" height=\"500\"")?;
    let (_, body) = svg.split_once("<ellipse")?;
    let [ground, tone, floor] = ROOMS.get(number % ROOMS.len())?;
    let shape = SHAPES.get(shape % SHAPES.len())?.replace("TONE", tone);
    Some(format!(
        r##"{head}<rect width="400" height="500" fill="{ground}"/>{shape}<rect y="396" width="400" height="104" fill="{floor}"/><ellipse{body}"##
    ))
}

/// Adds the light; none when the text does not end with the end of the drawing.
pub(crate) fn light(svg: &str, mirrored: bool) -> Option<String> {
    let (start, end) = if mirrored { ("1", "0") } else { ("0", "1") };
    let light = LIGHT.replace("START", start).replace("END", end);
    svg.trim_end().strip_suffix("</svg>").map(|open| format!("{open}{light}"))
}

/// Gives the thing its `look`-th colour.
pub(crate) fn dress(svg: &str, drawing: &Drawing, all: &Drawings, look: usize) -> String {
    let wish = drawing.colors.get(look).and_then(|name| all.color.get(name));
    let main = drawing
        .main
        .as_deref()
        .or_else(|| drawing.paint.first().map(String::as_str))
        .and_then(Hsl::read);
    let (Some(&(hue, saturation, lightness)), Some(main)) = (wish, main) else {
        return svg.to_owned();
    };
    let wish = Hsl { hue: hue * 10, saturation: saturation * 10, lightness: lightness * 10 };
    let mut out = String::with_capacity(svg.len());
    let mut pieces = svg.split('#');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.chars().take_while(char::is_ascii_hexdigit).count();
        let (code, rest) = piece.split_at_checked(digits).unwrap_or((piece, ""));
        let code = format!("#{code}");
        match Hsl::read(&code).filter(|color| belongs(&code, *color, main, drawing)) {
            Some(color) => {
                let shade = if drawing.dim.contains(&code) { DIM } else { 0 };
                let moved = color.moved(main, wish);
                out.push_str(&Hsl { lightness: moved.lightness - shade, ..moved }.code());
            }
            None => out.push_str(&code),
        }
        out.push_str(rest);
    }
    out
}

fn belongs(code: &str, color: Hsl, main: Hsl, drawing: &Drawing) -> bool {
    if !drawing.paint.is_empty() {
        return drawing.paint.iter().any(|known| known == code);
    }
    let apart = (color.hue - main.hue).rem_euclid(3600);
    color.saturation > 150 && apart.min(3600 - apart) <= drawing.reach.unwrap_or(17) * 10
}

/// Hue in tenths of a degree, the others in thousandths: whole numbers give the same bytes everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hsl {
    hue: i64,
    saturation: i64,
    lightness: i64,
}

impl Hsl {
    /// `#rgb` or `#rrggbb`.
    fn read(code: &str) -> Option<Self> {
        let digits = code.strip_prefix('#')?;
        let wide: String = if digits.len() == 3 {
            digits.chars().flat_map(|digit| [digit, digit]).collect()
        } else {
            digits.to_owned()
        };
        let pair = |from: usize| {
            wide.get(from..from + 2).and_then(|pair| i64::from_str_radix(pair, 16).ok())
        };
        if wide.len() != 6 {
            return None;
        }
        let (red, green, blue) = (pair(0)?, pair(2)?, pair(4)?);
        let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
        let (sum, spread) = (high + low, high - low);
        if spread == 0 {
            return Some(Self { hue: 0, saturation: 0, lightness: sum * 1000 / 510 });
        }
        let hue = if high == red {
            (green - blue) * 600 / spread
        } else if high == green {
            1200 + (blue - red) * 600 / spread
        } else {
            2400 + (red - green) * 600 / spread
        };
        let room = if sum > 255 { 510 - sum } else { sum };
        Some(Self {
            hue: hue.rem_euclid(3600),
            saturation: spread * 1000 / room.max(1),
            lightness: sum * 1000 / 510,
        })
    }

    /// The same shade of another colour: lighter and darker stay lighter and darker.
    fn moved(self, main: Self, wish: Self) -> Self {
        let shade = (self.lightness - main.lightness) * 7 / 10;
        Self {
            hue: wish.hue,
            saturation: wish.saturation,
            lightness: (wish.lightness + shade).clamp(60, 985),
        }
    }

    fn code(self) -> String {
        let chroma = (1000 - (2 * self.lightness - 1000).abs()) * self.saturation / 1000;
        let second = chroma * (600 - ((self.hue % 1200) - 600).abs()) / 600;
        let base = self.lightness - chroma / 2;
        let (red, green, blue) = match self.hue / 600 {
            0 => (chroma, second, 0),
            1 => (second, chroma, 0),
            2 => (0, chroma, second),
            3 => (0, second, chroma),
            4 => (second, 0, chroma),
            _ => (chroma, 0, second),
        };
        let byte = |part: i64| ((part + base) * 255 / 1000).clamp(0, 255);
        format!("#{:02x}{:02x}{:02x}", byte(red), byte(green), byte(blue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_room_replaces_the_one_that_is_drawn() {
        let svg = r##"<svg><rect width="400" height="500" fill="#fff"/><circle/><ellipse/></svg>"##;
        let Some(made) = room(svg, 1, 1).and_then(|scene| light(&scene, false)) else {
            panic!("no room")
        };
        assert_eq!(made.matches("<rect width=\"400\" height=\"500\"").count(), 2, "ground, light");
        assert!(!made.contains("<circle/>"), "the old shape is gone");
        assert_eq!((room("<svg></svg>", 0, 0), light("<svg>", false)), (None, None));
    }

    #[test]
    fn a_colour_survives_the_round_trip_almost() {
        for code in ["#e8604c", "#0d9488", "#fffdf8", "#2b2526", "#8d6aa8"] {
            let there = Hsl::read(code).map(Hsl::code).and_then(|code| Hsl::read(&code));
            let Some((before, after)) = Hsl::read(code).zip(there) else { panic!("{code}") };
            assert!(
                (before.lightness - after.lightness).abs() < 12
                    && (before.hue - after.hue).abs() < 120,
                "{code}: {before:?} {after:?}"
            );
        }
    }
}
