//! Shared by all tests: an app for each, people and their sockets.

mod app;
mod browser;
mod chat;
mod database;
mod fixtures;
mod lag;
mod mails;
mod nats;
mod people;
mod queries;
mod servers;
mod socket;
mod waiting;

pub use app::{TestApp, secret, test_config};
pub use browser::Browser;
pub use chat::{as_in_history, chat_between_sari_and_budi, seq_of, seqs_of};
pub use database::{
    assert_invariants, clone_listings, commit_messages_on_another_node,
    commit_move_on_another_node, count, lock_room_row, run_sql, texts, wait_for_count,
};
pub use fixtures::{a_photo, between, camera, id_of};
pub use lag::Lag;
pub use mails::stored_link;
pub use nats::Nats;
pub use people::{Answer, Person};
pub use servers::servers;
pub use socket::Socket;
pub use waiting::wait_until;
