//! How an answer of the assistant reads: what it does, and why.

use serde::Serialize;

use crate::base::i18n::Text;
use crate::base::money;

/// An answer, as `tawar/_sample.html` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AnswerView {
    text: Text,
    /// Key of the reason.
    why: String,
}

impl AnswerView {
    /// `decision` and `reason` as receipts keep them; `amount` in whole rupiah.
    pub(super) fn of(decision: &str, reason: &str, amount: Option<i64>) -> Self {
        let named = |key| Text::new(key).with("amount", money::rupiah(amount.unwrap_or(0)));
        let text = match decision {
            "accept" => named("assistant-would-accept"),
            "counter" => named("assistant-would-counter"),
            "decline" => Text::new("assistant-would-decline"),
            _ => Text::new("assistant-would-hand"),
        };
        Self { text, why: format!("assistant-why-{reason}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bargaining::assistant::policy::Decision;

    fn read(decision: Decision) -> AnswerView {
        AnswerView::of(decision.word(), decision.reason(), decision.amount())
    }

    #[test]
    fn an_answer_names_its_price_and_its_reason() {
        let counter = read(Decision::Counter(900_000));
        let said = Text::new("assistant-would-counter").with("amount", money::rupiah(900_000));
        assert_eq!((counter.text, counter.why.as_str()), (said, "assistant-why-curve"));
        let accepted = read(Decision::AcceptAllowed(950_000));
        assert_eq!(accepted.text.key, "assistant-would-accept");
    }

    #[test]
    fn what_is_left_to_the_seller_names_no_price() {
        for decision in [Decision::Near, Decision::OutOfTries, Decision::Promised] {
            assert_eq!(read(decision).text, Text::new("assistant-would-hand"), "{decision:?}");
        }
        assert_eq!(read(Decision::TooLow).text, Text::new("assistant-would-decline"));
    }
}
