//! Presence: who is online in a room, announced only when it changes; and who is typing.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Lag, Socket, TestApp, chat_between_sari_and_budi, count, wait_for_count};

#[actix_web::test]
async fn sari_sees_budi_online_from_his_first_tab_until_his_last() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_sari = sari.connects().await;
    assert_eq!(at_sari.joins(&room, None).await["present"], json!([sari.id]));
    let first = budi.connects().await;
    let came = at_sari.receives("presence").await;
    assert_eq!((&came["user"], &came["online"]), (&json!(budi.id), &json!(true)));
    let mut second = budi.connects().await;
    assert_eq!(second.joins(&room, None).await["present"], json!([budi.id, sari.id]));
    drop(first);
    drop(second);
    let went = at_sari.receives("presence").await;
    assert_eq!((&went["user"], &went["online"]), (&json!(budi.id), &json!(false)));
    let mut again = budi.joins_room(&room).await;
    assert_eq!(at_sari.receives("presence").await["online"], true);
    again.is_still_open().await;
    assert!(at_sari.queued("presence").is_empty(), "further tabs announce nothing");
}

#[actix_web::test]
async fn sari_sees_that_budi_is_typing_and_budi_does_not_see_himself() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let typing = json!({"type": "typing", "room": room});
    at_budi.sends_command(typing.clone()).await;
    assert_eq!(at_sari.receives("typing").await["user"], budi.id.as_str());
    at_sari.sends_command(typing).await;
    // The room delivers in order: had Budi's own event come back, it would have arrived before Sari's.
    assert_eq!(at_budi.receives("typing").await["user"], sari.id.as_str());
    assert!(at_budi.queued("typing").is_empty());
    assert_eq!(count(&app, "select count(*) from messages").await, 0);
}

#[actix_web::test]
async fn budi_who_hides_his_page_is_offline_after_two_seconds_and_online_again_at_once() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    let mut at_sari = sari.connects().await;
    wait_for_count(&app, "select count(*) from presence where visible", 2).await;
    let lag = Lag::of(&app);
    let joined = at_sari.joins(&room, None).await;
    assert_eq!(joined["present"].as_array().unwrap().len(), 2, "{joined}");
    for _ in 0..2 {
        let hidden = Instant::now();
        at_budi.sends_command(json!({"type": "presence", "online": false})).await;
        let went = at_sari.receives("presence").await;
        assert_eq!((&went["user"], &went["online"]), (&json!(budi.id), &json!(false)));
        assert!(hidden.elapsed() > Duration::from_millis(1900), "{:?}", hidden.elapsed());
        let mut second = sari.connects().await;
        assert_eq!(second.joins(&room, None).await["present"], json!([sari.id]));
        let shown = Instant::now();
        at_budi.sends_command(json!({"type": "presence", "online": true})).await;
        let came = at_sari.receives("presence").await;
        assert_eq!((&came["user"], &came["online"]), (&json!(budi.id), &json!(true)));
        lag.is_within("online again", shown, Duration::from_secs(1));
    }
    // Hiding the page for a moment announces nothing.
    at_budi.sends_command(json!({"type": "presence", "online": false})).await;
    at_budi.sends_command(json!({"type": "presence", "online": true})).await;
    // One of two screens is visible: he is online.
    let mut phone = budi.joins_room(&room).await;
    at_budi.sends_command(json!({"type": "presence", "online": false})).await;
    assert!(!at_sari.receives_within("presence", Duration::from_secs(3)).await);
    phone.sends_command(json!({"type": "presence", "online": false})).await;
    assert_eq!(at_sari.receives("presence").await["online"], false);
    assert!(at_budi.queued("presence").is_empty(), "nobody gets events about himself");
}

/// Whether an offline event arrived for somebody who was away for less than two seconds. A late online event is
/// ignored: it may be on its way during the join.
async fn saw_offline_too_early(at: &mut Socket, patience: Duration, away: Duration) -> bool {
    at.receives_within("presence", patience).await;
    let went = at.queued("presence").iter().any(|event| event["online"] == false);
    went && away < Duration::from_millis(1900)
}

#[actix_web::test]
async fn reloading_a_page_announces_no_presence_change() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    let mut at_sari = sari.connects().await;
    wait_for_count(&app, "select count(*) from presence where visible", 2).await;
    at_sari.joins(&room, None).await;
    // Where the machine took longer than his two seconds he did go offline, and came online again.
    let mut slowest = Duration::ZERO;
    for _ in 0..3 {
        let since = Instant::now();
        drop(at_budi);
        at_budi = budi.joins_room(&room).await;
        slowest = slowest.max(since.elapsed());
    }
    let a_moment = Duration::from_millis(500);
    assert!(
        !saw_offline_too_early(&mut at_sari, a_moment, slowest).await,
        "one reload after the other"
    );
    // A page that was left before it had loaded: he still has his two seconds.
    for _ in 0..3 {
        let since = Instant::now();
        drop(at_budi);
        drop(budi.connects().await);
        let reported = saw_offline_too_early(&mut at_sari, a_moment, since.elapsed()).await;
        assert!(!reported, "two reloads in a row");
        at_budi = budi.joins_room(&room).await;
        slowest = slowest.max(since.elapsed());
    }
    if slowest > Duration::from_millis(1900) {
        return;
    }
    let left = Instant::now();
    drop(at_budi);
    let mut went = at_sari.receives("presence").await;
    while went["online"] == true {
        went = at_sari.receives("presence").await;
    }
    assert_eq!((&went["user"], &went["online"]), (&json!(budi.id), &json!(false)));
    assert!(left.elapsed() > Duration::from_millis(1900), "he was online for two more seconds");
}
