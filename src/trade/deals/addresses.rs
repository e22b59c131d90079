//! Where a party wants to receive its goods: encrypted at rest, shown to the sender only while it has to send, erased when
//! the deal has ended.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::machine::{Course, Payment, Status};
use super::model::Deal;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::DealId;
use crate::base::lengths;
use crate::base::schema::deal_addresses;
use crate::base::text::{block_fits, clean_block, clean_line, length};
use crate::market::Party;
use crate::people::accounts::phone_number;
use crate::people::regions;

/// An address as somebody fills it in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Address {
    /// Who receives the parcel.
    #[serde(default)]
    pub name: String,
    /// Their phone number, for the courier.
    #[serde(default)]
    pub phone: String,
    /// Street, number, and what helps to find it.
    #[serde(default)]
    pub line: String,
    /// Code of a district or village.
    #[serde(default)]
    pub region: String,
    /// Five digits; may be empty.
    #[serde(default)]
    pub postcode: String,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

/// An address at rest.
#[derive(Queryable, Selectable)]
#[diesel(table_name = deal_addresses)]
pub(super) struct EncryptedAddress {
    pub key_id: i16,
    pub ciphertext: Vec<u8>,
}

impl Address {
    /// The address as it is stored.
    ///
    /// # Errors
    /// `Invalid` with every field that does not fit.
    pub fn checked(&self) -> AppResult<Self> {
        let mut errors = FieldErrors::default();
        let (name, line) = (clean_line(&self.name), clean_block(&self.line));
        if !(2..=lengths::NAME).contains(&length(&name)) {
            errors.add("name", "address-name");
        }
        let phone = phone_number(&self.phone);
        if phone.is_none() {
            errors.add("phone", "address-phone");
        }
        if length(&line) < lengths::ADDRESS_MIN || !block_fits(&line, lengths::ADDRESS) {
            errors.add("line", "address-line");
        }
        // A district at least: couriers need it.
        if !regions::is_code(&self.region) || self.region.len() < "32.73.02".len() {
            errors.add("region", "address-region");
        }
        let postcode = clean_line(&self.postcode);
        let is_postcode = postcode.len() == 5 && postcode.bytes().all(|byte| byte.is_ascii_digit());
        if !postcode.is_empty() && !is_postcode {
            errors.add("postcode", "address-postcode");
        }
        errors.into_result()?;
        let phone = phone.unwrap_or_default();
        Ok(Self { name, phone, line, region: self.region.clone(), postcode })
    }
}

/// The associated data of an encrypted address: it decrypts only in its own deal, for its own receiver.
fn aad(deal: DealId, receiver: Party) -> Vec<u8> {
    [deal.0.as_bytes().as_slice(), b"address", receiver.word().as_bytes()].concat()
}

/// Whose address it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recipient {
    pub deal: DealId,
    pub receiver: Party,
}

/// Stores where a party receives its goods.
///
/// # Errors
/// `Invalid` for an address that does not fit.
pub(super) fn put(
    conn: &mut Conn,
    encryption: &Encryption,
    to: Recipient,
    address: &Address,
    now: Timestamp,
) -> AppResult<()> {
    let Recipient { deal, receiver } = to;
    let text = serde_json::to_vec(&address.checked()?)?;
    let (key_id, ciphertext) = encryption.encrypt(&aad(deal, receiver), &[&text], now)?;
    store::put_address(conn, deal, receiver, &EncryptedAddress { key_id, ciphertext }, now)
}

/// Where a party receives its goods, if `reader` may see it now.
///
/// # Errors
/// `Unavailable` while this node does not know the key yet.
pub fn shown_address(
    conn: &mut Conn,
    encryption: &Encryption,
    seen: &Seen<'_>,
    receiver: Party,
) -> AppResult<Option<Address>> {
    Ok(shown_addresses(conn, encryption, seen)?.remove(&receiver))
}

/// Where the parties receive their goods, as far as `reader` may see it now.
///
/// # Errors
/// `Unavailable` while this node does not know the key yet.
pub fn shown_addresses(
    conn: &mut Conn,
    encryption: &Encryption,
    seen: &Seen<'_>,
) -> AppResult<HashMap<Party, Address>> {
    let members = [Party::Buyer, Party::Seller].into_iter();
    let shown: Vec<Party> =
        members.filter(|receiver| may_see(seen.course, *receiver, seen.reader)).collect();
    if shown.is_empty() {
        return Ok(HashMap::new());
    }
    let id = seen.deal.id;
    let mut addresses = HashMap::new();
    for (receiver, row) in store::addresses(conn, id, &shown)? {
        let text = encryption.decrypt(row.key_id, &aad(id, receiver), &row.ciphertext)?;
        let address = serde_json::from_slice(&text).map_err(AppError::from)?;
        addresses.insert(receiver, address);
    }
    Ok(addresses)
}

/// A deal and who reads it.
pub struct Seen<'a> {
    pub deal: &'a Deal,
    pub course: &'a Course,
    pub reader: Party,
}

/// Whether a party may see where a receiver lives: the receiver itself while the deal is live; the sender from the payment
/// until the parcel has arrived.
fn may_see(course: &Course, receiver: Party, reader: Party) -> bool {
    if course.meets() || !course.state.status.is_live() || reader == Party::System {
        return false;
    }
    if reader == receiver {
        return true;
    }
    let paid = course.state.payment != Payment::Pending;
    let sending = matches!(course.state.status, Status::Agreed | Status::Shipped);
    let mut legs = course.present_legs().iter();
    let on_its_way = legs.any(|leg| leg.sender == reader && !leg.has_arrived());
    paid && (sending || course.state.returning) && on_its_way
}

/// Erases the addresses of a deal.
///
/// # Errors
/// The database's errors.
pub(super) fn erase(conn: &mut Conn, deal: DealId) -> AppResult<()> {
    store::erase_addresses(conn, deal)
}
