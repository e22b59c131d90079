//! The rules with one's progress, as one's own profile shows them.

use serde::Serialize;

use super::rules::{Facts, requirements};
use crate::base::i18n::Text;
use crate::base::view;
use crate::people::accounts::Badge;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct RequirementView {
    rule: Text,
    present: Text,
    met: bool,
    icon: &'static str,
    /// Key of what the icon says.
    state: &'static str,
}

/// A badge with its conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadgeProgress {
    badge: view::Badge,
    /// Conditions that are met, and all.
    met: usize,
    of: usize,
    earned: bool,
    requirements: Vec<RequirementView>,
}

impl BadgeProgress {
    /// Every badge, as the facts stand.
    pub fn all(facts: &Facts<'_>) -> Vec<Self> {
        Badge::ALL.iter().map(|badge| Self::of(*badge, facts)).collect()
    }

    fn of(badge: Badge, facts: &Facts<'_>) -> Self {
        let requirements: Vec<RequirementView> = requirements(badge, facts)
            .into_iter()
            .map(|it| RequirementView {
                icon: if it.met { "fa-circle-check" } else { "fa-circle" },
                state: if it.met { "badge-met" } else { "badge-open" },
                rule: it.rule,
                present: it.present,
                met: it.met,
            })
            .collect();
        let met = requirements.iter().filter(|it| it.met).count();
        Self {
            badge: badge.view(),
            met,
            of: requirements.len(),
            earned: met == requirements.len(),
            requirements,
        }
    }
}
