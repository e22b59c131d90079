//! Deal sheets: what both parties are bound to, fixed in words.
//!
//! A sheet is recorded in the transaction in which a deal becomes agreed, and in the one in which the seller names another
//! shipping cost; it takes the place of the one before it. Texts, names and the version of the site's terms are those of that
//! moment, in both languages. The digest of the Indonesian text, which names the digest of the English one, enters the
//! chain of the deal's room, with the system message that announces the agreement or the cost.

mod model;
mod recording;
mod words;

pub use model::{RecordedSheet, SheetSite};
pub(super) use recording::record;
pub use recording::with_sheet;
