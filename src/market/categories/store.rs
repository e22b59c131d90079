//! Categories in Postgres.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::Category;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::categories::dsl;

pub(super) fn upsert(conn: &mut Conn, all: &[Category]) -> AppResult<()> {
    // Parents before children, so that the reference holds row by row.
    for level in [false, true] {
        let rows: Vec<_> = all
            .iter()
            .filter(|c| c.parent.is_some() == level)
            .map(|c| {
                (
                    dsl::id.eq(c.id),
                    dsl::parent_id.eq(c.parent),
                    dsl::slug.eq(&c.slug),
                    dsl::name.eq(&c.name),
                    dsl::name_en.eq(&c.name_en),
                    dsl::icon.eq(&c.icon),
                    dsl::position.eq(c.id),
                )
            })
            .collect();
        diesel::insert_into(dsl::categories)
            .values(rows)
            .on_conflict(dsl::id)
            .do_update()
            .set((
                dsl::parent_id.eq(excluded(dsl::parent_id)),
                dsl::slug.eq(excluded(dsl::slug)),
                dsl::name.eq(excluded(dsl::name)),
                dsl::name_en.eq(excluded(dsl::name_en)),
                dsl::icon.eq(excluded(dsl::icon)),
                dsl::position.eq(excluded(dsl::position)),
            ))
            .execute(conn)?;
    }
    Ok(())
}
