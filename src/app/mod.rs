//! The composition root: builds every capability, starts actors and jobs, runs the server.

mod backlogs;
mod core;
mod jobs;
mod live;
mod payouts;
mod server;

pub use self::core::Core;
use std::sync::Arc;
use std::time::Duration;

use crate::bargaining::assistant::{Assistant, LlmClient};
use crate::bargaining::negotiations::{self, Desk, MoveContext};
use crate::bargaining::reservations::ReservationContext;
use crate::base::encryption::Cipher;
use crate::base::limits::Limiter;
use crate::base::mail::Mailer;
use crate::base::outbox::RelayWaker;
use crate::base::render::Views;
use crate::base::telemetry;
use crate::care::disputes::Disputes;
use crate::chat::live::{Bus, Hub};
use crate::chat::rooms::{self, Lobby, LobbyDeps, RoomHooks};
use crate::config::Site;
use crate::market::listings::ViewCounter;
use crate::market::placements::PlacementCounter;
use crate::market::search::Searcher;
use crate::trade::deals::{self, DealContext, Deals, OpeningContext, SheetSite};
use crate::trade::payments::Settlement;
use crate::trade::payments::gateway::Gateways;
use crate::trade::payments::till::{self, Till, TillDeps};
use crate::trade::payouts::Payouts;
use crate::trade::payouts::practice::PracticeBank;
use crate::trade::promotions::Promotions;
use crate::trade::reviews::Reviews;
use crate::trade::working_days::WorkingDays;

/// When a node stops, its clients reconnect at random moments within this time.
const RECONNECT_SPREAD: Duration = Duration::from_secs(2);
/// The name of the search index.
pub const INDEX: &str = "listings";

/// Every capability of a serving node; clones share them.
#[derive(Clone)]
pub struct App {
    core: Core,
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
    view_counter: ViewCounter,
    placement_counter: PlacementCounter,
    limiter: Limiter,
    mailer: Mailer,
    deals: Deals,
    disputes: Disputes,
    settlement: Settlement,
    promotions: Promotions,
    reviews: Reviews,
    /// The built-in till, where no real provider is configured.
    till: Option<Till>,
    payouts: Payouts,
    /// The built-in practice bank, where the till is.
    practice_bank: Option<PracticeBank>,
}

impl App {
    /// Builds every capability and starts the actors; rooms run on `room_threads` threads. Must be called inside the
    /// actix system.
    ///
    /// # Errors
    /// When a thread cannot be started, the bus or the mail server has a bad address, or a template does not parse.
    pub fn build(core: Core, room_threads: usize) -> anyhow::Result<Self> {
        telemetry::install_metrics();
        let (hub, waker) = (Hub::new(core.config.sockets_per_person), RelayWaker::default());
        let node = uuid::Uuid::new_v4();
        let (bus, lobby) = start_lobby(&core, &hub, node, room_threads)?;
        let calendar = Arc::new(WorkingDays::load(core.config.holidays.as_deref())?);
        let moves = move_context(&core, calendar);
        let (db, clock) = (core.db.clone(), core.clock.clone());
        let context = deal_context(&core, &moves);
        let deals = Deals::new(db.clone(), context, clock.clone(), lobby.clone(), waker.clone());
        let (encryption, to_rooms) = (core.encryption.clone(), lobby.clone());
        let reviews = Reviews::new(db.clone(), encryption, clock.clone(), to_rooms, waker.clone());
        let till = start_till(&core)?;
        let promotions = promotions(&core);
        let settlement = settlement(&core, &deals, &promotions, till.as_ref())?;
        let practice_bank = payouts::start_practice(&core)?;
        let payouts = payouts::open(&core, practice_bank.as_ref())?;
        let limiter = Limiter::new(core.config.rate_limits);
        let desk = Desk::new(
            db.clone(),
            moves.clone(),
            clock.clone(),
            lobby.clone(),
            waker.clone(),
            limiter.clone(),
        )?;
        let reservations = ReservationContext {
            db: db.clone(),
            moves: moves.clone(),
            clock: clock.clone(),
            desk: desk.clone(),
        };
        let assistant = Assistant {
            db: db.clone(),
            moves,
            clock: clock.clone(),
            desk: desk.clone(),
            llm: core.config.llm.clone().map(LlmClient::new).transpose()?,
            site: core.config.site_address(),
        };
        let searcher = Searcher::new(core.index.clone(), db, core.categories.clone(), clock);
        Ok(Self {
            views: Views::load()?,
            limiter,
            mailer: Mailer::new(
                core.config.smtp_url.as_deref(),
                &core.config.site.mail_from,
                core.config.secret.clone(),
            )?,
            view_counter: ViewCounter::default(),
            placement_counter: PlacementCounter::default(),
            core,
            disputes: Disputes::new(deals.clone()),
            deals,
            settlement,
            promotions,
            reviews,
            till,
            payouts,
            practice_bank,
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

    /// Closes every socket because the node stops; clients reconnect at different moments.
    pub fn close_sockets(&self) {
        self.hub.close_for_restart(RECONNECT_SPREAD);
    }

    /// The rooms.
    pub fn lobby(&self) -> &Lobby {
        &self.lobby
    }

    /// The site profile.
    pub fn site(&self) -> &Site {
        &self.core.config.site
    }
}

/// What every move of a deal works with.
fn deal_context(core: &Core, moves: &MoveContext) -> DealContext {
    DealContext {
        encryption: core.encryption.clone(),
        secret: core.config.secret.clone(),
        calendar: moves.opening.calendar.clone(),
        site: moves.opening.site.clone(),
        reopen: negotiations::reopen_after,
        answer_order: answer_order(moves.clone()),
    }
}

/// What moves of negotiations work with.
fn move_context(core: &Core, calendar: Arc<WorkingDays>) -> MoveContext {
    MoveContext {
        opening: OpeningContext {
            categories: core.categories.clone(),
            calendar,
            protection: core.config.site.protection.filter(|_| core.config.takes_payments()),
            site: Arc::new(SheetSite::of(&core.config.site)),
        },
        encryption: core.encryption.clone(),
        cash_on_top: core.config.site.money,
    }
}

/// The payments at the configured provider, or at the till.
fn settlement(
    core: &Core,
    deals: &Deals,
    promotions: &Promotions,
    till: Option<&Till>,
) -> anyhow::Result<Settlement> {
    let key = till::server_key(&core.config.secret);
    let account = till.map(Till::account);
    let gateways = Gateways::open(&core.config.payments, &core.clock, &key, account)?;
    Ok(Settlement {
        db: core.db.clone(),
        clock: core.clock.clone(),
        gateways,
        site: core.config.site_address().url,
        deals: Arc::new(deals.clone()),
        promotions: Arc::new(promotions.clone()),
    })
}

/// Promotions are sold where the site takes payments.
fn promotions(core: &Core) -> Promotions {
    let terms = core.config.site.promotions.filter(|_| core.config.takes_payments());
    Promotions::new(core.db.clone(), core.clock.clone(), terms)
}

/// How pending orders are answered: by the offers behind them.
fn answer_order(moves: MoveContext) -> deals::AnswerOrder {
    Arc::new(move |conn, deal, answer, now| {
        negotiations::answer_order(conn, &moves, deal, answer, now)
    })
}

/// Starts the built-in till, where the configuration names no real provider.
fn start_till(core: &Core) -> anyhow::Result<Option<Till>> {
    let deps = TillDeps {
        db: core.db.clone(),
        clock: core.clock.clone(),
        secret: core.config.secret.clone(),
    };
    core.config.payments.sandbox.then(|| Till::start(deps)).transpose()
}

/// Starts the rooms, and the bus to the other nodes when the configuration names one.
fn start_lobby(
    core: &Core,
    hub: &Hub,
    node: uuid::Uuid,
    threads: usize,
) -> anyhow::Result<(Bus, Lobby)> {
    let (bus, connector) = match &core.config.bus_url {
        Some(url) => {
            let (bus, connector) = Bus::new(node);
            (bus, Some((connector, url)))
        }
        None => (Bus::default(), None),
    };
    let deps = LobbyDeps {
        db: core.db.clone(),
        encryption: core.encryption.clone(),
        hub: hub.clone(),
        clock: core.clock.clone(),
        bus: bus.clone(),
        hooks: RoomHooks {
            standing: negotiations::standing,
            may_delete: deals::may_delete_messages,
        },
    };
    let lobby = Lobby::new(deps, threads)?;
    if let Some((connector, url)) = connector {
        let epoch = rooms::epoch(&mut *core.db.get()?)?;
        let cipher = Cipher::new(&core.config.secret, "bus")?;
        connector.connect(url, epoch, cipher, live::on_node_message(lobby.clone()));
    }
    Ok((bus, lobby))
}
