//! What decided events do: the dispute is saved, the deal follows, the room is told, the case file and the audit log get
//! their entries; all in the caller's transaction.

use serde_json::json;

use super::machine::{Actor, Event, evolve};
use super::messages::{About, party_of};
use super::model::{Dispute, Entry, EntryKind, sum_of};
use super::{policy, store};
use crate::base::clock::{Timestamp, Zone};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, PhotoId, UserId};
use crate::care::audit;
use crate::chat::rooms::{
    self, Announcement, MessageKind, MessageWithEvents, NewMessage, SystemMessage,
};
use crate::market::Party;
use crate::people::accounts;
use crate::trade::deals::{self, Command, Deal, DealContext, Move, Mover, Refusal, Step, Verdict};

/// What was written beside a command: checked and cleaned.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    /// May be empty.
    pub text: String,
    pub photos: Vec<PhotoId>,
}

/// A dispute in the hands of somebody, with its deal; both are locked.
pub(super) struct Acting<'a> {
    pub context: &'a DealContext,
    pub deal: Deal,
    pub dispute: Dispute,
    pub by: Actor,
    pub written: Written,
    pub now: Timestamp,
    /// What was appended to rooms, to be sent after the commit.
    pub announcements: Vec<Announcement>,
}

impl Acting<'_> {
    /// Applies decided events.
    ///
    /// # Errors
    /// The database's errors, and those of the deal's move.
    pub fn apply(&mut self, conn: &mut Conn, events: &[Event]) -> AppResult<()> {
        let before = self.dispute.state.status;
        for event in events {
            evolve(&mut self.dispute.state, event);
        }
        self.dispute.updated_at = self.now;
        store::save(conn, &self.dispute)?;
        // The deal first: when it ends, rooms of others are locked, in the order of their ids, together with its own.
        for event in events {
            self.follow(conn, event)?;
        }
        for event in events {
            let said = self.message(conn, event)?;
            self.enter(conn, event, said)?;
        }
        if let Some(event) = events.first() {
            self.audit(conn, event, before.word())?;
        }
        Ok(())
    }

    /// What the deal does.
    fn follow(&mut self, conn: &mut Conn, event: &Event) -> AppResult<()> {
        let command = match event {
            Event::Settled { verdict } | Event::Ended { verdict } => Command::Rule(*verdict),
            Event::Withdrawn => Command::Resume,
            _ => return Ok(()),
        };
        let course = deals::course(conn, &self.deal)?;
        // A verdict that was possible when it was given is possible now: the deal stood still.
        let command = match command {
            Command::Rule(verdict) if course.allows(verdict) == Err(Refusal::NotThisOutcome) => {
                tracing::error!(deal = %self.deal.code, ?verdict, "a verdict does not fit any more");
                Command::Rule(policy::neutral(&course))
            }
            command => command,
        };
        let step = Step::Plain(command);
        let wanted = Move { deal: self.deal.id, by: Mover::System, seen: None, step };
        let done = deals::make_move(conn, self.context, &wanted, self.now)?;
        self.deal = done.deal;
        self.announcements.extend(done.announcements);
        Ok(())
    }

    fn message(&self, conn: &mut Conn, event: &Event) -> AppResult<Option<SystemMessage>> {
        let name = match self.by {
            Actor::Party(party) => accounts::profile(conn, self.deal.member(party))?.name,
            Actor::Mediator(user) => accounts::profile(conn, user)?.name,
            Actor::System => String::new(),
        };
        let (asked, zone) = match event {
            Event::Asked { party, .. } => {
                let profile = accounts::profile(conn, self.deal.member(*party))?;
                (profile.name, profile.region.as_deref().map_or(Zone::Wib, Zone::of_region))
            }
            _ => (String::new(), Zone::Wib),
        };
        let about = About {
            code: &self.deal.code,
            name: &name,
            asked: &asked,
            text: &self.written.text,
            zone,
        };
        Ok(about.message(event))
    }

    /// Says something in the room, with the photos after it; returns the number of the message.
    pub fn say(&mut self, conn: &mut Conn, text: &SystemMessage) -> AppResult<Option<i64>> {
        let said = deals::say(conn, &self.context.encryption, &self.deal, text, self.now)?;
        let seq = said.first().map(|said| said.message.seq);
        self.announcements.extend(said);
        let photos = std::mem::take(&mut self.written.photos);
        if let Actor::Party(party) = self.by
            && !photos.is_empty()
        {
            self.show(conn, self.deal.member(party), &photos)?;
        }
        Ok(seq)
    }

    fn show(&mut self, conn: &mut Conn, user: UserId, photos: &[PhotoId]) -> AppResult<()> {
        let id = self.deal.room_id;
        let mut room = rooms::lock_many(conn, &[id])?.remove(&id).ok_or(AppError::NotFound)?;
        for photo in photos {
            let message = NewMessage {
                id: MessageId::fresh(),
                sender: Some(user),
                kind: MessageKind::Photo,
                text: String::new(),
                offer: None,
                photo: Some(rooms::photo_of(conn, user, *photo)?),
                about: None,
            };
            let post = MessageWithEvents { message, events: Vec::new() };
            let encryption = &self.context.encryption;
            self.announcements.push(rooms::announce(conn, encryption, &mut room, post, self.now)?);
        }
        Ok(())
    }

    fn enter(
        &mut self,
        conn: &mut Conn,
        event: &Event,
        said: Option<SystemMessage>,
    ) -> AppResult<()> {
        let photos = i16::try_from(self.written.photos.len()).unwrap_or(i16::MAX);
        let seq = match said {
            Some(text) => self.say(conn, &text)?,
            None => None,
        };
        let verdict = verdict_of(event);
        let mut entry = self.entry(conn, kind_of(event))?;
        entry.party = party_of(event).or(entry.party);
        entry.seq = seq;
        entry.photos = photos;
        entry.outcome = verdict.map(Verdict::kind);
        entry.sum = verdict.and_then(sum_of);
        if let Event::Asked { due, .. } = event {
            entry.due_at = Some(*due);
        }
        if matches!(event, Event::Noted { .. } | Event::Proposed { .. }) {
            let aad = note_aad(&entry);
            let text = self.written.text.as_bytes();
            let (key, note) = self.context.encryption.encrypt(&aad, &[text], self.now)?;
            (entry.key_id, entry.note) = (Some(key), Some(note));
        }
        store::insert_entry(conn, &entry)
    }

    /// An entry of the case file without what its kind adds.
    pub fn entry(&self, conn: &mut Conn, kind: EntryKind) -> AppResult<Entry> {
        let (party, staff_id) = match self.by {
            Actor::Party(party) => (Some(party), None),
            Actor::Mediator(user) => (None, Some(user)),
            Actor::System => (None, None),
        };
        Ok(Entry {
            dispute_id: self.dispute.id,
            n: store::next_entry(conn, self.dispute.id)?,
            kind,
            party: party.filter(|party| *party != Party::System),
            staff_id,
            seq: None,
            photos: 0,
            outcome: None,
            sum: None,
            due_at: None,
            key_id: None,
            note: None,
            at: self.now,
        })
    }

    /// The acts of staff and of the clock.
    fn audit(&self, conn: &mut Conn, event: &Event, before: &str) -> AppResult<()> {
        let actor = match self.by {
            Actor::Party(_) => return Ok(()),
            Actor::Mediator(user) => Some(user),
            Actor::System => None,
        };
        let state = &self.dispute.state;
        let verdict = verdict_of(event);
        let detail = json!({
            "before": before, "after": state.status, "version": state.version,
            "outcome": verdict.map(Verdict::kind), "sum": verdict.and_then(sum_of),
        });
        let act = audit::Act {
            actor,
            action: kind_of(event).word(),
            subject: format!("dispute {}", self.deal.code),
            subject_id: self.dispute.id,
            detail: detail.to_string(),
        };
        audit::record(conn, &act, self.now)
    }
}

/// A note decrypts only in its own entry.
pub(super) fn note_aad(entry: &Entry) -> Vec<u8> {
    [entry.dispute_id.as_bytes().as_slice(), b"note", &entry.n.to_be_bytes()].concat()
}

fn verdict_of(event: &Event) -> Option<Verdict> {
    match event {
        Event::Answered { wants, .. } => *wants,
        Event::Offered { verdict, .. } | Event::Settled { verdict } | Event::Ended { verdict } => {
            Some(*verdict)
        }
        Event::Proposed { ruling } | Event::Ruled { ruling, .. } => Some(ruling.verdict),
        _ => None,
    }
}

fn kind_of(event: &Event) -> EntryKind {
    match event {
        Event::Answered { .. } => EntryKind::Answered,
        Event::Offered { .. } => EntryKind::Offered,
        Event::OfferWithdrawn { .. } => EntryKind::OfferWithdrawn,
        Event::Settled { .. } => EntryKind::Settled,
        Event::RulingAccepted { .. } => EntryKind::RulingAccepted,
        Event::Appealed { .. } => EntryKind::Appealed,
        Event::EvidenceGiven { .. } => EntryKind::Evidence,
        Event::Withdrawn => EntryKind::Withdrawn,
        Event::Taken { .. } => EntryKind::Taken,
        Event::HandedOver { .. } => EntryKind::HandedOver,
        Event::Joined { .. } => EntryKind::Joined,
        Event::Said { .. } => EntryKind::Said,
        Event::Noted { .. } => EntryKind::Noted,
        Event::Asked { .. } => EntryKind::Asked,
        Event::Proposed { .. } => EntryKind::Proposed,
        Event::Ruled { .. } => EntryKind::Ruled,
        Event::Ended { .. } => EntryKind::Ended,
    }
}
