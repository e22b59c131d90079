//! The list and the file of members.

use serde_json::json;

use super::imposes;
use crate::disputes::staff;
use crate::support::{TestApp, count};

#[actix_web::test]
async fn staff_finds_a_member_by_name_handle_and_address_and_opening_the_file_is_recorded() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    imposes(&dewi, &sari, "mute", json!({"until": app.clock.now() + chrono::Duration::days(2)}))
        .await
        .with(201);
    let find = async |q: &str| {
        let found = dewi.get(&format!("/api/admin/users?q={q}")).await.with(200);
        found["users"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["handle"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("SAR").await, [json!(sari.handle)]);
    assert_eq!(find(&sari.handle).await, [json!(sari.handle)]);
    assert_eq!(find("%25").await, Vec::<serde_json::Value>::new(), "a percent sign is a letter");
    assert_eq!(find("").await.len(), 3);
    let page = dewi.reads_page(&format!("/admin/orang/{}", sari.handle), "id").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("Dibisukan") && page.text.contains("Dewi"));
    let looked = "select count(*) from audit_log where action = 'looked_at_member'";
    assert_eq!(count(&app, looked).await, 1);
    let other = budi.reads_page(&format!("/admin/orang/{}", sari.handle), "id").await;
    assert_eq!(other.status, 403);
    assert_eq!(dewi.reads_page("/admin/orang/tidak-ada", "id").await.status, 404);
}
