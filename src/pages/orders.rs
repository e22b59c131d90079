//! `/pesanan`: deals of a person, one deal, calling it off.

use std::collections::{HashMap, HashSet};

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bargaining::negotiations::Desk;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Asked, Posted};
use crate::base::ids::{ListingId, UserId};
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, Card, ListingOut};
use crate::people::accounts::{self, Profile};
use crate::trade::deals::{self, CommandKind, Deal, DealItem, Status, permitted};
use crate::web::{Page, SignedIn, Tone};

/// Which side.
#[derive(Debug, Deserialize)]
pub struct Role {
    #[serde(default)]
    role: String,
}

fn other_of(deal: &Deal, me: UserId) -> UserId {
    if deal.buyer_id == me { deal.seller_id } else { deal.buyer_id }
}

/// A thing that a deal holds, by the terms as they stood.
fn held(item: &DealItem, me: Party) -> Option<Value> {
    let terms: ListingOut = serde_json::from_value(item.terms.clone()).ok()?;
    let photos: Vec<&str> = terms.photos.iter().map(|photo| photo.medium.as_str()).collect();
    Some(json!({
        "mine": item.side == me, "title": terms.title, "description": terms.description, "flaw": terms.flaw,
        "condition_key": format!("condition-{}", terms.condition.word().replace('_', "-")), "price": terms.price,
        "photos": photos, "worth": terms.worth.map(|worth| worth.points),
    }))
}

fn view(
    deal: &Deal,
    items: &[DealItem],
    me: UserId,
    other: Option<&Profile>,
    listing: Option<&Card>,
) -> Value {
    let role = if deal.buyer_id == me { Party::Buyer } else { Party::Seller };
    let can_cancel = permitted(&deal.state, role).contains(&CommandKind::CallOff);
    let deals::State { status, deadline_at, .. } = &deal.state;
    json!({
        "code": deal.code, "status": status, "status_key": format!("deal-status-{status}"), "amount": deal.amount,
        "mode": deal.mode, "created_at": deal.created_at, "deadline_at": deadline_at, "role": role,
        "other": {"name": other.map(|o| o.name.as_str()).unwrap_or_default(), "handle": other.map(|o| o.handle.as_str()).unwrap_or_default()},
        "listing": listing, "room_url": format!("/chat/{}", deal.room_id), "can": {"cancel": can_cancel},
        "things": items.iter().filter(|item| item.deal_id == deal.id).filter_map(|item| held(item, role)).collect::<Vec<_>>(),
        "timeline": timeline(deal),
    })
}

fn timeline(deal: &Deal) -> Vec<Value> {
    let step = |key: &str, at: Option<crate::base::clock::Timestamp>, state: &str| json!({"key": format!("deal-step-{key}"), "at": at, "state": state});
    let agreed = step("deal", Some(deal.created_at), "done");
    match deal.state.status {
        Status::Pending => vec![
            step("pending", Some(deal.created_at), "now"),
            step("deal", None, "next"),
            step("meet", None, "next"),
            step("completed", None, "next"),
        ],
        Status::Cancelled => vec![agreed, step("cancelled", Some(deal.updated_at), "now")],
        Status::Agreed => vec![agreed, step("meet", None, "now"), step("completed", None, "next")],
    }
}

/// `GET /pesanan`.
pub async fn orders(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    role: Asked<Role>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let side = if role.0.role == "seller" { Party::Seller } else { Party::Buyer };
    let deals = db
        .read(move |conn| {
            let newest = deals::DealPage { party: side, status: None, limit: 50, offset: 0 };
            let (deals, _) = deals::of_user(conn, user, newest)?;
            let ids: Vec<ListingId> = deals.iter().map(|deal| deal.listing_id).collect();
            let views = listings::views_of(conn, &kinds, &ids)?;
            let cards: HashMap<ListingId, Card> =
                listings::cards(&views, Some(user), &HashSet::new())
                    .into_iter()
                    .map(|card| (card.id, card))
                    .collect();
            let held =
                deals::items_of(conn, &deals.iter().map(|deal| deal.id).collect::<Vec<_>>())?;
            let others: Vec<UserId> = deals.iter().map(|deal| other_of(deal, user)).collect();
            let people: HashMap<UserId, Profile> = accounts::profiles(conn, &others)?
                .into_iter()
                .map(|person| (person.id, person))
                .collect();
            Ok(deals
                .iter()
                .map(|deal| {
                    let (other, card) =
                        (people.get(&other_of(deal, user)), cards.get(&deal.listing_id));
                    view(deal, &held, user, other, card)
                })
                .collect::<Vec<_>>())
        })
        .await?;
    page.render("deals/list.html", &json!({"deals": deals, "role": side}))
}

/// `GET /pesanan/{code}`: its two parties only.
pub async fn order(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    kinds: web::Data<Categories>,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (code, user) = (code.to_uppercase(), me.id);
    let deal = db
        .read(move |conn| {
            let deal = deals::by_code(conn, &code)?
                .filter(|deal| deal.party(user).is_some())
                .ok_or(AppError::NotFound)?;
            let views = listings::views_of(conn, &kinds, &[deal.listing_id])?;
            let card = listings::cards(&views, Some(user), &HashSet::new()).pop();
            let other = accounts::profile(conn, other_of(&deal, user))?;
            let held = deals::items_of(conn, &[deal.id])?;
            Ok(view(&deal, &held, user, Some(&other), card.as_ref()))
        })
        .await?;
    page.render("deals/page.html", &json!({"deal": deal}))
}

/// Why.
#[derive(Debug, Deserialize)]
pub struct CallOffForm {
    #[serde(default)]
    reason: String,
}

/// `POST /pesanan/{code}/batal`.
pub async fn call_off(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    code: web::Path<String>,
    form: Posted<CallOffForm>,
) -> AppResult<HttpResponse> {
    let (code, user) = (code.to_uppercase(), me.id);
    let reason: String = form.0.reason.trim().chars().take(280).collect();
    let deal = db
        .read(move |conn| deals::by_code(conn, &code))
        .await?
        .filter(|deal| deal.party(user).is_some())
        .ok_or(AppError::NotFound)?;
    let flash = match desk.call_off(deal.id, user, reason).await {
        Ok(_) => (Tone::Ok, "deal-called-off".into()),
        Err(AppError::Conflict { text, .. }) => (Tone::Bad, text),
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/pesanan/{}", deal.code), Some(flash)))
}
