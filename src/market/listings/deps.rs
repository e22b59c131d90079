//! The application data that the handlers of listings share.

use super::{ListingExtension, ListingWriter};
use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::base::ids::UserId;
use crate::base::limits::Limiter;
use crate::base::outbox::RelayWaker;
use crate::config::Site;
use crate::market::categories::Categories;
use crate::web::app_data_struct;

app_data_struct! {
    /// What posting, editing and showing a listing needs.
    pub struct ListingDeps {
        pub(super) db: Db,
        pub(super) site: Site,
        pub(super) categories: Categories,
        pub(super) clock: Clock,
        pub(super) waker: RelayWaker,
        pub(super) extension: ListingExtension,
        pub(super) limiter: Limiter,
    }
}

impl ListingDeps {
    /// Posting and editing as `seller`.
    pub(super) fn writer(&self, seller: UserId, now: Timestamp) -> ListingWriter<'_> {
        ListingWriter {
            db: &self.db,
            site: &self.site,
            categories: &self.categories,
            extension: **self.extension,
            seller,
            now,
            limited: self.limiter.is_on(),
        }
    }
}
