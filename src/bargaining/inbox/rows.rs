//! The rows of the inbox, as a reader sees them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::bargaining::negotiations::{self, InboxStatus};
use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::i18n::{Lang, Text, t};
use crate::base::ids::{ListingId, RoomId, UserId};
use crate::chat::rooms::{self, Message, MessageKind, Room};
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, Status, views_of};
use crate::people::accounts::{self, Profile};

/// The other member of a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OtherOut {
    pub id: UserId,
    /// The name on screen.
    pub name: String,
    /// The name in addresses.
    pub handle: String,
    /// Whether they were online in the last two minutes.
    pub online: bool,
    /// When they were last online.
    pub last_seen: Option<DateTime<Utc>>,
}

impl OtherOut {
    /// A profile as the other member sees it.
    pub fn of(profile: &Profile, now: Timestamp) -> Self {
        Self {
            id: profile.id,
            name: profile.name.clone(),
            handle: profile.handle.clone(),
            online: profile.online(now),
            last_seen: profile.last_seen_at,
        }
    }
}

/// The listing that a room is about, as a row shows it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AboutOut {
    id: ListingId,
    pub(super) title: String,
    slug: String,
    thumb: Option<String>,
}

/// The last message.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LastOut {
    pub(super) text: String,
    pub(super) at: DateTime<Utc>,
    pub(super) mine: bool,
    pub(super) kind: &'static str,
}

/// The state of the negotiation, in a word beside the row.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct BadgeOut {
    key: &'static str,
    pub(super) tone: &'static str,
    icon: &'static str,
}

/// One row of the inbox.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct InboxRow {
    /// The room.
    pub id: RoomId,
    /// Path of its page.
    pub url: String,
    other: OtherOut,
    pub(super) listing: AboutOut,
    pub(super) last: Option<LastOut>,
    unread: i64,
    pub(super) badge: Option<BadgeOut>,
    current: bool,
    /// `buyer` or `seller`.
    role: Party,
}

/// The most rows of a page of the inbox.
pub const MAX_ROWS: i64 = 100;

/// Which rooms of a person's inbox are read, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct InboxQuery {
    pub user: UserId,
    /// Only rooms after this one.
    pub after: Option<Cursor>,
    /// Rows of a page.
    pub limit: i64,
    /// Only rooms in which they are this member.
    pub party: Option<Party>,
    /// The room that is open beside the list.
    pub current: Option<RoomId>,
    /// The reader's language.
    pub lang: Lang,
    pub now: Timestamp,
}

/// A page of the inbox.
#[derive(Debug)]
pub struct InboxPage {
    pub rows: Vec<InboxRow>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

/// A page of a reader's inbox, the newest message first. Six queries, however many rooms.
///
/// # Errors
/// Only those of the database.
pub fn inbox_rows(
    conn: &mut Conn,
    encryption: &Encryption,
    categories: &Categories,
    query: InboxQuery,
) -> AppResult<InboxPage> {
    let InboxQuery { user, after, limit, party, current, lang, now } = query;
    let limit = limit.clamp(1, MAX_ROWS);
    let mut found = rooms::inbox(conn, encryption, user, party, after, limit + 1)?;
    let page_size = usize::try_from(limit).unwrap_or_default();
    let has_more = found.len() > page_size;
    found.truncate(page_size);
    let next = found
        .last()
        .filter(|_| has_more)
        .map(|(room, last)| Cursor { at: room.last_at.unwrap_or(last.at), id: room.id.0 });
    let listing_ids: Vec<ListingId> = found.iter().map(|(room, _)| room.listing_id).collect();
    let listings: HashMap<ListingId, ListingOut> =
        views_of(conn, categories, &listing_ids)?.into_iter().map(|view| (view.id, view)).collect();
    let others: Vec<UserId> = found.iter().map(|(room, _)| other_of(room, user)).collect();
    let people: HashMap<UserId, Profile> =
        accounts::profiles(conn, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let room_ids: Vec<RoomId> = found.iter().map(|(room, _)| room.id).collect();
    let statuses = negotiations::inbox_statuses(conn, &room_ids)?;
    let unread = rooms::unread_by_room(conn, user, &room_ids)?;
    let rows = found
        .iter()
        .filter_map(|(room, last)| {
            let role = room.side(user)?;
            let listing = listings.get(&room.listing_id)?;
            let other = people.get(&other_of(room, user))?;
            Some(InboxRow {
                id: room.id,
                url: format!("/chat/{}", room.id),
                other: OtherOut::of(other, now),
                listing: AboutOut {
                    id: listing.id,
                    title: listing.content.title.clone(),
                    slug: listing.slug.clone(),
                    thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
                },
                last: Some(last_out(last, user, lang)),
                unread: unread.get(&room.id).copied().unwrap_or_default(),
                badge: statuses
                    .get(&room.id)
                    .and_then(|status| badge(*status, role, listing.status)),
                current: current == Some(room.id),
                role,
            })
        })
        .collect();
    Ok(InboxPage { rows, next })
}

fn other_of(room: &Room, user: UserId) -> UserId {
    if room.buyer_id == user { room.seller_id } else { room.buyer_id }
}

fn last_out(last: &Message, user: UserId, lang: Lang) -> LastOut {
    let text = match last.kind {
        MessageKind::Offer if last.text == "Rp0" => t(lang, "chat-last-request"),
        // The text of a package describes it already.
        MessageKind::Offer if last.text.starts_with("Rp") => {
            Text::new("chat-last-offer").with("amount", &last.text).localized(lang)
        }
        MessageKind::Deleted => t(lang, "chat-last-deleted"),
        MessageKind::Photo if last.text.is_empty() => t(lang, "chat-last-photo"),
        _ => last.text_in(lang),
    };
    LastOut { text, at: last.at, mine: last.sender_id == Some(user), kind: last.kind.word() }
}

fn badge(status: InboxStatus, role: Party, listing: Status) -> Option<BadgeOut> {
    match status {
        InboxStatus::Waiting(turn) if turn == role => {
            Some(BadgeOut { key: "chat-badge-your-turn", tone: "sell", icon: "fa-bolt" })
        }
        InboxStatus::Waiting(_) => {
            Some(BadgeOut { key: "chat-badge-waiting", tone: "plain", icon: "fa-clock" })
        }
        InboxStatus::Agreed => {
            Some(BadgeOut { key: "chat-badge-agreed", tone: "trust", icon: "fa-handshake" })
        }
        InboxStatus::Closed if !listing.is_taken() => {
            Some(BadgeOut { key: "chat-badge-gone", tone: "plain", icon: "fa-lock" })
        }
        InboxStatus::Closed => {
            Some(BadgeOut { key: "chat-badge-taken", tone: "plain", icon: "fa-lock" })
        }
        InboxStatus::Quiet => None,
    }
}
