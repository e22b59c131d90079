//! Demo data: puts what `demo` makes up into Postgres and the photo store. Deterministic: the same numbers, the same house.

mod goods;
mod swaps;
mod talks;

use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use self::talks::Talks;
use crate::app::Ground;
use crate::base::error::AppError;
use crate::base::ids::UserId;
use crate::config::Mode;
use crate::demo::generate;
use crate::market::{listings, photos};
use crate::people::accounts;
use crate::people::consent::{self, Channel};
use crate::people::regions;

/// The password of every demo account.
pub const PASSWORD: &str = "tawar-demo";

/// How much of it.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// People.
    pub users: usize,
    /// Listings.
    pub listings: usize,
    /// Where the dice start.
    pub seed: u64,
}

/// The three accounts that a newcomer is told of: seller, buyer, owner.
pub const ACCOUNTS: [(&str, &str, &str); 3] = [
    ("sari", "Sari Wulandari", "sari@contoh.id"),
    ("budi", "Budi Santoso", "budi@contoh.id"),
    ("tuan-rumah", "Fajar Tuan Rumah", "owner@contoh.id"),
];

/// An id that depends on nothing but the seed and its place.
fn id(seed: u64, kind: u8, n: usize) -> Uuid {
    let mut bytes = [0_u8; 16];
    let text = crate::base::crypto::fingerprint(format!("tawar-demo:{seed}:{kind}:{n}"));
    for (to, from) in bytes.iter_mut().zip(text) {
        *to = from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Fills the house; does nothing when it was filled with this seed before. Returns the listings written.
pub async fn fill(ground: &Ground, amount: Amount) -> anyhow::Result<usize> {
    let first = UserId(id(amount.seed, 0, 0));
    let known =
        ground.db.read(move |conn| accounts::profiles(conn, &[first])).await.map_err(told)?;
    if !known.is_empty() {
        return Ok(0);
    }
    let now = ground.clock.now();
    let cities = ground.db.read(regions::cities_by_population).await.map_err(told)?;
    let weights: Vec<f64> = cities.iter().map(|(_, people)| f64::from(*people)).collect();
    let mut people = generate::people(amount.seed, amount.users.max(10), &weights)?;
    if amount.seed == 1 {
        for (person, (handle, name, email)) in people.iter_mut().zip(ACCOUNTS) {
            (person.handle, person.name, person.email) = (handle.into(), name.into(), email.into());
        }
    } else {
        // Another seed is another crowd: it must not meet the first one's names.
        for person in &mut people {
            person.handle = format!("{}-{}", person.handle, amount.seed % 10_000);
            person.email = format!("{}.{}", amount.seed, person.email);
            person.phone = None;
        }
    }
    let wares = generate::listings(amount.seed, amount.listings, &people)?;
    let places = goods::places(ground, &people, &cities)?;
    let bar = progress(wares.len());
    bar.set_message("drawing pictures");
    let pictures = goods::draw(ground, &wares, &bar).await?;
    bar.set_message("writing");
    let crowd = goods::people_rows(amount.seed, &people, &places, now)?;
    let ids: Vec<UserId> = crowd.iter().map(|row| row.id).collect();
    let (rows, shown) =
        goods::listing_rows(ground, amount.seed, &wares, &ids, &places, &pictures, now);
    let (seed, site) = (amount.seed, &ground.config.site);
    let mut talks = match site.allows(Mode::Sale) {
        true => talks::talks(seed, &wares, &ids, now)?,
        false => Talks::default(),
    };
    if site.allows(Mode::Barter) {
        talks = talks.with(swaps::swaps(seed, &wares, &ids, now));
    }
    let written = rows.len();
    // All or nothing: a house is never half filled.
    ground
        .db
        .transact(|conn| {
            for chunk in crowd.chunks(500) {
                accounts::insert_many(conn, chunk)?;
            }
            for row in &crowd {
                consent::record(conn, row.id, Channel::Cli, now)?;
            }
            listings::insert_many(conn, &rows)?;
            for chunk in shown.chunks(1000) {
                photos::insert_many(conn, chunk)?;
            }
            talks.write(conn, &ground.encryption)
        })
        .map_err(|err| anyhow::anyhow!("demo data: {err}"))?;
    bar.finish_with_message("done");
    Ok(written)
}

fn progress(n: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(n).unwrap_or(u64::MAX));
    if let Ok(style) =
        ProgressStyle::with_template("  demo data {bar:32} {pos}/{len} {msg} {elapsed}")
    {
        bar.set_style(style);
    }
    bar
}

/// An error of the house as one of the command line.
fn told(err: AppError) -> anyhow::Error {
    anyhow::anyhow!("{err}")
}
