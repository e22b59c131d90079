//! Line breaks.

use super::fonts::Fonts;
use super::shaping::{Style, follows_its_letter, shape, width};

/// The lines of a text that fit into a width in points: broken at spaces, and inside a word that is wider than a line.
pub(super) fn wrap(fonts: &Fonts, text: &str, style: Style, room: f32) -> Vec<String> {
    let measure = |part: &str| width(&shape(fonts, part, style.weight), style.size);
    let space = measure(" ");
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut used) = (String::new(), 0.0);
        for word in paragraph.split_whitespace() {
            for piece in pieces_that_fit(word, room, &measure) {
                let wide = measure(&piece);
                if !line.is_empty() && used + space + wide > room {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                if !line.is_empty() {
                    line.push(' ');
                    used += space;
                }
                line.push_str(&piece);
                used += wide;
            }
        }
        lines.push(line);
    }
    lines
}

/// The word itself, or what of it fits into a line each.
fn pieces_that_fit(word: &str, room: f32, measure: &impl Fn(&str) -> f32) -> Vec<String> {
    if measure(word) <= room {
        return vec![word.to_owned()];
    }
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    for c in word.chars() {
        let longer = format!("{piece}{c}");
        let breaks = !piece.is_empty() && !follows_its_letter(c) && measure(&longer) > room;
        if breaks {
            pieces.push(std::mem::replace(&mut piece, c.to_string()));
        } else {
            piece = longer;
        }
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::fonts::{Weight, fonts};
    use super::super::shaping::Ink;
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, room: f32) -> Vec<String> {
        let style = Style { weight: Weight::Regular, size: 10.0, ink: Ink::Strong };
        wrap(fonts().unwrap(), text, style, room)
    }

    #[test]
    fn lines_break_at_spaces_and_inside_a_word_that_is_too_wide() {
        assert_eq!(lines("satu dua", 500.0), ["satu dua"]);
        assert_eq!(lines("satu\n\ndua", 500.0), ["satu", "", "dua"]);
        assert_eq!(lines("satu dua", 25.0), ["satu", "dua"]);
        let broken = lines("https://contoh.example/alamat-yang-panjang-sekali", 60.0);
        assert!(broken.len() > 2 && broken.concat().ends_with("sekali"), "{broken:?}");
        assert_eq!(lines("", 60.0), Vec::<String>::new());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn wrapping_loses_no_letter_and_no_line_is_too_wide(text in "[\\PC\\n]{0,80}", room in 40.0..300.0_f32) {
            let wrapped = lines(&text, room);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&wrapped.concat()), letters(&text));
            for line in wrapped {
                let wide = width(&shape(fonts().unwrap(), &line, Weight::Regular), 10.0);
                // A single letter may be wider than a narrow line, and letters that join change their width.
                prop_assert!(wide <= room * 1.2 || line.chars().count() <= 8, "{} > {}: {:?}", wide, room, line);
            }
        }
    }
}
