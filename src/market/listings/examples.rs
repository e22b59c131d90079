//! Listings for unit tests.

use super::ListingOut;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;

/// An active listing of Sari's.
pub(crate) fn camera(modes: &[Mode], price: Option<i64>) -> ListingOut {
    let id = ListingId::fresh();
    serde_json::from_value(serde_json::json!({
        "id": id, "slug": "kamera-abc123", "url": "/barang/kamera-abc123", "status": "active", "title": "Kamera",
        "description": "", "flaw": "", "condition": "bagus", "modes": modes, "price": price, "original_price": null,
        "original_source": null, "brand": null, "size": null, "color": null, "tags": [], "category": "kamera",
        "parent_category": null, "delivery": ["cod"], "wanted": null,
        "seller": {"id": UserId::fresh(), "handle": "sari", "name": "Sari", "rating": null, "rating_count": 0,
            "sold": 0, "city": "Bandung", "verified": false},
        "region": {"code": "32.73.02", "province": "Jawa Barat", "city": "Kota Bandung", "district": "Coblong",
            "lat": -6.9, "lng": 107.6},
        "photos": [], "like_count": 0, "chat_count": 0, "offer_count": 0, "view_count": 0, "version": 1,
        "created_at": "2026-11-20T00:00:00Z", "expires_at": "2026-12-20T00:00:00Z",
    }))
    .unwrap()
}
