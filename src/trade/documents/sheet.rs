//! The deal sheet: what two people agreed on.

use super::fonts::fonts;
use super::layout::Layout;
use super::model::{DealSheet, SheetItem, SheetParty};
use super::render::{About, moment, write};
use crate::base::i18n::{Lang, Text, t};
use crate::base::money;

/// The deal sheet as a PDF file, with the recorded digest at the end: hex, of the Indonesian text, whatever language this one
/// is in.
///
/// # Errors
/// The typefaces cannot be read.
pub fn pdf(sheet: &DealSheet, recorded: &str) -> anyhow::Result<Vec<u8>> {
    let lang = sheet.lang;
    let mut layout = Layout::new(fonts()?);
    let title = Text::new("document-sheet-title").with("code", &sheet.code).localized(lang);
    layout.title(&title);
    layout.gap(4.0);
    layout.fact(&t(lang, "document-site"), &sheet.site);
    layout.fact(&t(lang, "document-opened"), &moment(lang, sheet.zone, sheet.opened_at));
    layout.fact(&t(lang, "document-number"), &sheet.number.to_string());
    layout.fact(&t(lang, "document-mode"), &sheet.mode);
    parties(&mut layout, lang, &sheet.parties);
    layout.heading(&t(lang, "document-items"));
    for one in &sheet.items {
        item(&mut layout, lang, one);
    }
    amounts(&mut layout, sheet);
    for (key, text) in [
        ("document-payment", &sheet.payment),
        ("document-delivery", &sheet.delivery),
        ("document-risk", &sheet.risk),
        ("document-cancellation", &sheet.cancellation),
        ("document-dispute", &sheet.dispute),
    ] {
        if !text.is_empty() {
            layout.heading(&t(lang, key));
            layout.paragraph(text);
        }
    }
    layout.heading(&t(lang, "document-record"));
    layout.fact(&t(lang, "document-terms"), &sheet.terms_version);
    layout.fact("SHA-256", recorded);
    layout.note(&t(lang, "document-digest-note"));
    let pages = layout.finish(|n, total| footer(lang, &sheet.code, n, total));
    write(pages, &About { title, site: &sheet.site, lang, at: sheet.opened_at })
}

/// The two parties of a document.
pub(super) fn parties(layout: &mut Layout<'_>, lang: Lang, parties: &[SheetParty]) {
    layout.heading(&t(lang, "document-parties"));
    for party in parties {
        layout.fact(&party.role, &format!("{} (@{})", party.name, party.handle));
    }
}

/// The footer of a page.
pub(super) fn footer(lang: Lang, code: &str, n: usize, total: usize) -> String {
    Text::new("document-page").with("code", code).with("n", n).with("total", total).localized(lang)
}

fn item(layout: &mut Layout<'_>, lang: Lang, item: &SheetItem) {
    layout.item(&item.title);
    layout.fact(&t(lang, "document-side"), &item.side);
    layout.fact(&t(lang, "document-condition"), &item.condition);
    for (key, text) in [("document-details", &item.details), ("document-flaw", &item.flaw)] {
        if let Some(text) = text {
            layout.fact(&t(lang, key), text);
        }
    }
    if let Some(asking) = item.asking {
        layout.fact(&t(lang, "document-asking"), &money::rupiah(asking));
    }
    if let Some(worth) = item.worth {
        let points = Text::new("barter-points").with("n", money::dotted(worth)).localized(lang);
        layout.fact(&t(lang, "document-worth"), &points);
    }
    layout.fact(&t(lang, "document-description"), &item.description);
}

/// What is paid; nothing where no money is.
fn amounts(layout: &mut Layout<'_>, sheet: &DealSheet) {
    let lang = sheet.lang;
    let Some(total) = sheet.total else { return };
    let fee_line = |layout: &mut Layout<'_>, on_top: bool| {
        if let Some(fee) = sheet.fee.as_ref().filter(|fee| fee.on_top == on_top) {
            let label = Text::new("document-fee").with("name", &fee.bearer).localized(lang);
            layout.amount(&label, &money::rupiah(fee.amount), false);
        }
    };
    layout.heading(&t(lang, "document-amounts"));
    for (key, amount) in [("document-amount", sheet.amount), ("document-shipping", sheet.shipping)]
    {
        if let Some(amount) = amount {
            layout.amount(&t(lang, key), &money::rupiah(amount), false);
        }
    }
    fee_line(layout, true);
    layout.amount(&t(lang, "document-total"), &money::rupiah(total), true);
    fee_line(layout, false);
}
