//! The page of all pending offers in one's own negotiations, each with its deadline and the moves one has.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::machine::{CommandKind, ListingFacts, permitted};
use super::model::{Negotiation, Offer};
use super::open_offers::MOST;
use super::package_view::{PackageView, Packages};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::http::html;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::money;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, views_of};
use crate::people::accounts::{self, Profile};
use crate::web::{Page, SignedIn};

/// One pending offer.
#[derive(Serialize)]
struct OfferRow {
    room: RoomId,
    offer: OfferId,
    version: i32,
    /// A fresh id for the move that may follow.
    client_id: Uuid,
    other: String,
    amount: i64,
    percent: Option<i64>,
    difference: Option<i64>,
    note: String,
    /// What it includes.
    heaps: Option<PackageView>,
    /// Whether it is the reader's turn.
    turn: bool,
    /// Whether its maker was asked for more.
    asked: bool,
    /// Whether a listing that it includes was edited since.
    changed: bool,
    mine: bool,
    /// Whether the reader may withdraw it.
    withdraw: bool,
    assistant: bool,
    expires_at: Timestamp,
}

/// The offers for one listing.
#[derive(Serialize)]
struct ListingGroup {
    listing: ListingId,
    title: String,
    slug: String,
    thumb: Option<String>,
    asking: Option<i64>,
    selling: bool,
    /// How many wait for the reader.
    waiting: usize,
    rows: Vec<OfferRow>,
}

/// The reader's pending offers by listing, those that wait for the reader first. Three queries, however many offers; five
/// where they include listings.
fn groups(
    conn: &mut Conn,
    categories: &Categories,
    me: UserId,
    now: Timestamp,
) -> AppResult<Vec<ListingGroup>> {
    let found = store::open_offers_of(conn, me, None, now, MOST)?;
    let ids: Vec<ListingId> = found.iter().map(|(negotiation, _)| negotiation.listing_id).collect();
    let listings: HashMap<ListingId, ListingOut> =
        views_of(conn, categories, &ids)?.into_iter().map(|view| (view.id, view)).collect();
    let others: Vec<UserId> =
        found.iter().map(|(negotiation, _)| other_of(negotiation, me)).collect();
    let people: HashMap<UserId, Profile> =
        accounts::profiles(conn, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let packages = Packages::of(conn, categories, found.iter().map(|(_, offer)| offer), now)?;
    let mut groups: Vec<ListingGroup> = Vec::new();
    for (negotiation, offer) in &found {
        let Some(listing) = listings.get(&negotiation.listing_id) else { continue };
        let other = people.get(&other_of(negotiation, me));
        let row = OfferRow {
            heaps: packages.view(offer, me),
            other: other.map(|who| who.name.clone()).unwrap_or_default(),
            ..row(negotiation, offer, listing, me)
        };
        let at = groups.iter().position(|group| group.listing == listing.id);
        match at.and_then(|at| groups.get_mut(at)) {
            Some(group) => {
                group.waiting += usize::from(row.turn);
                group.rows.push(row);
            }
            None => groups.push(ListingGroup {
                listing: listing.id,
                title: listing.content.title.clone(),
                slug: listing.slug.clone(),
                thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
                asking: listing.content.price,
                selling: negotiation.seller_id == me,
                waiting: usize::from(row.turn),
                rows: vec![row],
            }),
        }
    }
    Ok(groups)
}

fn other_of(negotiation: &Negotiation, me: UserId) -> UserId {
    if negotiation.seller_id == me { negotiation.buyer_id } else { negotiation.seller_id }
}

/// A row, still without the other member's name and what the offer includes.
fn row(negotiation: &Negotiation, offer: &Offer, listing: &ListingOut, me: UserId) -> OfferRow {
    let reader = if negotiation.seller_id == me { Party::Seller } else { Party::Buyer };
    let state = negotiation.state(Some(offer));
    let allows = ListingFacts::of(listing.status, &listing.content.modes);
    OfferRow {
        room: negotiation.room_id,
        offer: offer.id,
        version: negotiation.version,
        client_id: Uuid::now_v7(),
        other: String::new(),
        amount: offer.amount,
        percent: listing.content.price.and_then(|asking| money::percent_off(offer.amount, asking)),
        difference: listing.content.price.map(|asking| asking - offer.amount),
        note: offer.note.clone(),
        heaps: None,
        turn: state.turn() == reader,
        asked: offer.asked_for_more,
        changed: offer.needs_reconfirmation,
        mine: offer.by == reader,
        withdraw: permitted(&state, allows, reader).contains(&CommandKind::Withdraw),
        assistant: offer.assistant,
        expires_at: offer.expires_at,
    }
}

async fn context(page: &Page, me: &SignedIn, db: &Db, categories: Categories) -> AppResult<Value> {
    let (user, now) = (me.id, page.now);
    let groups = db.read(move |conn| groups(conn, &categories, user, now)).await?;
    Ok(json!({"groups": groups, "tab": "meja"}))
}

/// `GET /chat/meja`.
pub async fn offers_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let context = context(&page, &me, &db, categories.as_ref().clone()).await?;
    page.render("chat/open_offers.html", &context)
}

/// `GET /chat/meja/pembaruan`: the same without the page around it, for scripts.
pub async fn offers_page_refresh(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let context = context(&page, &me, &db, categories.as_ref().clone()).await?;
    Ok(html(page.fragment("chat/_open_offers.html", &context)?))
}
