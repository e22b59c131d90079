//! What a case is about, as the staff and the reporter see it.

use serde::Serialize;

use super::model::{ReportCase, TargetKind};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, ReviewId, UserId};
use crate::market::listings;
use crate::people::accounts::{self, Profile};
use crate::trade::reviews;

/// A target, in words.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TargetShown {
    /// The title of a listing, the name of a person, the comment of a review; empty for a message.
    pub label: String,
    /// Its page, where there is one.
    pub url: Option<String>,
    /// The name of who answers for it.
    pub owner: String,
    /// Their name in addresses.
    pub owner_handle: String,
}

/// What these cases are about, in their order. One query for each kind.
///
/// # Errors
/// The database's errors.
pub fn shown(conn: &mut Conn, cases: &[ReportCase]) -> AppResult<Vec<TargetShown>> {
    let owners: Vec<UserId> = cases.iter().map(|case| case.owner_id).collect();
    let people = accounts::profiles(conn, &owners)?;
    let ids: Vec<ListingId> = of_kind(cases, TargetKind::Listing).map(ListingId).collect();
    let listings = listings::by_ids(conn, &ids)?;
    let ids: Vec<ReviewId> = of_kind(cases, TargetKind::Review).map(ReviewId).collect();
    let mut comments = reviews::comments_of(conn, &ids)?;
    let mut shown = Vec::with_capacity(cases.len());
    for case in cases {
        let owner = people.iter().find(|person| person.id == case.owner_id);
        let name = owner.map_or_else(String::new, |owner| owner.name.clone());
        let handle = owner.map_or_else(String::new, |owner| owner.handle.clone());
        let (label, url) = match case.target {
            TargetKind::Listing => {
                let listing = listings.iter().find(|listing| listing.id.0 == case.target_id);
                let title = listing.map(|listing| listing.content.title.clone());
                let url = listing.map(|listing| format!("/barang/{}", listing.slug));
                (title.unwrap_or_default(), url)
            }
            TargetKind::User => (name.clone(), owner.map(profile_url)),
            TargetKind::Message => (String::new(), None),
            TargetKind::Review => {
                (comments.remove(&ReviewId(case.target_id)).unwrap_or_default(), None)
            }
        };
        shown.push(TargetShown { label, url, owner: name, owner_handle: handle });
    }
    Ok(shown)
}

fn profile_url(profile: &Profile) -> String {
    format!("/profil/{}", profile.handle)
}

fn of_kind(cases: &[ReportCase], kind: TargetKind) -> impl Iterator<Item = uuid::Uuid> + '_ {
    cases.iter().filter(move |case| case.target == kind).map(|case| case.target_id)
}
