//! The program as people run it: what it prints, how it ends, and that one clear line says what went wrong.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::support::databases::{self, Database};
use crate::support::factories::bella_file;
use crate::support::server::Server;

const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

fn run(database: &Database, args: &[&str], input: &str) -> Output {
    run_under(KEY, database, args, input)
}

fn run_under(key: &str, database: &Database, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aureli"))
        .args(args)
        .current_dir(database.folder())
        .env_clear()
        .env("DATABASE_URL", database.url())
        .env("SECRET_KEY", key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[track_caller]
fn succeeds(database: &Database, args: &[&str]) -> String {
    let output = run(database, args, "");
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {err}");
    assert_eq!(err, "", "{args:?}");
    out
}

/// Ends with 1 and one line on standard error; the line.
#[track_caller]
fn fails(database: &Database, args: &[&str]) -> String {
    let output = run(database, args, "");
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{args:?}: {out}{err}");
    assert_eq!(err.lines().count(), 1, "{args:?}: {err}");
    err.trim_end().to_owned()
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// On SQLite and on Postgres.
fn on_both(test: fn(Database)) {
    test(databases::sqlite());
    test(databases::postgres());
}

#[test]
fn a_practice_file_is_applied_told_and_exported() {
    on_both(|database| {
        let file = write(database.folder(), "bella.json", &bella_file().to_string());
        let dry = succeeds(&database, &["practice", "apply", &file, "--dry-run"]);
        assert!(
            dry.contains("added practice bella")
                && dry.ends_with("Dry run: nothing was changed.\n"),
            "{dry}"
        );
        let first = succeeds(&database, &["practice", "apply", &file]);
        assert!(
            first.contains("added service lamination") && first.ends_with("Done.\n"),
            "{first}"
        );
        assert_eq!(
            succeeds(&database, &["practice", "apply", &file]),
            "Nothing to change.\n"
        );
        let exported = succeeds(&database, &["practice", "export", "bella"]);
        let again = write(database.folder(), "again.json", &exported);
        assert_eq!(
            succeeds(&database, &["practice", "apply", &again]),
            "Nothing to change.\n"
        );
        let unknown = fails(&database, &["practice", "export", "nobody"]);
        assert_eq!(unknown, "aureli: no practice has the slug \"nobody\"");
    });
}

#[test]
fn a_wrong_practice_file_is_refused_in_one_line() {
    let database = databases::sqlite();
    let mut file = bella_file();
    file["services"][0]["prise"] = json!(1);
    let path = write(database.folder(), "wrong.json", &file.to_string());
    let line = fails(&database, &["practice", "apply", &path]);
    assert!(
        line.starts_with(&format!("aureli: {path}: services[0].prise: unknown field")),
        "{line}"
    );
    let missing = fails(&database, &["practice", "apply", "missing.json"]);
    assert!(
        missing.starts_with("aureli: cannot read missing.json"),
        "{missing}"
    );
}

#[test]
fn wrong_usage_ends_with_2_and_help_explains_everything() {
    let database = databases::sqlite();
    for args in [
        &["practise"][..],
        &["practice", "apply"],
        &["demo", "--years", "many"],
        &["backup"],
    ] {
        assert_eq!(run(&database, args, "").status.code(), Some(2), "{args:?}");
    }
    let help = succeeds(&database, &["--help"]);
    for command in [
        "serve", "migrate", "demo", "practice", "backup", "restore", "audit", "user",
    ] {
        assert!(
            help.contains(&format!("\n  {command}")),
            "{command} is not in {help}"
        );
        let own = succeeds(&database, &[command, "--help"]);
        for setting in [
            "DATABASE_URL",
            "SECRET_KEY",
            "PUBLIC_URL",
            "SMTP_URL",
            "LOG_FORMAT",
        ] {
            assert!(
                own.contains(setting),
                "{setting} is not in the help of {command}"
            );
        }
    }
}

#[test]
fn the_demo_says_where_to_look_and_fills_no_database_twice() {
    on_both(|database| {
        let told = succeeds(&database, &["demo", "--years", "0", "--clients", "30"]);
        for text in [
            "http://127.0.0.1:8080/login",
            "marina@example.com",
            "Password:",
            "http://127.0.0.1:8080/marina",
        ] {
            assert!(told.contains(text), "{text} is not in {told}");
        }
        let refused = fails(&database, &["demo"]);
        assert!(
            refused.starts_with("aureli: the database is not empty"),
            "{refused}"
        );
        let whole = succeeds(&database, &["audit", "verify"]);
        assert!(
            whole.starts_with("marina: ") && whole.ends_with(" events, whole\n"),
            "{whole}"
        );
        assert!(
            fails(&database, &["audit", "verify", "nobody"]).contains("no practice has the slug")
        );
    });
}

#[test]
fn a_backup_is_made_while_serving_and_restored_when_nobody_serves() {
    on_both(|database| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        succeeds(&database, &["demo", "--years", "0", "--clients", "30"]);
        let mut server = Server::new(database.url(), database.folder());
        runtime.block_on(server.start());
        let said = succeeds(&database, &["backup", "copy.aureli"]);
        assert_eq!(said, "Wrote copy.aureli.\n");
        succeeds(&database, &["audit", "verify", "marina"]);
        succeeds(&database, &["practice", "export", "marina"]);
        let in_use = fails(&database, &["restore", "copy.aureli", "--force"]);
        assert!(in_use.contains("in use by another process"), "{in_use}");
        assert_eq!(runtime.block_on(server.terminate()), Some(0));
        let full = fails(&database, &["restore", "copy.aureli"]);
        assert!(full.contains("is not empty: --force"), "{full}");
        succeeds(&database, &["restore", "copy.aureli", "--force"]);
        let whole = succeeds(&database, &["audit", "verify"]);
        assert!(whole.ends_with(" events, whole\n"), "{whole}");
        runtime.block_on(server.start());
        assert_eq!(runtime.block_on(server.terminate()), Some(0));
        let other = "b3RoZXJrZXlvdGhlcmtleW90aGVya2V5b3RoZXJrZXk=";
        let said = run_under(other, &database, &["restore", "copy.aureli", "--force"], "");
        let (said, _) = texts(&said);
        assert!(
            said.contains("SECRET_KEY: the backup was made under another key"),
            "{said}"
        );
    });
}

#[test]
fn accounts_are_made_and_passwords_reset() {
    on_both(|database| {
        succeeds(&database, &["migrate"]);
        let made = succeeds(
            &database,
            &["user", "create", "olga@example.com", "--name", "Olga"],
        );
        assert!(made.contains("\nPassword: "), "{made}");
        let twice = fails(
            &database,
            &["user", "create", "Olga@example.com", "--name", "Olga"],
        );
        assert!(twice.ends_with("has an account already"), "{twice}");
        let piped = run(
            &database,
            &["user", "reset-password", "olga@example.com"],
            "quite a good phrase\n",
        );
        let (out, err) = texts(&piped);
        assert_eq!((piped.status.code(), err.as_str()), (Some(0), ""));
        assert!(!out.contains("Password"), "{out}");
        let short = run(
            &database,
            &["user", "reset-password", "olga@example.com"],
            "short\n",
        );
        assert_eq!(short.status.code(), Some(1));
        assert!(
            fails(&database, &["user", "reset-password", "nobody@example.com"])
                .ends_with("has no account")
        );
    });
}

#[test]
fn a_wrong_setting_stops_the_start_with_a_line_that_names_it() {
    let database = databases::sqlite();
    for (name, value) in [
        ("DATABASE_URL", "mysql://x"),
        ("LISTEN", "everywhere"),
        ("SECRET_KEY", "short"),
        ("AURELI_ENV", "staging"),
        ("LOG_FORMAT", "xml"),
        ("DATABASE_URL", "sqlite://"),
        ("PUBLIC_URL", "https://example.com:abc"),
        ("PUBLIC_URL", "https://example.com:"),
        ("RUST_LOG", "a=b=c"),
        ("ALLOW_LOOPBACK_FETCH", "maybe"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_aureli"))
            .arg("migrate")
            .current_dir(database.folder())
            .env_clear()
            .env("DATABASE_URL", database.url())
            .env(name, value)
            .output()
            .unwrap();
        let (_, err) = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(err.lines().count(), 1, "{err}");
        assert!(err.contains(name), "{name}: {err}");
    }
}
