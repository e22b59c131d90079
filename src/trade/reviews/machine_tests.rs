//! Who sees what when, one by one and under any order of commands.

use chrono::Duration;
use proptest::prelude::*;

use super::machine::{Command, CommandKind, Event, Refusal, decide, evolve, permitted, shows};
use super::model::{Content, Exchange};
use crate::base::clock::Timestamp;
use crate::base::ids::ReviewId;
use crate::market::Party;

const BUDI: Party = Party::Buyer;
const SARI: Party = Party::Seller;

fn handed_over() -> Timestamp {
    "2026-12-01T05:00:00Z".parse().unwrap()
}

fn after_days(days: i64) -> Timestamp {
    handed_over() + Duration::days(days)
}

fn rated(rating: i16) -> Content {
    Content { rating, tags: Vec::new(), comment: String::new(), photos: Vec::new() }
}

fn write(rating: i16) -> Command {
    Command::Write { id: ReviewId::fresh(), content: rated(rating) }
}

fn reply() -> Command {
    Command::Reply { text: "Makasih ya".into() }
}

fn after(exchange: &Exchange, by: Party, command: Command, now: Timestamp) -> Exchange {
    let mut next = exchange.clone();
    for event in decide(exchange, by, command, now).unwrap() {
        evolve(&mut next, &event);
    }
    next
}

#[test]
fn what_budi_writes_is_hidden_until_sari_wrote_too() {
    let fresh = Exchange::new(handed_over());
    let one = after(&fresh, BUDI, write(5), after_days(1));
    assert!(shows(&one, BUDI, BUDI, after_days(1)), "Budi reads his own");
    assert!(!shows(&one, BUDI, SARI, after_days(1)));
    assert_eq!(decide(&one, SARI, reply(), after_days(1)), Err(Refusal::NothingToReply));
    let both = after(&one, SARI, write(4), after_days(2));
    for (author, reader) in [(BUDI, SARI), (SARI, BUDI)] {
        assert!(shows(&both, author, reader, after_days(2)));
    }
    assert_eq!(both.buyer.unwrap().shown_at, Some(after_days(2)));
}

#[test]
fn after_seven_days_the_clock_shows_what_is_there() {
    let one = after(&Exchange::new(handed_over()), BUDI, write(2), after_days(1));
    let early = after_days(7) - Duration::seconds(1);
    assert_eq!(decide(&one, Party::System, Command::Reveal, early), Err(Refusal::StillHidden));
    let shown = after(&one, Party::System, Command::Reveal, after_days(7));
    assert_eq!(shown.buyer.as_ref().unwrap().shown_at, Some(after_days(7)));
    let again = decide(&shown, Party::System, Command::Reveal, after_days(8));
    assert_eq!(again, Ok(Vec::new()), "nothing is left to show");
    // Even when the scan has not come yet.
    assert!(shows(&one, BUDI, SARI, after_days(7)));
    let change = Command::Change { content: rated(1) };
    assert_eq!(decide(&one, BUDI, change, after_days(7)), Err(Refusal::AlreadyShown));
    let replied = after(&one, SARI, reply(), after_days(7)).buyer.unwrap();
    assert!(replied.shown_at.is_some() && replied.reply.is_some());
}

#[test]
fn who_writes_late_is_shown_at_once_and_after_thirty_days_nobody_writes() {
    let fresh = Exchange::new(handed_over());
    let late = after(&fresh, SARI, write(3), after_days(20));
    assert!(shows(&late, SARI, BUDI, after_days(20)));
    assert!(decide(&fresh, SARI, write(3), after_days(30)).is_ok());
    let too_late = after_days(30) + Duration::seconds(1);
    assert_eq!(decide(&fresh, SARI, write(3), too_late), Err(Refusal::TooLate));
    // A reply has no end.
    assert!(decide(&late, BUDI, reply(), after_days(90)).is_ok());
}

#[test]
fn one_review_and_one_reply_each_and_changes_only_while_hidden() {
    let one = after(&Exchange::new(handed_over()), BUDI, write(5), after_days(0));
    assert_eq!(decide(&one, BUDI, write(1), after_days(0)), Err(Refusal::AlreadyWritten));
    let change = || Command::Change { content: rated(4) };
    assert_eq!(decide(&one, SARI, change(), after_days(0)), Err(Refusal::NothingWritten));
    let changed = after(&one, BUDI, change(), after_days(0));
    let own = changed.buyer.as_ref().unwrap();
    assert_eq!((own.version, own.content.rating), (2, 4));
    let both = after(&changed, SARI, write(5), after_days(1));
    assert_eq!(decide(&both, BUDI, change(), after_days(1)), Err(Refusal::AlreadyShown));
    let replied = after(&both, SARI, reply(), after_days(1));
    assert_eq!(decide(&replied, SARI, reply(), after_days(1)), Err(Refusal::AlreadyReplied));
    assert_eq!(permitted(&replied, BUDI, after_days(1)), [CommandKind::Reply]);
    assert_eq!(permitted(&replied, SARI, after_days(1)), []);
}

#[test]
fn the_system_only_reveals_and_nobody_else_does() {
    let fresh = Exchange::new(handed_over());
    for command in [write(5), Command::Change { content: rated(1) }, reply()] {
        let refused = decide(&fresh, Party::System, command, after_days(1));
        assert_eq!(refused, Err(Refusal::NotAMember));
    }
    for by in [BUDI, SARI] {
        let refused = decide(&fresh, by, Command::Reveal, after_days(9));
        assert_eq!(refused, Err(Refusal::NotAMember));
    }
}

/// A step of a story: who, what, and how many hours later.
fn steps() -> impl Strategy<Value = Vec<(u8, u8, i64)>> {
    prop::collection::vec((0..3_u8, 0..4_u8, 0..60_i64), 1..40)
}

fn command(kind: u8, rating: i16) -> Command {
    match kind {
        0 => write(rating),
        1 => Command::Change { content: rated(rating) },
        2 => Command::Reveal,
        _ => reply(),
    }
}

proptest! {
    #[test]
    fn in_any_order_nothing_is_seen_early_hidden_late_or_changed_when_shown(steps in steps()) {
        let mut exchange = Exchange::new(handed_over());
        let mut now = handed_over();
        for (n, (who, kind, hours)) in steps.into_iter().enumerate() {
            now += Duration::hours(hours);
            let by = [BUDI, SARI, Party::System][usize::from(who)];
            let rating = i16::try_from(n % 5).unwrap() + 1;
            let before = exchange.clone();
            let may: Vec<_> = permitted(&before, by, now);
            let decided = decide(&before, by, command(kind, rating), now);
            prop_assert_eq!(decided.is_ok(), may.contains(&CommandKind::ALL[usize::from(kind)]));
            for event in decided.unwrap_or_default() {
                evolve(&mut exchange, &event);
                let by_system = matches!(event, Event::Shown { .. }) || by != Party::System;
                prop_assert!(by_system, "the system writes nothing");
            }
            let both = exchange.buyer.is_some() && exchange.seller.is_some();
            let time_is_up = now >= handed_over() + Duration::days(7);
            for author in [BUDI, SARI] {
                let Some(review) = exchange.by(author) else { continue };
                let visible = shows(&exchange, author, author.other(), now);
                prop_assert_eq!(visible, both || time_is_up, "seen early, or hidden late");
                prop_assert!(shows(&exchange, author, author, now));
                prop_assert!(review.shown_at.is_none() || both || time_is_up);
                prop_assert!(review.reply.is_none() || review.shown_at.is_some());
                prop_assert!(review.at <= handed_over() + Duration::days(30));
                if let Some(earlier) = before.by(author) {
                    let was_visible = shows(&before, author, author.other(), now);
                    if was_visible {
                        prop_assert_eq!(&earlier.content, &review.content, "changed after shown");
                    }
                    prop_assert!(earlier.shown_at.is_none() || earlier.shown_at == review.shown_at);
                    prop_assert!(earlier.reply.is_none() || earlier.reply == review.reply);
                }
            }
        }
    }
}
