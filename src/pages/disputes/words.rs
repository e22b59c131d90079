//! The words of disputes, and the choices of their forms.

use serde::Serialize;

use crate::base::i18n::Text;
use crate::base::money;
use crate::base::view::Badge;
use crate::care::disputes::{DisputeReason, RulingReason, Status};
use crate::trade::deals::{Deal, Payment, Verdict, VerdictKind};

/// A text whose key begins with `beginning`, which has a hyphen at its end, and goes on with a word of the code.
pub(super) fn composed(beginning: &str, word: &str) -> Text {
    let word = word.replace('_', "-");
    Text { key: [beginning, &word].concat().into(), args: Vec::new() }
}

/// Why somebody complains.
pub(super) fn reason(reason: DisputeReason) -> Text {
    composed("dispute-reason-", reason.word())
}

/// Why somebody rules.
pub(super) fn ruling_reason(reason: RulingReason) -> Text {
    composed("ruling-reason-", reason.word())
}

/// The status of a dispute.
pub(super) fn badge(status: Status) -> Badge {
    let (class, icon) = match status {
        Status::Open => ("tag-wait", "fa-hourglass-half"),
        Status::Answered | Status::Appealed => ("tag-bad", "fa-gavel"),
        Status::Ruled => ("tag-wait", "fa-scale-balanced"),
        Status::Settled => ("tag-good", "fa-handshake"),
        Status::Final => ("tag-good", "fa-check"),
        Status::Withdrawn => ("", "fa-rotate-left"),
    };
    Badge { class, icon, text: composed("dispute-status-", status.word()) }
}

/// Whether a provider holds, or held, the money of a deal.
pub(super) fn is_held(deal: &Deal) -> bool {
    deal.protected && !matches!(deal.state.payment, Payment::None | Payment::Pending)
}

/// How a dispute is to end, in words for a deal.
pub(super) fn verdict(verdict: Verdict, held: bool) -> Text {
    let key = match (verdict.kind(), held) {
        (VerdictKind::Pay, true) => "verdict-pay-held",
        (VerdictKind::Pay, false) => "verdict-pay",
        (VerdictKind::Refund, _) => "verdict-refund",
        (VerdictKind::Split, _) => "verdict-split",
        (VerdictKind::ReturnBoth, true) => "verdict-return-held",
        (VerdictKind::ReturnBoth, false) => "verdict-return",
        (VerdictKind::Damages, _) => "verdict-damages",
        (VerdictKind::Void, true) => "verdict-void-held",
        (VerdictKind::Void, false) => "verdict-void",
    };
    let text = Text::new(key);
    match verdict {
        Verdict::Split { percent } => text.with("n", percent),
        Verdict::Damages { amount, .. } => text.with("amount", money::rupiah(amount)),
        Verdict::Pay | Verdict::Refund | Verdict::ReturnBoth | Verdict::Void => text,
    }
}

/// A way to end a dispute, to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct VerdictChoice {
    value: &'static str,
    icon: &'static str,
    label: Text,
    hint: Text,
    checked: bool,
}

/// The choices of a form. Sites without money show none that speaks of it.
pub(super) fn choices(kinds: &[VerdictKind], held: bool, money: bool) -> Vec<VerdictChoice> {
    let shown = kinds.iter().filter(|kind| money || **kind != VerdictKind::Damages);
    shown
        .enumerate()
        .map(|(index, kind)| {
            let (icon, label) = match (*kind, held) {
                (VerdictKind::Pay, true) => ("fa-arrow-right", Text::new("verdict-pay-held")),
                (VerdictKind::Pay, false) => ("fa-arrow-right", Text::new("verdict-pay")),
                (VerdictKind::Refund, _) => ("fa-rotate-left", Text::new("verdict-refund")),
                (VerdictKind::Split, _) => ("fa-scale-balanced", Text::new("verdict-choose-split")),
                (VerdictKind::ReturnBoth, true) => {
                    ("fa-box-open", Text::new("verdict-return-held"))
                }
                (VerdictKind::ReturnBoth, false) => ("fa-box-open", Text::new("verdict-return")),
                (VerdictKind::Damages, _) => {
                    ("fa-hand-holding-dollar", Text::new("verdict-choose-damages"))
                }
                (VerdictKind::Void, true) => ("fa-ban", Text::new("verdict-void-held")),
                (VerdictKind::Void, false) => ("fa-ban", Text::new("verdict-void")),
            };
            VerdictChoice {
                value: kind.word(),
                icon,
                label,
                hint: composed("verdict-hint-", kind.word()),
                checked: index == 0,
            }
        })
        .collect()
}

/// The choices of a form with the sums that go with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct VerdictForm {
    choices: Vec<VerdictChoice>,
    /// Whether a share can be named.
    split: bool,
    /// Whether compensation can be named.
    damages: bool,
    /// What the ids of the fields begin with.
    prefix: &'static str,
}

impl VerdictForm {
    pub(super) fn of(kinds: &[VerdictKind], held: bool, money: bool, prefix: &'static str) -> Self {
        Self {
            choices: choices(kinds, held, money),
            split: kinds.contains(&VerdictKind::Split),
            damages: money && kinds.contains(&VerdictKind::Damages),
            prefix,
        }
    }
}
