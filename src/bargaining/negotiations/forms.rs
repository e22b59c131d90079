//! Bargaining by forms, as browsers without scripts do. They end at the same desk as the socket.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use uuid::Uuid;

use super::desk::Desk;
use super::machine::Move;
use super::model::MoveCommand;
use super::refusals::refusal_flash;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{UrlForm, number};
use crate::base::ids::{OfferId, RoomId, words};
use crate::base::money;
use crate::chat::rooms::parse_id;
use crate::market::terms::Delivery;
use crate::web::{Page, SignedIn};

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
    /// Set to send a counter-offer that is worse for its maker.
    #[serde(default)]
    confirm: bool,
    #[serde(default)]
    method: Option<Delivery>,
}

impl OfferForm {
    pub(super) fn command(&self) -> AppResult<MoveCommand> {
        let amount = money::parse(&self.amount).map_err(|err| err.of_field("amount"))?;
        let id = self.id.unwrap_or_else(OfferId::fresh);
        let offer = MoveCommand::offer(id, self.version, amount, self.note.clone());
        Ok(MoveCommand { confirmed: self.confirm, method: self.method, ..offer })
    }
}

/// A move from a form, and the page that it returns to.
pub struct FormMove<'a> {
    /// Where the move is made.
    pub room: RoomId,
    /// The move, or why the form is none.
    pub command: AppResult<MoveCommand>,
    /// The page to return to; the room's without one.
    pub back: Option<&'a str>,
}

/// Makes a move and goes back to a page, with a message when it was refused.
///
/// # Errors
/// What has a page of its own.
pub async fn make_by_form(
    page: &Page,
    me: &SignedIn,
    desk: &Desk,
    wanted: FormMove<'_>,
) -> AppResult<HttpResponse> {
    let FormMove { room, command, back } = wanted;
    let made = match command {
        Ok(command) => desk.make_move(me.id, me.session, room, command).await,
        Err(err) => Err(err),
    };
    let flash = match made {
        Ok(_) => None,
        Err(err) => Some(refusal_flash(err)?),
    };
    match back {
        Some(back) => Ok(page.go(back, flash)),
        None => Ok(page.go(&format!("/chat/{room}#akhir"), flash)),
    }
}

/// `POST /chat/{room}/tawar`.
pub async fn offer_form(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    id: web::Path<String>,
    form: UrlForm<OfferForm>,
) -> AppResult<HttpResponse> {
    let wanted = FormMove { room: parse_id(&id)?, command: form.0.command(), back: None };
    make_by_form(&page, &me, &desk, wanted).await
}

words! {
    /// What a form does about an offer: the last word of its address.
    AnswerPath {
        /// Accept it.
        Accept = "terima",
        /// Decline it.
        Decline = "tolak",
        /// Ask its maker to better it.
        AskMore = "tambah",
        /// Withdraw an offer of one's own.
        Withdraw = "batal",
    }
}

impl AnswerPath {
    fn step(self, offer: OfferId) -> Move {
        match self {
            Self::Accept => Move::Accept(offer),
            Self::Decline => Move::Decline(offer),
            Self::AskMore => Move::AskMore(offer),
            Self::Withdraw => Move::Withdraw(offer),
        }
    }
}

/// A move about an offer.
#[derive(Debug, Deserialize)]
pub struct AnswerForm {
    id: Option<Uuid>,
    offer: OfferId,
    #[serde(default, deserialize_with = "number")]
    version: Option<i32>,
    /// Why, or what more is asked for.
    #[serde(default)]
    note: String,
    #[serde(default)]
    method: Option<Delivery>,
    /// Set on the page of all offers, to return there.
    #[serde(default)]
    meja: String,
}

/// `POST /chat/{room}/terima`, `…/tolak`, `…/tambah` and `…/batal`: an answer to a pending offer, or its withdrawal.
pub async fn answer_form(
    page: Page,
    me: SignedIn,
    desk: web::Data<Desk>,
    req: HttpRequest,
    form: UrlForm<AnswerForm>,
) -> AppResult<HttpResponse> {
    let room = parse_id(req.match_info().get("room").unwrap_or_default())?;
    let word = req.path().rsplit('/').next().unwrap_or_default();
    let path: AnswerPath = word.parse().map_err(|_unknown| AppError::NotFound)?;
    let AnswerForm { id, offer, version, note, method, meja } = form.0;
    let id = id.unwrap_or_else(Uuid::now_v7);
    let plain = MoveCommand::plain(id, version, path.step(offer));
    let command = Ok(MoveCommand { note, method, ..plain });
    let back = (!meja.is_empty()).then_some("/chat/meja");
    make_by_form(&page, &me, &desk, FormMove { room, command, back }).await
}
