//! Appeals in the panel, as JSON.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actions::{AppealDecision, decide};
use super::model::Appeal;
use super::store;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::http::JsonBody;
use crate::base::ids::{AppealId, ListingId, SanctionId, TakedownId, UserId};
use crate::care::deps::CareDeps;
use crate::care::sanctions::{self, Sanction, SanctionKind, SanctionReason};
use crate::care::takedowns::{self, Takedown};
use crate::market::listings::{self, Listing};
use crate::people::accounts::{self, Profile};
use crate::web::SignedIn;

/// Appeals of the list.
const LIMIT: i64 = 100;

/// An appeal that waits.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AppealShown {
    pub id: AppealId,
    /// The name of who appeals.
    pub name: String,
    pub handle: String,
    pub text: String,
    pub created_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// The kind of the sanction; none for a takedown.
    pub sanction: Option<SanctionKind>,
    /// The listing that was taken down; none for a sanction.
    pub listing: Option<ListingId>,
    /// Its title.
    pub title: Option<String>,
    pub reason: SanctionReason,
    /// What was said when it was imposed.
    pub message: String,
    /// The name of who imposed it; none for the ladder and the command line.
    pub imposed_by: Option<String>,
}

/// The appeals that wait, the most urgent first.
///
/// # Errors
/// The database's errors.
pub fn waiting(conn: &mut Conn) -> AppResult<Vec<AppealShown>> {
    let appeals = store::waiting(conn, LIMIT)?;
    let of: Vec<SanctionId> = appeals.iter().filter_map(|appeal| appeal.sanction_id).collect();
    let sanctions = sanctions::by_ids(conn, &of)?;
    let of: Vec<TakedownId> = appeals.iter().filter_map(|appeal| appeal.takedown_id).collect();
    let takedowns = takedowns::by_ids(conn, &of)?;
    let of: Vec<ListingId> = takedowns.iter().map(|one| one.listing_id).collect();
    let listings = listings::by_ids(conn, &of)?;
    let imposers =
        sanctions.iter().map(|one| one.by_id).chain(takedowns.iter().map(|one| one.by_id));
    let mut of: Vec<UserId> = imposers.flatten().collect();
    of.extend(appeals.iter().map(|appeal| appeal.user_id));
    let people = accounts::profiles(conn, &of)?;
    let about = About { sanctions, takedowns, listings, people };
    Ok(appeals.into_iter().map(|appeal| about.shown(appeal)).collect())
}

/// What the appeals of the list are about.
struct About {
    sanctions: Vec<Sanction>,
    takedowns: Vec<Takedown>,
    listings: Vec<Listing>,
    people: Vec<Profile>,
}

impl About {
    fn person(&self, id: UserId) -> Option<&Profile> {
        self.people.iter().find(|person| person.id == id)
    }

    fn shown(&self, appeal: Appeal) -> AppealShown {
        let sanction = self.sanctions.iter().find(|one| Some(one.id) == appeal.sanction_id);
        let takedown = self.takedowns.iter().find(|one| Some(one.id) == appeal.takedown_id);
        let listing = takedown.map(|one| one.listing_id);
        let title = self.listings.iter().find(|row| Some(row.id) == listing);
        let by = sanction.map(|one| one.by_id).or(takedown.map(|one| one.by_id)).flatten();
        let said = sanction.map(|one| (one.reason, &one.message));
        let said = said.or(takedown.map(|one| (one.reason, &one.message)));
        let user = self.person(appeal.user_id);
        AppealShown {
            id: appeal.id,
            name: user.map(|user| user.name.clone()).unwrap_or_default(),
            handle: user.map(|user| user.handle.clone()).unwrap_or_default(),
            text: appeal.text,
            created_at: appeal.created_at,
            due_at: appeal.due_at,
            sanction: sanction.map(|one| one.kind),
            listing,
            title: title.map(|row| row.content.title.clone()),
            reason: said.map_or(SanctionReason::Other, |said| said.0),
            message: said.map(|said| said.1.clone()).unwrap_or_default(),
            imposed_by: by.and_then(|by| self.person(by)).map(|person| person.name.clone()),
        }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AppealsOut {
    pub appeals: Vec<AppealShown>,
}

/// The appeals that wait, the most urgent first.
#[utoipa::path(get, path = "/api/admin/appeals", responses((status = 200, body = AppealsOut)))]
pub async fn appeals_api(_me: SignedIn, deps: CareDeps) -> AppResult<HttpResponse> {
    let appeals = deps.db().read(waiting).await?;
    Ok(HttpResponse::Ok().json(AppealsOut { appeals }))
}

/// A decision as it was sent.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct AppealDecisionIn {
    /// Whether what was imposed is undone.
    #[serde(default)]
    pub grant: bool,
    /// What the person reads; 10 to 1,000 characters.
    #[serde(default)]
    pub answer: String,
}

/// Decides; JSON and the form call it.
///
/// # Errors
/// As [`decide`].
pub async fn carry(
    deps: &CareDeps,
    by: UserId,
    appeal: AppealId,
    input: AppealDecisionIn,
) -> AppResult<()> {
    deps.carry_out(move |conn, context, now| {
        let AppealDecisionIn { grant, answer } = input.clone();
        decide(conn, context, &AppealDecision { appeal, by, grant, answer }, now)?;
        Ok(((), Vec::new()))
    })
    .await
}

/// Decides an appeal.
#[utoipa::path(put, path = "/api/admin/appeals/{appeal}", params(("appeal" = String, Path, description = "the appeal's id")),
    request_body = AppealDecisionIn, responses((status = 204), (status = 409, body = crate::base::http::Problem)))]
pub async fn decide_api(
    me: SignedIn,
    deps: CareDeps,
    appeal: web::Path<String>,
    body: JsonBody<AppealDecisionIn>,
) -> AppResult<HttpResponse> {
    let id = appeal.parse().map_err(|_no_id| AppError::NotFound)?;
    carry(&deps, me.id, id, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
