//! What the generator hands over: plain data, amounts in whole rupiah.

/// One thing somebody wants to part with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoListing {
    pub title: String,
    /// Two to four sentences: what it is, its state, why it goes.
    pub description: String,
    /// The honest flaw, a sentence of its own.
    pub flaw: String,
    /// Slug of the sub category.
    pub category: &'static str,
    /// `baru_segel`, `seperti_baru`, `bagus`, `layak_pakai` or `butuh_perbaikan`.
    pub condition: &'static str,
    /// Of `jual`, `barter`, `gratis`; `gratis` stands alone.
    pub modes: Vec<&'static str>,
    /// Rupiah; present exactly when `jual` is among the modes.
    pub price: Option<i64>,
    /// Rupiah, secret, below the price; only sometimes.
    pub min_price: Option<i64>,
    /// Rupiah, what it cost new, above the price; never without a source.
    pub original_price: Option<i64>,
    pub original_source: Option<String>,
    pub brand: Option<String>,
    pub size: Option<String>,
    /// Indonesian name of the colour; the pictures show it.
    pub color: Option<String>,
    pub tags: Vec<String>,
    /// Of `cod`, `kirim`, `gosend`; never empty.
    pub delivery: Vec<&'static str>,
    /// What would be taken in exchange; present exactly when `barter` is among the modes.
    pub wanted: Option<String>,
    /// One to four, the cover first.
    pub photos: Vec<PhotoPlan>,
    /// How long before now it was posted; never before its seller joined, never older than 28 days.
    pub age_minutes: i64,
    /// Index into the people given.
    pub seller: usize,
}

/// One invented person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    pub name: String,
    /// Lower-case letters and digits, 3 to 20, unique within one call.
    pub handle: String,
    /// `<handle>@contoh.id`.
    pub email: String,
    /// E.164 with a prefix that is not in use; not everybody has one.
    pub phone: Option<String>,
    pub bio: Option<String>,
    pub joined_days_ago: i64,
    /// Index into the weights given to [`super::people`].
    pub region: usize,
}

/// Which picture to make: equal plans give equal pixels, so the caller may keep each by its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhotoPlan {
    /// File stem in `static/goods`.
    pub drawing: &'static str,
    /// Colour and angle; see [`super::distinct_pictures`] for all there are.
    pub variant: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    Buyer,
    Seller,
}

/// What a line does besides being said. Amounts are thousandths of the asking price: round them to your liking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The buyer's first offer.
    Offer { permille: i64 },
    /// The answer with another amount, by whoever's turn it is.
    Counter { permille: i64 },
    /// Agrees to the other side's newest amount.
    Accept,
    /// Refuses the other side's newest amount; the bargaining ends.
    Decline,
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub who: Speaker,
    /// May be empty when `step` speaks for itself; a note to the offer otherwise.
    pub text: String,
    /// Minutes since the line before it.
    pub minutes: i64,
    pub step: Option<Step>,
}
