//! The banks and e-wallets that a balance is paid out to, and how their numbers are written.

use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::words;
use crate::people::accounts::phone_number;

words! {
    /// A bank or an e-wallet.
    Bank {
        Bca = "bca",
        Bri = "bri",
        Bni = "bni",
        Mandiri = "mandiri",
        Bsi = "bsi",
        Cimb = "cimb",
        Permata = "permata",
        Danamon = "danamon",
        Ocbc = "ocbc",
        Btn = "btn",
        Panin = "panin",
        Maybank = "maybank",
        Jago = "jago",
        Seabank = "seabank",
        Jenius = "jenius",
        Gopay = "gopay",
        Ovo = "ovo",
        Dana = "dana",
        Shopeepay = "shopeepay",
        Linkaja = "linkaja",
    }
}

/// An account at a bank or an e-wallet. `Debug` prints no number.
#[derive(Clone, PartialEq, Eq)]
pub struct Destination {
    pub bank: Bank,
    /// Digits only.
    pub number: String,
}

impl std::fmt::Debug for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Destination({}, …)", self.bank)
    }
}

/// The shortest and the longest number of an account at a bank, in digits.
const SHORTEST: usize = 8;
const LONGEST: usize = 18;

impl Bank {
    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bca => "BCA",
            Self::Bri => "BRI",
            Self::Bni => "BNI",
            Self::Mandiri => "Mandiri",
            Self::Bsi => "BSI",
            Self::Cimb => "CIMB Niaga",
            Self::Permata => "Permata",
            Self::Danamon => "Danamon",
            Self::Ocbc => "OCBC",
            Self::Btn => "BTN",
            Self::Panin => "Panin",
            Self::Maybank => "Maybank",
            Self::Jago => "Bank Jago",
            Self::Seabank => "SeaBank",
            Self::Jenius => "Jenius (SMBC)",
            Self::Gopay => "GoPay",
            Self::Ovo => "OVO",
            Self::Dana => "DANA",
            Self::Shopeepay => "ShopeePay",
            Self::Linkaja => "LinkAja",
        }
    }

    /// Whether its numbers are phone numbers.
    pub fn is_wallet(self) -> bool {
        matches!(self, Self::Gopay | Self::Ovo | Self::Dana | Self::Shopeepay | Self::Linkaja)
    }

    /// The account with this number, as somebody typed it; of an e-wallet the phone number as `08…`.
    ///
    /// # Errors
    /// `Invalid` for what is no such number.
    pub fn account(self, typed: &str) -> AppResult<Destination> {
        let number = if self.is_wallet() { wallet_number(typed) } else { bank_number(typed) };
        let wrong = if self.is_wallet() { "payout-phone-shape" } else { "payout-number-shape" };
        let number = number.ok_or_else(|| FieldErrors::one("number", wrong))?;
        Ok(Destination { bank: self, number })
    }
}

fn wallet_number(typed: &str) -> Option<String> {
    phone_number(typed)?.strip_prefix("+62").map(|rest| format!("0{rest}"))
}

fn bank_number(typed: &str) -> Option<String> {
    let digits: String =
        typed.chars().filter(|c| !c.is_whitespace() && !['-', '.'].contains(c)).collect();
    let fits = (SHORTEST..=LONGEST).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(digits)
}

/// A number of which only the last four digits show: `•••• 3456`.
pub fn masked(number: &str) -> String {
    let last: String = number.chars().skip(number.chars().count().saturating_sub(4)).collect();
    format!("•••• {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(bank: Bank, typed: &str) -> Option<String> {
        bank.account(typed).ok().map(|account| account.number)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number(Bank::Bca, " 123-456.7890 ").as_deref(), Some("1234567890"));
        assert_eq!(number(Bank::Gopay, "+62 812-3456-7890").as_deref(), Some("081234567890"));
        assert_eq!(number(Bank::Dana, "0812 3456 7890"), number(Bank::Dana, "62812 34567890"));
        for wrong in ["", "1234567", "1234567890123456789", "12345678x0", "１２３４５６７８９０"]
        {
            assert_eq!(number(Bank::Mandiri, wrong), None, "{wrong:?}");
        }
        for wrong in ["", "1234567890", "021555", "0812x"] {
            assert_eq!(number(Bank::Ovo, wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_masked_number_shows_four_digits() {
        assert_eq!(masked("1234567890"), "•••• 7890");
        assert_eq!(masked("12"), "•••• 12");
        let account = Bank::Bca.account("1234567890").unwrap();
        assert!(!format!("{account:?}").contains("7890"));
    }
}
