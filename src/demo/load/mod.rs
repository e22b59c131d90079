//! Loading the generated demo data into Postgres and the photo store. Deterministic: the same seed and numbers give the
//! same rows, except ids of photos and times, which are relative to now.

mod barter_offers;
mod chat_rows;
mod chats;
mod ids;
mod listings;
mod people;
mod pictures;

use indicatif::{ProgressBar, ProgressStyle};

use self::barter_offers::barter_offers;
use self::chat_rows::ChatRows;
use self::chats::chats;
use self::listings::ListingContext;
pub use self::people::ACCOUNTS;
use crate::app::Core;
use crate::base::clock::Timestamp;
use crate::base::error::AppError;
use crate::base::ids::UserId;
use crate::config::{Mode, Site};
use crate::demo::generate::{self, DemoListing};
use crate::market::listings::{self as market_listings, NewListing};
use crate::market::photos::{self, Photo};
use crate::people::accounts::{self, User};
use crate::people::consent::{self, Channel};
use crate::people::regions;

/// How much demo data.
#[derive(Debug, Clone, Copy)]
pub struct DemoSize {
    pub users: usize,
    pub listings: usize,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// Every row of the demo data.
struct DemoRows {
    people: Vec<User>,
    listings: Vec<NewListing>,
    photos: Vec<Photo>,
    chats: ChatRows,
}

/// Loads demo data, all of it or none; does nothing when this seed was loaded before. Returns the number of listings
/// written.
///
/// # Errors
/// The embedded texts or drawings are invalid; the database's and the store's errors.
pub async fn load(core: &Core, size: DemoSize) -> anyhow::Result<usize> {
    let (seed, now) = (size.seed, core.clock.now());
    let first = ids::user(seed, 0);
    let known = core.db.read(move |conn| accounts::profiles(conn, &[first])).await;
    if !known.map_err(AppError::into_anyhow)?.is_empty() {
        return Ok(0);
    }
    let cities =
        core.db.read(regions::cities_by_population).await.map_err(AppError::into_anyhow)?;
    let demo_people = people::generate(seed, size.users, &cities)?;
    let demo_listings = generate::listings(seed, size.listings, &demo_people)?;
    let villages = people::villages(core, &demo_people, &cities)?;
    let bar = progress_bar(demo_listings.len());
    bar.set_message("preparing pictures");
    let pictures = pictures::store(core, &demo_listings, &bar).await?;
    bar.set_message("writing");
    let people = people::rows(seed, &demo_people, &villages, now)?;
    let user_ids: Vec<UserId> = people.iter().map(|row| row.id).collect();
    let context = ListingContext {
        seed,
        site: &core.config.site,
        categories: &core.categories,
        people: &user_ids,
        villages: &villages,
        pictures: &pictures,
        now,
    };
    let (listings, photos) = context.rows(&demo_listings);
    let chats = chat_rows(&core.config.site, seed, &demo_listings, &user_ids, now)?;
    write(core, &DemoRows { people, listings, photos, chats }, now)
        .map_err(|err| anyhow::anyhow!("demo data: {err}"))
        .inspect(|_| bar.finish_with_message("done"))
}

/// The chats that this site's modes permit.
fn chat_rows(
    site: &Site,
    seed: u64,
    listings: &[DemoListing],
    people: &[UserId],
    now: Timestamp,
) -> anyhow::Result<ChatRows> {
    let rows = match site.allows(Mode::Sale) {
        true => chats(seed, listings, people, now)?,
        false => ChatRows::default(),
    };
    Ok(match site.allows(Mode::Barter) {
        true => rows.with(barter_offers(seed, listings, people, now)),
        false => rows,
    })
}

/// Writes all rows in one transaction; returns the number of listings.
fn write(core: &Core, rows: &DemoRows, now: Timestamp) -> Result<usize, AppError> {
    core.db.transact(|conn| {
        for chunk in rows.people.chunks(500) {
            accounts::insert_many(conn, chunk)?;
        }
        for row in &rows.people {
            consent::record(conn, row.id, Channel::Cli, now)?;
        }
        market_listings::insert_many(conn, &rows.listings)?;
        for chunk in rows.photos.chunks(1000) {
            photos::insert_many(conn, chunk)?;
        }
        rows.chats.write(conn, &core.encryption)
    })?;
    Ok(rows.listings.len())
}

fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    if let Ok(style) =
        ProgressStyle::with_template("  demo data {bar:32} {pos}/{len} {msg} {elapsed}")
    {
        bar.set_style(style);
    }
    bar
}
