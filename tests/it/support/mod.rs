//! What every test stands on: a house of its own, people in it, their sockets.

mod house;
mod lag;
mod nats;
mod people;
mod servers;
mod socket;
mod truth;

pub use house::TestHouse;
pub use lag::Lag;
pub use nats::Nats;
pub use people::{Answer, Browser, Person, a_photo, between, camera, id_of};
pub use servers::servers;
pub use socket::Socket;
pub use truth::{
    becomes, count, holds, moved_by_another_node, nothing_impossible_is, said_by_another_node,
};
