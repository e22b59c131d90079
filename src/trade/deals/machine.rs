//! The life of a deal: no clock, no database.

use super::model::Status;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::words;

words! {
    /// Who acts.
    Party {
        /// Who gets the thing.
        Buyer = "buyer",
        /// Whose it was.
        Seller = "seller",
        /// The deadline.
        Deadline = "deadline",
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Call it off; only before anything is on its way.
    CallOff,
    /// What the assistant agreed holds; when the seller's time to say no is over.
    Confirm,
}

/// Why it cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The state forbids it.
    TooLate,
    /// The deadline acts only when it has come.
    NotDue,
    /// What the assistant agreed holds the buyer while the seller may still say no.
    Bound,
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLate => Self::new("deal-too-late"),
            Refusal::NotDue => Self::new("deal-not-due"),
            Refusal::Bound => Self::new("deal-bound"),
        }
    }
}

/// Decides one step: the status that follows.
pub fn apply(
    status: Status,
    deadline: Option<Timestamp>,
    by: Party,
    step: Step,
    now: Timestamp,
) -> Result<Status, Refusal> {
    match (step, status) {
        (Step::CallOff, Status::Pending) if by == Party::Buyer => Err(Refusal::Bound),
        (Step::CallOff, Status::Pending | Status::Agreed) => {
            if by == Party::Deadline && deadline.is_none_or(|at| at > now) {
                Err(Refusal::NotDue)
            } else {
                Ok(Status::Cancelled)
            }
        }
        (Step::Confirm, Status::Pending) => {
            if by == Party::Deadline && deadline.is_some_and(|at| at <= now) {
                Ok(Status::Agreed)
            } else {
                Err(Refusal::NotDue)
            }
        }
        (Step::CallOff | Step::Confirm, _) => Err(Refusal::TooLate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn what_the_assistant_agreed_holds_when_the_time_to_say_no_is_over() {
        let now = chrono::Utc::now();
        for status in Status::ALL {
            for by in Party::ALL {
                let due = apply(*status, Some(now), *by, Step::Confirm, now);
                let early =
                    apply(*status, Some(now + Duration::seconds(1)), *by, Step::Confirm, now);
                let holds = *status == Status::Pending && *by == Party::Deadline;
                assert_eq!(due.is_ok(), holds, "{status} {by}");
                assert!(early.is_err());
            }
        }
    }

    #[test]
    fn a_deal_can_be_called_off_until_something_is_on_its_way() {
        let now = chrono::Utc::now();
        for status in Status::ALL {
            for by in Party::ALL {
                let early = apply(*status, Some(now + Duration::hours(1)), *by, Step::CallOff, now);
                let due = apply(*status, Some(now), *by, Step::CallOff, now);
                match status {
                    // An offer to the assistant binds: the minutes to think again are the seller's.
                    Status::Pending if *by == Party::Buyer => {
                        assert_eq!((early, due), (Err(Refusal::Bound), Err(Refusal::Bound)));
                    }
                    Status::Pending | Status::Agreed => {
                        assert_eq!(due, Ok(Status::Cancelled));
                        assert_eq!(
                            early.is_ok(),
                            *by != Party::Deadline,
                            "the deadline waits for its time"
                        );
                    }
                    _ => assert_eq!((early, due), (Err(Refusal::TooLate), Err(Refusal::TooLate))),
                }
            }
        }
    }
}
