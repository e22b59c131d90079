//! `/barang/{slug}/iklan`: the owner of a listing buys a place for it, and reads what it brought.

mod view;

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use self::view::PromotionsView;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::UrlForm;
use crate::base::ids::{ListingId, UserId};
use crate::market::categories::Categories;
use crate::market::listings::{self, Listing};
use crate::trade::payments::{self, Purpose, Settlement};
use crate::trade::promotions::{self, Offer, Promotions, Wish};
use crate::web::{Page, SignedIn, Tone, app_data_struct, refusal};

app_data_struct! {
    /// What the pages of promotions need.
    pub struct PromotionPageDeps {
        db: Db,
        categories: Categories,
        promotions: Promotions,
        settlement: Settlement,
    }
}

impl PromotionPageDeps {
    /// # Errors
    /// 403 or 404 for somebody else's listing.
    async fn own(&self, slug: &str, owner: UserId) -> AppResult<Listing> {
        let slug = slug.to_owned();
        self.db
            .read(move |conn| {
                let row = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
                listings::own(conn, owner, row.id)
            })
            .await
    }
}

/// `GET /barang/{slug}/iklan`.
pub async fn promotions(
    page: Page,
    me: SignedIn,
    deps: PromotionPageDeps,
    slug: web::Path<String>,
) -> AppResult<HttpResponse> {
    let listing = deps.own(&slug, me.id).await?;
    let seen = deps.promotions.of_listing(me.id, listing.id).await?;
    let (id, categories) = (listing.id, deps.categories.as_ref().clone());
    let shown = deps.db.read(move |conn| listings::views_of(conn, &categories, &[id])).await?.pop();
    let shown = shown.ok_or(AppError::NotFound)?;
    let goods = json!({
        "title": shown.content.title, "url": shown.url,
        "thumb": shown.photos.first().map(|photo| photo.thumbnail.clone()), "seller": shown.seller.name,
    });
    let view = PromotionsView::of(&listing, &seen);
    page.render("promotions/page.html", &json!({"goods": goods, "view": view}))
}

/// The form of `POST /barang/{slug}/iklan`.
#[derive(Debug, Deserialize)]
pub struct BuyForm {
    /// A kind, hours, and the price that was shown: `bump-24-5000`.
    #[serde(default)]
    choice: String,
}

impl BuyForm {
    fn wish(&self, listing: ListingId, owner: UserId) -> Option<Wish> {
        let mut parts = self.choice.split('-');
        let (kind, hours, amount) = (parts.next()?, parts.next()?, parts.next()?);
        let offer = Offer {
            kind: kind.parse().ok()?,
            hours: hours.parse().ok()?,
            amount: amount.parse().ok()?,
        };
        Some(Wish { listing, owner, offer })
    }
}

/// `POST /barang/{slug}/iklan`: opens the payment and leads to the provider's page.
pub async fn buy_post(
    page: Page,
    me: SignedIn,
    deps: PromotionPageDeps,
    slug: web::Path<String>,
    form: UrlForm<BuyForm>,
) -> AppResult<HttpResponse> {
    let listing = deps.own(&slug, me.id).await?;
    let back = page_of(&slug);
    let Some(wish) = form.0.wish(listing.id, me.id) else {
        return Ok(page.go(&back, Some((Tone::Warn, "promotion-unknown".into()))));
    };
    let payment = match deps.promotions.buy(&deps.settlement, wish).await {
        Ok(payment) => payment,
        Err(err) => return Ok(page.go(&back, Some(refusal(err)?))),
    };
    Ok(match &payment.state.redirect_url {
        Some(url) if url.starts_with('/') => page.go(url, None),
        // A form may not lead to another site: the page has a link to it.
        Some(_) => page.go(&back, None),
        None => page.go(&back, Some((Tone::Ok, "deal-payment-opening".into()))),
    })
}

/// `GET /iklan/{code}/bayar`: the browser comes back from the provider. What it says is not believed: the provider is asked.
pub async fn paid_return(
    page: Page,
    me: SignedIn,
    deps: PromotionPageDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let code = code.to_uppercase();
    let wanted = code.clone();
    let newest = deps
        .db
        .read(move |conn| {
            let promotion = promotions::by_code(conn, &wanted)?.filter(|it| it.owner_id == me.id);
            let promotion = promotion.ok_or(AppError::NotFound)?;
            Ok(payments::for_purpose(conn, Purpose::Promotion(promotion.id))?.into_iter().next())
        })
        .await?;
    if let Some(payment) = newest {
        // When the provider does not answer now, the payment's job asks again.
        deps.settlement.advance(payment.id).await.ok();
    }
    let (slug, flash) = deps
        .db
        .read(move |conn| {
            let promotion = promotions::by_code(conn, &code)?.ok_or(AppError::NotFound)?;
            let listing = listings::by_id(conn, promotion.listing_id)?.ok_or(AppError::NotFound)?;
            let paid = payments::for_purpose(conn, Purpose::Promotion(promotion.id))?;
            let payment = paid.first().map(|payment| payment.state.status);
            Ok((listing.slug, view::outcome(promotion.state.status, payment)))
        })
        .await?;
    Ok(page.go(&page_of(&slug), Some((flash.0, flash.1.into()))))
}

fn page_of(slug: &str) -> String {
    format!("/barang/{slug}/iklan")
}
