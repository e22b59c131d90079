//! The running practice bank.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

use super::context::PracticeContext;
use super::{notices, server};
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::config::ProviderSecret;
use crate::trade::payouts::gateway::{BridgeAccount, PayoutProvider};

/// What the practice bank works with.
#[derive(Clone)]
pub struct PracticeDeps {
    pub db: Db,
    pub clock: Clock,
    /// The server's secret, from which the bank's key is derived.
    pub secret: SecretKey,
}

/// The practice bank of this process; cloning shares it.
#[derive(Clone)]
pub struct PracticeBank {
    context: PracticeContext,
    at: SocketAddr,
    handle: ServerHandle,
}

impl PracticeBank {
    /// Starts its server on a free port of 127.0.0.1. Must be called inside the actix system, which ends it.
    ///
    /// # Errors
    /// No port is free.
    pub fn start(deps: PracticeDeps) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let at = listener.local_addr()?;
        let key = format!("practice-{}", deps.secret.sign_text("practice bank key", b""));
        let context =
            PracticeContext { key: ProviderSecret::new(key), db: deps.db, clock: deps.clock };
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

    /// Starts to send the notices that are due, those of an earlier run too, to `notify_url`.
    ///
    /// # Errors
    /// The HTTP client cannot be built.
    pub fn start_notices(&self, notify_url: String) -> anyhow::Result<tokio::task::JoinHandle<()>> {
        notices::start(self.context.clone(), notify_url)
    }

    /// Where the adapter finds it.
    pub fn account(&self) -> BridgeAccount {
        BridgeAccount {
            provider: PayoutProvider::Sandbox,
            key: self.context.key.clone(),
            url: format!("http://{}", self.at),
        }
    }

    /// Stops the server, as an outage would.
    pub async fn stop(&self) {
        self.handle.stop(false).await;
    }
}
