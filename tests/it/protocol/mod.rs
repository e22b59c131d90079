//! The protocol of the socket: `docs/protocol.md` describes every command and event, and no other.

mod dashboard;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Map, Value, json};
use tawar::base::ids::{ListingId, MessageId, NegotiationId, OfferId, PhotoId, RoomId, UserId};
use tawar::chat::live::protocol::{WireField, WireType, commands, events, objects};
use tawar::chat::live::{Command, DealChange, Event, MessageOut, NegotiationOut, OfferOut};
use tawar::market::photos::PhotoView;
use uuid::Uuid;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The `type` of a command. A new variant does not compile until it is listed here.
fn type_of_command(command: &Command) -> &'static str {
    match command {
        Command::Join { .. } => "join",
        Command::Leave { .. } => "leave",
        Command::Send { .. } => "send",
        Command::Delete { .. } => "delete",
        Command::Typing { .. } => "typing",
        Command::Read { .. } => "read",
        Command::Presence { .. } => "presence",
        Command::Offer { .. } => "offer",
        Command::Accept { .. } => "accept",
        Command::Decline { .. } => "decline",
        Command::AskMore { .. } => "ask_more",
        Command::Withdraw { .. } => "withdraw",
        Command::Ping => "ping",
    }
}

/// The `type` of an event. A new variant does not compile until it is listed here, and in [`every_event`].
fn type_of_event(event: &Event) -> &'static str {
    match event {
        Event::Welcome { .. } => "welcome",
        Event::Joined { .. } => "joined",
        Event::Message(_) => "message",
        Event::Ack { .. } => "ack",
        Event::Negotiation { .. } => "negotiation",
        Event::Deal(_) => "deal",
        Event::Typing { .. } => "typing",
        Event::Read { .. } => "read",
        Event::Presence { .. } => "presence",
        Event::Notice { .. } => "notice",
        Event::Resync { .. } => "resync",
        Event::Error { .. } => "error",
        Event::Pong { .. } => "pong",
    }
}

const COMMANDS: usize = 13;

const EVENTS: usize = 13;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

fn negotiation(offer: Option<OfferOut>) -> NegotiationOut {
    NegotiationOut {
        id: NegotiationId::fresh(),
        listing_id: ListingId::fresh(),
        room: RoomId::fresh(),
        buyer: UserId::fresh(),
        seller: UserId::fresh(),
        state: "open",
        turn: "seller",
        version: 1,
        expires_at: offer.as_ref().map(|offer| offer.expires_at),
        offer,
    }
}

fn offer() -> OfferOut {
    OfferOut {
        id: OfferId::fresh(),
        by: "buyer",
        amount: 1_000_000,
        items: vec![ListingId::fresh()],
        note: "Bisa ambil hari ini".into(),
        status: "pending",
        expires_at: noon(),
        created_at: noon(),
        bound: false,
        method: None,
        changed: false,
    }
}

fn message() -> MessageOut {
    MessageOut {
        room: RoomId::fresh(),
        seq: 44,
        id: MessageId::fresh(),
        sender: None,
        kind: "text",
        text: "Masih ada, Kak?".into(),
        photo: None,
        quote: None,
        target: None,
        deleted: false,
        offer: None,
        price: None,
        at: noon(),
    }
}

fn full_message() -> MessageOut {
    let photo = PhotoView {
        id: PhotoId::fresh(),
        url: "/foto/a-l.webp".into(),
        medium: "/foto/a-m.webp".into(),
        thumbnail: "/foto/a-s.webp".into(),
        width: 1280,
        height: 960,
    };
    MessageOut {
        price: Some(350_000),
        sender: Some(UserId::fresh()),
        photo: Some(photo),
        quote: Some(1),
        target: Some(2),
        deleted: true,
        offer: Some(OfferId::fresh()),
        ..message()
    }
}

/// Every event, with the fewest and with the most fields.
fn every_event() -> Vec<Event> {
    let (room, user, at) = (RoomId::fresh(), UserId::fresh(), noon());
    let joined = |negotiation| Event::Joined {
        room,
        epoch: Uuid::now_v7(),
        seq: 43,
        resumed: true,
        present: vec![user],
        negotiation,
        read: 40,
        at,
    };
    let deal = DealChange { room, seq: 46, code: "ORD-1".into(), status: "deal", amount: 1 };
    let error = |id, room| Event::Error { id, room, code: "invalid".into(), message: "…".into() };
    vec![
        Event::Welcome { user, epoch: Uuid::now_v7(), at, unread: 2 },
        joined(None),
        joined(Some(negotiation(Some(offer())))),
        Event::Message(message()),
        Event::Message(full_message()),
        Event::Ack { room, id: MessageId::fresh(), seq: 44, at },
        Event::Negotiation { seq: 45, at, now: negotiation(None) },
        Event::Negotiation { seq: 45, at, now: negotiation(Some(offer())) },
        Event::Deal(deal),
        Event::Typing { room, user },
        Event::Read { room, user, seq: 44 },
        Event::Presence { room, user, online: false },
        Event::Notice {
            kind: "offer",
            room,
            unread: 3,
            title: "Budi".into(),
            text: "Rp1.000.000".into(),
            url: "/chat/1".into(),
        },
        Event::Resync { room },
        error(None, None),
        error(Some(Uuid::now_v7()), Some(room)),
        Event::Pong { at },
    ]
}

fn names(wire_types: &[WireType]) -> Vec<&str> {
    wire_types.iter().map(|wire_type| wire_type.name.as_str()).collect()
}

fn find<'a>(wire_types: &'a [WireType], name: &str) -> &'a WireType {
    wire_types
        .iter()
        .find(|wire_type| wire_type.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

/// Compares a value with the tables: fields that they do not name, fields that are missing, values of
/// another type.
fn assert_fields(wire_type: &WireType, value: &Map<String, Value>) {
    let named: BTreeMap<&str, &WireField> =
        wire_type.fields.iter().map(|field| (field.name.as_str(), field)).collect();
    for (name, value) in value.iter().filter(|(name, _)| *name != "type") {
        let field = named.get(name.as_str());
        let field =
            field.unwrap_or_else(|| panic!("{}: the page does not name {name}", wire_type.name));
        assert!(
            is_of(&field.value_type, value),
            "{} {name}: {value} is no {}",
            wire_type.name,
            field.value_type
        );
    }
    for field in wire_type.fields.iter().filter(|field| field.required) {
        assert!(value.contains_key(&field.name), "{}: {} is missing", wire_type.name, field.name);
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    kind.split(" or ").any(|kind| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "string" => value.is_string(),
        "uuid" => value.as_str().is_some_and(|text| text.parse::<Uuid>().is_ok()),
        "time" => value.as_str().is_some_and(|text| text.parse::<DateTime<Utc>>().is_ok()),
        list if list.starts_with("list of ") => {
            value.as_array().is_some_and(|all| all.iter().all(|one| is_of(&list[8..], one)))
        }
        part => value.as_object().is_some_and(|object| {
            assert_fields(find(&objects(), part), object);
            true
        }),
    })
}

#[test]
fn every_command_is_in_the_tables_with_its_required_fields() {
    let commands = commands();
    assert_eq!(commands.len(), COMMANDS, "{:?}", names(&commands));
    for wire_type in &commands {
        assert!(!wire_type.summary.is_empty(), "{} has no description", wire_type.name);
        let full: Map<String, Value> = std::iter::once(("type".to_owned(), json!(wire_type.name)))
            .chain(
                wire_type
                    .fields
                    .iter()
                    .map(|field| (field.name.clone(), a_value(&field.value_type))),
            )
            .collect();
        let read = |fields: &Map<String, Value>| {
            serde_json::from_value::<Command>(Value::Object(fields.clone()))
        };
        let command = read(&full).unwrap_or_else(|err| panic!("{}: {err}", wire_type.name));
        assert_eq!(type_of_command(&command), wire_type.name);
        for field in &wire_type.fields {
            assert!(
                !field.summary.is_empty(),
                "{} {} has no description",
                wire_type.name,
                field.name
            );
            let mut less = full.clone();
            less.remove(&field.name);
            assert_eq!(read(&less).is_err(), field.required, "{} {}", wire_type.name, field.name);
            if field.value_type.ends_with(" or null") {
                less.insert(field.name.clone(), Value::Null);
                read(&less).unwrap();
            }
        }
    }
}

fn a_value(kind: &str) -> Value {
    match kind.split(" or ").next().unwrap() {
        "boolean" => json!(true),
        "integer" => json!(1),
        "string" => json!("Masih ada, Kak?"),
        "uuid" => json!(Uuid::now_v7()),
        "list of uuid" => json!([Uuid::now_v7()]),
        "cod" => json!("cod"),
        other => panic!("no command has a {other}"),
    }
}

#[test]
fn every_event_is_in_the_tables_with_its_fields() {
    let table = events();
    assert_eq!(table.len(), EVENTS, "{:?}", names(&table));
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in every_event() {
        let frame: Value = serde_json::from_str(&event.encode()).unwrap();
        assert_eq!(frame["type"], type_of_event(&event));
        let frame = frame.as_object().unwrap();
        assert_fields(find(&table, type_of_event(&event)), frame);
        seen.entry(type_of_event(&event).into()).or_default().extend(frame.keys().cloned());
    }
    for wire_type in &table {
        assert!(!wire_type.summary.is_empty(), "{} has no description", wire_type.name);
        let carried =
            seen.get(&wire_type.name).unwrap_or_else(|| panic!("no {} here", wire_type.name));
        for field in &wire_type.fields {
            assert!(
                !field.summary.is_empty(),
                "{} {} has no description",
                wire_type.name,
                field.name
            );
            assert!(carried.contains(&field.name), "{}: no {}", wire_type.name, field.name);
        }
    }
    for part in objects() {
        assert!(part.fields.iter().all(|field| !field.summary.is_empty()), "{}", part.name);
    }
}
