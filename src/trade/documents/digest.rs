//! The canonical form of a deal sheet and its digest, for the evidence of a deal.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::model::DealSheet;

/// SHA-256 of a sheet's [`canonical_json`], which has every field of the sheet.
pub fn digest(json: &str) -> [u8; 32] {
    Sha256::digest(json.as_bytes()).into()
}

/// The sheet as JSON without white space, the keys of every object in the order of their bytes.
///
/// # Errors
/// The sheet cannot be written as JSON, which does not happen.
pub fn canonical_json(sheet: &DealSheet) -> anyhow::Result<String> {
    let mut out = String::new();
    write(&serde_json::to_value(sheet)?, &mut out)?;
    Ok(out)
}

/// Does not depend on the order in which `serde_json` keeps keys, which a feature of that crate changes.
fn write(value: &Value, out: &mut String) -> serde_json::Result<()> {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(key)?);
                out.push(':');
                write(map.get(key).unwrap_or(&Value::Null), out)?;
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        scalar => out.push_str(&serde_json::to_string(scalar)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::model::SheetFee;
    use super::super::pdf_tests::sheet;
    use super::*;
    use crate::base::clock::Zone;
    use crate::base::i18n::Lang;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn digest(sheet: &DealSheet) -> [u8; 32] {
        super::digest(&canonical_json(sheet).unwrap())
    }

    #[test]
    fn a_sheet_is_read_back_from_its_canonical_form() {
        let json = canonical_json(&sheet()).unwrap();
        let read: DealSheet = serde_json::from_str(&json).unwrap();
        assert_eq!(read, sheet());
        assert_eq!(canonical_json(&read).unwrap(), json);
    }

    #[test]
    fn the_canonical_form_has_sorted_keys_and_no_white_space() {
        let json = canonical_json(&sheet()).unwrap();
        assert!(json.starts_with(r#"{"amount":850000,"cancellation":""#), "{json}");
        assert!(json.contains(r#","zone":"WIB"}"#) && json.contains(r#""flaw":null"#), "{json}");
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, serde_json::to_value(sheet()).unwrap());
    }

    /// Sets one of the sheet's fields to something that depends on `n`, which is never what it was.
    fn change(sheet: &mut DealSheet, which: usize, n: i64) {
        let text = format!("lain {n}");
        let (party, item) = (&mut sheet.parties[0], &mut sheet.items[0]);
        match which {
            0 => sheet.lang = Lang::En,
            1 => sheet.zone = Zone::Wit,
            2 => sheet.site = text,
            3 => sheet.code = text,
            4 => sheet.opened_at += chrono::Duration::microseconds(n),
            5 => party.role = text,
            6 => party.name = text,
            7 => party.handle = text,
            8 => item.side = text,
            9 => item.title = text,
            10 => item.condition = text,
            11 => item.description = text,
            12 => item.flaw = Some(text),
            13 => item.asking = Some(n),
            14 => item.worth = Some(n),
            15 => sheet.mode = text,
            16 => sheet.amount = Some(n),
            17 => sheet.shipping = Some(n),
            18 => sheet.fee = Some(SheetFee { amount: n, bearer: "Budi".into(), on_top: true }),
            19 => sheet.total = Some(n),
            20 => sheet.payment = text,
            21 => sheet.delivery = text,
            22 => sheet.risk = text,
            23 => sheet.cancellation = text,
            24 => sheet.dispute = text,
            25 => sheet.terms_version = text,
            26 => drop(sheet.parties.pop()),
            27 => drop(sheet.items.pop()),
            28 => sheet.number += i32::try_from(n).unwrap(),
            29 => item.details = Some(text),
            30 => sheet.translation = Some(text),
            _ => sheet.items.reverse(),
        }
    }

    const CHANGES: usize = 32;

    #[test]
    fn each_field_changes_the_digest_in_its_own_way() {
        let mut digests = HashSet::from([digest(&sheet())]);
        for which in 0..CHANGES {
            let mut changed = sheet();
            change(&mut changed, which, 7);
            assert!(digests.insert(digest(&changed)), "change {which}");
        }
    }

    proptest! {
        #[test]
        fn any_changed_field_changes_the_digest(which in 0..CHANGES, n in 1..1000_i64) {
            let mut changed = sheet();
            change(&mut changed, which, n);
            prop_assert_ne!(digest(&changed), digest(&sheet()));
            prop_assert_eq!(digest(&changed), digest(&changed.clone()));
        }
    }
}
