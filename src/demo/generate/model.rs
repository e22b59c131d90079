//! The generated data; amounts are whole rupiah.

/// A listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoListing {
    pub title: String,
    /// Two to four sentences: what it is, its condition, why it is offered.
    pub description: String,
    /// A sentence about its flaw.
    pub flaw: String,
    /// Slug of the sub category.
    pub category: &'static str,
    /// `baru_segel`, `seperti_baru`, `bagus`, `layak_pakai` or `butuh_perbaikan`.
    pub condition: &'static str,
    /// Of `jual`, `barter`, `gratis`; with `gratis` there is no other mode.
    pub modes: Vec<&'static str>,
    /// Rupiah; present exactly when `jual` is among the modes.
    pub price: Option<i64>,
    /// Rupiah, secret, below the price; not every listing has one.
    pub min_price: Option<i64>,
    /// Rupiah, the price when new, above the price; present exactly when `original_source` is.
    pub original_price: Option<i64>,
    pub original_source: Option<String>,
    pub brand: Option<String>,
    pub size: Option<String>,
    /// Indonesian name of the colour; the pictures show it.
    pub color: Option<String>,
    pub tags: Vec<String>,
    /// Of `cod`, `kirim`, `gosend`; never empty.
    pub delivery: Vec<&'static str>,
    /// What the seller would take in exchange; present exactly when `barter` is among the modes.
    pub wanted: Option<String>,
    /// One to four, the cover first.
    pub photos: Vec<PhotoPlan>,
    /// Minutes since it was posted; after its seller joined, at most 28 days ago.
    pub age_minutes: i64,
    /// Index into the people given.
    pub seller: usize,
}

/// An invented person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    pub name: String,
    /// Lower-case letters and digits, 3 to 20, unique within one call.
    pub handle: String,
    /// `<handle>@contoh.id`.
    pub email: String,
    /// E.164 with a prefix that no operator uses; not everybody has one.
    pub phone: Option<String>,
    pub bio: Option<String>,
    pub joined_days_ago: i64,
    /// Index into the weights given to [`super::people`].
    pub region: usize,
}

/// Identifies a picture: equal plans are the same picture, so the caller may cache it by its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhotoPlan {
    /// File stem in `static/goods`.
    pub drawing: &'static str,
    /// Colour and angle; [`super::distinct_pictures`] returns every one.
    pub variant: u64,
}

/// Who writes a line of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    Buyer,
    Seller,
}

/// The move that a line makes. Amounts are thousandths of the asking price; the caller rounds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptedMove {
    /// The buyer's first offer.
    Offer { permille: i64 },
    /// A counter-offer by the party whose turn it is.
    Counter { permille: i64 },
    /// Accepts the other party's newest amount.
    Accept,
    /// Declines the other party's newest amount, which ends the negotiation.
    Decline,
}

/// A line of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLine {
    pub who: Speaker,
    /// May be empty when there is a `step`; otherwise the note of that step, or a message.
    pub text: String,
    /// Minutes since the line before it.
    pub minutes: i64,
    pub step: Option<ScriptedMove>,
}
