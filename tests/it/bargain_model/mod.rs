//! The model equals the rows: whatever Sari, Budi and Rara do with six listings, the app answers and stores what the
//! model expects.
//!
//! `BARGAIN_SEED=…` runs one sequence again. `BARGAIN_SEQUENCES=10000 cargo test --test it bargain_model::however --
//! --nocapture` runs many without HTTP; 300 unless given.

mod consequences;
mod fixtures;
mod generator;
mod interfaces;
mod interleavings;
mod model;
mod observer;
mod race_site;
mod races;
mod rules;
mod system;
mod types;

use std::collections::BTreeMap;
use std::time::Instant;

use diesel::connection::SimpleConnection;
use rand::SeedableRng;
use rand::rngs::StdRng;

use self::model::Model;
use self::system::{Interface, Scenario, System};
use self::types::{BargainStep, Command, Seen};
use crate::support::assert_invariants;

/// The number of commands in a sequence.
const COMMANDS: usize = 20;

/// The commands and their answers, printed when a test fails.
struct Log(Vec<String>);

/// How often each kind of command was accepted, and refused.
type Tally = BTreeMap<&'static str, (usize, usize)>;

/// Plays one sequence; returns the model and the scenario at its end.
async fn play_sequence(system: &System, seed: u64, tally: &mut Tally) -> (Model, Scenario) {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut model, mut scenario) = (Model::new(), system.scenario().await);
    let (mut days, mut log) = (0, Log(vec![]));
    for n in 0..COMMANDS {
        let (who, command) = generator::next_command(&mut rng, &model, days);
        let before = model.clone();
        let expected = model.apply(who, &command);
        let answer = system.apply(&mut scenario, who, &command).await;
        log.0.push(format!("{n}. {} {command:?}: {answer:?}", types::PEOPLE[who]));
        assert_eq!(
            answer.is_ok(),
            expected,
            "BARGAIN_SEED={seed}\n{}\n{before:#?}",
            log.0.join("\n")
        );
        let (accepted, refused) = tally.entry(command.kind()).or_default();
        *if expected { accepted } else { refused } += 1;
        if matches!(command, Command::Day) {
            days += 1;
            assert_expired_offers_cannot_be_accepted(system, &mut scenario, &before, seed).await;
        }
        system.wait_for_consequences(&scenario, &command).await;
    }
    assert_rows_equal_model(system, &scenario, &model, (seed, &log)).await;
    // At the end all offers and promises expire.
    model.apply(0, &Command::Day);
    system.apply(&mut scenario, 0, &Command::Day).await.unwrap();
    system.wait_for_consequences(&scenario, &Command::Day).await;
    assert_rows_equal_model(system, &scenario, &model, (seed, &log)).await;
    (model, scenario)
}

/// Before the job runs: an offer whose time is over cannot be accepted.
async fn assert_expired_offers_cannot_be_accepted(
    system: &System,
    scenario: &mut Scenario,
    before: &Model,
    seed: u64,
) {
    for (parties, negotiation) in &before.negotiations {
        let Some(record) = negotiation.pending() else { continue };
        let answerer = if record.by == parties.0 { before.owner(*parties) } else { parties.0 };
        let late_accept =
            BargainStep::Accept(Seen { offer: record.id, version: negotiation.version() });
        let answer =
            system.apply(scenario, answerer, &Command::Bargain(*parties, late_accept)).await;
        assert!(answer.is_err(), "BARGAIN_SEED={seed}: {parties:?} {answer:?}");
    }
}

async fn assert_rows_equal_model(
    system: &System,
    scenario: &Scenario,
    model: &Model,
    (seed, log): (u64, &Log),
) {
    let (rows, expected) = (system.rows(scenario).await, model.rows());
    let only_in = |rows: &[String], others: &[String]| -> Vec<String> {
        rows.iter().filter(|row| !others.contains(row)).cloned().collect()
    };
    assert!(
        rows == expected,
        "BARGAIN_SEED={seed}\n{}\nonly in Postgres: {:#?}\nonly in the model: {:#?}",
        log.0.join("\n"),
        only_in(&rows, &expected),
        only_in(&expected, &rows)
    );
}

/// The given seed, else this many from a random one on.
fn seeds(count: u64) -> std::ops::Range<u64> {
    let requested: Option<u64> =
        std::env::var("BARGAIN_SEED").ok().map(|seed| seed.parse().unwrap());
    let first = requested.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    first..first + requested.map_or(count, |_| 1)
}

#[actix_web::test]
async fn whatever_sari_budi_and_rara_do_the_rows_equal_the_model() {
    let system = System::open(Interface::Http).await;
    let mut last = None;
    for seed in seeds(30) {
        last = Some(play_sequence(&system, seed, &mut Tally::new()).await);
    }
    assert_invariants(&system.app).await;
    // The comparison notices a changed row.
    let (model, scenario) = last.unwrap();
    let sql = format!("update listings set status = 'sold' where id = '{}'", scenario.listings[0]);
    system.app.db.read(move |conn| Ok(conn.batch_execute(&sql)?)).await.unwrap();
    assert_ne!(system.rows(&scenario).await, model.rows());
}

/// A comparison in which all commands are refused, or none, proves little.
fn assert_every_kind_was_accepted_and_refused(tally: &Tally) {
    let kinds = [
        "offer", "counter", "accept", "decline", "ask more", "withdraw", "write", "delete",
        "call off", "promise", "release",
    ];
    for kind in kinds {
        let (accepted, refused) = tally.get(kind).copied().unwrap_or_default();
        assert!(accepted > 0 && refused > 0, "{kind}: {accepted} accepted, {refused} refused");
    }
    for kind in ["day", "again"] {
        assert!(tally.get(kind).is_some_and(|(accepted, _)| *accepted > 0), "no {kind}");
    }
}

#[actix_web::test]
async fn however_many_sequences_are_played_the_rows_equal_the_model() {
    let count = std::env::var("BARGAIN_SEQUENCES").map_or(300, |count| count.parse().unwrap());
    let system = System::open(Interface::Direct).await;
    let (started, mut tally, mut played) = (Instant::now(), Tally::new(), 0);
    for seed in seeds(count) {
        play_sequence(&system, seed, &mut tally).await;
        played += 1;
        if played % 100 == 0 || played == count {
            assert_invariants(&system.app).await;
            println!(
                "{played} sequences, {:?}; accepted and refused: {tally:?}",
                started.elapsed()
            );
        }
    }
    if played >= 100 {
        assert_every_kind_was_accepted_and_refused(&tally);
    }
}
