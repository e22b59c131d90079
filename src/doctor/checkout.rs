//! What a checkout needs beside the program: front-end files, npm packages, a browser for the tests.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use super::machine::on_path;

/// A release build embeds these files; a debug build reads them from `static/vendor`.
pub(super) fn front_end_files() -> Finding {
    const SUBJECT: &str = "front-end files";
    if cfg!(not(debug_assertions)) {
        return Finding::good(SUBJECT, "built in");
    }
    match fs::metadata("static/vendor/VERSIONS") {
        Ok(_) => Finding::good(SUBJECT, "static/vendor"),
        Err(_) => Finding::degraded(SUBJECT, "static/vendor is missing", "run `script/vendor`"),
    }
}

pub(super) fn node_modules() -> Finding {
    const SUBJECT: &str = "npm packages";
    if Path::new("node_modules/.tawar-stamp").exists() {
        return Finding::good(SUBJECT, "node_modules");
    }
    if !Path::new("package.json").exists() {
        return Finding::good(SUBJECT, "none here, and none needed outside a checkout");
    }
    Finding::degraded(SUBJECT, "node_modules is missing", "run `script/setup`")
}

pub(super) fn browser() -> Finding {
    const SUBJECT: &str = "browser (tests only)";
    if let Some(set) = env::var_os("CHROMIUM") {
        return Finding::good(SUBJECT, PathBuf::from(set).display().to_string());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    match names.iter().find_map(|name| on_path(name)) {
        Some(program) => Finding::good(SUBJECT, program.display().to_string()),
        None => Finding::degraded(
            SUBJECT,
            "no Chromium: the browser tests cannot run",
            "`script/setup --test`, or set CHROMIUM to its program",
        ),
    }
}
