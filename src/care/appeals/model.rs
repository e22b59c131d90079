//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{AppealId, SanctionId, TakedownId, UserId};
use crate::base::schema::appeals;

/// What an appeal is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealSubject {
    Sanction(SanctionId),
    Takedown(TakedownId),
}

/// An appeal's row; exactly one of `sanction_id` and `takedown_id` is there.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = appeals)]
pub struct Appeal {
    pub id: AppealId,
    pub sanction_id: Option<SanctionId>,
    pub takedown_id: Option<TakedownId>,
    pub user_id: UserId,
    pub text: String,
    pub created_at: Timestamp,
    /// When it should be decided.
    pub due_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
    pub granted: Option<bool>,
    /// What the person reads.
    pub answer: String,
}

impl Appeal {
    /// What it is against.
    pub fn subject(&self) -> Option<AppealSubject> {
        let sanction = self.sanction_id.map(AppealSubject::Sanction);
        sanction.or(self.takedown_id.map(AppealSubject::Takedown))
    }
}
