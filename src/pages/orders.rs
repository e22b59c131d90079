//! `/pesanan`: a person's deals, one deal, and calling it off.

use std::collections::{HashMap, HashSet};

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::order_facts::OrderFacts;
use super::order_list::OrderList;
use super::order_view::OrderView;
use crate::bargaining::negotiations::Desk;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, UrlQuery};
use crate::base::ids::{ListingId, UserId};
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, Card};
use crate::people::accounts::{self, Profile};
use crate::trade::deals::{self, CommandKind, Deal, DealItem, DealsFrom, permitted};
use crate::web::{Page, SignedIn, Tone, app_data_struct, refusal};

app_data_struct! {
    /// What the pages of deals need.
    pub struct OrderDeps {
        db: Db,
        categories: Categories,
        desk: Desk,
    }
}

/// Whether the deals as buyer (the default) or as seller are listed.
#[derive(Debug, Deserialize)]
pub struct RoleQuery {
    #[serde(default)]
    role: String,
    /// Where the page before ended; what is no cursor shows the first page.
    #[serde(default)]
    after: String,
}

/// Deals of a page.
const PER_PAGE: i64 = 50;

fn counterparty(deal: &Deal, me: UserId) -> UserId {
    if deal.buyer_id == me { deal.seller_id } else { deal.buyer_id }
}

fn view(
    deal: &Deal,
    items: &[DealItem],
    me: UserId,
    other: Option<&Profile>,
    listing: Option<&Card>,
) -> OrderView {
    let role = if deal.buyer_id == me { Party::Buyer } else { Party::Seller };
    OrderView::of(&OrderFacts {
        deal,
        items,
        role,
        other: other.map(|other| other.name.as_str()).unwrap_or_default(),
        listing,
        may_call_off: permitted(&deal.state, role).contains(&CommandKind::CallOff),
    })
}

/// `GET /pesanan`.
pub async fn orders(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    query: UrlQuery<RoleQuery>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let role = if query.0.role == "seller" { Party::Seller } else { Party::Buyer };
    let categories = deps.categories.clone();
    let from = query.0.after.parse().map_or(DealsFrom::Offset(0), DealsFrom::After);
    let (deals, next) = deps
        .db
        .read(move |conn| {
            let wanted = deals::DealPage { party: role, status: None, limit: PER_PAGE + 1, from };
            let (mut deals, _) = deals::of_user(conn, user, wanted)?;
            let next = deals::cut(&mut deals, PER_PAGE);
            let ids: Vec<ListingId> = deals.iter().map(|deal| deal.listing_id).collect();
            let views = listings::views_of(conn, &categories, &ids)?;
            let cards: HashMap<ListingId, Card> =
                listings::cards(&views, Some(user), &HashSet::new())
                    .into_iter()
                    .map(|card| (card.id, card))
                    .collect();
            let items =
                deals::items_of(conn, &deals.iter().map(|deal| deal.id).collect::<Vec<_>>())?;
            let others: Vec<UserId> = deals.iter().map(|deal| counterparty(deal, user)).collect();
            let people: HashMap<UserId, Profile> = accounts::profiles(conn, &others)?
                .into_iter()
                .map(|person| (person.id, person))
                .collect();
            let views: Vec<_> = deals
                .iter()
                .map(|deal| {
                    let (other, card) =
                        (people.get(&counterparty(deal, user)), cards.get(&deal.listing_id));
                    view(deal, &items, user, other, card)
                })
                .collect();
            Ok((views, next))
        })
        .await?;
    let list = OrderList::of(role);
    let older_url = next.map(|next| list.older_url(next));
    page.render("deals/list.html", &json!({"deals": deals, "list": list, "older_url": older_url}))
}

/// `GET /pesanan/{code}`, for the two parties of the deal.
pub async fn order(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (code, user) = (code.to_uppercase(), me.id);
    let categories = deps.categories.clone();
    let deal = deps
        .db
        .read(move |conn| {
            let deal = deals::by_code(conn, &code)?
                .filter(|deal| deal.party(user).is_some())
                .ok_or(AppError::NotFound)?;
            let views = listings::views_of(conn, &categories, &[deal.listing_id])?;
            let card = listings::cards(&views, Some(user), &HashSet::new()).pop();
            let other = accounts::profile(conn, counterparty(&deal, user))?;
            let items = deals::items_of(conn, &[deal.id])?;
            Ok(view(&deal, &items, user, Some(&other), card.as_ref()))
        })
        .await?;
    page.render("deals/page.html", &json!({"deal": deal}))
}

/// The form for calling a deal off.
#[derive(Debug, Deserialize)]
pub struct CallOffForm {
    #[serde(default)]
    reason: String,
}

/// `POST /pesanan/{code}/batal`.
pub async fn call_off(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    form: UrlForm<CallOffForm>,
) -> AppResult<HttpResponse> {
    let (code, user) = (code.to_uppercase(), me.id);
    let deal = deps
        .db
        .read(move |conn| deals::by_code(conn, &code))
        .await?
        .filter(|deal| deal.party(user).is_some())
        .ok_or(AppError::NotFound)?;
    let flash = match deps.desk.call_off(deal.id, user, form.0.reason).await {
        Ok(_) => (Tone::Ok, "deal-called-off".into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&format!("/pesanan/{}", deal.code), Some(flash)))
}
