//! The typefaces of documents: the site's own, and those it falls back to for other scripts and emoji.

use std::sync::LazyLock;

use anyhow::Context;
use krilla::text::{Font, Tag};
use rustybuzz::ttf_parser;

use crate::base::assets;

/// The site's typeface, in two files of different letters; both have every weight.
const OWN: [&str; 2] = [
    "vendor/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2",
    "vendor/plus-jakarta-sans/files/plus-jakarta-sans-latin-ext-wght-normal.woff2",
];

/// Tried in this order.
const FALLBACK: [&[u8]; 5] = [
    include_bytes!("../../../seed/fonts/dejavu-sans.woff2"),
    include_bytes!("../../../seed/fonts/noto-sans-javanese.woff2"),
    include_bytes!("../../../seed/fonts/noto-sans-balinese.woff2"),
    include_bytes!("../../../seed/fonts/noto-sans-sundanese.woff2"),
    include_bytes!("../../../seed/fonts/noto-emoji.woff2"),
];

/// A typeface in one weight, for the file and for shaping.
#[derive(Clone)]
pub(super) struct Face {
    pub font: Font,
    pub shaper: rustybuzz::Face<'static>,
}

impl Face {
    /// Whether it has a glyph for the character.
    pub fn has(&self, c: char) -> bool {
        self.shaper.glyph_index(c).is_some()
    }
}

/// How bold a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The faces of each weight, in the order in which they are tried; the first has the glyph of what none has.
pub(super) struct Fonts {
    regular: Vec<Face>,
    bold: Vec<Face>,
}

impl Fonts {
    pub fn faces(&self, weight: Weight) -> &[Face] {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

static FONTS: LazyLock<Result<Fonts, String>> =
    LazyLock::new(|| load().map_err(|err| format!("{err:#}")));

/// The typefaces, decoded at the first call.
///
/// # Errors
/// The front-end files are missing (`script/vendor`), or a typeface cannot be read.
pub(super) fn fonts() -> anyhow::Result<&'static Fonts> {
    FONTS.as_ref().map_err(|err| anyhow::anyhow!("the typefaces of documents: {err}"))
}

fn load() -> anyhow::Result<Fonts> {
    let mut own = Vec::new();
    for path in OWN {
        let file = assets::bytes(path).with_context(|| format!("static/{path}: script/vendor"))?;
        own.push(decode(&file).with_context(|| path.to_owned())?);
    }
    let mut fallback = Vec::new();
    for file in FALLBACK {
        fallback.push(face(decode(file)?, None)?);
    }
    let weighted = |weight: f32| -> anyhow::Result<Vec<Face>> {
        let own: anyhow::Result<Vec<Face>> =
            own.iter().map(|font| face(font, Some(weight))).collect();
        Ok(own?.into_iter().chain(fallback.iter().cloned()).collect())
    };
    Ok(Fonts { regular: weighted(400.0)?, bold: weighted(700.0)? })
}

/// Decodes a WOFF 2 file. Typefaces are decoded once and kept until the program ends.
fn decode(file: &[u8]) -> anyhow::Result<&'static [u8]> {
    let font = wuff::decompress_woff2(file).map_err(|err| anyhow::anyhow!("{err:?}"))?;
    Ok(font.leak())
}

fn face(data: &'static [u8], weight: Option<f32>) -> anyhow::Result<Face> {
    const WEIGHT: &[u8; 4] = b"wght";
    let mut shaper = rustybuzz::Face::from_slice(data, 0).context("not a font")?;
    let font = match weight {
        None => Font::new(data.into(), 0),
        Some(weight) => {
            shaper.set_variation(ttf_parser::Tag::from_bytes(WEIGHT), weight);
            Font::new_variable(data.into(), 0, &[(Tag::new(WEIGHT), weight)])
        }
    };
    Ok(Face { font: font.context("not a font")?, shaper })
}
