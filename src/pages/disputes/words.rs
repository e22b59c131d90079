//! The words of disputes, and the choices of their forms.

use serde::Serialize;

use crate::base::error::{AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::money;
use crate::base::view::Badge;
use crate::care::disputes::{DisputeReason, RulingReason, Status};
use crate::trade::deals::{Deal, Payment, Verdict, VerdictKind};

/// Why somebody complains.
pub(super) fn reason(reason: DisputeReason) -> Text {
    Text::composed("dispute-reason-", reason.word())
}

/// Why somebody rules.
pub(super) fn ruling_reason(reason: RulingReason) -> Text {
    Text::composed("ruling-reason-", reason.word())
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
    Badge { class, icon, text: Text::composed("dispute-status-", status.word()) }
}

/// Whether a provider holds, or held, the money of a deal.
pub(super) fn is_held(deal: &Deal) -> bool {
    deal.protected && !matches!(deal.state.payment, Payment::None | Payment::Pending)
}

/// A way to end a dispute, without its sum.
pub(super) fn label(kind: VerdictKind, held: bool) -> Text {
    Text::new(match (kind, held) {
        (VerdictKind::Pay, true) => "verdict-pay-held",
        (VerdictKind::Pay, false) => "verdict-pay",
        (VerdictKind::Refund, _) => "verdict-refund",
        (VerdictKind::Split, _) => "verdict-choose-split",
        (VerdictKind::ReturnBoth, true) => "verdict-return-held",
        (VerdictKind::ReturnBoth, false) => "verdict-return",
        (VerdictKind::Damages, _) => "verdict-choose-damages",
        (VerdictKind::Void, true) => "verdict-void-held",
        (VerdictKind::Void, false) => "verdict-void",
    })
}

/// How a dispute is to end, in words for a deal.
pub(super) fn verdict(verdict: Verdict, held: bool) -> Text {
    match verdict {
        Verdict::Split { percent } => Text::new("verdict-split").with("n", percent),
        Verdict::Damages { amount, .. } => {
            Text::new("verdict-damages").with("amount", money::rupiah(amount))
        }
        Verdict::Pay | Verdict::Refund | Verdict::ReturnBoth | Verdict::Void => {
            label(verdict.kind(), held)
        }
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
    let choice = |(index, kind): (usize, &VerdictKind)| VerdictChoice {
        value: kind.word(),
        icon: icon(*kind),
        label: label(*kind, held),
        hint: Text::composed("verdict-hint-", kind.word()),
        checked: index == 0,
    };
    shown.enumerate().map(choice).collect()
}

fn icon(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Pay => "fa-arrow-right",
        VerdictKind::Refund => "fa-rotate-left",
        VerdictKind::Split => "fa-scale-balanced",
        VerdictKind::ReturnBoth => "fa-box-open",
        VerdictKind::Damages => "fa-hand-holding-dollar",
        VerdictKind::Void => "fa-ban",
    }
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

/// A percentage as somebody types it, with or without its sign.
pub(super) fn typed_percent(text: &str) -> Option<i64> {
    text.trim().trim_end_matches('%').trim().parse().ok()
}

/// Rupiah as somebody types them; none when nothing was typed.
///
/// # Errors
/// `Invalid` when they cannot be read.
pub(super) fn typed_amount(text: &str) -> AppResult<Option<i64>> {
    let typed = Some(text).filter(|text| !text.trim().is_empty());
    let unread = |_unread| FieldErrors::one("amount", "dispute-amount-unread");
    typed.map(money::parse).transpose().map_err(unread)
}
