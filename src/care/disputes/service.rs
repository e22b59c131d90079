//! Where every endpoint brings what parties, mediators and the clock do about disputes: one transaction each, announced after
//! the commit.

use super::conflicts::is_conflicted;
use super::effects::{Acting, Written};
use super::machine::{Actor, Command, Facts, Status, decide};
use super::model::Dispute;
use super::opening::{self, Complaint};
use super::policy::{self, Wish};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{DealId, PhotoId, UserId};
use crate::care::audit;
use crate::chat::rooms::{self, Announcement};
use crate::people::accounts;
use crate::trade::deals::{self, Deal, DealContext, Deals, Verdict};
use crate::web::Role;

/// Deadlines of one run of the scan.
const BATCH: i64 = 100;

/// What somebody wrote beside a command.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    pub text: String,
    /// Photos that a party uploaded.
    pub photos: Vec<PhotoId>,
}

/// What somebody wants to do about the dispute of a deal.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub deal: DealId,
    pub by: Doer,
    pub command: Command,
    pub statement: Statement,
}

/// Who wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    /// A party of the deal.
    Member(UserId),
    /// Somebody of the staff.
    Staff(UserId),
}

/// The service of disputes; cloning shares it.
#[derive(Clone)]
pub struct Disputes {
    deals: Deals,
}

impl Disputes {
    pub fn new(deals: Deals) -> Self {
        Self { deals }
    }

    pub fn deals(&self) -> &Deals {
        &self.deals
    }

    /// Whether the site knows money.
    pub fn has_money(&self) -> bool {
        self.deals.context().site.has_money()
    }

    fn db(&self) -> &Db {
        self.deals.db()
    }

    /// Opens a dispute and freezes the deal.
    ///
    /// # Errors
    /// `NotFound` for who is no party; `Invalid` for what does not fit; `Conflict` when the deal cannot be complained about.
    pub async fn open(&self, complaint: Complaint) -> AppResult<()> {
        let (context, now) = (self.deals.context().clone(), self.deals.now());
        let announcements = self
            .db()
            .transaction(move |conn| opening::open(conn, &context, &complaint, now))
            .await?;
        self.deals.announce(&announcements);
        Ok(())
    }

    /// Does what somebody wants.
    ///
    /// # Errors
    /// `NotFound` for who is no party and of a deal without a dispute; `Forbidden` for staff that is involved in the deal;
    /// `Invalid` for a text or photos that do not fit; `Conflict` when the machine refuses.
    pub async fn act(&self, wanted: Wanted) -> AppResult<()> {
        let (context, now) = (self.deals.context().clone(), self.deals.now());
        let announcements =
            self.db().transaction(move |conn| act(conn, &context, &wanted, now)).await?;
        self.deals.announce(&announcements);
        Ok(())
    }

    /// The verdict that somebody means about a deal's dispute.
    ///
    /// # Errors
    /// `NotFound` without a dispute; `Invalid` for a share or a sum that does not fit.
    pub async fn verdict(&self, deal: Deal, wish: Option<Wish>) -> AppResult<Option<Verdict>> {
        let Some(wish) = wish else { return Ok(None) };
        let id = deal.id;
        let dispute = self.db().read(move |conn| store::latest_of_deal(conn, id)).await?;
        let claimant = dispute.ok_or(AppError::NotFound)?.state.claimant;
        wish.verdict(&deal, claimant, self.has_money()).map(Some)
    }

    /// Whether the parties may accept a ruling now.
    ///
    /// # Errors
    /// `NotFound` without a dispute.
    pub async fn is_ruled(&self, deal: DealId) -> AppResult<bool> {
        let dispute = self.db().read(move |conn| store::latest_of_deal(conn, deal)).await?;
        Ok(dispute.ok_or(AppError::NotFound)?.state.status == Status::Ruled)
    }

    /// Gives disputes whose deadline has come their default; none while an incident is recorded.
    ///
    /// # Errors
    /// When they cannot be read; one that fails is tried again with the next run.
    pub async fn lapse_due(&self) -> AppResult<()> {
        let now = self.deals.now();
        let due = self
            .db()
            .read(move |conn| match deals::incidents::current(conn)? {
                Some(_) => Ok(Vec::new()),
                None => store::due(conn, now, BATCH),
            })
            .await?;
        for deal in due {
            let context = self.deals.context().clone();
            let lapsed = self.db().transaction(move |conn| lapse(conn, &context, deal, now)).await;
            match lapsed {
                Ok(announcements) => self.deals.announce(&announcements),
                // Somebody acted in the same moment.
                Err(AppError::Conflict { .. }) => {}
                Err(err) => {
                    tracing::warn!(%deal, error = %err, "a dispute's deadline is tried again");
                }
            }
        }
        Ok(())
    }
}

/// The deal and its newest dispute, both locked.
fn lock(conn: &mut Conn, deal: DealId) -> AppResult<(Deal, Option<Dispute>)> {
    let deal = deals::lock_with_listings(conn, deal)?.ok_or(AppError::NotFound)?;
    let dispute = store::lock_latest(conn, deal.id)?;
    Ok((deal, dispute))
}

fn act(
    conn: &mut Conn,
    context: &DealContext,
    wanted: &Wanted,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let (deal, dispute) = lock(conn, wanted.deal)?;
    let by = match wanted.by {
        Doer::Member(user) => Actor::Party(deal.party(user).ok_or(AppError::NotFound)?),
        Doer::Staff(user) => Actor::Mediator(user),
    };
    let dispute = dispute.ok_or(AppError::NotFound)?;
    let conflicted = match by {
        Actor::Mediator(user) => is_conflicted(conn, user, &deal, now)?,
        Actor::Party(_) | Actor::System => false,
    };
    if conflicted {
        return Err(AppError::forbidden("dispute-conflicted"));
    }
    if let Command::HandOver { to } = wanted.command {
        must_be_staff(conn, to, &deal, now)?;
    }
    let course = deals::course(conn, &deal)?;
    let ruling = match &wanted.command {
        Command::Rule { verdict, .. } => Some(*verdict),
        _ => None,
    };
    let facts =
        Facts { now, course: &course, needs_two: policy::needs_two(&deal, ruling), conflicted };
    let events =
        decide(&dispute.state, by, wanted.command.clone(), &facts).map_err(AppError::conflict)?;
    let written = written(conn, wanted)?;
    let mut acting = Acting { context, deal, dispute, by, written, now, announcements: Vec::new() };
    acting.apply(conn, &events)?;
    Ok(acting.announcements)
}

/// Somebody to whom a case may be given.
fn must_be_staff(conn: &mut Conn, to: UserId, deal: &Deal, now: Timestamp) -> AppResult<()> {
    let staff = accounts::by_id(conn, to)?.role >= Role::Moderator;
    if !staff || is_conflicted(conn, to, deal, now)? {
        return Err(FieldErrors::one("to", "dispute-hand-over-to"));
    }
    Ok(())
}

/// The text and the photos as they are stored; a text is demanded where one is read.
fn written(conn: &mut Conn, wanted: &Wanted) -> AppResult<Written> {
    let Statement { text, photos } = &wanted.statement;
    let demanded = match wanted.command {
        Command::Answer { .. }
        | Command::Appeal
        | Command::GiveEvidence
        | Command::Note
        | Command::Ask { .. }
        | Command::Rule { .. } => true,
        Command::Say => {
            let text = rooms::clean(text)?;
            return Ok(Written { text, photos: Vec::new() });
        }
        _ => false,
    };
    let text = if demanded { policy::statement(text)? } else { String::new() };
    let photos = match wanted.by {
        Doer::Member(user) => {
            let photos = policy::photos(photos)?;
            for photo in &photos {
                rooms::photo_of(conn, user, *photo)?;
            }
            photos
        }
        Doer::Staff(_) => Vec::new(),
    };
    Ok(Written { text, photos: if demanded { photos } else { Vec::new() } })
}

fn lapse(
    conn: &mut Conn,
    context: &DealContext,
    deal: DealId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let (deal, dispute) = lock(conn, deal)?;
    let dispute = dispute.ok_or(AppError::NotFound)?;
    let course = deals::course(conn, &deal)?;
    let facts = Facts { now, course: &course, needs_two: false, conflicted: false };
    let events = decide(&dispute.state, Actor::System, Command::Lapse, &facts)
        .map_err(AppError::conflict)?;
    let (by, written) = (Actor::System, Written::default());
    let mut acting = Acting { context, deal, dispute, by, written, now, announcements: Vec::new() };
    acting.apply(conn, &events)?;
    Ok(acting.announcements)
}

/// Records that somebody of the staff looked at a case; within a minute, once.
///
/// # Errors
/// The database's errors.
pub(super) fn record_look(
    conn: &mut Conn,
    deal: &Deal,
    dispute: &Dispute,
    reader: UserId,
    now: Timestamp,
) -> AppResult<()> {
    let lately = now - chrono::Duration::minutes(1);
    let looks = audit::of_subject(conn, dispute.id, &[LOOKED], lately)?;
    if looks.iter().any(|look| look.actor_id == Some(reader)) {
        return Ok(());
    }
    let act = audit::Act {
        actor: Some(reader),
        action: LOOKED,
        subject: format!("dispute {}", deal.code),
        subject_id: dispute.id,
        detail: String::new(),
    };
    audit::record(conn, &act, now)
}

/// The action of the audit log that says that staff read a case file, and with it the room.
pub(super) const LOOKED: &str = "looked";
