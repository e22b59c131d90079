//! A browser: it stores cookies and submits forms with the token of the last page.

use std::cell::RefCell;
use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use uuid::Uuid;

use super::app::TestApp;
use super::fixtures::between;
use super::people::Answer;

/// A browser: it stores cookies and the form token of the last page.
pub struct Browser {
    pub cookies: RefCell<BTreeMap<String, String>>,
    pub csrf: RefCell<String>,
    pub origin: String,
    http: reqwest::Client,
}

impl TestApp {
    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser {
            cookies: RefCell::default(),
            csrf: RefCell::default(),
            origin: self.url(""),
            http: self.http.clone(),
        }
    }

    /// The same app over a fresh connection for each request: the server may close one whose body it refused unread.
    pub fn on_fresh_connections(mut self) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        self.http = http.no_proxy().pool_max_idle_per_host(0).build().unwrap();
        self
    }

    /// A visitor requests JSON, without cookie or token.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(self.url(path)).header("accept", "application/json")).await
    }

    /// A visitor posts JSON, without cookie or token.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.http.post(self.url(path)).header("accept", "application/json").json(&body))
            .await
    }
}

impl Browser {
    /// A request with the cookies and nothing else.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}{path}", self.origin))
            .header("accept", "text/html");
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    /// Sends a request and stores the cookies and the token of the answer.
    pub async fn sends(&self, request: RequestBuilder) -> Answer {
        let answer = Answer::of(request).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let (pair, flags) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if flags.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.into(), value.into());
            }
        }
        if let Some(token) = between(&answer.text, "<meta name=\"csrf\" content=\"", "\"") {
            *self.csrf.borrow_mut() = token.into();
        }
        answer
    }

    /// Requests a page.
    pub async fn opens(&self, path: &str) -> Answer {
        self.sends(self.request(Method::GET, path)).await
    }

    /// Submits a form with the token of the last page.
    pub async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.csrf.borrow().clone();
        let form: Vec<(&str, &str)> =
            fields.iter().copied().chain([("_csrf", token.as_str())]).collect();
        self.posts_form(path, &form).await
    }

    /// Posts a form with these fields and no other.
    pub async fn posts_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded");
        self.sends(request.body(serde_urlencoded::to_string(fields).unwrap())).await
    }

    /// Signs up by the form; returns the e-mail address.
    pub async fn signs_up(&self, name: &str) -> String {
        let email = format!("{}@contoh.id", Uuid::new_v4().simple());
        self.opens("/daftar").await;
        let form = [
            ("name", name),
            ("email", &email),
            ("password", "kopi tubruk"),
            ("kind", "pembeli"),
            ("accept_terms", "true"),
        ];
        let answer = self.submits("/daftar", &form).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/"),
            "{}",
            answer.text
        );
        self.opens("/").await;
        email
    }
}
