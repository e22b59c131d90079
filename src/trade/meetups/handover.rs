//! The code that the buyer shows when they have the goods, and that the seller enters.

use crate::base::crypto::{self, SecretKey};
use crate::base::ids::DealId;
use crate::base::text::clean_identifier;

/// Keeps these codes apart from everything else that the secret signs.
const PURPOSE: &str = "handover code 1";
/// How many codes there are.
const CODES: u64 = 1_000_000;

/// Six digits that belong to one deal. `Debug` does not print them.
#[derive(Clone)]
pub struct HandoverCode(String);

/// The code of a deal, always the same: nothing is stored. Whoever accepts codes must count the attempts.
pub fn code(secret: &SecretKey, deal: DealId) -> HandoverCode {
    let signature = secret.sign(PURPOSE, deal.0.as_bytes());
    // The first eight bytes: a remainder of 64 bits prefers no code noticeably.
    let number = signature.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    HandoverCode(format!("{:06}", number % CODES))
}

impl HandoverCode {
    /// The six digits, for the buyer.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether what was typed is the code; spaces and hyphens between the digits do not matter. The time does not depend
    /// on where it differs.
    pub fn matches(&self, typed: &str) -> bool {
        let typed: String =
            clean_identifier(typed).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        crypto::constant_time_eq(self.0.as_bytes(), typed.as_bytes())
    }
}

impl std::fmt::Debug for HandoverCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HandoverCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn secret() -> SecretKey {
        SecretKey::new("sebuah rahasia yang cukup panjang")
    }

    #[test]
    fn a_deal_has_one_code_and_another_deal_or_secret_another() {
        let deal = DealId::fresh();
        let budis = code(&secret(), deal);
        assert_eq!(budis.digits(), code(&secret(), deal).digits());
        assert_eq!(budis.digits().len(), 6);
        assert!(budis.digits().bytes().all(|b| b.is_ascii_digit()));
        let codes: HashSet<String> =
            (0..100).map(|_| code(&secret(), DealId::fresh()).digits().to_owned()).collect();
        assert!(codes.len() >= 98, "the codes of deals differ: {}", codes.len());
        let other = SecretKey::new("rahasia yang lain sama sekali, panjang");
        let same = (0..20).map(|_| DealId::fresh());
        let same = same.filter(|deal| code(&other, *deal).matches(code(&secret(), *deal).digits()));
        assert!(same.count() <= 1);
    }

    #[test]
    fn the_code_is_recognised_as_people_type_it() {
        let code = HandoverCode("048213".into());
        for typed in ["048213", " 048 213 ", "048-213", "０４８２１３"] {
            assert!(code.matches(typed), "{typed:?}");
        }
        for typed in ["", "48213", "0482130", "048214", "o48213", "048213x"] {
            assert!(!code.matches(typed), "{typed:?}");
        }
    }

    #[test]
    fn the_code_is_not_printed() {
        assert_eq!(format!("{:?}", HandoverCode("048213".into())), "HandoverCode(…)");
    }
}
