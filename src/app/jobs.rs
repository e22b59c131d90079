//! Everything that repeats.

use std::time::Duration;

use super::{Ground, House, backlogs};
use crate::bargaining::price_drops;
use crate::bargaining::reservations;
use crate::base::db::blocking;
use crate::base::error::AppResult;
use crate::base::{jobs, limits, mail};
use crate::care::evidence;
use crate::integrity;
use crate::market::listings;
use crate::market::photos;
use crate::market::search::{Index, reindex};
use crate::people::sessions;
use crate::subscribers::{self, Reactions};

/// A dead job can be retried for this long.
const DEAD_JOBS_KEPT: chrono::Duration = chrono::Duration::days(30);

impl House {
    /// Starts the relay and everything that repeats.
    pub fn start_jobs(&self) -> anyhow::Result<()> {
        let reactions = Reactions {
            searcher: self.searcher.clone(),
            desk: self.desk.clone(),
            lobby: self.lobby.clone(),
            db: self.ground.db.clone(),
            reservations: self.reservations.clone(),
        };
        subscribers::start_relay(self.waker.clone(), reactions);
        self.start_workers();
        self.every("offers expire", 5, |house| async move { house.desk.expire_due().await });
        self.every(
            "offers that run out soon",
            5,
            |house| async move { house.desk.remind_due().await },
        );
        self.every("promises end", 5, |house| async move {
            reservations::lapse_due(&house.reservations).await
        });
        self.every("offers for the assistant", 1, |house| async move {
            house.assistant.answer_due().await
        });
        self.every("deals lapse", 5, |house| async move { house.desk.lapse_due().await });
        self.every(
            "backlogs",
            10,
            |house| async move { backlogs::measure(&house.ground.db).await },
        );
        self.every("looks", 10, |house| async move { house.looks.flush(&house.ground.db).await });
        self.every("keys", 2, |house| async move {
            let encryption = house.ground.encryption.clone();
            house.ground.db.read(move |conn| encryption.refresh(conn)).await
        });
        self.every("listings expire", 60, |house| async move {
            let now = house.ground.clock.now();
            if listings::expire_due(&house.ground.db, now).await? > 0 {
                house.waker.wake();
            }
            Ok(())
        });
        self.every("prices come down", 30, |house| async move {
            if price_drops::drop_due(&house.ground.db, house.ground.clock.now()).await? > 0 {
                house.waker.wake();
            }
            Ok(())
        });
        self.every("sweep", 600, |house| async move { house.sweep().await });
        self.start_live()?;
        self.start_evidence();
        if let Some(index) = self.ground.index.clone() {
            let ground = self.ground.clone();
            actix_web::rt::spawn(async move {
                // Until it is set up Postgres answers searches; a server that comes late is welcome.
                while let Err(err) = fill_index(&ground, &index).await {
                    tracing::warn!(error = %err, "the index is not ready, trying again");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            });
        }
        Ok(())
    }

    /// Starts a loop for each kind of job.
    fn start_workers(&self) {
        let worker = jobs::Worker::new(self.ground.db.clone(), self.ground.clock.clone());
        let (mailer, db) = (self.mailer.clone(), self.ground.db.clone());
        worker.start(mail::KIND, mail::POLICY, move |job| {
            let (mailer, db) = (mailer.clone(), db.clone());
            async move { mailer.send(&db, job).await }
        });
    }

    /// Runs `work` every so many seconds.
    pub(super) fn every<F>(
        &self,
        name: &'static str,
        seconds: u64,
        work: impl Fn(House) -> F + 'static,
    ) where
        F: Future<Output = AppResult<()>> + 'static,
    {
        let house = self.clone();
        jobs::every(name, Duration::from_secs(seconds), move || work(house.clone()));
    }

    /// Signs the heads of rooms, looks whether all is whole, and seals what is older than sealing.
    fn start_evidence(&self) {
        self.hourly("seals", |house| async move {
            let signer = evidence::Signer::new(&house.ground.config.secret)?;
            let (db, now) = (house.ground.db.clone(), house.ground.clock.now());
            blocking(move || evidence::seal_due(&db, &signer, now)).await.map(|_made| ())
        });
        self.hourly("check", |house| async move {
            let ground = &house.ground;
            let checks =
                integrity::examine(&ground.db, &ground.config.secret, ground.index.as_ref())
                    .await?;
            integrity::publish(&checks);
            Ok(())
        });
        let Ground { db, encryption, clock, .. } = self.ground.clone();
        actix_web::rt::spawn(async move {
            match blocking(move || evidence::encrypt_plaintext(&db, &encryption, &clock)).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "messages stored as plaintext were encrypted"),
                Err(err) => tracing::error!(error = %err, "messages stored as plaintext are left"),
            }
        });
    }

    /// Runs `work` every hour, the first time when the house has settled.
    fn hourly<F>(&self, name: &'static str, work: impl Fn(House) -> F + 'static)
    where
        F: Future<Output = AppResult<()>> + 'static,
    {
        let house = self.clone();
        actix_web::rt::spawn(async move {
            tokio::time::sleep(Duration::from_secs(60)).await;
            house.every(name, 3600, work);
        });
    }

    async fn sweep(&self) -> AppResult<()> {
        let now = self.ground.clock.now();
        self.ground
            .db
            .transaction(move |conn| {
                limits::sweep(conn)?;
                mail::sweep(conn, now - chrono::Duration::days(7))?;
                jobs::sweep(conn, now - DEAD_JOBS_KEPT)?;
                sessions::actions::sweep(conn, now)?;
                photos::sweep_loose(conn, now - chrono::Duration::days(1))?;
                Ok(())
            })
            .await
    }
}

/// Sets the index up, and fills it when it is empty while there are things on offer.
async fn fill_index(ground: &Ground, index: &Index) -> AppResult<()> {
    index.set_up().await?;
    let active = ground.db.read(listings::count_active).await?;
    if active > 0 && index.count().await?.unwrap_or(0) == 0 {
        let written = reindex(&ground.db, index, &ground.kinds).await?;
        tracing::info!(documents = written, "the index was filled");
    }
    Ok(())
}
