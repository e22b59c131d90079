//! `/pesanan/{code}/ulasan`: the reviews of a deal, with the form of its reader.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::OrderDeps;
use super::review_form::{KeptPhoto, ReviewFormView, ReviewInput};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{UploadForm, UrlForm, localized_fields};
use crate::base::i18n::Text;
use crate::base::ids::{PhotoId, ReviewId};
use crate::market::Party;
use crate::market::photos::{self, PhotoDeps, PhotoView};
use crate::pages::review_card::{CardContent, CardPeople, ReviewCard};
use crate::people::accounts;
use crate::trade::deals::{self, Deal};
use crate::trade::reviews::{
    self, About, Command, CommandKind, Exchange, ReviewMove, Written, permitted, reveal_time, shows,
};
use crate::web::{Page, SignedIn, Tone, refusal};

/// The reviews of a deal and who reads them.
struct Reading {
    deal: Deal,
    exchange: Exchange,
    reader: Party,
    now: Timestamp,
    /// The reader's name, and the counterparty's.
    own_name: String,
    other_name: String,
    title: String,
    photos: HashMap<PhotoId, PhotoView>,
}

/// `deals/review.html`.
#[derive(Debug, Serialize)]
struct ReviewPageView {
    order_url: String,
    url: String,
    other: String,
    listing: String,
    form: Option<ReviewFormView>,
    /// When what the reader writes is shown at the latest; none when it is shown at once.
    hidden_until: Option<Timestamp>,
    own: Option<ReviewCard>,
    theirs: Option<ReviewCard>,
    may_reply: bool,
    /// Whether the time to write has passed.
    closed: bool,
}

impl Reading {
    /// # Errors
    /// `NotFound` for who is no party, and for a deal that is not reviewable.
    fn load(
        conn: &mut Conn,
        code: &str,
        me: &SignedIn,
        now: Timestamp,
        typed: &[PhotoId],
    ) -> AppResult<Self> {
        let deal = deals::by_code(conn, code)?.ok_or(AppError::NotFound)?;
        let reader = deal.party(me.id).ok_or(AppError::NotFound)?;
        let exchange = reviews::exchange(conn, &deal)?.ok_or(AppError::NotFound)?;
        let other_name = accounts::profile(conn, deal.member(reader.other()))?.name;
        let items = deals::items_of(conn, &[deal.id])?;
        let title = items.first().and_then(|item| item.terms.get("title")?.as_str());
        let title = title.unwrap_or(&deal.code).to_owned();
        let own = photos::of_owner(conn, me.id, typed)?;
        let written = [Party::Buyer, Party::Seller].into_iter().filter_map(|it| exchange.by(it));
        let ids: Vec<PhotoId> = written.flat_map(|it| it.content.photos.clone()).collect();
        let all = photos::by_ids(conn, &ids)?.into_iter().chain(own);
        let photos = all.map(|photo| (photo.id, PhotoView::from(&photo))).collect();
        let own_name = me.person.name.clone();
        Ok(Self { deal, exchange, reader, now, own_name, other_name, title, photos })
    }

    fn may(&self, kind: CommandKind) -> bool {
        permitted(&self.exchange, self.reader, self.now).contains(&kind)
    }

    /// The review of a party, if the reader may read it.
    fn card(&self, author: Party) -> Option<ReviewCard> {
        let shown = shows(&self.exchange, author, self.reader, self.now);
        let review: &Written = self.exchange.by(author).filter(|_| shown)?;
        let own = author == self.reader;
        let (author_name, subject) = match own {
            true => (&self.own_name, &self.other_name),
            false => (&self.other_name, &self.own_name),
        };
        let people = CardPeople { author: author_name, author_url: None, subject };
        let content = &review.content;
        let photos = content.photos.iter().filter_map(|id| self.photos.get(id)).cloned();
        Some(ReviewCard::new(
            &people,
            CardContent {
                rating: content.rating,
                tags: &content.tags,
                comment: &content.comment,
                photos: photos.collect(),
                at: review.at,
                about: About::of(self.deal.mode, author),
                title: &self.title,
                reply: review.reply.as_ref(),
            },
        ))
    }

    /// The form with what was typed, else with what is stored.
    fn form(&self, typed: Option<&ReviewInput>) -> Option<ReviewFormView> {
        let changes = self.may(CommandKind::Change);
        if !changes && !self.may(CommandKind::Write) {
            return None;
        }
        let stored = self.exchange.by(self.reader).map(ReviewInput::of).unwrap_or_default();
        let input = typed.unwrap_or(&stored);
        let kept = |id: &PhotoId| {
            Some(KeptPhoto { id: *id, thumb: self.photos.get(id)?.thumbnail.clone() })
        };
        let kept = input.photos.iter().filter_map(kept).collect();
        let about = About::of(self.deal.mode, self.reader);
        Some(ReviewFormView::of(input, about, self.deal.mode, kept, changes))
    }

    fn view(&self, typed: Option<&ReviewInput>) -> ReviewPageView {
        let form = self.form(typed);
        let theirs = self.card(self.reader.other());
        let reveal = reveal_time(&self.exchange);
        ReviewPageView {
            order_url: format!("/pesanan/{}", self.deal.code),
            url: format!("/pesanan/{}/ulasan", self.deal.code),
            other: self.other_name.clone(),
            listing: self.title.clone(),
            hidden_until: Some(reveal).filter(|at| *at > self.now && theirs.is_none()),
            own: self.card(self.reader),
            may_reply: self.may(CommandKind::Reply),
            closed: form.is_none() && self.exchange.by(self.reader).is_none(),
            form,
            theirs,
        }
    }
}

async fn render(
    page: &Page,
    me: &SignedIn,
    deps: &OrderDeps,
    code: String,
    typed: Option<(ReviewInput, FieldErrors)>,
) -> AppResult<HttpResponse> {
    let (input, errors) = typed.unzip();
    let (now, reader) = (deps.reviews.now(), me.clone());
    let view = deps
        .db
        .read(move |conn| {
            let typed = input.as_ref().map(|input| input.photos.clone()).unwrap_or_default();
            let reading = Reading::load(conn, &code, &reader, now, &typed)?;
            Ok(reading.view(input.as_ref()))
        })
        .await?;
    let errors = errors.unwrap_or_default();
    let mut answer = page.render(
        "deals/review.html",
        &json!({"review_page": view, "errors": localized_fields(&errors, page.lang)}),
    )?;
    if !errors.0.is_empty() {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// `GET /pesanan/{code}/ulasan`, for the parties of a completed deal.
pub async fn review_page(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    render(&page, &me, &deps, code.to_uppercase(), None).await
}

/// `POST /pesanan/{code}/ulasan`: writes the reader's review, or changes it.
pub async fn review_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    uploads: PhotoDeps,
    code: web::Path<String>,
    form: UploadForm,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let mut errors = FieldErrors::default();
    let input = ReviewInput::read(form, &uploads, me.id, &mut errors).await?;
    let stored = deal.clone();
    let exchange = deps.db.read(move |conn| reviews::exchange(conn, &stored)).await?;
    let party = deal.party(me.id).ok_or(AppError::NotFound)?;
    let exists = exchange.is_some_and(|exchange| exchange.by(party).is_some());
    let content = input.content();
    let command = match exists {
        true => Command::Change { content },
        false => Command::Write { id: ReviewId::fresh(), content },
    };
    let saved = match errors.into_result() {
        Ok(()) => {
            let wanted = ReviewMove { deal: deal.id, user: me.id, command };
            deps.reviews.make_move(wanted).await.map(|_exchange| ())
        }
        Err(err) => Err(err),
    };
    let flash = match saved {
        Ok(()) => (Tone::Ok, "review-done".into()),
        Err(AppError::Invalid(errors)) => {
            return render(&page, &me, &deps, deal.code, Some((input, errors))).await;
        }
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&format!("/pesanan/{}/ulasan", deal.code), Some(flash)))
}

/// A reply as the form submits it.
#[derive(Debug, Deserialize)]
pub struct ReplyForm {
    #[serde(default)]
    text: String,
}

/// `POST /pesanan/{code}/ulasan/balas`.
pub async fn review_reply_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    form: UrlForm<ReplyForm>,
) -> AppResult<HttpResponse> {
    let deal = deps.deals.find(code.into_inner(), me.id).await?;
    let command = Command::Reply { text: form.0.text };
    let flash =
        match deps.reviews.make_move(ReviewMove { deal: deal.id, user: me.id, command }).await {
            Ok(_exchange) => (Tone::Ok, Text::new("review-replied")),
            Err(err) => refusal(err)?,
        };
    Ok(page.go(&format!("/pesanan/{}/ulasan", deal.code), Some(flash)))
}
