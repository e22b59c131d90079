//! The subscribers of every event. An event without a subscriber does not compile: `subscribers_of` is an exhaustive match
//! that names at least one. Each subscriber has deliveries and retries of its own (`base::outbox`), which `relay` runs.

mod relay;

use serde::Deserialize;
use serde_json::json;

use crate::bargaining::negotiations::Desk;
use crate::bargaining::reservations::{self, ReservationContext};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, ListingId, words};
use crate::chat::rooms::Lobby;
use crate::community::points;
use crate::market::events::MarketEvent;
use crate::market::search::Searcher;
use crate::trade::events::TradeEvent;
use crate::trade::{deals, reviews, track_record};

pub use relay::start_relay;

words! {
    /// The subscribers. Their names are stored with deliveries; a name is never reused for another subscriber.
    Subscriber {
        /// Updates the search index.
        Search = "search",
        /// Closes negotiations about listings that are not active any more, reopens those about listings that are active
        /// again, voids offers that include inactive listings, and announces offers that need reconfirmation.
        Negotiations = "negotiations",
        /// Notifies the people who wait for a listing that is available again.
        WaitingList = "waiting_list",
        /// Refreshes the connections of a deal's room, in case the node that committed the change died before it
        /// announced it.
        Rooms = "rooms",
        /// Opens the exchange of reviews of deals that were completed.
        Reviews = "reviews",
        /// Has the track records of the parties computed anew.
        TrackRecords = "track_records",
        /// Lets the points of a deal follow its state.
        Points = "points",
    }
}

/// An event of any wing, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum DomainEvent {
    /// Of `market`.
    Market(MarketEvent),
    /// Of `trade`.
    Trade(TradeEvent),
}

impl DomainEvent {
    /// Parses an event from its topic and payload.
    ///
    /// # Errors
    /// `Internal` when no wing has such an event.
    pub fn read(topic: &str, payload: &serde_json::Value) -> AppResult<Self> {
        Ok(serde_json::from_value(json!({"topic": topic, "payload": payload}))?)
    }

    /// The topics of every event.
    pub fn topics() -> Vec<&'static str> {
        [MarketEvent::TOPICS, TradeEvent::TOPICS].concat()
    }
}

/// The subscribers of an event: the first, and perhaps others.
fn subscribers_of(event: &DomainEvent) -> (Subscriber, &'static [Subscriber]) {
    match event {
        DomainEvent::Market(MarketEvent::ListingChanged { .. }) => {
            (Subscriber::Search, &[Subscriber::Negotiations, Subscriber::WaitingList])
        }
        DomainEvent::Market(MarketEvent::ListingCounted { .. }) => (Subscriber::Search, &[]),
        DomainEvent::Trade(TradeEvent::DealChanged { .. }) => (
            Subscriber::Rooms,
            &[Subscriber::Reviews, Subscriber::TrackRecords, Subscriber::Points],
        ),
        DomainEvent::Trade(TradeEvent::ReviewShown { .. }) => (Subscriber::TrackRecords, &[]),
    }
}

/// The services that the subscribers call; cloning shares them.
#[derive(Clone)]
pub struct Reactions {
    pub searcher: Searcher,
    pub desk: Desk,
    pub lobby: Lobby,
    pub db: Db,
    pub reservations: ReservationContext,
    pub clock: Clock,
}

impl Reactions {
    /// Processes a batch of events for a subscriber. Processing a batch again changes nothing.
    ///
    /// # Errors
    /// The subscriber's; no event of the batch counts as delivered then.
    async fn react(&self, subscriber: Subscriber, events: &[DomainEvent]) -> AppResult<()> {
        match subscriber {
            Subscriber::Search => self.searcher.sync(listings_of(events)).await,
            Subscriber::Negotiations => self.desk.apply_listing_changes(listings_of(events)).await,
            Subscriber::WaitingList => {
                reservations::notify_waiting(&self.reservations, listings_of(events)).await
            }
            Subscriber::Rooms => {
                let ids = deals_of(events);
                let rooms = self.db.read(move |conn| deals::rooms_of(conn, &ids)).await?;
                self.lobby.refresh(&rooms).await
            }
            Subscriber::Reviews => {
                let ids = deals_of(events);
                self.db.transaction(move |conn| reviews::open_windows(conn, &ids)).await
            }
            Subscriber::TrackRecords => {
                let (ids, now) = (deals_of(events), self.clock.now());
                self.db.transaction(move |conn| track_record::mark_due(conn, &ids, now)).await
            }
            Subscriber::Points => {
                points::follow(&self.db, deals_of(events), self.clock.now()).await
            }
        }
    }
}

/// The distinct listings that events are about.
fn listings_of(events: &[DomainEvent]) -> Vec<ListingId> {
    let mut listings: Vec<ListingId> = events
        .iter()
        .filter_map(|event| match event {
            DomainEvent::Market(
                MarketEvent::ListingChanged { listing } | MarketEvent::ListingCounted { listing },
            ) => Some(*listing),
            DomainEvent::Trade(_) => None,
        })
        .collect();
    listings.sort();
    listings.dedup();
    listings
}

/// The distinct deals that events are about.
fn deals_of(events: &[DomainEvent]) -> Vec<DealId> {
    let mut deals: Vec<DealId> = events
        .iter()
        .filter_map(|event| match event {
            DomainEvent::Trade(
                TradeEvent::DealChanged { deal } | TradeEvent::ReviewShown { deal },
            ) => Some(*deal),
            DomainEvent::Market(_) => None,
        })
        .collect();
    deals.sort();
    deals.dedup();
    deals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every event of every wing, one of each kind.
    fn all() -> Vec<DomainEvent> {
        let listing = ListingId::fresh();
        vec![
            DomainEvent::Market(MarketEvent::ListingChanged { listing }),
            DomainEvent::Market(MarketEvent::ListingCounted { listing }),
            DomainEvent::Trade(TradeEvent::DealChanged { deal: DealId::fresh() }),
            DomainEvent::Trade(TradeEvent::ReviewShown { deal: DealId::fresh() }),
        ]
    }

    #[test]
    fn every_event_reads_back_as_itself_under_a_known_topic() {
        for event in all() {
            let stored = match event {
                DomainEvent::Market(event) => serde_json::to_value(event),
                DomainEvent::Trade(event) => serde_json::to_value(event),
            };
            let Ok(stored) = stored else { panic!("{event:?} does not serialise") };
            let topic = stored["topic"].as_str().unwrap_or_default();
            assert!(DomainEvent::topics().contains(&topic), "{topic}");
            assert_eq!(DomainEvent::read(topic, &stored["payload"]).ok(), Some(event));
        }
        assert_eq!(DomainEvent::topics().len(), all().len(), "a topic for each event");
        assert!(DomainEvent::read("listing.painted", &json!({})).is_err());
    }

    #[test]
    fn a_like_has_no_subscriber_but_the_search_index() {
        let counted = MarketEvent::ListingCounted { listing: ListingId::fresh() };
        assert_eq!(subscribers_of(&DomainEvent::Market(counted)), (Subscriber::Search, &[][..]));
    }

    #[test]
    fn a_batch_names_each_listing_once() {
        let listing = ListingId::fresh();
        let changed = DomainEvent::Market(MarketEvent::ListingChanged { listing });
        let counted = DomainEvent::Market(MarketEvent::ListingCounted { listing });
        assert_eq!(listings_of(&[changed, counted, changed]), [listing]);
        assert!(deals_of(&[changed, counted]).is_empty());
    }
}
