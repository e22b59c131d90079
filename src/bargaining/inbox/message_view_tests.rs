//! Sari and Budi write to each other; Budi reads.

use super::*;
use crate::base::ids::RoomId;
use crate::chat::rooms::SystemMessage;
use uuid::Uuid;

pub(in crate::bargaining::inbox) const SARI: UserId = UserId(Uuid::from_u128(1));
pub(in crate::bargaining::inbox) const BUDI: UserId = UserId(Uuid::from_u128(2));

pub(in crate::bargaining::inbox) fn message(
    seq: i64,
    sender: Option<UserId>,
    text: &str,
) -> Message {
    Message {
        room_id: RoomId(Uuid::nil()),
        seq,
        id: MessageId::fresh(),
        sender_id: sender,
        kind: if sender.is_some() { MessageKind::Text } else { MessageKind::System },
        text: text.to_owned(),
        offer_id: None,
        photo: None,
        about: None,
        deleted: false,
        at: Timestamp::UNIX_EPOCH,
    }
}

/// Budi reads; Sari has read up to 1.
fn views(messages: &[Message], change: impl Fn(&mut MessageFacts<'_>)) -> Vec<MessageView> {
    let quoted: HashMap<i64, Message> =
        messages.iter().map(|message| (message.seq, message.clone())).collect();
    let mut facts = MessageFacts {
        user: BUDI,
        other: "Sari",
        lang: Lang::Id,
        zone: Zone::Wit,
        now: Timestamp::UNIX_EPOCH,
        read_by_other: 1,
        quoted: &quoted,
        offers: &[],
        has_deal: false,
        deal_url: Some("/pesanan/ORD-20261120-X7K2"),
        meeting_waits: None,
    };
    change(&mut facts);
    facts.views(messages)
}

#[test]
fn ones_own_messages_tell_whether_they_were_read() {
    let messages = [message(1, Some(BUDI), "Halo"), message(2, Some(BUDI), "Masih ada?")];
    let shown = views(&messages, |_| {});
    let state = |view: &MessageView| {
        view.bubble.as_ref().and_then(|bubble| bubble.mark.as_ref()).map(|mark| mark.state)
    };
    assert_eq!((state(&shown[0]), state(&shown[1])), (Some("read"), Some("sent")));
    let of_sari = views(&[message(1, Some(SARI), "Halo")], |_| {});
    assert_eq!((of_sari[0].side, state(&of_sari[0])), ("theirs", None));
}

#[test]
fn a_proposal_to_meet_has_buttons_while_it_waits_for_the_reader() {
    let proposal = |version: i32| {
        SystemMessage::new(MEETUP_PROPOSED).with(PROPOSAL_VERSION, version).to_json()
    };
    let messages = [message(1, None, &proposal(1)), message(2, None, &proposal(2))];
    let waits = |facts: &mut MessageFacts<'_>| {
        (facts.has_deal, facts.meeting_waits) = (true, Some(2));
    };
    let shown = views(&messages, waits);
    let waits = |view: &MessageView| view.meeting.as_ref().map(|card| (card.version, card.waits));
    assert_eq!((waits(&shown[0]), waits(&shown[1])), (Some((1, false)), Some((2, true))));
    let ended = views(&messages, |facts| facts.meeting_waits = Some(2));
    assert!(ended.iter().all(|view| view.meeting.is_none()), "the deal has ended");
}

#[test]
fn system_messages_have_no_bubble_and_the_assistant_has_its_own() {
    let system = SystemMessage::new("said-free-again").to_json();
    let assistant = SystemMessage::new("assistant-low-1").to_json();
    let shown = views(&[message(1, None, &system), message(2, None, &assistant)], |_| {});
    assert!(shown[0].system.is_some() && shown[0].assistant.is_none());
    assert!(shown[1].assistant.is_some() && shown[1].system.is_none());
    assert!(shown.iter().all(|view| view.bubble.is_none()));
}

#[test]
fn a_deleted_message_stays_at_its_place_and_its_report_is_left_out() {
    let deleted = Message { deleted: true, ..message(1, Some(SARI), "") };
    let report =
        Message { kind: MessageKind::Deleted, about: Some(1), ..message(2, Some(SARI), "") };
    let shown = views(&[deleted, report], |_| {});
    assert_eq!(shown.len(), 1);
    assert!(shown[0].deleted && shown[0].bubble.is_none());
}

#[test]
fn the_first_message_of_each_day_has_a_line_above_it() {
    let at = |seq, hour| Message {
        at: Timestamp::UNIX_EPOCH + chrono::Duration::hours(hour),
        ..message(seq, Some(SARI), "Halo")
    };
    // In the reader's zone the day ends nine hours earlier than at Greenwich.
    let shown = views(&[at(1, -20), at(2, 14), at(3, 15)], |_| {});
    let days: Vec<Option<String>> =
        shown.into_iter().map(|view| view.day.map(|line| line.day.to_string())).collect();
    let day = |day: &str| Some(day.to_owned());
    assert_eq!(days, [day("1969-12-31"), day("1970-01-01"), day("1970-01-02")]);
}

#[test]
fn a_contact_is_warned_about_on_both_sides_before_a_deal() {
    let text = "WA aku di 0812 3456 7890 ya";
    let warned = |sender, has_deal| {
        let shown = views(&[message(1, Some(sender), text)], |facts| facts.has_deal = has_deal);
        shown[0].bubble.as_ref().unwrap().contact_warning
    };
    assert_eq!(warned(BUDI, false), Some("chat-way-around"));
    assert_eq!(warned(SARI, false), Some("chat-way-around-theirs"));
    assert_eq!((warned(BUDI, true), warned(SARI, true)), (None, None));
    let system = SystemMessage::new("said-free-again").with("text", text).to_json();
    assert!(views(&[message(1, None, &system)], |_| {})[0].bubble.is_none());
}

#[test]
fn a_quote_names_its_sender_and_what_it_says() {
    let quoting = |quoted: Message| {
        let reply = Message { about: Some(1), ..message(2, Some(BUDI), "Oke") };
        let shown = views(&[quoted, reply], |_| {});
        let quote = shown.into_iter().next_back().unwrap().bubble.unwrap().quote.unwrap();
        (quote.sender, quote.text)
    };
    let of_sari = quoting(message(1, Some(SARI), "Masih ada"));
    assert_eq!(of_sari, ("Sari".to_owned(), "Masih ada".to_owned()));
    assert_eq!(quoting(message(1, Some(BUDI), "Halo")).0, t(Lang::Id, "chat-quote-you"));
    let deleted = Message { deleted: true, ..message(1, Some(SARI), "") };
    assert_eq!(quoting(deleted).1, t(Lang::Id, "chat-quote-deleted"));
    let system = SystemMessage::new("said-free-again").to_json();
    assert_eq!(quoting(message(1, None, &system)).0, "");
}
