//! The rules of a dispute, total over every state and every command.

use super::command::{Actor, Command, Event, Facts, Refusal};
use super::state::{State, Status, TO_APPEAL, TO_RULE};
use crate::base::clock::Timestamp;
use crate::market::Party;
use crate::trade::deals::Verdict;

/// Decides a command.
///
/// # Errors
/// Why the command is refused.
pub fn decide(
    state: &State,
    by: Actor,
    command: Command,
    facts: &Facts<'_>,
) -> Result<Vec<Event>, Refusal> {
    let case = Case { state, facts };
    match (by, command) {
        (Actor::Mediator(_), _) if facts.conflicted => Err(Refusal::Conflicted),
        // The staff keeps notes about a case that has ended.
        (Actor::Mediator(by), Command::Note) => Ok(vec![Event::Noted { by }]),
        _ if !state.is_open() => Err(Refusal::TooLate),
        (Actor::Party(Party::System), _) => Err(Refusal::NotYours),
        (Actor::Party(by), command) => case.of_party(by, command),
        (Actor::Mediator(by), command) => case.of_mediator(by, command),
        (Actor::System, Command::Lapse) if case.is_due() => Ok(case.at_deadline()),
        (Actor::System, _) => Err(Refusal::NotDue),
    }
}

/// A dispute under judgement.
pub(super) struct Case<'a> {
    pub(super) state: &'a State,
    pub(super) facts: &'a Facts<'a>,
}

impl Case<'_> {
    pub(super) fn now(&self) -> Timestamp {
        self.facts.now
    }

    fn is_due(&self) -> bool {
        self.state.deadline_at.is_some_and(|at| at <= self.now())
    }

    pub(super) fn seen(&self, version: i32) -> Result<(), Refusal> {
        if version == self.state.version { Ok(()) } else { Err(Refusal::Changed) }
    }

    pub(super) fn allows(&self, verdict: Verdict) -> Result<(), Refusal> {
        self.facts.course.allows(verdict).map_err(|_deal| Refusal::NotThisOutcome)
    }

    fn of_party(&self, by: Party, command: Command) -> Result<Vec<Event>, Refusal> {
        let state = self.state;
        let offer = state.offer.as_ref();
        let event = match command {
            Command::Answer { .. } if by == state.claimant => return Err(Refusal::NotYours),
            Command::Answer { wants } => {
                self.status_is(&[Status::Open])?;
                wants.map_or(Ok(()), |verdict| self.allows(verdict))?;
                Event::Answered { wants, deadline: self.now() + TO_RULE }
            }
            Command::Offer { .. } if offer.is_some_and(|offer| offer.by == by) => {
                return Err(Refusal::NotYourTurn);
            }
            Command::Offer { verdict, seen } => {
                self.seen(seen)?;
                self.allows(verdict)?;
                Event::Offered { by, verdict }
            }
            Command::WithdrawOffer => match offer {
                Some(offer) if offer.by == by => Event::OfferWithdrawn { by },
                _ => return Err(Refusal::NotYours),
            },
            Command::Accept { seen } => {
                self.seen(seen)?;
                let offer = offer.filter(|offer| offer.by != by).ok_or(Refusal::NotYours)?;
                self.allows(offer.verdict)?;
                Event::Settled { verdict: offer.verdict }
            }
            Command::AcceptRuling { seen } => {
                self.seen(seen)?;
                return self.accept_ruling(by);
            }
            Command::Appeal => {
                self.status_is(&[Status::Ruled])?;
                if state.accepts(by) {
                    return Err(Refusal::TooLate);
                }
                Event::Appealed { by, deadline: self.now() + TO_RULE }
            }
            Command::GiveEvidence => Event::EvidenceGiven { by },
            Command::Withdraw if by != state.claimant => return Err(Refusal::NotYours),
            Command::Withdraw => {
                self.status_is(&[Status::Open, Status::Answered])?;
                Event::Withdrawn
            }
            _ => return Err(Refusal::NotYours),
        };
        Ok(vec![event])
    }

    pub(super) fn status_is(&self, any: &[Status]) -> Result<(), Refusal> {
        match self.state.status {
            status if any.contains(&status) => Ok(()),
            Status::Open | Status::Answered => Err(Refusal::TooEarly),
            _ => Err(Refusal::TooLate),
        }
    }

    fn accept_ruling(&self, by: Party) -> Result<Vec<Event>, Refusal> {
        self.status_is(&[Status::Ruled])?;
        if self.state.accepts(by) {
            return Err(Refusal::TooLate);
        }
        let ruling = self.state.ruling().ok_or(Refusal::TooEarly)?;
        let accepted = Event::RulingAccepted { by };
        Ok(match self.state.accepts(by.other()) {
            true => vec![accepted, Event::Ended { verdict: ruling.verdict }],
            false => vec![accepted],
        })
    }

    /// The deadline has passed. Who did not answer is taken to agree; where nobody ruled, everybody gets their own back; a
    /// ruling that nobody appealed against, or whose appeal nobody ruled on, stands.
    fn at_deadline(&self) -> Vec<Event> {
        let stands = self.state.ruling().map(|ruling| ruling.verdict);
        match (self.state.status, stands) {
            (Status::Open, _) => vec![self.by_clock(self.wanted_or_neutral())],
            (Status::Ruled | Status::Appealed, Some(verdict)) => vec![Event::Ended { verdict }],
            _ => vec![self.by_clock(None)],
        }
    }

    /// What the claimant wants, while the deal can end like that.
    fn wanted_or_neutral(&self) -> Option<Verdict> {
        Some(self.state.wants).filter(|wants| self.allows(*wants).is_ok())
    }

    /// The time of a ruling of the clock is the deadline's, and its appeal begins now.
    fn by_clock(&self, wanted: Option<Verdict>) -> Event {
        let now = self.now();
        let ruling = super::super::policy::ruled_by_clock(self.facts.course, wanted, now);
        Event::Ruled { ruling, deadline: now + TO_APPEAL }
    }
}
