//! The forms of a mediator: each is one command, after which the page shows how the case stands.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Deserialize;

use super::words;
use crate::base::clock::{Timestamp, Zone};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::UrlForm;
use crate::base::i18n::Text;
use crate::care::disputes::{Command, RulingIn, StaffDeps, WishIn, party_named};
use crate::trade::deals::Deal;
use crate::web::{Page, SignedIn, Tone, refusal};

/// Every field of the forms of a case; a form has those of its step.
#[derive(Debug, Default, Deserialize)]
pub struct CaseForm {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    percent: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    party: String,
    /// As `datetime-local` writes it, in the reader's zone.
    #[serde(default)]
    due: String,
    /// The handle of who the case is given to.
    #[serde(default)]
    to: String,
}

impl CaseForm {
    fn version(&self) -> AppResult<i32> {
        self.version.parse().map_err(|_no_number| AppError::NotFound)
    }

    fn ruling(&self) -> AppResult<RulingIn> {
        let amount = words::typed_amount(&self.amount)?;
        let percent = words::typed_percent(&self.percent);
        Ok(RulingIn {
            wish: WishIn { outcome: self.outcome.clone(), percent, amount },
            reason: self.reason.clone(),
            text: self.text.clone(),
            version: Some(self.version()?),
        })
    }

    fn due(&self, zone: Zone) -> AppResult<Timestamp> {
        let missing = || FieldErrors::one("due", "dispute-due-range");
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
            .into_iter()
            .find_map(|format| NaiveDateTime::parse_from_str(self.due.trim(), format).ok())
            .ok_or_else(missing)?;
        zone.at(local).ok_or_else(missing)
    }
}

/// The command of a step, and the key of what is said when it is done.
async fn command_of(
    deps: &StaffDeps,
    deal: &Deal,
    step: &str,
    form: &CaseForm,
    zone: Zone,
) -> AppResult<(Command, &'static str)> {
    Ok(match step {
        "ambil" => (Command::Take, "case-done-taken"),
        "serahkan" => (deps.taking(Some(form.to.clone())).await?, "case-done-handed-over"),
        "gabung" => (Command::Join, "case-done-joined"),
        "pesan" => (Command::Say, "case-done-said"),
        "catatan" => (Command::Note, "case-done-noted"),
        "minta" => {
            let command = Command::Ask { party: party_named(&form.party)?, due: form.due(zone)? };
            (command, "case-done-asked")
        }
        "putusan" => (deps.ruling(deal, &form.ruling()?).await?, "case-done-ruled"),
        "sahkan" => (Command::Confirm { seen: form.version()? }, "case-done-confirmed"),
        _ => return Err(AppError::NotFound),
    })
}

/// `POST /admin/sengketa/{code}/{step}`.
pub async fn case_post(
    page: Page,
    me: SignedIn,
    deps: StaffDeps,
    path: web::Path<(String, String)>,
    form: UrlForm<CaseForm>,
) -> AppResult<HttpResponse> {
    let (code, step) = path.into_inner();
    let deal = deps.deal(&code).await?;
    let done = match command_of(&deps, &deal, &step, &form.0, page.zone()).await {
        Ok((command, said)) => deps.act(me.id, &deal, command, form.0.text).await.map(|()| said),
        Err(err) => Err(err),
    };
    let flash = match done {
        Ok(said) => (Tone::Ok, Text::new(said)),
        Err(err @ (AppError::NotFound | AppError::Forbidden(_))) => return Err(err),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&format!("/admin/sengketa/{}", deal.code), Some(flash)))
}
