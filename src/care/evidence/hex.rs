//! Bytes in hex, which people can compare.

use serde::{Deserialize, Deserializer, Serializer};

/// Lower-case hex.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reverses [`encode`], and accepts capitals; `None` when the text is not hex.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high * 16 + low).collect())
}

/// For `#[serde(with)]`.
pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&encode(bytes))
}

/// For `#[serde(with)]`.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    decode(&text).ok_or_else(|| serde::de::Error::custom("not hex"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_the_round_trip_and_other_text_is_refused() {
        assert_eq!(encode(&[0, 171, 255]), "00abff");
        assert_eq!(decode("00abFF"), Some(vec![0, 171, 255]));
        for wrong in ["0", "zz", "0x00", "é"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
