//! The forms of a party: each is one command, after which the page shows how the dispute stands.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};

use super::words;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{Part, UploadForm, UploadedFile};
use crate::base::i18n::Text;
use crate::base::ids::PhotoId;
use crate::care::disputes::{
    Command, Complaint, DisputeReason, Disputes, Doer, MAX_PHOTOS, Statement, Wanted, Wish,
};
use crate::market::photos::{self, PhotoDeps};
use crate::trade::deals::Deal;
use crate::web::{Page, SignedIn, Tone, refusal};

/// What a form carries.
#[derive(Default)]
struct Filled {
    /// What is wanted: the last part of the address.
    step: String,
    fields: HashMap<String, String>,
    files: Vec<UploadedFile>,
}

impl Filled {
    async fn read(step: String, mut form: UploadForm) -> AppResult<Self> {
        let mut filled = Self { step, ..Self::default() };
        while let Some(part) = form.next(photos::MAX_BYTES).await? {
            match part {
                Part::Text { name, text } => drop(filled.fields.insert(name, text)),
                Part::File { file, .. } if !file.is_empty() => filled.files.push(file),
                Part::File { .. } => {}
            }
        }
        Ok(filled)
    }

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn version(&self) -> AppResult<i32> {
        self.field("version").parse().map_err(|_no_number| AppError::NotFound)
    }

    /// The wish; none when the form leaves it out.
    fn wish(&self) -> AppResult<Option<Wish>> {
        let word = self.field("outcome");
        if word.is_empty() {
            return Ok(None);
        }
        let outcome = word
            .parse()
            .map_err(|_unknown| FieldErrors::one("outcome", "dispute-outcome-unknown"))?;
        let percent = words::typed_percent(self.field("percent"));
        let amount = words::typed_amount(self.field("amount"))?;
        Ok(Some(Wish { outcome, percent, amount }))
    }

    /// Stores the photos, and returns their ids.
    async fn photos(&mut self, deps: &PhotoDeps, me: &SignedIn) -> AppResult<Vec<PhotoId>> {
        if self.files.len() > MAX_PHOTOS {
            let most = Text::new("dispute-photos-many").with("max", MAX_PHOTOS);
            return Err(FieldErrors::one("photos", most));
        }
        let mut ids = Vec::new();
        for file in std::mem::take(&mut self.files) {
            ids.push(photos::save_upload(deps, me.id, file).await?.id);
        }
        Ok(ids)
    }
}

/// `POST /pesanan/{code}/sengketa/{step}`.
pub async fn party_post(
    page: Page,
    me: SignedIn,
    disputes: web::Data<Disputes>,
    uploads: PhotoDeps,
    path: web::Path<(String, String)>,
    form: UploadForm,
) -> AppResult<HttpResponse> {
    let (code, step) = path.into_inner();
    let deal = disputes.deals().find(code, me.id).await?;
    let back = format!("/pesanan/{}/sengketa", deal.code);
    let filled = Filled::read(step, form).await?;
    let done = match filled.step.as_str() {
        "buka" => open(&disputes, &uploads, &me, &deal, filled).await,
        _ => act(&disputes, &uploads, &me, &deal, filled).await,
    };
    let flash = match done {
        Ok(said) => (Tone::Ok, Text::new(said)),
        Err(AppError::NotFound) => return Err(AppError::NotFound),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&back, Some(flash)))
}

async fn open(
    disputes: &Disputes,
    uploads: &PhotoDeps,
    me: &SignedIn,
    deal: &Deal,
    mut filled: Filled,
) -> AppResult<&'static str> {
    let reason: DisputeReason = filled
        .field("reason")
        .parse()
        .map_err(|_unknown| FieldErrors::one("reason", "dispute-reason-unknown"))?;
    let wish = filled.wish()?;
    let wish = wish.ok_or_else(|| FieldErrors::one("outcome", "dispute-outcome-unknown"))?;
    let complaint = Complaint {
        deal: deal.id,
        user: me.id,
        session: me.session,
        reason,
        wish,
        text: filled.field("text").to_owned(),
        photos: filled.photos(uploads, me).await?,
    };
    disputes.open(complaint).await?;
    Ok("dispute-done-opened")
}

async fn act(
    disputes: &Disputes,
    uploads: &PhotoDeps,
    me: &SignedIn,
    deal: &Deal,
    mut filled: Filled,
) -> AppResult<&'static str> {
    let (command, said) = match filled.step.as_str() {
        "jawab" => {
            let wants = disputes.verdict(deal.clone(), filled.wish()?).await?;
            (Command::Answer { wants }, "dispute-done-answered")
        }
        "usul" => {
            let verdict = disputes.verdict(deal.clone(), filled.wish()?).await?;
            let verdict = verdict.ok_or(AppError::NotFound)?;
            (Command::Offer { verdict, seen: filled.version()? }, "dispute-done-offered")
        }
        "tarik-usul" => (Command::WithdrawOffer, "dispute-done-offer-withdrawn"),
        "setuju" => (Command::Accept { seen: filled.version()? }, "dispute-done-settled"),
        "terima" => (Command::AcceptRuling { seen: filled.version()? }, "dispute-done-accepted"),
        "banding" => (Command::Appeal, "dispute-done-appealed"),
        "bukti" => (Command::GiveEvidence, "dispute-done-evidence"),
        "cabut" => (Command::Withdraw, "dispute-done-withdrawn"),
        _ => return Err(AppError::NotFound),
    };
    let statement = Statement {
        text: filled.field("text").to_owned(),
        photos: filled.photos(uploads, me).await?,
    };
    let by = Doer::Member(me.id);
    disputes.act(Wanted { deal: deal.id, by, command, statement }).await?;
    Ok(said)
}
