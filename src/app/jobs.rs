//! The relay, the job workers and the periodic scans of a node.

use std::sync::Arc;
use std::time::Duration;

use super::{App, Core, backlogs};
use crate::bargaining::price_drops;
use crate::bargaining::reservations;
use crate::base::db::blocking;
use crate::base::error::AppResult;
use crate::base::{idempotency, jobs, limits, mail};
use crate::care::evidence;
use crate::community::{badges, points};
use crate::integrity;
use crate::market::listings;
use crate::market::photos;
use crate::market::search::{Index, reindex};
use crate::people::{accounts, sessions};
use crate::subscribers::{self, Reactions};
use crate::trade::shipping::Aggregator;
use crate::trade::{payments, payouts};

/// A dead job is kept for this long, and can be retried meanwhile.
const DEAD_JOB_RETENTION: chrono::Duration = chrono::Duration::days(30);

impl App {
    /// Starts the relay, the job workers and every periodic scan.
    ///
    /// # Errors
    /// When the thread that listens for revocations cannot be started.
    pub fn start_jobs(&self) -> anyhow::Result<()> {
        self.core.db.watch()?;
        self.start_relay();
        self.start_workers();
        self.start_bargaining_scans();
        self.start_parcel_scan()?;
        self.start_reputation_scans();
        self.start_market_scans();
        self.every("key refresh", 2, |app| async move {
            let encryption = app.core.encryption.clone();
            app.core.db.read(move |conn| encryption.refresh(conn)).await
        });
        self.every(
            "backlog metrics",
            10,
            |app| async move { backlogs::measure(&app.core.db).await },
        );
        self.every("deletion of old rows", 600, |app| async move { app.delete_old_rows().await });
        self.hourly("deletion of files without a photo", |app| async move {
            let core = &app.core;
            photos::delete_orphans(&core.db, &core.storage, core.clock.now())
                .await
                .map(|_deleted| ())
        });
        self.start_live()?;
        self.start_evidence();
        self.start_index_setup();
        Ok(())
    }

    fn start_relay(&self) {
        let reactions = Reactions {
            searcher: self.searcher.clone(),
            desk: self.desk.clone(),
            lobby: self.lobby.clone(),
            db: self.core.db.clone(),
            reservations: self.reservations.clone(),
            clock: self.core.clock.clone(),
        };
        subscribers::start_relay(self.waker.clone(), reactions);
    }

    /// Applies the deadlines of offers, deals and reservations, and lets the assistant answer.
    fn start_bargaining_scans(&self) {
        self.every("offer expiry", 5, |app| async move { app.desk.expire_due().await });
        self.every("offer reminders", 5, |app| async move { app.desk.remind_due().await });
        self.every("reservation expiry", 5, |app| async move {
            reservations::lapse_due(&app.reservations).await
        });
        self.every("assistant answers", 1, |app| async move { app.assistant.answer_due().await });
        self.every("deal deadlines", 5, |app| async move { app.deals.lapse_due().await });
        self.every("dispute deadlines", 5, |app| async move { app.disputes.lapse_due().await });
        self.every("deal reminders", 60, |app| async move { app.deals.remind_due().await });
        self.every(
            "meeting reminders",
            30,
            |app| async move { app.deals.remind_of_meetings().await },
        );
        self.every("payments without a job", 30, |app| async move {
            let now = app.core.clock.now();
            app.core.db.transaction(move |conn| payments::ensure_jobs(conn, now)).await
        });
        self.every("payouts without a job", 30, |app| async move {
            let now = app.core.clock.now();
            app.core.db.transaction(move |conn| payouts::ensure_jobs(conn, now)).await
        });
        self.every("promotion deadlines", 5, |app| async move { app.promotions.lapse_due().await });
        self.every("points review", 600, |app| async move {
            points::review(&app.core.db, app.core.clock.now()).await
        });
        self.every("price drops", 30, |app| async move {
            if price_drops::drop_due(&app.core.db, app.core.clock.now()).await? > 0 {
                app.waker.wake();
            }
            Ok(())
        });
    }

    /// Asks the courier aggregator where parcels are, when one is configured.
    fn start_parcel_scan(&self) -> anyhow::Result<()> {
        let Some(address) = &self.core.config.tracking else { return Ok(()) };
        let tracker = Arc::new(Aggregator::new(address, self.core.clock.clone())?);
        self.every("parcels", 600, move |app| {
            let tracker = tracker.clone();
            async move { app.deals.follow_parcels(tracker.as_ref()).await }
        });
        Ok(())
    }

    /// Shows reviews whose time has come, asks for those that are missing, and computes track records and badges.
    fn start_reputation_scans(&self) {
        self.every("reviews to show", 10, |app| async move { app.reviews.reveal_due().await });
        self.every("review reminders", 60, |app| async move { app.reviews.remind_due().await });
        self.every("track records", 20, |app| async move {
            if badges::refresh_due(&app.core.db, app.core.clock.now()).await? > 0 {
                app.waker.wake();
            }
            Ok(())
        });
    }

    fn start_market_scans(&self) {
        self.every(
            "view counts",
            10,
            |app| async move { app.view_counter.flush(&app.core.db).await },
        );
        self.every("placement counts", 10, |app| async move {
            app.placement_counter.flush(&app.core.db, app.core.clock.now()).await
        });
        self.every("ended suspensions", 5, |app| async move {
            let now = app.core.clock.now();
            if listings::apply_ended_suspensions(&app.core.db, now).await? > 0 {
                app.waker.wake();
            }
            Ok(())
        });
        self.every("listing expiry", 60, |app| async move {
            let now = app.core.clock.now();
            if listings::expire_due(&app.core.db, now).await? > 0 {
                app.waker.wake();
            }
            Ok(())
        });
    }

    /// Sets up the search index in the background, trying until the server answers; meanwhile Postgres answers searches.
    fn start_index_setup(&self) {
        let Some(index) = self.core.index.clone() else { return };
        let core = self.core.clone();
        actix_web::rt::spawn(async move {
            while let Err(err) = set_up_index(&core, &index).await {
                tracing::warn!(error = %err, "the search index is not ready, trying again");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        });
    }

    /// Starts a loop for each kind of job.
    fn start_workers(&self) {
        let worker = jobs::Worker::new(self.core.db.clone(), self.core.clock.clone());
        let (mailer, db) = (self.mailer.clone(), self.core.db.clone());
        worker.start(mail::KIND, mail::POLICY, move |job| {
            let (mailer, db) = (mailer.clone(), db.clone());
            async move { mailer.send(&db, job).await }
        });
        let Core { db, clock, storage, .. } = self.core.clone();
        worker.start(photos::REMOVAL_KIND, jobs::Policy::default(), move |job| {
            let (db, storage, now) = (db.clone(), storage.clone(), clock.now());
            async move { photos::remove_unused(&db, &storage, job, now).await }
        });
        let settlement = self.settlement.clone();
        worker.start(payments::KIND, payments::POLICY, move |job| {
            let settlement = settlement.clone();
            async move { settlement.work(job).await }
        });
        let payouts = self.payouts.clone();
        worker.start(payouts::KIND, payouts::POLICY, move |job| {
            let payouts = payouts.clone();
            async move { payouts.work(job).await }
        });
        let Core { db, clock, config, .. } = self.core.clone();
        worker.start(accounts::RESET_MAIL_KIND, jobs::Policy::default(), move |job| {
            let (db, key, now) = (db.clone(), config.secret.clone(), clock.now());
            async move { accounts::send_reset_mail(&db, key, job, now).await }
        });
    }

    /// Runs `work` every so many seconds.
    pub(super) fn every<F>(
        &self,
        name: &'static str,
        seconds: u64,
        work: impl Fn(App) -> F + 'static,
    ) where
        F: Future<Output = AppResult<()>> + 'static,
    {
        let app = self.clone();
        jobs::every(name, Duration::from_secs(seconds), move || work(app.clone()));
    }

    /// Seals the hash chains of the rooms and runs the integrity checks, each hourly; encrypts messages that were stored
    /// before encryption, once.
    fn start_evidence(&self) {
        self.hourly("chain seals", |app| async move {
            let signer = evidence::Signer::new(&app.core.config.secret)?;
            let (db, now) = (app.core.db.clone(), app.core.clock.now());
            blocking(move || evidence::seal_due(&db, &signer, now)).await.map(|_sealed| ())
        });
        self.hourly("integrity check", |app| async move {
            let core = &app.core;
            let checks =
                integrity::examine(&core.db, &core.config.secret, core.index.as_ref()).await?;
            integrity::publish(&checks);
            Ok(())
        });
        let Core { db, encryption, clock, .. } = self.core.clone();
        actix_web::rt::spawn(async move {
            match blocking(move || evidence::encrypt_plaintext(&db, &encryption, &clock)).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "messages stored as plaintext were encrypted"),
                Err(err) => {
                    tracing::error!(error = %err, "some messages are still stored as plaintext")
                }
            }
        });
    }

    /// Runs `work` every hour, first after a minute.
    fn hourly<F>(&self, name: &'static str, work: impl Fn(App) -> F + 'static)
    where
        F: Future<Output = AppResult<()>> + 'static,
    {
        let app = self.clone();
        actix_web::rt::spawn(async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            app.every(name, 3600, work);
        });
    }

    async fn delete_old_rows(&self) -> AppResult<()> {
        let now = self.core.clock.now();
        self.core
            .db
            .transaction(move |conn| {
                limits::sweep(conn, now)?;
                idempotency::sweep(conn, now)?;
                mail::sweep(conn, now - chrono::Duration::days(7))?;
                jobs::sweep(conn, now - DEAD_JOB_RETENTION)?;
                sessions::actions::sweep(conn, now)?;
                photos::release_unattached(conn, now)
            })
            .await
    }
}

/// Applies the index settings, and fills the index when it is empty although there are active listings.
async fn set_up_index(core: &Core, index: &Index) -> AppResult<()> {
    index.create().await?;
    let active = core.db.read(listings::count_active).await?;
    if active > 0 && index.count().await?.unwrap_or(0) == 0 {
        let written = reindex(&core.db, index, &core.categories).await?;
        tracing::info!(documents = written, "the search index was filled");
    }
    Ok(())
}
