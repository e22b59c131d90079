//! Which pictures there are of each drawing, and what may be recoloured in it: `seed/demo/drawings.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

/// Angles of one thing: from the front, from the other side, from close by.
pub(crate) const POSES: usize = 3;
/// A drawing without colours of its own has one look in three angles, and its front once more in another room.
const PLAIN: usize = POSES + 1;
/// More colours than this are not drawn: every further picture makes the program larger.
const COLORS: usize = 3;

/// How one drawing may be recoloured.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Drawing {
    pub(crate) main: Option<String>,
    pub(crate) reach: Option<i64>,
    pub(crate) paint: Vec<String>,
    pub(crate) dim: Vec<String>,
    pub(crate) colors: Vec<String>,
    pub(crate) lettered: bool,
}

/// All of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drawings {
    /// Hue in degrees, saturation and lightness in per cent, by name.
    pub(crate) color: BTreeMap<String, (i64, i64, i64)>,
    pub(crate) drawing: BTreeMap<String, Drawing>,
}

impl Drawings {
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(root.join("seed/demo/drawings.toml"))?;
        let all: Self = toml::from_str(&text)?;
        for (name, drawing) in &all.drawing {
            for color in &drawing.colors {
                all.color.get(color).with_context(|| format!("{name}: no colour {color}"))?;
            }
        }
        Ok(all)
    }

    /// How many pictures there are of a drawing.
    pub(crate) fn variants(&self, drawing: &str) -> usize {
        match self.drawing.get(drawing).map_or(0, |drawing| drawing.colors.len()) {
            0 => PLAIN,
            colors => colors.min(COLORS) * POSES,
        }
    }
}
