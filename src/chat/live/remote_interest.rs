//! Which rooms run on other nodes, as far as these said so: only for them are frames put on the bus. Whoever is not known
//! to want them hears the bell alone, reads Postgres, and says that it is here; so what is wrong here costs time only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::base::ids::RoomId;

/// Rooms kept; with more it begins anew, and hears of them again.
const MOST_ROOMS: usize = 65_536;

#[derive(Default)]
pub(super) struct RemoteInterest(Mutex<HashMap<RoomId, Vec<Uuid>>>);

impl RemoteInterest {
    /// A node has readers in a room.
    pub fn here(&self, room: RoomId, node: Uuid) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() >= MOST_ROOMS && !rooms.contains_key(&room) {
            rooms.clear();
        }
        let nodes = rooms.entry(room).or_default();
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }

    /// A node has none any more.
    pub fn gone(&self, room: RoomId, node: Uuid) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(nodes) = rooms.get_mut(&room) {
            nodes.retain(|known| *known != node);
            if nodes.is_empty() {
                rooms.remove(&room);
            }
        }
    }

    /// Whether any other node wants its frames.
    pub fn wants(&self, room: RoomId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_wanted_while_any_node_has_readers() {
        let elsewhere = RemoteInterest::default();
        let (room, bandung, medan) =
            (RoomId(Uuid::from_u128(1)), Uuid::from_u128(2), Uuid::from_u128(3));
        assert!(!elsewhere.wants(room));
        for node in [bandung, medan, medan] {
            elsewhere.here(room, node);
        }
        elsewhere.gone(room, medan);
        assert!(elsewhere.wants(room), "Bandung still reads");
        elsewhere.gone(room, bandung);
        elsewhere.gone(room, bandung);
        assert!(!elsewhere.wants(room));
    }
}
