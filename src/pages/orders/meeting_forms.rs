//! The forms of a meeting: each is one move, after which the page, or the chat, shows how the meeting stands.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Deserialize;

use super::OrderDeps;
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::UrlForm;
use crate::base::i18n::Text;
use crate::people::regions;
use crate::trade::deals::{self, Deal, MeetingMove, meeting_zone};
use crate::trade::meetups::{Command, MeetingPlan};
use crate::web::{Page, SignedIn, Tone, refusal};

/// Every field of the forms of a meeting; a form has those of its step.
#[derive(Debug, Default, Deserialize)]
pub struct MeetingForm {
    #[serde(default)]
    place: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    region_label: String,
    /// A suggested time, RFC 3339.
    #[serde(default)]
    when: String,
    /// Another time, as `datetime-local` writes it; counts when it is filled in.
    #[serde(default)]
    local: String,
    /// The version of the proposal that is accepted.
    #[serde(default)]
    version: String,
    #[serde(default)]
    text: String,
    /// `chat` leads back to the room.
    #[serde(default)]
    back: String,
}

impl MeetingForm {
    fn time(&self, zone: Zone) -> AppResult<Timestamp> {
        let missing = || FieldErrors::one("at", "meetup-time-missing");
        if self.local.trim().is_empty() {
            return self.when.parse().map_err(|_no_time| missing());
        }
        // Browsers write seconds when they are not zero.
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
            .into_iter()
            .find_map(|format| NaiveDateTime::parse_from_str(self.local.trim(), format).ok())
            .ok_or_else(missing)?;
        zone.at(local).ok_or_else(missing)
    }

    /// The plan; its place is checked with the move.
    async fn plan(self, deps: &OrderDeps, deal: &Deal) -> AppResult<MeetingPlan> {
        let (id, code, label) = (deal.id, self.region.clone(), self.region_label.clone());
        let read = move |conn: &mut Conn| {
            let items = deals::items_of(conn, &[id])?;
            Ok((meeting_zone(None, &items), regions::selected_code(conn, &code, &label)?))
        };
        let (zone, region) = deps.db.read(read).await?;
        let at = self.time(zone)?;
        Ok(MeetingPlan { place: self.place, region: Some(region).filter(|it| !it.is_empty()), at })
    }
}

/// The command of a step, and the key of what is said when it is done.
async fn command_of(
    deps: &OrderDeps,
    deal: &Deal,
    step: &str,
    form: MeetingForm,
) -> AppResult<(Command, &'static str)> {
    Ok(match step {
        "usul" => (Command::Propose { plan: form.plan(deps, deal).await? }, "meetup-done-proposed"),
        "terima" => {
            let version = form.version.parse().map_err(|_no_number| AppError::NotFound)?;
            (Command::Accept { version }, "meetup-done-agreed")
        }
        "lokasi" => (Command::CheckIn, "meetup-done-arrived"),
        "tidak-datang" => (Command::ReportNoShow, "meetup-done-reported"),
        "tanggapan" => (Command::Answer { text: form.text }, "meetup-done-answered"),
        _ => return Err(AppError::NotFound),
    })
}

/// `POST /pesanan/{code}/ketemuan/{step}`.
pub async fn meeting_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    path: web::Path<(String, String)>,
    form: UrlForm<MeetingForm>,
) -> AppResult<HttpResponse> {
    let (code, step) = path.into_inner();
    let deal = deps.deals.find(code, me.id).await?;
    let back = match form.0.back.as_str() {
        "chat" => format!("/chat/{}", deal.room_id),
        _ => format!("/pesanan/{}#ketemuan", deal.code),
    };
    let done = match command_of(&deps, &deal, &step, form.0).await {
        Ok((command, said)) => {
            let wanted = MeetingMove { deal: deal.id, user: me.id, command };
            deps.deals.move_meeting(wanted).await.map(|()| said)
        }
        Err(AppError::NotFound) => return Err(AppError::NotFound),
        Err(err) => Err(err),
    };
    let flash = match done {
        Ok(said) => (Tone::Ok, Text::new(said)),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&back, Some(flash)))
}
