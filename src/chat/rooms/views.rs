//! The inbox as a reader sees it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::model::{Kind, Message, Room, Side};
use super::store;
use crate::bargaining::negotiations;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::i18n::Lang;
use crate::base::ids::{ListingId, RoomId, UserId};
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, views_of};
use crate::people::accounts::{self, Profile};

/// The other one in a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OtherOut {
    /// Who.
    pub id: UserId,
    /// The name on screen.
    pub name: String,
    /// The name in addresses.
    pub handle: String,
    /// Whether they were about in the last two minutes.
    pub online: bool,
    /// When they were last about.
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

/// The thing a room is about, in few words.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AboutOut {
    id: ListingId,
    title: String,
    slug: String,
    thumb: Option<String>,
}

/// The last thing said.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LastOut {
    text: String,
    at: DateTime<Utc>,
    mine: bool,
    kind: &'static str,
}

/// A word about the bargain beside a row.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct BadgeOut {
    key: &'static str,
    tone: &'static str,
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
    listing: AboutOut,
    last: Option<LastOut>,
    unread: i64,
    badge: Option<BadgeOut>,
    current: bool,
    role: Side,
}

/// A reader's inbox. Five queries, however many rooms.
pub fn inbox_rows(
    conn: &mut Conn,
    encryption: &Encryption,
    kinds: &Categories,
    user: UserId,
    (side, current): (Option<Side>, Option<RoomId>),
    lang: Lang,
    now: Timestamp,
) -> AppResult<Vec<InboxRow>> {
    let found = store::inbox(conn, encryption, user, side, 100)?;
    let listing_ids: Vec<ListingId> = found.iter().map(|(room, _)| room.listing_id).collect();
    let listings: HashMap<ListingId, ListingOut> =
        views_of(conn, kinds, &listing_ids)?.into_iter().map(|view| (view.id, view)).collect();
    let others: Vec<UserId> = found.iter().map(|(room, _)| other_of(room, user)).collect();
    let people: HashMap<UserId, Profile> =
        accounts::profiles(conn, &others)?.into_iter().map(|person| (person.id, person)).collect();
    let room_ids: Vec<RoomId> = found.iter().map(|(room, _)| room.id).collect();
    let moods = negotiations::moods(conn, &room_ids)?;
    Ok(found
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
                    title: listing.title.clone(),
                    slug: listing.slug.clone(),
                    thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
                },
                last: Some(last_out(last, user, lang)),
                unread: room.last_seq - room.read(role),
                badge: moods.get(&room.id).and_then(|mood| badge(*mood, role)),
                current: current == Some(room.id),
                role,
            })
        })
        .collect())
}

fn other_of(room: &Room, user: UserId) -> UserId {
    if room.buyer_id == user { room.seller_id } else { room.buyer_id }
}

fn last_out(last: &Message, user: UserId, lang: Lang) -> LastOut {
    let text = match last.kind {
        // A package says itself what it is.
        Kind::Offer if last.text.starts_with("Rp") => {
            crate::base::i18n::Text::new("chat-last-offer").with("amount", &last.text).say(lang)
        }
        Kind::Deleted => crate::base::i18n::t(lang, "chat-last-deleted"),
        Kind::Photo if last.text.is_empty() => crate::base::i18n::t(lang, "chat-last-photo"),
        _ => last.words(lang),
    };
    LastOut { text, at: last.at, mine: last.sender_id == Some(user), kind: last.kind.word() }
}

fn badge(mood: negotiations::Mood, role: Side) -> Option<BadgeOut> {
    use negotiations::Mood;
    match mood {
        Mood::Waiting(turn) if turn == role => {
            Some(BadgeOut { key: "chat-badge-your-turn", tone: "sell", icon: "fa-bolt" })
        }
        Mood::Waiting(_) => {
            Some(BadgeOut { key: "chat-badge-waiting", tone: "plain", icon: "fa-clock" })
        }
        Mood::Agreed => {
            Some(BadgeOut { key: "chat-badge-agreed", tone: "trust", icon: "fa-handshake" })
        }
        Mood::Closed => Some(BadgeOut { key: "chat-badge-taken", tone: "plain", icon: "fa-lock" }),
        Mood::Quiet => None,
    }
}
