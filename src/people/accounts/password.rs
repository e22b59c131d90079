//! argon2id. Slow on purpose, and each takes 19 MiB: [`in_turn`] runs a few at once, the others wait without a thread.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::base::db::blocking;
use crate::base::error::{AppError, AppResult};

static KILN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Runs slow work with passwords on a blocking thread, when it is its turn.
pub(super) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> AppResult<T> + Send + 'static,
) -> AppResult<T> {
    let closed = |err: tokio::sync::AcquireError| AppError::Unavailable(err.to_string());
    let _turn = KILN.acquire().await.map_err(closed)?;
    blocking(work).await
}

/// A PHC string with its own salt.
pub fn hash(password: &str) -> AppResult<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|err| AppError::Internal(anyhow::anyhow!("argon2: {err}")))
}

/// Whether the password is the one that was hashed.
pub(super) fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Takes as long as a real check, so that time does not tell whether an account exists.
pub(super) fn verify_nobody(password: &str) {
    let _ = hash(password);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_opens() {
        let Ok(kept) = hash("kopi tubruk") else { panic!("no hash") };
        assert!(kept.starts_with("$argon2id$"));
        assert!(
            verify("kopi tubruk", &kept)
                && !verify("kopi susu", &kept)
                && !verify("kopi tubruk", "nonsense")
        );
    }
}
