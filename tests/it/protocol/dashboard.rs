//! `docs/grafana.json` shows every metric of the app.

use std::collections::BTreeSet;

use serde_json::Value;

use super::root;

/// Every name in double quotes or in an expression that begins with `tawar_`.
fn metrics_in(text: &str) -> BTreeSet<String> {
    text.match_indices("tawar_")
        .map(|(at, _)| {
            let rest = &text[at..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            rest[..end.unwrap_or(rest.len())].to_owned()
        })
        .collect()
}

#[test]
fn the_dashboard_shows_every_metric_and_no_other() {
    let source = std::fs::read_to_string(root().join("src/chat/live/metrics.rs")).unwrap();
    let mut counted = metrics_in(&source);
    let backlogs = std::fs::read_to_string(root().join("src/app/backlogs.rs")).unwrap();
    counted.extend(metrics_in(&backlogs));
    let histograms: BTreeSet<String> = source
        .match_indices("histogram!(\"")
        .flat_map(|(at, _)| metrics_in(source[at..].lines().next().unwrap()))
        .collect();
    let text = std::fs::read_to_string(root().join("docs/grafana.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let mut shown = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(panel["title"].as_str().is_some_and(|title| !title.is_empty()));
        for target in panel["targets"].as_array().into_iter().flatten() {
            assert_eq!(target["datasource"]["uid"], "${datasource}");
            shown.extend(metrics_in(target["expr"].as_str().unwrap()));
        }
    }
    let plain: BTreeSet<String> = shown
        .iter()
        .map(|name| {
            let stem = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            match stem {
                Some(stem) => {
                    assert!(histograms.contains(stem), "{name}: {stem} is no histogram");
                    stem.to_owned()
                }
                None => {
                    assert!(!histograms.contains(name), "{name} is a histogram: ask its buckets");
                    name.clone()
                }
            }
        })
        .collect();
    assert_eq!(plain, counted, "docs/grafana.json shows the metrics of src/chat/live/metrics.rs");
}
