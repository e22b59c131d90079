//! One appeal, to another mediator.

use serde_json::json;

use super::{answered, dispute, mediates, ruling, seen, staff};
use crate::deals::{books_are_right, order};
use crate::support::TestApp;

#[actix_web::test]
async fn sari_appeals_and_another_mediator_decides_for_good() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, agus) = (staff(&app, "Dewi").await, staff(&app, "Agus").await);
    let code = answered(&sari, &budi).await;
    let appeal = json!({"text": "Mediator tidak melihat video saat dikemas."});
    dispute(&sari, &code, "appeal", appeal.clone()).await.is_problem(409);
    mediates(&dewi, &code, "ruling", ruling("refund", json!({}))).await.with(200);
    dispute(&sari, &code, "appeal", appeal.clone()).await.with(200);
    dispute(&budi, &code, "appeal", appeal).await.is_problem(409);
    mediates(&dewi, &code, "ruling", ruling("refund", json!({}))).await.is_problem(409);
    mediates(&agus, &code, "ruling", ruling("pay", json!({}))).await.with(200);
    let ended = seen(&budi, &code).await;
    assert_eq!((&ended["status"], &ended["end"]["outcome"]), (&json!("final"), &json!("pay")));
    let deal = order(&sari, &code).await;
    assert_eq!(
        (&deal["outcome"], &deal["payment"]["status"]),
        (&json!("paid_out"), &json!("released"))
    );
    books_are_right(&app).await;
}
