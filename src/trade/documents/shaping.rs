//! From text to glyphs: a typeface for each letter, the order of right-to-left scripts, and widths.

use std::ops::Range;

use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::BidiInfo;
use unicode_normalization::char::is_combining_mark;

use super::fonts::{Face, Fonts, Weight};

/// What is drawn for a letter that no typeface has.
const STAND_IN: char = '\u{fffd}';

/// The colour of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Strong,
    Muted,
}

/// How a text looks; `size` in points.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub weight: Weight,
    pub size: f32,
    pub ink: Ink,
}

/// A piece of a line in one typeface.
#[derive(Clone)]
pub(super) struct Run {
    pub face: Face,
    pub text: String,
    /// In the order in which they are drawn.
    pub glyphs: Vec<KrillaGlyph>,
    /// Its width at a size of 1.
    pub width: f32,
}

/// The runs of one line, from left to right.
pub(super) fn shape(fonts: &Fonts, text: &str, weight: Weight) -> Vec<Run> {
    let faces = fonts.faces(weight);
    let info = BidiInfo::new(text, None);
    let Some(paragraph) = info.paragraphs.first() else { return Vec::new() };
    let (levels, ranges) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut runs = Vec::new();
    for range in ranges {
        let right_to_left = levels.get(range.start).is_some_and(|level| level.is_rtl());
        let part = text.get(range).unwrap_or_default();
        let mut pieces = split_by_face(faces, part);
        if right_to_left {
            pieces.reverse();
        }
        for piece in pieces {
            let text = part.get(piece.range).unwrap_or_default();
            runs.push(match piece.known {
                true => shape_piece(piece.face, text, right_to_left),
                false => stand_in(piece.face, text),
            });
        }
    }
    runs
}

/// The width of runs at a size.
pub(super) fn width(runs: &[Run], size: f32) -> f32 {
    runs.iter().map(|run| run.width).sum::<f32>() * size
}

/// A part of a text in one typeface.
struct Piece<'a> {
    face: &'a Face,
    range: Range<usize>,
    /// Whether the typeface has its letters; no typeface has them otherwise.
    known: bool,
}

/// Splits a text where another typeface is needed: the first that has the letter. Spaces, accents and joiners stay with
/// the letter before them where its typeface has them.
fn split_by_face<'a>(faces: &'a [Face], text: &str) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        let found = faces.iter().find(|face| face.has(c));
        let known = found.is_some();
        let Some(best) = found.or_else(|| faces.iter().find(|face| face.has(STAND_IN))) else {
            continue;
        };
        match pieces.last_mut() {
            Some(last)
                if (last.known == known && std::ptr::eq(last.face, best))
                    || (last.known && follows_its_letter(c) && last.face.has(c)) =>
            {
                last.range.end = range.end;
            }
            _ => pieces.push(Piece { face: best, range, known }),
        }
    }
    pieces
}

/// White space, accents, joiners, variation selectors and skin tones.
pub(super) fn follows_its_letter(c: char) -> bool {
    c.is_whitespace()
        || is_combining_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn shape_piece(face: &Face, text: &str, right_to_left: bool) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(match right_to_left {
        true => Direction::RightToLeft,
        false => Direction::LeftToRight,
    });
    let shaped = rustybuzz::shape(&face.shaper, &[], buffer);
    let em = number(face.shaper.units_per_em());
    let start_of = |cluster: u32| usize::try_from(cluster).unwrap_or_default();
    let mut starts: Vec<usize> =
        shaped.glyph_infos().iter().map(|info| start_of(info.cluster)).collect();
    starts.sort_unstable();
    let mut glyphs = Vec::new();
    for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
        let start = start_of(info.cluster);
        let next = starts.get(starts.partition_point(|other| *other <= start));
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            number(position.x_advance) / em,
            number(position.x_offset) / em,
            number(position.y_offset) / em,
            number(position.y_advance) / em,
            start..next.copied().unwrap_or(text.len()),
            None,
        ));
    }
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run { face: face.clone(), text: text.to_owned(), glyphs, width }
}

/// Draws [`STAND_IN`] for each letter; the file says which letter it stands for.
fn stand_in(face: &Face, text: &str) -> Run {
    let id = face.shaper.glyph_index(STAND_IN).unwrap_or_default();
    let advance = face.shaper.glyph_hor_advance(id).map_or(0.0, f32::from);
    let advance = advance / number(face.shaper.units_per_em());
    let glyph = |(at, c): (usize, char)| {
        let range = at..at + c.len_utf8();
        KrillaGlyph::new(GlyphId::new(u32::from(id.0)), advance, 0.0, 0.0, 0.0, range, None)
    };
    let glyphs: Vec<KrillaGlyph> = text.char_indices().map(glyph).collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run { face: face.clone(), text: text.to_owned(), glyphs, width }
}

/// A measure of a typeface, which has 16 bits.
fn number(n: i32) -> f32 {
    f32::from(i16::try_from(n).unwrap_or(i16::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::fonts::fonts;
    use super::*;

    fn runs(text: &str) -> Vec<String> {
        shape(fonts().unwrap(), text, Weight::Regular).into_iter().map(|run| run.text).collect()
    }

    fn stand_ins(text: &str) -> usize {
        let faces = fonts().unwrap().faces(Weight::Bold);
        let pieces = split_by_face(faces, text);
        pieces.iter().filter(|piece| !piece.known).map(|piece| piece.range.len()).sum()
    }

    #[test]
    fn each_script_gets_a_typeface_that_has_it() {
        for text in [
            "Sari Wulandari",
            "Đặng Łukasz",
            "Юлия",
            "Ελένη",
            "ꦱꦫꦶ",
            "ᬅᬭᬶ",
            "ᮞᮛᮤ",
            "سارة",
            "👩\u{200d}🍳🙏🏽",
            "₽ → ✓",
        ] {
            assert_eq!(stand_ins(text), 0, "{text}");
        }
        assert_eq!(stand_ins("a 莎莉 b"), "莎莉".len(), "no typeface has Chinese letters");
        assert_eq!(runs("Sari ꦱꦫꦶ 👍 ok"), ["Sari ", "ꦱꦫꦶ ", "👍 ", "ok"]);
    }

    #[test]
    fn a_right_to_left_name_keeps_its_words_together() {
        assert_eq!(runs("Budi عبد الله Jakarta"), ["Budi ", "عبد الله", " Jakarta"]);
        let name = shape(fonts().unwrap(), "عبد الله", Weight::Regular);
        let starts: Vec<usize> = name[0].glyphs.iter().map(|g| g.text_range.start).collect();
        assert!(starts.is_sorted_by(|a, b| a >= b), "drawn from the last letter: {starts:?}");
    }
}
