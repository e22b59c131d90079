//! `docs/protocol.md` tells what is said on the socket, no more and no less.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Map, Value, json};
use tawar::base::ids::{ListingId, MessageId, NegotiationId, OfferId, PhotoId, RoomId, UserId};
use tawar::chat::live::protocol::{
    BEGIN, END, WireField, WireType, commands, events, markdown, objects,
};
use tawar::chat::live::{Command, DealChange, Event, MessageOut, NegotiationOut, OfferOut};
use tawar::market::photos::PhotoView;
use uuid::Uuid;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn page() -> String {
    std::fs::read_to_string(root().join("docs/protocol.md")).unwrap()
}

/// Rewrite the page with `UPDATE_DOCS=1 cargo test --test it protocol::`.
#[test]
fn the_tables_of_the_protocol_page_are_those_of_the_enums() {
    let page = page();
    let (before, rest) = page.split_once(BEGIN).expect("the page says where the tables begin");
    let (_, after) = rest.split_once(END).expect("the page says where the tables end");
    let wanted = format!("{before}{BEGIN}\n\n{}\n{END}{after}", markdown());
    if page == wanted {
        return;
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(root().join("docs/protocol.md"), wanted).unwrap();
        return;
    }
    panic!(
        "docs/protocol.md is not what src/chat/live/wire/ says; rewrite it with\n  UPDATE_DOCS=1 cargo test --test it protocol::"
    );
}

/// The word of a command. A new variant does not compile until it stands here.
fn word_of(command: &Command) -> &'static str {
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

/// The word of an event. A new variant does not compile until it stands here, and in [`every_event`].
fn word_of_event(event: &Event) -> &'static str {
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

/// Every event, with as little and with as much as it can carry.
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

/// Says what is wrong with a value, as the tables tell it: fields they do not name, fields that are not there, values of
/// another kind.
fn holds(wire_type: &WireType, value: &Map<String, Value>) {
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
        assert!(value.contains_key(&field.name), "{}: {} is not there", wire_type.name, field.name);
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
            holds(find(&objects(), part), object);
            true
        }),
    })
}

#[test]
fn every_command_stands_in_the_tables_and_needs_what_they_say() {
    let commands = commands();
    assert_eq!(commands.len(), COMMANDS, "{:?}", names(&commands));
    for wire_type in &commands {
        assert!(!wire_type.summary.is_empty(), "{} does what?", wire_type.name);
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
        assert_eq!(word_of(&command), wire_type.name);
        for field in &wire_type.fields {
            assert!(!field.summary.is_empty(), "{} {} means what?", wire_type.name, field.name);
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
        other => panic!("no client says a {other}"),
    }
}

#[test]
fn every_event_stands_in_the_tables_and_carries_what_they_say() {
    let table = events();
    assert_eq!(table.len(), EVENTS, "{:?}", names(&table));
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in every_event() {
        let frame: Value = serde_json::from_str(&event.encode()).unwrap();
        assert_eq!(frame["type"], word_of_event(&event));
        let frame = frame.as_object().unwrap();
        holds(find(&table, word_of_event(&event)), frame);
        seen.entry(word_of_event(&event).into()).or_default().extend(frame.keys().cloned());
    }
    for wire_type in &table {
        assert!(!wire_type.summary.is_empty(), "{} is said when?", wire_type.name);
        let carried =
            seen.get(&wire_type.name).unwrap_or_else(|| panic!("no {} here", wire_type.name));
        for field in &wire_type.fields {
            assert!(!field.summary.is_empty(), "{} {} means what?", wire_type.name, field.name);
            assert!(carried.contains(&field.name), "{}: no {}", wire_type.name, field.name);
        }
    }
    for part in objects() {
        assert!(part.fields.iter().all(|field| !field.summary.is_empty()), "{}", part.name);
    }
}

/// The objects in the page's `json` fences, those that have a `type`.
fn examples() -> Vec<Map<String, Value>> {
    let page = page();
    page.split("```json\n")
        .skip(1)
        .flat_map(|rest| rest.split("```").next().unwrap_or_default().lines())
        .filter(|line| line.contains("\"type\":"))
        .filter(|line| !line.contains("about:blank"))
        .map(|line| {
            serde_json::from_str(&whole_ids(line)).unwrap_or_else(|err| panic!("{err}: {line}"))
        })
        .collect()
}

/// Ids are shortened on the page: `0199…a1`.
fn whole_ids(line: &str) -> String {
    let mut line = line.to_owned();
    while let Some(at) = line.find("…").filter(|at| line[..*at].ends_with(char::is_alphanumeric))
    {
        let begin = line[..at].rfind('"').unwrap() + 1;
        let end = at + line[at..].find('"').unwrap();
        line.replace_range(begin..end, "0199c2f0-0000-7000-8000-0000000000a1");
    }
    line
}

#[test]
fn the_examples_on_the_page_are_what_they_seem() {
    let (commands, events) = (commands(), events());
    let (mut said, mut told) = (BTreeSet::new(), BTreeSet::new());
    let mut events_begin = false;
    for example in examples() {
        let word = example["type"].as_str().unwrap().to_owned();
        events_begin |= word == "welcome";
        if events_begin {
            holds(find(&events, &word), &example);
            told.insert(word);
        } else {
            holds(find(&commands, &word), &example);
            let command: Command = serde_json::from_value(Value::Object(example)).unwrap();
            said.insert(word_of(&command).to_owned());
        }
    }
    assert_eq!((said.len(), told.len()), (COMMANDS, EVENTS), "{said:?} {told:?}");
}

/// Every name in double quotes or in an expression that begins with `tawar_`.
fn meters_in(text: &str) -> BTreeSet<String> {
    text.match_indices("tawar_")
        .map(|(at, _)| {
            let rest = &text[at..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            rest[..end.unwrap_or(rest.len())].to_owned()
        })
        .collect()
}

#[test]
fn the_dashboard_shows_every_meter_and_no_other() {
    let source = std::fs::read_to_string(root().join("src/chat/live/metrics.rs")).unwrap();
    let mut counted = meters_in(&source);
    let backlogs = std::fs::read_to_string(root().join("src/app/backlogs.rs")).unwrap();
    counted.extend(meters_in(&backlogs));
    let histograms: BTreeSet<String> = source
        .match_indices("histogram!(\"")
        .flat_map(|(at, _)| meters_in(source[at..].lines().next().unwrap()))
        .collect();
    let text = std::fs::read_to_string(root().join("docs/grafana.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let mut shown = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(panel["title"].as_str().is_some_and(|title| !title.is_empty()));
        for target in panel["targets"].as_array().into_iter().flatten() {
            assert_eq!(target["datasource"]["uid"], "${datasource}");
            shown.extend(meters_in(target["expr"].as_str().unwrap()));
        }
    }
    let plain: BTreeSet<String> = shown
        .iter()
        .map(|name| {
            let stem = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            match stem {
                Some(stem) => {
                    assert!(histograms.contains(stem), "{name}: {stem} is no histogram");
                    stem.to_owned()
                }
                None => {
                    assert!(!histograms.contains(name), "{name} is a histogram: ask its buckets");
                    name.clone()
                }
            }
        })
        .collect();
    assert_eq!(plain, counted, "docs/grafana.json shows what src/chat/live/metrics.rs counts");
}
