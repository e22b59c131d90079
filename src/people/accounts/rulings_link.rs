//! The link by which somebody who cannot sign in reads what the staff decided about them, and appeals: signed, for one account,
//! until a time. It opens nothing else.

use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::crypto::{self, SecretKey};
use crate::base::ids::UserId;

const PURPOSE: &str = "rulings link";
/// The bytes of an id and of a time.
const ID: usize = 16;
const TIME: usize = 8;

/// The path of the page of `user`'s rulings, for whoever has it until `until`.
pub fn rulings_path(secret: &SecretKey, user: UserId, until: Timestamp) -> String {
    let mut bytes = user.0.as_bytes().to_vec();
    bytes.extend(until.timestamp().to_be_bytes());
    bytes.extend(secret.sign(PURPOSE, &bytes));
    format!("/keputusan/{}", crypto::encode(&bytes))
}

/// Whose rulings a token shows; `None` when it is not ours or its time is over.
pub fn rulings_of(secret: &SecretKey, token: &str, now: Timestamp) -> Option<UserId> {
    let bytes = crypto::decode(token)?;
    let (signed, signature) = bytes.split_at_checked(ID + TIME)?;
    if !crypto::constant_time_eq(signature, &secret.sign(PURPOSE, signed)) {
        return None;
    }
    let (id, until) = signed.split_at_checked(ID)?;
    let until = i64::from_be_bytes(until.try_into().ok()?);
    (now.timestamp() < until).then(|| Uuid::from_slice(id).ok().map(UserId)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Duration};

    #[test]
    fn a_link_shows_the_rulings_of_one_account_until_its_time_and_no_other_is_made_of_it() {
        let (key, other) = (SecretKey::new(*b"one"), SecretKey::new(*b"two"));
        let now = DateTime::from_timestamp(1_796_000_000, 0).unwrap();
        let user = UserId::fresh();
        let path = rulings_path(&key, user, now + Duration::days(1));
        let token = path.strip_prefix("/keputusan/").unwrap();
        assert_eq!(rulings_of(&key, token, now), Some(user));
        assert_eq!(rulings_of(&key, token, now + Duration::days(1)), None);
        assert_eq!(rulings_of(&other, token, now), None);
        for at in 0..token.len() {
            let mut changed = token.to_owned();
            let letter = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
            changed.replace_range(at..=at, letter);
            assert!(rulings_of(&key, &changed, now).is_none() || changed == token, "{at}");
        }
        assert_eq!(rulings_of(&key, "", now), None);
    }
}
