//! Posting and deleting messages by forms, as browsers without scripts do. They call the same lobby and desk as the
//! socket.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::bargaining::negotiations::{Desk, FormMove, chat_command, make_by_form, refusal_flash};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, number};
use crate::base::ids::MessageId;
use crate::chat::rooms::{DeleteMessage, Lobby, PostMessage, parse_id};
use crate::web::{Page, SignedIn, Tone};

/// The form that posts a message.
#[derive(Debug, Deserialize)]
pub struct MessageForm {
    id: Option<MessageId>,
    #[serde(default)]
    text: String,
}

/// `POST /chat/{room}`.
pub async fn message_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
    form: UrlForm<MessageForm>,
) -> AppResult<HttpResponse> {
    let (room, MessageForm { id, text }) = (parse_id(&id)?, form.0);
    let id = id.unwrap_or_else(MessageId::fresh);
    let flash = match chat_command(&db, room, me.id, id.0, &text).await {
        Ok(Some(command)) => {
            return make_by_form(
                &page,
                &me,
                &desk,
                FormMove { room, command: Ok(command), back: None },
            )
            .await;
        }
        Ok(None) => {
            let (sender, session) = (me.id, me.session);
            let message = PostMessage { id, sender, session, text, photo: None, quote: None };
            lobby.post_and_wait(room, message).await.err()
        }
        Err(err) => Some(err),
    };
    let flash = flash.map(refusal_flash).transpose()?;
    Ok(page.go(&format!("/chat/{room}#akhir"), flash))
}

/// The form that deletes a message.
#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    id: Option<MessageId>,
    #[serde(default, deserialize_with = "number")]
    seq: Option<i64>,
}

/// `POST /chat/{room}/hapus`: deletes a message of the caller's own.
pub async fn delete_post(
    page: Page,
    me: SignedIn,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
    form: UrlForm<DeleteForm>,
) -> AppResult<HttpResponse> {
    let room = parse_id(&id)?;
    let id = form.0.id.unwrap_or_else(MessageId::fresh);
    let seq = form.0.seq.ok_or(AppError::NotFound)?;
    let request = DeleteMessage { id, room, user: me.id, session: me.session, seq };
    let flash = match lobby.delete(request).await {
        Ok(_) => None,
        // The page that it returns to shows the message that stays.
        Err(AppError::Forbidden(text)) => Some((Tone::Bad, text)),
        Err(err) => Some(refusal_flash(err)?),
    };
    Ok(page.go(&format!("/chat/{room}#akhir"), flash))
}
