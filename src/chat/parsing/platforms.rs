//! Names of other platforms where people have accounts, in the spellings people use.

use std::sync::LazyLock;

use crate::base::word_set::WordSet;

static PLATFORMS: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::of(
        "ig insta instagram telegram tele tg line facebook fb tiktok tt twitter discord dc threads snapchat sc \
         signal wechat kakao username ign skype michat kik viber idline shopee tokped toped tokopedia twiter \
         instagrm pinterest steam bigo linkedin medsos sosmed akun",
    )
});

/// Whether a word names a platform, also with a suffix (`ignya`) or with digits for letters.
pub fn is_platform(word: &str) -> bool {
    let word = word
        .strip_suffix("nya")
        .or_else(|| word.strip_suffix("ku"))
        .unwrap_or(word)
        .trim_end_matches('-');
    if PLATFORMS.contains(&word) {
        return true;
    }
    let has_digits = word.bytes().any(|byte| byte.is_ascii_digit());
    has_digits && word.len() <= 10 && PLATFORMS.contains(&without_leet(word).as_str())
}

/// A word of at most ten letters, its digits replaced by the letters they stand for; empty when it has no digit or no
/// letter.
pub fn without_leet(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mixed = word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !mixed || word.len() > 10 {
        return String::new();
    }
    word.chars()
        .map(|c| match c {
            '1' => 'i',
            '0' => 'o',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            c => c,
        })
        .collect()
}
