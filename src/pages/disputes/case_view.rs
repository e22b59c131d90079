//! What the page of a case shows to the staff.

use serde::Serialize;

use super::case_facts::{FactView, GoodView, facts_of, goods};
use super::entries::{EntryView, entries};
use super::playbook::{PlaybookEntry, playbook};
use super::words::{self, VerdictForm};
use crate::base::clock::{Timestamp, Zone};
use crate::base::i18n::{Lang, Text};
use crate::base::ids::UserId;
use crate::base::view::Badge;
use crate::care::disputes::{
    Actor, CaseFile, CommandKind, EntryKind, Facts, Integrity, needs_two, permitted,
};
use crate::market::Party;
use crate::market::photos::PhotoView;

/// A party with its statement.
#[derive(Debug, Serialize)]
struct PartyView {
    name: String,
    handle: String,
    role: Text,
    /// Their earlier cases.
    earlier: Text,
    statement: String,
    wants: Option<Text>,
    word: &'static str,
}

/// A message of the room.
#[derive(Debug, Serialize)]
struct ChatLineView {
    at: Timestamp,
    name: String,
    text: String,
    photo: Option<PhotoView>,
    /// `buyer`, `seller` or empty.
    side: &'static str,
}

/// A ruling that waits for a second mediator.
#[derive(Debug, Serialize)]
struct ProposalView {
    by: String,
    verdict: Text,
    reason: Text,
    text: String,
}

/// What the reader may do.
#[derive(Debug, Serialize)]
struct StaffForms {
    take: bool,
    /// Whether somebody else works on it.
    taken: bool,
    hand_over: bool,
    join: bool,
    say: bool,
    ask: bool,
    note: bool,
    rule: Option<VerdictForm>,
    confirm: bool,
}

impl StaffForms {
    fn of(case: &CaseFile, reader: UserId, may: &[CommandKind], at: &Reading) -> Self {
        let (file, state) = (&case.file, &case.file.dispute.state);
        let held = words::is_held(&file.deal);
        Self {
            take: may.contains(&CommandKind::Take) && state.mediator != Some(reader),
            taken: state.mediator.is_some(),
            hand_over: may.contains(&CommandKind::HandOver),
            join: may.contains(&CommandKind::Join) && !state.joined,
            say: may.contains(&CommandKind::Say),
            ask: may.contains(&CommandKind::Ask),
            note: may.contains(&CommandKind::Note),
            rule: may
                .contains(&CommandKind::Rule)
                .then(|| VerdictForm::of(&file.outcomes(), held, at.money, "ruling")),
            confirm: may.contains(&CommandKind::Confirm),
        }
    }
}

/// A case, as `disputes/case.html` shows it.
#[derive(Debug, Serialize)]
pub(super) struct CaseView {
    code: String,
    badge: Badge,
    reason: Text,
    opened: Text,
    opened_at: Timestamp,
    deadline: Option<Timestamp>,
    version: i32,
    mediator: Option<String>,
    looking: Option<Text>,
    parties: Vec<PartyView>,
    /// What the goods are, as they were at the agreement.
    goods: Vec<GoodView>,
    facts: Vec<FactView>,
    entries: Vec<EntryView>,
    chat: Vec<ChatLineView>,
    integrity: Badge,
    /// The first row that was changed.
    broken: Option<String>,
    /// Whole rupiah that are held.
    held: Option<i64>,
    two: bool,
    offer: Option<Text>,
    proposal: Option<ProposalView>,
    playbook: Vec<PlaybookEntry>,
    forms: StaffForms,
    ended: Option<Text>,
    /// The first and the last moment at which evidence can be due, for the field.
    due_from: String,
    due_until: String,
    zone: &'static str,
    sheet_url: String,
    url: String,
}

impl CaseView {
    pub(super) fn of(case: &CaseFile, reader: UserId, now: Timestamp, at: &Reading) -> Self {
        let (file, state) = (&case.file, &case.file.dispute.state);
        let deal = &file.deal;
        let held = words::is_held(deal);
        let two = needs_two(deal, None);
        let facts = Facts { now, course: &file.course, needs_two: two, conflicted: false };
        let may = permitted(state, Actor::Mediator(reader), &facts);
        let name = |party: Party| file.name(Some(deal.member(party)));
        let looking = Some(case.looking.join(", ")).filter(|names| !names.is_empty());
        let broken = match &case.integrity {
            Integrity::Whole(_) => None,
            Integrity::Broken(first) => Some(first.clone()),
        };
        let local =
            |at_time: Timestamp| at.zone.local(at_time).format("%Y-%m-%dT%H:%M").to_string();
        Self {
            code: deal.code.clone(),
            badge: words::badge(state.status),
            reason: words::reason(file.dispute.reason),
            opened: Text::new("case-opened").with("name", name(state.claimant)),
            opened_at: file.dispute.opened_at,
            deadline: state.deadline_at,
            version: state.version,
            mediator: state.mediator.map(|user| file.name(Some(user)).to_owned()),
            looking: looking.map(|names| Text::new("case-looking").with("name", names)),
            parties: vec![party(case, Party::Buyer), party(case, Party::Seller)],
            goods: goods(case),
            facts: facts_of(case),
            entries: entries(file),
            chat: case.chat.iter().map(|line| chat_line(case, line, at.lang)).collect(),
            integrity: integrity(&case.integrity),
            broken,
            held: held.then(|| deal.total()),
            two,
            offer: state.offer.map(|offer| {
                let text = words::verdict(offer.verdict, held);
                Text::new("case-offer")
                    .with("name", name(offer.by))
                    .with("text", text.worded(at.lang, at.wording))
            }),
            proposal: proposal(case, held),
            playbook: playbook(held),
            forms: StaffForms::of(case, reader, &may, at),
            ended: state.end.map(|verdict| words::verdict(verdict, held)),
            due_from: local(now + chrono::Duration::hours(1)),
            due_until: local(now + chrono::Duration::days(7)),
            zone: at.zone.label(),
            sheet_url: format!("/admin/sengketa/{}/lembar", deal.code),
            url: format!("/admin/sengketa/{}", deal.code),
        }
    }
}

/// In which language and zone a case is read, and whether the site knows money.
pub(super) struct Reading {
    pub(super) lang: Lang,
    pub(super) wording: crate::base::i18n::Wording,
    pub(super) zone: Zone,
    pub(super) money: bool,
}

fn party(case: &CaseFile, party: Party) -> PartyView {
    let (file, state) = (&case.file, &case.file.dispute.state);
    let user = file.deal.member(party);
    let earlier = case.earlier.get(&user).copied().unwrap_or_default();
    let own = state.claimant == party;
    let kind = if own { EntryKind::Opened } else { EntryKind::Answered };
    let statement = file.entries.iter().find(|filed| filed.entry.kind == kind);
    let wants = if own { Some(state.wants) } else { state.answer };
    let held = words::is_held(&file.deal);
    PartyView {
        name: file.name(Some(user)).to_owned(),
        handle: file.people.get(&user).map(|it| it.handle.clone()).unwrap_or_default(),
        role: match party {
            Party::Buyer => Text::new("case-buyer"),
            Party::Seller | Party::System => Text::new("case-seller"),
        },
        earlier: Text::new("case-earlier")
            .with("opened", earlier.opened)
            .with("against", earlier.against),
        statement: statement.map(|filed| filed.text.clone()).unwrap_or_default(),
        wants: wants.map(|verdict| words::verdict(verdict, held)),
        word: party.word(),
    }
}

fn chat_line(case: &CaseFile, line: &crate::care::disputes::ChatLine, lang: Lang) -> ChatLineView {
    let message = &line.message;
    let side = message.sender_id.and_then(|user| case.file.deal.party(user));
    ChatLineView {
        at: message.at,
        name: line.name.clone(),
        text: message.text_in(lang),
        photo: message.photo.as_ref().map(PhotoView::from),
        side: side.map_or("", |party| party.word()),
    }
}

fn integrity(integrity: &Integrity) -> Badge {
    match integrity {
        Integrity::Whole(messages) => Badge {
            class: "tag-good",
            icon: "fa-link",
            text: Text::new("case-whole").with("n", messages),
        },
        Integrity::Broken(_) => {
            Badge { class: "tag-bad", icon: "fa-link-slash", text: Text::new("case-broken") }
        }
    }
}

fn proposal(case: &CaseFile, held: bool) -> Option<ProposalView> {
    let file = &case.file;
    let proposal = file.dispute.state.proposal()?;
    let said = file.entries.iter().rev().find(|it| it.entry.kind == EntryKind::Proposed);
    Some(ProposalView {
        by: file.name(proposal.by).to_owned(),
        verdict: words::verdict(proposal.verdict, held),
        reason: words::ruling_reason(proposal.reason),
        text: said.map(|filed| filed.text.clone()).unwrap_or_default(),
    })
}
