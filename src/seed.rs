//! Demo data: puts what `demo` makes up into Postgres and the photo store. Deterministic: the same numbers, the same house.

use std::collections::HashMap;
use std::sync::Mutex;

use anyhow::Context;
use chrono::Duration;
use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use crate::app::Ground;
use crate::base::assets;
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, PhotoId, RoomId, UserId};
use crate::base::money;
use crate::demo::{self, DemoListing, DemoPerson, PhotoPlan, Speaker, Step};
use crate::market::listings::{self, Bulk};
use crate::market::photos::{self, Developed, Photo};
use crate::people::accounts::{self, Intent, User};
use crate::people::consent::{self, Channel};
use crate::people::regions;
use crate::people::sessions::Role;
use crate::talk::negotiations::{self, Negotiation, Offer, OfferStatus, TalkState};
use crate::talk::rooms::{self, Kind, Message, RoomRow, Side};

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
    let first = ListingId(id(amount.seed, 1, 0));
    let known = ground
        .db
        .read(move |conn| listings::by_id(conn, first))
        .await
        .map_err(|err| anyhow::anyhow!("{err}"))?;
    if known.is_some() {
        return Ok(0);
    }
    let now = ground.clock.now();
    let cities = ground
        .db
        .read(regions::cities_by_population)
        .await
        .map_err(|err| anyhow::anyhow!("{err}"))?;
    let weights: Vec<f64> = cities.iter().map(|(_, people)| f64::from(*people)).collect();
    let mut people = demo::people(amount.seed, amount.users.max(10), &weights)?;
    for (person, (handle, name, email)) in people.iter_mut().zip(ACCOUNTS) {
        (person.handle, person.name, person.email) = (handle.into(), name.into(), email.into());
    }
    let goods = demo::listings(amount.seed, amount.listings, &people)?;
    let places = places(ground, &people, &cities)?;
    let bar = progress(goods.len());
    bar.set_message("drawing pictures");
    let pictures = draw(ground, &goods, &bar).await?;
    bar.set_message("writing");
    let ids = people_rows(ground, amount.seed, &people, &places, now)?;
    let written = listing_rows(ground, amount.seed, &goods, &ids, &places, &pictures, now)?;
    talks(ground, amount.seed, &goods, &ids, now)?;
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

/// A village for each person, in their city.
fn places(
    ground: &Ground,
    people: &[DemoPerson],
    cities: &[(String, i32)],
) -> anyhow::Result<Vec<String>> {
    let mut conn = ground.db.get().map_err(|err| anyhow::anyhow!("{err}"))?;
    let mut villages: HashMap<usize, Vec<String>> = HashMap::new();
    people
        .iter()
        .enumerate()
        .map(|(n, person)| {
            let (city, _) = cities.get(person.region).context("a demo person lives nowhere")?;
            let all = match villages.entry(person.region) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(fresh) => fresh.insert(
                    regions::villages_of(&mut conn, city)
                        .map_err(|err| anyhow::anyhow!("{err}"))?,
                ),
            };
            Ok(all.get((n * 7919) % all.len().max(1)).cloned().unwrap_or_else(|| city.clone()))
        })
        .collect()
}

/// Draws every distinct picture once, on all cores, and keeps it.
async fn draw(
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
                let picture = photos::from_pixels(demo::picture(&plan, &svg)?)?;
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
        photos::keep(&ground.storage, picture).await.map_err(|err| anyhow::anyhow!("{err}"))?;
    }
    Ok(drawn)
}

fn people_rows(
    ground: &Ground,
    seed: u64,
    people: &[DemoPerson],
    places: &[String],
    now: Timestamp,
) -> anyhow::Result<Vec<UserId>> {
    let password_hash =
        accounts::hash_password(PASSWORD).map_err(|err| anyhow::anyhow!("{err}"))?;
    let rows: Vec<User> = people
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
        .collect();
    ground
        .db
        .transact(|conn| {
            for chunk in rows.chunks(500) {
                accounts::insert_many(conn, chunk)?;
            }
            for row in &rows {
                consent::record(conn, row.id, Channel::Cli, now)?;
            }
            Ok(())
        })
        .map_err(|err| anyhow::anyhow!("demo people: {err}"))?;
    Ok(rows.iter().map(|row| row.id).collect())
}

fn listing_rows(
    ground: &Ground,
    seed: u64,
    goods: &[DemoListing],
    people: &[UserId],
    places: &[String],
    pictures: &HashMap<PhotoPlan, Developed>,
    now: Timestamp,
) -> anyhow::Result<usize> {
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
        rows.push(Bulk {
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
            expires_at: now + Duration::days(30),
            created_at: at,
            updated_at: at,
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
    ground
        .db
        .transact(|conn| {
            listings::insert_many(conn, &rows)?;
            for chunk in shown.chunks(1000) {
                photos::insert_many(conn, chunk)?;
            }
            Ok(())
        })
        .map_err(|err| anyhow::anyhow!("demo listings: {err}"))?;
    Ok(rows.len())
}

/// A few running chats: Budi with sellers, buyers with Sari.
fn talks(
    ground: &Ground,
    seed: u64,
    goods: &[DemoListing],
    people: &[UserId],
    now: Timestamp,
) -> anyhow::Result<()> {
    let (Some(sari), Some(budi)) = (people.first(), people.get(1)) else { return Ok(()) };
    let fits = |good: &&DemoListing| good.modes.contains(&"jual") && good.price.is_some();
    let numbered = || goods.iter().enumerate().filter(|(_, good)| fits(&good));
    let of_others = numbered()
        .filter(|(_, good)| good.seller > 2)
        .rev()
        .take(4)
        .map(|(n, good)| (n, good, *budi));
    let others = people.iter().skip(5).copied();
    let of_sari = numbered()
        .filter(|(_, good)| good.seller == 0)
        .zip(others)
        .take(3)
        .map(|((n, good), buyer)| (n, good, buyer));
    let (mut all_rooms, mut all_messages, mut bargains, mut offers) =
        (vec![], vec![], vec![], vec![]);
    for (i, (n, good, buyer)) in of_others.chain(of_sari).enumerate() {
        let Some(seller) = people.get(good.seller) else { continue };
        let listing = ListingId(id(seed, 1, n));
        let room = RoomRow {
            id: RoomId(id(seed, 2, n)),
            listing_id: listing,
            buyer_id: buyer,
            seller_id: *seller,
            last_seq: 0,
            buyer_read: 0,
            seller_read: 0,
            last_at: None,
        };
        let script = Script { seed, i, price: good.price.unwrap_or_default(), now };
        let told = tell(&script, room, if buyer == *budi { Side::Buyer } else { Side::Seller })?;
        all_rooms.push(told.room);
        all_messages.extend(told.messages);
        bargains.push(told.bargain);
        offers.extend(told.offers);
    }
    ground
        .db
        .transact(|conn| {
            let here: Vec<ListingId> =
                all_rooms.iter().map(|room: &RoomRow| room.listing_id).collect();
            let known = listings::active_ids(conn, &here)?;
            all_rooms.retain(|room| known.contains(&room.listing_id));
            let kept = |room: RoomId| all_rooms.iter().any(|r| r.id == room);
            all_messages.retain(|m: &Message| kept(m.room_id));
            bargains.retain(|b: &Negotiation| kept(b.room_id));
            offers.retain(|o: &Offer| bargains.iter().any(|b| b.id == o.negotiation_id));
            rooms::insert_many(conn, &all_rooms, &all_messages)?;
            negotiations::insert_many(conn, &bargains, &offers)?;
            for room in &all_rooms {
                let pending = offers
                    .iter()
                    .filter(|o| o.listing_id == room.listing_id && o.status == OfferStatus::Pending)
                    .count();
                listings::bump_counts(
                    conn,
                    room.listing_id,
                    1,
                    i32::try_from(pending).unwrap_or(0),
                )?;
            }
            Ok(())
        })
        .map_err(|err| anyhow::anyhow!("demo chats: {err}"))?;
    let _ = sari;
    Ok(())
}

struct Script {
    seed: u64,
    i: usize,
    price: i64,
    now: Timestamp,
}

struct Told {
    room: RoomRow,
    messages: Vec<Message>,
    bargain: Negotiation,
    offers: Vec<Offer>,
}

/// Plays one chat; what would open a deal is left on the table, so that a newcomer can take it.
fn tell(script: &Script, mut room: RoomRow, reader: Side) -> anyhow::Result<Told> {
    let lines = demo::talk(script.seed, script.i)?;
    let total: i64 = lines.iter().map(|line| line.minutes.max(1)).sum();
    let mut at =
        script.now - Duration::minutes(total + 5 + i64::try_from(script.i).unwrap_or(0) * 47);
    let bargain_id = NegotiationId(id(script.seed, 3, script.i));
    let (mut messages, mut offers): (Vec<Message>, Vec<Offer>) = (vec![], vec![]);
    for (k, line) in lines.iter().enumerate() {
        at += Duration::minutes(line.minutes.max(1));
        let (side, sender) = match line.who {
            Speaker::Buyer => (Side::Buyer, room.buyer_id),
            Speaker::Seller => (Side::Seller, room.seller_id),
        };
        let mut say = |kind: Kind, text: String, offer: Option<OfferId>| {
            room.last_seq += 1;
            messages.push(Message {
                room_id: room.id,
                seq: room.last_seq,
                id: MessageId(id(
                    script.seed,
                    4,
                    script.i * 1000 + k * 2 + usize::from(offer.is_some()),
                )),
                sender_id: Some(sender),
                kind,
                text,
                offer_id: offer,
                photo_id: None,
                at,
            });
        };
        if !line.text.is_empty() {
            say(Kind::Text, line.text.clone(), None);
        }
        match line.step {
            Some(Step::Offer { permille } | Step::Counter { permille }) => {
                let amount = (script.price * permille / 1000 / 1000 * 1000).max(1000);
                if let Some(last) = offers.last_mut() {
                    last.status = OfferStatus::Countered;
                }
                let offer = OfferId(id(script.seed, 5, script.i * 100 + k));
                offers.push(Offer {
                    id: offer,
                    negotiation_id: bargain_id,
                    listing_id: room.listing_id,
                    by: side,
                    amount,
                    note: String::new(),
                    status: OfferStatus::Pending,
                    expires_at: at + Duration::hours(24),
                    created_at: at,
                });
                say(Kind::Offer, money::rupiah(amount), Some(offer));
            }
            Some(Step::Accept | Step::Decline) => break,
            None => {}
        }
    }
    room.last_at = Some(at);
    // The one who is shown the house has something new to read.
    let unread = i64::try_from(script.i % 3).unwrap_or(0).min(room.last_seq);
    (room.buyer_read, room.seller_read) = match reader {
        Side::Buyer => (room.last_seq - unread, room.last_seq),
        Side::Seller => (room.last_seq, room.last_seq - unread),
    };
    let turn = offers.last().map_or(Side::Buyer, |offer| offer.by.other());
    let version = i32::try_from(offers.len()).unwrap_or(0);
    let bargain = Negotiation {
        id: bargain_id,
        room_id: room.id,
        listing_id: room.listing_id,
        buyer_id: room.buyer_id,
        seller_id: room.seller_id,
        state: TalkState::Open,
        turn,
        version,
    };
    Ok(Told { room, messages, bargain, offers })
}
