//! `/pesanan/{code}`: one deal, with everything that its reader may see.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::OrderDeps;
use super::facts::{MeetingFacts, OrderFacts, Private};
use super::view::OrderView;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlQuery;
use crate::base::ids::UserId;
use crate::people::regions;
use crate::trade::deals::{
    self, Address, DealContext, DealItem, DealOverview, Seen, Status, handover_code,
    shown_addresses,
};
use crate::trade::meetups::{MeetingPlan, State};
use crate::trade::reviews;
use crate::web::{Page, SignedIn};

/// The digits that the seller's camera read.
#[derive(Debug, Deserialize)]
pub struct HandOverQuery {
    #[serde(default)]
    serah: String,
}

/// Who reads, when, and with what.
struct Reading {
    user: UserId,
    now: Timestamp,
    context: DealContext,
    /// The URL of the site without a slash at the end.
    site: String,
}

/// `GET /pesanan/{code}?serah=`, for the two parties of the deal.
pub async fn order(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    query: UrlQuery<HandOverQuery>,
) -> AppResult<HttpResponse> {
    let code = code.to_uppercase();
    let reading = Reading {
        user: me.id,
        now: deps.deals.now(),
        context: deps.deals.context().clone(),
        site: deps.site_url(),
    };
    let mut shown = deps.db.read(move |conn| view(conn, &reading, &code)).await?;
    // Six digits of the address, else nothing.
    let scanned: String = query.0.serah.chars().filter(char::is_ascii_digit).take(6).collect();
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("scanned".into(), scanned.into());
    }
    page.render("deals/page.html", &shown)
}

fn view(conn: &mut Conn, reading: &Reading, code: &str) -> AppResult<Value> {
    let found = deals::overview(conn, code, reading.user)?.ok_or(AppError::NotFound)?;
    let (deal, course) = (&found.deal, &found.course);
    let role = deal.party(reading.user).ok_or(AppError::NotFound)?;
    let items = deals::items_of(conn, &[deal.id])?;
    let private = private(conn, reading, &found, &items)?;
    let other = found.name(role.other());
    let now = reading.now;
    let facts = OrderFacts { deal, course, items: &items, role, now, other, private };
    Ok(json!({"deal": OrderView::of(&facts, &reading.site), "incident": found.incident}))
}

fn private(
    conn: &mut Conn,
    reading: &Reading,
    found: &DealOverview,
    items: &[DealItem],
) -> AppResult<Private> {
    let (deal, course) = (&found.deal, &found.course);
    let reader = deal.party(reading.user).ok_or(AppError::NotFound)?;
    let seen = Seen { deal, course, reader };
    let mut addresses = shown_addresses(conn, &reading.context.encryption, &seen)?;
    let (own, other) = (addresses.remove(&reader), addresses.remove(&reader.other()));
    let meetup = course.meets().then(|| found.meetup.clone().unwrap_or_default());
    // The form for a meeting begins where the goods are.
    let goods = items.first().and_then(|item| item.terms.pointer("/region/code")?.as_str());
    let wants_form = meetup.is_some() && deal.state.status == Status::Agreed;
    let form_region = goods.filter(|_| wants_form).map(regions::city_code);
    let region = |address: &Option<Address>| address.as_ref().map(|it| it.region.clone());
    let (agreed, proposed) = plan_regions(meetup.as_ref());
    let codes = [region(&own), region(&other), agreed, proposed, form_region.map(str::to_owned)];
    let [own_region, other_region, agreed_region, proposed_region, form_region_label] =
        labels(conn, codes)?;
    Ok(Private {
        own_region,
        other_region,
        own_address: own,
        other_address: other,
        handover_code: handover_code(&seen, &reading.context),
        paying: deal.state.payment == deals::Payment::Pending && found.has_payment,
        meeting: meetup.map(|state| MeetingFacts {
            state,
            agreed_region,
            proposed_region,
            form_region: form_region.unwrap_or_default().to_owned(),
            form_region_label,
        }),
        has_sheet: found.has_sheet,
        reviews: reviews::exchange(conn, deal)?,
        record: found.record.clone(),
    })
}

/// The codes of the regions of the agreed and of the proposed plan.
fn plan_regions(meetup: Option<&State>) -> (Option<String>, Option<String>) {
    let region = |plan: Option<&MeetingPlan>| plan.and_then(|plan| plan.region.clone());
    let agreed = meetup.and_then(|state| state.agreed.as_ref()).map(|agreed| &agreed.plan);
    let proposed = meetup.and_then(|state| state.proposal.as_ref()).map(|it| &it.plan);
    (region(agreed), region(proposed))
}

/// The labels of regions, in one query; empty where there is no code.
fn labels<const N: usize>(conn: &mut Conn, codes: [Option<String>; N]) -> AppResult<[String; N]> {
    let known: Vec<&str> = codes.iter().flatten().map(String::as_str).collect();
    let labels: HashMap<String, String> = regions::labels_of(conn, &known)?;
    Ok(codes.map(|code| code.and_then(|code| labels.get(&code).cloned()).unwrap_or_default()))
}
