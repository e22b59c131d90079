//! The text of a system message, with the codes of deals apart: a page must not break a line in the middle of a code.

use serde::Serialize;

use crate::trade::deals::CODE_PREFIX;

/// A piece of the text. The pieces in order are the text.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    text: String,
    /// Whether it is the code of a deal.
    code: bool,
}

pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(CODE_PREFIX) {
        let (before, from_code) = rest.split_at(start);
        let in_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let (code, after) =
            from_code.split_at(from_code.find(|c| !in_code(c)).unwrap_or(from_code.len()));
        pieces.push(Piece { text: before.to_owned(), code: false });
        pieces.push(Piece { text: code.to_owned(), code: true });
        rest = after;
    }
    pieces.push(Piece { text: rest.to_owned(), code: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_piece_of_its_own() {
        let texts = |text| -> Vec<(String, bool)> {
            pieces(text).into_iter().map(|piece| (piece.text, piece.code)).collect()
        };
        let plain = |text: &str| (text.to_owned(), false);
        let code = ("ORD-20261120-X7K2".to_owned(), true);
        assert_eq!(
            texts("Kode ORD-20261120-X7K2. Disimpan."),
            [plain("Kode "), code.clone(), plain(". Disimpan.")]
        );
        assert_eq!(texts("ORD-20261120-X7K2"), [code]);
        assert_eq!(texts("Halo"), [plain("Halo")]);
        assert!(texts("").is_empty());
    }
}
