//! The plain types, and how a dispute is stored.

use diesel::prelude::*;
use uuid::Uuid;

use super::machine::{Offer, Ruling, State, Status};
use super::reasons::{DisputeReason, RulingReason};
use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, UserId, words};
use crate::base::schema::{dispute_entries, dispute_rulings, disputes};
use crate::market::Party;
use crate::trade::deals::{Verdict, VerdictKind};

/// A dispute.
#[derive(Debug, Clone)]
pub struct Dispute {
    pub id: Uuid,
    pub deal: DealId,
    pub reason: DisputeReason,
    pub state: State,
    pub opened_at: Timestamp,
    pub updated_at: Timestamp,
}

words! {
    /// What an entry of a case file says.
    #[schema(as = DisputeEntryKind)]
    EntryKind {
        Opened = "opened",
        Answered = "answered",
        Offered = "offered",
        OfferWithdrawn = "offer_withdrawn",
        Settled = "settled",
        RulingAccepted = "ruling_accepted",
        Appealed = "appealed",
        Evidence = "evidence",
        Withdrawn = "withdrawn",
        Taken = "taken",
        HandedOver = "handed_over",
        Joined = "joined",
        /// Staff wrote to both parties.
        Said = "said",
        /// Staff wrote for the staff.
        Noted = "noted",
        /// Staff asked a party for evidence.
        Asked = "asked",
        /// A ruling waits for a second mediator.
        Proposed = "proposed",
        Ruled = "ruled",
        Ended = "ended",
    }
}

impl EntryKind {
    /// Whether only the staff sees it.
    pub fn is_internal(self) -> bool {
        matches!(self, Self::Taken | Self::HandedOver | Self::Noted | Self::Proposed)
    }
}

/// An entry of a case file.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = dispute_entries)]
pub struct Entry {
    pub dispute_id: Uuid,
    /// From 1.
    pub n: i32,
    pub kind: EntryKind,
    /// The party that acts, or that is asked.
    pub party: Option<Party>,
    pub staff_id: Option<UserId>,
    /// The system message that says it.
    pub seq: Option<i64>,
    /// Photos: the messages that follow it.
    pub photos: i16,
    pub outcome: Option<VerdictKind>,
    /// Percent of a split, rupiah of damages.
    pub sum: Option<i64>,
    /// Until when evidence is asked for.
    pub due_at: Option<Timestamp>,
    /// The key of the note.
    pub key_id: Option<i16>,
    /// A note, encrypted.
    pub note: Option<Vec<u8>>,
    pub at: Timestamp,
}

impl Entry {
    /// What is wanted, offered or ruled; compensation goes to who complained.
    pub fn verdict(&self, claimant: Party) -> Option<Verdict> {
        self.outcome.map(|kind| verdict_of(kind, self.sum, claimant))
    }
}

/// The columns of a dispute beside its rulings.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = disputes, treat_none_as_null = true)]
pub(super) struct DisputeRow {
    pub id: Uuid,
    pub deal_id: DealId,
    pub claimant: Party,
    pub reason: DisputeReason,
    pub status: Status,
    pub version: i32,
    pub deadline_at: Option<Timestamp>,
    pub latest_at: Timestamp,
    pub wants_outcome: VerdictKind,
    pub wants_sum: Option<i64>,
    pub answer_outcome: Option<VerdictKind>,
    pub answer_sum: Option<i64>,
    pub offer_by: Option<Party>,
    pub offer_outcome: Option<VerdictKind>,
    pub offer_sum: Option<i64>,
    pub buyer_accepts: bool,
    pub seller_accepts: bool,
    pub appealed_by: Option<Party>,
    pub end_outcome: Option<VerdictKind>,
    pub end_sum: Option<i64>,
    pub mediator_id: Option<UserId>,
    pub joined: bool,
    pub opened_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A ruling's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = dispute_rulings, treat_none_as_null = true)]
pub(super) struct RulingRow {
    pub dispute_id: Uuid,
    /// 1, or 2 after an appeal.
    pub round: i16,
    pub outcome: VerdictKind,
    pub sum: Option<i64>,
    pub reason: RulingReason,
    pub ruled_by: Option<UserId>,
    pub confirmed_by: Option<UserId>,
    pub ruled_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
}

/// The sum of a verdict as it is stored: percent of a split, rupiah of damages.
pub(super) fn sum_of(verdict: Verdict) -> Option<i64> {
    match verdict {
        Verdict::Split { percent } => Some(percent),
        Verdict::Damages { amount, .. } => Some(amount),
        Verdict::Pay | Verdict::Refund | Verdict::ReturnBoth | Verdict::Void => None,
    }
}

/// The verdict of stored columns; compensation goes to who complained.
fn verdict_of(kind: VerdictKind, sum: Option<i64>, claimant: Party) -> Verdict {
    let sum = sum.unwrap_or(0);
    match kind {
        VerdictKind::Pay => Verdict::Pay,
        VerdictKind::Refund => Verdict::Refund,
        VerdictKind::Split => Verdict::Split { percent: sum },
        VerdictKind::ReturnBoth => Verdict::ReturnBoth,
        VerdictKind::Damages => Verdict::Damages { amount: sum, to: claimant },
        VerdictKind::Void => Verdict::Void,
    }
}

impl Dispute {
    /// A dispute that is opened now.
    pub(super) fn fresh(deal: DealId, reason: DisputeReason, state: State, now: Timestamp) -> Self {
        Self { id: Uuid::now_v7(), deal, reason, state, opened_at: now, updated_at: now }
    }

    pub(super) fn row(&self) -> DisputeRow {
        let state = &self.state;
        let kind = |verdict: Option<Verdict>| verdict.map(Verdict::kind);
        let sum = |verdict: Option<Verdict>| verdict.and_then(sum_of);
        let offer = state.offer.map(|offer| offer.verdict);
        DisputeRow {
            id: self.id,
            deal_id: self.deal,
            claimant: state.claimant,
            reason: self.reason,
            status: state.status,
            version: state.version,
            deadline_at: state.deadline_at,
            latest_at: state.latest_at,
            wants_outcome: state.wants.kind(),
            wants_sum: sum_of(state.wants),
            answer_outcome: kind(state.answer),
            answer_sum: sum(state.answer),
            offer_by: state.offer.map(|offer| offer.by),
            offer_outcome: kind(offer),
            offer_sum: sum(offer),
            buyer_accepts: state.buyer_accepts,
            seller_accepts: state.seller_accepts,
            appealed_by: state.appealed_by,
            end_outcome: kind(state.end),
            end_sum: sum(state.end),
            mediator_id: state.mediator,
            joined: state.joined,
            opened_at: self.opened_at,
            updated_at: self.updated_at,
        }
    }

    pub(super) fn rulings(&self) -> Vec<RulingRow> {
        let rounds = [(1, self.state.first), (2, self.state.second)];
        let row = |(round, ruling): (i16, Option<Ruling>)| {
            let ruling = ruling?;
            Some(RulingRow {
                dispute_id: self.id,
                round,
                outcome: ruling.verdict.kind(),
                sum: sum_of(ruling.verdict),
                reason: ruling.reason,
                ruled_by: ruling.by,
                confirmed_by: ruling.confirmed_by,
                ruled_at: ruling.at,
                confirmed_at: ruling.confirmed_at,
            })
        };
        rounds.into_iter().filter_map(row).collect()
    }

    pub(super) fn of_rows(row: DisputeRow, rulings: &[RulingRow]) -> Self {
        let claimant = row.claimant;
        let verdict =
            |kind: Option<VerdictKind>, sum| kind.map(|kind| verdict_of(kind, sum, claimant));
        let ruling = |round: i16| {
            let row = rulings.iter().find(|ruling| ruling.round == round)?;
            Some(Ruling {
                verdict: verdict_of(row.outcome, row.sum, claimant),
                reason: row.reason,
                by: row.ruled_by,
                confirmed_by: row.confirmed_by,
                at: row.ruled_at,
                confirmed_at: row.confirmed_at,
            })
        };
        let offer = row.offer_by.zip(verdict(row.offer_outcome, row.offer_sum));
        Self {
            id: row.id,
            deal: row.deal_id,
            reason: row.reason,
            state: State {
                claimant,
                status: row.status,
                version: row.version,
                deadline_at: row.deadline_at,
                latest_at: row.latest_at,
                wants: verdict_of(row.wants_outcome, row.wants_sum, claimant),
                answer: verdict(row.answer_outcome, row.answer_sum),
                offer: offer.map(|(by, verdict)| Offer { by, verdict }),
                buyer_accepts: row.buyer_accepts,
                seller_accepts: row.seller_accepts,
                appealed_by: row.appealed_by,
                first: ruling(1),
                second: ruling(2),
                end: verdict(row.end_outcome, row.end_sum),
                mediator: row.mediator_id,
                joined: row.joined,
            },
            opened_at: row.opened_at,
            updated_at: row.updated_at,
        }
    }
}
