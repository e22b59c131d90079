//! What every page and handler needs: the signed-in person, the page context, CSRF protection, one-time messages, and error
//! pages. Knows no feature: `people/sessions` finds the session of a request and inserts [`Me`] into its extensions.

mod app_data;
mod caching;
mod cookies;
mod csrf;
mod error_pages;
mod flash;
mod frame;
mod local;
mod me;
mod origin;
mod page;

pub use app_data::app_data;
pub(crate) use app_data::app_data_struct;
pub use caching::set_caching;
pub use cookies::{BROWSER_COOKIE, SESSION_COOKIE};
pub use csrf::{protect, refuse_foreign};
pub use error_pages::{not_found, render_errors};
pub use flash::{Flash, Tone, refusal};
pub use local::{is_local_development, is_loopback};
pub use me::{Me, Person, Role, SignedIn, Via};
pub use origin::{Origin, origin};
pub use page::Page;
