//! Documents of a deal as PDF: the deal sheet and the receipt. From plain data, without a database.
//!
//! Invariants: the same data gives the same bytes (no clock, nothing random); every text is in the file as text, also letters
//! for which no typeface is at hand; [`digest`] of the [`canonical_json`] covers every field of a deal sheet.

mod digest;
mod fonts;
mod layout;
mod model;
#[cfg(test)]
mod pdf_reader;
#[cfg(test)]
mod pdf_tests;
mod receipt;
mod render;
mod shaping;
mod sheet;
mod wrapping;

pub use digest::{canonical_json, digest};
pub use model::{DealSheet, Receipt, ReceiptLine, SheetFee, SheetItem, SheetParty};
pub use receipt::receipt_pdf;
pub use render::moment;
pub use sheet::pdf;
