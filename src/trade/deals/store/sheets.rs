//! Deal sheets. Rows are only added.

use diesel::prelude::*;

use super::super::sheets::RecordedSheet;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::DealId;
use crate::base::schema::deal_sheets;

pub(in super::super) fn insert_sheet(conn: &mut Conn, sheet: &RecordedSheet) -> AppResult<()> {
    diesel::insert_into(deal_sheets::table).values(sheet).execute(conn)?;
    Ok(())
}

/// The sheet of a deal with this number, else the one in force. `None` before the deal is agreed, and for deals that were
/// agreed before there were sheets.
///
/// # Errors
/// The database's errors.
pub fn sheet(
    conn: &mut Conn,
    deal: DealId,
    number: Option<i32>,
) -> AppResult<Option<RecordedSheet>> {
    let mut sheets = deal_sheets::table
        .filter(deal_sheets::deal_id.eq(deal))
        .order(deal_sheets::number.desc())
        .select(RecordedSheet::as_select())
        .into_boxed();
    if let Some(number) = number {
        sheets = sheets.filter(deal_sheets::number.eq(number));
    }
    Ok(sheets.first(conn).optional()?)
}
