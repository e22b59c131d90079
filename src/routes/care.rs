//! The addresses of accountability: evidence for the parties, and verifying it.

use super::entry::table;
use crate::care::evidence;

table! {
    pages {
        GET "/bukti" Anyone READ => evidence::verify_page,
        POST "/bukti" Anyone EVIDENCE => evidence::verify_post,
    }
    api {
        GET "/orders/{code}/evidence" Member EVIDENCE => evidence::evidence_api,
        POST "/evidence/verify" Anyone EVIDENCE => evidence::verify_api,
    }
}
