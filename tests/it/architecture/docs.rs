//! What `docs/ARCHITECTURE.md` names exists. In backticks there: a route (`GET /cari`), a file or folder (with a `/` or an
//! ending), a definition (`Type::method`, `module::function`, `Class.method`); in the walkthroughs a single name too, and
//! nothing else. Under *Dependencies* the first column names packages. Other text in backticks is not checked.

use std::collections::BTreeSet;
use std::path::Path;

const FOLDERS: &str = "src static tests migrations templates script docs seed sites tools";
const KEYWORDS: &str =
    "fn struct enum trait mod type const static macro_rules! function class index";
const ENDINGS: &str = "rs js mjs html toml md json";
const MOST_GLOSSARY_ROWS: usize = 25;

struct File {
    path: String,
    text: String,
    /// The names that it defines, and the parts of its path.
    names: BTreeSet<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn files() -> Vec<File> {
    fn walk(folder: &Path, found: &mut Vec<File>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            if path.is_file() {
                let text = read(&name);
                found.push(File { names: names(&name, &text), path: format!("/{name}"), text });
            } else if name != "static/vendor" {
                walk(&path, found);
            }
        }
    }
    let mut found = Vec::new();
    FOLDERS.split(' ').for_each(|folder| walk(&root().join(folder), &mut found));
    found
}

fn identifiers(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    parts.filter(|part| !part.is_empty()).map(str::to_owned)
}

fn names(path: &str, text: &str) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = identifiers(path).collect();
    let is_keyword = |word: &str| KEYWORDS.split(' ').any(|keyword| keyword == word);
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let defined = words.windows(2).filter(|pair| is_keyword(pair[0]));
        names.extend(defined.filter_map(|pair| identifiers(pair[1]).next()));
        if line.starts_with("impl") {
            names.extend(identifiers(line));
        } else if line.starts_with(char::is_uppercase)
            || path.ends_with("js") && line.ends_with('{')
        {
            // A variant; a method.
            names.extend(identifiers(line.trim_start_matches("async ")).next());
        }
    }
    names
}

/// What `code` should be and is not; `None` when it exists, or is not to be checked.
fn missing(code: &str, is_walkthrough: bool, files: &[File]) -> Option<&'static str> {
    let (method, path) = code.split_once(' ').unwrap_or(("", code));
    if path.starts_with('/') && !method.is_empty() {
        let pattern = format!("\"{}\"", path.strip_prefix("/api").unwrap_or(path));
        let is_entry = |line: &str| line.contains(&pattern) && line.trim().starts_with(method);
        let mut tables = files.iter().filter(|file| file.path.starts_with("/src/routes/"));
        return (!tables.any(|file| file.text.lines().any(is_entry))).then_some("route");
    }
    let ending = code.rsplit_once('.').unwrap_or_default().1;
    if !code.contains(' ') && (code.contains('/') || ENDINGS.split(' ').any(|it| it == ending)) {
        let wanted = format!("/{}", code.trim_end_matches('/'));
        let (file, folder) = (wanted.as_str(), format!("{wanted}/"));
        let mut paths = files.iter().map(|file| &file.path);
        return (!paths.any(|it| it.ends_with(file) || it.contains(&folder))).then_some("file");
    }
    if code.contains("::") || is_walkthrough {
        let defines = |file: &File| identifiers(code).all(|name| file.names.contains(&name));
        return (code.contains(' ') || !files.iter().any(defines)).then_some("definition");
    }
    None
}

/// All that is wrong with the page.
fn violations(page: &str, files: &[File]) -> Vec<String> {
    let manifests = ["Cargo.toml", "package.json", "tools/pictures/Cargo.toml"].map(read).concat();
    let (mut violations, mut section, mut named, mut glossary) = (vec![], "", BTreeSet::new(), 0);
    for line in page.lines() {
        section = line.strip_prefix("## ").unwrap_or(section);
        glossary += usize::from(section == "Glossary" && line.starts_with("| "));
        let cells = line.trim_start_matches("| ").split_once(" | ");
        let (packages, checked) = cells.filter(|_| section == "Dependencies").unwrap_or(("", line));
        named.extend(packages.split('`').skip(1).step_by(2));
        for code in checked.split('`').skip(1).step_by(2) {
            let what = missing(code, section.starts_with("Walkthrough"), files);
            violations
                .extend(what.map(|what| format!("{section}: `{code}`: there is no such {what}")));
        }
    }
    let known = |name: &str| {
        [format!("\n{name} = "), format!("\"{name}\":")].iter().any(|it| manifests.contains(it))
    };
    let unknown = named.iter().filter(|name| !known(name));
    violations.extend(unknown.map(|name| format!("no manifest has {name}")));
    let mut header = String::new();
    for line in read("Cargo.toml").lines() {
        header = if line.starts_with('[') { line.to_owned() } else { header };
        let entry = line.split_once(" = ").filter(|_| header.ends_with("dependencies]"));
        let unnamed = entry.filter(|(name, _)| !named.contains(name));
        violations.extend(unnamed.map(|(name, _)| format!("the dependency {name} is not named")));
    }
    // The header is one of the lines.
    if glossary > MOST_GLOSSARY_ROWS + 1 {
        violations.push(format!("the glossary has {} words", glossary - 1));
    }
    violations
}

#[test]
fn what_the_page_names_exists_and_it_names_every_dependency() {
    let violations = violations(&read("docs/ARCHITECTURE.md"), &files());
    assert!(violations.is_empty(), "docs/ARCHITECTURE.md:\n{}", violations.join("\n"));
}

#[test]
fn planted_faults_are_reported_and_nothing_else() {
    let glossary = "| word | meaning |\n".repeat(MOST_GLOSSARY_ROWS + 2);
    let page = format!(
        "`tawar check` `Nobody`\n## Walkthrough\n`Lobby::announce` `Outbox.add` `GET /cari` `base/ids.rs` `keep`\n\
         `Lobby::whisper` `rooms/nobody.rs` `POST /cari` `of_no_file` `select 1`\n\
         ## Dependencies\n| `serde`, `leftpad` | `src/nowhere/` |\n## Glossary\n{glossary}"
    );
    let (unnamed, violations): (Vec<String>, Vec<String>) = violations(&page, &files())
        .into_iter()
        .partition(|violation| violation.ends_with("is not named"));
    let planted = "Lobby::whisper|rooms/nobody.rs|POST /cari|of_no_file|select 1|src/nowhere/|leftpad|26 words";
    let planted: Vec<&str> = planted.split('|').collect();
    for (violation, planted) in violations.iter().zip(&planted) {
        assert!(violation.contains(planted), "{planted}: {violation}");
    }
    assert_eq!(violations.len(), planted.len(), "{violations:?}");
    let is_unnamed = |name: &str| unnamed.contains(&format!("the dependency {name} is not named"));
    assert!(is_unnamed("tokio") && is_unnamed("proptest") && !is_unnamed("serde"), "{unnamed:?}");
}
