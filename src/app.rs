//! The composition root: builds every capability, starts actors and jobs, runs the server.

use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, DefaultHeaders, NormalizePath, TrailingSlash, from_fn};
use actix_web::{App, HttpServer, dev::Server, web};
use tracing_actix_web::TracingLogger;
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::SessionId;
use crate::base::jobs;
use crate::base::limits::{self, Limiter};
use crate::base::mail::{self, Mailer};
use crate::base::outbox::Bell;
use crate::base::render::Views;
use crate::base::storage::Storage;
use crate::config::{Config, MeiliAddress, Site};
use crate::market::categories::Categories;
use crate::market::listings::{self, ViewCounter};
use crate::market::photos;
use crate::market::search::{Index, Searcher, reindex};
use crate::openapi::ApiDoc;
use crate::people::sessions::{self, CutBus, Unread};
use crate::subscribers::{self, Subscribers};
use crate::talk::live::{Farewell, Hub};
use crate::talk::negotiations::Desk;
use crate::talk::rooms::{self, Lobby};
use crate::{pages, people, routes, talk};

/// Connections to Postgres of one node.
const POOL: u32 = 16;
/// The name of the search index.
pub const INDEX: &str = "listings";

/// The parts that live below the web: enough for the command line.
#[derive(Clone)]
pub struct Ground {
    /// The configuration.
    pub config: Config,
    /// Postgres.
    pub db: Db,
    /// Kinds of goods.
    pub kinds: Categories,
    /// Photos.
    pub storage: Storage,
    /// Time.
    pub clock: Clock,
    /// The index, when there is a Meilisearch.
    pub index: Option<Index>,
}

impl Ground {
    /// Connects to what the configuration and the private servers say, and brings the schema, the regions and the
    /// categories up to date. Blocks.
    pub fn lay(
        config: Config,
        database_url: &str,
        meili: Option<&MeiliAddress>,
        index: &str,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let db = Db::connect(database_url, POOL)?;
        db.migrate()?;
        let kinds = Categories::bundled()?;
        kinds.store(&db)?;
        people::regions::load(&db)?;
        let storage = match &config.storage_url {
            Some(url) => Storage::open(url)?,
            None => Storage::folder(&config.data.join("storage"))?,
        };
        let index = meili.map(|at| Index::new(at, index)).transpose()?;
        Ok(Self { config, db, kinds, storage, clock, index })
    }
}

/// Everything that serves; cloning shares it.
#[derive(Clone)]
pub struct House {
    ground: Ground,
    views: Views,
    hub: Hub,
    lobby: Lobby,
    desk: Desk,
    searcher: Searcher,
    bell: Bell,
    looks: ViewCounter,
    limiter: Limiter,
    mailer: Mailer,
}

impl House {
    /// Builds the house; call it inside the actix system, since actors start here.
    pub fn build(ground: Ground) -> anyhow::Result<Self> {
        let (hub, bell) = (Hub::default(), Bell::default());
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let lobby = Lobby::new(ground.db.clone(), hub.clone(), ground.clock.clone(), threads);
        let desk = Desk::new(
            ground.db.clone(),
            ground.kinds.clone(),
            ground.clock.clone(),
            lobby.clone(),
            bell.clone(),
        );
        let searcher = Searcher::new(
            ground.index.clone(),
            ground.db.clone(),
            ground.kinds.clone(),
            ground.clock.clone(),
        );
        Ok(Self {
            views: Views::load()?,
            limiter: Limiter::new(ground.config.rate_limits),
            mailer: Mailer::new(ground.config.smtp_url.as_deref(), &ground.config.site.mail_from)?,
            looks: ViewCounter::default(),
            ground,
            hub,
            lobby,
            desk,
            searcher,
            bell,
        })
    }

    /// Starts the relay and everything that repeats.
    pub fn start_jobs(&self) {
        let subscribers = Subscribers { searcher: self.searcher.clone(), desk: self.desk.clone() };
        subscribers::start_relay(self.ground.db.clone(), self.bell.clone(), subscribers);
        let house = self.clone();
        jobs::every("offers expire", Duration::from_secs(5), move || {
            let house = house.clone();
            async move { house.desk.expire_due().await }
        });
        let house = self.clone();
        jobs::every("deals lapse", Duration::from_secs(5), move || {
            let house = house.clone();
            async move { house.desk.lapse_due().await }
        });
        let house = self.clone();
        jobs::every("ended sessions", Duration::from_secs(2), move || {
            let house = house.clone();
            async move { house.cut_ended().await }
        });
        let house = self.clone();
        jobs::every("mails", Duration::from_secs(2), move || {
            let house = house.clone();
            async move { house.mailer.send_due(&house.ground.db).await }
        });
        let house = self.clone();
        jobs::every("looks", Duration::from_secs(10), move || {
            let house = house.clone();
            async move { house.looks.flush(&house.ground.db).await }
        });
        let house = self.clone();
        jobs::every("listings expire", Duration::from_secs(60), move || {
            let house = house.clone();
            async move {
                let gone = listings::expire_due(&house.ground.db, house.ground.clock.now()).await?;
                if gone > 0 {
                    house.bell.ring();
                }
                Ok(())
            }
        });
        let house = self.clone();
        jobs::every("sweep", Duration::from_secs(600), move || {
            let house = house.clone();
            async move { house.sweep().await }
        });
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
    }

    /// Closes the sockets whose session ended by another door (the command line, another node).
    async fn cut_ended(&self) -> AppResult<()> {
        let held = self.hub.sessions();
        if held.is_empty() {
            return Ok(());
        }
        let now = self.ground.clock.now();
        let (banned, ended): (Vec<SessionId>, Vec<SessionId>) = self
            .ground
            .db
            .read(move |conn| {
                let live = sessions::live_among(conn, &held, now)?;
                let ended: Vec<SessionId> =
                    held.into_iter().filter(|id| !live.contains(id)).collect();
                let banned = sessions::suspended_among(conn, &ended, now)?;
                Ok(ended.into_iter().partition(|id| banned.contains(id)))
            })
            .await?;
        self.hub.end_sessions(&banned, Farewell::Banned);
        self.hub.end_sessions(&ended, Farewell::SignedOut);
        Ok(())
    }

    async fn sweep(&self) -> AppResult<()> {
        let now = self.ground.clock.now();
        self.ground
            .db
            .transaction(move |conn| {
                limits::sweep(conn)?;
                mail::sweep(conn, now - chrono::Duration::days(7))?;
                sessions::actions::sweep(conn, now)?;
                photos::sweep_loose(conn, now - chrono::Duration::days(1))?;
                Ok(())
            })
            .await
    }

    /// Says goodbye to every socket.
    pub fn say_goodbye(&self) {
        self.hub.say_goodbye();
    }

    /// Binds and starts the server; returns it and the port it got.
    pub fn serve(&self, workers: usize) -> anyhow::Result<(Server, std::net::SocketAddr)> {
        let house = self.clone();
        let config = self.ground.config.clone();
        let listener = std::net::TcpListener::bind(&config.bind)?;
        let at = listener.local_addr()?;
        let server = HttpServer::new(move || {
            App::new()
                .configure(|cfg| house.hand_out(cfg))
                .wrap(from_fn(routes::guard))
                .wrap(from_fn(sessions::protect))
                .wrap(from_fn(sessions::recognise))
                .wrap(from_fn(pages::answer))
                .wrap(headers())
                .wrap(Compress::default())
                .wrap(NormalizePath::new(TrailingSlash::MergeOnly))
                .wrap(TracingLogger::default())
                .service(
                    SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", ApiDoc::openapi()),
                )
                .route(
                    "/api/docs",
                    web::get().to(|| async { crate::base::http::see_other("/api/docs/") }),
                )
                .configure(routes::configure)
        })
        .on_connect(talk::socket::on_connect)
        .workers(workers)
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(10)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok((server, at))
    }

    /// Lays every capability out for handlers.
    fn hand_out(&self, cfg: &mut web::ServiceConfig) {
        let hub = self.hub.clone();
        let cut = CutBus(Arc::new(move |ended: &[SessionId]| {
            hub.end_sessions(ended, Farewell::SignedOut)
        }));
        let ground = &self.ground;
        cfg.app_data(web::Data::new(ground.config.clone()))
            .app_data(web::Data::new(ground.config.site.clone()))
            .app_data(web::Data::new(ground.config.secret.clone()))
            .app_data(web::Data::new(ground.db.clone()))
            .app_data(web::Data::new(ground.kinds.clone()))
            .app_data(web::Data::new(ground.storage.clone()))
            .app_data(web::Data::new(ground.clock.clone()))
            .app_data(web::Data::new(self.views.clone()))
            .app_data(web::Data::new(self.hub.clone()))
            .app_data(web::Data::new(self.lobby.clone()))
            .app_data(web::Data::new(self.desk.clone()))
            .app_data(web::Data::new(self.searcher.clone()))
            .app_data(web::Data::new(self.bell.clone()))
            .app_data(web::Data::new(self.looks.clone()))
            .app_data(web::Data::new(self.limiter.clone()))
            .app_data(web::Data::new(cut))
            .app_data(web::Data::new(Unread(Arc::new(rooms::unread_of))));
    }

    /// The site's name, for the log.
    pub fn site(&self) -> &Site {
        &self.ground.config.site
    }
}

/// What every answer carries. Scripts, styles and connections only from us; nobody frames us.
fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; \
             connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()"))
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
