//! The rules of sanctions. Pure.

use chrono::{DateTime, Duration};

use super::model::{NewSanction, Sanction, SanctionKind};
use crate::base::clock::Timestamp;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::lengths;
use crate::base::text::{clean_block, length};
use crate::web::Role;

/// A ban is a suspension until the year 9999.
const FOREVER: i64 = 253_370_764_800;
/// The longest mute or suspension.
const LONGEST: Duration = Duration::days(365);
/// The shortest one.
const SHORTEST: Duration = Duration::hours(1);
/// What is longer ago does not count for the ladder.
const MEMORY: Duration = Duration::days(180);

/// What the sanctions in force come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restrictions {
    pub suspended_until: Option<Timestamp>,
    pub muted_until: Option<Timestamp>,
}

/// What the sanctions of a person come to at `now`.
pub fn restrictions(sanctions: &[Sanction], now: Timestamp) -> Restrictions {
    let latest = |kinds: &[SanctionKind]| {
        sanctions
            .iter()
            .filter(|one| one.in_force(now) && kinds.contains(&one.kind))
            .map(|one| one.ends_at.unwrap_or_else(forever))
            .max()
    };
    Restrictions {
        suspended_until: latest(&[SanctionKind::Suspend, SanctionKind::Ban]),
        muted_until: latest(&[SanctionKind::Mute]),
    }
}

fn forever() -> Timestamp {
    DateTime::from_timestamp(FOREVER, 0).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC)
}

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    pub kind: SanctionKind,
    /// Of a mute and a suspension.
    pub days: Option<i64>,
}

/// What follows from the next clear case, by what was imposed within the last 180 days and not lifted: a warning, three days
/// without messages, seven days suspended, then thirty. A ban is never automatic.
pub fn ladder(history: &[Sanction], now: Timestamp) -> Rung {
    let earlier = history
        .iter()
        .filter(|one| one.kind != SanctionKind::Note && one.lifted_at.is_none())
        .filter(|one| one.created_at > now - MEMORY)
        .count();
    let (kind, days) = match earlier {
        0 => (SanctionKind::Warning, None),
        1 => (SanctionKind::Mute, Some(3)),
        2 => (SanctionKind::Suspend, Some(7)),
        _ => (SanctionKind::Suspend, Some(30)),
    };
    Rung { kind, days }
}

/// Whether somebody of the staff may act on an account with this role.
pub(super) fn may_act(by: Role, on: Role) -> bool {
    on == Role::Member || (by == Role::Owner && on == Role::Moderator)
}

/// Whether somebody sent the same sanction a moment ago, by a second click.
pub(super) fn is_repetition(one: &Sanction, new: &NewSanction, now: Timestamp) -> bool {
    let moment = Duration::seconds(30);
    let same_end = match (one.ends_at, new.until) {
        (Some(end), Some(until)) => (end - until).abs() < moment,
        (None, None) => true,
        _ => false,
    };
    same_end
        && (one.by_id, one.kind, one.reason) == (new.by, new.kind, new.reason)
        && one.message == new.message
        && one.lifted_at.is_none()
        && now - one.created_at < moment
}

/// A message, cleaned.
///
/// # Errors
/// `Invalid` for one that is too short or too long.
pub fn checked_message(message: &str) -> AppResult<String> {
    let message = clean_block(message);
    let wrong = Text::new("sanction-message-length")
        .with("min", lengths::RULING_MIN)
        .with("max", lengths::RULING);
    match (lengths::RULING_MIN..=lengths::RULING).contains(&length(&message)) {
        true => Ok(message),
        false => Err(FieldErrors::one("message", wrong)),
    }
}

/// A sanction with its message cleaned.
///
/// # Errors
/// `Invalid` for a message that is too short or too long, and for an end that the kind does not have.
pub(super) fn check(mut new: NewSanction, now: Timestamp) -> AppResult<NewSanction> {
    new.message = checked_message(&new.message)?;
    let mut errors = FieldErrors::default();
    let ends = matches!(new.kind, SanctionKind::Mute | SanctionKind::Suspend);
    let fits = match new.until {
        Some(until) => ends && until - now >= SHORTEST && until - now <= LONGEST,
        None => !ends,
    };
    errors.check(fits, "until", "sanction-until-range");
    errors.into_result()?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::model::SanctionReason;
    use super::*;
    use crate::base::ids::{SanctionId, UserId};

    fn now() -> Timestamp {
        DateTime::from_timestamp(1_796_000_000, 0).unwrap()
    }

    fn sanction(kind: SanctionKind, days_ago: i64, days: i64) -> Sanction {
        let created_at = now() - Duration::days(days_ago);
        let ends = matches!(kind, SanctionKind::Mute | SanctionKind::Suspend);
        Sanction {
            id: SanctionId::fresh(),
            user_id: UserId(uuid::Uuid::nil()),
            kind,
            reason: SanctionReason::Spam,
            message: String::new(),
            by_id: None,
            created_at,
            ends_at: ends.then(|| created_at + Duration::days(days)),
            read_at: None,
            lifted_at: None,
            lifted_by: None,
        }
    }

    #[test]
    fn the_ladder_goes_up_by_one_and_never_to_a_ban() {
        let mut history = vec![sanction(SanctionKind::Note, 1, 0)];
        let mut seen = Vec::new();
        for _ in 0..5 {
            let rung = ladder(&history, now());
            seen.push((rung.kind, rung.days));
            history.push(sanction(rung.kind, 10, rung.days.unwrap_or(0)));
        }
        let (warning, mute) = ((SanctionKind::Warning, None), (SanctionKind::Mute, Some(3)));
        let suspended = |days| (SanctionKind::Suspend, Some(days));
        assert_eq!(seen, [warning, mute, suspended(7), suspended(30), suspended(30)]);
        // What was lifted, and what is half a year ago, does not count.
        history.iter_mut().for_each(|one| one.lifted_at = Some(now()));
        history.push(sanction(SanctionKind::Suspend, 181, 7));
        assert_eq!(ladder(&history, now()).kind, SanctionKind::Warning);
    }

    #[test]
    fn the_owner_acts_on_moderators_and_nobody_on_the_owner() {
        let (member, moderator, owner) = (Role::Member, Role::Moderator, Role::Owner);
        for (by, on, may) in [
            (moderator, member, true),
            (owner, member, true),
            (owner, moderator, true),
            (moderator, moderator, false),
            (moderator, owner, false),
            (owner, owner, false),
        ] {
            assert_eq!(may_act(by, on), may, "{by} on {on}");
        }
    }

    fn any_kind() -> impl Strategy<Value = SanctionKind> {
        prop::sample::select(SanctionKind::ALL)
    }

    proptest! {
        #[test]
        fn lifting_one_never_restricts_more_and_lifting_all_frees(
            all in prop::collection::vec((any_kind(), 0..40_i64, 1..60_i64), 0..8), at in 0..8_usize
        ) {
            let mut sanctions: Vec<Sanction> =
                all.iter().map(|(kind, ago, days)| sanction(*kind, *ago, *days)).collect();
            let before = restrictions(&sanctions, now());
            if let Some(one) = sanctions.get_mut(at) {
                one.lifted_at = Some(now());
            }
            let after = restrictions(&sanctions, now());
            prop_assert!(after.suspended_until <= before.suspended_until);
            prop_assert!(after.muted_until <= before.muted_until);
            sanctions.iter_mut().for_each(|one| one.lifted_at = Some(now()));
            prop_assert_eq!(restrictions(&sanctions, now()), Restrictions::default());
        }
    }
}
