//! Metrics, readiness and health checks.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::json;
use tokio::time::timeout;

use crate::support::{Answer, TestApp, chat_between_sari_and_budi};

/// A request without cookie or token.
async fn request_anonymously(request: RequestBuilder) -> Answer {
    timeout(Duration::from_secs(10), Answer::of(request)).await.expect("an answer")
}

#[actix_web::test]
async fn metrics_are_served_locally_or_with_the_token_and_contain_no_texts() {
    let app =
        TestApp::with_config(|config| config.metrics_token = Some("pengukur-12345".into())).await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_sari = sari.joins_room(&room).await;
    let mut at_budi = budi.joins_room(&room).await;
    at_budi.sends_message(&room, "terongpanggang").await;
    at_budi.receives("ack").await;
    at_sari.receives("message").await;

    let url = app.url("/metrics");
    let near = request_anonymously(app.http.get(&url)).await;
    assert_eq!(near.status, 200);
    assert!(near.header("content-type").starts_with("text/plain"));
    for metric in [
        "tawar_sockets ",
        "tawar_rooms ",
        "tawar_messages_total ",
        "tawar_ack_seconds_bucket{le=\"",
        "tawar_ack_seconds_count ",
        "tawar_journal_commit_seconds_bucket{le=\"",
        "tawar_journal_batch_messages_bucket{le=\"",
    ] {
        let there = near.text.lines().any(|websocket| websocket.starts_with(metric));
        assert!(there, "{metric}: {}", near.text);
    }
    let secrets = ["terongpanggang", room.as_str().unwrap(), &sari.id, &budi.token, &budi.handle];
    for secret in secrets {
        assert!(!near.text.contains(secret), "{secret}");
    }

    // Behind a proxy that is not configured, every client looks local.
    let far = |request: RequestBuilder| request.header("x-forwarded-for", "203.0.113.9");
    assert_eq!(request_anonymously(far(app.http.get(&url))).await.status, 404);
    let looped = app.http.get(&url).header("x-forwarded-for", "127.0.0.1");
    assert_eq!(request_anonymously(looped).await.status, 404);
    let shown = request_anonymously(far(app.http.get(&url).bearer_auth("pengukur-12345"))).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("tawar_ack_seconds_bucket"));
    for wrong in ["pengukur-1234", "pengukur-123456", "", &budi.token] {
        let refused = request_anonymously(far(app.http.get(&url).bearer_auth(wrong))).await;
        assert_eq!(refused.status, 404, "{wrong}");
    }
}

#[actix_web::test]
async fn without_a_token_only_this_machine_reads_the_metrics() {
    let app = TestApp::with_config(|config| config.behind_proxy = true).await;
    let url = app.url("/metrics");
    for (address, status) in
        [("203.0.113.9", 404), ("127.0.0.1, 203.0.113.9", 404), ("127.0.0.1", 200)]
    {
        let answer =
            request_anonymously(app.http.get(&url).header("x-forwarded-for", address)).await;
        assert_eq!(answer.status, status, "{address}");
    }
    assert_eq!(request_anonymously(app.http.get(&url)).await.status, 200);
    let far = app.http.get(&url).header("x-forwarded-for", "203.0.113.9").bearer_auth("");
    assert_eq!(request_anonymously(far).await.status, 404, "an empty token is not accepted");
}

#[actix_web::test]
async fn readyz_reports_readiness_and_head_requests_are_answered() {
    let app = TestApp::open().await;
    let ready = request_anonymously(app.http.get(app.url("/readyz"))).await.with(200);
    let reported =
        ["ready", "database", "journal", "leaving", "bus"].map(|field| ready[field].clone());
    assert_eq!(reported, [json!(true), json!(true), json!(true), json!(false), json!("none")]);
    assert!(ready["outbox"]["waiting"].is_number(), "{ready}");
    for path in ["/", "/healthz", "/readyz", "/metrics"] {
        let answer = request_anonymously(app.http.head(app.url(path))).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""), "{path}");
    }
    assert_eq!(request_anonymously(app.http.get(app.url("/healthz"))).await.text, "ok\n");
}
