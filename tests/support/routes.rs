//! The table of routes, read from the source: axum's router does not tell. A route that is added is tested without
//! anybody having to remember it.

use std::path::Path;

/// A method and a path pattern, such as `POST /appointments/{id}/cancellation`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub method: &'static str,
    pub path: String,
}

pub fn all() -> Vec<Route> {
    let mut routes = Vec::new();
    visit(Path::new("src"), &mut routes);
    routes.sort();
    routes.dedup();
    assert!(routes.len() > 40, "the routes were not read: {routes:?}");
    routes
}

fn visit(folder: &Path, routes: &mut Vec<Route>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, routes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            read(&std::fs::read_to_string(&path).unwrap(), routes);
        }
    }
}

fn read(source: &str, routes: &mut Vec<Route>) {
    for call in source.split(".route(").skip(1) {
        let Some(path) = call
            .trim_start()
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next())
        else {
            continue;
        };
        if !path.starts_with('/') {
            continue;
        }
        let arguments = arguments(call);
        for (word, method) in [
            ("get(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("delete(", "DELETE"),
        ] {
            let found = arguments.match_indices(word).any(|(at, _)| {
                !arguments[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            if found {
                routes.push(Route {
                    method,
                    path: path.to_owned(),
                });
            }
        }
    }
}

/// What stands between the call's parentheses.
fn arguments(call: &str) -> &str {
    let mut depth = 1;
    for (at, c) in call.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &call[..at];
        }
    }
    call
}

/// The path with every `{parameter}` filled in by `fill`.
pub fn filled(path: &str, fill: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        out.push_str(before);
        out.push_str(&fill(name));
        rest = after;
    }
    out + rest
}
