//! Which entry follows from what is seen of a deal, given the last one. Seeing the same again changes nothing.

use super::model::Reason;

/// What is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The deal is completed.
    Completed,
    /// The deal is not completed.
    NotCompleted,
    /// The completed deal belongs to a closed circle.
    InCircle,
    /// The completed deal belongs to no closed circle.
    InOpen,
}

/// The next entry of a deal; `None` when nothing changes. What a circle lost comes back only when the circle has opened.
pub fn next(last: Option<Reason>, seen: Seen) -> Option<Reason> {
    match (last, seen) {
        (None | Some(Reason::Undone), Seen::Completed) => Some(Reason::Deal),
        (Some(Reason::Deal | Reason::Opened), Seen::NotCompleted) => Some(Reason::Undone),
        (Some(Reason::Deal | Reason::Opened), Seen::InCircle) => Some(Reason::Circle),
        (Some(Reason::Circle), Seen::InOpen) => Some(Reason::Opened),
        _ => None,
    }
}

/// The next entry of a bonus, which a person has or has not by the deals that count.
pub fn next_bonus(last: Option<Reason>, deserved: bool) -> Option<Reason> {
    let given = last == Some(Reason::Milestone);
    match (given, deserved) {
        (false, true) => Some(Reason::Milestone),
        (true, false) => Some(Reason::MilestoneUndone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_twice_changes_nothing_the_second_time() {
        for last in std::iter::once(None).chain(Reason::ALL.iter().copied().map(Some)) {
            for seen in [Seen::Completed, Seen::NotCompleted, Seen::InCircle, Seen::InOpen] {
                if let Some(reason) = next(last, seen) {
                    assert_eq!(next(Some(reason), seen), None, "{last:?} {seen:?}");
                    assert_ne!(reason.gives(), last.is_some_and(Reason::gives), "by turns");
                }
            }
        }
    }

    #[test]
    fn a_change_of_the_deal_does_not_bring_back_what_a_circle_lost() {
        assert_eq!(next(Some(Reason::Circle), Seen::Completed), None);
        assert_eq!(next(Some(Reason::Circle), Seen::NotCompleted), None);
        assert_eq!(next(Some(Reason::Circle), Seen::InOpen), Some(Reason::Opened));
    }
}
