//! The deal sheet: what two people agreed on.

use super::digest::digest;
use super::fonts::fonts;
use super::layout::Layout;
use super::model::{DealSheet, SheetItem, SheetParty};
use super::render::{About, moment, write};
use crate::base::i18n::{Lang, Text, t};
use crate::base::money;

/// The deal sheet as a PDF file, with its [`digest`] at the end.
///
/// # Errors
/// The typefaces cannot be read.
pub fn pdf(sheet: &DealSheet) -> anyhow::Result<Vec<u8>> {
    let lang = sheet.lang;
    let mut layout = Layout::new(fonts()?);
    let title = Text::new("document-sheet-title").with("code", &sheet.code).localized(lang);
    layout.title(&title);
    layout.gap(4.0);
    layout.fact(&t(lang, "document-site"), &sheet.site);
    layout.fact(&t(lang, "document-opened"), &moment(lang, sheet.zone, sheet.opened_at));
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
    let hex: String = digest(sheet)?.iter().map(|byte| format!("{byte:02x}")).collect();
    layout.fact("SHA-256", &hex);
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
    if let Some(flaw) = &item.flaw {
        layout.fact(&t(lang, "document-flaw"), flaw);
    }
    for (key, amount) in [("document-asking", item.asking), ("document-worth", item.worth)] {
        if let Some(amount) = amount {
            layout.fact(&t(lang, key), &money::rupiah(amount));
        }
    }
    layout.fact(&t(lang, "document-description"), &item.description);
}

/// What is paid; nothing where no money is.
fn amounts(layout: &mut Layout<'_>, sheet: &DealSheet) {
    let rows = [
        ("document-amount", sheet.amount),
        ("document-shipping", sheet.shipping),
        ("document-fee", sheet.fee),
        ("document-total", sheet.total),
    ];
    if rows.iter().all(|(_, amount)| amount.is_none()) {
        return;
    }
    layout.heading(&t(sheet.lang, "document-amounts"));
    for (key, amount) in rows {
        if let Some(amount) = amount {
            let strong = key == "document-total";
            layout.amount(&t(sheet.lang, key), &money::rupiah(amount), strong);
        }
    }
}
