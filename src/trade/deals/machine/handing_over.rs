//! The commands about the goods themselves: sending, arriving, getting lost, receiving, meeting.

use super::command::{Event, Refusal, Tracking};
use super::decide::Case;
use super::state::{Leg, LegStatus, Payment, Status};
use crate::market::Party;

/// So many wrong hand-over codes lock the code; the buyer can still confirm.
const CODE_TRIES: i16 = 5;

impl Case<'_> {
    /// The goods of this deal are sent, and the money for them is safe.
    fn on_the_way(&self) -> Result<(), Refusal> {
        if self.course.meets() {
            return Err(Refusal::Meeting);
        }
        match self.status() {
            Status::Pending => Err(Refusal::TooEarly),
            Status::Disputed => Ok(()),
            _ if self.course.state.payment == Payment::Pending => Err(Refusal::NotPaid),
            _ => Ok(()),
        }
    }

    pub(super) fn send(&self, tracking: Tracking) -> Result<Vec<Event>, Refusal> {
        let leg = self.leg_of(self.by).ok_or(Refusal::NotYours)?;
        self.on_the_way()?;
        if leg.has_left() {
            return Err(Refusal::TooLate);
        }
        let mut events = vec![Event::Sent { sender: self.by, tracking, at: self.now() }];
        if self.legs().iter().all(|leg| leg.sender == self.by || leg.has_left()) {
            let deadline = self.moment.arrival(self.course.terms.method);
            events.push(match self.status() {
                Status::Disputed => Event::ReturnsDue { deadline },
                _ => Event::Shipped { deadline },
            });
        }
        Ok(events)
    }

    /// The legs of the agreement, or those that go back.
    fn legs(&self) -> &[Leg] {
        self.course.present_legs()
    }

    fn leg_of(&self, sender: Party) -> Option<&Leg> {
        self.legs().iter().find(|leg| leg.sender == sender)
    }

    /// The leg that a report is about: of what goes back, else of the first parcels.
    fn reported_leg(&self, sender: Party) -> Option<&Leg> {
        self.leg_of(sender).or(self.course.leg_of(sender))
    }

    /// A leg that is on its way, about which this party or the system may report.
    fn leg_on_the_way(&self, sender: Party, reporter: Party) -> Result<&Leg, Refusal> {
        let leg = self.reported_leg(sender).ok_or(Refusal::NotYours)?;
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

    pub(super) fn arrive(&self, sender: Party) -> Result<Vec<Event>, Refusal> {
        let leg = self.leg_on_the_way(sender, sender.other())?;
        let mut events = vec![Event::Arrived { sender, at: self.now() }];
        // That the first parcel has arrived does not end the time to send it back.
        if leg.returning == self.course.state.returning {
            events.extend(self.all_arrived(sender));
        }
        Ok(events)
    }

    /// What follows when the leg of `sender` arrives, or is received, and the others have arrived.
    fn all_arrived(&self, sender: Party) -> Option<Event> {
        let deadline = self.moment.inspect_until;
        let others = self.legs().iter().filter(|leg| leg.sender != sender).all(Leg::has_arrived);
        match self.status() {
            Status::Shipped if others => Some(Event::Delivered { deadline }),
            Status::Disputed if others => Some(Event::ReturnsDue { deadline }),
            _ => None,
        }
    }

    /// A parcel is lost or came back: whoever says so loses by it. The deal ends, and nobody owes anything that is still
    /// to be sent. Of what goes back only the courier says it, or its sender could keep goods and money.
    pub(super) fn fail(&self, sender: Party, event: Event) -> Result<Vec<Event>, Refusal> {
        let leg = self.leg_on_the_way(sender, sender)?;
        if self.status() == Status::Disputed {
            self.only(Party::System)?;
        }
        if leg.returning && matches!(event, Event::CameBack { .. }) {
            return Ok(self.undelivered(sender));
        }
        Ok(vec![event, Event::Cancelled { by: Party::System, reason: String::new() }])
    }

    pub(super) fn receive(&self) -> Result<Vec<Event>, Refusal> {
        let leg = self.leg_of(self.by.other()).ok_or(Refusal::NotYours)?;
        match (self.status(), self.course.meets(), leg.status) {
            (Status::Pending, ..) => return Err(Refusal::TooEarly),
            (.., LegStatus::Received) => return Err(Refusal::TooLate),
            (_, false, LegStatus::Waiting) => return Err(Refusal::TooEarly),
            _ => {}
        }
        let mut events = vec![Event::Received { sender: leg.sender, at: self.now() }];
        let mut others = self.legs().iter().filter(|other| other.sender != leg.sender);
        if others.all(|leg| leg.status == LegStatus::Received) {
            events.push(self.handed_over());
        } else {
            events.extend(self.all_arrived(leg.sender));
        }
        Ok(events)
    }

    /// Everything was handed over, or everything is back.
    pub(super) fn handed_over(&self) -> Event {
        match self.status() {
            Status::Disputed => Event::Cancelled { by: Party::System, reason: String::new() },
            _ => Event::Completed { complaint_until: Some(self.moment.inspect_until) },
        }
    }

    pub(super) fn hand_over(&self, matches: bool) -> Result<Vec<Event>, Refusal> {
        self.only(Party::Seller)?;
        match self.status() {
            _ if !self.course.meets() => return Err(Refusal::NoMeeting),
            Status::Disputed => return Err(Refusal::InDispute),
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
        Ok(received.chain([self.handed_over()]).collect())
    }
}
