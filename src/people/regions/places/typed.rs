//! Text as people type it, as words that are compared: lower case, without accents, punctuation and abbreviations.

use unicode_normalization::UnicodeNormalization;

/// More words than a label of four levels has are not read.
const WORDS_MAX: usize = 16;

/// The words of a name or of a query. `Ba'u` is one word, `Toli-Toli` two.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| !is_apostrophe(*c) && !is_accent(*c))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '’' | '‘' | 'ʼ' | '´')
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedWord {
    pub text: String,
    /// The level that the word before it names: `kec. coblong`.
    pub level: Option<u8>,
}

/// The words of a query without those that only say the level of the next one.
pub(super) fn query(text: &str) -> Vec<TypedWord> {
    let typed = words(text);
    let mut level = None;
    let mut query = Vec::new();
    for (at, word) in typed.iter().enumerate() {
        match level_word(word) {
            // The last word may be the beginning of a name: `kec` of `Kecapi`.
            Some(named) if at + 1 < typed.len() => level = Some(named),
            Some(_) if !query.is_empty() => {}
            _ => query.push(TypedWord { text: spelled_out(word).to_owned(), level: level.take() }),
        }
    }
    query
}

/// The words without any statement about levels, for when nothing else is found: `kota sleman` is a regency.
pub(super) fn without_levels(query: &[TypedWord]) -> Vec<TypedWord> {
    let names = query.iter().filter(|word| !matches!(word.text.as_str(), "kota" | "kabupaten"));
    names.map(|word| TypedWord { level: None, ..word.clone() }).collect()
}

fn level_word(word: &str) -> Option<u8> {
    match word {
        "prov" | "prop" | "provinsi" | "propinsi" => Some(1),
        "kec" | "kecamatan" | "distrik" => Some(3),
        "kel" | "kelurahan" | "desa" | "ds" => Some(4),
        _ => None,
    }
}

/// Abbreviations of words that names contain.
fn spelled_out(word: &str) -> &str {
    match word {
        "kab" => "kabupaten",
        "kodya" | "kotamadya" | "kotamadia" => "kota",
        "adm" => "administrasi",
        "gn" | "gng" => "gunung",
        "tj" | "tjg" => "tanjung",
        "kp" => "kampung",
        "pd" => "pondok",
        "ps" => "pasar",
        other => other,
    }
}
