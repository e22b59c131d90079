//! Other sites where people have names, however they spell them.

use std::sync::LazyLock;

use super::words::Words;

static SITES: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "ig insta instagram telegram tele tg line facebook fb tiktok tt twitter discord dc threads snapchat sc \
         signal wechat kakao username ign skype michat kik viber idline shopee tokped toped tokopedia twiter \
         instagrm pinterest steam bigo linkedin medsos sosmed akun",
    )
});

/// Whether a word names a site, with `nya` behind it or digits for letters too.
pub fn is_site(word: &str) -> bool {
    let word = word
        .strip_suffix("nya")
        .or_else(|| word.strip_suffix("ku"))
        .unwrap_or(word)
        .trim_end_matches('-');
    if SITES.contains(&word) {
        return true;
    }
    let digits = word.bytes().any(|byte| byte.is_ascii_digit());
    digits && word.len() <= 10 && { SITES.contains(&unleeted(word).as_str()) }
}

/// A short word with the letters its digits stand for; empty when it has no digit or no letter.
pub fn unleeted(word: &str) -> String {
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
