//! The people of the demo data: the known accounts, where each person lives, and the rows of all.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use anyhow::Context;
use chrono::Duration;

use super::ids;
use crate::app::Core;
use crate::base::clock::Timestamp;
use crate::base::error::AppError;
use crate::demo::generate::{self, DemoPerson};
use crate::people::accounts::{self, Intent, User};
use crate::people::regions;
use crate::web::Role;

/// The first accounts of seed 1, which `tawar serve` prints: seller, buyer, owner; handle, name and e-mail address.
pub const ACCOUNTS: [(&str, &str, &str); 3] = [
    ("sari", "Sari Wulandari", "sari@contoh.id"),
    ("budi", "Budi Santoso", "budi@contoh.id"),
    ("tuan-rumah", "Fajar Tuan Rumah", "owner@contoh.id"),
];

/// Indexes into [`ACCOUNTS`], and so into the people.
pub(super) const SARI: usize = 0;
pub(super) const BUDI: usize = 1;
pub(super) const OWNER: usize = 2;

/// The fewest people of a site: chats need some.
const MIN_PEOPLE: usize = 10;

/// A city's region code and its population.
pub(super) type City = (String, i32);

/// Generates at least ten people; those of seed 1 begin with [`ACCOUNTS`].
pub(super) fn generate(
    seed: u64,
    count: usize,
    cities: &[City],
) -> anyhow::Result<Vec<DemoPerson>> {
    let weights: Vec<f64> = cities.iter().map(|(_, people)| f64::from(*people)).collect();
    let mut people = generate::people(seed, count.max(MIN_PEOPLE), &weights)?;
    if seed == 1 {
        for (person, (handle, name, email)) in people.iter_mut().zip(ACCOUNTS) {
            (person.handle, person.name, person.email) = (handle.into(), name.into(), email.into());
        }
    } else {
        // People of two seeds must differ in what is unique in the database.
        for person in &mut people {
            person.handle = format!("{}-{}", person.handle, seed % 10_000);
            person.email = format!("{}.{}", seed, person.email);
            person.phone = None;
        }
    }
    Ok(people)
}

/// The region code of a village for each person, in their city; the city itself when it has no villages.
pub(super) fn villages(
    core: &Core,
    people: &[DemoPerson],
    cities: &[City],
) -> anyhow::Result<Vec<String>> {
    let mut conn = core.db.get().map_err(AppError::into_anyhow)?;
    let mut villages: HashMap<usize, Vec<String>> = HashMap::new();
    people
        .iter()
        .enumerate()
        .map(|(n, person)| {
            let (city, _) = cities.get(person.region).context("a demo person has no city")?;
            let of_city = match villages.entry(person.region) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(missing) => missing
                    .insert(regions::villages_of(&mut conn, city).map_err(AppError::into_anyhow)?),
            };
            let village = of_city.get((n * 7919) % of_city.len().max(1));
            Ok(village.cloned().unwrap_or_else(|| city.clone()))
        })
        .collect()
}

/// The rows of the people; `villages` as [`villages`] returns them.
pub(super) fn rows(
    seed: u64,
    people: &[DemoPerson],
    villages: &[String],
    now: Timestamp,
) -> anyhow::Result<Vec<User>> {
    let password_hash =
        accounts::hash_password(accounts::DEMO_PASSWORD).map_err(AppError::into_anyhow)?;
    Ok(people
        .iter()
        .zip(villages)
        .enumerate()
        .map(|(n, (person, village))| User {
            id: ids::user(seed, n),
            handle: person.handle.clone(),
            name: person.name.clone(),
            email: Some(person.email.clone()),
            phone: person.phone.clone(),
            password_hash: password_hash.clone(),
            role: if n == OWNER { Role::Owner } else { Role::Member },
            intent: if n % 3 == 0 { Intent::Sell } else { Intent::Buy },
            bio: person.bio.clone().unwrap_or_default(),
            region: Some(village.clone()),
            lang: "id".into(),
            email_verified_at: (n <= OWNER || n % 4 != 0)
                .then(|| now - Duration::days(person.joined_days_ago)),
            phone_verified_at: None,
            last_seen_at: Some(
                now - Duration::minutes(i64::try_from(n * 37 % 4000).unwrap_or(0) + 3),
            ),
            created_at: now - Duration::days(person.joined_days_ago),
        })
        .collect())
}
