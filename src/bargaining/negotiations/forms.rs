//! Talking and bargaining by forms, as browsers without scripts do. Each ends at the same lobby and desk as the socket.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::desk::Desk;
use super::machine::Move;
use super::model::MoveCommand;
use super::pages::room_id;
use super::worded::worded;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Posted, number};
use crate::base::ids::{MessageId, OfferId, RoomId};
use crate::base::money;
use crate::chat::rooms::{Lobby, PostMessage};
use crate::web::{Page, SignedIn, Tone};

/// Something to say.
#[derive(Debug, Deserialize)]
pub struct SayForm {
    id: Option<MessageId>,
    #[serde(default)]
    text: String,
}

/// `POST /chat/{room}`.
pub async fn say_post(
    page: Page,
    me: SignedIn,
    db: web::Data<Db>,
    desk: web::Data<Desk>,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
    form: Posted<SayForm>,
) -> AppResult<HttpResponse> {
    let id = room_id(&id)?;
    let fresh = form.0.id.unwrap_or_else(MessageId::fresh);
    match worded(&db, (id, me.id), fresh.0, &form.0.text).await {
        Ok(None) => {}
        Ok(Some(command)) => return make(&page, &me, &desk, id, (command, None)).await,
        Err(err @ AppError::Conflict { .. }) => {
            return Ok(page.go(&format!("/chat/{id}#akhir"), Some((Tone::Bad, err.text()))));
        }
        Err(err) => return Err(err),
    }
    let said = PostMessage {
        id: fresh,
        sender: me.id,
        session: me.session,
        photo: None,
        quote: None,
        text: form.0.text,
    };
    let flash = match lobby.say_and_wait(id, said).await {
        Ok(_) => None,
        Err(err @ (AppError::Invalid(_) | AppError::TooMany { .. } | AppError::Unavailable(_))) => {
            Some((Tone::Bad, err.text()))
        }
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/chat/{id}#akhir"), flash))
}

/// Which message.
#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    id: Option<MessageId>,
    #[serde(default, deserialize_with = "number")]
    seq: Option<i64>,
}

/// `POST /chat/{room}/hapus`: takes one's own message back.
pub async fn delete_post(
    page: Page,
    me: SignedIn,
    lobby: web::Data<Lobby>,
    id: web::Path<String>,
    form: Posted<DeleteForm>,
) -> AppResult<HttpResponse> {
    let id = room_id(&id)?;
    let command = form.0.id.unwrap_or_else(MessageId::fresh);
    let seq = form.0.seq.ok_or(AppError::NotFound)?;
    let flash = match lobby.delete(id, (me.id, me.session), command, seq).await {
        Ok(_) => None,
        Err(err @ (AppError::Conflict { .. } | AppError::Forbidden(_))) => {
            Some((Tone::Bad, err.text()))
        }
        Err(err) => return Err(err),
    };
    Ok(page.go(&format!("/chat/{id}#akhir"), flash))
}

/// A price.
#[derive(Debug, Deserialize)]
pub struct OfferForm {
    id: Option<OfferId>,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    note: String,
    #[serde(default, deserialize_with = "number")]
    version: Option<i32>,
}

impl OfferForm {
    pub(super) fn command(&self) -> MoveCommand {
        // What is no amount is out of range, and the machine says so.
        let amount = money::parse(&self.amount).unwrap_or(-1);
        let id = self.id.unwrap_or_else(OfferId::fresh);
        MoveCommand::offer(id, self.version, amount, self.note.clone())
    }
}

/// Makes a move and shows the room, with a word when it was refused.
pub(super) async fn make(
    page: &Page,
    me: &SignedIn,
    desk: &Desk,
    room: RoomId,
    (command, back): (MoveCommand, Option<&str>),
) -> AppResult<HttpResponse> {
    let flash = match desk.make_move(me.id, me.session, room, command).await {
        Ok(_) => None,
        Err(
            err @ (AppError::Conflict { .. }
            | AppError::Invalid(_)
            | AppError::TooMany { .. }
            | AppError::Unavailable(_)),
        ) => Some((Tone::Bad, err.text())),
        Err(err) => return Err(err),
    };
    match back {
        Some(back) => Ok(page.go(back, flash)),
        None => Ok(page.go(&format!("/chat/{room}#akhir"), flash)),
    }
}

/// `POST /chat/{room}/tawar`.
pub async fn move_offer(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<OfferForm>,
) -> AppResult<HttpResponse> {
    make(&page, &me, &desk, room_id(&id)?, (form.0.command(), None)).await
}

/// A word about an offer.
#[derive(Debug, Deserialize)]
pub struct MoveForm {
    id: Option<Uuid>,
    offer: OfferId,
    #[serde(default, deserialize_with = "number")]
    version: Option<i32>,
    /// Why, or what more is wished for.
    #[serde(default)]
    note: String,
    /// From the bargaining table, and back there.
    #[serde(default)]
    meja: String,
}

impl MoveForm {
    fn back(&self) -> Option<&'static str> {
        (!self.meja.is_empty()).then_some("/chat/meja")
    }

    fn command(&self, step: Move) -> MoveCommand {
        let id = self.id.unwrap_or_else(Uuid::now_v7);
        MoveCommand { note: self.note.clone(), ..MoveCommand::plain(id, self.version, step) }
    }
}

/// `POST /chat/{room}/terima`.
pub async fn move_accept(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    let moved = (form.0.command(Move::Accept(form.0.offer)), form.0.back());
    make(&page, &me, &desk, room_id(&id)?, moved).await
}

/// `POST /chat/{room}/tolak`.
pub async fn move_decline(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    let moved = (form.0.command(Move::Decline(form.0.offer)), form.0.back());
    make(&page, &me, &desk, room_id(&id)?, moved).await
}

/// `POST /chat/{room}/tambah`: asks the other one to better theirs.
pub async fn move_ask(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    let moved = (form.0.command(Move::AskMore(form.0.offer)), form.0.back());
    make(&page, &me, &desk, room_id(&id)?, moved).await
}

/// `POST /chat/{room}/batal`.
pub async fn move_withdraw(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: Posted<MoveForm>,
) -> AppResult<HttpResponse> {
    let moved = (form.0.command(Move::Withdraw(form.0.offer)), form.0.back());
    make(&page, &me, &desk, room_id(&id)?, moved).await
}
