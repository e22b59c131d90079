//! The door of the live wing: `GET /ws`. The only file that knows actix-web-actors. Signed in before the upgrade;
//! reads commands, hands each to the room or the desk, writes from a bounded mailbox.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix::prelude::*;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{self, CloseCode, CloseReason, WebsocketContext};
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, RoomId};
use crate::base::limits::Limiter;
use crate::config::limits;
use crate::people::sessions::SignedIn;
use crate::talk::live::{Command, Connected, Event, Farewell, Frame, Hub, Line};
use crate::talk::negotiations::{Desk, Move, MoveCommand};
use crate::talk::rooms::{self, Hint, Join, Lobby, Say, Utterance, error_frame};

/// The longest command that is read.
const COMMAND_LIMIT: usize = 64 * 1024;
/// A longer frame is answered with an error as long as it can be taken in at all; beyond this the socket closes.
const FRAME_LIMIT: usize = 256 * 1024;
const PING_EVERY: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(50);
/// Commands a socket may have under way.
const IN_FLIGHT: usize = 32;
const MAILBOX: usize = 512;

/// The connection beneath a socket, kept so that it can be cut from outside.
#[derive(Clone)]
pub struct Wire(Arc<socket2::Socket>);

/// To be called for each accepted connection: bounds how long unsent bytes may wait, and keeps a handle.
pub fn on_connect(connection: &dyn Any, extensions: &mut actix_web::dev::Extensions) {
    if let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() {
        let socket = socket2::SockRef::from(stream);
        let bounded = socket
            .set_tcp_user_timeout(Some(Duration::from_secs(20)))
            .and_then(|()| socket.set_tcp_nodelay(true));
        match bounded.and_then(|()| socket.try_clone()) {
            Ok(twin) => {
                extensions.insert(Wire(Arc::new(twin)));
            }
            Err(err) => tracing::debug!(error = %err, "a connection has no kill switch"),
        }
    }
}

/// What a socket works with.
#[derive(Clone)]
struct Parts {
    db: web::Data<Db>,
    hub: web::Data<Hub>,
    lobby: web::Data<Lobby>,
    desk: web::Data<Desk>,
    clock: web::Data<Clock>,
    limiter: web::Data<Limiter>,
}

/// `GET /ws`.
pub async fn open(
    req: HttpRequest,
    me: SignedIn,
    db: web::Data<Db>,
    hub: web::Data<Hub>,
    lobby: web::Data<Lobby>,
    desk: web::Data<Desk>,
    clock: web::Data<Clock>,
    limiter: web::Data<Limiter>,
    stream: web::Payload,
) -> AppResult<HttpResponse> {
    if !from_our_pages(&req) {
        return Err(AppError::forbidden("error-origin"));
    }
    let epoch = db.read(rooms::epoch).await?;
    let kill = req.conn_data::<Wire>().map(|wire| wire.0.clone());
    let connection = Connection {
        me,
        epoch,
        kill,
        line: None,
        rooms: Vec::new(),
        heard: Instant::now(),
        in_flight: 0,
        lane: VecDeque::new(),
        on_the_way: false,
        parts: Parts { db, hub, lobby, desk, clock, limiter },
    };
    ws::WsResponseBuilder::new(connection, &req, stream)
        .frame_size(FRAME_LIMIT)
        .start()
        .map_err(|err| AppError::conflict("error-upgrade").tap_log(&err))
}

trait TapLog {
    fn tap_log(self, err: &actix_web::Error) -> Self;
}

impl TapLog for AppError {
    fn tap_log(self, err: &actix_web::Error) -> Self {
        tracing::debug!(error = %err, "an upgrade was refused");
        self
    }
}

/// A browser names the page that opens a socket; only our own may (a client with a Bearer token is no browser).
fn from_our_pages(req: &HttpRequest) -> bool {
    if req.headers().contains_key(header::AUTHORIZATION) {
        return true;
    }
    let host = req.connection_info().host().to_owned();
    req.headers()
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
        .and_then(|origin| origin.split_once("://"))
        .is_some_and(|(_, origin)| origin == host)
}

struct Connection {
    me: SignedIn,
    epoch: Uuid,
    kill: Option<Arc<socket2::Socket>>,
    line: Option<Line>,
    rooms: Vec<RoomId>,
    heard: Instant,
    in_flight: usize,
    /// Entering, leaving and speaking, one after the other: what one person says keeps its order. (Futures of an actor
    /// do not: when one ends, the last takes its place and is polled before those in between.)
    lane: VecDeque<Step>,
    on_the_way: bool,
    parts: Parts,
}

/// Something on the lane, and what it is called when it goes wrong.
type Step = (Option<Uuid>, RoomId, LocalBoxFuture<'static, AppResult<()>>);

impl Actor for Connection {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        let joined = self.parts.hub.connect(
            self.me.id,
            self.me.session,
            ctx.address().recipient(),
            self.kill.clone(),
        );
        let Some(Connected { line, first }) = joined else {
            goodbye(ctx, Farewell::TooMany);
            return;
        };
        self.line = Some(line);
        if first {
            self.parts.lobby.presence(self.me.id, true);
            self.touch(ctx);
        }
        let welcome = Event::Welcome {
            user: self.me.id,
            epoch: self.epoch,
            at: self.parts.clock.now(),
            unread: self.me.unread,
        };
        ctx.text(welcome.encode());
        ctx.run_interval(PING_EVERY, |socket, ctx| {
            if socket.heard.elapsed() > SILENCE {
                ctx.stop();
            } else {
                ctx.ping(b"");
            }
        });
        // Being connected is being about: the person's mark is renewed while the socket lives.
        ctx.run_interval(Duration::from_secs(60), |socket, ctx| socket.touch(ctx));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        let Some(line) = &self.line else { return };
        for room in &self.rooms {
            self.parts.lobby.leave(*room, line.id);
        }
        if self.parts.hub.disconnect(self.me.id, line.id) {
            self.parts.lobby.presence(self.me.id, false);
        }
    }
}

fn goodbye(ctx: &mut WebsocketContext<Connection>, farewell: Farewell) {
    let (code, why) = match farewell {
        Farewell::SignedOut => (CloseCode::Other(4001), "signed out"),
        Farewell::Banned => (CloseCode::Other(4003), "suspended"),
        Farewell::TooSlow => (CloseCode::Other(4008), "too slow, reconnect"),
        Farewell::TooMany => (CloseCode::Other(4009), "too many sockets"),
        Farewell::Restart => (CloseCode::Restart, "restarting, reconnect"),
    };
    ctx.close(Some(CloseReason { code, description: Some(why.into()) }));
    ctx.stop();
}

impl Handler<Frame> for Connection {
    type Result = ();

    fn handle(&mut self, frame: Frame, ctx: &mut Self::Context) {
        match frame {
            Frame::Text(text) => ctx.text(text),
            Frame::Close(farewell) => goodbye(ctx, farewell),
        }
    }
}

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for Connection {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.heard = Instant::now();
        match message {
            Ok(ws::Message::Text(text)) if text.len() > COMMAND_LIMIT => {
                self.complain(None, None, "too_large", "error-socket-large", ctx);
            }
            Ok(ws::Message::Text(text)) => self.command(&text, ctx),
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => {
                ctx.close(reason);
                ctx.stop();
            }
            Ok(ws::Message::Binary(_)) => {
                self.complain(None, None, "unsupported", "error-socket-binary", ctx)
            }
            // Fragments are never joined: nothing we take is longer than a frame.
            Ok(ws::Message::Continuation(_)) => {
                ctx.close(Some(CloseReason {
                    code: CloseCode::Size,
                    description: Some("one frame, at most 64 KiB".into()),
                }));
                ctx.stop();
            }
            Err(ws::ProtocolError::Overflow) => {
                ctx.close(Some(CloseReason {
                    code: CloseCode::Size,
                    description: Some("at most 256 KiB".into()),
                }));
                ctx.stop();
            }
            Err(err) => {
                tracing::debug!(error = %err, "a frame breaks the protocol");
                ctx.close(Some(CloseReason { code: CloseCode::Protocol, description: None }));
                ctx.stop();
            }
        }
    }
}

impl Connection {
    fn complain(
        &self,
        id: Option<Uuid>,
        room: Option<RoomId>,
        code: &str,
        key: &'static str,
        ctx: &mut WebsocketContext<Self>,
    ) {
        let message = crate::base::i18n::t(crate::base::i18n::Lang::Id, key);
        ctx.text(Event::Error { id, room, code: code.to_owned(), message }.encode());
    }

    /// Renews the person's mark of being about.
    fn touch(&self, ctx: &mut WebsocketContext<Self>) {
        let (db, session, user, now) =
            (self.parts.db.clone(), self.me.session, self.me.id, self.parts.clock.now());
        let touching = async move {
            db.transaction(move |conn| {
                crate::people::sessions::touch_seen(conn, session, user, now)
            })
            .await
        };
        ctx.spawn(touching.into_actor(self).map(|done, _, _| {
            if let Err(err) = done {
                tracing::debug!(error = %err, "a mark of presence was not written");
            }
        }));
    }

    fn command(&mut self, text: &str, ctx: &mut WebsocketContext<Self>) {
        let who = self.me.id.to_string();
        if let Err(err) = self.parts.limiter.charge(limits::COMMAND, &who) {
            ctx.text(error_frame(id_in(text), None, &err));
            return;
        }
        let command = match crate::base::http::from_json::<Command>(text.as_bytes()) {
            Ok(command) => command,
            Err(err) => {
                tracing::debug!(error = %err, "a command is not understood");
                self.complain(id_in(text), None, "bad_command", "error-socket-command", ctx);
                return;
            }
        };
        if self.in_flight >= IN_FLIGHT && !matches!(command, Command::Ping | Command::Leave { .. })
        {
            ctx.text(error_frame(command.id(), None, &AppError::TooMany { retry_after: 1 }));
            return;
        }
        self.obey(command, ctx);
    }

    fn obey(&mut self, command: Command, ctx: &mut WebsocketContext<Self>) {
        let Some(line) = self.line.clone() else { return };
        let id = command.id();
        match command {
            Command::Ping => ctx.text(Event::Pong { at: self.parts.clock.now() }.encode()),
            Command::Join { room, since, epoch } => {
                if self.rooms.len() >= 100 && !self.rooms.contains(&room) {
                    ctx.text(error_frame(None, Some(room), &AppError::TooMany { retry_after: 1 }));
                    return;
                }
                if !self.rooms.contains(&room) {
                    self.rooms.push(room);
                }
                let (lobby, user) = (self.parts.lobby.clone(), self.me.id);
                let join = Join { user, line, since, epoch };
                self.in_turn(None, room, async move { lobby.join(room, join).await }, ctx);
            }
            Command::Leave { room } => {
                self.rooms.retain(|joined| *joined != room);
                let lobby = self.parts.lobby.clone();
                let leaving = async move {
                    lobby.leave(room, line.id);
                    Ok(())
                };
                self.in_turn(None, room, leaving, ctx);
            }
            Command::Send { room, id, text } => self.say(room, id, text, line, ctx),
            Command::Typing { room } if self.rooms.contains(&room) => {
                self.parts.lobby.hint(room, Hint::Typing(self.me.id, line.id));
            }
            Command::Typing { .. } => {}
            Command::Read { room, seq } => {
                let (db, lobby, user) =
                    (self.parts.db.clone(), self.parts.lobby.clone(), self.me.id);
                let reading = async move {
                    let (_, moved) =
                        db.transaction(move |conn| rooms::mark_read(conn, room, user, seq)).await?;
                    if let Some(seq) = moved {
                        lobby.hint(room, Hint::Read(user, seq));
                    }
                    Ok(())
                };
                self.under_way(None, room, reading, ctx);
            }
            Command::Offer { room, id: offer, amount, note, version } => {
                let command = MoveCommand {
                    id: offer.0,
                    seen: version,
                    step: Move::Offer { id: offer, amount },
                    note,
                };
                self.bargain(room, id, command, ctx);
            }
            Command::Accept { room, id: moved, offer, version } => {
                self.bargain(room, id, plain(moved, version, Move::Accept(offer)), ctx);
            }
            Command::Decline { room, id: moved, offer, version } => {
                self.bargain(room, id, plain(moved, version, Move::Decline(offer)), ctx);
            }
            Command::Withdraw { room, id: moved, offer, version } => {
                self.bargain(room, id, plain(moved, version, Move::Withdraw(offer)), ctx);
            }
        }
    }

    fn say(
        &mut self,
        room: RoomId,
        id: MessageId,
        text: String,
        line: Line,
        ctx: &mut WebsocketContext<Self>,
    ) {
        if let Err(err) = self.parts.limiter.charge(limits::MESSAGE, &self.me.id.to_string()) {
            ctx.text(error_frame(Some(id.0), Some(room), &err));
            return;
        }
        let said = Utterance { id, sender: self.me.id, session: self.me.session, text };
        let lobby = self.parts.lobby.clone();
        let say = Say { said, line: Some((line.id, line)), reply: None };
        self.in_turn(Some(id.0), room, async move { lobby.say(room, say).await }, ctx);
    }

    fn bargain(
        &mut self,
        room: RoomId,
        id: Option<Uuid>,
        command: MoveCommand,
        ctx: &mut WebsocketContext<Self>,
    ) {
        if let Err(err) = self.parts.limiter.charge(limits::MOVE, &self.me.id.to_string()) {
            ctx.text(error_frame(id, Some(room), &err));
            return;
        }
        let (desk, user, session) = (self.parts.desk.clone(), self.me.id, self.me.session);
        let (line, clock, said) = (self.line.clone(), self.parts.clock.clone(), command.id);
        let moving = async move {
            let moved = desk.make_move(user, session, room, command).await?;
            // The ack comes after the commit, also for a move that was made before: its client learns that it stands.
            if let Some(line) = line {
                line.send(
                    &Event::Ack { room, id: MessageId(said), seq: moved.seq, at: clock.now() }
                        .encode(),
                );
            }
            Ok(())
        };
        self.under_way(id, room, moving, ctx);
    }

    /// Runs a command after those before it.
    fn in_turn(
        &mut self,
        id: Option<Uuid>,
        room: RoomId,
        work: impl Future<Output = AppResult<()>> + 'static,
        ctx: &mut WebsocketContext<Self>,
    ) {
        self.in_flight += 1;
        self.lane.push_back((id, room, Box::pin(work)));
        self.go_on(ctx);
    }

    fn go_on(&mut self, ctx: &mut WebsocketContext<Self>) {
        if self.on_the_way {
            return;
        }
        let Some((id, room, work)) = self.lane.pop_front() else { return };
        self.on_the_way = true;
        ctx.spawn(work.into_actor(self).map(move |done, socket, ctx| {
            socket.on_the_way = false;
            socket.came_to(done, id, room, ctx);
            socket.go_on(ctx);
        }));
    }

    /// Runs a command beside the others; what goes wrong is told to this socket alone.
    fn under_way(
        &mut self,
        id: Option<Uuid>,
        room: RoomId,
        work: impl Future<Output = AppResult<()>> + 'static,
        ctx: &mut WebsocketContext<Self>,
    ) {
        self.in_flight += 1;
        ctx.spawn(
            work.into_actor(self).map(move |done, socket, ctx| socket.came_to(done, id, room, ctx)),
        );
    }

    fn came_to(
        &mut self,
        done: AppResult<()>,
        id: Option<Uuid>,
        room: RoomId,
        ctx: &mut WebsocketContext<Self>,
    ) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Err(err) = done {
            if matches!(err, AppError::Internal(_) | AppError::Unavailable(_)) {
                tracing::warn!(%room, error = %err, "a command failed");
            }
            ctx.text(error_frame(id, Some(room), &err));
        }
    }
}

/// The client's id in a text that is not taken as a command, so that it knows which one.
fn id_in(text: &str) -> Option<Uuid> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("id")?.as_str()?.parse().ok()
}

fn plain(id: Uuid, version: i32, step: Move) -> MoveCommand {
    MoveCommand { id, seen: Some(version), step, note: String::new() }
}
