//! What the build asks of the catalogue: the same keys with the same values in every language, none defined twice, and
//! every key that a page or a template names. Run by `build.rs`, not part of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Where a key is defined and which values its text takes.
struct Text {
    place: String,
    values: BTreeSet<String>,
}

type Catalogue = BTreeMap<String, Text>;

/// A call in the code that names a key: `t2("key", …)` gives two values.
#[derive(Debug, PartialEq)]
pub struct Use {
    pub line: usize,
    pub key: String,
    /// None where the key is handed on and looked up elsewhere (`key!`).
    pub values: Option<usize>,
    /// The first value's name, where it is a literal.
    pub first: Option<String>,
}

/// One line for each fault; none when the catalogue is whole.
pub fn faults(locales: &Path, code: &[&Path]) -> io::Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut languages = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(locales)?.collect::<Result<_, _>>()?;
    folders.sort_by_key(fs::DirEntry::file_name);
    for folder in folders.into_iter().filter(|entry| entry.path().is_dir()) {
        let language = folder.file_name().to_string_lossy().into_owned();
        languages.push((language, read(&folder.path(), &mut faults)?));
    }
    compare(&languages, &mut faults);
    if let Some((_, texts)) = languages.iter().find(|(language, _)| language == "en") {
        for folder in code.iter().filter(|folder| folder.is_dir()) {
            check_uses(folder, texts, &mut faults)?;
        }
    }
    Ok(faults)
}

fn read(folder: &Path, faults: &mut Vec<String>) -> io::Result<Catalogue> {
    let mut texts = Catalogue::new();
    for path in files(folder, &["ftl"])? {
        let source = fs::read_to_string(&path)?;
        let place = |at: usize| format!("{}:{}", path.display(), line_of(&source, at));
        let resource =
            fluent_syntax::parser::parse(source.as_str()).unwrap_or_else(|(resource, errors)| {
                faults.extend(
                    errors
                        .iter()
                        .map(|error| format!("{}: not Fluent: {error}", place(error.pos.start))),
                );
                resource
            });
        for entry in &resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let id = message.id.name;
            let at = place(id.as_ptr() as usize - source.as_ptr() as usize);
            let attributes = message
                .attributes
                .iter()
                .map(|a| (format!("{id}.{}", a.id.name), &a.value));
            for (key, pattern) in message
                .value
                .iter()
                .map(|value| (id.to_owned(), value))
                .chain(attributes)
            {
                let mut values = BTreeSet::new();
                collect(pattern, &mut values);
                if let Some(known) = texts.get(&key) {
                    faults.push(format!(
                        "{at}: `{key}` is defined already, at {}",
                        known.place
                    ));
                } else {
                    texts.insert(
                        key,
                        Text {
                            place: at.clone(),
                            values,
                        },
                    );
                }
            }
        }
    }
    Ok(texts)
}

/// Gathers the values a text takes.
fn collect(pattern: &Pattern<&str>, values: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_from(expression, values);
        }
    }
}

fn collect_from(expression: &Expression<&str>, values: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, values),
        Expression::Select { selector, variants } => {
            collect_inline(selector, values);
            variants
                .iter()
                .for_each(|variant| collect(&variant.value, values));
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, values: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            values.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments
                .positional
                .iter()
                .for_each(|argument| collect_inline(argument, values));
        }
        InlineExpression::Placeable { expression } => collect_from(expression, values),
        _ => {}
    }
}

fn compare(languages: &[(String, Catalogue)], faults: &mut Vec<String>) {
    let keys: BTreeSet<&String> = languages
        .iter()
        .flat_map(|(_, texts)| texts.keys())
        .collect();
    for key in keys {
        let Some((first, model)) = languages
            .iter()
            .find_map(|(name, texts)| Some((name, texts.get(key)?)))
        else {
            continue;
        };
        for (language, texts) in languages {
            match texts.get(key) {
                None => faults.push(format!("{}: `{key}` lacks in {language}", model.place)),
                Some(text) if named(text) != named(model) => faults.push(format!(
                    "{}: `{key}` takes {:?}, but {first} takes {:?}",
                    text.place, text.values, model.values
                )),
                Some(_) => {}
            }
        }
    }
}

/// The values that a text must take in every language. Whose page it is need not be said again where a name that cannot be
/// declined would make a sentence stiff.
fn named(text: &Text) -> BTreeSet<&String> {
    text.values
        .iter()
        .filter(|value| *value != "practice")
        .collect()
}

fn check_uses(folder: &Path, texts: &Catalogue, faults: &mut Vec<String>) -> io::Result<()> {
    for path in files(folder, &["rs", "html", "txt"])? {
        for found in uses(&fs::read_to_string(&path)?) {
            let at = format!("{}:{}", path.display(), found.line);
            let Some(text) = texts.get(&found.key) else {
                faults.push(format!("{at}: `{}` is in no language", found.key));
                continue;
            };
            let Some(given) = found.values else { continue };
            let unnamed = given == 1
                && found
                    .first
                    .is_some_and(|name| text.values.iter().any(|value| *value != name));
            if text.values.len() > given || unnamed {
                faults.push(format!(
                    "{at}: `{}` takes {:?} ({})",
                    found.key, text.values, text.place
                ));
            }
        }
    }
    Ok(())
}

/// The calls in a source file or template whose key is a literal: `.t("…")`, `.t1("…", …)` to `.t3`, `key!("…")`.
pub fn uses(source: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    for (at, _) in source.match_indices('(') {
        let values = match &source[..at] {
            before if before.ends_with(".t") => Some(0),
            before if before.ends_with(".t1") => Some(1),
            before if before.ends_with(".t2") => Some(2),
            before if before.ends_with(".t3") => Some(3),
            before if before.ends_with("key!") => None,
            _ => continue,
        };
        let line_start = source[..at].rfind('\n').map_or(0, |end| end + 1);
        if source[line_start..].trim_start().starts_with("//") {
            continue;
        }
        let Some((key, rest)) = literal(&source[at + 1..]) else {
            continue;
        };
        let first = rest
            .trim_start()
            .strip_prefix(',')
            .and_then(literal)
            .map(|(name, _)| name.to_owned());
        uses.push(Use {
            line: line_of(source, at),
            key: key.to_owned(),
            values,
            first,
        });
    }
    uses
}

/// A string literal at the start of the text, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

fn line_of(source: &str, at: usize) -> usize {
    source
        .as_bytes()
        .iter()
        .take(at)
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// Files below a folder with one of the endings, in order of their paths.
fn files(folder: &Path, endings: &[&str]) -> io::Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, endings)?);
        } else if path
            .extension()
            .is_some_and(|ending| endings.iter().any(|known| ending == *known))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The keys that stand between quotes nowhere in the code: dead, or put together at run time.
#[allow(dead_code, reason = "a test's, not the build's")]
pub fn dead_keys(locale: &Path, code: &[&Path]) -> io::Result<Vec<String>> {
    let mut sources = String::new();
    for folder in code.iter().filter(|folder| folder.is_dir()) {
        for path in files(folder, &["rs", "html", "txt"])? {
            sources.push_str(&fs::read_to_string(path)?);
        }
    }
    let keys = read(locale, &mut Vec::new())?.into_keys();
    Ok(keys
        .filter(|key| !sources.contains(&format!("\"{key}\"")))
        .collect())
}
