//! The embedded texts and prices of `seed/demo`, parsed once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// An embedded file is invalid: a defect of this program, which its tests find.
#[derive(Debug, Clone, thiserror::Error)]
#[error("demo data {file} cannot be read")]
pub struct DemoError {
    file: &'static str,
    source: toml::de::Error,
}

/// A variant of a listing and its factor of the price: `"256 GB*1.15"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub(super) struct Variant {
    pub(super) text: String,
    /// Of the price, in percent.
    pub(super) percent: i64,
}

impl From<String> for Variant {
    fn from(raw: String) -> Self {
        raw.rsplit_once('*')
            .and_then(|(text, factor)| Some((text.to_owned(), percent(factor)?)))
            .map_or(Self { text: raw, percent: 100 }, |(text, percent)| Self { text, percent })
    }
}

/// A factor in percent, computed in whole numbers: `"1.3"` → 130.
fn percent(factor: &str) -> Option<i64> {
    let (whole, rest) = factor.split_once('.').unwrap_or((factor, "0"));
    let hundredths: i64 = format!("{rest:0<2}").get(..2)?.parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + hundredths)
}

/// A template of listings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    /// With the placeholders `{a}`, `{b}`, `{brand}`, `{size}` and `{color}`.
    #[serde(rename = "t")]
    pub(super) title: String,
    /// File stems in `static/goods`.
    #[serde(rename = "d")]
    pub(super) drawings: Vec<String>,
    /// The lowest and the highest price of a used one, in thousands of rupiah.
    #[serde(rename = "p")]
    pub(super) prices: (i64, i64),
    /// The price of a new one, in thousands of rupiah.
    pub(super) new: Option<i64>,
    /// The values of the placeholder `{a}`.
    #[serde(default)]
    pub(super) a: Vec<Variant>,
    /// The values of the placeholder `{b}`.
    #[serde(default)]
    pub(super) b: Vec<Variant>,
    #[serde(default)]
    pub(super) brand: Vec<Variant>,
    pub(super) tag: Option<String>,
    pub(super) sizes: Option<String>,
    pub(super) color: Option<bool>,
    pub(super) big: Option<bool>,
    pub(super) free: Option<bool>,
    /// Whether the original price is printed on it, as on tickets.
    #[serde(default)]
    pub(super) original: bool,
}

/// A sub category and its listings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubCategory {
    pub(super) slug: String,
    /// Its share of the listings.
    #[serde(default = "usual_weight")]
    pub(super) weight: i64,
    #[serde(default)]
    pub(super) sizes: String,
    #[serde(default)]
    pub(super) color: bool,
    #[serde(default)]
    pub(super) big: bool,
    pub(super) free: Option<bool>,
    /// The percentage given away, where the usual share does not apply.
    pub(super) gift: Option<i64>,
    pub(super) barter: Option<bool>,
    /// The weights of the conditions, best first.
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

/// Texts about a condition.
#[derive(Debug, Deserialize)]
pub(super) struct Phrases {
    /// Additions to the title.
    pub(super) title: Vec<String>,
    /// Sentences of the description.
    #[serde(rename = "said")]
    pub(super) description: Vec<String>,
    pub(super) flaw: Vec<String>,
}

pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// `seed/demo/words.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) sizes: Lists,
    /// The condition that a word of the title implies.
    pub(super) hints: BTreeMap<String, String>,
    /// By condition.
    pub(super) phrases: BTreeMap<String, Phrases>,
    pub(super) reasons: Lists,
    pub(super) closings: Lists,
    pub(super) wanted: Lists,
    pub(super) sources: Lists,
}

/// What listings need to know of a drawing; how it is recoloured only `tools/pictures` reads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Drawing {
    pub(super) colors: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Drawings {
    pub(super) drawing: BTreeMap<String, Drawing>,
}

/// A file of `seed/demo/goods`: one parent category.
#[derive(Deserialize)]
struct CategoryFile {
    sub: Vec<SubCategory>,
}

pub(super) struct Catalogue {
    pub(super) subs: Vec<SubCategory>,
    pub(super) texts: Texts,
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
        subs.extend(read::<CategoryFile>(file, text)?.sub);
    }
    Ok(Catalogue {
        subs,
        texts: read("words", include_str!("../../../seed/demo/words.toml"))?,
        drawings: read("drawings", include_str!("../../../seed/demo/drawings.toml"))?,
    })
});

/// Parses an embedded file.
pub(super) fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|source| DemoError { file, source })
}

pub(super) fn catalogue() -> Result<&'static Catalogue, DemoError> {
    CATALOGUE.as_ref().map_err(Clone::clone)
}

impl Texts {
    /// The list of this name; the empty one when there is none.
    pub(super) fn list<'a>(lists: &'a Lists, name: &str) -> &'a [String] {
        lists.get(name).map_or(&[], Vec::as_slice)
    }
}
