//! The composition root: builds every capability, starts actors and jobs, runs the server.

mod backlogs;
mod jobs;
mod live;

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, DefaultHeaders, NormalizePath, TrailingSlash, from_fn};
use actix_web::{App, HttpServer, web};
use tracing_actix_web::{DefaultRootSpanBuilder, RootSpanBuilder, TracingLogger};
use utoipa_swagger_ui::SwaggerUi;

use crate::bargaining::assistant::{self, Assistant, EmailContext, LlmClient};
use crate::bargaining::negotiations::{self, Desk, MoveContext};
use crate::bargaining::reservations::ReservationContext;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::{Cipher, Encryption};
use crate::base::ids::SessionId;
use crate::base::limits::Limiter;
use crate::base::mail::Mailer;
use crate::base::outbox::RelayWaker;
use crate::base::render::Views;
use crate::base::runtime::BLOCKING_THREADS;
use crate::base::storage::Storage;
use crate::base::telemetry;
use crate::chat::live::{Bus, Disconnect, Hub};
use crate::chat::rooms::{self, Lobby, RoomHooks};
use crate::config::{Config, MeiliAddress, Site};
use crate::market::categories::Categories;
use crate::market::listings::ViewCounter;
use crate::market::search::{Index, Searcher};
use crate::people::sessions::{self, SessionRevoker, Unread};
use crate::trade::deals;
use crate::{people, routes, socket};

/// Connections to Postgres of one node.
const POOL: u32 = 16;
/// Clients of a node that goes come again within this.
const SPREAD: Duration = Duration::from_secs(2);
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
    /// Words at rest.
    pub encryption: Encryption,
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
        let encryption = Encryption::open(&mut *db.get()?, &config.secret)?;
        let storage = match &config.storage_url {
            Some(url) => Storage::open(url)?,
            None => Storage::folder(&config.data.join("storage"))?,
        };
        let index = meili.map(|at| Index::new(at, index)).transpose()?;
        Ok(Self { config, db, kinds, storage, encryption, clock, index })
    }
}

/// A span for each request, with its id. A socket's request lasts as long as the socket: it has none, so that idle
/// sockets stay small.
struct Spans;

impl RootSpanBuilder for Spans {
    fn on_request_start(request: &ServiceRequest) -> tracing::Span {
        match request.path() {
            "/ws" => tracing::Span::none(),
            _ => DefaultRootSpanBuilder::on_request_start(request),
        }
    }

    fn on_request_end<B: MessageBody>(
        span: tracing::Span,
        outcome: &Result<ServiceResponse<B>, actix_web::Error>,
    ) {
        DefaultRootSpanBuilder::on_request_end(span, outcome);
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
    reservations: ReservationContext,
    assistant: Assistant,
    bus: Bus,
    node: uuid::Uuid,
    searcher: Searcher,
    waker: RelayWaker,
    looks: ViewCounter,
    limiter: Limiter,
    mailer: Mailer,
}

impl House {
    /// Builds the house, with so many threads for its rooms; call it inside the actix system, since actors start here.
    pub fn build(ground: Ground, threads: usize) -> anyhow::Result<Self> {
        telemetry::install_metrics();
        let (hub, waker) = (Hub::new(ground.config.sockets_per_person), RelayWaker::default());
        let node = uuid::Uuid::new_v4();
        let (bus, rings) = match &ground.config.bus_url {
            Some(_) => {
                let (bus, rings) = Bus::new(node);
                (bus, Some(rings))
            }
            None => (Bus::default(), None),
        };
        let lobby = Lobby::new(
            ground.db.clone(),
            ground.encryption.clone(),
            hub.clone(),
            ground.clock.clone(),
            bus.clone(),
            RoomHooks { standing: negotiations::standing, may_delete: deals::may_delete_messages },
            threads,
        )?;
        if let Some((rings, url)) = rings.zip(ground.config.bus_url.as_deref()) {
            let epoch = rooms::epoch(&mut *ground.db.get()?)?;
            let seal = Cipher::new(&ground.config.secret, "bus")?;
            rings.connect(url, epoch, seal, live::hear(lobby.clone()));
        }
        let moves = MoveContext {
            categories: ground.kinds.clone(),
            encryption: ground.encryption.clone(),
            cash_on_top: ground.config.site.money,
        };
        let desk = Desk::new(
            ground.db.clone(),
            moves.clone(),
            ground.clock.clone(),
            lobby.clone(),
            waker.clone(),
        )?;
        let reservations = ReservationContext {
            db: ground.db.clone(),
            moves: moves.clone(),
            clock: ground.clock.clone(),
            desk: desk.clone(),
        };
        let assistant = Assistant {
            db: ground.db.clone(),
            moves,
            clock: ground.clock.clone(),
            desk: desk.clone(),
            llm: ground.config.llm.clone().map(LlmClient::new).transpose()?,
            emails: EmailContext {
                site: ground.config.site.name.clone(),
                // Only in development there is none.
                public_url: ground
                    .config
                    .public_url
                    .clone()
                    .unwrap_or_else(|| format!("http://{}", ground.config.bind)),
            },
        };
        let searcher = Searcher::new(
            ground.index.clone(),
            ground.db.clone(),
            ground.kinds.clone(),
            ground.clock.clone(),
        );
        Ok(Self {
            views: Views::load(crate::chat::parsing::FILTERS)?,
            limiter: Limiter::new(ground.config.rate_limits),
            mailer: Mailer::new(ground.config.smtp_url.as_deref(), &ground.config.site.mail_from)?,
            looks: ViewCounter::default(),
            ground,
            hub,
            lobby,
            assistant,
            desk,
            reservations,
            bus,
            node,
            searcher,
            waker,
        })
    }

    /// Says goodbye to every socket; clients come again at different moments.
    pub fn say_goodbye(&self) {
        self.hub.close_for_restart(SPREAD);
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
                .wrap(from_fn(crate::web::protect))
                .wrap(from_fn(sessions::recognise))
                .wrap(from_fn(crate::web::answer))
                .wrap(headers())
                .wrap(Compress::default())
                .wrap(NormalizePath::new(TrailingSlash::MergeOnly))
                .wrap(TracingLogger::<Spans>::new())
                .service(
                    SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", routes::openapi()),
                )
                .route(
                    "/api/docs",
                    web::get().to(|| async { crate::base::http::see_other("/api/docs/") }),
                )
                .configure(routes::configure)
        })
        .on_connect(socket::on_connect)
        .workers(workers)
        .worker_max_blocking_threads(BLOCKING_THREADS)
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
        let cut = SessionRevoker(Arc::new(move |ended: &[SessionId]| {
            hub.close_sessions(ended, Disconnect::SignedOut)
        }));
        let ground = &self.ground;
        cfg.app_data(web::Data::new(ground.config.clone()))
            .app_data(web::Data::new(ground.config.site.clone()))
            .app_data(web::Data::new(ground.config.secret.clone()))
            .app_data(web::Data::new(ground.db.clone()))
            .app_data(web::Data::new(ground.kinds.clone()))
            .app_data(web::Data::new(ground.storage.clone()))
            .app_data(web::Data::new(ground.clock.clone()))
            .app_data(web::Data::new(ground.encryption.clone()))
            .app_data(web::Data::new(self.views.clone()))
            .app_data(web::Data::new(socket::SocketContext {
                db: ground.db.clone(),
                hub: self.hub.clone(),
                lobby: self.lobby.clone(),
                desk: self.desk.clone(),
                clock: ground.clock.clone(),
                limiter: self.limiter.clone(),
            }))
            .app_data(web::Data::new(self.hub.clone()))
            .app_data(web::Data::new(self.lobby.clone()))
            .app_data(web::Data::new(self.desk.clone()))
            .app_data(web::Data::new(self.reservations.clone()))
            .app_data(web::Data::new(self.assistant.clone()))
            .app_data(web::Data::new(self.searcher.clone()))
            .app_data(web::Data::new(self.waker.clone()))
            .app_data(web::Data::new(self.looks.clone()))
            .app_data(web::Data::new(self.limiter.clone()))
            .app_data(web::Data::new(cut))
            .app_data(web::Data::new(assistant::MANDATE_EXTENSION))
            .app_data(web::Data::new(Unread(Arc::new(rooms::unread_of))));
    }

    /// The rooms.
    pub fn lobby(&self) -> &Lobby {
        &self.lobby
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
