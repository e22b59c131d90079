//! The goods of a package: whose they are, and whether they can be had.

use super::machine::Goods;
use super::model::Negotiation;
use super::store;
use crate::base::db::Conn;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::{ListingId, UserId};
use crate::base::money;
use crate::config::Mode;
use crate::market::listings::{self, Listing, Status};

/// So many goods fit beside the thing.
pub const MOST: usize = 20;

/// Whether a thing can still be given in a package.
pub(super) fn can_be_had(status: Status) -> bool {
    matches!(status, Status::Active | Status::Kept)
}

/// Counts what lies in an offer; `found` are its goods as they stand now.
pub(super) fn count(items: &[ListingId], found: &[Listing], talk: &Negotiation) -> Goods {
    let of = |owner: UserId| found.iter().filter(|good| good.seller_id == owner).count();
    let sound = found
        .iter()
        .filter(|good| can_be_had(good.status))
        .filter(|good| [talk.buyer_id, talk.seller_id].contains(&good.seller_id));
    Goods {
        of_buyer: of(talk.buyer_id),
        of_seller: of(talk.seller_id),
        gone: items.len().saturating_sub(sound.count()),
    }
}

/// The goods that somebody names for a package, or what is wrong with them. One may name one's own, what the other one
/// shows on the market, and what the other one laid on this table before; anything else is unknown, whatever it is.
pub(super) fn named(
    conn: &mut Conn,
    talk: &Negotiation,
    by: UserId,
    items: &[ListingId],
) -> AppResult<Vec<Listing>> {
    let wrong = |key: &'static str| Err(FieldErrors::one("items", key));
    if items.is_empty() {
        return Ok(Vec::new());
    }
    if items.len() > MOST {
        return wrong("offer-items-many");
    }
    let mut once = items.to_vec();
    once.sort();
    once.dedup();
    if once.len() != items.len() || items.contains(&talk.listing_id) {
        return wrong("offer-items-twice");
    }
    let laid = store::laid(conn, talk.id)?;
    let found = listings::by_ids(conn, items)?;
    let known = |good: &Listing| {
        let members = [talk.buyer_id, talk.seller_id].contains(&good.seller_id);
        members && (good.seller_id == by || good.status.is_public() || laid.contains(&good.id))
    };
    if found.len() != items.len() || !found.iter().all(known) {
        return wrong("offer-item-unknown");
    }
    if !found.iter().all(|good| can_be_had(good.status)) {
        return wrong("offer-item-gone");
    }
    let barter = found.iter().any(|good| good.seller_id == talk.buyer_id);
    for good in &found {
        let goes = if good.seller_id == talk.buyer_id {
            !good.modes.contains(&Mode::Free)
        } else {
            good.modes.contains(if barter { &Mode::Barter } else { &Mode::Sale })
        };
        if !goes {
            return wrong("offer-item-not-so");
        }
    }
    Ok(found)
}

/// Whether several things of the seller go for money.
pub(super) fn sold_together(listing: &Listing, goods: &[Listing]) -> bool {
    !goods.is_empty() && goods.iter().all(|good| good.seller_id == listing.seller_id)
}

/// What everything asked for costs, with so many percent off; none where something has no price.
pub(super) fn asking(listing: &Listing, goods: &[Listing], percent: i16) -> Option<i64> {
    let added = goods.iter().filter(|good| good.seller_id == listing.seller_id);
    let sum: Option<i64> = added.map(|good| good.price).chain([listing.price]).sum();
    sum.map(|sum| money::discounted(sum, percent.into()))
}

/// An offer in one line, as the inbox shows it: `Barter: Lampu + Ransel ↔ Kamera + Rp50.000`, `2 barang: Rp150.000`.
pub(super) fn line(
    listing: &Listing,
    goods: &[Listing],
    talk: &Negotiation,
    amount: i64,
) -> String {
    let names = |owner: UserId| {
        goods.iter().filter(move |good| good.seller_id == owner).map(|good| short(&good.title))
    };
    let given: Vec<String> = names(talk.buyer_id).collect();
    let taken: Vec<String> =
        std::iter::once(short(&listing.title)).chain(names(talk.seller_id)).collect();
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
