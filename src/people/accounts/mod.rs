//! Accounts: signing up with consent, signing in, proving an address, resetting a password, the own profile.
//!
//! Invariants: passwords are stored as argon2id hashes; a link in a mail works once, and only the fingerprint of its token
//! is stored; a failed sign-in does not tell whether the account exists; a handle never changes.

mod actions;
mod api;
mod attempts;
mod credential_forms;
mod credentials;
mod model;
mod notes;
mod one_time_links;
mod pages;
mod password;
mod policy;
mod recovery;
mod recovery_pages;
mod reputation_store;
mod request_context;
mod restrictions_store;
mod rulings_link;
mod settings;
mod sign_in;
mod sign_up;
mod store;
mod views;

pub use actions::{change_role, suspend};
pub use api::{login, logout, me, public_user, register, update_me};
pub use credential_forms::{email_post, password_post, phone_post};
pub use credentials::PasswordClaim;
pub use model::{Badge, Intent, Profile, SignUp, User};
pub use notes::{Note, send_note};
pub use pages::{signin_page, signin_post, signout_post, signup_page, signup_post};
pub use password::hash as hash_password;
pub use policy::{Identifier, phone_number, slugify};
pub use recovery::{RESET_MAIL_KIND, send_reset_mail};
pub use recovery_pages::{
    dev_mail, forgot_page, forgot_post, reset_page, reset_post, verify_page, verify_post,
    verify_send,
};
pub use reputation_store::{Rating, set_badges, set_rating};
pub use request_context::RequestContext;
pub use restrictions_store::{Restricted, mute, restricted, set_unread_ruling};
pub use rulings_link::{rulings_of, rulings_path};
pub use settings::{lang_post, revoke_post, settings_page, settings_post};
pub use sign_in::DEMO_PASSWORD;
pub use sign_up::sign_up;
pub use store::{
    add_sold, anyone_suspended, by_handle, by_id, by_identifier, insert_many, lock, profile,
    profiles, set_language, suspended_of,
};

#[doc(hidden)]
pub use api::{
    __path_login, __path_logout, __path_me, __path_public_user, __path_register, __path_update_me,
};
