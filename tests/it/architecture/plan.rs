//! The order of the wings, and what violates it: an import of a higher wing, of a later feature inside a wing, or in a
//! cycle.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Import;

/// A wing and its features, lowest first. A feature that is not named comes last; a wing without features has no order
/// inside.
pub struct Wing {
    pub name: &'static str,
    pub features: &'static [&'static str],
}

/// Imports that go against the order of wings or features.
pub fn upward(plan: &[Wing], imports: &[Import]) -> Vec<String> {
    let mut found = Vec::new();
    for import in imports {
        let (Some(from), Some(to)) = (position(plan, &import.from), position(plan, &import.to))
        else {
            found.push(format!(
                "{} and {}: one of them is in no wing of the plan",
                import.from, import.to
            ));
            continue;
        };
        if to > from {
            found.push(format!("{} imports {}", import.from, import.to));
        }
    }
    found
}

/// Files of no wing in the plan.
pub fn files_without_wing<'a>(
    plan: &[Wing],
    files: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    files.into_iter().filter(|file| position(plan, file).is_none()).collect()
}

/// The position of a file in the plan: its wing, then its feature.
fn position(plan: &[Wing], file: &str) -> Option<(usize, usize)> {
    let mut parts = file.trim_end_matches(".rs").split('/');
    let name = parts.next()?;
    let wing = plan.iter().position(|wing| wing.name == name)?;
    let features = plan[wing].features;
    if features.is_empty() {
        return Some((wing, 0));
    }
    let feature = parts.next().unwrap_or("mod");
    Some((wing, features.iter().position(|known| *known == feature).unwrap_or(features.len())))
}

/// Files that import each other, directly or through others: each group once, sorted.
pub fn cycles(imports: &[Import]) -> Vec<Vec<String>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for import in imports {
        next.entry(&import.from).or_default().push(&import.to);
    }
    let reach = |from: &str| -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = next.get(from).cloned().unwrap_or_default();
        while let Some(file) = open.pop() {
            if seen.insert(file.to_owned()) {
                open.extend(next.get(file).into_iter().flatten());
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<String>> =
        next.keys().map(|file| (*file, reach(file))).collect();
    let mut groups = BTreeSet::new();
    for (file, reachable) in &reached {
        if reachable.contains(*file) {
            let group: Vec<String> = reachable
                .iter()
                .filter(|other| {
                    reached.get(other.as_str()).is_some_and(|back| back.contains(*file))
                })
                .cloned()
                .collect();
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}
