//! The tables and examples of `docs/protocol.md`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tawar::chat::live::Command;
use tawar::chat::live::protocol::{BEGIN, END, commands, events, markdown};

use super::{COMMANDS, EVENTS, assert_fields, find, root, type_of_command};

fn page() -> String {
    std::fs::read_to_string(root().join("docs/protocol.md")).unwrap()
}

/// Rewrite the tables with `UPDATE_DOCS=1 cargo test --test it protocol::`.
#[test]
fn the_tables_of_the_protocol_page_match_the_enums() {
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
        "docs/protocol.md does not match src/chat/live/wire/; rewrite it with\n  UPDATE_DOCS=1 cargo test --test it protocol::"
    );
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
fn the_examples_on_the_page_are_valid_commands_and_events() {
    let (commands, events) = (commands(), events());
    let (mut commands_seen, mut events_seen) = (BTreeSet::new(), BTreeSet::new());
    let mut events_begin = false;
    for example in examples() {
        let word = example["type"].as_str().unwrap().to_owned();
        events_begin |= word == "welcome";
        if events_begin {
            assert_fields(find(&events, &word), &example);
            events_seen.insert(word);
        } else {
            assert_fields(find(&commands, &word), &example);
            let command: Command = serde_json::from_value(Value::Object(example)).unwrap();
            commands_seen.insert(type_of_command(&command).to_owned());
        }
    }
    assert_eq!(
        (commands_seen.len(), events_seen.len()),
        (COMMANDS, EVENTS),
        "{commands_seen:?} {events_seen:?}"
    );
}
