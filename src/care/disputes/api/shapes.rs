//! A dispute as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::super::case_file::{FiledEntry, PartyFile};
use super::super::machine::{Actor, CommandKind, Facts, Ruling, Status, permitted};
use super::super::model::{EntryKind, sum_of};
use super::super::reasons::{DisputeReason, RulingReason};
use crate::base::clock::Timestamp;
use crate::market::Party;
use crate::market::photos::PhotoView;
use crate::trade::deals::{Verdict, VerdictKind};

/// How a dispute is to end, or ended.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = DisputeVerdictOut)]
pub struct VerdictOut {
    pub outcome: VerdictKind,
    /// The buyer's share of a split.
    pub percent: Option<i64>,
    /// Whole rupiah of damages.
    pub amount: Option<i64>,
}

impl From<Verdict> for VerdictOut {
    fn from(verdict: Verdict) -> Self {
        let kind = verdict.kind();
        let sum = |of: VerdictKind| sum_of(verdict).filter(|_| kind == of);
        Self { outcome: kind, percent: sum(VerdictKind::Split), amount: sum(VerdictKind::Damages) }
    }
}

/// An offer to settle, which waits for the other party.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SettlementOfferOut {
    by: Party,
    #[serde(flatten)]
    verdict: VerdictOut,
}

/// A ruling.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RulingOut {
    #[serde(flatten)]
    verdict: VerdictOut,
    reason: RulingReason,
    /// The name of the mediator; null when the clock decided.
    by: Option<String>,
    at: DateTime<Utc>,
}

/// An entry of the case file.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = DisputeEntryOut)]
pub struct EntryOut {
    n: i32,
    kind: EntryKind,
    /// The party that acts, or that is asked.
    party: Option<Party>,
    /// The name of the mediator who acts.
    staff: Option<String>,
    text: String,
    photos: Vec<PhotoView>,
    /// What is wanted, offered or ruled.
    verdict: Option<VerdictOut>,
    /// Until when evidence is asked for.
    due_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
}

/// That staff read the case file and the chat.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LookOut {
    by: String,
    at: DateTime<Utc>,
}

/// A dispute, as one of the parties sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct DisputeOut {
    id: Uuid,
    /// The deal's code.
    order: String,
    claimant: Party,
    reason: DisputeReason,
    status: Status,
    /// What an offer or an acceptance names.
    version: i32,
    /// When the default applies; null once it has ended.
    deadline_at: Option<DateTime<Utc>>,
    /// What the claimant wants.
    wants: VerdictOut,
    /// What the other party wants.
    answer: Option<VerdictOut>,
    offer: Option<SettlementOfferOut>,
    ruling: Option<RulingOut>,
    /// Who accepts the ruling.
    accepted_by: Vec<Party>,
    appealed_by: Option<Party>,
    /// How it ended; null while it is open, and when it was withdrawn.
    end: Option<VerdictOut>,
    /// What the asker may do now.
    permitted: Vec<CommandKind>,
    /// How the deal can end.
    outcomes: Vec<VerdictKind>,
    entries: Vec<EntryOut>,
    /// When staff read the case file and the chat.
    looks: Vec<LookOut>,
    opened_at: DateTime<Utc>,
}

/// One dispute.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DisputeShown {
    pub dispute: DisputeOut,
}

impl DisputeOut {
    /// The dispute as somebody sees it who acts as `by`.
    pub fn of(file: &PartyFile, by: Actor, now: Timestamp) -> Self {
        let state = &file.dispute.state;
        let facts = Facts { now, course: &file.course, needs_two: false, conflicted: false };
        let members = [Party::Buyer, Party::Seller];
        Self {
            id: file.dispute.id,
            order: file.deal.code.clone(),
            claimant: state.claimant,
            reason: file.dispute.reason,
            status: state.status,
            version: state.version,
            deadline_at: state.deadline_at,
            wants: state.wants.into(),
            answer: state.answer.map(Into::into),
            offer: state
                .offer
                .map(|offer| SettlementOfferOut { by: offer.by, verdict: offer.verdict.into() }),
            ruling: state.ruling().map(|ruling| ruling_out(file, ruling)),
            accepted_by: members.into_iter().filter(|party| state.accepts(*party)).collect(),
            appealed_by: state.appealed_by,
            end: state.end.map(Into::into),
            permitted: permitted(state, by, &facts),
            outcomes: file.outcomes(),
            entries: file.entries.iter().map(|entry| entry_out(file, entry)).collect(),
            looks: file
                .looks
                .iter()
                .map(|look| LookOut { by: file.name(Some(look.by)).to_owned(), at: look.at })
                .collect(),
            opened_at: file.dispute.opened_at,
        }
    }
}

fn ruling_out(file: &PartyFile, ruling: &Ruling) -> RulingOut {
    RulingOut {
        verdict: ruling.verdict.into(),
        reason: ruling.reason,
        by: ruling.by.map(|by| file.name(Some(by)).to_owned()),
        at: ruling.at,
    }
}

fn entry_out(file: &PartyFile, filed: &FiledEntry) -> EntryOut {
    let FiledEntry { entry, text, photos } = filed;
    let claimant = file.dispute.state.claimant;
    EntryOut {
        n: entry.n,
        kind: entry.kind,
        party: entry.party,
        staff: entry.staff_id.map(|user| file.name(Some(user)).to_owned()),
        text: text.clone(),
        photos: photos.clone(),
        verdict: entry.verdict(claimant).map(Into::into),
        due_at: entry.due_at,
        at: entry.at,
    }
}
