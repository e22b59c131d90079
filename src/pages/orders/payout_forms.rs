//! The forms of `/saldo`: giving an account in two steps, and asking for a payout.

use actix_web::HttpResponse;
use serde::Deserialize;
use serde_json::json;

use super::OrderDeps;
use super::payout_view::AccountView;
use crate::base::error::AppResult;
use crate::base::http::UrlForm;
use crate::base::money;
use crate::trade::payouts::{AccountWish, REST};
use crate::web::{Page, SignedIn, Tone, refusal};

/// The page of the balance.
const BACK: &str = "/saldo";

/// The form of `POST /saldo/rekening`.
#[derive(Deserialize)]
pub struct AccountForm {
    #[serde(default)]
    bank: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    password: String,
}

/// `POST /saldo/rekening`: shows whose account it is, to be confirmed.
pub async fn account_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    form: UrlForm<AccountForm>,
) -> AppResult<HttpResponse> {
    let AccountForm { bank, number, password } = form.0;
    let wish = AccountWish { bank, number, password };
    let proposal = match deps.payouts.propose(me.id, me.session, wish).await {
        Ok(proposal) => proposal,
        Err(err) => return Ok(page.go(BACK, Some(refusal(err)?))),
    };
    let rests = proposal.usable_from > deps.payouts.now();
    page.render(
        "deals/payout_account.html",
        &json!({"account": AccountView::of(&proposal.account), "confirm": proposal.confirm,
            "usable_from": proposal.usable_from, "rests": rests, "hours": REST.num_hours()}),
    )
}

/// The form of `POST /saldo/rekening/simpan`.
#[derive(Deserialize)]
pub struct ConfirmForm {
    #[serde(default)]
    confirm: String,
}

/// `POST /saldo/rekening/simpan`.
pub async fn account_confirm_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    form: UrlForm<ConfirmForm>,
) -> AppResult<HttpResponse> {
    let flash = match deps.payouts.confirm(me.id, me.session, &form.0.confirm).await {
        Ok(_stored) => (Tone::Ok, "payout-account-saved".into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(BACK, Some(flash)))
}

/// The form of `POST /saldo/cair`.
#[derive(Debug, Deserialize)]
pub struct PayoutForm {
    #[serde(default)]
    amount: String,
}

/// `POST /saldo/cair`.
pub async fn payout_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    form: UrlForm<PayoutForm>,
) -> AppResult<HttpResponse> {
    let wanted = money::parse(&form.0.amount).map_err(|err| err.of_field("amount"));
    let asked = match wanted {
        Ok(amount) => deps.payouts.request(me.id, amount).await.map(|_payout| ()),
        Err(err) => Err(err),
    };
    let flash = match asked {
        Ok(()) => (Tone::Ok, "payout-asked".into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(BACK, Some(flash)))
}
