//! Joining and leaving: a socket is subscribed first, then what it missed is read, then both are merged, so that nothing
//! committed in between is missed or sent twice.

use actix::prelude::*;
use uuid::Uuid;

use super::snapshot::{Position, Snapshot, snapshot};
use super::subscribers::{JoinNumber, Subscriber};
use super::{MAX_MISSED, RETRY_DELAY, RoomActor, error};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::UserId;
use crate::chat::live::{
    ConnectionHandle, ConnectionId, Event, Frame, Publication, SendOutcome, live_metrics,
};

/// A socket joins the room.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub struct Join {
    pub user: UserId,
    /// Receives the events of the room.
    pub connection: ConnectionHandle,
    /// The sequence number of the last message that the client has; `None` starts at the newest.
    pub since: Option<i64>,
    /// The epoch of `since`.
    pub epoch: Option<Uuid>,
}

/// A join whose snapshot is being read.
struct PendingJoin {
    id: ConnectionId,
    number: JoinNumber,
    since: Option<i64>,
}

impl Handler<Join> for RoomActor {
    type Result = ();

    fn handle(&mut self, join: Join, ctx: &mut Self::Context) {
        let Join { user, connection, since, epoch } = join;
        if self.row.side(user).is_none() {
            let refused = error(None, Some(self.id()), &AppError::NotFound, connection.lang());
            connection.send_lossy(&refused);
            return;
        }
        self.joins += 1;
        let (id, number) = (connection.id, self.joins);
        self.subscribers.0.insert(id, Subscriber::new(user, connection, number));
        let (db, encryption, room) =
            (self.context.db.clone(), self.context.encryption.clone(), self.id());
        let (hooks, position) = (self.context.hooks, Position { since, epoch });
        let pending = PendingJoin { id, number, since };
        let reading = async move {
            db.read(move |conn| snapshot(conn, &encryption, hooks, room, position)).await
        };
        ctx.spawn(
            reading
                .into_actor(self)
                .map(move |read, room, ctx| room.finish_join(pending, read, ctx)),
        );
    }
}

impl RoomActor {
    /// Sends a joining socket the state of the room, what it missed and what was committed meanwhile; a socket that cannot
    /// resume has to load the room again and is unsubscribed.
    fn finish_join(
        &mut self,
        pending: PendingJoin,
        read: AppResult<Snapshot>,
        ctx: &mut Context<Self>,
    ) {
        let PendingJoin { id, number, since } = pending;
        let (room, now) = (self.id(), self.context.clock.now());
        let Some(subscriber) = self.subscribers.joined(id, number) else { return };
        let lang = subscriber.connection.lang();
        let refusal = match read {
            Ok(snapshot @ Snapshot { missed: Some(_), .. }) => {
                let (row, last) = (&snapshot.row, snapshot.last());
                let present = [row.buyer_id, row.seller_id]
                    .into_iter()
                    .filter(|user| {
                        snapshot.online.contains(user) || self.context.hub.is_online(*user)
                    })
                    .collect();
                let joined = snapshot.joined(subscriber.user, since.is_some(), present, now);
                let missed = snapshot.missed.unwrap_or_default();
                subscriber.position = since.unwrap_or(last);
                let sent = subscriber.connection.send(Frame::Text(joined.encode()));
                if sent == SendOutcome::Queued {
                    self.merge(id, missed);
                    // The other subscribers may not have all of it: the announcement is late or was lost.
                    self.sequencer.note_committed(last);
                    self.fill(ctx);
                    self.check_lagging(ctx);
                    return;
                }
                error(None, Some(room), &AppError::TooMany { retry_after: 1 }, lang)
            }
            Ok(Snapshot { missed: None, .. }) => {
                live_metrics().resyncs.increment(1);
                Event::Resync { room }.encode()
            }
            Err(err) => error(None, Some(room), &err, lang),
        };
        subscriber.connection.send_lossy(&refusal);
        self.leave(id);
    }

    /// Sends what a socket missed, then what was committed while that was read.
    fn merge(&mut self, id: ConnectionId, missed: Vec<Publication>) {
        let Some(subscriber) = self.subscribers.0.get_mut(&id) else { return };
        let later = subscriber.catching_up.take().unwrap_or_default();
        if !subscriber.send_new(&missed, true) || !subscriber.send_new(&later, false) {
            self.leave(id);
        }
    }

    /// Reads what a socket that lagged missed, and sends it.
    pub(super) fn catch_up(
        &mut self,
        id: ConnectionId,
        number: JoinNumber,
        position: i64,
        ctx: &mut Context<Self>,
    ) {
        let (reader, room) = (self.context.reader.clone(), self.id());
        let reading = async move { reader.missing((room, position), MAX_MISSED + 1).await };
        ctx.spawn(reading.into_actor(self).map(move |read, room, ctx| match read {
            Ok(missed) if i64::try_from(missed.len()).is_ok_and(|n| n <= MAX_MISSED) => {
                if room.subscribers.joined(id, number).is_some() {
                    room.merge(id, missed);
                    room.check_lagging(ctx);
                }
            }
            Ok(_too_many) => {
                let resync = Event::Resync { room: room.id() }.encode();
                if let Some(subscriber) = room.subscribers.joined(id, number) {
                    live_metrics().resyncs.increment(1);
                    subscriber.connection.send_lossy(&resync);
                    room.leave(id);
                }
            }
            Err(_unavailable) => {
                ctx.run_later(RETRY_DELAY, move |room, ctx| {
                    room.catch_up(id, number, position, ctx);
                });
            }
        }));
    }
}

/// A socket leaves the room.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave(pub ConnectionId);

impl Handler<Leave> for RoomActor {
    type Result = ();

    fn handle(&mut self, leave: Leave, _: &mut Self::Context) {
        self.leave(leave.0);
    }
}
