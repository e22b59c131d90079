//! What is wrong with input that does not parse. The texts of serde are English and written for programmers, so they are
//! translated to the name of the field and what is expected of it.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::base::error::{AppError, FieldErrors};
use crate::base::i18n::Text;

/// More names or items than this are not tried to find the field that does not parse.
const MAX_TRIED: usize = 64;
/// So deep in the input a field is named.
const MAX_DEPTH: usize = 4;

/// The error of a body that is no JSON, or not of type `T`.
pub(super) fn of_json<T: DeserializeOwned>(bytes: &[u8], err: &serde_json::Error) -> AppError {
    if err.classify() == Category::Data
        && let Ok(value) = serde_json::from_slice::<Value>(bytes)
    {
        return of_value::<T>(&value, err);
    }
    let text = Text::new("error-json").with("line", err.line()).with("column", err.column());
    FieldErrors::one("_", text)
}

/// The error of a value that is not of type `T`.
pub(super) fn of_value<T: DeserializeOwned>(value: &Value, err: &serde_json::Error) -> AppError {
    let message = message_of(err);
    let mut path = Vec::new();
    find::<T>(value, &message, &mut path);
    if let Some(name) = named_in(&message) {
        path.push(name.to_owned());
    }
    let field = path.join(".");
    let mut errors = FieldErrors::default();
    if field.is_empty() {
        errors.add("_", "error-not-an-object");
    } else {
        let text = expectation(&message).with("field", &field);
        errors.add("_", text.clone());
        errors.add(&field, text);
    }
    AppError::Invalid(errors)
}

/// The text of an error without the position in the input.
fn message_of(err: &serde_json::Error) -> String {
    let text = err.to_string();
    match text.rsplit_once(" at line ") {
        Some((message, _)) if err.line() > 0 => message.to_owned(),
        _ => text,
    }
}

/// Adds to `path` the names that lead to what does not parse: without it there is no error, or another one.
fn find<T: DeserializeOwned>(root: &Value, message: &str, path: &mut Vec<String>) {
    while path.len() < MAX_DEPTH {
        let names: Vec<String> = match root.pointer(&pointer(path)) {
            Some(Value::Object(map)) => map.keys().take(MAX_TRIED).cloned().collect(),
            Some(Value::Array(list)) => {
                (0..list.len().min(MAX_TRIED)).map(|n| n.to_string()).collect()
            }
            _ => return,
        };
        let matters = |name: &String| {
            let mut less = root.clone();
            remove(&mut less, path, name);
            serde_json::from_value::<T>(less)
                .map_or_else(|err| message_of(&err) != message, |_| true)
        };
        let Some(name) = names.into_iter().find(matters) else { return };
        path.push(name);
    }
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

fn remove(root: &mut Value, path: &[String], name: &str) {
    match root.pointer_mut(&pointer(path)) {
        Some(Value::Object(map)) => {
            map.remove(name);
        }
        Some(Value::Array(list)) => {
            if let Ok(n) = name.parse::<usize>()
                && n < list.len()
            {
                list.remove(n);
            }
        }
        _ => {}
    }
}

/// The field that an error names by itself: one that is missing.
fn named_in(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.split('`').next()
}

/// What is expected of a field, by the text of the error.
fn expectation(message: &str) -> Text {
    if message.starts_with("missing field") {
        return Text::new("error-field-missing");
    }
    // What was typed stands before, so the last one is serde's.
    let expected = message.rsplit_once(", expected ").map_or("", |(_, expected)| expected);
    if message.starts_with("unknown variant") {
        let choices: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        return Text::new("error-field-choice").with("choices", choices.join(", "));
    }
    let is_one_of = |words: &[&str]| words.iter().any(|word| expected.starts_with(word));
    let key = if message.starts_with("UUID parsing failed") || expected.contains("UUID") {
        "error-field-id"
    } else if message.contains("untagged enum") || is_one_of(&["a sequence", "an array", "a tuple"])
    {
        "error-field-list"
    } else if is_one_of(&[
        "i8",
        "i16",
        "i32",
        "i64",
        "u8",
        "u16",
        "u32",
        "u64",
        "usize",
        "an integer",
    ]) {
        "error-field-integer"
    } else if is_one_of(&["f32", "f64", "a number"]) {
        "error-field-number"
    } else if is_one_of(&["an amount"]) {
        "error-field-amount"
    } else if is_one_of(&["a map", "struct", "an object"]) {
        "error-field-object"
    } else if is_one_of(&["a string", "a borrowed string"]) {
        "error-field-text"
    } else if is_one_of(&["a boolean"]) {
        "error-field-boolean"
    } else {
        "error-field-invalid"
    };
    Text::new(key)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use uuid::Uuid;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Mode {
        Off,
        Away,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Assistant {
        mode: Mode,
        #[serde(default)]
        tries: Option<u8>,
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only parsed")]
    struct Listing {
        title: String,
        price: Option<i64>,
        #[serde(default)]
        photos: Vec<Uuid>,
        #[serde(default)]
        draft: bool,
        assistant: Option<Assistant>,
    }

    fn refused(json: &str) -> (String, String) {
        let err = serde_json::from_str::<Listing>(json).err().unwrap();
        let AppError::Invalid(errors) = of_json::<Listing>(json.as_bytes(), &err) else {
            panic!("not invalid")
        };
        let field = errors.0.keys().find(|field| *field != "_").cloned().unwrap_or_default();
        (field, errors.0["_"][0].key.to_string())
    }

    #[test]
    fn an_error_names_the_field_and_what_is_expected() {
        for (json, field, key) in [
            (r#"{}"#, "title", "error-field-missing"),
            (r#"{"title": 7}"#, "title", "error-field-text"),
            (r#"{"title": null, "price": 1}"#, "title", "error-field-text"),
            (r#"{"price": "expected i64", "title": "x"}"#, "price", "error-field-integer"),
            (r#"{"title": "x", "price": 1.5}"#, "price", "error-field-integer"),
            (r#"{"title": "x", "photos": ["abc"]}"#, "photos.0", "error-field-id"),
            (r#"{"title": "x", "photos": 5}"#, "photos", "error-field-list"),
            (r#"{"title": "x", "draft": "ya"}"#, "draft", "error-field-boolean"),
            (r#"{"title": "x", "assistant": 1}"#, "assistant", "error-field-object"),
            (r#"{"title": "x", "assistant": {}}"#, "assistant.mode", "error-field-missing"),
            (
                r#"{"title": "x", "assistant": {"mode": "`no`"}}"#,
                "assistant.mode",
                "error-field-choice",
            ),
            (
                r#"{"title": "x", "assistant": {"mode": "off", "tries": -1}}"#,
                "assistant.tries",
                "error-field-integer",
            ),
            (r#"[]"#, "", "error-not-an-object"),
            (r#"7"#, "", "error-not-an-object"),
            (r#"{"title""#, "", "error-json"),
            ("", "", "error-json"),
        ] {
            let (named, text) = refused(json);
            assert_eq!((named.as_str(), text.as_str()), (field, key), "{json}");
        }
    }
}
