//! The words the goods are made of, read once from `seed/demo`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One of the embedded word files cannot be read: a mistake of ours, found by the tests.
#[derive(Debug, Clone, thiserror::Error)]
#[error("demo data {file} cannot be read")]
pub struct DemoError {
    file: &'static str,
    source: toml::de::Error,
}

/// A word with what it does to the price: `"256 GB*1.15"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) percent: i64,
}

impl From<String> for Part {
    fn from(raw: String) -> Self {
        raw.rsplit_once('*')
            .and_then(|(text, factor)| Some((text.to_owned(), percent(factor)?)))
            .map_or(Self { text: raw, percent: 100 }, |(text, percent)| Self { text, percent })
    }
}

/// `"1.3"` → 130, without leaving whole numbers.
fn percent(factor: &str) -> Option<i64> {
    let (whole, rest) = factor.split_once('.').unwrap_or((factor, "0"));
    let hundredths: i64 = format!("{rest:0<2}").get(..2)?.parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + hundredths)
}

/// One template of a thing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) t: String,
    pub(super) d: Vec<String>,
    /// Thousands of rupiah, from and to.
    pub(super) p: (i64, i64),
    /// Thousands of rupiah when new.
    pub(super) new: Option<i64>,
    #[serde(default)]
    pub(super) a: Vec<Part>,
    #[serde(default)]
    pub(super) b: Vec<Part>,
    #[serde(default)]
    pub(super) brand: Vec<Part>,
    pub(super) tag: Option<String>,
    pub(super) sizes: Option<String>,
    pub(super) color: Option<bool>,
    pub(super) big: Option<bool>,
    pub(super) free: Option<bool>,
    /// The face value is known and always stated, as on tickets.
    #[serde(default)]
    pub(super) original: bool,
}

/// One sub category.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sub {
    pub(super) slug: String,
    #[serde(default = "usual_weight")]
    pub(super) weight: i64,
    #[serde(default)]
    pub(super) sizes: String,
    #[serde(default)]
    pub(super) color: bool,
    #[serde(default)]
    pub(super) big: bool,
    pub(super) free: Option<bool>,
    /// Per cent given away, where the usual share does not fit.
    pub(super) gift: Option<i64>,
    pub(super) barter: Option<bool>,
    #[serde(default = "usual_conditions")]
    pub(super) conditions: [i64; 5],
    pub(super) tags: Vec<String>,
    pub(super) facts: Vec<String>,
    pub(super) flaws: Vec<String>,
    pub(super) broken: Vec<String>,
    #[serde(default)]
    pub(super) reasons: Vec<String>,
    pub(super) items: Vec<Item>,
}

fn usual_weight() -> i64 {
    10
}

fn usual_conditions() -> [i64; 5] {
    [4, 30, 43, 18, 5]
}

#[derive(Debug, Deserialize)]
pub(super) struct Phrases {
    pub(super) title: Vec<String>,
    pub(super) said: Vec<String>,
    pub(super) flaw: Vec<String>,
}

pub(super) type Lists = BTreeMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) sizes: Lists,
    pub(super) hints: BTreeMap<String, String>,
    pub(super) phrases: BTreeMap<String, Phrases>,
    pub(super) reasons: Lists,
    pub(super) closings: Lists,
    pub(super) wanted: Lists,
    pub(super) sources: Lists,
}

/// How one drawing may be recoloured.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Drawing {
    pub(super) main: Option<String>,
    pub(super) reach: Option<i64>,
    pub(super) paint: Vec<String>,
    pub(super) dim: Vec<String>,
    pub(super) colors: Vec<String>,
    pub(super) lettered: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drawings {
    /// Hue in degrees, saturation and lightness in per cent, by name.
    pub(super) color: BTreeMap<String, (i64, i64, i64)>,
    pub(super) drawing: BTreeMap<String, Drawing>,
}

#[derive(Deserialize)]
struct Group {
    sub: Vec<Sub>,
}

pub(super) struct Catalogue {
    pub(super) subs: Vec<Sub>,
    pub(super) words: Words,
    pub(super) drawings: Drawings,
}

macro_rules! goods {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("../../../seed/demo/goods/", $name, ".toml")))),*] };
}

const GOODS: [(&str, &str); 16] = goods!(
    "fashion-wanita" "fashion-pria" "hp-gadget" "elektronik" "kecantikan" "bayi-anak" "rumah-dapur" "buku-atk"
    "olahraga" "hobi-koleksi" "otomotif" "gaming" "muslim-fashion" "luxury-vintage" "lainnya" "daur-ulang"
);

static CATALOGUE: LazyLock<Result<Catalogue, DemoError>> = LazyLock::new(|| {
    let mut subs = Vec::new();
    for (file, text) in GOODS {
        subs.extend(read::<Group>(file, text)?.sub);
    }
    Ok(Catalogue {
        subs,
        words: read("words", include_str!("../../../seed/demo/words.toml"))?,
        drawings: read("drawings", include_str!("../../../seed/demo/drawings.toml"))?,
    })
});

/// Reads one embedded file.
pub(super) fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|source| DemoError { file, source })
}

pub(super) fn catalogue() -> Result<&'static Catalogue, DemoError> {
    CATALOGUE.as_ref().map_err(Clone::clone)
}

impl Words {
    /// A named list; empty when there is none of that name.
    pub(super) fn list<'a>(lists: &'a Lists, name: &str) -> &'a [String] {
        lists.get(name).map_or(&[], Vec::as_slice)
    }
}
