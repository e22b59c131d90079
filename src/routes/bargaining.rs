//! The addresses of bargaining: offers, chat with offers, reservations, the assistant.

use super::entry::table;
use crate::bargaining::negotiations::{self, offer_rules};
use crate::bargaining::{assistant, inbox, price_drops, reservations};

table! {
    pages {
        POST "/barang/{slug}/chat" Member WRITE => negotiations::chat_open_post,
        POST "/barang/{slug}/tawar" Member MOVE => negotiations::tawar_post,
        POST "/barang/{slug}/antre" Member WRITE => reservations::wait_form,
        POST "/barang/{slug}/pilih" Member MOVE => reservations::pick_post,
        POST "/barang/{slug}/beli" Member MOVE => negotiations::buy_post,
        POST "/barang/{slug}/ajukan" Member MOVE => negotiations::ask_post,
        GET "/jual/{id}/asisten" Member READ => assistant::assistant_page,
        POST "/jual/{id}/asisten" Member WRITE => assistant::assistant_post,
        POST "/jual/{id}/pesuka" Member MOVE => negotiations::likers_post,
        POST "/jual/{id}/aturan" Member WRITE => offer_rules::offer_rules_post,
        POST "/jual/{id}/turun" Member WRITE => assistant::drop_post,
        GET "/chat" Member READ => inbox::inbox_page,
        GET "/chat/meja" Member READ => negotiations::offers_page,
        GET "/chat/meja/pembaruan" Member READ => negotiations::offers_page_refresh,
        POST "/chat/meja/semua" Member MOVE => negotiations::answer_all_post,
        GET "/chat/{room}" Member READ => inbox::room_page,
        POST "/chat/{room}" Member MESSAGE => inbox::message_post,
        GET "/chat/{room}/pembaruan" Member READ => inbox::refresh,
        GET "/chat/{room}/pesan" Member READ => inbox::older,
        POST "/chat/{room}/hapus" Member MESSAGE => inbox::delete_post,
        POST "/chat/{room}/tawar" Member MOVE => negotiations::offer_form,
        POST "/chat/{room}/terima" Member MOVE => negotiations::answer_form,
        POST "/chat/{room}/tolak" Member MOVE => negotiations::answer_form,
        POST "/chat/{room}/batal" Member MOVE => negotiations::answer_form,
        POST "/chat/{room}/janji" Member MOVE => reservations::promise_form,
        POST "/chat/{room}/tambah" Member MOVE => negotiations::answer_form,
    }
    api {
        GET "/chat/{listing}" Member READ => inbox::chat_get,
        PUT "/chat/{listing}" Member WRITE => inbox::chat_put,
        POST "/chat/{listing}" Member MESSAGE => inbox::chat_post,
        GET "/rooms" Member READ => inbox::inbox_api,
        POST "/messages" Member MESSAGE => inbox::order_message_api,
        GET "/messages" Member READ => inbox::order_messages_query_api,
        GET "/messages/{id}" Member READ => inbox::order_messages_api,
        POST "/orders" Member MOVE => negotiations::order_post,
        POST "/listings/{id}/offer" Member MOVE => negotiations::offer_post,
        GET "/listings/{id}/assistant" Member READ => assistant::mandate_get,
        POST "/listings/{id}/likers" Member MOVE => negotiations::likers_api,
        POST "/listings/{id}/wait" Member WRITE => reservations::wait_post,
        DELETE "/listings/{id}/wait" Member WRITE => reservations::wait_delete,
        POST "/listings/{id}/pick" Member MOVE => reservations::pick_api,
        POST "/rooms/{room}/promise" Member MOVE => reservations::promise_post,
        DELETE "/rooms/{room}/promise" Member MOVE => reservations::promise_delete,
        GET "/listings/{id}/wishes" Member READ => offer_rules::offer_rules_get,
        PUT "/listings/{id}/wishes" Member WRITE => offer_rules::offer_rules_put,
        GET "/listings/{id}/drop" Member READ => price_drops::drop_get,
        PUT "/listings/{id}/drop" Member WRITE => price_drops::drop_put,
        DELETE "/listings/{id}/drop" Member WRITE => price_drops::drop_delete,
        POST "/listings/{id}/answer" Member MOVE => negotiations::answer_all_api,
        GET "/offers" Member READ => negotiations::open_offers_api,
        PUT "/listings/{id}/assistant" Member WRITE => assistant::mandate_put,
        POST "/tawar" Member MOVE => assistant::ask_post,
        PUT "/offers/{id}" Member MOVE => negotiations::offer_put,
    }
}
