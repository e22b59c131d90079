//! Coming in and leaving: subscribe first, then read, then merge.

use actix::prelude::*;
use uuid::Uuid;

use super::super::model::Room as RoomRow;
use super::super::store;
use super::bundle::{Bundle, missing};
use super::{MOST_MISSED, Peer, Room, error, give};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::UserId;
use crate::talk::live::{ConnectionId, Event, Line, NegotiationOut};
use crate::talk::negotiations;

/// A socket enters.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Join {
    /// Who.
    pub user: UserId,
    /// The way to them.
    pub line: Line,
    /// The last place they have.
    pub since: Option<i64>,
    /// Of which epoch.
    pub epoch: Option<Uuid>,
}

struct Snapshot {
    row: RoomRow,
    epoch: Uuid,
    missed: Option<Vec<Bundle>>,
    negotiation: Option<NegotiationOut>,
}

impl Handler<Join> for Room {
    type Result = ();

    fn handle(&mut self, join: Join, ctx: &mut Self::Context) {
        if self.row.side(join.user).is_none() {
            join.line.send(&error(None, Some(self.id()), &AppError::NotFound));
            return;
        }
        // Subscribe first, then read, then merge: nothing said in between is missed or doubled.
        self.came += 1;
        let (id, came) = (join.line.id, self.came);
        let catching_up = Some(Vec::new());
        self.peers
            .insert(id, Peer { user: join.user, line: join.line, came, position: 0, catching_up });
        let (db, room, since, theirs) = (self.parts.db.clone(), self.id(), join.since, join.epoch);
        let reading = async move {
            db.read(move |conn| {
                let row = store::by_id(conn, room)?.ok_or(AppError::NotFound)?;
                let epoch = store::epoch(conn)?;
                let since = since.unwrap_or(row.last_seq);
                let trusted = theirs.is_none_or(|theirs| theirs == epoch)
                    && (0..=row.last_seq).contains(&since);
                let missed = (trusted && row.last_seq - since <= MOST_MISSED)
                    .then(|| missing(conn, room, since, MOST_MISSED + 1))
                    .transpose()?
                    // More was said meanwhile than is read: what follows would not join on.
                    .filter(|missed| i64::try_from(missed.len()).is_ok_and(|n| n <= MOST_MISSED));
                Ok(Snapshot {
                    negotiation: negotiations::snapshot(conn, room)?,
                    row,
                    epoch,
                    missed,
                })
            })
            .await
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
        let (room, present, now) = (self.id(), self.present(), self.parts.clock.now());
        let Some(peer) = self.peers.get_mut(&id).filter(|peer| peer.came == came) else { return };
        let later = peer.catching_up.take().unwrap_or_default();
        let snapshot = match read {
            Ok(snapshot) => snapshot,
            Err(err) => {
                peer.line.send(&error(None, Some(room), &err));
                self.leave(id);
                return;
            }
        };
        let Some(missed) = snapshot.missed else {
            peer.line.send(&Event::Resync { room }.encode());
            self.leave(id);
            return;
        };
        let last = missed.last().map_or(snapshot.row.last_seq, |bundle| bundle.seq);
        let side = snapshot.row.side(peer.user);
        let joined = Event::Joined {
            room,
            epoch: snapshot.epoch,
            seq: last,
            resumed: since.is_some(),
            present,
            negotiation: snapshot.negotiation,
            read: side.map_or(0, |side| snapshot.row.read(side.other())),
            at: now,
        };
        peer.position = since.unwrap_or(last);
        let alive = peer.line.send(&joined.encode())
            && missed.iter().chain(&later).all(|bundle| give(peer, bundle));
        if !alive {
            self.leave(id);
        }
        // Others here may not have heard of all of it yet: the announcement is late or was lost.
        self.committed = self.committed.max(last);
        self.fill(ctx);
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
