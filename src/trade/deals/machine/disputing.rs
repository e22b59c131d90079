//! The commands about a dispute: complaining, withdrawing the complaint, carrying out what was decided.

use chrono::Duration;

use super::command::{Command, Event, Refusal};
use super::decide::Case;
use super::state::{Course, Leg, LegStatus, Payment, Status};
use super::verdict::Verdict;
use crate::base::clock::Timestamp;
use crate::market::Party;

/// At least so much time is left when a complaint is withdrawn.
const LEAST_LEFT: Duration = Duration::days(1);
/// Who sends something back has so much more time than for the first sending.
const MORE_TO_RETURN: Duration = Duration::days(1);
/// The time to hand back at a meeting.
const TO_MEET_AGAIN: Duration = Duration::days(7);

impl Case<'_> {
    /// A party complains: while the deal is live, and for some time after a hand-over that nobody held money for.
    pub(super) fn dispute(&self) -> Result<Vec<Event>, Refusal> {
        if self.by == Party::System {
            return Err(Refusal::NotYours);
        }
        let now = self.now();
        match self.status() {
            Status::Agreed | Status::Shipped | Status::Delivered => {}
            Status::Completed
                if self.course.state.complaint_until.is_some_and(|until| until > now) => {}
            Status::Disputed if self.course.state.returning => return self.dispute_return(),
            Status::Disputed => return Err(Refusal::InDispute),
            Status::Pending | Status::Completed | Status::Cancelled => {
                return Err(Refusal::NoComplaint);
            }
        }
        Ok(vec![Event::Disputed { by: self.by, at: now }])
    }

    /// While the clocks stand still only what ends the dispute is taken, and that something has arrived.
    pub(super) fn frozen(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Resume => {
                self.only(Party::System)?;
                Ok(self.resume())
            }
            Command::Rule(verdict) => {
                self.only(Party::System)?;
                self.rule(verdict)
            }
            Command::Arrive { sender } => {
                let leg = self.course.leg_of(sender).ok_or(Refusal::NotYours)?;
                if self.by != Party::System {
                    self.only(sender.other())?;
                }
                match leg.status {
                    LegStatus::Sent => Ok(vec![Event::Arrived { sender, at: self.now() }]),
                    _ => Err(Refusal::TooLate),
                }
            }
            // What the courier knows is part of the case; the deal ends by its decision.
            Command::Lose { sender } => self.reported(sender, Event::Lost { sender }),
            Command::Return { sender } => self.reported(sender, Event::CameBack { sender }),
            Command::Lapse => Err(Refusal::NotDue),
            _ => Err(Refusal::InDispute),
        }
    }

    /// A deal whose parcel was lost or came back meanwhile ends, as it would have without the dispute.
    fn resume(&self) -> Vec<Event> {
        let failed = |leg: &Leg| matches!(leg.status, LegStatus::Lost | LegStatus::Returned);
        let cancelled = Event::Cancelled { by: Party::System, reason: String::new() };
        let ends = self.course.returns.is_empty() && self.course.legs.iter().any(failed);
        let resumed = Event::Resumed { deadline: self.resumed_deadline() };
        [resumed].into_iter().chain(ends.then_some(cancelled)).collect()
    }

    fn reported(&self, sender: Party, event: Event) -> Result<Vec<Event>, Refusal> {
        self.only(Party::System)?;
        let leg = self.course.leg_of(sender).ok_or(Refusal::NotYours)?;
        match leg.status {
            LegStatus::Sent => Ok(vec![event]),
            _ => Err(Refusal::TooLate),
        }
    }

    /// The goods of a return parcel came back to who sent it: it is to be sent once more.
    pub(super) fn undelivered(&self, sender: Party) -> Vec<Event> {
        vec![Event::CameBack { sender }, Event::ReturnsDue { deadline: self.return_deadline() }]
    }

    /// Who was to get something back gave no address in time: it is taken to leave it. The system.
    pub(super) fn forfeit(&self) -> Result<Vec<Event>, Refusal> {
        self.only(Party::System)?;
        match self.course.state.returning && self.course.is_due(self.now()) {
            true => Ok(vec![Event::Cancelled { by: Party::System, reason: String::new() }]),
            false => Err(Refusal::NotDue),
        }
    }

    /// The receiver of what is to come back complains: nothing comes, or not what was given.
    fn dispute_return(&self) -> Result<Vec<Event>, Refusal> {
        let mine = |leg: &&Leg| leg.sender == self.by.other() && leg.status != LegStatus::Received;
        match self.course.returns.iter().any(|leg| mine(&leg)) {
            true => Ok(vec![Event::Disputed { by: self.by, at: self.now() }]),
            false => Err(Refusal::NoComplaint),
        }
    }

    /// The time that was left when the complaint was made, and no less than a day.
    fn resumed_deadline(&self) -> Option<Timestamp> {
        let state = &self.course.state;
        if !self.course.returns.is_empty() {
            return Some(self.return_deadline());
        }
        if state.disputed_from == Some(Status::Completed) {
            return None;
        }
        let left = state.deadline_at.zip(state.disputed_at).map(|(due, at)| due - at);
        let deadline = self.now() + left.unwrap_or(LEAST_LEFT).max(LEAST_LEFT);
        // What was paid or has arrived meanwhile gives the time that it would have given.
        let paid = state.disputed_from == Some(Status::Agreed) && state.payment == Payment::Escrow;
        let arrived = state.disputed_from == Some(Status::Shipped)
            && self.course.legs.iter().all(Leg::has_arrived);
        Some(match (paid, arrived) {
            (true, _) => deadline.max(self.moment.ship_by),
            (_, true) => self.moment.inspect_until,
            _ => deadline,
        })
    }

    fn rule(&self, verdict: Verdict) -> Result<Vec<Event>, Refusal> {
        self.course.allows(verdict)?;
        let held = self.course.state.payment == Payment::Escrow;
        let end = match verdict {
            Verdict::Pay => Event::Completed { complaint_until: None },
            Verdict::Damages { to: Party::Buyer, .. } if held => Event::Divided { verdict },
            Verdict::Damages { .. } => Event::Completed { complaint_until: None },
            Verdict::Split { .. } => Event::Divided { verdict },
            Verdict::Refund | Verdict::Void => {
                Event::Cancelled { by: Party::System, reason: String::new() }
            }
            Verdict::ReturnBoth => Event::Returning { deadline: self.return_deadline() },
        };
        Ok(vec![Event::Ruled { verdict }, end])
    }

    fn return_deadline(&self) -> Timestamp {
        match self.course.meets() {
            true => self.now() + TO_MEET_AGAIN,
            false => self.moment.ship_by + MORE_TO_RETURN,
        }
    }
}

impl Course {
    /// Whether the deal, as it stands, can end by this verdict.
    ///
    /// # Errors
    /// `NotThisOutcome`.
    pub fn allows(&self, verdict: Verdict) -> Result<(), Refusal> {
        let held = self.state.payment == Payment::Escrow;
        let unpaid = self.state.payment == Payment::Pending;
        let fits = match verdict {
            Verdict::Pay => !unpaid,
            Verdict::Refund => held,
            Verdict::Split { percent } => held && (1..=99).contains(&percent),
            // Once: what is not sent back is not asked for again.
            Verdict::ReturnBoth => {
                !unpaid && self.returns.is_empty() && !self.to_return().is_empty()
            }
            Verdict::Damages { amount, to } => !unpaid && amount > 0 && to != Party::System,
            Verdict::Void => self.legs.iter().all(|leg| !is_with_receiver(leg)),
        };
        if fits { Ok(()) } else { Err(Refusal::NotThisOutcome) }
    }

    /// The legs that go back when everybody gets their own again. Of a meeting nothing is recorded before its end, so
    /// everything may have changed hands.
    pub(super) fn to_return(&self) -> Vec<Leg> {
        let meets = self.meets();
        self.legs
            .iter()
            .filter(|leg| meets || is_with_receiver(leg))
            .map(|leg| Leg { returning: true, ..Leg::waiting(leg.sender.other()) })
            .collect()
    }
}

/// Whether the goods are with their receiver, or on their way there.
fn is_with_receiver(leg: &Leg) -> bool {
    matches!(leg.status, LegStatus::Sent | LegStatus::Delivered | LegStatus::Received)
}
