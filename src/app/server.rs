//! The HTTP server: middleware, response headers, and the capabilities that handlers extract.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, DefaultHeaders, NormalizePath, TrailingSlash, from_fn};
use actix_web::{HttpServer, web};
use tracing_actix_web::{DefaultRootSpanBuilder, RootSpanBuilder, TracingLogger};

use super::App;
use crate::bargaining::assistant;
use crate::base::idempotency;
use crate::base::ids::SessionId;
use crate::base::runtime::BLOCKING_THREADS;
use crate::chat::live::Disconnect;
use crate::chat::rooms;
use crate::market::photos::PhotoWorker;
use crate::people::sessions::{self, SessionRevoker, UnreadCounter};
use crate::{routes, socket};

/// Opens a tracing span with an id for each request. `/ws` gets none: its request lasts as long as the socket, and a span
/// would double the memory of an idle socket.
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

impl App {
    /// Binds and starts the HTTP server; returns it and the address it listens on.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub fn serve(&self, workers: usize) -> anyhow::Result<(Server, std::net::SocketAddr)> {
        let app = self.clone();
        let config = self.core.config.clone();
        let https = config.https();
        let listener = std::net::TcpListener::bind(&config.bind)?;
        let at = listener.local_addr()?;
        let server = HttpServer::new(move || {
            actix_web::App::new()
                .configure(|cfg| app.register(cfg))
                .wrap(from_fn(idempotency::answer_once))
                .wrap(from_fn(crate::web::protect))
                .wrap(from_fn(routes::guard))
                .wrap(from_fn(sessions::authenticate))
                .wrap(from_fn(crate::web::refuse_foreign))
                .wrap(from_fn(crate::web::render_errors))
                .wrap(from_fn(crate::web::set_caching))
                .wrap(headers(https))
                .wrap(Compress::default())
                .wrap(NormalizePath::new(TrailingSlash::MergeOnly))
                .wrap(TracingLogger::<Spans>::new())
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
        if let Some(till) = &self.till {
            till.start_notices(format!("http://{at}/api/webhooks/sandbox"))?;
        }
        if let Some(bank) = &self.practice_bank {
            bank.start_notices(format!("http://{at}/api/webhooks/payouts"))?;
        }
        Ok((server, at))
    }

    /// Registers every capability as application data, for the handlers' extractors.
    fn register(&self, cfg: &mut web::ServiceConfig) {
        let hub = self.hub.clone();
        let revoker = SessionRevoker(Arc::new(move |ended: &[SessionId]| {
            hub.close_sessions(ended, Disconnect::SignedOut)
        }));
        let core = &self.core;
        if let Some(till) = &self.till {
            cfg.app_data(web::Data::new(till.clone()));
        }
        cfg.app_data(web::Data::new(core.config.clone()))
            .app_data(web::Data::new(core.config.site.clone()))
            .app_data(web::Data::new(core.config.secret.clone()))
            .app_data(web::Data::new(core.db.clone()))
            .app_data(web::Data::new(core.categories.clone()))
            .app_data(web::Data::new(core.storage.clone()))
            .app_data(web::Data::new(PhotoWorker::new(&core.config.program)))
            .app_data(web::Data::new(core.clock.clone()))
            .app_data(web::Data::new(core.encryption.clone()))
            .app_data(web::Data::new(self.views.clone()))
            .app_data(web::Data::new(socket::SocketContext {
                db: core.db.clone(),
                hub: self.hub.clone(),
                lobby: self.lobby.clone(),
                desk: self.desk.clone(),
                clock: core.clock.clone(),
                limiter: self.limiter.clone(),
            }))
            .app_data(web::Data::new(self.hub.clone()))
            .app_data(web::Data::new(self.lobby.clone()))
            .app_data(web::Data::new(self.desk.clone()))
            .app_data(web::Data::new(self.deals.clone()))
            .app_data(web::Data::new(self.disputes.clone()))
            .app_data(web::Data::new(self.settlement.clone()))
            .app_data(web::Data::new(self.promotions.clone()))
            .app_data(web::Data::new(self.reviews.clone()))
            .app_data(web::Data::new(self.payouts.clone()))
            .app_data(web::Data::new(self.reservations.clone()))
            .app_data(web::Data::new(self.assistant.clone()))
            .app_data(web::Data::new(self.searcher.clone()))
            .app_data(web::Data::new(self.waker.clone()))
            .app_data(web::Data::new(self.view_counter.clone()))
            .app_data(web::Data::new(self.placement_counter.clone()))
            .app_data(web::Data::new(self.limiter.clone()))
            .app_data(web::Data::new(revoker))
            .app_data(web::Data::new(assistant::MANDATE_EXTENSION))
            .app_data(web::Data::new(UnreadCounter(Arc::new(rooms::unread_of))));
    }
}

/// Security headers of every response: scripts, styles and connections only from this origin, no framing.
fn headers(https: bool) -> DefaultHeaders {
    let headers = match https {
        // A year; only over TLS does a browser heed it.
        true => DefaultHeaders::new().add(("Strict-Transport-Security", "max-age=31536000")),
        false => DefaultHeaders::new(),
    };
    headers
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
