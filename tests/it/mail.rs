//! Mails: sent through a real SMTP server of another implementation, read there, their links followed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestApp, between, count, secret, stored_link};

/// Binds a free port, prints it, then prints every mail as a line of JSON; ends when its output is closed.
const SERVER: &str = r"
import asyncio, email, email.policy, json, os, sys, threading
from aiosmtpd.smtp import SMTP

class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('tidak-ada'):
            return '550 no such mailbox'
        if address.startswith('lambat'):
            await asyncio.sleep(4)
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'header_to': mail['to'], 'id': mail['message-id'],
                          'subject': mail['subject'], 'text': mail.get_content()}), flush=True)
        return '250 OK'

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Box(), hostname='localhost'), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
asyncio.run(main())
";

/// A mail server and the mails it received.
struct MailServer {
    server: Child,
    url: String,
    mails: Arc<Mutex<Vec<Value>>>,
}

impl MailServer {
    fn open() -> Self {
        let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
        let python = if venv.exists() { venv } else { "python3".into() };
        let mut server = Command::new(python)
            .args(["-c", SERVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a Python with aiosmtpd: run script/setup --test");
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let port = lines.next().expect("a mail server: run script/setup --test").unwrap();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let taken = mails.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                taken.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Self { server, url: format!("smtp://127.0.0.1:{port}"), mails }
    }

    async fn app(&self) -> TestApp {
        let url = self.url.clone();
        TestApp::with_config(|config| config.smtp_url = Some(url)).await
    }

    fn all(&self) -> Vec<Value> {
        self.mails.lock().unwrap().clone()
    }

    /// The `n`th mail to this address, once it has arrived.
    async fn nth_mail(&self, to: &str, n: usize) -> Value {
        for _ in 0..600 {
            let mail = self.all().into_iter().filter(|mail| mail["header_to"] == to).nth(n - 1);
            if let Some(mail) = mail {
                return mail;
            }
            actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no mail arrived for {to}: {:?}", self.all());
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// The path of the link in a mail; the link must lead to this app.
fn link(app: &TestApp, text: &str) -> String {
    let link = text.split_whitespace().find(|word| word.starts_with("http")).expect(text);
    link.strip_prefix(&app.url("")).expect(link).to_owned()
}

/// The text of the newest mail that the app stored for this address.
async fn stored_mail(app: &TestApp, to: &str) -> String {
    let to = to.to_owned();
    let mails = app.db.read(|conn| tawar::base::mail::newest(conn, &secret(), 50)).await.unwrap();
    mails.into_iter().find(|mail| mail.recipient == to).expect("a mail").body
}

async fn is_verified(browser: &Browser) -> bool {
    let account = browser.request(reqwest::Method::GET, "/api/users/me");
    Answer::of(account).await.with(200)["email_verified"].as_bool().unwrap()
}

async fn asks_for_a_new_password(browser: &Browser, email: &str) -> Answer {
    browser.opens("/lupa-sandi").await;
    browser.submits("/lupa-sandi", &[("email", email)]).await
}

#[actix_web::test]
async fn sari_verifies_her_email_by_the_link_in_her_mail() {
    let mail_server = MailServer::open();
    let app = mail_server.app().await;
    let sari = app.browser();
    let email = sari.signs_up("Sari").await;
    let mail = mail_server.nth_mail(&email, 1).await;
    assert_eq!((&mail["to"], &mail["from"]), (&json!([email]), &json!("kabar@tawar.example")));
    assert_eq!(mail["subject"], "Pastikan surelmu di tawar");
    let text = mail["text"].as_str().unwrap();
    assert!(
        text.starts_with("Halo,") && !text.contains("Sari"),
        "no name before it is proved: {mail}"
    );
    assert!(!is_verified(&sari).await);

    let link = link(&app, mail["text"].as_str().unwrap());
    let forged = sari.opens(&format!("{link}x")).await.text;
    assert!(forged.contains("Tautan ini tidak berlaku") && !is_verified(&sari).await);
    // In another browser: the phone's mail program is not signed in.
    let phone = app.browser();
    let asked = phone.opens(&link).await;
    phone.sends(phone.request(reqwest::Method::HEAD, &link)).await;
    assert!(asked.text.contains("Ya, ini emailku"), "{}", asked.text);
    assert!(!is_verified(&sari).await, "a program that opens the link proves nothing");
    let token = between(&asked.text, "name=\"token\" value=\"", "\"").unwrap();
    let done = phone.submits("/verifikasi", &[("token", token)]).await;
    assert!(done.text.contains("Email terverifikasi"), "{}", done.text);
    assert!(is_verified(&sari).await);
    assert!(sari.opens("/akun").await.text.contains("Terverifikasi"));
    assert!(sari.opens(&link).await.text.contains("Tautan ini tidak berlaku"), "a link works once");

    sari.submits("/verifikasi/kirim", &[]).await;
    let again = mail_server.nth_mail(&email, 2).await;
    assert!(
        again["text"] != mail["text"] && again["id"] != mail["id"],
        "a fresh link in a mail of its own"
    );
}

#[actix_web::test]
async fn sari_resets_her_forgotten_password_and_all_her_sessions_end() {
    let mail_server = MailServer::open();
    let app = mail_server.app().await;
    let phone = app.browser();
    let email = phone.signs_up("Sari").await;
    let login = |password: &'static str| {
        app.post("/api/auth/login", json!({"identifier": email, "password": password}))
    };
    let token = login("kopi tubruk").await.with(200)["token"].as_str().unwrap().to_owned();

    let laptop = app.browser();
    let known = asks_for_a_new_password(&laptop, &email.to_uppercase()).await;
    let unknown = asks_for_a_new_password(&app.browser(), "hantu@contoh.id").await;
    assert_eq!(
        (known.status, known.header("location")),
        (unknown.status, unknown.header("location"))
    );
    assert_eq!(
        known.headers["set-cookie"], unknown.headers["set-cookie"],
        "both get the same answer"
    );

    mail_server.nth_mail(&email, 2).await;
    let mails = mail_server.all();
    let mail = mails
        .iter()
        .find(|mail| mail["subject"] == "Ganti kata sandi tawar")
        .expect("the mail with the reset link");
    let link = link(&app, mail["text"].as_str().unwrap());
    let page = laptop.opens(&link).await;
    let secret = between(&page.text, "name=\"token\" value=\"", "\"").unwrap().to_owned();
    let short = laptop.submits("/atur-ulang", &[("token", &secret), ("password", "1234")]).await;
    assert_eq!(short.status, 422);
    let done = laptop
        .submits("/atur-ulang", &[("token", &secret), ("password", "teh botol dingin")])
        .await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/masuk"), "{}", done.text);

    login("kopi tubruk").await.is_problem(422);
    login("teh botol dingin").await.with(200);
    Answer::of(app.http.get(app.url("/api/users/me")).bearer_auth(token)).await.is_problem(401);
    assert_eq!(phone.opens("/akun").await.status, 303, "the phone is signed out too");
    let twice = laptop
        .submits("/atur-ulang", &[("token", &secret), ("password", "jahe hangat sekali")])
        .await;
    assert_eq!(twice.status, 422);
    login("teh botol dingin").await.with(200);
    assert!(
        mail_server.all().iter().all(|mail| mail["header_to"] == email.as_str()),
        "nobody else got a mail"
    );
}

#[actix_web::test]
async fn a_link_that_is_expired_or_replaced_is_refused() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.browser();
    let email = sari.signs_up("Sari").await;
    let verify = link(&app, &stored_mail(&app, &email).await);
    app.clock.advance(chrono::Duration::seconds(1));
    asks_for_a_new_password(&sari, &email).await;
    let token = stored_link(&app, &email, "/atur-ulang").await;
    assert!(verify.starts_with("/verifikasi?token="));
    assert!(
        sari.opens(&format!("/verifikasi?token={token}"))
            .await
            .text
            .contains("Tautan ini tidak berlaku"),
        "each link has one purpose"
    );

    app.clock.advance(chrono::Duration::hours(1));
    let late =
        sari.submits("/atur-ulang", &[("token", &token), ("password", "teh botol dingin")]).await;
    assert_eq!(late.status, 422);
    app.clock.advance(chrono::Duration::days(2));
    assert!(sari.opens(&verify).await.text.contains("Tautan ini tidak berlaku"));
    assert!(!is_verified(&sari).await);
}

#[actix_web::test]
async fn without_a_mail_server_mails_are_shown_in_development_and_never_in_production() {
    let app = TestApp::open().await;
    let budi = app.browser();
    let english = budi.request(reqwest::Method::GET, "/daftar").header("accept-language", "en");
    budi.sends(english).await;
    budi.opens("/bahasa/en").await;
    let email = budi.signs_up("Budi").await;
    let shown = budi.opens("/dev/mail").await;
    assert_eq!(shown.status, 200);
    assert!(
        shown.text.contains(&email) && shown.text.contains("Hello,"),
        "in his language: {}",
        shown.text
    );

    let app = TestApp::with_config(|config| config.development = false).await;
    app.browser().signs_up("Budi").await;
    assert_eq!(app.browser().opens("/dev/mail").await.status, 404);
}

#[actix_web::test]
async fn an_unknown_mailbox_fails_its_own_mail_at_once_and_a_slow_one_delays_no_other() {
    let mail_server = MailServer::open();
    let app = mail_server.app().await;
    let now = app.clock.now();
    app.db
        .transaction(move |conn| {
            for to in ["tidak-ada@contoh.id", "lambat@contoh.id", "sari@contoh.id"] {
                tawar::base::mail::post(conn, to, "Halo".into(), "Apa kabar?".into(), now)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let began = std::time::Instant::now();
    mail_server.nth_mail("sari@contoh.id", 1).await;
    assert!(
        mail_server.all().iter().all(|mail| mail["to"] != json!(["lambat@contoh.id"])),
        "it is slow"
    );
    let dead = "select count(*) from jobs where died_at is not null and attempts = 1 and last_error like '%no such mailbox%'";
    while count(&app, dead).await == 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "the refused mail is not dead");
        actix_web::rt::time::sleep(Duration::from_millis(25)).await;
    }
    mail_server.nth_mail("lambat@contoh.id", 1).await;
    while count(&app, "select count(*) from jobs where died_at is null").await > 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "jobs are not done");
        actix_web::rt::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(count(&app, "select count(*) from mails where sent_at is not null").await, 2);
}
