//! Moves at the same instant.

use futures_util::future::{LocalBoxFuture, join_all};
use serde_json::json;

use crate::support::{Answer, TestApp, assert_invariants, count, id_of};

#[actix_web::test]
async fn of_eight_buyers_who_accept_at_the_same_instant_one_gets_the_camera_and_seven_are_told() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let mut buyers = Vec::new();
    for n in 0..8 {
        let buyer = app.person(&format!("Pembeli {n}")).await;
        let made = buyer.offers(&camera, 900_000 + n * 1000).await.with(201);
        let countered =
            sari.moves(&made["negotiation"], "counter", Some(1_100_000)).await.with(200);
        buyers.push((buyer, countered["negotiation"].clone()));
    }
    let answers = join_all(
        buyers.iter().map(|(buyer, negotiation)| buyer.moves(negotiation, "accept", None)),
    )
    .await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(lost.status, 409, "{}", lost.text);
        assert_eq!(lost.body["detail"], "Sudah dipesan orang lain.");
        assert_eq!(lost.body["state"]["state"], "closed", "the loser gets the state");
    }
    let deals = sari.get("/api/orders?role=seller").await.with(200);
    assert_eq!(deals["pagination"]["total"], 1);
}

#[actix_web::test]
async fn simultaneous_moves_edits_and_deletions_have_one_outcome() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    for round in 0..40 {
        let listing = sari.posts(json!({})).await;
        let path = format!("/api/listings/{}", id_of(&listing));
        let of_budi = budi.offers(&listing, 900_000).await.with(201)["negotiation"].clone();
        let of_rara = rara.offers(&listing, 950_000).await.with(201)["negotiation"].clone();
        let mut edited = crate::support::camera();
        edited["photos"] = json!([listing["photos"][0]["id"]]);
        edited["price"] = json!(1_300_000);
        let doings: &[&str] = match round % 8 {
            0 => &["take budi", "withdraw"],
            1 => &["take budi", "take rara"],
            2 => &["counter", "take budi"],
            3 => &["take budi", "delete"],
            4 => &["edit", "take budi", "decline"],
            5 => &["withdraw", "counter", "take budi"],
            6 => &["delete", "take budi", "withdraw", "edit"],
            _ => &["take rara", "counter", "delete", "take budi"],
        };
        let answers: Vec<Answer> =
            join_all(doings.iter().map(|doing| -> LocalBoxFuture<'_, Answer> {
                match *doing {
                    "take budi" => Box::pin(sari.moves(&of_budi, "accept", None)),
                    "take rara" => Box::pin(sari.moves(&of_rara, "accept", None)),
                    "counter" => Box::pin(sari.moves(&of_budi, "counter", Some(1_100_000))),
                    "decline" => Box::pin(sari.moves(&of_budi, "decline", None)),
                    "withdraw" => Box::pin(budi.moves(&of_budi, "withdraw", None)),
                    "edit" => Box::pin(sari.put(&path, edited.clone())),
                    _ => Box::pin(sari.delete(&path)),
                }
            }))
            .await;
        let results: Vec<(&str, u16)> =
            doings.iter().copied().zip(answers.iter().map(|a| a.status.as_u16())).collect();
        let won = |names: &[&str]| {
            results.iter().filter(|(doing, code)| names.contains(doing) && *code < 300).count()
        };
        assert!(results.iter().all(|(_, code)| [200, 204, 409].contains(code)), "{results:?}");
        let (taken, deleted) = (won(&["take budi", "take rara"]), won(&["delete"]));
        let answered = won(&["take budi", "counter", "decline", "withdraw"]);
        // A deleted listing can be sold only when an edit restored it in between.
        let most = 1 + won(&["edit"]).min(deleted);
        assert!(
            taken + deleted <= most && taken <= 1 && answered <= 1,
            "round {round}: {results:?}"
        );
        assert!(taken + deleted + answered >= 1, "round {round}: {results:?}");
        for (doing, lost) in doings.iter().zip(&answers).filter(|(_, answer)| answer.status == 409)
        {
            let shown = lost.body["state"]["version"].is_number();
            assert!(shown || ["edit", "delete"].contains(doing), "{doing}: {}", lost.text);
        }
        let deals = format!("select count(*) from deals where listing_id = '{}'", id_of(&listing));
        assert_eq!(count(&app, deals).await, i64::try_from(taken).unwrap());
    }
    app.wait_for_outbox().await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_move_and_many_simultaneous_messages_reach_both_screens_complete() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    sari.lifts_offer_limits(&camera).await;
    let room = budi.opens_chat(&camera).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let mut last = 0;
    for round in 0..20 {
        let talking = async {
            for n in 0..6 {
                at_sari.sends_message(&room, &format!("kata {n}")).await;
                at_sari.receives("ack").await;
            }
        };
        let (made, ()) = futures_util::join!(budi.offers(&camera, 900_000 + round), talking);
        let negotiation = made.with(201)["negotiation"].clone();
        for socket in [&mut at_sari, &mut at_budi] {
            let received = socket.receives_messages_up_to(last + 7).await;
            assert!(
                received
                    .iter()
                    .map(|message| message["seq"].as_i64().unwrap())
                    .eq(last + 1..=last + 7)
            );
            let mut results = socket.receives("negotiation").await;
            while results["version"] != negotiation["version"] {
                results = socket.receives("negotiation").await;
            }
            assert_eq!(results["offer"], negotiation["offer"]);
        }
        budi.moves(&negotiation, "withdraw", None).await.with(200);
        last += 8;
        for socket in [&mut at_sari, &mut at_budi] {
            socket.receives_messages_up_to(last).await;
        }
    }
}
