//! The application data that the pages with search results share.

use super::Searcher;
use crate::base::db::Db;
use crate::market::categories::Categories;
use crate::market::placements::PlacementCounter;
use crate::web::app_data_struct;

app_data_struct! {
    /// What a page with search results needs.
    pub struct SearchDeps {
        pub(super) searcher: Searcher,
        pub(super) db: Db,
        pub(super) categories: Categories,
        pub(super) placement_counter: PlacementCounter,
    }
}
