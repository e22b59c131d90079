//! The JSON API of deals.

mod lists;
mod moves;
mod shapes;
mod sheets;

pub use lists::{STATUS_WORDS, list_api, show_api};
pub use moves::{pay_api, shipping_api, status_api, tracking_of};
pub use shapes::{DealOut, DealShown, handover_code};
pub use sheets::sheet_pdf;

#[doc(hidden)]
pub use lists::{__path_list_api, __path_show_api};
#[doc(hidden)]
pub use moves::{__path_pay_api, __path_shipping_api, __path_status_api};
#[doc(hidden)]
pub use sheets::__path_sheet_pdf;
