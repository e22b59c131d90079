//! What every page and every handler needs: who is asking, the page context, CSRF, one-time messages, and refusals as pages.
//! Knows no feature: `people/sessions` looks up who is asking and puts it into the request.

mod app_data;
mod cookies;
mod csrf;
mod flash;
mod frame;
mod me;
mod page;
mod refusals;

pub use app_data::app_data;
pub(crate) use app_data::app_data_struct;
pub use cookies::{BROWSER_COOKIE, SESSION_COOKIE};
pub use csrf::protect;
pub use flash::{Tone, refusal};
pub use me::{Me, Person, Role, SignedIn, Via};
pub use page::Page;
pub use refusals::{answer, not_found};
