//! Password hashes: argon2id. A hash is slow on purpose and takes 19 MiB of memory, so [`limited`] computes only a few at
//! the same time; the others wait without occupying a thread.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::base::db::blocking;
use crate::base::error::{AppError, AppResult};

/// Hashes that are computed at the same time.
static PERMITS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Runs work with passwords on a blocking thread, once a permit is free.
pub(super) async fn limited<T: Send + 'static>(
    work: impl FnOnce() -> AppResult<T> + Send + 'static,
) -> AppResult<T> {
    let closed = |err: tokio::sync::AcquireError| AppError::Unavailable(err.to_string());
    let _permit = PERMITS.acquire().await.map_err(closed)?;
    blocking(work).await
}

/// The hash of a password as a PHC string, with a random salt.
///
/// # Errors
/// `Internal` when the memory for it cannot be allocated.
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

/// Takes as long as [`verify`], so that the time does not tell whether an account exists.
pub(super) fn simulate_verification(password: &str) {
    let _ = hash(password);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hashed_password_is_verified() {
        let hash = hash("kopi tubruk").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("kopi tubruk", &hash));
        assert!(!verify("kopi susu", &hash));
        assert!(!verify("kopi tubruk", "nonsense"));
    }
}
