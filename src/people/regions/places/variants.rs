//! Other spellings of a query: words together or apart, and one wrong letter.

use super::index::PlaceIndex;
use super::matching::Term;
use super::typed::TypedWord;

/// Parts of a split word have at least this many letters, so that few words have two readings.
const PART_MIN: usize = 3;

/// Shorter words are too similar to others to guess what was meant.
const MISSPELLED_MIN: usize = 4;

/// The query with two words together (`pondok gede` is Pondokgede), or with one apart (`pasarminggu`).
pub(super) fn together_and_apart(index: &PlaceIndex, query: &[TypedWord]) -> Vec<Vec<TypedWord>> {
    let mut variants = Vec::new();
    for (n, word) in query.iter().enumerate() {
        let (before, after) = query.split_at(n);
        let mut add = |words: &[TypedWord], rest: &[TypedWord]| {
            variants.push([before, words, rest].concat());
        };
        if let Some(next) = query.get(n + 1) {
            let joined = TypedWord { text: format!("{}{}", word.text, next.text), ..word.clone() };
            add(&[joined], after.get(2..).unwrap_or_default());
        }
        for (cut, _) in word.text.char_indices().skip(PART_MIN) {
            let (first, second) = word.text.split_at(cut);
            if second.chars().count() >= PART_MIN
                && index.word(first).is_some()
                && index.word(second).is_some()
            {
                let part = |text: &str| TypedWord { text: text.to_owned(), ..word.clone() };
                add(&[part(first), part(second)], after.get(1..).unwrap_or_default());
            }
        }
    }
    variants
}

/// The query with the words that differ from unknown ones by one letter; `None` when every word is known, or one is not
/// like any other.
pub(super) fn respelled(
    index: &PlaceIndex,
    query: &[TypedWord],
    terms: &[Term],
) -> Option<Vec<Term>> {
    let is_unknown = |term: &Term| term.whole.is_empty();
    if !terms.iter().any(is_unknown) {
        return None;
    }
    let respell = |(word, term): (&TypedWord, &Term)| {
        if !is_unknown(term) {
            return Some(term.clone());
        }
        let similar: Vec<u32> = match word.text.chars().count() {
            MISSPELLED_MIN.. => similar_words(index, &word.text),
            _ => Vec::new(),
        };
        let words = similar.iter().map(|id| *id..id + 1).collect();
        let found = Term { words, whole: similar, ..term.clone() };
        (!found.words.is_empty()).then_some(found)
    };
    query.iter().zip(terms).map(respell).collect()
}

fn similar_words(index: &PlaceIndex, typed: &str) -> Vec<u32> {
    let typed: Vec<char> = typed.chars().collect();
    let first: String = typed.iter().take(1).collect();
    let is_similar = |word: &str| {
        let word: Vec<char> = word.chars().collect();
        differ_by_one(&typed, &word)
    };
    let all = index.words_in(index.words_beginning(&first));
    all.filter(|(_, word)| word.len().abs_diff(typed.len()) <= 1 && is_similar(word))
        .map(|(id, _)| id)
        .collect()
}

/// Whether one letter is other, missing, added, or changed places with its neighbour.
fn differ_by_one(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = |list: &[char], skip: usize| list.get(same + skip..).unwrap_or_default().to_vec();
    let swapped = matches!((rest(a, 0).as_slice(), rest(b, 0).as_slice()),
        ([a1, a2, a_rest @ ..], [b1, b2, b_rest @ ..]) if a1 == b2 && a2 == b1 && a_rest == b_rest);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => swapped || rest(a, 1) == rest(b, 1),
        std::cmp::Ordering::Less => rest(a, 0) == rest(b, 1),
        std::cmp::Ordering::Greater => rest(a, 1) == rest(b, 0),
    }
}
