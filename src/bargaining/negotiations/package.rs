//! What an offer includes beside the negotiation's own listing: whose it is, and whether it is available.

use super::machine::IncludedCounts;
use super::model::Negotiation;
use super::store;
use crate::base::db::Conn;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::{ListingId, UserId};
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::listings::{self, Listing, Status};

/// Listings that an offer may include.
pub(super) const MAX_INCLUDED: usize = 20;

/// Whether a listing can still be included in an offer.
pub fn is_available(status: Status) -> bool {
    matches!(status, Status::Active | Status::BarterOnly)
}

/// Counts what an offer includes; `found` are its listings as they are now.
pub(super) fn count(
    items: &[ListingId],
    found: &[Listing],
    negotiation: &Negotiation,
) -> IncludedCounts {
    let given_by = |party: Party| {
        found.iter().filter(|item| negotiation.party(item.seller_id) == Some(party)).count()
    };
    let available = found
        .iter()
        .filter(|item| is_available(item.status))
        .filter(|item| negotiation.party(item.seller_id).is_some());
    IncludedCounts {
        of_buyer: given_by(Party::Buyer),
        of_seller: given_by(Party::Seller),
        unavailable: items.len().saturating_sub(available.count()),
    }
}

/// The listings that a member names for an offer. One may name one's own, what the other member shows on the market, and
/// what the other member included here before; anything else is unknown, whatever it is.
///
/// # Errors
/// 422 on `items`, with what is wrong with them.
pub(super) fn named(
    conn: &mut Conn,
    negotiation: &Negotiation,
    by: UserId,
    items: &[ListingId],
) -> AppResult<Vec<Listing>> {
    let wrong = |key: &'static str| Err(FieldErrors::one("items", key));
    if items.is_empty() {
        return Ok(Vec::new());
    }
    if items.len() > MAX_INCLUDED {
        return wrong("offer-items-many");
    }
    let mut once = items.to_vec();
    once.sort();
    once.dedup();
    if once.len() != items.len() || items.contains(&negotiation.listing_id) {
        return wrong("offer-items-twice");
    }
    let included = store::included_so_far(conn, negotiation.id)?;
    let found = listings::by_ids(conn, items)?;
    let known = |item: &Listing| {
        let of_member = negotiation.party(item.seller_id).is_some();
        let shown = item.status.is_public() || included.contains(&item.id);
        of_member && (item.seller_id == by || shown)
    };
    if found.len() != items.len() || !found.iter().all(known) {
        return wrong("offer-item-unknown");
    }
    if !found.iter().all(|item| is_available(item.status)) {
        return wrong("offer-item-gone");
    }
    let of_buyer = |item: &Listing| item.seller_id == negotiation.buyer_id;
    let barter = found.iter().any(of_buyer);
    let goes = |item: &Listing| match of_buyer(item) {
        true => !item.content.modes.contains(&Mode::Free),
        false => item.content.modes.contains(if barter { &Mode::Barter } else { &Mode::Sale }),
    };
    if !found.iter().all(goes) {
        return wrong("offer-item-not-so");
    }
    Ok(found)
}

/// Whether several listings of the seller go for money.
pub(super) fn sold_together(listing: &Listing, items: &[Listing]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.seller_id == listing.seller_id)
}

/// The price of everything asked for, with so many percent off; none where something has no price.
pub(super) fn asking(listing: &Listing, items: &[Listing], percent: i16) -> Option<i64> {
    let added = items.iter().filter(|item| item.seller_id == listing.seller_id);
    let sum: Option<i64> =
        added.map(|item| item.content.price).chain([listing.content.price]).sum();
    sum.map(|sum| money::discounted(sum, percent.into()))
}

/// An offer in one line, as the inbox shows it: `Barter: Lampu + Ransel ↔ Kamera + Rp50.000`, `2 barang: Rp150.000`.
pub(super) fn line(
    listing: &Listing,
    items: &[Listing],
    negotiation: &Negotiation,
    amount: i64,
) -> String {
    let names = |owner: UserId| {
        items
            .iter()
            .filter(move |item| item.seller_id == owner)
            .map(|item| short(&item.content.title))
    };
    let given: Vec<String> = names(negotiation.buyer_id).collect();
    let taken: Vec<String> = std::iter::once(short(&listing.content.title))
        .chain(names(negotiation.seller_id))
        .collect();
    let money = if amount > 0 { money::rupiah(amount) } else { String::new() };
    match (given.is_empty(), money.is_empty()) {
        (true, _) if taken.len() == 1 => money::rupiah(amount),
        (true, _) => format!("{}: {money}", taken.join(" + ")),
        (false, true) => format!("Barter: {} ↔ {}", given.join(" + "), taken.join(" + ")),
        (false, false) => {
            format!("Barter: {} + {money} ↔ {}", given.join(" + "), taken.join(" + "))
        }
    }
}

fn short(title: &str) -> String {
    if title.chars().count() <= 32 {
        return title.to_owned();
    }
    let mut cut: String = title.chars().take(31).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}
