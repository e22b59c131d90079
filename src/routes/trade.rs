//! The addresses of trade: deals.

use super::entry::table;
use crate::trade::deals;

table! {
    api {
        GET "/orders" Member READ => deals::list_api,
        GET "/orders/{code}" Member READ => deals::show_api,
    }
}
