//! What the page of a dispute shows to a party.

use serde::Serialize;

use super::entries::{EntryView, entries};
use super::words::{self, VerdictForm};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::RoomId;
use crate::base::view::Badge;
use crate::care::disputes::{
    Actor, CommandKind, DisputeReason, Facts, PartyFile, Status, permitted, possible,
};
use crate::market::Party;
use crate::trade::deals::{Course, Deal, Verdict};

/// A reason to choose.
#[derive(Debug, Serialize)]
struct ReasonChoice {
    value: &'static str,
    label: Text,
}

/// The form that opens a dispute.
#[derive(Debug, Serialize)]
pub(super) struct OpeningForm {
    reasons: Vec<ReasonChoice>,
    verdicts: VerdictForm,
}

impl OpeningForm {
    pub(super) fn of(deal: &Deal, course: &Course, by: Party, money: bool) -> Self {
        let reasons = DisputeReason::of(deal.mode, by).iter();
        let kinds: Vec<_> = possible(course, by).into_iter().map(Verdict::kind).collect();
        Self {
            reasons: reasons
                .map(|it| ReasonChoice { value: it.word(), label: words::reason(*it) })
                .collect(),
            verdicts: VerdictForm::of(&kinds, words::is_held(deal), money, "wish"),
        }
    }
}

/// The offer to settle that waits.
#[derive(Debug, Serialize)]
struct OfferView {
    text: Text,
    /// Who made it.
    title: Text,
    mine: bool,
}

/// The ruling.
#[derive(Debug, Serialize)]
struct RulingView {
    title: Text,
    verdict: Text,
    reason: Text,
    text: String,
    at: Timestamp,
}

/// What the party may do; each is false or none when its command is not permitted.
#[derive(Debug, Serialize)]
struct PartyForms {
    answer: Option<VerdictForm>,
    offer: Option<VerdictForm>,
    accept: bool,
    withdraw_offer: bool,
    accept_ruling: bool,
    appeal: bool,
    evidence: bool,
    withdraw: bool,
}

/// When staff read the case file and the chat.
#[derive(Debug, Serialize)]
struct LookView {
    name: String,
    at: Timestamp,
}

/// What is to be done now.
#[derive(Debug, Serialize)]
struct Next {
    title: Text,
    text: Text,
    deadline: Option<Timestamp>,
}

/// A dispute, as `disputes/page.html` shows it to a party.
#[derive(Debug, Serialize)]
pub(super) struct DisputeView {
    badge: Badge,
    version: i32,
    reason: Text,
    claimant: Text,
    wants: Text,
    answer: Option<Text>,
    next: Next,
    offer: Option<OfferView>,
    ruling: Option<RulingView>,
    forms: PartyForms,
    entries: Vec<EntryView>,
    looks: Vec<LookView>,
    room_id: RoomId,
    /// Whether it has ended.
    ended: bool,
}

impl DisputeView {
    pub(super) fn of(file: &PartyFile, role: Party, now: Timestamp, money: bool) -> Self {
        let state = &file.dispute.state;
        let held = words::is_held(&file.deal);
        let facts = Facts { now, course: &file.course, needs_two: false, conflicted: false };
        let may = permitted(state, Actor::Party(role), &facts);
        let kinds = file.outcomes();
        let form = |kind, prefix| {
            may.contains(&kind).then(|| VerdictForm::of(&kinds, held, money, prefix))
        };
        let name = |party: Party| file.name(Some(file.deal.member(party)));
        Self {
            badge: words::badge(state.status),
            version: state.version,
            reason: words::reason(file.dispute.reason),
            claimant: Text::new("dispute-claimant").with("name", name(state.claimant)),
            wants: words::verdict(state.wants, held),
            answer: state.answer.map(|verdict| words::verdict(verdict, held)),
            next: next(file, role),
            offer: state.offer.map(|offer| OfferView {
                text: words::verdict(offer.verdict, held),
                mine: offer.by == role,
                title: match offer.by == role {
                    true => Text::new("dispute-offer-mine"),
                    false => Text::new("dispute-offer-theirs").with("name", name(offer.by)),
                },
            }),
            ruling: ruling(file, held),
            forms: PartyForms {
                answer: form(CommandKind::Answer, "answer"),
                offer: form(CommandKind::Offer, "offer"),
                accept: may.contains(&CommandKind::Accept),
                withdraw_offer: may.contains(&CommandKind::WithdrawOffer),
                accept_ruling: may.contains(&CommandKind::AcceptRuling),
                appeal: may.contains(&CommandKind::Appeal),
                evidence: may.contains(&CommandKind::GiveEvidence),
                withdraw: may.contains(&CommandKind::Withdraw),
            },
            entries: entries(file),
            looks: file
                .looks
                .iter()
                .map(|look| LookView { name: file.name(Some(look.by)).to_owned(), at: look.at })
                .collect(),
            room_id: file.deal.room_id,
            ended: !state.is_open(),
        }
    }
}

fn ruling(file: &PartyFile, held: bool) -> Option<RulingView> {
    let ruling = file.dispute.state.ruling()?;
    let words = file.entries.iter().rev().find(|filed| {
        filed.entry.kind == crate::care::disputes::EntryKind::Ruled
            && filed.entry.staff_id == ruling.by
    });
    Some(RulingView {
        title: match ruling.by {
            Some(_) => Text::new("dispute-ruling-by").with("name", file.name(ruling.by)),
            None => Text::new("dispute-ruling-clock"),
        },
        verdict: words::verdict(ruling.verdict, held),
        reason: words::ruling_reason(ruling.reason),
        text: words.map(|filed| filed.text.clone()).unwrap_or_default(),
        at: ruling.at,
    })
}

/// What is waited for, and what happens when nothing comes.
fn next(file: &PartyFile, role: Party) -> Next {
    let state = &file.dispute.state;
    let mine = state.claimant == role;
    let other = file.name(Some(file.deal.member(role.other())));
    let (title, text) = match state.status {
        Status::Open if mine => ("dispute-next-open", "dispute-next-open-text"),
        Status::Open => ("dispute-next-answer", "dispute-next-answer-text"),
        Status::Answered => ("dispute-next-answered", "dispute-next-answered-text"),
        Status::Ruled => ("dispute-next-ruled", "dispute-next-ruled-text"),
        Status::Appealed => ("dispute-next-appealed", "dispute-next-appealed-text"),
        Status::Settled => ("dispute-next-settled", "dispute-next-ended-text"),
        Status::Final => ("dispute-next-final", "dispute-next-ended-text"),
        Status::Withdrawn => ("dispute-next-withdrawn", "dispute-next-withdrawn-text"),
    };
    Next {
        title: Text::new(title).with("name", other),
        text: Text::new(text).with("name", other),
        deadline: state.deadline_at,
    }
}
