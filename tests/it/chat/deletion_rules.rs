//! Which messages may be deleted, and by whom.

use serde_json::json;
use uuid::Uuid;

use super::deletion::assert_deleted;
use crate::support::{TestApp, chat_between_sari_and_budi, seq_of, seqs_of};

#[actix_web::test]
async fn budi_cannot_delete_messages_that_are_not_his() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let of_sari = at_sari.sends_message(&room, "Sudah saya kirim fotonya").await;
    assert_eq!(at_sari.receives_ack_of(of_sari).await, 1);
    let first = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    sari.moves(&first, "decline", None).await.with(200);
    let secret = at_budi.sends_message(&room, "Yah").await;
    at_budi.receives("ack").await;
    let id = at_budi.sends_delete(&room, 4).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 5);
    let kinds: Vec<String> = at_sari
        .receives_messages_up_to(5)
        .await
        .iter()
        .map(|sent_message| sent_message["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["text", "offer", "system", "text", "deleted"]);
    let before = budi.reads_history(&room, "").await;

    // Hers, an offer of his own, a system message, and the `deleted` marker.
    for seq in [1, 2, 3, 5] {
        let id = at_budi.sends_delete(&room, seq).await;
        let error = at_budi.receives_error_of(id, "message_not_yours").await;
        assert_eq!(error["room"], room);
        let refused = budi.deletes_message(&before[usize::try_from(seq).unwrap() - 1]["id"]).await;
        refused.is_problem(403);
    }
    for unknown in [-1, 0, 6, i64::MAX] {
        let id = at_budi.sends_delete(&room, unknown).await;
        at_budi.receives_error_of(id, "not_found").await;
    }
    // The id of the command was used for a message: nothing is deleted.
    let sent_message = at_budi.sends_message(&room, "Tunggu").await;
    assert_eq!(at_budi.receives_ack_of(sent_message).await, 6);
    at_budi
        .sends_command(json!({"type": "delete", "room": room, "id": sent_message, "seq": 6}))
        .await;
    assert_eq!(at_budi.receives("error").await["id"], json!(sent_message));

    // Rara does not learn that the messages exist.
    let rara = app.person("Rara").await;
    let mut at_rara = rara.connects().await;
    for foreign in [&room, &json!(Uuid::now_v7())] {
        let id = at_rara.sends_delete(foreign, 1).await;
        at_rara.receives_error_of(id, "not_found").await;
        let path = format!("/chat/{}/hapus", foreign.as_str().unwrap());
        assert_eq!(rara.submits_encoded_form(&path, "seq=1").await.status, 404);
    }
    for message in [json!(of_sari), json!(secret), json!(Uuid::now_v7()), json!("pesan")] {
        rara.deletes_message(&message).await.is_problem(404);
    }
    let after = budi.reads_history(&room, "").await;
    assert_eq!((&after[..5], &after[5]["text"]), (&before[..], &json!("Tunggu")));
    assert_eq!(seqs_of(&at_sari.receives_messages_up_to(6).await), [6]);
}

#[actix_web::test]
async fn deleting_by_id_deletes_ones_own_message_even_when_the_other_used_the_same_id() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let id = json!(Uuid::now_v7());
    let send = json!({"type": "send", "room": room, "id": id, "text": "Halo"});
    at_sari.sends_command(send.clone()).await;
    assert_eq!(seq_of(&at_sari.receives("ack").await), 1);
    at_budi.sends_command(send).await;
    assert_eq!(seq_of(&at_budi.receives("ack").await), 2);
    assert_eq!(budi.deletes_message(&id).await.with(200)["message"]["target"], 2);
    assert_eq!(sari.deletes_message(&id).await.with(200)["message"]["target"], 1);
}

#[actix_web::test]
async fn while_a_deal_is_live_messages_are_evidence_and_cannot_be_deleted() {
    let app = TestApp::open().await;
    let (sari, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let rara = app.person("Rara").await;
    let of_rara =
        rara.posts_message(&camera, "Saya juga mau").await.with(201)["message"]["id"].clone();
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let sent_message = json!(at_budi.sends_message(&room, "Jadi sejuta, COD di Braga").await);
    assert_eq!(seq_of(&at_budi.receives("ack").await), 1);
    // Without a deal it may be deleted, even while an offer is pending.
    at_budi.sends_message(&room, "Hmm").await;
    assert_eq!(seq_of(&at_budi.receives("ack").await), 2);
    let offered = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    let id = at_budi.sends_delete(&room, 2).await;
    assert_eq!(at_budi.receives_ack_of(id).await, 4);
    let deal = sari.moves(&offered, "accept", None).await.with(200)["deal"].clone();
    let last = seq_of(&at_budi.receives("deal").await);

    let before = sari.reads_history(&room, "").await;
    let id = at_budi.sends_delete(&room, 1).await;
    at_budi.receives_error_of(id, "message_evidence").await;
    budi.deletes_message(&sent_message).await.is_problem(409);
    let chat = format!("/chat/{}", room.as_str().unwrap());
    let by_form = budi.submits_encoded_form(&format!("{chat}/hapus"), "seq=1").await;
    assert_eq!(
        (by_form.status.as_u16(), by_form.header("location")),
        (303, &*format!("{chat}#akhir"))
    );
    assert_eq!(sari.reads_history(&room, "").await, before);
    // Rara has no deal: she may delete her messages.
    rara.deletes_message(&of_rara).await.with(200);

    let order = format!("/pesanan/{}/batal", deal["code"].as_str().unwrap());
    assert_eq!(sari.submits_encoded_form(&order, "reason=Batal").await.status, 303);
    assert_eq!(at_budi.receives("deal").await["status"], "cancelled");
    let id = at_budi.sends_delete(&room, 1).await;
    let seq = at_budi.receives_ack_of(id).await;
    assert!(seq > last);
    assert_eq!(at_sari.receives_messages_up_to(seq).await.last().unwrap()["target"], 1);
    assert_deleted(&sari.reads_history(&room, "").await[0], &before[0]);
}
