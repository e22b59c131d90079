//! Bearer tokens: JWT with HS256 (RFC 7519). The signature is checked first, so that guessed tokens cause no query; whether
//! the session is live is decided by its row.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::ids::{SessionId, UserId};

/// `{"alg":"HS256","typ":"JWT"}`; a token with any other header is refused.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    pub sub: UserId,
    pub sid: SessionId,
    pub iat: i64,
    pub exp: i64,
}

/// Signs the claims; `None` when they cannot be serialised.
pub(super) fn issue(key: &SecretKey, claims: &Claims) -> Option<String> {
    let body = crypto::encode(&serde_json::to_vec(claims).ok()?);
    let signed = format!("{HEADER}.{body}");
    let mac = signature(key, &signed)?;
    Some(format!("{signed}.{}", crypto::encode(&mac)))
}

/// The claims of a token with a valid signature that has not expired.
pub(super) fn read(key: &SecretKey, token: &str, now: Timestamp) -> Option<Claims> {
    let (signed, mac) = token.rsplit_once('.')?;
    let (header, body) = signed.split_once('.')?;
    if header != HEADER
        || !crypto::constant_time_eq(&signature(key, signed)?, &crypto::decode(mac)?)
    {
        return None;
    }
    let claims: Claims = serde_json::from_slice(&crypto::decode(body)?).ok()?;
    (claims.exp > now.timestamp()).then_some(claims)
}

fn signature(key: &SecretKey, text: &str) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.sign("jwt", b"")).ok()?;
    mac.update(text.as_bytes());
    Some(mac.finalize().into_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn a_token_is_valid_until_it_expires_and_only_with_our_signature() {
        let (key, now) = (SecretKey::new(b"k".to_vec()), chrono::Utc::now());
        let claims = Claims {
            sub: UserId::fresh(),
            sid: SessionId::fresh(),
            iat: now.timestamp(),
            exp: (now + Duration::days(7)).timestamp(),
        };
        let Some(token) = issue(&key, &claims) else { panic!("no token") };
        assert_eq!(read(&key, &token, now).map(|c| c.sub), Some(claims.sub));
        assert!(read(&key, &token, now + Duration::days(8)).is_none());
        assert!(read(&SecretKey::new(b"other".to_vec()), &token, now).is_none());
        let none = token.replacen(HEADER, "eyJhbGciOiJub25lIn0", 1);
        assert!(read(&key, &none, now).is_none(), "alg none is not ours");
        assert!(read(&key, "a.b.c", now).is_none() && read(&key, "", now).is_none());
    }
}
