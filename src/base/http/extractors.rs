//! Extractors: JSON bodies, forms and query strings, parsed before the handler runs.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Unexpected};

use super::body::read_form;
use super::parse_errors;
use crate::base::error::{AppError, AppResult};

/// Extracts a JSON body; an invalid one is answered with 422, which names the field, or the line and column.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body(req, payload);
        Box::pin(async move { parse_json(&body.await?).map(Self) })
    }
}

/// Parses JSON. The character NUL, which Postgres accepts in no text, is left out.
///
/// # Errors
/// The text is not JSON, or not of this type.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    const NUL: &[u8] = b"\\u0000";
    if !bytes.windows(NUL.len()).any(|next| next == NUL) {
        return serde_json::from_slice(bytes);
    }
    let (mut clean, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(NUL) {
            rest = after;
            continue;
        }
        clean.push(*first);
        rest = after;
        // A backslash that is escaped itself begins no escape.
        if *first == b'\\'
            && let Some((second, after)) = rest.split_first()
        {
            clean.push(*second);
            rest = after;
        }
    }
    serde_json::from_slice(&clean)
}

/// Extracts a urlencoded form, as [`from_pairs`] parses it; an invalid one is answered with 422.
#[derive(Debug)]
pub struct UrlForm<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for UrlForm<T> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body(req, payload);
        Box::pin(async move { parse_pairs(&body.await?).map(Self) })
    }
}

/// Extracts the query string, as [`from_pairs`] parses it; an invalid one is answered with 422.
#[derive(Debug)]
pub struct UrlQuery<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for UrlQuery<T> {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(parse_pairs(req.query_string().as_bytes()).map(Self))
    }
}

/// Parses `a=1&b=2&b=3`: the values of a repeated name are a list. Every value is text, so each field of the type is text, a
/// list of text, or deserialises from text ([`number`]). The character NUL is left out.
///
/// # Errors
/// A field is missing or cannot be deserialised.
pub fn from_pairs<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_value(pairs(bytes))
}

/// The pairs as an object.
fn pairs(bytes: &[u8]) -> serde_json::Value {
    let mut map = serde_json::Map::new();
    for (name, value) in url_pairs(bytes) {
        let value = value.replace('\0', "");
        let value = serde_json::Value::String(value);
        match map.get_mut(&name) {
            None => {
                map.insert(name, value);
            }
            Some(serde_json::Value::Array(list)) => list.push(value),
            Some(first) => *first = serde_json::Value::Array(vec![first.take(), value]),
        }
    }
    serde_json::Value::Object(map)
}

fn url_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(bytes).unwrap_or_default()
}

/// Reads the body.
fn body(
    req: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = AppResult<Bytes>> + use<> {
    let (req, mut payload) = (req.clone(), payload.take());
    async move { read_form(&req, &mut payload).await }
}

/// [`from_json`] with an error for people.
///
/// # Errors
/// 422, which names the field, or the line and column.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> AppResult<T> {
    from_json(bytes).map_err(|err| parse_errors::of_json::<T>(bytes, &err))
}

/// [`from_pairs`] with an error for people.
fn parse_pairs<T: DeserializeOwned>(bytes: &[u8]) -> AppResult<T> {
    parse_value(pairs(bytes))
}

/// Reads a value that is a part of JSON.
///
/// # Errors
/// `Invalid` names the field of the value that is wrong, and what is expected of it.
pub fn parse_value<T: DeserializeOwned>(value: serde_json::Value) -> AppResult<T> {
    serde_json::from_value(value.clone()).map_err(|err| parse_errors::of_value::<T>(&value, &err))
}

/// Deserialises a list that may also be one text with commas: `?kondisi=a&kondisi=b` or `?kondisi=a,b`.
///
/// # Errors
/// It is neither text nor a list of text.
pub fn one_or_many<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(d)? {
        OneOrMany::One(one) => {
            one.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect()
        }
        OneOrMany::Many(many) => many.into_iter().filter(|s| !s.is_empty()).collect(),
    })
}

/// Deserialises a number from text; a blank one is `None`.
///
/// # Errors
/// The text is not a number.
pub fn number<'de, D: serde::Deserializer<'de>, T: std::str::FromStr>(
    d: D,
) -> Result<Option<T>, D::Error> {
    let text = Option::<String>::deserialize(d)?;
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_not_one| {
            serde::de::Error::invalid_value(Unexpected::Str(text), &"a number")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_left_out_however_it_is_written() {
        for (json, text) in [
            (r#""\u0000""#, ""),
            (r#""x\u0000y""#, "xy"),
            (r#""\\\u0000z""#, "\\z"),
            (r#""\\u0000""#, "\\u0000"),
        ] {
            assert_eq!(from_json::<String>(json.as_bytes()).ok().as_deref(), Some(text), "{json}");
        }
        assert!(from_json::<String>(b"\"\0\"").is_err());
        let pairs = from_pairs::<std::collections::HashMap<String, String>>(b"a=x%00y").ok();
        assert_eq!(pairs.and_then(|mut pairs| pairs.remove("a")).as_deref(), Some("xy"));
    }

    #[derive(Deserialize)]
    struct Query {
        #[serde(default, deserialize_with = "one_or_many")]
        kondisi: Vec<String>,
        #[serde(default, deserialize_with = "number")]
        hmin: Option<i64>,
    }

    #[test]
    fn repeated_names_make_a_list() {
        let Ok(q) = from_pairs::<Query>(b"kondisi=a&kondisi=b&hmin=5") else {
            panic!("does not parse")
        };
        assert_eq!((q.kondisi.len(), q.hmin), (2, Some(5)));
        let Ok(q) = from_pairs::<Query>(b"kondisi=a&hmin=") else { panic!("does not parse") };
        assert_eq!((q.kondisi.len(), q.hmin), (1, None));
        assert!(from_pairs::<Query>(b"hmin=abc").is_err());
    }
}
