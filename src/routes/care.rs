//! The addresses of care: disputes for the parties of a deal and for the staff; evidence, and verifying it.

use super::entry::table;
use crate::care::{appeals, disputes, evidence, members, overview, reports};
use crate::pages::disputes as pages;
use crate::pages::{admin, conduct, orders};

table! {
    pages {
        GET "/admin/sengketa" Moderator READ => pages::cases,
        GET "/admin/sengketa/{code}" Moderator READ => pages::case,
        GET "/admin/sengketa/{code}/lembar" Moderator READ => orders::case_sheet,
        POST "/admin/sengketa/{code}/{step}" Moderator WRITE => pages::case_post,
        GET "/admin/audit" Moderator READ => pages::audit_log,
        GET "/admin" Moderator READ => admin::overview,
        GET "/admin/laporan" Moderator READ => admin::reports,
        GET "/admin/laporan/{report}" Moderator READ => admin::report,
        POST "/admin/laporan/{report}" Moderator WRITE => admin::report_post,
        GET "/admin/banding" Moderator READ => admin::appeals,
        POST "/admin/banding/{appeal}" Moderator WRITE => admin::appeal_post,
        GET "/admin/orang" Moderator READ => admin::members,
        GET "/admin/orang/{handle}" Moderator READ => admin::member,
        POST "/admin/orang/{handle}/sanksi" Moderator WRITE => admin::sanction_post,
        POST "/admin/sanksi/{sanction}/cabut" Moderator WRITE => admin::lift_post,
        GET "/lapor" Member READ => conduct::report_form,
        POST "/lapor" Member WRITE => conduct::report_form_post,
        GET "/akun/laporan" Member READ => conduct::own_reports,
        GET "/akun/keputusan" Member READ => conduct::rulings,
        POST "/akun/keputusan" Member WRITE => conduct::rulings_post,
        GET "/keputusan/{token}" Anyone READ => conduct::linked_rulings,
        POST "/keputusan/{token}" Anyone SIGN_IN => conduct::linked_rulings_post,
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
        GET "/admin/overview" Moderator READ => overview::overview_api,
        GET "/admin/users" Moderator READ => members::users_api,
        POST "/admin/users/{id}/sanctions" Moderator WRITE => members::sanction_api,
        DELETE "/admin/users/{id}/sanctions/{sanction}" Moderator WRITE => members::lift_sanction_api,
        GET "/admin/reports" Moderator READ => reports::reports_api,
        PUT "/admin/reports/{report}" Moderator WRITE => reports::decide_api,
        GET "/admin/appeals" Moderator READ => appeals::appeals_api,
        PUT "/admin/appeals/{appeal}" Moderator WRITE => appeals::decide_api,
        POST "/reports" Member WRITE => reports::report_api,
        GET "/orders/{code}/evidence" Member EVIDENCE => evidence::evidence_api,
        POST "/evidence/verify" Anyone EVIDENCE => evidence::verify_api,
    }
}
