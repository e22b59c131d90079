//! The rules of a meet-up, one by one and under any order of commands.

use chrono::Duration;
use proptest::prelude::*;

use super::machine::{Command, CommandKind, Event, Refusal, decide, evolve, permitted};
use super::model::{MeetingPlan, State};
use crate::base::clock::Timestamp;
use crate::base::i18n::{Lang, Text};
use crate::market::Party;

const BUDI: Party = Party::Buyer;
const SARI: Party = Party::Seller;

fn noon() -> Timestamp {
    "2026-12-01T05:00:00Z".parse().unwrap()
}

fn minutes(n: i64) -> Duration {
    Duration::minutes(n)
}

/// A plan for `n` minutes after noon.
fn plan(n: i64) -> MeetingPlan {
    MeetingPlan {
        place: "Stasiun Bandung".into(),
        region: Some("32.73".into()),
        at: noon() + minutes(n),
    }
}

fn proposed(by: Party) -> State {
    after(&State::default(), by, Command::Propose { plan: plan(120) }, noon())
}

fn after(state: &State, by: Party, command: Command, now: Timestamp) -> State {
    let mut next = state.clone();
    for event in decide(state, by, command, now).unwrap() {
        evolve(&mut next, &event);
    }
    next
}

/// Agreed for two hours after noon.
fn agreed() -> State {
    after(&proposed(BUDI), SARI, Command::Accept { version: 1 }, noon())
}

#[test]
fn sari_accepts_what_budi_proposes() {
    let state = proposed(BUDI);
    assert_eq!((state.version, &state.agreed), (1, &None));
    let agreed = agreed();
    assert_eq!(agreed.agreed.as_ref().unwrap().plan, plan(120));
    assert_eq!((agreed.agreed.as_ref().unwrap().version, &agreed.proposal), (1, &None));
    let own = decide(&state, BUDI, Command::Accept { version: 1 }, noon());
    assert_eq!(own, Err(Refusal::OwnProposal));
    let again = decide(&agreed, SARI, Command::Accept { version: 1 }, noon());
    assert_eq!(again, Err(Refusal::NothingProposed));
}

#[test]
fn a_counter_proposal_replaces_the_first_and_who_saw_the_first_accepts_nothing() {
    let countered = after(&proposed(BUDI), SARI, Command::Propose { plan: plan(240) }, noon());
    assert_eq!((countered.version, &countered.agreed), (2, &None));
    for (by, version, refusal) in [(BUDI, 1, Refusal::Changed), (SARI, 2, Refusal::OwnProposal)] {
        assert_eq!(decide(&countered, by, Command::Accept { version }, noon()), Err(refusal));
    }
    let agreed = after(&countered, BUDI, Command::Accept { version: 2 }, noon());
    assert_eq!(agreed.agreed.unwrap().plan, plan(240));
    // Who changes the own proposal raises the version too.
    let changed = after(&proposed(BUDI), BUDI, Command::Propose { plan: plan(90) }, noon());
    let stale = decide(&changed, SARI, Command::Accept { version: 1 }, noon());
    assert_eq!(stale, Err(Refusal::Changed));
}

#[test]
fn an_agreed_plan_stays_in_force_until_another_is_accepted() {
    let moved = after(&agreed(), BUDI, Command::Propose { plan: plan(300) }, noon());
    assert_eq!(moved.agreed.as_ref().unwrap().plan.at, plan(120).at);
    let there = after(&moved, SARI, Command::CheckIn, noon() + minutes(120));
    let accepted = after(&there, SARI, Command::Accept { version: 2 }, noon() + minutes(121));
    assert_eq!(accepted.agreed.as_ref().unwrap().plan, plan(300));
    assert_eq!(accepted.seller_arrived, None, "who was at the first place is not at the second");
}

#[test]
fn what_has_passed_is_neither_proposed_nor_accepted() {
    let late = noon() + minutes(120);
    let accept = decide(&proposed(BUDI), SARI, Command::Accept { version: 1 }, late);
    assert_eq!(accept, Err(Refusal::TimePassed));
    let propose = decide(&agreed(), SARI, Command::Propose { plan: plan(120) }, late);
    assert_eq!(propose, Err(Refusal::TimePassed));
}

#[test]
fn one_checks_in_once_from_an_hour_before_until_three_hours_after() {
    let check_in = |state: &State, n| decide(state, BUDI, Command::CheckIn, noon() + minutes(n));
    assert_eq!(check_in(&proposed(SARI), 120), Err(Refusal::NotAgreed));
    assert_eq!(check_in(&agreed(), 59), Err(Refusal::CheckInTooEarly));
    assert_eq!(check_in(&agreed(), 301), Err(Refusal::CheckInTooLate));
    for n in [60, 120, 300] {
        assert!(check_in(&agreed(), n).is_ok(), "{n}");
    }
    let there = after(&agreed(), BUDI, Command::CheckIn, noon() + minutes(115));
    assert_eq!(there.buyer_arrived, Some(noon() + minutes(115)));
    assert_eq!(check_in(&there, 116), Err(Refusal::AlreadyThere));
}

#[test]
fn only_who_was_there_reports_after_half_an_hour_that_the_other_did_not_come() {
    let there = after(&agreed(), SARI, Command::CheckIn, noon() + minutes(118));
    let report =
        |state: &State, by, n| decide(state, by, Command::ReportNoShow, noon() + minutes(n));
    assert_eq!(report(&there, SARI, 149), Err(Refusal::ReportTooEarly));
    assert_eq!(report(&there, BUDI, 150), Err(Refusal::NotThere));
    assert_eq!(report(&there, SARI, 120 + 24 * 60 + 1), Err(Refusal::ReportTooLate));
    let both = after(&there, BUDI, Command::CheckIn, noon() + minutes(149));
    assert_eq!(report(&both, SARI, 150), Err(Refusal::BothThere));
    let reported = after(&there, SARI, Command::ReportNoShow, noon() + minutes(150));
    assert_eq!(reported.no_show.as_ref().unwrap().by, SARI);
    for command in [Command::CheckIn, Command::ReportNoShow, Command::Propose { plan: plan(900) }] {
        let late = decide(&reported, BUDI, command, noon() + minutes(151));
        assert_eq!(late, Err(Refusal::Over), "the fact stays");
    }
}

#[test]
fn the_one_who_did_not_come_answers_once() {
    let there = after(&agreed(), SARI, Command::CheckIn, noon() + minutes(118));
    let reported = after(&there, SARI, Command::ReportNoShow, noon() + minutes(150));
    let answer = || Command::Answer { text: "Ban bocor".into() };
    let later = noon() + Duration::days(2);
    assert_eq!(decide(&reported, SARI, answer(), later), Err(Refusal::NothingToAnswer));
    assert_eq!(decide(&there, BUDI, answer(), later), Err(Refusal::NothingToAnswer));
    assert_eq!(permitted(&reported, BUDI, later), [CommandKind::Answer]);
    let answered = after(&reported, BUDI, answer(), later);
    assert_eq!(answered.no_show.as_ref().unwrap().answer.as_ref().unwrap().text, "Ban bocor");
    assert_eq!(decide(&answered, BUDI, answer(), later), Err(Refusal::AlreadyAnswered));
    assert!(permitted(&answered, BUDI, later).is_empty());
}

#[test]
fn before_a_proposal_there_is_nothing_but_to_propose() {
    for (command, refusal) in [
        (Command::Accept { version: 0 }, Refusal::NothingProposed),
        (Command::CheckIn, Refusal::NotAgreed),
        (Command::ReportNoShow, Refusal::NotAgreed),
        (Command::Answer { text: "ya".into() }, Refusal::NothingToAnswer),
    ] {
        assert_eq!(decide(&State::default(), SARI, command, noon()), Err(refusal));
    }
    assert_eq!(permitted(&State::default(), BUDI, noon()), [CommandKind::Propose]);
}

#[test]
fn the_system_takes_no_part() {
    for state in [proposed(BUDI), agreed()] {
        assert!(permitted(&state, Party::System, noon() + minutes(120)).is_empty());
    }
}

#[test]
fn every_refusal_has_a_text_in_both_languages() {
    use Refusal::*;
    for refusal in [
        NotAMember,
        Over,
        TimePassed,
        NothingProposed,
        OwnProposal,
        Changed,
        NotAgreed,
        CheckInTooEarly,
        CheckInTooLate,
        AlreadyThere,
        NotThere,
        BothThere,
        ReportTooEarly,
        ReportTooLate,
        NothingToAnswer,
        AlreadyAnswered,
    ] {
        let text = Text::from(refusal);
        let (id, en) = (text.localized(Lang::Id), text.localized(Lang::En));
        assert!(id != en && id.contains(' ') && en.contains(' '), "{id:?}, {en:?}");
    }
}

/// Who tries which command, how many minutes later; `n` is the minutes of a plan or the version of an acceptance.
fn attempts() -> impl Strategy<Value = Vec<(usize, usize, i64, i64)>> {
    let attempt = (0..Party::ALL.len(), 0..CommandKind::ALL.len(), 0..90_i64, 0..8_i64);
    proptest::collection::vec(attempt, 1..40)
}

proptest! {
    #[test]
    fn no_order_of_commands_breaks_the_rules(attempts in attempts()) {
        let (mut state, mut now) = (proposed(BUDI), noon());
        for (who, which, wait, n) in attempts {
            now += minutes(wait);
            let (by, kind) = (Party::ALL[who], CommandKind::ALL[which]);
            let command = match kind {
                CommandKind::Propose => Command::Propose { plan: MeetingPlan { at: now + minutes(n * 40 + 1), ..plan(0) } },
                CommandKind::Accept => Command::Accept { version: state.version - i32::from(n == 0) },
                CommandKind::CheckIn => Command::CheckIn,
                CommandKind::ReportNoShow => Command::ReportNoShow,
                CommandKind::Answer => Command::Answer { text: "maaf".into() },
            };
            let decided = decide(&state, by, command.clone(), now);
            let current = command != Command::Accept { version: state.version - 1 };
            let may = permitted(&state, by, now).contains(&kind);
            prop_assert_eq!(decided.is_ok(), may && current, "{} {} {:?}", by, kind, state);
            let before = state.clone();
            for event in decided.iter().flatten() {
                evolve(&mut state, event);
                if let Event::Accepted { by } = event {
                    let proposal = before.proposal.clone().unwrap();
                    prop_assert_eq!(proposal.by.other(), *by, "only the other accepts");
                    prop_assert_eq!(&state.agreed.as_ref().unwrap().plan, &proposal.plan);
                }
            }
            let proposals = decided.iter().flatten().filter(|event| matches!(event, Event::Proposed { .. }));
            prop_assert_eq!(state.version, before.version + i32::try_from(proposals.count()).unwrap());
            prop_assert!(state.agreed.is_some() || (state.buyer_arrived.is_none() && state.seller_arrived.is_none()));
            if let Some(report) = &state.no_show {
                prop_assert!(state.arrived(report.by).is_some(), "only who was there reports");
                prop_assert!(state.arrived(report.by.other()).is_none());
                prop_assert!(report.at >= state.agreed.as_ref().unwrap().plan.at + minutes(30));
            }
            if before.no_show.is_some() {
                prop_assert_eq!(&state.agreed, &before.agreed);
                let (old, new) = (before.no_show.unwrap(), state.no_show.clone().unwrap());
                prop_assert!(new.by == old.by && new.at == old.at, "a report is a fact");
                prop_assert!(old.answer.is_none() || old.answer == new.answer, "and so is its answer");
            }
        }
    }
}
