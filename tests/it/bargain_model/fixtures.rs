//! Copies of listings, rows as text, and outcomes.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use tawar::base::error::AppError;
use tawar::base::ids::{DealId, ListingId};
use uuid::Uuid;

use super::types::{Command, Listing};
use crate::support::{TestApp, camera};

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = diesel::sql_types::Text)]
    row_text: String,
}

/// Copies of listings, each with a photo.
pub async fn copy_listings(app: &TestApp, templates: &[ListingId]) -> (Vec<ListingId>, Vec<Uuid>) {
    let columns = "seller_id, title, description, flaw, category_id, condition, modes, price, delivery, region, wanted, \
        status, expires_at, created_at, updated_at";
    let (mut listings, mut photos, mut sql) = (vec![], vec![], String::new());
    for template in templates {
        let (new, photo) = (ListingId::fresh(), Uuid::now_v7());
        sql += &format!(
            "insert into listings (id, slug, {columns}) select '{new}', '{new}', {columns} from listings where id = '{template}'; \
             insert into photos (id, listing_id, owner_id, hash, width, height) \
             select '{photo}', '{new}', owner_id, hash, width, height from photos where listing_id = '{template}';"
        );
        listings.push(new);
        photos.push(photo);
    }
    app.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
    (listings, photos)
}

/// The text rows of a query, sorted.
pub async fn rows(app: &TestApp, sql: String) -> Vec<String> {
    let text_rows =
        app.db.read(move |conn| Ok(diesel::sql_query(sql).load::<TextRow>(conn)?)).await;
    let mut rows: Vec<String> = text_rows.unwrap().into_iter().map(|row| row.row_text).collect();
    rows.sort_unstable();
    rows
}

/// The body with which the owner posts or edits a listing.
pub fn listing_input(listing: &Listing, written: &Command) -> Value {
    let Command::Write { barter_only, for_money, for_goods, .. } = *written else {
        return Value::Null;
    };
    let modes: Vec<&str> = [(for_money, "jual"), (for_goods, "barter")]
        .into_iter()
        .filter_map(|(accepted, mode)| accepted.then_some(mode))
        .collect();
    let price = for_money.then_some(listing.price);
    let mut body = camera();
    let own = json!({
        "title": listing.title, "modes": modes, "price": price, "min_price": null, "wanted": "Apa saja", "kept": barter_only,
    });
    body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    body
}

/// The outcome of a command: the deal that was made, or why it was refused.
pub type Outcome = Result<Option<DealId>, String>;

/// The outcome over HTTP.
pub fn http_outcome(answer: crate::support::Answer) -> Outcome {
    match answer.status.as_u16() {
        200..300 => Ok(answer.body.pointer("/deal/id").and_then(|id| id.as_str()?.parse().ok())),
        403 | 404 | 409 | 422 => Err(answer.text),
        other => panic!("{other}: {}", answer.text),
    }
}

/// The outcome of a direct call.
pub fn direct_outcome(answer: Result<Option<DealId>, AppError>) -> Outcome {
    answer.map_err(refusal)
}

/// The text of a refusal; panics on any other error.
pub fn refusal(err: AppError) -> String {
    match err {
        AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Conflict { .. }
        | AppError::Invalid(_) => err.to_string(),
        error => panic!("{error}"),
    }
}
