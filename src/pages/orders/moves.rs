//! The forms of a deal: each is one move, after which the page shows how the deal stands.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::OrderDeps;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::UrlForm;
use crate::base::i18n::Text;
use crate::base::ids::UserId;
use crate::base::money;
use crate::market::Party;
use crate::people::regions;
use crate::trade::deals::{self, Address, Command, Deal, Move, Mover, Step, tracking_of};
use crate::web::{Page, SignedIn, Tone, refusal};

/// Every field of the forms of a deal; a form has those of its action.
#[derive(Debug, Default, Deserialize)]
pub struct MoveForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    courier: String,
    #[serde(default)]
    tracking_no: String,
    #[serde(default)]
    code: String,
}

/// The step that a form stands for, and the key of what is said when it is done.
fn step_of(action: &str, form: MoveForm, by: Party) -> AppResult<(Step, &'static str)> {
    let plain = |command, said| Ok((Step::Plain(command), said));
    match action {
        "batal" => plain(Command::CallOff { reason: form.reason }, "deal-called-off"),
        "setuju" => plain(Command::Confirm, "deal-done-confirmed"),
        "kirim" => {
            plain(Command::Send(tracking_of(&form.courier, &form.tracking_no)?), "deal-done-sent")
        }
        "sampai" => plain(Command::Arrive { sender: by.other() }, "deal-done-arrived"),
        "terima" => plain(Command::Receive, "deal-done-received"),
        "hilang" => plain(Command::Lose { sender: by }, "deal-done-lost"),
        "kembali" => plain(Command::Return { sender: by }, "deal-done-returned"),
        "serah" => Ok((Step::HandOver { code: form.code }, "deal-done-handed-over")),
        "ongkir" => {
            let amount = money::parse(&form.amount)
                .map_err(|_no_amount| FieldErrors::one("amount", "deal-shipping-range"))?;
            Ok((Step::Shipping { amount }, "deal-done-shipping"))
        }
        _ => Err(AppError::NotFound),
    }
}

async fn find(deps: &OrderDeps, code: String, user: UserId) -> AppResult<Deal> {
    let deal = deps.db.read(move |conn| deals::by_code(conn, &code)).await?;
    deal.filter(|deal| deal.party(user).is_some()).ok_or(AppError::NotFound)
}

/// `POST /pesanan/{code}/{action}`.
pub async fn move_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    path: web::Path<(String, String)>,
    form: UrlForm<MoveForm>,
) -> AppResult<HttpResponse> {
    let (code, action) = path.into_inner();
    let deal = find(&deps, code.to_uppercase(), me.id).await?;
    let by = deal.party(me.id).ok_or(AppError::NotFound)?;
    let flash = match step_of(&action, form.0, by) {
        Ok((step, said)) => {
            let wanted =
                Move { deal: deal.id, by: Mover::Member(me.id, me.session), seen: None, step };
            match deps.deals.make_move(wanted).await {
                Ok(_) => (Tone::Ok, Text::new(said)),
                Err(err) => refusal(err)?,
            }
        }
        Err(AppError::NotFound) => return Err(AppError::NotFound),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&format!("/pesanan/{}", deal.code), Some(flash)))
}

/// An address as a form submits it.
#[derive(Debug, Deserialize)]
pub struct AddressForm {
    #[serde(flatten)]
    pub(super) address: Address,
    #[serde(default)]
    pub(super) region_label: String,
}

impl AddressForm {
    /// The address with the code of the region that was chosen or typed.
    pub(super) async fn resolved(self, deps: &OrderDeps) -> AppResult<Address> {
        let (code, label) = (self.address.region.clone(), self.region_label);
        let selected = move |conn: &mut _| regions::selected_code(conn, &code, &label);
        let region = deps.db.read(selected).await?;
        Ok(Address { region, ..self.address })
    }
}

/// `POST /pesanan/{code}/alamat`.
pub async fn address_post(
    page: Page,
    me: SignedIn,
    deps: OrderDeps,
    code: web::Path<String>,
    form: UrlForm<AddressForm>,
) -> AppResult<HttpResponse> {
    let deal = find(&deps, code.to_uppercase(), me.id).await?;
    let address = form.0.resolved(&deps).await?;
    let flash = match deps.deals.put_address(deal.id, me.id, address).await {
        Ok(()) => (Tone::Ok, "deal-done-address".into()),
        Err(err) => refusal(err)?,
    };
    Ok(page.go(&format!("/pesanan/{}", deal.code), Some(flash)))
}
