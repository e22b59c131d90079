//! The rules of a deal, total over every state and every command.

use super::command::{Command, Event, Refusal, Tracking};
use super::defaults;
use super::state::{Course, Leg, LegStatus, Payment, Status};
use super::terms::{Moment, Opening};
use crate::base::clock::Timestamp;
use crate::market::Party;

/// So many wrong hand-over codes lock the code; the buyer can still confirm.
const CODE_TRIES: i16 = 5;

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
    if !course.state.status.is_live() {
        return Err(Refusal::TooLate);
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
        Command::Drop => case.drop(),
        Command::Lapse if by != Party::System || !course.is_due(moment.now) => Err(Refusal::NotDue),
        Command::Lapse => Ok(defaults::at_deadline(course, moment)),
    }
}

/// A command of a party under judgement.
struct Case<'a> {
    course: &'a Course,
    by: Party,
    moment: &'a Moment,
}

impl Case<'_> {
    fn now(&self) -> Timestamp {
        self.moment.now
    }

    fn only(&self, party: Party) -> Result<(), Refusal> {
        if self.by == party { Ok(()) } else { Err(Refusal::NotYours) }
    }

    fn status(&self) -> Status {
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
            (Status::Cancelled, Payment::None) if self.course.terms.protected => {
                Ok(vec![Event::PaidTooLate])
            }
            _ => Err(Refusal::TooLate),
        }
    }

    /// The goods of this deal are sent, and the money for them is safe.
    fn on_the_way(&self) -> Result<(), Refusal> {
        if self.course.meets() {
            return Err(Refusal::Meeting);
        }
        match self.status() {
            Status::Pending => Err(Refusal::TooEarly),
            _ if self.course.state.payment == Payment::Pending => Err(Refusal::NotPaid),
            _ => Ok(()),
        }
    }

    fn send(&self, tracking: Tracking) -> Result<Vec<Event>, Refusal> {
        let leg = self.course.leg_of(self.by).ok_or(Refusal::NotYours)?;
        self.on_the_way()?;
        if leg.has_left() {
            return Err(Refusal::TooLate);
        }
        let mut events = vec![Event::Sent { sender: self.by, tracking, at: self.now() }];
        if self.course.legs.iter().all(|leg| leg.sender == self.by || leg.has_left()) {
            let deadline = self.moment.arrival(self.course.terms.method);
            events.push(Event::Shipped { deadline });
        }
        Ok(events)
    }

    /// A leg that is on its way, about which this party or the system may report.
    fn leg_on_the_way(&self, sender: Party, reporter: Party) -> Result<&Leg, Refusal> {
        let leg = self.course.leg_of(sender).ok_or(Refusal::NotYours)?;
        if self.by != Party::System {
            self.only(reporter)?;
        }
        self.on_the_way()?;
        match leg.status {
            LegStatus::Waiting => Err(Refusal::TooEarly),
            LegStatus::Sent => Ok(leg),
            _ => Err(Refusal::TooLate),
        }
    }

    fn arrive(&self, sender: Party) -> Result<Vec<Event>, Refusal> {
        self.leg_on_the_way(sender, sender.other())?;
        let mut events = vec![Event::Arrived { sender, at: self.now() }];
        let mut others = self.course.legs.iter().filter(|leg| leg.sender != sender);
        if self.status() == Status::Shipped && others.all(Leg::has_arrived) {
            events.push(Event::Delivered { deadline: self.moment.inspect_until });
        }
        Ok(events)
    }

    /// A parcel is lost or came back: whoever says so loses by it. The deal ends, and nobody owes anything that is still
    /// to be sent.
    fn fail(&self, sender: Party, event: Event) -> Result<Vec<Event>, Refusal> {
        self.leg_on_the_way(sender, sender)?;
        Ok(vec![event, Event::Cancelled { by: Party::System, reason: String::new() }])
    }

    fn receive(&self) -> Result<Vec<Event>, Refusal> {
        let leg = self.course.leg_of(self.by.other()).ok_or(Refusal::NotYours)?;
        match (self.status(), self.course.meets(), leg.status) {
            (Status::Pending, ..) => return Err(Refusal::TooEarly),
            (.., LegStatus::Received) => return Err(Refusal::TooLate),
            (_, false, LegStatus::Waiting) => return Err(Refusal::TooEarly),
            _ => {}
        }
        let mut events = vec![Event::Received { sender: leg.sender, at: self.now() }];
        let others = || self.course.legs.iter().filter(|other| other.sender != leg.sender);
        if others().all(|leg| leg.status == LegStatus::Received) {
            events.push(Event::Completed);
        } else if self.status() == Status::Shipped && others().all(Leg::has_arrived) {
            events.push(Event::Delivered { deadline: self.moment.inspect_until });
        }
        Ok(events)
    }

    fn hand_over(&self, matches: bool) -> Result<Vec<Event>, Refusal> {
        self.only(Party::Seller)?;
        match self.status() {
            _ if !self.course.meets() => return Err(Refusal::NoMeeting),
            Status::Pending => return Err(Refusal::TooEarly),
            _ if self.course.state.handover_tries >= CODE_TRIES => return Err(Refusal::CodeLocked),
            _ => {}
        }
        if !matches {
            return Ok(vec![Event::WrongCode]);
        }
        let now = self.now();
        let open = self.course.legs.iter().filter(|leg| leg.status != LegStatus::Received);
        let received = open.map(|leg| Event::Received { sender: leg.sender, at: now });
        Ok(received.chain([Event::Completed]).collect())
    }
}
