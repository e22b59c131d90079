//! Jobs: claimed once, retried, isolated, marked dead and run again.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use diesel::RunQueryDsl;
use serde_json::json;
use tawar::base::clock::Clock;
use tawar::base::db::Db;
use tawar::base::jobs::{self, Failure, Job, NewJob, Policy, Worker};
use tawar::base::mail;
use uuid::Uuid;

use crate::support::{servers, wait_until};

/// Retries without a delay.
const NO_BACKOFF: Policy = Policy {
    concurrent: 4,
    lease: Duration::from_secs(60),
    most_attempts: 2,
    first_retry: Duration::from_millis(1),
    longest_retry: Duration::from_millis(1),
};

/// The longest time that a job of these tests may take.
const LIMIT: Duration = Duration::from_secs(15);

fn enqueue(db: &Db, kind: &str, key: Option<&str>, clock: &Clock) -> bool {
    let job = NewJob { unique_key: key.map(str::to_owned), ..job(kind, clock) };
    db.transact(|conn| jobs::enqueue(conn, &job)).unwrap()
}

fn job<'a>(kind: &'a str, clock: &Clock) -> NewJob<'a> {
    let now = clock.now();
    NewJob {
        id: Uuid::now_v7(),
        kind,
        payload: json!({"n": 1}),
        unique_key: None,
        serial_key: None,
        due_at: now,
        created_at: now,
    }
}

fn all(db: &Db) -> Vec<Job> {
    db.transact(|conn| jobs::list(conn, false, 1000)).unwrap()
}

#[actix_web::test]
async fn a_job_that_panics_stops_no_worker_is_dead_after_its_attempts_and_can_be_retried() {
    let (url, clock) = (servers().database(), Clock::default());
    let db = Db::connect(&url, 4).unwrap();
    enqueue(&db, "fragile", None, &clock);
    let mended = Rc::new(RefCell::new(false));
    let runs = Rc::new(RefCell::new(0));
    let (is_mended, counted) = (mended.clone(), runs.clone());
    Worker::new(db.clone(), clock.clone()).start("fragile", NO_BACKOFF, move |_job| {
        let (is_mended, counted) = (is_mended.clone(), counted.clone());
        async move {
            *counted.borrow_mut() += 1;
            assert!(*is_mended.borrow(), "the handler is broken");
            Ok(())
        }
    });
    wait_until("the job is dead", LIMIT, async || all(&db).iter().any(|job| job.died_at.is_some()))
        .await;
    let dead = all(&db).remove(0);
    assert_eq!((dead.attempts, *runs.borrow()), (2, 2));
    assert!(dead.last_error.as_deref().unwrap().contains("panicked"), "{dead:?}");
    // The worker continues: another job runs, and the dead one does not.
    enqueue(&db, "fragile", None, &clock);
    let dead_jobs = || all(&db).iter().filter(|job| job.died_at.is_some()).count();
    wait_until("the second job is dead too", LIMIT, async || dead_jobs() == 2).await;
    assert_eq!(*runs.borrow(), 4);

    *mended.borrow_mut() = true;
    assert!(db.transact(|conn| jobs::retry(conn, dead.id, clock.now())).unwrap());
    assert_eq!(db.transact(|conn| jobs::retry_all(conn, clock.now())).unwrap(), 1);
    wait_until("both are done", LIMIT, async || all(&db).is_empty()).await;
    assert_eq!(*runs.borrow(), 6);
    assert!(
        !db.transact(|conn| jobs::retry(conn, dead.id, clock.now())).unwrap(),
        "it no longer exists"
    );
}

#[actix_web::test]
async fn jobs_for_one_slow_recipient_hold_one_place_and_keep_their_order() {
    let (url, clock) = (servers().database(), Clock::default());
    let db = Db::connect(&url, 4).unwrap();
    let jobs: Vec<NewJob> = ["slow", "slow", "slow", "slow", "slow", "quick"]
        .map(|recipient| NewJob { serial_key: Some(recipient.into()), ..job("mail", &clock) })
        .into();
    db.transact(|conn| jobs.iter().try_for_each(|job| jobs::enqueue(conn, job).map(drop))).unwrap();
    let quick = jobs.last().unwrap().id;
    let (running, done) = (Rc::new(RefCell::new(0)), Rc::<RefCell<Vec<Uuid>>>::default());
    let (now, finished) = (running.clone(), done.clone());
    let policy = Policy { concurrent: 3, ..NO_BACKOFF };
    Worker::new(db.clone(), clock.clone()).start("mail", policy, move |job| {
        let (running, finished) = (now.clone(), finished.clone());
        async move {
            if job.id != quick {
                *running.borrow_mut() += 1;
                assert_eq!(*running.borrow(), 1, "two mails to one recipient at the same time");
                actix_web::rt::time::sleep(Duration::from_millis(100)).await;
                *running.borrow_mut() -= 1;
            }
            finished.borrow_mut().push(job.id);
            Ok(())
        }
    });
    wait_until("all are done", LIMIT, async || all(&db).is_empty()).await;
    let done = done.borrow();
    assert_eq!(done.first(), Some(&quick), "it waits for none of the slow ones");
    let slow: Vec<Uuid> = jobs.iter().map(|job| job.id).filter(|id| *id != quick).collect();
    assert_eq!(done.iter().skip(1).copied().collect::<Vec<_>>(), slow);
}

#[actix_web::test]
async fn two_nodes_share_the_jobs_and_no_job_runs_twice() {
    let (url, clock) = (servers().database(), Clock::default());
    let nodes = [Db::connect(&url, 4).unwrap(), Db::connect(&url, 4).unwrap()];
    let done: Rc<RefCell<Vec<(usize, Uuid)>>> = Rc::default();
    for _ in 0..60 {
        enqueue(&nodes[0], "shared", None, &clock);
    }
    for (node, db) in nodes.iter().enumerate() {
        let done = done.clone();
        Worker::new(db.clone(), clock.clone()).start("shared", NO_BACKOFF, move |job| {
            let done = done.clone();
            async move {
                actix_web::rt::time::sleep(Duration::from_millis(5)).await;
                done.borrow_mut().push((node, job.id));
                Ok(())
            }
        });
    }
    wait_until("all are done", LIMIT, async || all(&nodes[0]).is_empty()).await;
    let done = done.borrow();
    let mut ids: Vec<Uuid> = done.iter().map(|(_, id)| *id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), done.len()), (60, 60));
    for node in [0, 1] {
        assert!(done.iter().any(|(by, _)| *by == node), "node {node} did nothing");
    }
}

#[actix_web::test]
async fn a_job_of_a_crashed_node_runs_again_when_its_lease_is_over_and_not_before() {
    let (url, clock) = (servers().database(), Clock::fixed(chrono::Utc::now()));
    let db = Db::connect(&url, 4).unwrap();
    enqueue(&db, "slow", None, &clock);
    // The first node claims the job and never finishes it.
    let dying = Rc::new(RefCell::new(0));
    let taken = dying.clone();
    Worker::new(db.clone(), clock.clone()).start("slow", NO_BACKOFF, move |_job| {
        *taken.borrow_mut() += 1;
        std::future::pending::<Result<(), Failure>>()
    });
    wait_until("the first node claimed it", LIMIT, async || *dying.borrow() == 1).await;
    let runs = Rc::new(RefCell::new(Vec::new()));
    let noted = runs.clone();
    Worker::new(db.clone(), clock.clone()).start("slow", NO_BACKOFF, move |job| {
        noted.borrow_mut().push(job.attempts);
        async { Ok(()) }
    });
    actix_web::rt::time::sleep(Duration::from_millis(2_500)).await;
    assert!(runs.borrow().is_empty(), "the lease has not expired");
    clock.advance(chrono::Duration::seconds(61));
    // Either node may claim it now; the first one has a free slot and hangs again.
    wait_until("it was claimed again", LIMIT, async || *dying.borrow() + runs.borrow().len() == 2)
        .await;
    assert_eq!(all(&db).first().map_or(2, |job| job.attempts), 2);
}

#[test]
fn a_key_belongs_to_one_live_job_and_is_released_when_that_is_dead() {
    let (db, clock) = (Db::connect(&servers().database(), 2).unwrap(), Clock::default());
    assert!(enqueue(&db, "export", Some("sari"), &clock));
    assert!(!enqueue(&db, "export", Some("sari"), &clock), "one is live");
    assert!(enqueue(&db, "export", Some("budi"), &clock));
    assert!(enqueue(&db, "erase", Some("sari"), &clock), "another kind");
    use diesel::connection::SimpleConnection;
    db.get()
        .unwrap()
        .batch_execute("update jobs set died_at = now() where unique_key = 'sari'")
        .unwrap();
    assert!(enqueue(&db, "export", Some("sari"), &clock));
    // Retrying all dead jobs must not give the key to two: only the one of the other kind is retried.
    assert_eq!(db.transact(|conn| jobs::retry_all(conn, clock.now())).unwrap(), 1);
    let live = all(&db).iter().filter(|job| job.died_at.is_none()).count();
    assert_eq!(live, 3);
}

#[actix_web::test]
async fn a_job_of_an_unknown_kind_is_left_for_a_newer_node() {
    let (db, clock) = (Db::connect(&servers().database(), 4).unwrap(), Clock::default());
    enqueue(&db, "teleport", None, &clock);
    enqueue(&db, "known", None, &clock);
    Worker::new(db.clone(), clock.clone()).start("known", NO_BACKOFF, |_job| async { Ok(()) });
    wait_until("the known one is done", LIMIT, async || all(&db).len() == 1).await;
    let left = all(&db).remove(0);
    assert_eq!((left.kind.as_str(), left.attempts, left.died_at), ("teleport", 0, None));
}

#[actix_web::test]
async fn a_permanent_failure_makes_a_job_dead_at_once_and_the_command_line_lists_and_retries_it() {
    let (url, clock) = (servers().database(), Clock::default());
    let db = Db::connect(&url, 4).unwrap();
    enqueue(&db, "letter", None, &clock);
    Worker::new(db.clone(), clock.clone()).start("letter", NO_BACKOFF, |_job| async {
        Err(Failure::Permanent("no such mailbox".into()))
    });
    wait_until("it is dead", LIMIT, async || all(&db).iter().any(|job| job.died_at.is_some()))
        .await;
    assert_eq!(all(&db)[0].attempts, 1);

    let tawar = |args: Vec<String>| {
        let (url, meili) = (url.clone(), servers().meili());
        actix_web::web::block(move || {
            let ran = std::process::Command::new(env!("CARGO_BIN_EXE_tawar"))
                .arg("jobs")
                .args(args)
                .env("TAWAR_DATA", std::env::temp_dir().join("tawar-it-beside"))
                .env("DATABASE_URL", url)
                .env("MEILI_URL", meili.url)
                .env("MEILI_MASTER_KEY", meili.key.unwrap())
                .env("SECRET_KEY", "a secret that only tests know, long enough")
                .output()
                .unwrap();
            let text =
                String::from_utf8(ran.stdout).unwrap() + &String::from_utf8_lossy(&ran.stderr);
            (ran.status.code().unwrap(), text)
        })
    };
    let (code, text) = tawar(vec!["list".into(), "--dead".into()]).await.unwrap();
    assert!(code == 0 && text.contains("dead") && text.contains("no such mailbox"), "{text}");
    assert!(text.ends_with("1 jobs\n"), "{text}");
    let id = all(&db)[0].id.to_string();
    let (code, text) = tawar(vec!["retry".into(), id]).await.unwrap();
    assert!(code == 0 && text.contains("due again"), "{text}");
    let (code, text) = tawar(vec!["retry".into(), Uuid::now_v7().to_string()]).await.unwrap();
    assert!(code == 1 && text.contains("no dead job"), "{text}");
    let (code, _) = tawar(vec!["retry".into()]).await.unwrap();
    assert_eq!(code, 2, "an id or --all");
}

#[actix_web::test]
async fn a_mail_whose_job_is_dead_is_kept_until_the_job_is_deleted() {
    let (url, clock) = (servers().database(), Clock::default());
    let db = Db::connect(&url, 2).unwrap();
    let (now, later) = (clock.now(), clock.now() + chrono::Duration::days(8));
    let [to_sari, to_budi] = ["sari@contoh.id", "budi@contoh.id"];
    for to in [to_sari, to_budi] {
        db.transact(|conn| mail::post(conn, to, "Halo".into(), "Halo".into(), now)).unwrap();
    }
    let budis = all(&db).remove(0);
    db.transact(|conn| {
        let sent = diesel::sql_query("delete from jobs where id <> $1");
        Ok(sent.bind::<diesel::sql_types::Uuid, _>(budis.id).execute(conn)?)
    })
    .unwrap();
    assert_eq!(db.transact(|conn| mail::sweep(conn, later)).unwrap(), 1, "the sent one");
    assert_eq!(
        db.transact(|conn| mail::newest(conn, &crate::support::secret(), 10)).unwrap().len(),
        1
    );
    db.transact(|conn| Ok(diesel::sql_query("delete from jobs").execute(conn)?)).unwrap();
    assert_eq!(db.transact(|conn| mail::sweep(conn, later)).unwrap(), 1);
}
