//! The addresses of bargaining: offers, barter, reservations, the assistant.

use super::entry::table;
use crate::bargaining::negotiations::{self, offer_rules};
use crate::bargaining::{assistant, barter, price_drops, reservations};

table! {
    pages {
        POST "/barang/{slug}/chat" Member WRITE => negotiations::chat_open_post,
        POST "/barang/{slug}/tawar" Member MOVE => negotiations::tawar_post,
        GET "/barang/{slug}/barter" Member READ => barter::barter_page,
        GET "/barang/{slug}/barter/timbang" Member READ => barter::weigh,
        POST "/barang/{slug}/antre" Member WRITE => reservations::wait_form,
        POST "/barang/{slug}/pilih" Member MOVE => reservations::pick_post,
        POST "/barang/{slug}/barter" Member MOVE => barter::barter_post,
        POST "/barang/{slug}/beli" Member MOVE => negotiations::buy_post,
        GET "/jual/{id}/asisten" Member READ => assistant::assistant_page,
        POST "/jual/{id}/asisten" Member WRITE => assistant::assistant_post,
        POST "/jual/{id}/pesuka" Member MOVE => negotiations::likers_post,
        POST "/jual/{id}/aturan" Member WRITE => offer_rules::wishes_post,
        POST "/jual/{id}/turun" Member WRITE => assistant::drop_post,
        GET "/chat" Member READ => negotiations::inbox_page,
        GET "/chat/meja" Member READ => negotiations::stall_page,
        GET "/chat/meja/pembaruan" Member READ => negotiations::stall_refresh,
        POST "/chat/meja/semua" Member MOVE => negotiations::answer_post,
        GET "/chat/{room}" Member READ => negotiations::room_page,
        POST "/chat/{room}" Member MESSAGE => negotiations::say_post,
        GET "/chat/{room}/pembaruan" Member READ => negotiations::refresh,
        GET "/chat/{room}/pesan" Member READ => negotiations::older,
        POST "/chat/{room}/hapus" Member MESSAGE => negotiations::delete_post,
        POST "/chat/{room}/tawar" Member MOVE => negotiations::move_offer,
        POST "/chat/{room}/terima" Member MOVE => negotiations::move_accept,
        POST "/chat/{room}/tolak" Member MOVE => negotiations::move_decline,
        POST "/chat/{room}/batal" Member MOVE => negotiations::move_withdraw,
        POST "/chat/{room}/janji" Member MOVE => reservations::promise_form,
        POST "/chat/{room}/tambah" Member MOVE => negotiations::move_ask,
        GET "/chat/{room}/barter" Member READ => barter::room_page,
        GET "/chat/{room}/barter/timbang" Member READ => barter::room_weigh,
        POST "/chat/{room}/barter" Member MOVE => barter::room_post,
    }
    api {
        POST "/listings/{id}/offer" Member MOVE => negotiations::offer_post,
        GET "/listings/{id}/assistant" Member READ => assistant::mandate_get,
        POST "/listings/{id}/likers" Member MOVE => negotiations::likers_api,
        POST "/listings/{id}/wait" Member WRITE => reservations::wait_post,
        DELETE "/listings/{id}/wait" Member WRITE => reservations::wait_delete,
        POST "/listings/{id}/pick" Member MOVE => reservations::pick_api,
        POST "/rooms/{room}/promise" Member MOVE => reservations::promise_post,
        DELETE "/rooms/{room}/promise" Member MOVE => reservations::promise_delete,
        GET "/listings/{id}/wishes" Member READ => offer_rules::wishes_get,
        PUT "/listings/{id}/wishes" Member WRITE => offer_rules::wishes_put,
        GET "/listings/{id}/drop" Member READ => price_drops::drop_get,
        PUT "/listings/{id}/drop" Member WRITE => price_drops::drop_put,
        DELETE "/listings/{id}/drop" Member WRITE => price_drops::drop_delete,
        POST "/listings/{id}/answer" Member MOVE => negotiations::answer_api,
        GET "/offers" Member READ => negotiations::tables_api,
        PUT "/listings/{id}/assistant" Member WRITE => assistant::mandate_put,
        POST "/tawar" Member MOVE => assistant::ask_post,
        PUT "/offers/{id}" Member MOVE => negotiations::offer_put,
        PUT "/orders/{code}/status" Member WRITE => negotiations::order_status,
    }
}
