//! What the endpoints of care work with.

use super::sanctions::CareContext;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::chat::rooms::Announcement;
use crate::config::Config;
use crate::trade::deals::Deals;
use crate::web::app_data_struct;

app_data_struct! {
    /// What reports, sanctions and appeals need.
    pub struct CareDeps {
        deals: Deals,
        encryption: Encryption,
        config: Config,
    }
}

impl CareDeps {
    pub fn db(&self) -> &Db {
        self.deals.db()
    }

    pub fn now(&self) -> Timestamp {
        self.deals.now()
    }

    /// Whether rate limits are enforced.
    pub fn limited(&self) -> bool {
        self.config.rate_limits
    }

    pub fn context(&self) -> CareContext {
        CareContext {
            encryption: self.encryption.get_ref().clone(),
            secret: self.config.secret.clone(),
            site: self.config.site_address(),
        }
    }

    /// Runs a use case in a transaction, and tells the rooms after the commit.
    ///
    /// # Errors
    /// Those of the use case.
    pub async fn carry_out<T: Send + 'static>(
        &self,
        step: impl Fn(&mut Conn, &CareContext, Timestamp) -> AppResult<(T, Vec<Announcement>)>
        + Send
        + 'static,
    ) -> AppResult<T> {
        let (context, now) = (self.context(), self.now());
        let (done, announcements) =
            self.db().transaction(move |conn| step(conn, &context, now)).await?;
        self.deals.announce(&announcements);
        Ok(done)
    }
}
