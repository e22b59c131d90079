//! The thresholds, one by one, and that better facts never lose a badge.

use proptest::prelude::*;

use super::rules::{Facts, earned, requirements};
use crate::base::clock::Timestamp;
use crate::base::i18n::Lang;
use crate::base::ids::UserId;
use crate::people::accounts::{Badge, Profile};
use crate::trade::track_record::TrackRecord;

fn now() -> Timestamp {
    "2026-12-01T05:00:00Z".parse().unwrap()
}

fn sari() -> Profile {
    Profile {
        id: UserId::fresh(),
        handle: "sari".into(),
        name: "Sari".into(),
        bio: String::new(),
        region: None,
        email_verified_at: None,
        phone_verified_at: None,
        sold_count: 12,
        rating_count: 9,
        rating_mean: 450,
        rating_partners: 5,
        badges: Vec::new(),
        last_seen_at: Some(now() - chrono::Duration::days(6)),
        created_at: now() - chrono::Duration::days(400),
    }
}

/// Just enough for every badge.
fn enough() -> TrackRecord {
    TrackRecord {
        replies: 5,
        reply_seconds: Some(3_600),
        chats_asked: 10,
        chats_answered: 9,
        sendings: 5,
        send_seconds: Some(86_400),
        completed: 19,
        completed_lately: 2,
        called_off: 1,
        ..TrackRecord::new(UserId::fresh())
    }
}

fn badges(record: &TrackRecord, profile: &Profile) -> Vec<Badge> {
    earned(&Facts { record, profile, suspended: false, now: now() })
}

#[test]
fn just_enough_earns_every_badge_and_a_suspended_person_has_none() {
    assert_eq!(badges(&enough(), &sari()), Badge::ALL);
    let facts = Facts { record: &enough(), profile: &sari(), suspended: true, now: now() };
    assert!(earned(&facts).is_empty());
    let nothing = TrackRecord::new(UserId::fresh());
    let newcomer = Profile { rating_mean: 0, rating_partners: 0, rating_count: 0, ..sari() };
    assert!(badges(&nothing, &newcomer).is_empty());
}

#[test]
fn a_little_less_loses_the_badge_that_asks_for_it_and_no_other() {
    let without = |badge: Badge| -> Vec<Badge> {
        Badge::ALL.iter().copied().filter(|own| *own != badge).collect()
    };
    for (record, lost) in [
        (TrackRecord { sendings: 4, ..enough() }, Badge::FastSender),
        (TrackRecord { send_seconds: Some(86_401), ..enough() }, Badge::FastSender),
        (TrackRecord { send_seconds: None, ..enough() }, Badge::FastSender),
        (TrackRecord { chats_answered: 8, ..enough() }, Badge::Responsive),
        (TrackRecord { chats_asked: 4, chats_answered: 4, ..enough() }, Badge::Responsive),
        (TrackRecord { reply_seconds: Some(3_601), ..enough() }, Badge::Responsive),
        (TrackRecord { let_lapse: 1, ..enough() }, Badge::Trusted),
        (TrackRecord { completed: 9, called_off: 0, ..enough() }, Badge::Trusted),
        (TrackRecord { meetings_missed: 1, ..enough() }, Badge::Trusted),
        (TrackRecord { completed_lately: 1, ..enough() }, Badge::Active),
    ] {
        assert_eq!(badges(&record, &sari()), without(lost), "{record:?}");
    }
    for (profile, lost) in [
        (Profile { rating_mean: 449, ..sari() }, Badge::Trusted),
        (Profile { rating_partners: 4, ..sari() }, Badge::Trusted),
        (
            Profile { last_seen_at: Some(now() - chrono::Duration::days(7)), ..sari() },
            Badge::Active,
        ),
        (Profile { last_seen_at: None, ..sari() }, Badge::Active),
    ] {
        assert_eq!(badges(&enough(), &profile), without(lost));
    }
}

#[test]
fn every_rule_has_words_in_both_languages() {
    let (record, profile) = (enough(), sari());
    let facts = Facts { record: &record, profile: &profile, suspended: false, now: now() };
    for badge in Badge::ALL {
        for requirement in requirements(*badge, &facts) {
            for text in [&requirement.rule, &requirement.present] {
                let (id, en) = (text.localized(Lang::Id), text.localized(Lang::En));
                assert!(!id.contains("badge-") && !en.contains("{$"), "{id} {en}");
            }
        }
    }
}

proptest! {
    #[test]
    fn who_does_better_keeps_the_badges(
        numbers in prop::collection::vec(0..30_i32, 8), seconds in 0..200_000_i32, more in 0..5_i32
    ) {
        let record = TrackRecord {
            replies: numbers[0],
            reply_seconds: Some(seconds),
            chats_asked: numbers[1] + numbers[2],
            chats_answered: numbers[1],
            sendings: numbers[3],
            send_seconds: Some(seconds),
            completed: numbers[4],
            completed_lately: numbers[5],
            called_off: numbers[6],
            meetings_missed: numbers[7] / 20,
            ..TrackRecord::new(UserId::fresh())
        };
        let better = TrackRecord {
            chats_asked: record.chats_asked + more,
            chats_answered: record.chats_answered + more,
            sendings: record.sendings + more,
            send_seconds: Some(seconds / 2),
            reply_seconds: Some(seconds / 2),
            completed: record.completed + more,
            completed_lately: record.completed_lately + more,
            ..record.clone()
        };
        let after = badges(&better, &sari());
        for badge in badges(&record, &sari()) {
            prop_assert!(after.contains(&badge), "{} was lost", badge);
        }
    }
}
