//! The rules and their thresholds. They stand on one's own profile and in `docs/operations.md`.

use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::people::accounts::{Badge, Profile};
use crate::trade::track_record::{TrackRecord, duration_text};

/// Penjual Cepat: so many sendings in 180 days, the median within so many hours.
const SENDINGS: i32 = 5;
const SEND_HOURS: i32 = 24;
/// Responsif: so many new chats in 90 days, so many percent of them answered, the median of all answers within so many
/// minutes.
const CHATS: i32 = 5;
const ANSWERED_PERCENT: i32 = 90;
const REPLY_MINUTES: i32 = 60;
/// Terpercaya: an average in hundredths, from so many people, so many percent of a year's agreements completed, so many in
/// all, no meeting missed.
const AVERAGE: i32 = 450;
const PARTNERS: i32 = 5;
const COMPLETED: i32 = 10;
const COMPLETION_PERCENT: i32 = 95;
/// Aktif: here within so many days, so many deals completed in 60 days.
const SEEN_DAYS: i64 = 7;
const LATELY: i32 = 2;

/// What the rules read.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub record: &'a TrackRecord,
    pub profile: &'a Profile,
    pub suspended: bool,
    pub now: Timestamp,
}

/// A condition of a badge, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// What is asked for.
    pub rule: Text,
    /// What there is.
    pub present: Text,
    pub met: bool,
}

/// The conditions of a badge; it is earned when all are met.
pub fn requirements(badge: Badge, facts: &Facts<'_>) -> Vec<Requirement> {
    let Facts { record, profile, now, .. } = *facts;
    match badge {
        Badge::FastSender => vec![
            at_least("badge-rule-sendings", record.sendings, SENDINGS),
            within("badge-rule-send", record.send_seconds, SEND_HOURS, 3_600),
        ],
        Badge::Responsive => vec![
            at_least("badge-rule-chats", record.chats_asked, CHATS),
            share(
                "badge-rule-answered",
                record.chats_answered,
                record.chats_asked,
                ANSWERED_PERCENT,
            ),
            within("badge-rule-reply", record.reply_seconds, REPLY_MINUTES, 60),
        ],
        Badge::Trusted => vec![
            average(profile),
            at_least("badge-rule-partners", profile.rating_partners, PARTNERS),
            at_least("badge-rule-completed", record.completed, COMPLETED),
            share("badge-rule-completion", record.completed, record.agreed(), COMPLETION_PERCENT),
            none("badge-rule-missed", record.meetings_missed),
        ],
        Badge::Active => {
            vec![seen(profile, now), at_least("badge-rule-lately", record.completed_lately, LATELY)]
        }
    }
}

/// The badges that the facts earn, in the order of their declaration.
pub fn earned(facts: &Facts<'_>) -> Vec<Badge> {
    let has = |badge: &&Badge| requirements(**badge, facts).iter().all(|it| it.met);
    match facts.suspended {
        true => Vec::new(),
        false => Badge::ALL.iter().filter(has).copied().collect(),
    }
}

/// At least so many percent, rounded down; nothing of nothing does not meet it.
fn share(rule: &'static str, part: i32, all: i32, wanted: i32) -> Requirement {
    let percent = part.saturating_mul(100) / all.max(1);
    Requirement {
        rule: Text::new(rule).with("n", wanted),
        present: match all {
            0 => Text::new("badge-present-none"),
            _ => Text::new("badge-present-percent").with("n", percent),
        },
        met: percent >= wanted,
    }
}

fn plain(n: i32) -> Text {
    Text::new("badge-present").with("n", n)
}

fn at_least(rule: &'static str, n: i32, wanted: i32) -> Requirement {
    Requirement { rule: Text::new(rule).with("n", wanted), present: plain(n), met: n >= wanted }
}

fn none(rule: &'static str, n: i32) -> Requirement {
    Requirement { rule: Text::new(rule), present: plain(n), met: n == 0 }
}

/// A median within so many units of so many seconds.
fn within(rule: &'static str, seconds: Option<i32>, limit: i32, unit: i32) -> Requirement {
    let keys = ["badge-present-minutes", "badge-present-hours", "badge-present-days"];
    Requirement {
        rule: Text::new(rule).with("n", limit),
        present: seconds.map_or(Text::new("badge-present-none"), |it| duration_text(it, keys)),
        met: seconds.is_some_and(|seconds| seconds <= limit.saturating_mul(unit)),
    }
}

fn average(profile: &Profile) -> Requirement {
    Requirement {
        rule: Text::new("badge-rule-average").with("n", "4,5"),
        present: match profile.rating() {
            Some(rating) => Text::new("badge-present").with("n", rating),
            None => Text::new("badge-present-none"),
        },
        met: profile.rating_mean >= AVERAGE,
    }
}

fn seen(profile: &Profile, now: Timestamp) -> Requirement {
    let days = profile.last_seen_at.map(|at| (now - at).num_days());
    Requirement {
        rule: Text::new("badge-rule-seen").with("n", SEEN_DAYS),
        present: match days {
            Some(0) => Text::new("badge-present-today"),
            Some(days) => Text::new("badge-present-days-ago").with("n", days),
            None => Text::new("badge-present-none"),
        },
        met: days.is_some_and(|days| days < SEEN_DAYS),
    }
}
