//! What the endpoints of the staff work with.

use actix_web::HttpResponse;

use super::super::case_file::{CaseFile, CaseReader, case_file};
use super::super::machine::Command;
use super::super::service::{Disputes, Doer, Statement, Wanted};
use super::super::store;
use super::inputs::RulingIn;
use super::staff_shapes::CaseShown;
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::UserId;
use crate::care::evidence::Signer;
use crate::config::Config;
use crate::people::accounts;
use crate::trade::deals::{self, Deal};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What mediating needs.
    pub struct StaffDeps {
        disputes: Disputes,
        encryption: Encryption,
        config: Config,
    }
}

impl StaffDeps {
    pub fn db(&self) -> &Db {
        self.disputes.deals().db()
    }

    pub fn now(&self) -> Timestamp {
        self.disputes.deals().now()
    }

    /// The name of the site.
    pub fn site(&self) -> &str {
        &self.config.site.name
    }

    /// The deal of a case, for the staff.
    ///
    /// # Errors
    /// `NotFound` without such a deal.
    pub async fn deal(&self, code: &str) -> AppResult<Deal> {
        let code = code.to_uppercase();
        let deal = self.db().read(move |conn| deals::by_code(conn, &code)).await?;
        deal.ok_or(AppError::NotFound)
    }

    /// The case file; the look is recorded.
    ///
    /// # Errors
    /// As [`case_file`].
    pub async fn case(&self, code: &str, reader: UserId) -> AppResult<CaseFile> {
        let (encryption, signer) =
            (self.encryption.get_ref().clone(), Signer::new(&self.config.secret)?);
        let (site, code, now) = (self.site().to_owned(), code.to_uppercase(), self.now());
        self.db()
            .read(move |conn| {
                let encryption = &encryption;
                let reader = CaseReader { encryption, signer: &signer, site: &site, reader, now };
                case_file(conn, reader, &code)
            })
            .await
    }

    /// What a mediator wants.
    ///
    /// # Errors
    /// As [`Disputes::act`].
    pub async fn act(
        &self,
        user: UserId,
        deal: &Deal,
        command: Command,
        text: String,
    ) -> AppResult<()> {
        let statement = Statement { text, photos: Vec::new() };
        let by = Doer::Staff(user);
        self.disputes.act(Wanted { deal: deal.id, by, command, statement }).await
    }

    /// The ruling that is meant. Without a version, it is about the dispute as it is now.
    ///
    /// # Errors
    /// `NotFound` without a dispute; `Invalid` for what does not fit.
    pub async fn ruling(&self, deal: &Deal, input: &RulingIn) -> AppResult<Command> {
        let id = deal.id;
        let dispute = self.db().read(move |conn| store::latest_of_deal(conn, id)).await?;
        let dispute = dispute.ok_or(AppError::NotFound)?;
        let verdict =
            input.wish.parse()?.verdict(deal, dispute.state.claimant, self.disputes.has_money())?;
        let seen = input.version.unwrap_or(dispute.state.version);
        Ok(Command::Rule { verdict, reason: input.reason()?, seen })
    }

    /// Takes a case, or gives it to somebody of the staff with this handle.
    ///
    /// # Errors
    /// `Invalid` when nobody has this handle.
    pub async fn taking(&self, to: Option<String>) -> AppResult<Command> {
        let Some(handle) = to.filter(|handle| !handle.trim().is_empty()) else {
            return Ok(Command::Take);
        };
        let handle = handle.trim().to_lowercase();
        let user = self.db().read(move |conn| accounts::by_handle(conn, &handle)).await?;
        let user = user.ok_or_else(|| FieldErrors::one("to", "dispute-hand-over-to"))?;
        Ok(Command::HandOver { to: user.id })
    }

    pub(super) async fn done(
        &self,
        me: &SignedIn,
        deal: Deal,
        command: Command,
        text: String,
    ) -> AppResult<HttpResponse> {
        self.act(me.id, &deal, command, text).await?;
        self.shown(me, &deal.code).await
    }

    pub(super) async fn shown(&self, me: &SignedIn, code: &str) -> AppResult<HttpResponse> {
        let case = self.case(code, me.id).await?;
        Ok(HttpResponse::Ok().json(CaseShown::of(case, me.id, self.now())))
    }
}
