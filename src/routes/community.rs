//! The addresses of the community: points and the leaderboard.

use super::entry::table;
use crate::community::leaderboard;

table! {
    pages {
        GET "/papan-peringkat" Anyone READ => leaderboard::leaderboard,
    }
    api {
        GET "/leaderboard" Anyone READ => leaderboard::leaderboard_api,
        GET "/stats/{handle}" Anyone READ => leaderboard::stats_api,
    }
}
