//! The running till.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

use super::context::TillContext;
use super::{notices, server};
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::config::ProviderSecret;
use crate::trade::payments::gateway::{MidtransAccount, Provider};

/// What the till works with.
#[derive(Clone)]
pub struct TillDeps {
    pub db: Db,
    pub clock: Clock,
    /// The server's secret, from which the till's key is derived.
    pub secret: SecretKey,
}

/// The till of this process; cloning shares it. As application data it makes its addresses answer.
#[derive(Clone)]
pub struct Till {
    context: TillContext,
    at: SocketAddr,
    handle: ServerHandle,
}

/// The till's server key, the same on every node. A site that takes real money knows by it a notice of practice money.
pub fn server_key(secret: &SecretKey) -> ProviderSecret {
    ProviderSecret::new(format!("SB-till-{}", secret.sign_text("till server key", b"")))
}

impl Till {
    /// Starts the till's server on a free port of 127.0.0.1. Must be called inside the actix system, which ends it.
    ///
    /// # Errors
    /// No port is free.
    pub fn start(deps: TillDeps) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let at = listener.local_addr()?;
        let context = TillContext {
            key: server_key(&deps.secret),
            db: deps.db,
            clock: deps.clock,
            wake: Arc::default(),
        };
        let serving = context.clone();
        let running = HttpServer::new(move || {
            App::new().app_data(web::Data::new(serving.clone())).configure(server::configure)
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(listener)?
        .run();
        let handle = running.handle();
        actix_web::rt::spawn(running);
        Ok(Self { context, at, handle })
    }

    /// Starts to send the notifications that are due, those of an earlier run too, to `notify_url`, where the site reads the
    /// notices of [`Provider::Sandbox`]. Ends with the present arbiter, or by aborting the task.
    ///
    /// # Errors
    /// The HTTP client cannot be built.
    pub fn start_notices(&self, notify_url: String) -> anyhow::Result<tokio::task::JoinHandle<()>> {
        notices::start(self.context.clone(), notify_url)
    }

    /// Where the adapter finds the till.
    pub fn account(&self) -> MidtransAccount {
        let url = format!("http://{}", self.at);
        MidtransAccount {
            provider: Provider::Sandbox,
            server_key: self.context.key.clone(),
            other_key: None,
            snap_url: url.clone(),
            api_url: url,
        }
    }

    /// Stops the server, as a restart would.
    pub async fn stop(&self) {
        self.handle.stop(false).await;
    }

    /// Makes notifications that are due now leave at once; call it after the commit.
    pub fn wake(&self) {
        self.context.wake();
    }

    pub(super) fn context(&self) -> &TillContext {
        &self.context
    }
}
