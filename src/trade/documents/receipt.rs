//! The receipt: what was paid and handed over.

use super::fonts::fonts;
use super::layout::Layout;
use super::model::Receipt;
use super::render::{About, moment, write};
use super::sheet::{footer, parties};
use crate::base::i18n::{Text, t};
use crate::base::money;
use crate::base::qr::qr_modules;

/// The receipt as a PDF file, with a QR code.
///
/// # Errors
/// The typefaces cannot be read, or the address is too long for a QR code.
pub fn receipt_pdf(receipt: &Receipt) -> anyhow::Result<Vec<u8>> {
    let lang = receipt.lang;
    let mut layout = Layout::new(fonts()?);
    let title = Text::new("document-receipt-title").with("code", &receipt.code).localized(lang);
    layout.title(&title);
    layout.gap(4.0);
    layout.fact(&t(lang, "document-site"), &receipt.site);
    layout.fact(&t(lang, "document-issued"), &moment(lang, receipt.zone, receipt.issued_at));
    layout.fact(&t(lang, "document-status"), &receipt.status);
    parties(&mut layout, lang, &receipt.parties);
    layout.heading(&t(lang, "document-items"));
    for line in &receipt.lines {
        match line.amount {
            Some(amount) => layout.amount(&line.text, &money::rupiah(amount), false),
            None => layout.paragraph(&line.text),
        }
    }
    if let Some(total) = receipt.total {
        layout.gap(4.0);
        layout.amount(&t(lang, "document-total"), &money::rupiah(total), true);
    }
    layout.gap(8.0);
    for (key, text) in
        [("document-payment", &receipt.payment), ("document-delivery", &receipt.delivery)]
    {
        if !text.is_empty() {
            layout.fact(&t(lang, key), text);
        }
    }
    layout.qr(qr_modules(&receipt.qr)?, &receipt.qr);
    let pages = layout.finish(|n, total| footer(lang, &receipt.code, n, total));
    write(pages, &About { title, site: &receipt.site, lang, at: receipt.issued_at })
}
