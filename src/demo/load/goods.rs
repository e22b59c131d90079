//! Rows of people and goods, and the pictures of the goods.

use std::collections::HashMap;
use std::sync::Mutex;

use anyhow::Context;
use chrono::Duration;
use indicatif::ProgressBar;

use super::{PASSWORD, id, told};
use crate::app::Ground;
use crate::base::assets;
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::demo::generate::{self, DemoListing, DemoPerson, PhotoPlan};
use crate::market::listings::{Content, NewListing, Status};
use crate::market::photos::{self, Developed, Photo};
use crate::people::accounts::{self, Intent, User};
use crate::people::regions;
use crate::web::Role;

/// A village for each person, in their city.
pub(super) fn places(
    ground: &Ground,
    people: &[DemoPerson],
    cities: &[(String, i32)],
) -> anyhow::Result<Vec<String>> {
    let mut conn = ground.db.get().map_err(told)?;
    let mut villages: HashMap<usize, Vec<String>> = HashMap::new();
    people
        .iter()
        .enumerate()
        .map(|(n, person)| {
            let (city, _) = cities.get(person.region).context("a demo person lives nowhere")?;
            let all = match villages.entry(person.region) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(fresh) => {
                    fresh.insert(regions::villages_of(&mut conn, city).map_err(told)?)
                }
            };
            Ok(all.get((n * 7919) % all.len().max(1)).cloned().unwrap_or_else(|| city.clone()))
        })
        .collect()
}

/// Draws every distinct picture once, on all cores, and keeps it.
pub(super) async fn draw(
    ground: &Ground,
    goods: &[DemoListing],
    bar: &ProgressBar,
) -> anyhow::Result<HashMap<PhotoPlan, Developed>> {
    let mut plans: Vec<PhotoPlan> =
        goods.iter().flat_map(|good| good.photos.iter().copied()).collect();
    plans.sort();
    plans.dedup();
    bar.set_length(u64::try_from(plans.len()).unwrap_or(1));
    let todo = Mutex::new(plans.into_iter());
    let drawn = Mutex::new(HashMap::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let work = || -> anyhow::Result<()> {
            loop {
                let next = todo.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
                let Some(plan) = next else { return Ok(()) };
                let svg = assets::text(&format!("goods/{}.svg", plan.drawing))
                    .with_context(|| format!("no drawing {}", plan.drawing))?;
                let picture = photos::from_pixels(generate::picture(&plan, &svg)?)?;
                drawn
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .insert(plan, picture);
                bar.inc(1);
            }
        };
        let hands: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for hand in hands {
            hand.join().map_err(|_panic| anyhow::anyhow!("a picture could not be drawn"))??;
        }
        Ok(())
    })?;
    let drawn = drawn.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    for picture in drawn.values() {
        photos::keep(&ground.storage, picture).await.map_err(told)?;
    }
    Ok(drawn)
}

pub(super) fn people_rows(
    seed: u64,
    people: &[DemoPerson],
    places: &[String],
    now: Timestamp,
) -> anyhow::Result<Vec<User>> {
    let password_hash = accounts::hash_password(PASSWORD).map_err(told)?;
    Ok(people
        .iter()
        .zip(places)
        .enumerate()
        .map(|(n, (person, place))| User {
            id: UserId(id(seed, 0, n)),
            handle: person.handle.clone(),
            name: person.name.clone(),
            email: Some(person.email.clone()),
            phone: person.phone.clone(),
            password_hash: password_hash.clone(),
            role: if n == 2 { Role::Owner } else { Role::Member },
            intent: if n % 3 == 0 { Intent::Sell } else { Intent::Buy },
            bio: person.bio.clone().unwrap_or_default(),
            region: Some(place.clone()),
            lang: "id".into(),
            email_verified_at: (n < 3 || n % 4 != 0)
                .then(|| now - Duration::days(person.joined_days_ago)),
            last_seen_at: Some(
                now - Duration::minutes(i64::try_from(n * 37 % 4000).unwrap_or(0) + 3),
            ),
            created_at: now - Duration::days(person.joined_days_ago),
        })
        .collect())
}

pub(super) fn listing_rows(
    ground: &Ground,
    seed: u64,
    goods: &[DemoListing],
    people: &[UserId],
    places: &[String],
    pictures: &HashMap<PhotoPlan, Developed>,
    now: Timestamp,
) -> (Vec<NewListing>, Vec<Photo>) {
    let site = &ground.config.site;
    let words =
        |all: &[&'static str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (mut rows, mut shown) = (Vec::new(), Vec::new());
    for (n, good) in goods.iter().enumerate() {
        let (Some(seller), Some(place)) = (people.get(good.seller), places.get(good.seller)) else {
            continue;
        };
        // A site shows only what may go its ways.
        let modes: Vec<&'static str> = good
            .modes
            .iter()
            .copied()
            .filter(|word| word.parse().is_ok_and(|mode| site.allows(mode)))
            .collect();
        let Some(kind) = ground.kinds.by_slug(good.category).filter(|_| !modes.is_empty()) else {
            continue;
        };
        let for_sale = modes.contains(&"jual");
        let listing = ListingId(id(seed, 1, n));
        let at = now - Duration::minutes(good.age_minutes);
        let tail: String = listing.0.simple().to_string().chars().take(6).collect();
        rows.push(NewListing {
            id: listing,
            slug: format!(
                "{}-{tail}",
                accounts::slugged(&good.title)
                    .chars()
                    .take(56)
                    .collect::<String>()
                    .trim_matches('-')
            ),
            seller_id: *seller,
            created_at: at,
            content: Content {
                title: good.title.clone(),
                description: good.description.clone(),
                flaw: good.flaw.clone(),
                category_id: kind.id,
                condition: good.condition.into(),
                price: good.price.filter(|_| for_sale),
                min_price: good.min_price.filter(|_| for_sale),
                original_price: good.original_price.filter(|_| for_sale),
                original_source: good.original_source.clone().filter(|_| for_sale),
                brand: good.brand.clone(),
                size: good.size.clone(),
                color: good.color.clone(),
                tags: good.tags.clone(),
                delivery: if site.cod_only { vec!["cod".into()] } else { words(&good.delivery) },
                region: place.clone(),
                wanted: good.wanted.clone().filter(|_| modes.contains(&"barter")),
                modes: words(&modes),
                status: Status::Active.to_string(),
                expires_at: now + Duration::days(30),
                updated_at: at,
            },
        });
        for (position, plan) in (0..).zip(good.photos.iter().take(site.photo_max)) {
            let Some(picture) = pictures.get(plan) else { continue };
            let pixels = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
            shown.push(Photo {
                id: PhotoId::fresh(),
                owner_id: *seller,
                listing_id: Some(listing),
                position,
                hash: picture.hash.clone(),
                width: pixels(picture.width),
                height: pixels(picture.height),
                created_at: at,
            });
        }
    }
    (rows, shown)
}
