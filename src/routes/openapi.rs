//! The OpenAPI document: the paths of every table, and the responses of the guard (401, 403, 429).

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, RefOr, ResponseBuilder,
};

use super::{Entry, SITEMAP, Who, bargaining, chat, market, pages, people, trade};

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
    for document_of_wing in [
        people::document,
        market::document,
        chat::document,
        trade::document,
        bargaining::document,
        pages::document,
    ] {
        document.merge(document_of_wing());
    }
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for entry in SITEMAP.iter() {
        if let Some(operation) = operation(&mut document, entry) {
            add_guard_responses(operation, entry);
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

/// Adds the guard's responses, unless the handler documents them itself.
fn add_guard_responses(operation: &mut Operation, entry: &Entry) {
    let mut responses = vec![("429", "Too many requests: wait as long as Retry-After says")];
    if entry.who != Who::Anyone {
        responses.push(("401", "Not signed in"));
    }
    if entry.who == Who::Moderator {
        responses.push(("403", "Not allowed"));
    }
    for (status, description) in responses {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| {
            let problem = ContentBuilder::new()
                .schema(Some(utoipa::openapi::Ref::from_schema_name("Problem")))
                .build();
            RefOr::T(
                ResponseBuilder::new()
                    .description(description)
                    .content("application/problem+json", problem)
                    .build(),
            )
        });
    }
}
