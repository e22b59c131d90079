//! The commands of a mediator.

use chrono::Duration;

use super::super::reasons::RulingReason;
use super::command::{Command, Event, Refusal};
use super::decide::Case;
use super::state::{Ruling, Status, TO_APPEAL};
use crate::base::clock::Timestamp;
use crate::base::ids::UserId;
use crate::market::Party;
use crate::trade::deals::Verdict;

/// Evidence is due at least so long after it is asked for.
const SHORTEST_DUE: Duration = Duration::hours(1);
/// And at most.
const LONGEST_DUE: Duration = Duration::days(7);
/// A mediator has so long after the evidence is due.
const AFTER_EVIDENCE: Duration = Duration::days(1);

impl Case<'_> {
    pub(super) fn of_mediator(&self, by: UserId, command: Command) -> Result<Vec<Event>, Refusal> {
        // Who ruled in the first round has no part in the second.
        let appealed = self.state.status == Status::Appealed;
        if appealed && self.state.first.is_some_and(|first| first.is_of(by)) {
            return Err(Refusal::NotAgain);
        }
        Ok(match command {
            Command::Take if self.state.mediator == Some(by) => Vec::new(),
            Command::Take => vec![Event::Taken { by }],
            Command::HandOver { .. } if self.state.mediator != Some(by) => {
                return Err(Refusal::NotYours);
            }
            Command::HandOver { to } if to == by => return Err(Refusal::NotYours),
            Command::HandOver { to } => vec![Event::HandedOver { by, to }],
            Command::Join if self.state.joined => Vec::new(),
            Command::Join => vec![Event::Joined { by }],
            Command::Say if self.state.joined => vec![Event::Said { by }],
            Command::Say => return Err(Refusal::TooEarly),
            Command::Ask { party, due } => vec![self.ask(by, party, due)?],
            Command::Rule { verdict, reason, seen } => {
                self.seen(seen)?;
                self.rule(by, verdict, reason)?
            }
            Command::Confirm { seen } => {
                self.seen(seen)?;
                self.confirm(by)?
            }
            _ => return Err(Refusal::NotYours),
        })
    }

    fn ask(&self, by: UserId, party: Party, due: Timestamp) -> Result<Event, Refusal> {
        self.status_is(&[Status::Open, Status::Answered, Status::Appealed])?;
        let now = self.now();
        if party == Party::System || due < now + SHORTEST_DUE || due > now + LONGEST_DUE {
            return Err(Refusal::DueRange);
        }
        let present = self.state.deadline_at.unwrap_or(now);
        let wanted = present.max(due + AFTER_EVIDENCE);
        // The time to answer does not move, and the whole does not go on for ever.
        let deadline = match self.state.status {
            Status::Open => present,
            _ => wanted.min(self.state.latest_at).max(present),
        };
        Ok(Event::Asked { by, party, due, deadline })
    }

    fn rule(
        &self,
        by: UserId,
        verdict: Verdict,
        reason: RulingReason,
    ) -> Result<Vec<Event>, Refusal> {
        self.status_is(&[Status::Answered, Status::Appealed])?;
        self.allows(verdict)?;
        let ruling = Ruling {
            verdict,
            reason,
            by: Some(by),
            confirmed_by: None,
            at: self.now(),
            confirmed_at: None,
        };
        Ok(match self.facts.needs_two {
            true => vec![Event::Proposed { ruling }],
            false => self.in_force(Ruling { confirmed_at: Some(self.now()), ..ruling }),
        })
    }

    fn confirm(&self, by: UserId) -> Result<Vec<Event>, Refusal> {
        let proposal = self.state.proposal().ok_or(Refusal::TooEarly)?;
        if proposal.by == Some(by) {
            return Err(Refusal::SecondEyes);
        }
        self.allows(proposal.verdict)?;
        Ok(self.in_force(Ruling {
            confirmed_by: Some(by),
            confirmed_at: Some(self.now()),
            ..*proposal
        }))
    }

    /// The second ruling is the last.
    fn in_force(&self, ruling: Ruling) -> Vec<Event> {
        let ruled = Event::Ruled { ruling, deadline: self.now() + TO_APPEAL };
        match self.state.status {
            Status::Appealed => vec![ruled, Event::Ended { verdict: ruling.verdict }],
            _ => vec![ruled],
        }
    }
}
