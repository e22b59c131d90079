//! The addresses of trade: deals, paying, the balance, and what payment providers send.

use super::entry::table;
use crate::pages::{disputes, orders, promotions as promotion_pages};
use crate::trade::payments::{self, till};
use crate::trade::{deals, payouts, promotions, reviews};

table! {
    pages {
        GET "/pesanan" Member READ => orders::orders,
        GET "/pesanan/{code}" Member READ => orders::order,
        GET "/pesanan/{code}/resi" Member READ => orders::receipt,
        GET "/pesanan/{code}/lembar" Member READ => orders::sheet,
        GET "/pesanan/{code}/bayar" Member WRITE => orders::paid_return,
        POST "/pesanan/{code}/bayar" Member WRITE => orders::pay_post,
        POST "/pesanan/{code}/alamat" Member WRITE => orders::address_post,
        GET "/pesanan/{code}/sengketa" Member READ => disputes::dispute,
        POST "/pesanan/{code}/sengketa/{step}" Member WRITE => disputes::party_post,
        POST "/pesanan/{code}/ketemuan/{step}" Member WRITE => orders::meeting_post,
        GET "/pesanan/{code}/ulasan" Member READ => orders::review_page,
        POST "/pesanan/{code}/ulasan" Member WRITE => orders::review_post,
        POST "/pesanan/{code}/ulasan/balas" Member WRITE => orders::review_reply_post,
        POST "/pesanan/{code}/{action}" Member WRITE => orders::move_post,
        GET "/checkout/{listing}" Member READ => orders::checkout,
        GET "/barang/{slug}/iklan" Member READ => promotion_pages::promotions,
        POST "/barang/{slug}/iklan" Member WRITE => promotion_pages::buy_post,
        GET "/iklan/{code}/bayar" Member WRITE => promotion_pages::paid_return,
        GET "/saldo" Member READ => orders::balance,
        GET "/saldo.csv" Member READ => orders::balance_csv,
        POST "/saldo/rekening" Member SIGN_IN => orders::account_post,
        POST "/saldo/rekening/simpan" Member WRITE => orders::account_confirm_post,
        POST "/saldo/cair" Member WRITE => orders::payout_post,
        GET "/sandbox/bayar/{reference}" Member READ => till::pay_page,
        POST "/sandbox/bayar/{reference}" Member WRITE => till::pay_form,
    }
    api {
        GET "/orders" Member READ => deals::list_api,
        GET "/orders/{code}" Member READ => deals::show_api,
        GET "/orders/{code}/sheet.pdf" Member READ => deals::sheet_pdf,
        GET "/orders/{code}/receipt.pdf" Member READ => orders::receipt_pdf,
        PUT "/orders/{code}/status" Member WRITE => deals::status_api,
        PUT "/orders/{code}/shipping" Member WRITE => deals::shipping_api,
        POST "/orders/{code}/pay" Member WRITE => deals::pay_api,
        GET "/orders/{code}/meetup" Member READ => deals::meetup_api,
        PUT "/orders/{code}/meetup" Member WRITE => deals::plan_api,
        GET "/orders/{code}/meetup.ics" Member READ => deals::calendar_api,
        POST "/orders/{code}/arrived" Member WRITE => deals::arrived_api,
        POST "/orders/{code}/no-show" Member WRITE => deals::no_show_api,
        GET "/orders/{code}/review" Member READ => reviews::show_api,
        POST "/orders/{code}/review" Member WRITE => reviews::review_api,
        PUT "/orders/{code}/review" Member WRITE => reviews::change_api,
        POST "/orders/{code}/review/reply" Member WRITE => reviews::reply_api,
        GET "/users/{handle}/reviews" Anyone READ => reviews::list_api,
        GET "/listings/{id}/promotions" Member READ => promotions::list_api,
        POST "/listings/{id}/promotions" Member WRITE => promotions::buy_api,
        POST "/webhooks/midtrans" Anyone NOTICE => payments::midtrans_notice,
        POST "/webhooks/mayar/{token}" Anyone NOTICE => payments::mayar_notice,
        POST "/webhooks/sandbox" Anyone NOTICE => payments::sandbox_notice,
        GET "/users/me/balance" Member READ => orders::balance_api,
        PUT "/users/me/payout-account" Member SIGN_IN => payouts::account_api,
        GET "/users/me/payouts" Member READ => payouts::list_api,
        POST "/users/me/payouts" Member WRITE => payouts::request_api,
        GET "/users/me/payouts/{payout}" Member READ => payouts::payout_api,
        POST "/webhooks/payouts" Anyone NOTICE => payouts::notice_api,
        POST "/sandbox/payments/{id}" Anyone WRITE => till::pay_api,
    }
}
