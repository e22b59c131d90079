//! The addresses of people: accounts, sessions, regions.

use super::entry::table;
use crate::people::{accounts, regions};

table! {
    pages {
        GET "/daftar" Anyone READ => accounts::signup_page,
        POST "/daftar" Anyone SIGN_IN => accounts::signup_post,
        GET "/masuk" Anyone READ => accounts::signin_page,
        POST "/masuk" Anyone SIGN_IN => accounts::signin_post,
        POST "/keluar" Anyone WRITE => accounts::signout_post,
        GET "/lupa-sandi" Anyone READ => accounts::forgot_page,
        POST "/lupa-sandi" Anyone SIGN_IN => accounts::forgot_post,
        GET "/atur-ulang" Anyone READ => accounts::reset_page,
        POST "/atur-ulang" Anyone SIGN_IN => accounts::reset_post,
        GET "/verifikasi" Anyone READ => accounts::verify_page,
        POST "/verifikasi" Anyone SIGN_IN => accounts::verify_post,
        POST "/verifikasi/kirim" Member SIGN_IN => accounts::verify_send,
        GET "/akun" Member READ => accounts::settings_page,
        POST "/akun" Member WRITE => accounts::settings_post,
        POST "/akun/sandi" Member SIGN_IN => accounts::password_post,
        POST "/akun/email" Member SIGN_IN => accounts::email_post,
        POST "/akun/telepon" Member SIGN_IN => accounts::phone_post,
        POST "/akun/sesi/{id}/cabut" Member WRITE => accounts::revoke_post,
        POST "/bahasa" Anyone WRITE => accounts::lang_post,
        GET "/dev/mail" Anyone READ => accounts::dev_mail,
    }
    api {
        POST "/auth/register" Anyone SIGN_IN => accounts::register,
        POST "/auth/login" Anyone SIGN_IN => accounts::login,
        POST "/auth/logout" Member WRITE => accounts::logout,
        GET "/users/me" Member READ => accounts::me,
        PUT "/users/me" Member WRITE => accounts::update_me,
        GET "/users/{handle}" Anyone READ => accounts::public_user,
        GET "/regions" Anyone READ => regions::list,
    }
}
