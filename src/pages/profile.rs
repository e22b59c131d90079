//! `/profil/{handle}` and `/profil/saya`.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::profile_points::{OwnPoints, PointsFact};
use super::profile_reviews::ProfileReviews;
use super::profile_view::{ProfileTab, ProfileView};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlQuery;
use crate::base::ids::UserId;
use crate::base::view;
use crate::community::badges::{BadgeProgress, Facts};
use crate::market::categories::Categories;
use crate::market::likes;
use crate::market::listings::{self, Card, Status};
use crate::people::accounts::{self, Badge, Profile};
use crate::people::regions;
use crate::trade::deals;
use crate::trade::track_record::{self, TrackRecordView};
use crate::web::{Page, SignedIn};

/// Which of a person's listings are shown, or their reviews.
#[derive(Debug, Deserialize)]
pub struct TabQuery {
    #[serde(default)]
    tab: String,
    /// Where the page of reviews before ended; what is no cursor shows the first page.
    #[serde(default)]
    after: String,
}

/// What everybody sees of a person's listings, and what the number beside their name counts.
const ON_SALE: [Status; 2] = [Status::Active, Status::Reserved];

fn person(profile: &Profile, place: Option<String>, listing_count: usize, now: Timestamp) -> Value {
    json!({
        "id": profile.id, "handle": profile.handle, "name": profile.name, "verified": profile.verified(), "place": place,
        "region_label": place, "online": profile.online(now), "last_seen": profile.last_seen_at, "rating": profile.rating(),
        "rating_count": profile.rating_count, "badges": badges(&profile.badges), "sold": profile.sold_count, "since": profile.created_at,
        "bio": Some(profile.bio.clone()).filter(|bio| !bio.is_empty()), "listing_count": listing_count,
    })
}

fn badges(badges: &[Badge]) -> Vec<view::Badge> {
    badges.iter().map(|badge| badge.view()).collect()
}

/// The district and city of a person, never anything finer.
fn place_of(conn: &mut Conn, profile: &Profile) -> AppResult<Option<String>> {
    match &profile.region {
        Some(code) => Ok(regions::label_of(conn, code)?.as_deref().map(regions::short_label)),
        None => Ok(None),
    }
}

/// Cards of a seller's listings in these statuses, the newest first.
fn cards_of(
    conn: &mut Conn,
    categories: &Categories,
    seller: UserId,
    statuses: &[Status],
    reader: Option<UserId>,
) -> AppResult<Vec<Card>> {
    // The tab of reviews shows none.
    if statuses.is_empty() {
        return Ok(Vec::new());
    }
    let ids = listings::ids_of_seller(conn, seller, statuses, 100)?;
    let views = listings::views_of(conn, categories, &ids)?;
    let liked = likes::liked_among(conn, reader, &ids)?;
    Ok(listings::cards(&views, reader, &liked))
}

/// `GET /profil/{handle}`.
pub async fn profile(
    page: Page,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    handle: web::Path<String>,
    tab: UrlQuery<TabQuery>,
) -> AppResult<HttpResponse> {
    let me = page.me.as_ref().map(|me| me.id);
    let (tab, after) = (ProfileTab::parse(&tab.0.tab), tab.0.after.parse().ok());
    let statuses: &[Status] = match tab {
        ProfileTab::Sold => &[Status::Sold],
        ProfileTab::Active => &ON_SALE,
        ProfileTab::Reviews => &[],
    };
    let handle = handle.into_inner();
    let (site, now) = (page.site.clone(), page.now);
    let (profile, place, cards, on_sale, shown) = db
        .read(move |conn| {
            let profile = accounts::by_handle(conn, &handle)?.ok_or(AppError::NotFound)?;
            let place = place_of(conn, &profile)?;
            let cards = cards_of(conn, &categories, profile.id, statuses, me)?;
            let on_sale = listings::ids_of_seller(conn, profile.id, &ON_SALE, 100)?.len();
            let reviews = match tab {
                ProfileTab::Reviews => Some(ProfileReviews::load(conn, &profile, after)?),
                ProfileTab::Active | ProfileTab::Sold => None,
            };
            let record = track_record::of(conn, profile.id)?;
            let points = PointsFact::load(conn, profile.id, &site, now)?;
            Ok((profile, place, cards, on_sale, (reviews, record, points)))
        })
        .await?;
    let (reviews, record, points) = shown;
    let own = me == Some(profile.id);
    let (url, name) = (format!("/profil/{}", profile.handle), profile.name.as_str());
    let view = ProfileView::of(tab, &url, &profile.handle, (!own).then_some(name));
    let person = person(&profile, place, on_sale, page.now);
    page.render(
        "profiles/page.html",
        &json!({"person": person, "listings": cards, "own": own, "view": view, "reviews": reviews,
            "record": TrackRecordView::of(&record), "points_fact": points}),
    )
}

/// `GET /profil/saya`.
pub async fn mine(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    categories: web::Data<Categories>,
    tab: UrlQuery<TabQuery>,
) -> AppResult<HttpResponse> {
    let user = me.id;
    let tab = ProfileTab::parse(&tab.0.tab);
    let (site, now) = (page.site.clone(), page.now);
    let (profile, place, all, sold, buying, earned) = db
        .read(move |conn| {
            let profile = accounts::profile(conn, user)?;
            let place = place_of(conn, &profile)?;
            let open = [
                Status::Active,
                Status::BarterOnly,
                Status::Reserved,
                Status::Expired,
                Status::Draft,
            ];
            let all = cards_of(conn, &categories, user, &open, Some(user))?;
            let sold = cards_of(conn, &categories, user, &[Status::Sold], Some(user))?;
            let buying = deals::count_bought(conn, user)?;
            let record = track_record::of(conn, user)?;
            // Who is suspended has no session.
            let facts = Facts { record: &record, profile: &profile, suspended: false, now };
            let progress = BadgeProgress::all(&facts);
            let points = OwnPoints::load(conn, user, &site, now)?;
            Ok((
                profile,
                place,
                all,
                sold,
                buying,
                (progress, TrackRecordView::of(&record), points),
            ))
        })
        .await?;
    let count = |status: Status| all.iter().filter(|card| card.status == status).count();
    let stats = json!({
        "kept": count(Status::BarterOnly), "reserved": count(Status::Reserved), "buying": buying,
    });
    let on_sale = ON_SALE.map(count).iter().sum();
    let person = person(&profile, place, on_sale, page.now);
    let cards = if tab == ProfileTab::Sold { sold } else { all };
    let view = ProfileView::of(tab, "/profil/saya", &profile.handle, None);
    let (progress, record, points) = earned;
    page.render(
        "profiles/mine.html",
        &json!({"person": person, "listings": cards, "own": true, "view": view, "stats": stats,
            "progress": progress, "record": record, "points": points}),
    )
}
