//! The people of a run and their rooms. With this product they sign up, post listings and open rooms over HTTP, four at a
//! time; the other servers accept any id.

use std::path::Path;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::target::Target;

/// A room and the tokens of its two members.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pair {
    pub room: String,
    pub tokens: [String; 2],
}

/// How many rooms there are; each person is in `per_person` of them, with a socket for each.
#[derive(Clone, Copy)]
pub struct Participants<'a> {
    pub target: Target,
    pub url: &'a str,
    pub rooms: usize,
    pub per_person: usize,
    /// A file with the people of an earlier run on the same database; written when it has too few.
    pub keep: Option<&'a Path>,
}

impl Participants<'_> {
    /// The rooms with their members.
    pub async fn sign_up(self) -> Vec<Pair> {
        if self.target != Target::Tawar {
            let id = || Uuid::new_v4().to_string();
            let pair = |_| Pair { room: id(), tokens: [id(), id()] };
            return (0..self.rooms).map(pair).collect();
        }
        let stored = self.keep.and_then(|path| std::fs::read(path).ok());
        let mut pairs: Vec<Pair> =
            stored.map(|bytes| serde_json::from_slice(&bytes).unwrap()).unwrap_or_default();
        if pairs.len() < self.rooms {
            eprintln!("signing up people for {} rooms", self.rooms);
            pairs = self.open_rooms().await.unwrap_or_else(|err| panic!("the setup failed: {err}"));
            if let Some(path) = self.keep {
                std::fs::write(path, serde_json::to_vec(&pairs).unwrap()).unwrap();
            }
        }
        pairs.truncate(self.rooms);
        pairs
    }

    /// Signs up groups of `per_person` sellers and as many buyers; each buyer opens a room with each seller of the group.
    async fn open_rooms(self) -> Result<Vec<Pair>, SetupError> {
        let side = self.per_person.max(1);
        let groups = self.rooms.div_ceil(side * side);
        let http = reqwest::Client::builder().no_proxy().build()?;
        let (http, base) = (&http, self.url.trim_end_matches('/'));
        let sellers = stream::iter(0..groups * side).map(async |_| {
            let token = register(http, base).await?;
            let listing = post_listing(http, base, &token).await?;
            Ok::<_, SetupError>((token, listing))
        });
        let sellers: Vec<(String, String)> = sellers.buffered(4).try_collect().await?;
        let buyers = stream::iter(0..groups * side).map(async |_| register(http, base).await);
        let buyers: Vec<String> = buyers.buffered(4).try_collect().await?;
        let both = (0..groups * side * side).map(|number| {
            let (group, rest) = (number / (side * side) * side, number % (side * side));
            (&sellers[group + rest / side], &buyers[group + rest % side])
        });
        let rooms = stream::iter(both).map(async |((seller, listing), buyer)| {
            let path = format!("{base}/api/chat/{listing}");
            let posted = post(http, &path, buyer, &json!({"text": "Halo Kak, masih ada?"})).await?;
            let room = text(&posted["message"]["room"])?;
            Ok::<_, SetupError>(Pair { room, tokens: [seller.clone(), buyer.clone()] })
        });
        rooms.buffered(4).try_collect().await
    }
}

type SetupError = Box<dyn std::error::Error>;

fn text(value: &Value) -> Result<String, SetupError> {
    Ok(value.as_str().ok_or_else(|| format!("an unexpected response: {value}"))?.into())
}

async fn post(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    body: &Value,
) -> Result<Value, SetupError> {
    let answer = http.post(url).bearer_auth(token).json(body).send().await?;
    let status = answer.status();
    let value: Value = answer.json().await?;
    if status.is_success() { Ok(value) } else { Err(format!("{url}: {status} {value}").into()) }
}

async fn register(http: &reqwest::Client, base: &str) -> Result<String, SetupError> {
    let email = format!("{}@contoh.id", Uuid::new_v4().simple());
    let person =
        json!({"name": "Sari", "email": email, "password": "kopi tubruk", "accept_terms": true});
    let answer = http.post(format!("{base}/api/auth/register")).json(&person).send().await?;
    let value: Value = answer.json().await?;
    text(&value["token"])
}

async fn post_listing(
    http: &reqwest::Client,
    base: &str,
    token: &str,
) -> Result<String, SetupError> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(320, 320, image::Rgb([180, 90, 60]))
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)?;
    let mut body =
        b"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"
            .to_vec();
    body.extend_from_slice(&jpeg.into_inner());
    body.extend_from_slice(b"\r\n--X--\r\n");
    let upload = http.post(format!("{base}/api/upload")).bearer_auth(token);
    let form = upload.header("content-type", "multipart/form-data; boundary=X").body(body);
    let photo: Value = form.send().await?.json().await?;
    let listing = json!({"title": "Kamera untuk diukur", "description": "Hanya untuk mengukur waktu.",
        "category": "kamera", "condition": "bagus", "modes": ["jual"], "price": 100_000,
        "delivery": ["cod"], "region": "32.73.02", "photos": [photo["id"]]});
    let posted = post(http, &format!("{base}/api/listings"), token, &listing).await?;
    text(&posted["listing"]["id"])
}
