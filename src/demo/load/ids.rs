//! Ids that depend on nothing but the seed and a number, so that the same seed always gives the same rows.

use uuid::Uuid;

use crate::base::crypto::fingerprint;
use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, RoomId, UserId};

pub(super) fn user(seed: u64, n: usize) -> UserId {
    UserId(id(seed, 0, n))
}

pub(super) fn listing(seed: u64, n: usize) -> ListingId {
    ListingId(id(seed, 1, n))
}

pub(super) fn room(seed: u64, n: usize) -> RoomId {
    RoomId(id(seed, 2, n))
}

pub(super) fn negotiation(seed: u64, n: usize) -> NegotiationId {
    NegotiationId(id(seed, 3, n))
}

pub(super) fn message(seed: u64, n: usize) -> MessageId {
    MessageId(id(seed, 4, n))
}

pub(super) fn offer(seed: u64, n: usize) -> OfferId {
    OfferId(id(seed, 5, n))
}

/// `kind` keeps ids of different tables apart.
fn id(seed: u64, kind: u8, n: usize) -> Uuid {
    let mut bytes = [0_u8; 16];
    let digest = fingerprint(format!("tawar-demo:{seed}:{kind}:{n}"));
    for (to, from) in bytes.iter_mut().zip(digest) {
        *to = from;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
