//! The session actor of one socket; the only file that knows actix-web-actors. It passes commands to the
//! [`CommandHandler`], runs their steps queue by queue, and writes frames from a bounded mailbox. The actor's task runs only
//! while its client reads, so nothing here is a timer: `Hub::check_connections` checks sockets from outside.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use actix::prelude::*;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{self, CloseCode, CloseReason, WebsocketContext};
use uuid::Uuid;

use super::command_handler::CommandHandler;
use super::context::SocketContext;
use super::frames::SizeLimitedFrames;
use super::steps::{Queue, Response, Step, StepQueues};
use crate::base::error::AppError;
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};
use crate::chat::live::{ConnectionStats, Disconnect, Event, Frame, SocketCutter};

/// Bytes of the longest frame that is read.
const MAX_FRAME_BYTES: u32 = 64 * 1024;
/// Frames that may wait to be written.
const MAILBOX: usize = 256;

/// Who opens a socket, and what its first frame tells them.
pub(super) struct Opening {
    pub user: UserId,
    pub session: SessionId,
    pub lang: Lang,
    /// Unread messages in all rooms.
    pub unread: i64,
    /// The epoch of sequence numbers.
    pub epoch: Uuid,
    pub cutter: Option<SocketCutter>,
    pub context: web::Data<SocketContext>,
}

/// Starts the actor of a socket, and answers the upgrade.
pub(super) fn start(
    opening: Opening,
    req: &HttpRequest,
    stream: web::Payload,
) -> Result<HttpResponse, actix_web::Error> {
    let (frames, too_long) = SizeLimitedFrames::new(stream, u64::from(MAX_FRAME_BYTES));
    let connection = Connection { too_long, state: SocketState::Opening(Box::new(opening)) };
    ws::WsResponseBuilder::new(connection, req, frames)
        .frame_size(usize::try_from(MAX_FRAME_BYTES).unwrap_or(usize::MAX))
        .start()
}

struct Connection {
    /// Set when the client announced a frame longer than [`MAX_FRAME_BYTES`].
    too_long: Rc<Cell<bool>>,
    state: SocketState,
}

enum SocketState {
    Opening(Box<Opening>),
    Open(Box<OpenSocket>),
    Closed,
}

struct OpenSocket {
    handler: CommandHandler,
    stats: Arc<ConnectionStats>,
    queues: StepQueues,
}

impl Actor for Connection {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        let SocketState::Opening(opening) = std::mem::replace(&mut self.state, SocketState::Closed)
        else {
            return;
        };
        let Opening { user, session, lang, unread, epoch, cutter, context } = *opening;
        let recipient = ctx.address().recipient();
        let Some(connection) = context.hub.connect(user, session, recipient, cutter, lang) else {
            disconnect(ctx, Disconnect::TooMany);
            return;
        };
        let welcome = Event::Welcome { user, epoch, at: context.clock.now(), unread };
        ctx.text(welcome.encode());
        let stats = connection.stats();
        let handler = CommandHandler::new(user, session, lang, connection, context);
        self.state = SocketState::Open(Box::new(OpenSocket {
            handler,
            stats,
            queues: StepQueues::default(),
        }));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        if let SocketState::Open(open) = &self.state {
            open.handler.disconnect();
        }
    }
}

/// Sends the close frame of a reason and stops the actor.
fn disconnect(ctx: &mut WebsocketContext<Connection>, reason: Disconnect) {
    let (code, description) = match reason {
        Disconnect::SignedOut => (CloseCode::Other(4001), "signed out".to_owned()),
        Disconnect::Banned => (CloseCode::Other(4003), "suspended".to_owned()),
        Disconnect::TooSlow => (CloseCode::Other(4008), "too slow, reconnect".to_owned()),
        Disconnect::TooMany => (CloseCode::Other(4009), "too many sockets".to_owned()),
        Disconnect::Restart(after) => (CloseCode::Restart, format!("reconnect after {after} ms")),
    };
    close(ctx, code, &description);
}

fn close(ctx: &mut WebsocketContext<Connection>, code: CloseCode, description: &str) {
    ctx.close(Some(CloseReason { code, description: Some(description.into()) }));
    ctx.stop();
}

impl Handler<Frame> for Connection {
    type Result = ();

    fn handle(&mut self, frame: Frame, ctx: &mut Self::Context) {
        if let SocketState::Open(open) = &self.state {
            open.stats.note_dequeued(&frame);
        }
        match frame {
            Frame::Text(text) => ctx.text(text),
            Frame::Texts(texts, _) => texts.iter().for_each(|text| ctx.text(text.clone())),
            Frame::Ping => ctx.ping(b""),
            Frame::Close(reason) => disconnect(ctx, reason),
        }
    }
}

impl StreamHandler<Result<ws::Message, ws::ProtocolError>> for Connection {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        let SocketState::Open(open) = &mut self.state else { return };
        open.stats.note_received();
        match message {
            Ok(ws::Message::Text(text)) => {
                let messages_idle = open.queues.get(Queue::Messages).is_idle();
                match open.handler.handle(&text, messages_idle) {
                    Response::Nothing => {}
                    Response::Reply(reply) => ctx.text(reply),
                    Response::Enqueue(queue, step) => {
                        open.queues.get(queue).push(step);
                        self.run_next(queue, ctx);
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
                let error =
                    open.handler.catalogue_error(None, "unsupported", "error-socket-binary");
                ctx.text(error);
            }
            // Fragments are never joined: no command is longer than a frame.
            Ok(ws::Message::Continuation(_)) | Err(ws::ProtocolError::Overflow) => {
                close(ctx, CloseCode::Size, "one frame, at most 64 KiB");
            }
            Err(err) => self.close_after(&err, ctx),
        }
    }
}

impl Connection {
    fn close_after(&self, err: &ws::ProtocolError, ctx: &mut WebsocketContext<Self>) {
        match err {
            _ if self.too_long.get() => close(ctx, CloseCode::Size, "one frame, at most 64 KiB"),
            // The library reports a text that is not UTF-8 as this.
            ws::ProtocolError::Io(err) if err.kind() == std::io::ErrorKind::Other => {
                tracing::debug!(error = %err, "a frame is not UTF-8");
                close(ctx, CloseCode::Invalid, "not UTF-8");
            }
            err => {
                tracing::debug!(error = %err, "a frame breaks the protocol");
                close(ctx, CloseCode::Protocol, "protocol error");
            }
        }
    }

    /// Runs the next step of a queue unless one runs; its error is sent to this socket alone.
    fn run_next(&mut self, queue: Queue, ctx: &mut WebsocketContext<Self>) {
        let SocketState::Open(open) = &mut self.state else { return };
        let Some(Step { id, room, work }) = open.queues.get(queue).start_next() else { return };
        ctx.spawn(work.into_actor(self).map(move |done, connection, ctx| {
            let SocketState::Open(open) = &mut connection.state else { return };
            open.queues.get(queue).finish();
            if let Err(err) = done {
                if matches!(err, AppError::Internal(_) | AppError::Unavailable(_)) {
                    tracing::warn!(%room, error = %err, "a command failed");
                }
                ctx.text(open.handler.error(id, Some(room), &err));
            }
            connection.run_next(queue, ctx);
        }));
    }
}
