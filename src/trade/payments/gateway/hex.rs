//! Hexadecimal text.

/// Bytes in lower-case hex.
pub(super) fn of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
