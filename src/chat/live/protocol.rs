//! The tables of `docs/protocol.md`, made from the two enums of `wire`: their names, fields and doc comments. A test
//! compares the page with them, so that it cannot tell anything else than what is said.

use std::fmt::Write;

use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::wire::{Command, Event};

/// The tables stand between these lines of the page.
pub const BEGIN: &str = "<!-- made by src/chat/live/protocol.rs from wire/: do not edit -->";
/// The end of the tables.
pub const END: &str = "<!-- end of what is made -->";

/// Something that is said: a command, an event, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// Its `type`; for a part, its name.
    pub name: String,
    /// What it does.
    pub does: String,
    /// Its fields but `type`.
    pub fields: Vec<Field>,
}

/// A field of something that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Whether it is always there.
    pub required: bool,
    /// Of which kind its value is.
    pub kind: String,
    /// What it means.
    pub means: String,
}

/// Everything a client may say, in the order of the enum.
pub fn commands() -> Vec<Saying> {
    Schemas::of::<Command>().variants()
}

/// Everything the server may say, in the order of the enum.
pub fn events() -> Vec<Saying> {
    Schemas::of::<Event>().variants().into_iter().map(told).collect()
}

/// What the server leaves out it does not say as `null`.
fn told(mut saying: Saying) -> Saying {
    for field in saying.fields.iter_mut().filter(|field| !field.required) {
        if let Some(kind) = field.kind.strip_suffix(" or null") {
            field.kind = kind.to_owned();
        }
    }
    saying
}

/// The objects that are values of fields, by name.
pub fn parts() -> Vec<Saying> {
    let schemas = Schemas::of::<Event>();
    let named: Vec<String> = events()
        .iter()
        .flat_map(|event| event.fields.clone())
        .chain(schemas.named.iter().flat_map(|(_, schema)| schemas.fields(schema)))
        .flat_map(|field| field.kind.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    schemas
        .named
        .iter()
        .filter(|(name, _)| named.contains(name))
        .map(|(name, schema)| Saying {
            name: name.clone(),
            does: description(schema),
            fields: schemas.fields(schema),
        })
        .map(told)
        .collect()
}

/// The tables of commands, events and parts.
pub fn markdown() -> String {
    let mut page = String::from(
        "## Commands\n\nWhat a client says. A field with `?` may be left out. Fields that are not named here are ignored.\n\n",
    );
    table(&mut page, "`type`", &commands());
    page.push_str(
        "\n## Events\n\nWhat the server says. A field with `?` is left out when it has nothing to tell.\n\n",
    );
    table(&mut page, "`type`", &events());
    page.push_str("\nThe objects in them, which the HTTP API has too:\n\n");
    table(&mut page, "object", &parts());
    page
}

fn table(page: &mut String, first: &str, sayings: &[Saying]) {
    let _ = writeln!(page, "| {first} | field | is | |\n|---|---|---|---|");
    for saying in sayings {
        let _ = writeln!(page, "| **`{}`** | | | {} |", saying.name, saying.does);
        for field in &saying.fields {
            let may = if field.required { "" } else { "?" };
            let Field { name, kind, means, .. } = field;
            let _ = writeln!(page, "| | `{name}{may}` | {kind} | {means} |");
        }
    }
}

/// The schema of a type, and of all it names.
struct Schemas {
    top: Value,
    named: Vec<(String, Value)>,
}

impl Schemas {
    fn of<T: ToSchema>() -> Self {
        let mut named = Vec::new();
        T::schemas(&mut named);
        let mut named: Vec<(String, Value)> =
            named.into_iter().map(|(name, schema)| (name, json(&schema))).collect();
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        named.dedup_by(|(one, _), (other, _)| one == other);
        Self { top: json(&T::schema()), named }
    }

    fn variants(&self) -> Vec<Saying> {
        list(&self.top, "oneOf")
            .iter()
            .map(|variant| {
                let variant = self.meant(variant);
                let mut fields = self.fields(variant);
                let at = fields.iter().position(|field| field.name == "type");
                let tag = at.map(|at| fields.remove(at).kind).unwrap_or_default();
                Saying { name: tag, does: description(variant), fields }
            })
            .collect()
    }

    /// What a reference points to; anything else is itself.
    fn meant<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(name) = reference(schema) else { return schema };
        self.named.iter().find(|(known, _)| known == name).map_or(schema, |(_, schema)| schema)
    }

    /// The fields of an object: those that are always there first, in the order of their struct.
    fn fields(&self, schema: &Value) -> Vec<Field> {
        let schema = self.meant(schema);
        let whole = list(schema, "allOf");
        if !whole.is_empty() {
            return whole.iter().flat_map(|part| self.fields(part)).collect();
        }
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let always: Vec<&str> = list(schema, "required").iter().filter_map(Value::as_str).collect();
        let field = |name: &str, property: &Value, required: bool| Field {
            name: name.to_owned(),
            required,
            kind: self.kind(property),
            means: description(property),
        };
        let first =
            always.iter().filter_map(|name| Some(field(name, properties.get(*name)?, true)));
        let then = properties
            .iter()
            .filter(|(name, _)| !always.contains(&name.as_str()))
            .map(|(name, property)| field(name, property, false));
        first.chain(then).collect()
    }

    /// A value's kind, in few words.
    fn kind(&self, schema: &Value) -> String {
        let choices = list(schema, "oneOf");
        if !choices.is_empty() {
            let kinds: Vec<String> = choices.iter().map(|choice| self.kind(choice)).collect();
            return or_null(kinds);
        }
        let meant = self.meant(schema);
        if let Some(word) = list(meant, "enum").first().and_then(Value::as_str) {
            return word.to_owned();
        }
        let kinds: Vec<String> = match meant.get("type") {
            Some(Value::Array(kinds)) => {
                kinds.iter().filter_map(Value::as_str).map(|kind| plain(kind, meant)).collect()
            }
            Some(Value::String(kind)) => vec![plain(kind, meant)],
            _ => Vec::new(),
        };
        let kinds = kinds.into_iter().map(|kind| match (kind.as_str(), reference(schema)) {
            ("object", Some(name)) => name.to_owned(),
            ("array", _) => {
                format!("list of {}", meant.get("items").map_or(String::new(), |of| self.kind(of)))
            }
            _ => kind,
        });
        or_null(kinds.collect())
    }
}

fn plain(kind: &str, schema: &Value) -> String {
    match (kind, schema.get("format").and_then(Value::as_str)) {
        ("string", Some("uuid")) => "uuid",
        ("string", Some("date-time")) => "time",
        (kind, _) => kind,
    }
    .to_owned()
}

fn or_null(mut kinds: Vec<String>) -> String {
    kinds.sort_by_key(|kind| kind == "null");
    kinds.join(" or ")
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A doc comment as one line, without its last full stop. That of an object that may be null stands beside the object.
fn description(schema: &Value) -> String {
    let words = |schema: &Value| Some(schema.get("description")?.as_str()?.to_owned());
    let found = words(schema).or_else(|| list(schema, "oneOf").iter().find_map(words));
    let words = found.unwrap_or_default();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.strip_suffix('.').unwrap_or(&line).to_owned()
}

fn json(schema: &impl serde::Serialize) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}
