//! What the API reference shows: operations by resource, and the schemas they name, read from the OpenAPI document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{SITEMAP, Who};

/// The API reference.
#[derive(Debug, Serialize)]
pub(super) struct Reference {
    pub groups: Vec<Group>,
    pub schemas: Vec<Schema>,
}

/// The operations on one kind of resource, named as in their paths.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub name: String,
    pub operations: Vec<Operation>,
}

/// One method of one path.
#[derive(Debug, Serialize)]
pub(super) struct Operation {
    /// The fragment of its address on the page.
    pub anchor: String,
    pub method: String,
    pub path: String,
    pub text: String,
    /// The message that says who may call it.
    pub who: &'static str,
    pub parameters: Vec<Field>,
    pub body: Option<Kind>,
    pub answers: Vec<Answer>,
}

/// An answer by its status.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    pub status: String,
    pub text: String,
    pub body: Option<Kind>,
}

/// A parameter, or a field of a schema.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub name: String,
    /// `path` or `query`; empty for a field.
    pub place: String,
    pub required: bool,
    pub kind: Kind,
    pub text: String,
}

/// A type in words, such as `array of`, and the schema it ends with.
#[derive(Debug, Default, Serialize, PartialEq, Eq)]
pub(super) struct Kind {
    pub words: String,
    pub schema: Option<String>,
}

/// A schema of the document.
#[derive(Debug, Serialize)]
pub(super) struct Schema {
    pub name: String,
    pub text: String,
    pub fields: Vec<Field>,
    /// Schemas it holds all fields of, or one of which it is.
    pub parts: Vec<Kind>,
    /// The type of a schema without fields.
    pub kind: Option<Kind>,
}

impl Reference {
    /// The reference of an OpenAPI document.
    pub(super) fn of(document: &Value) -> Self {
        let mut groups: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
        for (path, item) in entries(&document["paths"]) {
            let name = path.trim_start_matches("/api/").split('/').next().unwrap_or_default();
            let methods = entries(item).filter(|(_, operation)| operation["responses"].is_object());
            let operations =
                methods.map(|(method, operation)| Operation::of(path, method, operation));
            groups.entry(name.to_owned()).or_default().extend(operations);
        }
        Self {
            groups: groups
                .into_iter()
                .map(|(name, operations)| Group { name, operations })
                .collect(),
            schemas: document
                .pointer("/components/schemas")
                .into_iter()
                .flat_map(entries)
                .map(|(name, schema)| Schema::of(name, schema))
                .collect(),
        }
    }
}

impl Operation {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let method = method.to_uppercase();
        let entry = SITEMAP.iter().find(|entry| entry.path == path && entry.method == method);
        Self {
            anchor: anchor(&method, path),
            path: path.to_owned(),
            text: [text(operation, "summary"), text(operation, "description")]
                .join("\n")
                .trim()
                .to_owned(),
            who: match entry.map(|entry| entry.who) {
                Some(Who::Anyone) => "api-who-anyone",
                Some(Who::Moderator) => "api-who-moderator",
                Some(Who::Member) | None => "api-who-member",
            },
            parameters: items(&operation["parameters"])
                .map(|parameter| Field {
                    name: text(parameter, "name"),
                    place: text(parameter, "in"),
                    required: parameter["required"] == true,
                    kind: Kind::of(&parameter["schema"]),
                    text: text(parameter, "description"),
                })
                .collect(),
            body: body(&operation["requestBody"]),
            answers: entries(&operation["responses"])
                .map(|(status, answer)| Answer {
                    status: status.to_owned(),
                    text: text(answer, "description"),
                    body: body(answer),
                })
                .collect(),
            method,
        }
    }
}

impl Schema {
    fn of(name: &str, schema: &Value) -> Self {
        let mut fields = fields(schema);
        let mut parts = Vec::new();
        for part in items(&schema["allOf"]).chain(items(&schema["oneOf"])) {
            match part["properties"].is_object() {
                true => fields.extend(self::fields(part)),
                false => parts.push(Kind::of(part)),
            }
        }
        let kind = (fields.is_empty() && parts.is_empty()).then(|| Kind::of(schema));
        Self { name: name.to_owned(), text: text(schema, "description"), fields, parts, kind }
    }
}

impl Kind {
    /// The type that a schema describes.
    fn of(schema: &Value) -> Self {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or_default();
            return Self { words: String::new(), schema: Some(name.to_owned()) };
        }
        if let Some(values) = schema["enum"].as_array() {
            return Self::words(values.iter().map(plain).collect::<Vec<_>>().join(" | "));
        }
        let choices: Vec<&Value> = items(&schema["oneOf"]).chain(items(&schema["anyOf"])).collect();
        if !choices.is_empty() {
            return Self::one_of(&choices);
        }
        let types = match &schema["type"] {
            Value::Array(types) => types.iter().map(plain).collect::<Vec<_>>(),
            one => vec![plain(one)],
        };
        if types.iter().any(|kind| kind == "array") {
            let Self { words, schema } = Self::of(&schema["items"]);
            return Self { words: format!("array of {words}").trim().to_owned(), schema };
        }
        let format = schema["format"].as_str().map(|format| format!(" ({format})"));
        Self::words(format!("{}{}", types.join(" | "), format.unwrap_or_default()))
    }

    /// A choice; only its one schema, if there is but one, becomes a link.
    fn one_of(choices: &[&Value]) -> Self {
        let (schemas, plain): (Vec<_>, Vec<_>) =
            choices.iter().map(|choice| Self::of(choice)).partition(|kind| kind.schema.is_some());
        let mut words: Vec<String> = plain.into_iter().map(|kind| kind.words).collect();
        match <[Kind; 1]>::try_from(schemas) {
            Ok([one]) if words.is_empty() => one,
            Ok([one]) => {
                Self { words: format!("{} | {}", words.join(" | "), one.words), schema: one.schema }
            }
            Err(many) => {
                words.extend(many.into_iter().filter_map(|kind| kind.schema));
                Self::words(words.join(" | "))
            }
        }
    }

    fn words(words: String) -> Self {
        Self { words, schema: None }
    }
}

fn fields(schema: &Value) -> Vec<Field> {
    let required: Vec<&str> = items(&schema["required"]).filter_map(Value::as_str).collect();
    entries(&schema["properties"])
        .map(|(name, field)| Field {
            name: name.to_owned(),
            place: String::new(),
            required: required.contains(&name),
            kind: Kind::of(field),
            text: text(field, "description"),
        })
        .collect()
}

/// The type of the first media type of a request body or of an answer.
fn body(holder: &Value) -> Option<Kind> {
    let (_, media) = entries(&holder["content"]).next()?;
    Some(Kind::of(&media["schema"]))
}

fn anchor(method: &str, path: &str) -> String {
    let path: String = path.chars().filter(|c| !matches!(c, '{' | '}')).collect();
    format!("{}{}", method.to_lowercase(), path.replace('/', "-"))
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "any".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_told_in_words_and_link_to_their_schema() {
        let kind_of = |schema: Value| Kind::of(&schema);
        let link =
            |words: &str, name: &str| Kind { words: words.into(), schema: Some(name.into()) };
        let reference = json!({"$ref": "#/components/schemas/Photo"});
        assert_eq!(kind_of(reference.clone()), link("", "Photo"));
        assert_eq!(
            kind_of(json!({"type": "array", "items": reference})),
            link("array of", "Photo")
        );
        assert_eq!(
            kind_of(json!({"oneOf": [{"type": "null"}, reference]})),
            link("null | ", "Photo")
        );
        assert_eq!(
            kind_of(json!({"type": ["integer", "null"], "format": "int64"})),
            Kind::words("integer | null (int64)".into())
        );
        assert_eq!(
            kind_of(json!({"enum": ["sell", "barter"]})),
            Kind::words("sell | barter".into())
        );
    }

    #[test]
    fn every_operation_and_schema_of_the_document_is_shown() {
        let document = serde_json::to_value(crate::routes::openapi()).unwrap();
        let reference = Reference::of(&document);
        let operations: Vec<_> =
            reference.groups.iter().flat_map(|group| &group.operations).collect();
        let documented: usize =
            entries(&document["paths"]).map(|(_, item)| item.as_object().unwrap().len()).sum();
        assert_eq!(operations.len(), documented);
        let names: Vec<_> = reference.schemas.iter().map(|schema| &schema.name).collect();
        for operation in operations {
            let bodies = operation.answers.iter().filter_map(|answer| answer.body.as_ref());
            for kind in bodies.chain(&operation.body) {
                assert!(
                    kind.schema.as_ref().is_none_or(|name| names.contains(&name)),
                    "{}: {kind:?}",
                    operation.path
                );
            }
        }
    }
}
