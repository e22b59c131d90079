//! Which rooms have subscribers on other nodes, as those nodes reported it: message frames are published only for these
//! rooms. A node that is missing here receives the sequence number alone, reads Postgres, and reports its interest; so a
//! wrong entry costs time only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::base::ids::RoomId;

/// Rooms that are remembered. At the limit the map is cleared; nodes report their interest again.
const MAX_ROOMS: usize = 65_536;

/// For each room, the nodes that have subscribers in it.
#[derive(Default)]
pub(super) struct RemoteInterest(Mutex<HashMap<RoomId, Vec<Uuid>>>);

impl RemoteInterest {
    pub fn add(&self, room: RoomId, node: Uuid) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() >= MAX_ROOMS && !rooms.contains_key(&room) {
            rooms.clear();
        }
        let nodes = rooms.entry(room).or_default();
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }

    pub fn remove(&self, room: RoomId, node: Uuid) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(nodes) = rooms.get_mut(&room) {
            nodes.retain(|known| *known != node);
            if nodes.is_empty() {
                rooms.remove(&room);
            }
        }
    }

    /// Whether any other node has subscribers in the room.
    pub fn contains(&self, room: RoomId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_of_interest_while_any_other_node_has_subscribers() {
        let interest = RemoteInterest::default();
        let (room, bandung, medan) =
            (RoomId(Uuid::from_u128(1)), Uuid::from_u128(2), Uuid::from_u128(3));
        assert!(!interest.contains(room));
        for node in [bandung, medan, medan] {
            interest.add(room, node);
        }
        interest.remove(room, medan);
        assert!(interest.contains(room), "Bandung still has subscribers");
        interest.remove(room, bandung);
        interest.remove(room, bandung);
        assert!(!interest.contains(room));
    }
}
