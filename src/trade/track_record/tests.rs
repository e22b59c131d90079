//! What is shown of a record, and what is not.

use super::model::TrackRecord;
use super::view::{TrackRecordView, duration_text, short_lines};
use crate::base::i18n::Lang;
use crate::base::ids::UserId;

fn sari() -> TrackRecord {
    TrackRecord {
        replies: 23,
        reply_seconds: Some(7 * 60 + 30),
        chats_asked: 10,
        chats_answered: 9,
        sendings: 6,
        send_seconds: Some(20 * 3_600),
        completed: 14,
        completed_lately: 3,
        called_off: 1,
        meetings_kept: 8,
        meetings_missed: 1,
        ..TrackRecord::new(UserId::fresh())
    }
}

fn words(record: &TrackRecord) -> Vec<String> {
    let view = serde_json::to_value(TrackRecordView::of(record)).unwrap();
    let keys = view["lines"].as_array().unwrap().iter().map(|line| line["text"]["key"].as_str());
    keys.map(|key| key.unwrap().to_owned()).collect()
}

#[test]
fn a_full_record_says_five_things() {
    let keys = words(&sari());
    let wanted = [
        "track-reply-minutes",
        "track-send-hours",
        "track-meetings",
        "track-completed",
        "track-called-off",
    ];
    assert_eq!(keys, wanted);
    assert_eq!(short_lines(&sari()).len(), 2);
    let said = short_lines(&sari())[0].text.localized(Lang::Id);
    assert!(said.contains("8 menit") && said.contains("23"), "{said}");
    assert_eq!((sari().completion_percent(), sari().answered_percent()), (Some(93), Some(90)));
}

#[test]
fn a_new_account_shows_nothing_but_how_few_there_are() {
    let fresh = TrackRecord::new(UserId::fresh());
    assert!(words(&fresh).is_empty() && short_lines(&fresh).is_empty());
    assert!(serde_json::to_value(TrackRecordView::of(&fresh)).unwrap()["few"].is_null());
    let few =
        TrackRecord { completed: 3, called_off: 1, replies: 4, reply_seconds: Some(1), ..fresh };
    assert!(words(&few).is_empty());
    let view = serde_json::to_value(TrackRecordView::of(&few)).unwrap();
    assert_eq!(view["few"]["key"], "track-few");
    let said = TrackRecord { completed: 5, ..few };
    assert_eq!(words(&said), ["track-completed", "track-called-off"]);
}

#[test]
fn durations_are_rounded_up_to_a_unit_that_fits() {
    let keys = ["track-reply-minutes", "track-reply-hours", "track-reply-days"];
    for (seconds, key, n) in [
        (0, keys[0], "1"),
        (61, keys[0], "2"),
        (3_600, keys[1], "1"),
        (86_399, keys[1], "24"),
        (90_000, keys[2], "2"),
    ] {
        let text = duration_text(seconds, keys);
        assert_eq!((text.key.as_ref(), text.args[0].1.as_str()), (key, n), "{seconds}");
    }
}
