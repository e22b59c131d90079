//! Opening a socket: limits on the TCP connection, and who may upgrade it. A person signs in before the upgrade.

use std::any::Any;
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};

use super::connection::{self, Opening};
use super::context::SocketContext;
use crate::base::error::{AppError, AppResult};
use crate::base::http::bearer_token;
use crate::base::i18n::Lang;
use crate::chat::live::SocketCutter;
use crate::chat::rooms;
use crate::web::{Origin, SignedIn, origin};

/// How long unsent bytes may wait before the kernel ends the connection.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// Must be called for each accepted connection: limits how long unsent bytes may wait, and stores the means to cut it.
pub fn on_connect(connection: &dyn Any, extensions: &mut actix_web::dev::Extensions) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    let socket = socket2::SockRef::from(stream);
    let limited =
        socket.set_tcp_user_timeout(Some(SEND_TIMEOUT)).and_then(|()| socket.set_tcp_nodelay(true));
    if let Err(err) = limited {
        tracing::debug!(error = %err, "a connection has no send timeout");
    }
    if let Some(cutter) = SocketCutter::of(stream) {
        extensions.insert(cutter);
    }
}

/// `GET /ws`.
///
/// # Errors
/// 403 when the page that opens the socket is of another origin; 409 when the request is no valid upgrade.
pub async fn open(
    req: HttpRequest,
    me: SignedIn,
    lang: Lang,
    context: web::Data<SocketContext>,
    stream: web::Payload,
) -> AppResult<HttpResponse> {
    // A client with a Bearer token is no browser; a browser names the origin of the page that opens a socket.
    if bearer_token(req.headers()).is_none() && origin(&req) != Origin::Own {
        return Err(AppError::forbidden("error-origin"));
    }
    let epoch = context.db.read(rooms::epoch).await?;
    let opening = Opening {
        user: me.id,
        session: me.session,
        lang,
        unread: me.unread,
        epoch,
        cutter: req.conn_data::<SocketCutter>().copied(),
        context,
    };
    connection::start(opening, &req, stream).map_err(|err| {
        tracing::debug!(error = %err, "an upgrade was refused");
        AppError::conflict("error-upgrade")
    })
}
