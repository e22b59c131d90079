//! Coming in and leaving: subscribe first, then read, then merge.

use actix::prelude::*;
use uuid::Uuid;

use super::super::hooks::RoomHooks;
use super::super::model::Room as RoomRow;
use super::super::store;
use super::publication::{bundles_with, last_about_terms};
use super::subscribers::Subscriber;
use super::{MOST_MISSED, Room, SOON, error};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::chat::live::{
    ConnectionHandle, ConnectionId, Event, Frame, NegotiationOut, Publication, SendOutcome,
    live_metrics, online_among,
};

/// A socket enters.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub struct Join {
    /// Who.
    pub user: UserId,
    /// The way to them.
    pub line: ConnectionHandle,
    /// The last place they have.
    pub since: Option<i64>,
    /// Of which epoch.
    pub epoch: Option<Uuid>,
}

/// How a room stands for somebody who comes in.
pub(in super::super) struct Snapshot {
    pub row: RoomRow,
    pub epoch: Uuid,
    /// None: load the page again.
    pub missed: Option<Vec<Publication>>,
    pub negotiation: Option<NegotiationOut>,
    pub online: Vec<UserId>,
}

impl Snapshot {
    /// The last place that somebody has with what they missed.
    pub fn last(&self) -> i64 {
        let missed = self.missed.as_ref().and_then(|missed| missed.last());
        missed.map_or(self.row.last_seq, |bundle| bundle.seq)
    }

    /// What a member hears first.
    pub fn joined(
        &self,
        user: UserId,
        resumed: bool,
        present: Vec<UserId>,
        at: Timestamp,
    ) -> Event {
        Event::Joined {
            room: self.row.id,
            epoch: self.epoch,
            seq: self.last(),
            resumed,
            present,
            negotiation: self.negotiation.clone(),
            read: self.row.side(user).map_or(0, |side| self.row.read(side.other())),
            at,
        }
    }
}

/// Where somebody comes in.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Position {
    /// The last sequence number they have; none takes the newest.
    pub since: Option<i64>,
    /// The epoch of that number; none trusts it.
    pub epoch: Option<Uuid>,
}

/// How the room stands, and what somebody who comes in missed. A position of another epoch, past the end or before the
/// beginning is not trusted.
pub(in super::super) fn snapshot(
    conn: &mut Conn,
    encryption: &Encryption,
    hooks: RoomHooks,
    room: RoomId,
    from: Position,
) -> AppResult<Snapshot> {
    let row = store::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    let epoch = store::epoch(conn)?;
    let since = from.since.unwrap_or(row.last_seq);
    let trusted =
        from.epoch.is_none_or(|theirs| theirs == epoch) && (0..=row.last_seq).contains(&since);
    let missed = if !trusted || row.last_seq - since > MOST_MISSED {
        None
    } else if since == row.last_seq {
        Some(Vec::new())
    } else {
        let messages = store::messages_after(conn, encryption, room, since, MOST_MISSED + 1)?;
        // More was said meanwhile than is read: what follows would not join on.
        Some(messages).filter(|missed| i64::try_from(missed.len()).is_ok_and(|n| n <= MOST_MISSED))
    };
    // Read after the messages, so that it is never older than what they say.
    let last = missed.as_deref().and_then(last_about_terms);
    let (seq, at) = last.map_or((row.last_seq, Timestamp::UNIX_EPOCH), |last| (last.seq, last.at));
    let standing = (hooks.standing)(conn, room, seq, at)?;
    let negotiation = standing.iter().find_map(|event| match event {
        Event::Negotiation { now, .. } => Some(now.clone()),
        _ => None,
    });
    Ok(Snapshot {
        negotiation,
        online: online_among(conn, &[row.buyer_id, row.seller_id])?,
        row,
        epoch,
        missed: missed.map(|messages| bundles_with(&messages, &standing)),
    })
}

impl Handler<Join> for Room {
    type Result = ();

    fn handle(&mut self, join: Join, ctx: &mut Self::Context) {
        if self.row.side(join.user).is_none() {
            let lang = join.line.lang();
            join.line.send_lossy(&error(None, Some(self.id()), &AppError::NotFound, lang));
            return;
        }
        // Subscribe first, then read, then merge: nothing said in between is missed or doubled.
        self.came += 1;
        let (id, came) = (join.line.id, self.came);
        self.peers.0.insert(id, Subscriber::new(join.user, join.line, came));
        let (db, encryption, room) =
            (self.parts.db.clone(), self.parts.encryption.clone(), self.id());
        let (since, hooks) = (join.since, self.parts.hooks);
        let from = Position { since, epoch: join.epoch };
        let reading = async move {
            db.read(move |conn| snapshot(conn, &encryption, hooks, room, from)).await
        };
        ctx.spawn(
            reading
                .into_actor(self)
                .map(move |read, room, ctx| room.welcome(id, came, since, read, ctx)),
        );
    }
}

impl Room {
    fn welcome(
        &mut self,
        id: ConnectionId,
        came: u64,
        since: Option<i64>,
        read: AppResult<Snapshot>,
        ctx: &mut Context<Self>,
    ) {
        let (room, now) = (self.id(), self.parts.clock.now());
        let Some(peer) = self.peers.0.get_mut(&id).filter(|peer| peer.came == came) else { return };
        let refusal = match read {
            Ok(snapshot @ Snapshot { missed: Some(_), .. }) => {
                let (row, last) = (&snapshot.row, snapshot.last());
                let present = [row.buyer_id, row.seller_id]
                    .into_iter()
                    .filter(|user| {
                        snapshot.online.contains(user) || self.parts.hub.is_online(*user)
                    })
                    .collect();
                let joined = snapshot.joined(peer.user, since.is_some(), present, now);
                let missed = snapshot.missed.unwrap_or_default();
                peer.position = since.unwrap_or(last);
                let sent = peer.line.send(Frame::Text(joined.encode()));
                if sent == SendOutcome::Queued {
                    self.merge(id, missed);
                    // Others here may not have heard of all of it yet: the announcement is late or was lost.
                    self.stream.hear(last);
                    self.fill(ctx);
                    self.look_after(ctx);
                    return;
                }
                error(None, Some(room), &AppError::TooMany { retry_after: 1 }, peer.line.lang())
            }
            Ok(Snapshot { missed: None, .. }) => {
                live_metrics().resyncs.increment(1);
                Event::Resync { room }.encode()
            }
            Err(err) => error(None, Some(room), &err, peer.line.lang()),
        };
        peer.line.send_lossy(&refusal);
        self.leave(id);
    }

    /// Sends what was missed and then what came meanwhile.
    fn merge(&mut self, id: ConnectionId, missed: Vec<Publication>) {
        let Some(peer) = self.peers.0.get_mut(&id) else { return };
        let later = peer.catching_up.take().unwrap_or_default();
        if !peer.give(&missed, true) || !peer.give(&later, false) {
            self.leave(id);
        }
    }

    /// A reader that was behind has room again: what it missed is read and sent.
    pub(super) fn catch_up(
        &mut self,
        id: ConnectionId,
        came: u64,
        position: i64,
        ctx: &mut Context<Self>,
    ) {
        let (reader, room) = (self.parts.reader.clone(), self.id());
        let reading = async move { reader.missing((room, position), MOST_MISSED + 1).await };
        ctx.spawn(reading.into_actor(self).map(move |read, room, ctx| {
            let here = room.peers.0.get(&id).is_some_and(|peer| peer.came == came);
            match read {
                Ok(missed) if i64::try_from(missed.len()).is_ok_and(|n| n <= MOST_MISSED) => {
                    if here {
                        room.merge(id, missed);
                        room.look_after(ctx);
                    }
                }
                Ok(_too_many) => {
                    if let Some(peer) = room.peers.0.get(&id).filter(|_| here) {
                        live_metrics().resyncs.increment(1);
                        peer.line.send_lossy(&Event::Resync { room: room.id() }.encode());
                        room.leave(id);
                    }
                }
                Err(_away) => {
                    ctx.run_later(SOON, move |room, ctx| room.catch_up(id, came, position, ctx));
                }
            }
        }));
    }
}

/// A socket leaves.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave(pub ConnectionId);

impl Handler<Leave> for Room {
    type Result = ();

    fn handle(&mut self, leave: Leave, _: &mut Self::Context) {
        self.leave(leave.0);
    }
}
