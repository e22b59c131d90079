//! Laws of the machine, over random histories.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::base::ids::{ListingId, PromotionId};
use crate::market::placements::{Kind, Placement, choose};

const HOURS: i16 = 24;

fn at(minute: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + Duration::minutes(minute)
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        any::<bool>().prop_map(|for_sale| Command::Capture { for_sale }),
        Just(Command::Withdraw),
        Just(Command::Lapse),
        prop_oneof![Just(Fault::Owner), Just(Fault::Nobody)].prop_map(Command::TakeDown),
    ]
}

/// What the action keeps of a promotion's place: it begins and ends with the events.
fn follow(place: &mut Option<Placement>, event: Event, now: Timestamp) {
    match event {
        Event::Started { at, ends_at } => {
            *place = Some(Placement {
                id: PromotionId::fresh(),
                listing_id: ListingId::fresh(),
                kind: Kind::Bump,
                starts_at: at,
                ends_at,
                ended_at: None,
                seen: 0,
                opened: 0,
            });
        }
        Event::Ended | Event::Refunded => {
            if let Some(place) = place.as_mut().filter(|place| now < place.ends_at) {
                place.ended_at = Some(now);
            }
        }
        Event::Lapsed => {}
    }
}

proptest! {
    #[test]
    fn it_starts_once_ends_on_time_and_is_refunded_at_most_once(
        steps in proptest::collection::vec((command(), 0_i64..900), 1..40), looks in proptest::collection::vec(0_i64..60, 1..8),
    ) {
        let (mut state, mut place, mut minute) = (State::unpaid(at(60)), None, 0);
        let (mut started, mut refunded) = (0, 0);
        for (command, wait) in steps {
            minute += wait;
            let before = state.clone();
            for event in decide(&state, HOURS, command, at(minute)) {
                started += i32::from(matches!(event, Event::Started { .. }));
                if event == Event::Refunded {
                    refunded += 1;
                    prop_assert_eq!(before.status, Status::Running);
                    prop_assert!(before.ends_at.is_some_and(|end| at(minute) < end), "not after its time");
                }
                evolve(&mut state, event);
                follow(&mut place, event, at(minute));
            }
            prop_assert!(decide(&state, HOURS, command, at(minute)).is_empty(), "repeated, {:?} changes nothing", command);
            prop_assert_eq!(state.deadline_at.is_some(), state.status.is_open());
            if before.ends_at.is_some() {
                prop_assert_eq!(before.ends_at, state.ends_at, "its end never moves");
            }
            for look in &looks {
                let now = at(minute + look);
                for shown in choose(place.clone().into_iter().collect(), 4, now) {
                    prop_assert!(now < shown.ends_at, "never after its end");
                    prop_assert!(state.status == Status::Running, "never once it ended");
                    prop_assert_eq!(shown.ends_at - shown.starts_at, Duration::hours(HOURS.into()));
                }
            }
        }
        prop_assert!(started <= 1 && refunded <= started);
    }
}

#[test]
fn each_command_in_each_status() {
    let now = at(10);
    let state = |status: Status| State { status, ..State::unpaid(at(60)) };
    let first = |status, command| decide(&state(status), HOURS, command, now).first().copied();
    let starts = Event::Started { at: now, ends_at: now + Duration::hours(24) };
    assert_eq!(first(Status::Unpaid, Command::Capture { for_sale: true }), Some(starts));
    assert_eq!(first(Status::Unpaid, Command::Capture { for_sale: false }), Some(Event::Lapsed));
    assert_eq!(first(Status::Unpaid, Command::Withdraw), Some(Event::Lapsed));
    assert_eq!(first(Status::Unpaid, Command::Lapse), None, "not before its deadline");
    for fault in [Fault::Owner, Fault::Nobody] {
        assert_eq!(first(Status::Unpaid, Command::TakeDown(fault)), Some(Event::Lapsed));
    }
    assert_eq!(first(Status::Running, Command::TakeDown(Fault::Owner)), Some(Event::Ended));
    assert_eq!(first(Status::Running, Command::TakeDown(Fault::Nobody)), Some(Event::Refunded));
    assert_eq!(first(Status::Running, Command::Withdraw), None, "what was paid runs");
    for status in [Status::Ended, Status::Lapsed, Status::Refunded] {
        for command in [
            Command::Capture { for_sale: true },
            Command::Withdraw,
            Command::Lapse,
            Command::TakeDown(Fault::Nobody),
        ] {
            assert_eq!(first(status, command), None, "{status}: {command:?}");
        }
    }
}
