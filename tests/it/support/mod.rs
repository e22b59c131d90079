//! What every test stands on: a house of its own, people in it, their sockets.

mod house;
mod people;
mod servers;
mod socket;

pub use house::TestHouse;
pub use people::{Person, a_photo, camera, id_of};
