//! The page on which a seller gives a mandate, tries it out, and reads the receipts.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answer_view::AnswerView;
use super::mandates::{ForSale, give_mandate, own_for_sale};
use super::model::{Mandate, MandateIn, Mode, Receipt};
use super::policy::Style;
use super::store;
use crate::bargaining::negotiations::offer_rules::{self, OfferRules};
use crate::bargaining::price_drops;
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::http::{UrlForm, UrlQuery, number};
use crate::base::money;
use crate::market::listings::{self, parse_id};
use crate::web::{Page, SignedIn, Tone, refusal};

/// Percent of the asking price that the page shows answers for.
const SAMPLES: [i64; 8] = [30, 50, 70, 80, 88, 93, 97, 100];

/// An amount to try with the settings of the form; without them, with the stored ones.
#[derive(Debug, Deserialize)]
pub struct Rehearsal {
    #[serde(default)]
    coba: String,
    #[serde(flatten)]
    settings: MandateForm,
    #[serde(default, deserialize_with = "number")]
    floor_percent: Option<i64>,
}

/// What would be answered to an amount.
#[derive(Serialize)]
struct Sample {
    offer: i64,
    answer: AnswerView,
}

#[derive(Serialize)]
struct ReceiptView {
    answer: AnswerView,
    room: crate::base::ids::RoomId,
    at: crate::base::clock::Timestamp,
}

impl From<Receipt> for ReceiptView {
    fn from(receipt: Receipt) -> Self {
        let Receipt { decision, reason, amount, room_id, at, .. } = receipt;
        Self { answer: AnswerView::of(&decision, &reason, amount), room: room_id, at }
    }
}

/// `GET /jual/{id}/asisten`.
pub async fn assistant_page(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    asked: UrlQuery<Rehearsal>,
) -> AppResult<HttpResponse> {
    let (id, now, asked) = (parse_id(&id)?, page.now, asked.0);
    let (listing, asking, mandate, (receipts, plan), (wished, bundle)) = db
        .read(move |conn| {
            let ForSale { listing, asking } = own_for_sale(conn, id, me.id)?;
            let mandate = match store::mandate(conn, id)? {
                Some(mandate) => mandate,
                None => MandateIn::default().mandate(&listing, now)?,
            };
            let (receipts, plan) =
                (store::receipts_of(conn, id)?, price_drops::schedule_of(conn, id)?);
            let wished =
                (offer_rules::of(conn, id)?, offer_rules::bundle_percent(conn, listing.seller_id)?);
            Ok((listing, asking, mandate, (receipts, plan), wished))
        })
        .await?;
    let sample = |mandate: &Mandate, wished: OfferRules, offer: i64| {
        let decision = mandate.would_answer(&listing, wished, asking, offer);
        let answer = AnswerView::of(decision.word(), decision.reason(), decision.amount());
        Sample { offer, answer }
    };
    let samples: Vec<Sample> = SAMPLES
        .iter()
        .map(|percent| sample(&mandate, wished, asking.saturating_mul(*percent) / 100))
        .collect();
    // What is set on the page and not saved yet is tried as well; what cannot be saved is not.
    let (mut on_page, mut floor) = (mandate.clone(), wished);
    if !asked.settings.style.is_empty()
        && let Ok(typed) = asked.settings.settings().mandate(&listing, now)
    {
        on_page = typed;
    }
    if let Some(percent) = asked.floor_percent.filter(|percent| (0..=100).contains(percent)) {
        floor.floor_percent = i16::try_from(percent).unwrap_or(floor.floor_percent);
    }
    let tried = money::parse(&asked.coba).ok().map(|offer| sample(&on_page, floor, offer));
    // So many days are left of it, begun ones count.
    let days_left = mandate
        .until
        .filter(|until| *until > now)
        .map(|until| ((until - now).num_seconds() + 86_399) / 86_400);
    let receipts: Vec<ReceiptView> = receipts.into_iter().map(ReceiptView::from).collect();
    let minimum: Option<i64> = listing.min_price.0;
    page.render(
        "tawar/page.html",
        &json!({
            "l": {"id": listing.id, "title": listing.content.title, "slug": listing.slug, "price": asking, "minimum": minimum, "likes": listing.like_count},
            "m": mandate, "days_left": days_left, "holds": mandate.holds(now), "tried": tried, "samples": samples, "receipts": receipts, "plan": plan,
            "wishes": wished, "bundle": bundle, "styles": Style::ALL, "modes": Mode::ALL,
        }),
    )
}

/// The mandate as a form.
#[derive(Debug, Deserialize)]
pub struct MandateForm {
    #[serde(default)]
    mode: String,
    #[serde(default)]
    style: String,
    #[serde(default)]
    auto_accept: String,
    #[serde(default, deserialize_with = "number")]
    tries: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    minutes: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    days: Option<i64>,
}

impl MandateForm {
    fn settings(&self) -> MandateIn {
        MandateIn {
            // Whatever is no mode switches it off.
            mode: self.mode.parse().unwrap_or(Mode::Off),
            style: self.style.parse().ok(),
            auto_accept: !self.auto_accept.is_empty(),
            floor_percent: None,
            tries: self.tries,
            minutes: self.minutes,
            days: self.days,
        }
    }
}

/// `POST /jual/{id}/asisten`.
pub async fn assistant_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    form: UrlForm<MandateForm>,
) -> AppResult<HttpResponse> {
    let (listing, now) = (parse_id(&id)?, page.now);
    let settings = form.0.settings();
    let here = format!("/jual/{listing}/asisten");
    let given =
        db.transaction(move |conn| give_mandate(conn, listing, me.id, &settings, now)).await;
    let flash = match given {
        Ok(Mandate { mode: Mode::Off, .. }) => (Tone::Ok, "assistant-switched-off".into()),
        Ok(_) => (Tone::Ok, "assistant-switched-on".into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&here, Some(flash)))
}

/// A plan as a form; without a step it stops.
#[derive(Debug, Deserialize)]
pub struct DropForm {
    #[serde(default)]
    step: String,
    #[serde(default, deserialize_with = "number")]
    days: Option<i64>,
    #[serde(default)]
    lowest: String,
    #[serde(default)]
    stop: String,
}

impl DropForm {
    fn schedule(&self) -> AppResult<price_drops::Schedule> {
        Ok(price_drops::Schedule {
            step: money::parse(&self.step).map_err(|err| err.of_field("step"))?,
            days: self.days.unwrap_or(0),
            lowest: money::parse(&self.lowest).map_err(|err| err.of_field("lowest"))?,
        })
    }
}

/// `POST /jual/{id}/turun`.
pub async fn drop_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    id: web::Path<String>,
    form: UrlForm<DropForm>,
) -> AppResult<HttpResponse> {
    let (listing, now, form) = (parse_id(&id)?, page.now, form.0);
    let stops = !form.stop.is_empty();
    let set = match (!stops).then(|| form.schedule()).transpose() {
        Ok(plan) => {
            let set =
                move |conn: &mut Conn| price_drops::set_schedule(conn, me.id, listing, plan, now);
            db.transaction(set).await
        }
        Err(err) => Err(listings::refusal_of_input(&db, me.id, listing, err).await),
    };
    let flash = match set {
        Ok(()) if stops => (Tone::Ok, "drop-stopped".into()),
        Ok(()) => (Tone::Ok, "drop-planned".into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&format!("/jual/{listing}/asisten#turun"), Some(flash)))
}
