//! The addresses of the market: listings, photos, search, likes.

use super::entry::table;
use crate::market::{categories, likes, listings, photos, search};

table! {
    pages {
        GET "/cari" Anyone READ => search::search_page,
        GET "/kategori/{slug}" Anyone READ => search::category_page,
        POST "/barang/{slug}/hapus" Member WRITE => listings::remove_post,
        GET "/jual" Member READ => listings::sell_page,
        POST "/jual" Member LISTING => listings::sell_post,
        GET "/jual/{id}/edit" Member READ => listings::edit_page,
        POST "/jual/{id}/edit" Member WRITE => listings::edit_post,
        GET "/foto/{name}" Anyone ASSET => photos::serve,
    }
    api {
        GET "/categories" Anyone READ => categories::list,
        GET "/suggest" Anyone READ => search::suggest,
        GET "/listings" Anyone READ => search::search_api,
        POST "/listings" Member LISTING => listings::create,
        GET "/listings/{id}" Anyone READ => listings::show,
        PUT "/listings/{id}" Member WRITE => listings::update,
        DELETE "/listings/{id}" Member WRITE => listings::delete,
        PUT "/listings/{id}/worth" Member WRITE => listings::worth_put,
        POST "/listings/{id}/like" Member WRITE => likes::toggle,
        POST "/upload" Member UPLOAD => photos::upload,
    }
}
