//! What the staff decided about somebody, as they read it.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, UserId};
use crate::care::appeals::{self, Appeal};
use crate::care::sanctions::{self, Sanction, SanctionKind};
use crate::care::takedowns::{self, Takedown};
use crate::market::listings;

/// The appeal against a decision.
#[derive(Debug, Serialize)]
struct AppealView {
    text: String,
    /// When it should be decided, until it is.
    due_at: Option<Timestamp>,
    granted: Option<bool>,
    answer: String,
}

impl From<&Appeal> for AppealView {
    fn from(appeal: &Appeal) -> Self {
        Self {
            text: appeal.text.clone(),
            due_at: appeal.decided_at.is_none().then_some(appeal.due_at),
            granted: appeal.granted,
            answer: appeal.answer.clone(),
        }
    }
}

/// A decision.
#[derive(Debug, Serialize)]
pub(super) struct RulingView {
    /// `sanction` or `takedown`, for the form of an appeal.
    subject: &'static str,
    id: String,
    title: Text,
    reason: Text,
    message: String,
    at: Timestamp,
    until: Option<Timestamp>,
    /// The step of the ladder that followed from it.
    followed: Option<Text>,
    /// It is over, or was undone.
    over: bool,
    appeal: Option<AppealView>,
    may_appeal: bool,
}

fn of_sanction(one: &Sanction, appeals: &[Appeal], now: Timestamp) -> RulingView {
    let appeal = appeals.iter().find(|appeal| appeal.sanction_id == Some(one.id));
    RulingView {
        subject: "sanction",
        id: one.id.to_string(),
        title: Text::composed("sanction-", one.kind.word()),
        reason: Text::composed("report-reason-", one.reason.word()),
        message: one.message.clone(),
        at: one.created_at,
        until: one.ends_at,
        followed: None,
        over: !one.in_force(now),
        may_appeal: appeal.is_none() && one.in_force(now),
        appeal: appeal.map(AppealView::from),
    }
}

/// A takedown with the step that followed from it, which ends with it and needs no appeal of its own.
fn of_takedown(
    one: &Takedown,
    title: &str,
    step: Option<&Sanction>,
    appeals: &[Appeal],
) -> RulingView {
    let appeal = appeals.iter().find(|appeal| appeal.takedown_id == Some(one.id));
    let over = one.undone_at.is_some();
    RulingView {
        subject: "takedown",
        id: one.id.to_string(),
        title: Text::new("appeal-takedown").with("title", title),
        reason: Text::composed("report-reason-", one.reason.word()),
        message: one.message.clone(),
        at: one.created_at,
        until: step.and_then(|step| step.ends_at),
        followed: step.map(|step| Text::composed("sanction-", step.kind.word())),
        over,
        may_appeal: appeal.is_none() && !over,
        appeal: appeal.map(AppealView::from),
    }
}

/// Everything that was decided about a person, the newest first.
pub(super) fn all_of(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Vec<RulingView>> {
    let sanctions = sanctions::of_person(conn, user)?;
    let takedowns = takedowns::of_owner(conn, user)?;
    let appeals = appeals::of_person(conn, user)?;
    let ids: Vec<ListingId> = takedowns.iter().map(|one| one.listing_id).collect();
    let listings = listings::by_ids(conn, &ids)?;
    let title = |id: ListingId| {
        let listing = listings.iter().find(|listing| listing.id == id);
        listing.map_or("", |listing| listing.content.title.as_str())
    };
    let step = |takedown: &Takedown| {
        sanctions.iter().find(|sanction| takedown.sanction_id == Some(sanction.id))
    };
    let follows = |sanction: &Sanction| {
        takedowns.iter().any(|takedown| takedown.sanction_id == Some(sanction.id))
    };
    let own = sanctions.iter().filter(|one| one.kind != SanctionKind::Note && !follows(one));
    let mut all: Vec<RulingView> = own
        .map(|one| of_sanction(one, &appeals, now))
        .chain(takedowns.iter().map(|takedown| {
            of_takedown(takedown, title(takedown.listing_id), step(takedown), &appeals)
        }))
        .collect();
    all.sort_by_key(|ruling| std::cmp::Reverse(ruling.at));
    Ok(all)
}
