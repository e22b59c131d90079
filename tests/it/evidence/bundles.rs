//! Changed bundles: verify names every change.

use serde_json::{Value, json};
use tawar::base::ids::MessageId;
use tawar::care::evidence::{self, Bundle};
use tawar::chat::rooms::chain;

use super::{agreed_deal, export, id, seal_rooms};
use crate::support::TestApp;

#[actix_web::test]
async fn verify_names_every_change_in_a_bundle() {
    let app = TestApp::open().await;
    let (_, _, _, room) = agreed_deal(&app).await;
    seal_rooms(&app).await;
    let whole = serde_json::to_value(export(&app, id(&room)).await).unwrap();
    let n = whole["messages"].as_array().unwrap().len();
    let offer = whole["messages"].as_array().unwrap().iter().position(|m| m["kind"] == "offer");
    let (offer, room) = (offer.unwrap(), room.as_str().unwrap());
    let refuses = |what: &str, change: &dyn Fn(&mut Value), named: &str| {
        let mut bundle = whole.clone();
        change(&mut bundle);
        let why = evidence::verify(&bundle.to_string(), None).expect_err(what).to_string();
        assert!(why.contains(named), "{what}: {why}, not {named}");
    };
    let at = |seq: usize, what: &str| format!("message {seq} of room {room}: {what}");
    let linked = "it was changed, or a row before it was left out or put in";
    let row = |field: &'static str, value: Value| {
        move |bundle: &mut Value| bundle["messages"][1][field] = value.clone()
    };
    let digest = at(2, "its words do not fit their digest");
    refuses("words", &row("words", json!("Sudah laku")), &digest);
    refuses("salt", &row("salt", json!("00".repeat(16))), &digest);
    refuses("digest", &row("digest", json!("00".repeat(32))), &digest);
    for (field, value) in [
        ("at", json!("2026-01-01T00:00:00Z")),
        ("sender", json!(null)),
        ("sender", json!(uuid::Uuid::new_v4())),
        ("id", json!(MessageId::fresh())),
        ("kind", json!("photo")),
        ("photo", json!(uuid::Uuid::new_v4())),
        ("offer", json!(uuid::Uuid::new_v4())),
        ("about", json!(1)),
        ("chain", json!("00".repeat(32))),
    ] {
        refuses(field, &row(field, value), &at(2, linked));
    }
    refuses("no words", &row("words", Value::Null), &at(2, "of words and salt one is missing"));
    refuses("kind", &row("kind", json!("tekst")), &at(2, "it does not read"));
    refuses("place", &row("seq", json!(7)), &at(2, "it is missing"));
    let rows = |bundle: &mut Value, change: &dyn Fn(&mut Vec<Value>)| {
        change(bundle["messages"].as_array_mut().unwrap());
    };
    refuses(
        "words taken out",
        &|b| {
            b["messages"][1]["words"] = Value::Null;
            b["messages"][1]["salt"] = Value::Null;
        },
        &at(2, "its words were taken out after the export"),
    );
    refuses(
        "words taken out and said so",
        &|b| {
            b["messages"][1]["words"] = Value::Null;
            b["messages"][1]["salt"] = Value::Null;
            b["without_words"].as_array_mut().unwrap().push(json!(2));
        },
        "its head is not signed by this server",
    );
    refuses("left out", &|b| rows(b, &|r| drop(r.remove(1))), &at(2, "it is missing"));
    refuses("the last left out", &|b| rows(b, &|r| drop(r.pop())), &at(n, "it is missing"));
    refuses(
        "put in",
        &|b| {
            rows(b, &|r| {
                let mut new = r[1].clone();
                new["id"] = json!(MessageId::fresh());
                r.insert(2, new);
                (1..).zip(r).for_each(|(seq, row)| row["seq"] = json!(seq));
            });
        },
        &at(3, linked),
    );
    refuses(
        "put in at the end",
        &|b| {
            rows(b, &|r| {
                let mut new = r[n - 1].clone();
                new["seq"] = json!(n + 1);
                r.push(new);
            });
        },
        &at(n + 1, linked),
    );
    refuses("swapped", &|b| rows(b, &|r| r.swap(0, 1)), &at(1, "it is missing"));
    refuses(
        "swapped with their places",
        &|b| {
            rows(b, &|r| {
                r.swap(0, 1);
                (1..).zip(r).for_each(|(seq, row)| row["seq"] = json!(seq));
            });
        },
        &at(1, linked),
    );
    refuses("relinked", &|b| *b = relinked(b, 2, "Sudah laku"), "is not what was sealed on");
    refuses(
        "relinked, without seals",
        &|b| {
            *b = relinked(b, 2, "Sudah laku");
            b["seals"] = json!([]);
        },
        &at(n, "its link is not the head that this server signed"),
    );
    refuses(
        "relinked, with the head",
        &|b| {
            *b = relinked(b, 2, "Sudah laku");
            b["seals"] = json!([]);
            b["head"]["chain"] = b["messages"][n - 1]["chain"].clone();
        },
        "its head is not signed by this server",
    );
    let offer_of = &whole["messages"][offer]["offer"];
    refuses(
        "amount",
        &|b| b["offers"][0]["amount"] = json!(900_000),
        &at(offer + 1, "it says Rp1.000.000, the row of its offer Rp900.000"),
    );
    refuses("whose", &|b| b["offers"][0]["by"] = json!("seller"), &at(offer + 1, "the buyer made"));
    refuses("no row", &|b| b["offers"] = json!([]), &at(offer + 1, "its offer has no row"));
    let changed =
        format!("offer {} of room {room}: its row was changed", offer_of.as_str().unwrap());
    refuses("status", &|b| b["offers"][0]["status"] = json!("accepted"), &changed);
    refuses("note", &|b| b["offers"][0]["note"] = json!("tunai"), &changed);
    refuses("settled", &|b| b["offers"][0]["settled_at"] = Value::Null, &changed);
    refuses("move", &|b| b["moves"][1]["kind"] = json!("accept"), "its row was changed");
    refuses("deal", &|b| b["deals"][0]["status"] = json!("completed"), "its row was changed");
    refuses("no deal", &|b| b["deals"] = json!([]), "its head is not signed by this server");
    refuses("names", &|b| b["room"]["buyer"]["handle"] = json!("rara"), "its head is not signed");
    refuses("site", &|b| b["site"] = json!("toko sebelah"), "its head is not signed");
    refuses(
        "seal",
        &|b| b["seals"][0]["at"] = json!("2026-01-01T00:00:00Z"),
        "is not this server's",
    );
    refuses("no seal", &|b| b["seals"] = json!([]), "its head is not signed by this server");
    refuses("version", &|b| b["version"] = json!(2), "no bundle of a version");
    refuses("more", &|b| b["messages"][1]["extra"] = json!(1), &at(2, "it does not read"));
    refuses("beside", &|b| b["offers"][0]["remark"] = json!("lunas"), "did not write");
    refuses("head", &|b| b["head"]["at"] = json!("2026-01-01T00:00:00Z"), "its head is not signed");
    let twice = whole.to_string();
    for (field, other) in
        [("\"words\":", "\"words\":\"Sudah laku\","), ("\"note\":", "\"note\":\"lunas\",")]
    {
        let text = twice.replacen(field, &format!("{other}{field}"), 1);
        let why = evidence::verify(&text, None).unwrap_err().to_string();
        assert!(why.contains("it holds something twice"), "{field} {why}");
    }
    let why = evidence::verify("halo", None).unwrap_err().to_string();
    assert!(why.starts_with("it is no bundle"));
}

/// A bundle with a changed text, and everything recomputed that needs no signature.
fn relinked(bundle: &Value, seq: usize, words: &str) -> Value {
    let mut bundle: Bundle = serde_json::from_value(bundle.clone()).unwrap();
    let room = bundle.room.id;
    let line = &mut bundle.messages[seq - 1];
    let salt = evidence::decode(line.salt.as_ref().unwrap()).unwrap();
    line.words = Some(words.into());
    line.digest = chain::digest(&salt, words.as_bytes()).to_vec();
    let mut before = Vec::new();
    for line in &mut bundle.messages {
        line.chain = chain::link(&before, &line.link(room)).to_vec();
        before = line.chain.clone();
    }
    serde_json::to_value(bundle).unwrap()
}
