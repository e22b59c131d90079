//! The addresses of care: disputes for the parties of a deal and for the staff; evidence, and verifying it.

use super::entry::table;
use crate::care::{disputes, evidence};
use crate::pages::disputes as pages;
use crate::pages::orders;

table! {
    pages {
        GET "/admin/sengketa" Moderator READ => pages::cases,
        GET "/admin/sengketa/{code}" Moderator READ => pages::case,
        GET "/admin/sengketa/{code}/lembar" Moderator READ => orders::case_sheet,
        POST "/admin/sengketa/{code}/{step}" Moderator WRITE => pages::case_post,
        GET "/admin/audit" Moderator READ => pages::audit_log,
        GET "/bukti" Anyone READ => evidence::verify_page,
        POST "/bukti" Anyone EVIDENCE => evidence::verify_post,
    }
    api {
        GET "/orders/{code}/dispute" Member READ => disputes::show_api,
        POST "/orders/{code}/dispute" Member WRITE => disputes::open_api,
        POST "/orders/{code}/dispute/answer" Member WRITE => disputes::answer_api,
        POST "/orders/{code}/dispute/offer" Member WRITE => disputes::offer_api,
        POST "/orders/{code}/dispute/accept" Member WRITE => disputes::accept_api,
        POST "/orders/{code}/dispute/withdraw" Member WRITE => disputes::withdraw_api,
        POST "/orders/{code}/dispute/appeal" Member WRITE => disputes::appeal_api,
        POST "/orders/{code}/dispute/evidence" Member WRITE => disputes::evidence_api,
        GET "/admin/disputes" Moderator READ => disputes::cases_api,
        GET "/admin/disputes/{code}" Moderator READ => disputes::case_api,
        POST "/admin/disputes/{code}/take" Moderator WRITE => disputes::take_api,
        POST "/admin/disputes/{code}/join" Moderator WRITE => disputes::join_api,
        POST "/admin/disputes/{code}/messages" Moderator WRITE => disputes::message_api,
        POST "/admin/disputes/{code}/notes" Moderator WRITE => disputes::note_api,
        POST "/admin/disputes/{code}/evidence" Moderator WRITE => disputes::request_api,
        POST "/admin/disputes/{code}/ruling" Moderator WRITE => disputes::ruling_api,
        POST "/admin/disputes/{code}/confirm" Moderator WRITE => disputes::confirm_api,
        GET "/admin/audit" Moderator READ => disputes::audit_api,
        GET "/orders/{code}/evidence" Member EVIDENCE => evidence::evidence_api,
        POST "/evidence/verify" Anyone EVIDENCE => evidence::verify_api,
    }
}
