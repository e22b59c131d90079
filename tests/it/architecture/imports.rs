//! Who imports whom: reads Rust files as tokens, so that grouped imports, paths inside expressions and macro bodies all
//! count, and comments and strings do not. Test code (`#[cfg(test)]`) is skipped.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A source file: its path below `src/`, and its text.
pub struct Source {
    pub file: String,
    pub text: String,
}

/// `from` names something that is defined in `to`; both are paths below `src/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub to: String,
}

type Path = Vec<String>;

/// What one file imports and exports.
#[derive(Default)]
struct Module {
    /// Absolute paths that it names outside of re-exports.
    named: BTreeSet<Path>,
    /// Names that it re-exports, and from where.
    exported: BTreeMap<String, Path>,
    /// Paths of which it re-exports everything.
    globs: Vec<Path>,
    /// Child modules that are compiled for tests only.
    test_children: BTreeSet<String>,
}

/// Every import between two different files of the crate.
pub fn imports(sources: &[Source]) -> Vec<Import> {
    let names: BTreeMap<Path, &str> =
        sources.iter().map(|source| (module_path(&source.file), source.file.as_str())).collect();
    let mut modules: BTreeMap<Path, Module> = BTreeMap::new();
    for source in sources {
        let tokens: TokenStream =
            source.text.parse().unwrap_or_else(|err| panic!("{}: {err}", source.file));
        let path = module_path(&source.file);
        let mut module = Module::default();
        Reader { names: &names, module: &mut module }.read(tokens, &path);
        modules.insert(path, module);
    }
    let tests: BTreeSet<Path> = modules
        .iter()
        .flat_map(|(path, module)| module.test_children.iter().map(|child| joined(path, child)))
        .collect();
    let mut found = BTreeSet::new();
    for (path, module) in &modules {
        if tests.contains(path) {
            continue;
        }
        for named in &module.named {
            let Some(to) = defined_in(&modules, named, 0) else { continue };
            if to != *path {
                found.insert(Import { from: names[path].to_owned(), to: names[&to].to_owned() });
            }
        }
    }
    found.into_iter().collect()
}

/// `chat/rooms/mod.rs` is `[chat, rooms]`, `chat/rooms/store.rs` is `[chat, rooms, store]`, `lib.rs` is the root.
fn module_path(file: &str) -> Path {
    let mut path: Path = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        path.pop();
    }
    path
}

fn joined(path: &[String], name: &str) -> Path {
    path.iter().cloned().chain([name.to_owned()]).collect()
}

/// The module whose file defines what a path names: re-exports are followed.
fn defined_in(modules: &BTreeMap<Path, Module>, path: &[String], depth: usize) -> Option<Path> {
    // Two modules that re-export everything of each other would recurse without end.
    if depth > 16 {
        return None;
    }
    let mut at: Path = Vec::new();
    for (n, name) in path.iter().enumerate() {
        let next = joined(&at, name);
        if modules.contains_key(&next) {
            at = next;
            continue;
        }
        let module = modules.get(&at)?;
        let rest = &path[n + 1..];
        if let Some(from) = module.exported.get(name) {
            let whole: Path = from.iter().chain(rest).cloned().collect();
            return defined_in(modules, &whole, depth + 1).or(Some(at));
        }
        for from in &module.globs {
            let whole: Path = from.iter().chain(&path[n..]).cloned().collect();
            if let Some(found) = defined_in(modules, &whole, depth + 1)
                && found.len() > from.len()
            {
                return Some(found);
            }
        }
        return Some(at);
    }
    Some(at)
}

/// Reads the tokens of one file.
struct Reader<'a> {
    names: &'a BTreeMap<Path, &'a str>,
    module: &'a mut Module,
}

impl Reader<'_> {
    /// `at` is the module that the tokens belong to; inline modules count to their file.
    fn read(&mut self, tokens: TokenStream, at: &Path) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut n, mut public, mut test) = (0, false, false);
        while n < tokens.len() {
            let word = ident(&tokens[n]);
            match (&tokens[n], word.as_deref()) {
                (TokenTree::Punct(punct), _) if punct.as_char() == '#' => {
                    test |= is_test(tokens.get(n + 1));
                    n += 1;
                }
                (_, Some("pub")) => {
                    public = true;
                    // `pub(in super::super)` names no import.
                    if is_group(tokens.get(n + 1), Delimiter::Parenthesis) {
                        n += 1;
                    }
                }
                (_, Some("mod")) => {
                    let name = tokens.get(n + 1).and_then(ident).unwrap_or_default();
                    match tokens.get(n + 2) {
                        Some(TokenTree::Group(body)) if !test => {
                            self.read(body.stream(), &joined(at, &name));
                        }
                        Some(TokenTree::Punct(_)) if test => {
                            self.module.test_children.insert(name);
                        }
                        _ => {}
                    }
                    (public, test) = (false, false);
                    n += 2;
                }
                (_, Some("use")) => {
                    let end = (n..tokens.len()).find(|at| is_punct(&tokens[*at], ';'));
                    let end = end.unwrap_or(tokens.len());
                    if !test {
                        self.read_use(&tokens[n + 1..end], at, public);
                    }
                    (public, test) = (false, false);
                    n = end;
                }
                (TokenTree::Group(group), _) => {
                    if !test {
                        self.read(group.stream(), at);
                    }
                    if group.delimiter() == Delimiter::Brace {
                        (public, test) = (false, false);
                    }
                }
                (_, Some("crate" | "super" | "self")) if is_path(&tokens, n) => {
                    let (path, end) = plain_path(&tokens, n);
                    if !test && let Some(path) = absolute(&path, at) {
                        self.module.named.insert(path);
                    }
                    n = end;
                    continue;
                }
                (TokenTree::Punct(punct), _) if punct.as_char() == ';' => {
                    (public, test) = (false, false);
                }
                _ => {}
            }
            n += 1;
        }
    }

    /// The tree after `use`, as absolute paths.
    fn read_use(&mut self, tokens: &[TokenTree], at: &Path, public: bool) {
        let mut leaves = Vec::new();
        use_leaves(tokens, &[], &mut leaves);
        for Leaf { path, name } in leaves {
            let path = match path.first().map(String::as_str) {
                Some("crate" | "super" | "self") => absolute(&path, at),
                Some(first) if self.names.contains_key(&joined(at, first)) => {
                    Some(at.iter().chain(&path).cloned().collect())
                }
                _ => None,
            };
            let Some(path) = path else { continue };
            // Re-exporting one's own children is no import; re-exporting others' names is.
            if public && !path.starts_with(at) {
                self.module.named.insert(path.clone());
            }
            match (public, name.as_str()) {
                (true, "*") => self.module.globs.push(path),
                (true, _) => {
                    self.module.exported.insert(name, path);
                }
                (false, _) => {
                    self.module.named.insert(path);
                }
            }
        }
    }
}

/// One name that a `use` brings in: its path without a final `*` or `self`, and the name it gets.
struct Leaf {
    path: Path,
    name: String,
}

fn use_leaves(tokens: &[TokenTree], before: &[String], leaves: &mut Vec<Leaf>) {
    let mut path = before.to_vec();
    let mut n = 0;
    while let Some(token) = tokens.get(n) {
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| is_punct(token, ',')).filter(|p| !p.is_empty()) {
                    use_leaves(part, &path, leaves);
                }
                return;
            }
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                leaves.push(Leaf { path, name: "*".into() });
                return;
            }
            TokenTree::Ident(word) if *word == "as" => {
                let name = tokens.get(n + 1).and_then(ident).unwrap_or_else(|| "_".into());
                leaves.push(Leaf { path, name });
                return;
            }
            // `a::{self}` names `a`; a leading `self::` stays.
            TokenTree::Ident(word) if *word == "self" && !path.is_empty() => {}
            TokenTree::Ident(word) => path.push(word.to_string()),
            _ => {}
        }
        n += 1;
    }
    if let Some(name) = path.last().cloned() {
        leaves.push(Leaf { path, name });
    }
}

/// A path from the crate's root; none when it does not begin with `crate`, `super` or `self`.
fn absolute(path: &[String], at: &[String]) -> Option<Path> {
    let (first, mut rest) = path.split_first()?;
    let mut from = match first.as_str() {
        "crate" => Vec::new(),
        "self" => at.to_vec(),
        "super" => at.split_last()?.1.to_vec(),
        _ => return None,
    };
    while let Some(("super", after)) = rest.split_first().map(|(word, rest)| (word.as_str(), rest))
    {
        from.pop();
        rest = after;
    }
    Some(from.into_iter().chain(rest.iter().cloned()).collect())
}

fn plain_path(tokens: &[TokenTree], start: usize) -> (Path, usize) {
    let mut path = Vec::new();
    let mut n = start;
    while let Some(word) = tokens.get(n).and_then(ident) {
        path.push(word);
        if !is_path(tokens, n) {
            return (path, n + 1);
        }
        n += 3;
    }
    (path, n)
}

/// Whether `::` follows the token at `n`.
fn is_path(tokens: &[TokenTree], n: usize) -> bool {
    [n + 1, n + 2].iter().all(|at| tokens.get(*at).is_some_and(|token| is_punct(token, ':')))
}

fn ident(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// Whether an attribute's brackets hold `cfg(test)` or `test`.
fn is_test(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else { return false };
    let text = group.stream().to_string().replace(' ', "");
    text == "cfg(test)" || text == "test" || text.starts_with("cfg(all(test")
}
