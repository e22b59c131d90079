//! What every test uses: an app of its own, people and their sockets.

mod app;
mod lag;
mod nats;
mod people;
mod servers;
mod socket;
mod truth;

pub use app::TestApp;
pub use lag::Lag;
pub use nats::Nats;
pub use people::{Answer, Browser, Person, a_photo, between, camera, id_of};
pub use servers::servers;
pub use socket::Socket;
pub use truth::{
    becomes, count, holds, moved_by_another_node, nothing_impossible_is, said_by_another_node,
};
