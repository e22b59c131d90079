//! Parsing the JSON of a bundle.

use serde_json::Value;

use super::bundle::{Bundle, VERSION};
use super::changed::{Changed, Fault, Reason};
use super::records::MessageRecord;

/// Parses a bundle; the error names the message that cannot be parsed.
pub(super) fn parse(text: &str) -> Result<Bundle, Changed> {
    let no_bundle = |what: String| Fault::new(Reason::NotABundle, what).of_bundle();
    let mut value: Value =
        serde_json::from_str(text).map_err(|err| no_bundle(format!("it is no bundle: {err}")))?;
    let version = value.get("version").and_then(Value::as_u64);
    if version != Some(u64::from(VERSION)) {
        return Err(no_bundle("it is no bundle of a version that is known here".to_owned()));
    }
    let room = value.pointer("/room/id").and_then(Value::as_str).unwrap_or("?").to_owned();
    let messages = value.get_mut("messages").map_or(Value::Null, Value::take);
    let Value::Array(messages) = messages else {
        return Err(no_bundle("it is no bundle: no messages".to_owned()));
    };
    let messages: Vec<MessageRecord> = (1..)
        .zip(messages)
        .map(|(n, message): (i64, Value)| {
            serde_json::from_value(message).map_err(|err| {
                let what = format!("it does not read: {err}");
                Fault::new(Reason::Malformed, what).of_message(n, &room)
            })
        })
        .collect::<Result<_, Changed>>()?;
    if let Some(emptied) = value.get_mut("messages") {
        *emptied = Value::Array(Vec::new());
    }
    let bundle: Bundle = serde_json::from_value(value)
        .map_err(|err| no_bundle(format!("it is no bundle: {err}")))?;
    Ok(Bundle { messages, ..bundle })
}
