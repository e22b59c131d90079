//! Accounts: signing up with consent, signing in, proving an address, resetting a password, one's own profile.
//! Invariants: passwords are argon2id hashes; links are one-use and only their fingerprint is kept; a failed sign-in
//! says the same whatever was wrong; handles never change.

mod actions;
mod api;
mod links;
mod mailed;
mod model;
mod origin;
mod pages;
mod password;
mod policy;
mod recovery;
mod settings;
mod signing;
mod store;
mod views;

pub use actions::{change_role, suspend};
pub use api::{
    LoginIn, Me as MeView, ProfileIn, RegisterIn, SessionOut, UserOut, login, logout, me,
    public_user, register, update_me,
};
pub use model::{Intent, Profile, User};
pub use origin::Origin;
pub use pages::{signin_page, signin_post, signout_post, signup_page, signup_post};
pub use password::hash as hash_password;
pub use policy::slugged;
pub use recovery::{
    dev_mail, forgot_page, forgot_post, reset_page, reset_post, verify_page, verify_send,
};
pub use settings::{lang_post, revoke_post, settings_page, settings_post};
pub use signing::{SignUp, create, sign_up};
pub use store::{
    anyone_suspended, by_handle, by_id, by_identifier, hold, insert_many, profile, profiles, speak,
};

#[doc(hidden)]
pub use api::{
    __path_login, __path_logout, __path_me, __path_public_user, __path_register, __path_update_me,
};
