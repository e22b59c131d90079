//! Numbers in digits, with dots and commas as people set them.

/// A thousand thousandths.
pub const ONE: i64 = 1_000;

/// A number as it is written.
pub struct Written {
    /// In thousandths.
    pub milli: i64,
    /// Whether dots or commas part its thousands.
    pub grouped: bool,
}

/// A number in digits. Before a scale its last separator may be a decimal comma.
pub fn written(text: &str, scale: Option<i64>) -> Option<Written> {
    let digits = |text: &str| -> Option<i64> {
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        (plain.len() <= 13).then(|| plain.parse::<i64>().ok()).flatten()
    };
    let Some(last) = text.rfind(['.', ',']) else {
        return Some(Written { milli: digits(text)?.checked_mul(ONE)?, grouped: false });
    };
    let (head, tail) = (text.get(..last)?, text.get(last + 1..)?);
    let groups = |text: &str| {
        text.split(['.', ',']).skip(1).all(|group| group.len() == 3)
            && text
                .split(['.', ','])
                .next()
                .is_some_and(|group| (1..=3).contains(&group.len()) && !group.starts_with('0'))
    };
    let alone = !head.contains(['.', ',']);
    let decimal = match scale {
        Some(1_000) => tail.len() <= 2,
        Some(_) => tail.len() <= 2 || (alone && tail.len() == 3),
        None => tail.len() == 2 && tail == "00" && !alone,
    };
    if decimal && (alone || groups(head)) {
        let cut = |n: usize| 10_i64.checked_pow(u32::try_from(n).ok()?);
        let part = digits(tail)?.checked_mul(cut(3_usize.checked_sub(tail.len())?)?)?;
        return Some(Written {
            milli: digits(head)?.checked_mul(ONE)?.checked_add(part)?,
            grouped: !alone,
        });
    }
    groups(text).then_some(())?;
    Some(Written { milli: digits(text)?.checked_mul(ONE)?, grouped: true })
}
