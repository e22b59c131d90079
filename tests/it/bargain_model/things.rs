//! Things in bulk, rows as lines, and answers.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use tawar::base::error::AppError;
use tawar::base::ids::{DealId, ListingId};
use uuid::Uuid;

use super::plain::{Command, Thing};
use crate::support::{TestApp, camera};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Fresh copies of things, each with a photo.
pub async fn copied(app: &TestApp, patterns: &[ListingId]) -> (Vec<ListingId>, Vec<Uuid>) {
    let same = "seller_id, title, description, flaw, category_id, condition, modes, price, delivery, region, wanted, \
        status, expires_at, created_at, updated_at";
    let (mut things, mut photos, mut sql) = (vec![], vec![], String::new());
    for old in patterns {
        let (new, photo) = (ListingId::fresh(), Uuid::now_v7());
        sql += &format!(
            "insert into listings (id, slug, {same}) select '{new}', '{new}', {same} from listings where id = '{old}'; \
             insert into photos (id, listing_id, owner_id, hash, width, height) \
             select '{photo}', '{new}', owner_id, hash, width, height from photos where listing_id = '{old}';"
        );
        things.push(new);
        photos.push(photo);
    }
    app.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
    (things, photos)
}

/// The lines that a query answers, in order.
pub async fn lines(app: &TestApp, sql: String) -> Vec<String> {
    let rows = app.db.read(move |conn| Ok(diesel::sql_query(sql).load::<Line>(conn)?)).await;
    let mut lines: Vec<String> = rows.unwrap().into_iter().map(|row| row.line).collect();
    lines.sort_unstable();
    lines
}

/// A thing as its owner writes it.
pub fn input(thing: &Thing, written: &Command) -> Value {
    let Command::Write { kept, for_money, for_goods, .. } = *written else { return Value::Null };
    let modes: Vec<&str> = [(for_money, "jual"), (for_goods, "barter")]
        .into_iter()
        .filter_map(|(goes, mode)| goes.then_some(mode))
        .collect();
    let price = for_money.then_some(thing.price);
    let mut body = camera();
    let own = json!({
        "title": thing.title, "modes": modes, "price": price, "min_price": null, "wanted": "Apa saja", "kept": kept,
    });
    body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    body
}

/// What came of a command: the deal that was made, or why it was refused.
pub type Answer = Result<Option<DealId>, String>;

/// What came of it over HTTP: the deal that was made, or why it was refused.
pub fn heard(answer: crate::support::Answer) -> Answer {
    match answer.status.as_u16() {
        200..300 => Ok(answer.body.pointer("/deal/id").and_then(|id| id.as_str()?.parse().ok())),
        403 | 404 | 409 | 422 => Err(answer.text),
        other => panic!("{other}: {}", answer.text),
    }
}

/// What came of it behind the door.
pub fn told(answer: Result<Option<DealId>, AppError>) -> Answer {
    answer.map_err(refusal)
}

/// Why somebody may not; what broke is nobody's fault but ours.
pub fn refusal(err: AppError) -> String {
    match err {
        AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Conflict { .. }
        | AppError::Invalid(_) => err.to_string(),
        broken => panic!("{broken}"),
    }
}
