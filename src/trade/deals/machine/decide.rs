//! The rules of a deal, total over every state and every command.

use super::command::{Command, Event, Refusal};
use super::defaults;
use super::state::{Course, Leg, Payment, Status};
use super::terms::{Moment, Opening};
use crate::base::clock::Timestamp;
use crate::market::Party;

/// So long after the agreed time of a meeting the deal still waits for the hand-over.
const AFTER_MEETING: chrono::Duration = chrono::Duration::days(1);

/// Decides a command.
///
/// # Errors
/// Why the command is refused.
pub fn decide(
    course: &Course,
    by: Party,
    command: Command,
    moment: &Moment,
) -> Result<Vec<Event>, Refusal> {
    let case = Case { course, by, moment };
    if command == Command::Capture {
        return case.capture();
    }
    match course.state.status {
        Status::Completed if command == Command::Dispute => return case.dispute(),
        Status::Completed | Status::Cancelled => return Err(Refusal::TooLate),
        Status::Disputed if !course.state.returning => return case.frozen(command),
        _ => {}
    }
    match command {
        Command::Confirm => case.confirm(),
        Command::CallOff { reason } => case.call_off(reason),
        Command::SetShipping { amount, paying } => case.set_shipping(amount, paying),
        Command::Pay => case.pay(),
        Command::Capture => case.capture(),
        Command::Send(tracking) => case.send(tracking),
        Command::Arrive { sender } => case.arrive(sender),
        Command::Lose { sender } => case.fail(sender, Event::Lost { sender }),
        Command::Return { sender } => case.fail(sender, Event::CameBack { sender }),
        Command::Receive => case.receive(),
        Command::HandOver { matches } => case.hand_over(matches),
        Command::Appoint { at } => case.appoint(at),
        Command::Drop => case.drop(),
        Command::Dispute => case.dispute(),
        Command::Forfeit => case.forfeit(),
        Command::Resume | Command::Rule(_) => Err(Refusal::TooLate),
        Command::Lapse if by != Party::System || !course.is_due(moment.now) => Err(Refusal::NotDue),
        Command::Lapse => Ok(defaults::at_deadline(course, moment)),
    }
}

/// A command of a party under judgement.
pub(super) struct Case<'a> {
    pub(super) course: &'a Course,
    pub(super) by: Party,
    pub(super) moment: &'a Moment,
}

impl Case<'_> {
    pub(super) fn now(&self) -> Timestamp {
        self.moment.now
    }

    pub(super) fn only(&self, party: Party) -> Result<(), Refusal> {
        if self.by == party { Ok(()) } else { Err(Refusal::NotYours) }
    }

    pub(super) fn status(&self) -> Status {
        self.course.state.status
    }

    /// Takes a pending deal.
    fn confirm(&self) -> Result<Vec<Event>, Refusal> {
        if self.status() != Status::Pending {
            return Err(Refusal::TooLate);
        }
        match (self.course.terms.opening, self.by) {
            (Opening::Asked, Party::Seller) if self.course.is_due(self.now()) => {
                return Err(Refusal::TooLate);
            }
            (Opening::Asked, Party::Seller) => {}
            (Opening::Asked, _) => return Err(Refusal::NotYours),
            (_, Party::System) if self.course.is_due(self.now()) => {}
            _ => return Err(Refusal::NotDue),
        }
        let deadline = self.moment.agreed_until(self.course.terms);
        Ok(vec![Event::Confirmed { at: self.now(), deadline }])
    }

    fn call_off(&self, reason: String) -> Result<Vec<Event>, Refusal> {
        let assistant = self.course.terms.opening == Opening::Assistant;
        match self.status() {
            Status::Pending if assistant && self.by == Party::Buyer => return Err(Refusal::Bound),
            Status::Pending => {}
            Status::Agreed if self.course.legs.iter().any(Leg::has_left) => {
                return Err(Refusal::OnItsWay);
            }
            Status::Agreed => {}
            _ => return Err(Refusal::OnItsWay),
        }
        if self.by == Party::System && !self.course.is_due(self.now()) {
            return Err(Refusal::NotDue);
        }
        Ok(vec![Event::Cancelled { by: self.by, reason }])
    }

    /// The deal waits until a day after the meeting, never shorter than it did.
    fn appoint(&self, at: Timestamp) -> Result<Vec<Event>, Refusal> {
        self.only(Party::System)?;
        match (self.status(), self.course.state.deadline_at) {
            _ if !self.course.meets() => Err(Refusal::NoMeeting),
            (Status::Pending, _) => Err(Refusal::TooEarly),
            (Status::Disputed, _) => Err(Refusal::InDispute),
            (_, Some(now)) if now < at + AFTER_MEETING => {
                Ok(vec![Event::Appointed { deadline: at + AFTER_MEETING }])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn drop(&self) -> Result<Vec<Event>, Refusal> {
        self.only(Party::System)?;
        match (self.status(), self.course.terms.opening) {
            (Status::Pending, Opening::Asked) => {
                Ok(vec![Event::Cancelled { by: Party::System, reason: String::new() }])
            }
            _ => Err(Refusal::TooLate),
        }
    }

    /// The deal is agreed and waits for the buyer's money.
    fn unpaid(&self) -> Result<(), Refusal> {
        match (self.status(), self.course.state.payment) {
            _ if !self.course.terms.protected => Err(Refusal::NotProtected),
            (Status::Pending, _) => Err(Refusal::TooEarly),
            (Status::Agreed, Payment::Pending) => Ok(()),
            _ => Err(Refusal::TooLate),
        }
    }

    fn set_shipping(&self, amount: i64, paying: bool) -> Result<Vec<Event>, Refusal> {
        self.only(Party::Seller)?;
        self.unpaid()?;
        if paying {
            return Err(Refusal::Paying);
        }
        if amount == self.course.state.shipping {
            return Ok(Vec::new());
        }
        Ok(vec![Event::ShippingSet { amount }])
    }

    fn pay(&self) -> Result<Vec<Event>, Refusal> {
        self.only(Party::Buyer)?;
        self.unpaid()?;
        if self.course.is_due(self.now()) {
            return Err(Refusal::TooLate);
        }
        Ok(vec![Event::PaymentStarted])
    }

    /// What the provider holds is held, whatever the clock says; of a deal that has ended it goes back.
    fn capture(&self) -> Result<Vec<Event>, Refusal> {
        self.only(Party::System)?;
        match (self.status(), self.course.state.payment) {
            (Status::Agreed, Payment::Pending) => {
                Ok(vec![Event::Paid { at: self.now(), deadline: self.moment.ship_by }])
            }
            (Status::Disputed, Payment::Pending) => {
                Ok(vec![Event::PaidMeanwhile { at: self.now() }])
            }
            (Status::Cancelled, Payment::None) if self.course.terms.protected => {
                Ok(vec![Event::PaidTooLate])
            }
            _ => Err(Refusal::TooLate),
        }
    }
}
