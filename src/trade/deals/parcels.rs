//! What a courier says of the parcels that are on their way becomes moves of the system.

use super::machine::Command;
use super::service::Deals;
use super::store::{self, Parcel};
use super::wanted::{Move, Mover, Step};
use crate::base::error::{AppError, AppResult};
use crate::market::Party;
use crate::trade::shipping::{Tracker, TrackingNumber, TrackingState};

/// Parcels of one run, those that were sent first.
const BATCH: i64 = 200;

impl Deals {
    /// Asks where the parcels on their way are, and moves their deals.
    ///
    /// # Errors
    /// When they cannot be read; a parcel about which nothing is known is asked about with the next run.
    pub async fn follow_parcels(&self, tracker: &dyn Tracker) -> AppResult<()> {
        for parcel in self.db().read(|conn| store::on_the_way(conn, BATCH)).await? {
            let Ok(number) = TrackingNumber::parse(&parcel.tracking_no) else { continue };
            match tracker.track(parcel.courier, &number).await {
                Ok(Some(report)) => self.report(&parcel, report.state).await,
                Ok(None) => {}
                Err(err) => {
                    tracing::warn!(deal = %parcel.deal, error = %err, "a parcel is not known")
                }
            }
        }
        Ok(())
    }

    async fn report(&self, parcel: &Parcel, state: TrackingState) {
        let sender: Party = parcel.sender;
        let command = match state {
            TrackingState::InTransit => return,
            TrackingState::Delivered => Command::Arrive { sender },
            TrackingState::Lost => Command::Lose { sender },
            TrackingState::Returned => Command::Return { sender },
        };
        let step = Step::Plain(command);
        let wanted = Move { deal: parcel.deal, by: Mover::System, seen: None, step };
        match self.make_move(wanted).await {
            // Somebody said so meanwhile.
            Ok(_) | Err(AppError::Conflict { .. }) => {}
            Err(err) => {
                tracing::warn!(deal = %parcel.deal, error = %err, "a courier's report waits")
            }
        }
    }
}
