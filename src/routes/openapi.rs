//! The OpenAPI document: the paths of every table, and the errors that an operation of its kind may answer.

use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, RefOr, Required,
    ResponseBuilder,
};

use super::{Entry, SITEMAP, Who, bargaining, care, chat, community, market, people, trade};

/// The documents of the wings.
const DOCUMENTS: [fn() -> OpenApi; 7] = [
    people::document,
    market::document,
    chat::document,
    trade::document,
    bargaining::document,
    care::document,
    community::document,
];

/// The document of the whole API, under `/api`.
pub fn openapi() -> OpenApi {
    let info = InfoBuilder::new()
        .title("tawar")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A realtime marketplace for second-hand things. Every path also answers under /api/marketplace. Money is whole \
             rupiah, times are RFC 3339 in UTC.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    let mut document = OpenApiBuilder::new().info(info).build();
    for document_of_wing in DOCUMENTS {
        document.merge(document_of_wing());
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for entry in SITEMAP.iter() {
        if let Some(operation) = operation(&mut document, entry) {
            add_common_responses(operation, entry);
            if entry.method != "GET" {
                operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
            }
        }
    }
    document
}

fn operation<'a>(document: &'a mut OpenApi, entry: &Entry) -> Option<&'a mut Operation> {
    let item = document.paths.paths.get_mut(entry.path)?;
    match entry.method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

/// The header that every unsafe operation may carry.
fn idempotency_key() -> Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The same key and body get the same answer for a day; another body is refused with 422.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))))
        .build()
}

/// What an operation may answer beside what its handler documents: by who may call it, whether it changes something, and
/// what its path and its input can be wrong about.
fn common_responses(entry: &Entry, has_input: bool) -> Vec<(&'static str, &'static str)> {
    let mut responses = vec![
        ("401", "Not signed in, or with an invalid token"),
        ("429", "Too many requests: wait as long as Retry-After says"),
        ("503", "A server that is needed does not answer: nothing was changed"),
    ];
    // Of a path, or of the ids in a body.
    if entry.path.contains('{') || (has_input && entry.method != "GET") {
        responses.push(("404", "There is no such thing, or one may not know of it"));
    }
    if entry.method != "GET" {
        responses.push(("403", "Not allowed, or a page of another site made the request"));
        responses.push(("408", "The body arrived too slowly"));
        responses.push(("409", "Another change came first, or the present state forbids it"));
        responses.push(("413", "The body is too long"));
    } else if entry.who != Who::Anyone {
        responses.push(("403", "Not allowed"));
    }
    if has_input {
        responses.push(("422", "The input is invalid: errors by field"));
    }
    responses
}

/// Adds [`common_responses`] unless the handler documents them itself, and gives every error its media type.
fn add_common_responses(operation: &mut Operation, entry: &Entry) {
    let has_input = operation.request_body.is_some()
        || operation.parameters.as_ref().is_some_and(|all| !all.is_empty());
    for (status, description) in common_responses(entry, has_input) {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| {
            let problem = ContentBuilder::new()
                .schema(Some(utoipa::openapi::Ref::from_schema_name("Problem")))
                .build();
            RefOr::T(
                ResponseBuilder::new()
                    .description(description)
                    .content("application/json", problem)
                    .build(),
            )
        });
    }
    for (status, response) in &mut operation.responses.responses {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response)
            && let Some(problem) = response.content.shift_remove("application/json")
        {
            response.content.insert("application/problem+json".into(), problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_schema_replaces_another_of_the_same_name() {
        let mut seen = std::collections::BTreeMap::new();
        for document in DOCUMENTS {
            let document = serde_json::to_value(document()).unwrap();
            let Some(schemas) = document["components"]["schemas"].as_object() else { continue };
            for (name, schema) in schemas {
                let before = seen.insert(name.clone(), schema.clone());
                assert!(
                    before.is_none_or(|before| before == *schema),
                    "two schemas are called {name}"
                );
            }
        }
    }

    #[test]
    fn every_error_is_a_problem_document() {
        let document = serde_json::to_value(openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let content = &response["content"];
                    if status.starts_with(['4', '5']) {
                        let problem = &content["application/problem+json"];
                        assert!(problem.is_object(), "{method} {path} {status}: {content}");
                    }
                }
                assert!(operation["responses"]["401"].is_object(), "{method} {path}");
            }
        }
    }
}
