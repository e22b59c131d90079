//! What somebody may do now.

use chrono::Duration;

use super::super::reasons::RulingReason;
use super::command::{Actor, Command, CommandKind, Facts};
use super::decide::decide;
use super::state::State;
use crate::base::ids::UserId;
use crate::market::Party;
use crate::trade::deals::{Course, Verdict, VerdictKind};

/// The kinds of commands that `by` may give now. Calls [`decide`], so that no rule is written twice.
pub fn permitted(state: &State, by: Actor, facts: &Facts<'_>) -> Vec<CommandKind> {
    let may = |kind: &CommandKind| {
        let command = example(*kind, state, facts);
        command.is_some_and(|command| decide(state, by, command, facts).is_ok())
    };
    CommandKind::ALL.iter().copied().filter(may).collect()
}

/// A command of a kind; none when the deal can end by no verdict.
fn example(kind: CommandKind, state: &State, facts: &Facts<'_>) -> Option<Command> {
    let verdict = || possible(facts.course, state.claimant).into_iter().next();
    let seen = state.version;
    Some(match kind {
        CommandKind::Answer => Command::Answer { wants: None },
        CommandKind::Offer => Command::Offer { verdict: verdict()?, seen },
        CommandKind::WithdrawOffer => Command::WithdrawOffer,
        CommandKind::Accept => Command::Accept { seen },
        CommandKind::AcceptRuling => Command::AcceptRuling { seen },
        CommandKind::Appeal => Command::Appeal,
        CommandKind::GiveEvidence => Command::GiveEvidence,
        CommandKind::Withdraw => Command::Withdraw,
        CommandKind::Take => Command::Take,
        CommandKind::HandOver => Command::HandOver { to: UserId::fresh() },
        CommandKind::Join => Command::Join,
        CommandKind::Say => Command::Say,
        CommandKind::Note => Command::Note,
        CommandKind::Ask => {
            Command::Ask { party: Party::Buyer, due: facts.now + Duration::days(1) }
        }
        CommandKind::Rule => {
            Command::Rule { verdict: verdict()?, reason: RulingReason::Other, seen }
        }
        CommandKind::Confirm => Command::Confirm { seen },
        CommandKind::Lapse => Command::Lapse,
    })
}

/// The verdicts by which a deal can end, with an example of a sum.
pub fn possible(course: &Course, claimant: Party) -> Vec<Verdict> {
    let example = |kind: &VerdictKind| match kind {
        VerdictKind::Pay => Verdict::Pay,
        VerdictKind::Refund => Verdict::Refund,
        VerdictKind::Split => Verdict::Split { percent: 50 },
        VerdictKind::ReturnBoth => Verdict::ReturnBoth,
        VerdictKind::Damages => Verdict::Damages { amount: 1, to: claimant },
        VerdictKind::Void => Verdict::Void,
    };
    let verdicts = VerdictKind::ALL.iter().map(example);
    verdicts.filter(|verdict| course.allows(*verdict).is_ok()).collect()
}
