//! Numbers in digits, with the separators that people use.

/// One, in thousandths.
pub const ONE: i64 = 1_000;

/// A number in digits.
pub struct WrittenNumber {
    /// Its value in thousandths.
    pub milli: i64,
    /// Whether dots or commas separate its thousands.
    pub grouped: bool,
}

/// Reads a number in digits. When a scale follows, the last separator may be a decimal one.
pub fn read_digits(text: &str, scale: Option<i64>) -> Option<WrittenNumber> {
    let digits = |text: &str| -> Option<i64> {
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        (plain.len() <= 13).then(|| plain.parse::<i64>().ok()).flatten()
    };
    let Some(last) = text.rfind(['.', ',']) else {
        return Some(WrittenNumber { milli: digits(text)?.checked_mul(ONE)?, grouped: false });
    };
    let (head, tail) = (text.get(..last)?, text.get(last + 1..)?);
    let has_groups = |text: &str| {
        text.split(['.', ',']).skip(1).all(|group| group.len() == 3)
            && text
                .split(['.', ','])
                .next()
                .is_some_and(|group| (1..=3).contains(&group.len()) && !group.starts_with('0'))
    };
    let one_separator = !head.contains(['.', ',']);
    let decimal = match scale {
        Some(1_000) => tail.len() <= 2,
        Some(_) => tail.len() <= 2 || (one_separator && tail.len() == 3),
        None => tail.len() == 2 && tail == "00" && !one_separator,
    };
    if decimal && (one_separator || has_groups(head)) {
        let power = |n: usize| 10_i64.checked_pow(u32::try_from(n).ok()?);
        let fraction = digits(tail)?.checked_mul(power(3_usize.checked_sub(tail.len())?)?)?;
        return Some(WrittenNumber {
            milli: digits(head)?.checked_mul(ONE)?.checked_add(fraction)?,
            grouped: !one_separator,
        });
    }
    has_groups(text).then_some(())?;
    Some(WrittenNumber { milli: digits(text)?.checked_mul(ONE)?, grouped: true })
}
