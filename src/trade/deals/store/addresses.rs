//! Encrypted addresses.

use diesel::prelude::*;

use super::super::addresses::EncryptedAddress;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::DealId;
use crate::base::schema::deal_addresses;
use crate::market::Party;

/// Stores where a party receives its goods; replaces what it gave before.
pub(in super::super) fn put_address(
    conn: &mut Conn,
    deal: DealId,
    receiver: Party,
    address: &EncryptedAddress,
    now: Timestamp,
) -> AppResult<()> {
    let columns = (
        deal_addresses::key_id.eq(address.key_id),
        deal_addresses::ciphertext.eq(&address.ciphertext),
        deal_addresses::created_at.eq(now),
    );
    diesel::insert_into(deal_addresses::table)
        .values((deal_addresses::deal_id.eq(deal), deal_addresses::receiver.eq(receiver), columns))
        .on_conflict((deal_addresses::deal_id, deal_addresses::receiver))
        .do_update()
        .set(columns)
        .execute(conn)?;
    Ok(())
}

/// Where these parties receive their goods.
pub(in super::super) fn addresses(
    conn: &mut Conn,
    deal: DealId,
    receivers: &[Party],
) -> AppResult<Vec<(Party, EncryptedAddress)>> {
    Ok(deal_addresses::table
        .filter(deal_addresses::deal_id.eq(deal))
        .filter(deal_addresses::receiver.eq_any(receivers))
        .select((deal_addresses::receiver, EncryptedAddress::as_select()))
        .load(conn)?)
}

/// Erases the addresses of a deal.
pub(in super::super) fn erase_addresses(conn: &mut Conn, deal: DealId) -> AppResult<()> {
    diesel::delete(deal_addresses::table.filter(deal_addresses::deal_id.eq(deal))).execute(conn)?;
    Ok(())
}

/// The oldest encryption key that an address names.
pub fn oldest_address_key(conn: &mut Conn) -> AppResult<Option<i16>> {
    Ok(deal_addresses::table.select(diesel::dsl::min(deal_addresses::key_id)).get_result(conn)?)
}
