//! The JSON API of a deal's meeting, and its calendar file.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::machine::Status;
use super::super::model::Deal;
use super::super::service::Deals;
use super::super::store;
use super::actions::MeetingMove;
use super::shapes::{MeetupOut, meeting_zone};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, parse_json};
use crate::base::i18n::{Lang, Text};
use crate::config::Config;
use crate::people::accounts;
use crate::trade::meetups::{self, CalendarEntry, Command, MeetingPlan, State};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What the meetings of deals need.
    pub struct MeetingDeps {
        db: Db,
        config: Config,
        deals: Deals,
    }
}

/// The meeting of a deal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetupShown {
    /// Null before the first proposal.
    meetup: Option<MeetupOut>,
    /// Good times to meet, in order.
    suggestions: Vec<DateTime<Utc>>,
}

/// A proposal, or the acceptance of the other's.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct PlanIn {
    /// 3 to 120 characters, with `at`.
    #[serde(default)]
    place: String,
    /// Code of a region.
    region: Option<String>,
    /// From half an hour to two weeks ahead.
    at: Option<DateTime<Utc>>,
    /// The version of the other's proposal, to accept it.
    accept: Option<i32>,
}

/// A report that the other did not come, or the answer to such a report.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct NoShowIn {
    /// What one says to the report of the other; left out, one reports.
    answer: Option<String>,
}

fn command_of(input: PlanIn) -> AppResult<Command> {
    if let Some(version) = input.accept {
        return Ok(Command::Accept { version });
    }
    let at = input.at.ok_or_else(|| FieldErrors::one("at", "meetup-time-missing"))?;
    let region = input.region.filter(|code| !code.is_empty());
    Ok(Command::Propose { plan: MeetingPlan { place: input.place, region, at } })
}

async fn shown(deps: &MeetingDeps, deal: Deal, me: &SignedIn) -> AppResult<HttpResponse> {
    let (now, user) = (deps.deals.now(), me.id);
    let shown = deps
        .db
        .read(move |conn| {
            let reader = deal.party(user).ok_or(AppError::NotFound)?;
            let items = store::items_of(conn, &[deal.id])?;
            let meetup = meetups::of_deal(conn, deal.id)?.unwrap_or_default();
            let zone = meeting_zone(None, &items);
            Ok(MeetupShown {
                meetup: MeetupOut::of(&deal, &meetup, reader, now),
                suggestions: meetups::suggest_times(now, zone),
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn act(
    deps: &MeetingDeps,
    me: &SignedIn,
    code: String,
    command: AppResult<Command>,
) -> AppResult<HttpResponse> {
    // Who is no party learns nothing of what fits.
    let deal = deps.deals.find(code, me.id).await?;
    let command = command?;
    deps.deals.move_meeting(MeetingMove { deal: deal.id, user: me.id, command }).await?;
    shown(deps, deal, me).await
}

/// The meeting of a deal, with times that suit.
#[utoipa::path(get, path = "/api/orders/{code}/meetup", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = MeetupShown)))]
pub async fn meetup_api(
    me: SignedIn,
    deps: MeetingDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    shown(&deps, deal, &me).await
}

/// Proposes where and when to meet, or accepts the other's proposal.
#[utoipa::path(put, path = "/api/orders/{code}/meetup", params(("code" = String, Path, description = "id or code")), request_body = PlanIn,
    responses((status = 200, body = MeetupShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn plan_api(
    me: SignedIn,
    deps: MeetingDeps,
    code: web::Path<String>,
    body: JsonBody<PlanIn>,
) -> AppResult<HttpResponse> {
    act(&deps, &me, code.into_inner(), command_of(body.0)).await
}

/// Says that one is at the agreed place.
#[utoipa::path(post, path = "/api/orders/{code}/arrived", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = MeetupShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn arrived_api(
    me: SignedIn,
    deps: MeetingDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    act(&deps, &me, code.into_inner(), Ok(Command::CheckIn)).await
}

/// Reports that the other did not come, or answers such a report.
#[utoipa::path(post, path = "/api/orders/{code}/no-show", params(("code" = String, Path, description = "id or code")), request_body = NoShowIn,
    responses((status = 200, body = MeetupShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn no_show_api(
    me: SignedIn,
    deps: MeetingDeps,
    code: web::Path<String>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    let input = if body.is_empty() { Ok(NoShowIn::default()) } else { parse_json(&body) };
    let command = input.map(|NoShowIn { answer }| {
        answer.map_or(Command::ReportNoShow, |text| Command::Answer { text })
    });
    act(&deps, &me, code.into_inner(), command).await
}

/// The agreed meeting as a calendar file.
#[utoipa::path(get, path = "/api/orders/{code}/meetup.ics", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, content_type = "text/calendar", body = String), (status = 404, body = crate::base::http::Problem)))]
pub async fn calendar_api(
    me: SignedIn,
    deps: MeetingDeps,
    code: web::Path<String>,
    lang: Lang,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    if deal.state.status == Status::Cancelled {
        return Err(AppError::NotFound);
    }
    let (id, party) = (deal.id, deal.party(me.id).ok_or(AppError::NotFound)?);
    let other = deal.member(party.other());
    let (meetup, items, other) = deps
        .db
        .read(move |conn| {
            let meetup: State = meetups::of_deal(conn, id)?.ok_or(AppError::NotFound)?;
            Ok((meetup, store::items_of(conn, &[id])?, accounts::profile(conn, other)?))
        })
        .await?;
    let meeting = meetup.agreed.as_ref().ok_or(AppError::NotFound)?;
    let goods = items.first().and_then(|item| item.terms.get("title")?.as_str());
    let title = Text::new("meetup-calendar-title")
        .with("title", goods.unwrap_or(&deal.code))
        .with("name", &other.name)
        .localized(lang);
    let url = format!("{}/pesanan/{}", deps.config.site_address().url, deal.code);
    let entry = CalendarEntry { meeting, title: &title, code: &deal.code, url: &url };
    let name = format!("attachment; filename=\"{}.ics\"", deal.code);
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header(("Content-Disposition", name))
        .body(meetups::calendar_file(&entry, deps.deals.now())))
}
