//! The addresses of pages that mix wings, the socket, and what machines ask.

use super::entry::table;
use crate::base::assets;
use crate::pages::{self, barter};
use crate::socket;

table! {
    pages {
        GET "/" Anyone READ => pages::home,
        GET "/kategori" Anyone READ => pages::categories,
        GET "/barang/{slug}" Anyone READ => pages::listing,
        POST "/barang/{slug}/suka" Member WRITE => pages::like_post,
        POST "/barang/{slug}/nilai" Member WRITE => pages::worth_post,
        POST "/jual/periksa" Member WRITE => pages::check_texts_post,
        GET "/barang/{slug}/barter" Member READ => barter::barter_page,
        GET "/barang/{slug}/barter/timbang" Member READ => barter::weigh,
        POST "/barang/{slug}/barter" Member MOVE => barter::barter_post,
        GET "/chat/{room}/barter" Member READ => barter::room_page,
        GET "/chat/{room}/barter/timbang" Member READ => barter::room_weigh,
        POST "/chat/{room}/barter" Member MOVE => barter::room_post,
        GET "/suka" Member READ => pages::liked,
        GET "/profil/saya" Member READ => pages::mine,
        GET "/profil/{handle}" Anyone READ => pages::profile,
        GET "/bahasa/{lang}" Anyone READ => pages::lang_get,
        GET "/syarat" Anyone READ => pages::legal,
        GET "/privasi" Anyone READ => pages::legal,
        GET "/aturan" Anyone READ => pages::legal,
        GET "/larangan" Anyone READ => pages::legal,
        GET "/ws" Member READ => socket::open,
        GET "/static/{version}/{path:.*}" Anyone ASSET => assets::serve,
        GET "/healthz" Anyone ASSET => pages::healthz,
        GET "/readyz" Anyone ASSET => pages::readyz,
        GET "/metrics" Anyone ASSET => pages::metrics,
        GET "/robots.txt" Anyone ASSET => pages::robots,
    }
}
