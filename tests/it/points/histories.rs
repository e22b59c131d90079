//! Random histories in Postgres: whatever happens to deals, the points are what they are worth. `POINT_STEPS` sets how many
//! things happen.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{all_are_old, becomes, follow, found, review, trades};
use crate::support::TestApp;

#[actix_web::test]
async fn after_any_history_the_points_of_everybody_are_what_their_deals_give() {
    let steps: usize = std::env::var("POINT_STEPS").map_or(120, |n| n.parse().unwrap());
    let app = TestApp::open().await;
    let mut people = Vec::new();
    for name in ["Sari", "Budi", "Rara", "Dewi"] {
        people.push(app.person(name).await);
    }
    let mut deals = Vec::new();
    for (n, (seller, buyer)) in
        [(0, 1), (1, 2), (2, 0), (3, 0), (0, 1), (2, 3), (1, 0)].into_iter().enumerate()
    {
        if n == 3 {
            all_are_old(&app).await;
        }
        deals.push(trades(&app, &people[seller], &people[buyer]).await);
    }
    let mut rng = StdRng::seed_from_u64(11);
    for step in 0..steps {
        let deal = deals[rng.random_range(0..deals.len())];
        match rng.random_range(0..10) {
            0..4 => becomes(&app, deal, false).await,
            4..8 => becomes(&app, deal, true).await,
            8 => follow(&app, deal).await,
            _ => review(&app).await,
        }
        if step % 10 == 9 {
            assert_eq!(found(&app).await, Vec::<String>::new(), "after {step} steps");
        }
    }
    review(&app).await;
    assert_eq!(found(&app).await, Vec::<String>::new());
}
