//! The pages of deals: the list, one deal with the forms of its reader, paying, the deal sheet, the receipt, the reviews, and
//! the balance.
//!
//! Which forms a page has follows from what the machine permits; every form leads to one move of `trade/deals`.

mod balance;
mod checkout;
mod facts;
mod forms;
mod legs;
mod list;
mod list_page;
mod meeting;
mod meeting_forms;
mod moves;
mod next;
mod order_page;
mod payment;
mod payout_forms;
mod payout_view;
mod receipt;
mod receipt_file;
mod review_box;
mod review_form;
mod review_page;
mod sheet;
mod terms;
mod timeline;
mod view;

pub use balance::{balance, balance_api, balance_csv};
pub use checkout::{checkout, paid_return, pay_post};
pub use list_page::orders;
pub use meeting_forms::meeting_post;
pub use moves::{address_post, move_post};
pub use order_page::order;
pub use payout_forms::{account_confirm_post, account_post, payout_post};
pub use receipt::receipt;
pub use receipt_file::receipt_pdf;
pub use review_page::{review_page, review_post, review_reply_post};
pub use sheet::{case_sheet, sheet};

#[doc(hidden)]
pub use balance::__path_balance_api;
#[doc(hidden)]
pub use receipt_file::__path_receipt_pdf;

use crate::base::db::Db;
use crate::config::Config;
use crate::market::categories::Categories;
use crate::trade::deals::Deals;
use crate::trade::payments::Settlement;
use crate::trade::payouts::Payouts;
use crate::trade::reviews::Reviews;
use crate::web::app_data_struct;

app_data_struct! {
    /// What the pages of deals need.
    pub struct OrderDeps {
        db: Db,
        categories: Categories,
        config: Config,
        deals: Deals,
        settlement: Settlement,
        reviews: Reviews,
        payouts: Payouts,
    }
}

impl OrderDeps {
    /// The URL of the site without a slash at the end.
    fn site_url(&self) -> String {
        self.config.site_address().url
    }
}
