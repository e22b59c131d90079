//! The bargaining table: every offer that lies on a table of one's own, with its clock and the moves one has, and one
//! answer to all offers for a thing.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::heaps::{Goods, Heaps};
use super::model::{Negotiation, Offer};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::http::html;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::money;
use crate::chat::rooms::Side;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, views_of};
use crate::people::accounts::{self, Profile};
use crate::web::{Page, SignedIn};

/// Offers on one page.
pub(super) const MOST: i64 = 100;

/// One offer on a table.
#[derive(Serialize)]
struct Row {
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
    /// The goods in it.
    heaps: Option<Heaps>,
    turn: bool,
    /// Whether its maker was asked for more.
    asked: bool,
    /// Whether something in it was described anew.
    changed: bool,
    mine: bool,
    /// Whether the reader may take it back.
    withdraw: bool,
    assistant: bool,
    expires_at: Timestamp,
}

/// The offers for one thing.
#[derive(Serialize)]
struct Group {
    listing: ListingId,
    title: String,
    slug: String,
    thumb: Option<String>,
    asking: Option<i64>,
    selling: bool,
    /// How many wait for the reader.
    waiting: usize,
    rows: Vec<Row>,
}

/// Everything on the reader's tables, whose turn it is first. Three queries, however many offers; five where goods lie among them.
fn groups(
    conn: &mut Conn,
    kinds: &Categories,
    me: UserId,
    now: Timestamp,
) -> AppResult<Vec<Group>> {
    let found = store::on_tables_of(conn, me, None, now, MOST)?;
    let ids: Vec<ListingId> = found.iter().map(|(talk, _)| talk.listing_id).collect();
    let listings: HashMap<ListingId, ListingOut> =
        views_of(conn, kinds, &ids)?.into_iter().map(|view| (view.id, view)).collect();
    let others: Vec<UserId> = found.iter().map(|(talk, _)| other_of(talk, me)).collect();
    let people: HashMap<UserId, Profile> =
        accounts::profiles(conn, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let goods = Goods::of(conn, kinds, found.iter().map(|(_, offer)| offer), now)?;
    let mut groups: Vec<Group> = Vec::new();
    for (talk, offer) in &found {
        let Some(listing) = listings.get(&talk.listing_id) else { continue };
        let row = Row { heaps: goods.heaps(offer, me), ..row(talk, offer, listing, me, &people) };
        let at = groups.iter().position(|group| group.listing == listing.id);
        match at.and_then(|at| groups.get_mut(at)) {
            Some(group) => {
                group.waiting += usize::from(row.turn);
                group.rows.push(row);
            }
            None => groups.push(Group {
                listing: listing.id,
                title: listing.title.clone(),
                slug: listing.slug.clone(),
                thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
                asking: listing.price,
                selling: talk.seller_id == me,
                waiting: usize::from(row.turn),
                rows: vec![row],
            }),
        }
    }
    Ok(groups)
}

fn other_of(talk: &Negotiation, me: UserId) -> UserId {
    if talk.seller_id == me { talk.buyer_id } else { talk.seller_id }
}

fn row(
    talk: &Negotiation,
    offer: &Offer,
    listing: &ListingOut,
    me: UserId,
    people: &HashMap<UserId, Profile>,
) -> Row {
    let mine = (offer.by == Side::Seller) == (talk.seller_id == me);
    Row {
        room: talk.room_id,
        offer: offer.id,
        version: talk.version,
        client_id: Uuid::now_v7(),
        other: people.get(&other_of(talk, me)).map(|who| who.name.clone()).unwrap_or_default(),
        amount: offer.amount,
        percent: listing.price.and_then(|asking| money::percent_off(offer.amount, asking)),
        difference: listing.price.map(|asking| asking - offer.amount),
        note: offer.note.clone(),
        heaps: None,
        turn: mine == (offer.turn() == offer.by),
        asked: offer.asked,
        changed: offer.changed,
        mine,
        withdraw: mine && !offer.bound,
        assistant: offer.assistant,
        expires_at: offer.expires_at,
    }
}

async fn context(page: &Page, me: &SignedIn, db: &Db, kinds: Categories) -> AppResult<Value> {
    let (user, now) = (me.id, page.now);
    let groups = db.read(move |conn| groups(conn, &kinds, user, now)).await?;
    Ok(json!({"groups": groups, "tab": "meja"}))
}

/// `GET /chat/meja`.
pub async fn stall_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let context = context(&page, &me, &db, kinds.as_ref().clone()).await?;
    page.render("chat/stall.html", &context)
}

/// `GET /chat/meja/pembaruan`: the same without the page around it, for scripts.
pub async fn stall_refresh(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
) -> AppResult<HttpResponse> {
    let context = context(&page, &me, &db, kinds.as_ref().clone()).await?;
    Ok(html(page.fragment("chat/_stall.html", &context)?))
}
