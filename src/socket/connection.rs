//! The door of the live wing: `GET /ws`. The only file that knows actix-web-actors. Signed in before the upgrade; hands
//! commands on, runs their steps in lanes, writes from a bounded mailbox. A socket's task runs only while its client
//! reads, so nothing here is a timer: `Hub::watch` looks after sockets from outside.

use std::any::Any;
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{self, CloseCode, CloseReason, WebsocketContext};
use uuid::Uuid;

use super::commands::{CommandHandler, Next, Parts, Queue, Step};
use super::frames::Judged;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::chat::live::{Disconnect, Event, Frame, Shared, SocketCutter};
use crate::chat::rooms;
use crate::web::SignedIn;

/// The longest frame that is read.
const FRAME_LIMIT: u32 = 64 * 1024;
const MAILBOX: usize = 256;

/// To be called for each accepted connection: bounds how long unsent bytes may wait, and notes how to cut it.
pub fn on_connect(connection: &dyn Any, extensions: &mut actix_web::dev::Extensions) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    let socket = socket2::SockRef::from(stream);
    let bounded = socket
        .set_tcp_user_timeout(Some(Duration::from_secs(20)))
        .and_then(|()| socket.set_tcp_nodelay(true));
    if let Err(err) = bounded {
        tracing::debug!(error = %err, "a connection has no time limit");
    }
    if let Some(kill) = SocketCutter::of(stream) {
        extensions.insert(kill);
    }
}

/// `GET /ws`.
pub async fn open(
    req: HttpRequest,
    me: SignedIn,
    lang: Lang,
    parts: web::Data<Parts>,
    stream: web::Payload,
) -> AppResult<HttpResponse> {
    if !from_our_pages(&req) {
        return Err(AppError::forbidden("error-origin"));
    }
    let epoch = parts.db.read(rooms::epoch).await?;
    let guest = Guest { user: me.id, session: me.session, lang, unread: me.unread, epoch };
    let kill = req.conn_data::<SocketCutter>().copied();
    let (judged, too_long) = Judged::new(stream, u64::from(FRAME_LIMIT));
    let connection = Connection { too_long, state: State::Coming(Box::new((guest, kill, parts))) };
    ws::WsResponseBuilder::new(connection, &req, judged)
        .frame_size(usize::try_from(FRAME_LIMIT).unwrap_or(usize::MAX))
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

/// Who comes in.
struct Guest {
    user: UserId,
    session: SessionId,
    lang: Lang,
    unread: i64,
    epoch: Uuid,
}

struct Connection {
    /// The client announced a frame longer than we take.
    too_long: Rc<Cell<bool>>,
    state: State,
}

enum State {
    Coming(Box<(Guest, Option<SocketCutter>, web::Data<Parts>)>),
    Here(Box<Here>),
    Gone,
}

struct Here {
    speaker: CommandHandler,
    shared: Arc<Shared>,
    lanes: [Backlog; 3],
}

/// Steps that wait for the one before them. (Futures of an actor do not keep an order by themselves: when one ends, the
/// last takes its place and is polled before those in between.)
#[derive(Default)]
struct Backlog {
    waiting: VecDeque<Step>,
    busy: bool,
}

impl Here {
    fn lane(&mut self, lane: Queue) -> &mut Backlog {
        let [talk, table, marks] = &mut self.lanes;
        match lane {
            Queue::Talk => talk,
            Queue::Table => table,
            Queue::Marks => marks,
        }
    }
}

impl Actor for Connection {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        let State::Coming(coming) = std::mem::replace(&mut self.state, State::Gone) else { return };
        let (guest, kill, parts) = *coming;
        let to = ctx.address().recipient();
        let Some(line) = parts.hub.connect(guest.user, guest.session, to, kill, guest.lang) else {
            goodbye(ctx, Disconnect::TooMany);
            return;
        };
        let welcome = Event::Welcome {
            user: guest.user,
            epoch: guest.epoch,
            at: parts.clock.now(),
            unread: guest.unread,
        };
        ctx.text(welcome.encode());
        let shared = line.shared();
        let speaker = CommandHandler::new(guest.user, guest.session, guest.lang, line, parts);
        self.state = State::Here(Box::new(Here { speaker, shared, lanes: Default::default() }));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        if let State::Here(here) = &self.state {
            here.speaker.go();
        }
    }
}

/// Says why and ends.
fn goodbye(ctx: &mut WebsocketContext<Connection>, farewell: Disconnect) {
    let (code, why) = match farewell {
        Disconnect::SignedOut => (CloseCode::Other(4001), "signed out".to_owned()),
        Disconnect::Banned => (CloseCode::Other(4003), "suspended".to_owned()),
        Disconnect::TooSlow => (CloseCode::Other(4008), "too slow, reconnect".to_owned()),
        Disconnect::TooMany => (CloseCode::Other(4009), "too many sockets".to_owned()),
        Disconnect::Restart(after) => (CloseCode::Restart, format!("reconnect after {after} ms")),
    };
    close(ctx, code, &why);
}

fn close(ctx: &mut WebsocketContext<Connection>, code: CloseCode, why: &str) {
    ctx.close(Some(CloseReason { code, description: Some(why.into()) }));
    ctx.stop();
}

impl Handler<Frame> for Connection {
    type Result = ();

    fn handle(&mut self, frame: Frame, ctx: &mut Self::Context) {
        if let State::Here(here) = &self.state {
            here.shared.note_taken(&frame);
        }
        match frame {
            Frame::Text(text) => ctx.text(text),
            Frame::Texts(texts, _) => texts.iter().for_each(|text| ctx.text(text.clone())),
            Frame::Ping => ctx.ping(b""),
            Frame::Close(farewell) => goodbye(ctx, farewell),
        }
    }
}

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for Connection {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        let State::Here(here) = &mut self.state else { return };
        here.shared.note_heard();
        match message {
            Ok(ws::Message::Text(text)) => {
                let talk = here.lane(Queue::Talk);
                let free = !talk.busy && talk.waiting.is_empty();
                match here.speaker.hear(&text, free) {
                    Next::Done => {}
                    Next::Answer(answer) => ctx.text(answer),
                    Next::Run(lane, step) => {
                        here.lane(lane).waiting.push_back(step);
                        self.go_on(lane, ctx);
                    }
                }
            }
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            Ok(ws::Message::Close(reason)) => {
                ctx.close(reason);
                ctx.stop();
            }
            Ok(ws::Message::Binary(_)) => {
                ctx.text(here.speaker.complaint(None, "unsupported", "error-socket-binary"));
            }
            // Fragments are never joined: nothing we take is longer than a frame.
            Ok(ws::Message::Continuation(_)) | Err(ws::ProtocolError::Overflow) => {
                close(ctx, CloseCode::Size, "one frame, at most 64 KiB");
            }
            Err(_) if self.too_long.get() => {
                close(ctx, CloseCode::Size, "one frame, at most 64 KiB");
            }
            // This is how a text that is not UTF-8 arrives.
            Err(ws::ProtocolError::Io(err)) if err.kind() == std::io::ErrorKind::Other => {
                tracing::debug!(error = %err, "a frame is not text");
                close(ctx, CloseCode::Invalid, "not UTF-8");
            }
            Err(err) => {
                tracing::debug!(error = %err, "a frame breaks the protocol");
                close(ctx, CloseCode::Protocol, "protocol error");
            }
        }
    }
}

impl Connection {
    /// Runs the next step of a lane; what goes wrong is told to this socket alone.
    fn go_on(&mut self, lane: Queue, ctx: &mut WebsocketContext<Self>) {
        let State::Here(here) = &mut self.state else { return };
        let queue = here.lane(lane);
        if queue.busy {
            return;
        }
        let Some(Step { id, room, work }) = queue.waiting.pop_front() else { return };
        queue.busy = true;
        ctx.spawn(work.into_actor(self).map(move |done, socket, ctx| {
            let State::Here(here) = &mut socket.state else { return };
            here.lane(lane).busy = false;
            if let Err(err) = done {
                if matches!(err, AppError::Internal(_) | AppError::Unavailable(_)) {
                    tracing::warn!(%room, error = %err, "a command failed");
                }
                ctx.text(here.speaker.refusal(id, Some(room), &err));
            }
            socket.go_on(lane, ctx);
        }));
    }
}
