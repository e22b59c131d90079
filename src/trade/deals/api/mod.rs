//! The JSON API of deals.

mod lists;
mod moves;
mod notices;
mod shapes;
mod sheets;

pub use lists::{STATUS_WORDS, list_api, show_api};
pub use moves::{pay_api, shipping_api, status_api, tracking_of};
pub use notices::{mayar_notice, midtrans_notice, sandbox_notice};
pub use shapes::{DealOut, DealShown, handover_code};
pub use sheets::sheet_pdf;

#[doc(hidden)]
pub use lists::{__path_list_api, __path_show_api};
#[doc(hidden)]
pub use moves::{__path_pay_api, __path_shipping_api, __path_status_api};
#[doc(hidden)]
pub use notices::{__path_mayar_notice, __path_midtrans_notice, __path_sandbox_notice};
#[doc(hidden)]
pub use sheets::__path_sheet_pdf;
