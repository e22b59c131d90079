//! A deal with all that its page shows beside its goods, in one query.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::super::machine::{Course, Leg};
use super::super::model::Deal;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::{
    deal_legs, deal_sheets, deals, incidents, meetups as meetup_rows, payments, track_records,
    users,
};
use crate::market::Party;
use crate::trade::meetups::{self, MeetupRow};
use crate::trade::payments::Status;
use crate::trade::track_record::TrackRecord;

diesel::alias!(users as buyers: Buyers, users as sellers: Sellers);

/// A deal, who its parties are, and what exists beside it.
#[derive(Debug, Clone)]
pub struct DealOverview {
    pub deal: Deal,
    pub course: Course,
    pub buyer_name: String,
    pub seller_name: String,
    /// Whether what both are bound to is recorded.
    pub has_sheet: bool,
    /// Whether a payment was started that has not ended.
    pub has_payment: bool,
    /// The meeting of the parties, once one was proposed.
    pub meetup: Option<meetups::State>,
    /// How the counterparty of the reader has traded.
    pub record: Option<TrackRecord>,
    /// What people are told about the incident that is recorded now; may be empty.
    pub incident: Option<String>,
}

impl DealOverview {
    /// The name of a party; the buyer's for the system.
    pub fn name(&self, party: Party) -> &str {
        if party == Party::Seller { &self.seller_name } else { &self.buyer_name }
    }
}

/// A row of the query: the deal with one of its legs.
#[derive(Queryable)]
struct OverviewRow {
    deal: Deal,
    leg: Leg,
    buyer_name: String,
    seller_name: String,
    has_sheet: bool,
    has_payment: bool,
    incident: Option<String>,
    meetup: Option<MeetupRow>,
    record: Option<TrackRecord>,
}

/// The deal with this code, which is in capitals, as one of its parties reads it.
pub fn overview(conn: &mut Conn, code: &str, reader: UserId) -> AppResult<Option<DealOverview>> {
    let sheets = deal_sheets::table.filter(deal_sheets::deal_id.eq(deals::id));
    let open = [Status::Created, Status::Open, Status::Paid];
    let payments = payments::table
        .filter(payments::deal_id.eq(deals::id.nullable()))
        .filter(payments::status.eq_any(open));
    let incident = incidents::table.filter(incidents::ended_at.is_null()).select(incidents::note);
    let of_party =
        track_records::user_id.eq(deals::buyer_id).or(track_records::user_id.eq(deals::seller_id));
    let rows: Vec<OverviewRow> = deals::table
        .inner_join(deal_legs::table.on(deal_legs::deal_id.eq(deals::id)))
        .inner_join(buyers.on(buyers.field(users::id).eq(deals::buyer_id)))
        .inner_join(sellers.on(sellers.field(users::id).eq(deals::seller_id)))
        .left_join(meetup_rows::table.on(meetup_rows::deal_id.eq(deals::id)))
        .left_join(track_records::table.on(of_party.and(track_records::user_id.ne(reader))))
        .filter(deals::code.eq(code))
        .order((deal_legs::is_return, deal_legs::sender.desc()))
        .select((
            Deal::as_select(),
            Leg::as_select(),
            buyers.field(users::name),
            sellers.field(users::name),
            exists(sheets),
            exists(payments),
            incident.single_value(),
            Option::<MeetupRow>::as_select(),
            Option::<TrackRecord>::as_select(),
        ))
        .load(conn)?;
    let legs: Vec<Leg> = rows.iter().map(|row| row.leg.clone()).collect();
    Ok(rows.into_iter().next().map(|row| DealOverview {
        course: row.deal.course(legs),
        deal: row.deal,
        buyer_name: row.buyer_name,
        seller_name: row.seller_name,
        has_sheet: row.has_sheet,
        has_payment: row.has_payment,
        incident: row.incident,
        meetup: row.meetup.map(meetups::State::from),
        record: row.record,
    }))
}
