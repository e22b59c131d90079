//! Things in bulk, and rows as lines.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use tawar::base::ids::ListingId;
use uuid::Uuid;

use super::plain::{Command, Thing};
use crate::support::{TestHouse, camera};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Fresh copies of things, each with a photo.
pub async fn copied(house: &TestHouse, patterns: &[ListingId]) -> (Vec<ListingId>, Vec<Uuid>) {
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
    house.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
    (things, photos)
}

/// The lines that a query answers, in order.
pub async fn lines(house: &TestHouse, sql: String) -> Vec<String> {
    let rows = house.db.read(move |conn| Ok(diesel::sql_query(sql).load::<Line>(conn)?)).await;
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
