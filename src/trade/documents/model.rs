//! What the documents show. Every text is ready in the reader's language.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::clock::{Timestamp, Zone};
use crate::base::i18n::Lang;

/// What two people agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealSheet {
    /// The language of the texts, in which the headings are written too.
    pub lang: Lang,
    /// The zone in which times are written.
    #[serde(serialize_with = "label", deserialize_with = "zone")]
    pub zone: Zone,
    /// The site's name.
    pub site: String,
    /// The deal's code.
    pub code: String,
    /// From 1 in each deal; a sheet takes the place of the one before it.
    pub number: i32,
    pub opened_at: Timestamp,
    pub parties: Vec<SheetParty>,
    pub items: Vec<SheetItem>,
    /// How it is traded: sale, barter, for free.
    pub mode: String,
    /// What is paid for the goods, whole rupiah; `None` where no money is paid.
    pub amount: Option<i64>,
    /// Whole rupiah; `None` where nothing is sent.
    pub shipping: Option<i64>,
    /// `None` where there is none.
    pub fee: Option<SheetFee>,
    /// What the buyer pays in all, whole rupiah.
    pub total: Option<i64>,
    pub payment: String,
    pub delivery: String,
    /// Who bears the loss on the way.
    pub risk: String,
    pub cancellation: String,
    /// What happens when the two disagree.
    pub dispute: String,
    /// The version of the site's terms that holds for it.
    pub terms_version: String,
    /// SHA-256 of the same sheet in the other language, hex: one digest covers both. Only the Indonesian sheet has it.
    pub translation: Option<String>,
}

/// What the protection of the money costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetFee {
    /// Whole rupiah.
    pub amount: i64,
    /// The name of the party that bears it.
    pub bearer: String,
    /// Whether the buyer pays it on top, so that the total includes it; else the seller gets less.
    pub on_top: bool,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetParty {
    /// Buyer or seller, in words.
    pub role: String,
    pub name: String,
    /// Without `@`.
    pub handle: String,
}

/// A thing, as it was described when it was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetItem {
    /// Who gives it, in words.
    pub side: String,
    pub title: String,
    pub condition: String,
    /// Brand, size and colour, in words.
    pub details: Option<String>,
    pub description: String,
    /// What is wrong with it.
    pub flaw: Option<String>,
    /// Whole rupiah.
    pub asking: Option<i64>,
    /// Its worth in a barter, in points, which are no money.
    pub worth: Option<i64>,
}

/// What was paid and handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The language of the texts, in which the headings are written too.
    pub lang: Lang,
    /// The zone in which times are written.
    #[serde(serialize_with = "label")]
    pub zone: Zone,
    /// The site's name.
    pub site: String,
    /// The deal's code.
    pub code: String,
    pub issued_at: Timestamp,
    /// The deal's status, in words.
    pub status: String,
    pub parties: Vec<SheetParty>,
    pub lines: Vec<ReceiptLine>,
    /// Whole rupiah.
    pub total: Option<i64>,
    /// How it was paid, in words.
    pub payment: String,
    /// How it was handed over, in words.
    pub delivery: String,
    /// What its QR code contains: the address of the receipt.
    pub qr: String,
}

/// A thing, the shipping or the fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptLine {
    pub text: String,
    /// Whole rupiah; `None` where nothing is paid for it.
    pub amount: Option<i64>,
}

fn label<S: Serializer>(zone: &Zone, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.label())
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zone, D::Error> {
    String::deserialize(deserializer).map(|label| Zone::parse(&label))
}
