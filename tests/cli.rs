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

/// Starts with nothing but these settings; ends with 1 and one line that begins with what is wrong.
#[track_caller]
fn is_refused(folder: &Path, args: &[&str], settings: &[(&str, &str)], names: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_aureli"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    let (_, err) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{settings:?}: {err}");
    assert_eq!(err.lines().count(), 1, "{settings:?}: {err}");
    assert!(
        err.starts_with(&format!("aureli: {names}")),
        "{settings:?}: {err}"
    );
    for (name, value) in settings {
        let is_secret = ["SECRET_KEY", "SMTP_URL", "DATABASE_URL"].contains(name);
        assert!(
            !is_secret || value.len() < 12 || !err.contains(value),
            "{err}"
        );
    }
}

#[test]
fn a_wrong_setting_stops_the_start_with_a_line_that_names_it() {
    let database = databases::sqlite();
    for (name, value) in [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite::memory:"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("LISTEN", "everywhere"),
        ("LISTEN", "127.0.0.1:99999"),
        ("SECRET_KEY", "short"),
        ("AURELI_ENV", "staging"),
        ("LOG_FORMAT", "xml"),
        ("PUBLIC_URL", "https://example.com:abc"),
        ("PUBLIC_URL", "https://example.com:"),
        ("PUBLIC_URL", "example.com"),
        ("PUBLIC_URL", "http://localhost/path"),
        ("RUST_LOG", "a=b=c"),
        ("RATE_LIMITS", "few"),
        ("SMTP_URL", "mailto:me@example.com"),
        ("SMTP_URL", "smtp://"),
        ("MAIL_FROM", "nobody"),
        ("TRUSTED_PROXIES", "the proxy"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.0/99"),
        ("MEDIA_URL", "ftp://example.com"),
        ("MEDIA_URL", "s3://"),
        ("MEDIA_URL", "file:"),
        ("YOOKASSA_URL", "http://example.com"),
        ("STRIPE_URL", "stripe"),
        ("TELEGRAM_URL", "telegram"),
        ("SMS_RU_URL", "http://example.com"),
        ("TWILIO_URL", "https://"),
        ("OPENAI_URL", "ftp://example.com"),
        ("VAPI_URL", "https://me@example.com"),
        ("ALLOW_LOOPBACK_FETCH", "maybe"),
    ] {
        let mut settings = vec![("DATABASE_URL", database.url()), ("SECRET_KEY", KEY)];
        settings.retain(|(other, _)| *other != name);
        settings.push((name, value));
        is_refused(database.folder(), &["migrate"], &settings, name);
    }
}

#[test]
fn production_refuses_to_start_on_what_is_unsafe() {
    let database = databases::sqlite();
    let safe = [
        ("DATABASE_URL", database.url()),
        ("SECRET_KEY", KEY),
        ("PUBLIC_URL", "https://book.example.com"),
        ("SMTP_URL", "smtp://127.0.0.1:1"),
    ];
    for (name, value) in [
        ("PUBLIC_URL", "http://book.example.com"),
        ("SMTP_URL", ""),
        ("RATE_LIMITS", "off"),
        ("ALLOW_LOOPBACK_FETCH", "true"),
        ("YOOKASSA_URL", "http://127.0.0.1:9"),
        ("STRIPE_URL", "https://127.0.0.1:9"),
    ] {
        let mut settings = safe.to_vec();
        settings.retain(|(other, _)| *other != name);
        settings.push((name, value));
        is_refused(database.folder(), &["migrate"], &settings, name);
    }
    // The key of a database that others may read does not lie beside it by chance.
    let on_postgres = [("DATABASE_URL", "postgres://somebody@127.0.0.1:1/none")];
    is_refused(database.folder(), &["migrate"], &on_postgres, "SECRET_KEY");
    // What is safe is taken.
    let output = Command::new(env!("CARGO_BIN_EXE_aureli"))
        .arg("migrate")
        .current_dir(database.folder())
        .env_clear()
        .envs(safe)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", texts(&output).1);
}

#[test]
fn a_place_that_cannot_be_used_stops_the_start_with_a_line_that_names_it() {
    let database = databases::sqlite();
    let folder = database.folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let base = [("DATABASE_URL", database.url()), ("LISTEN", &listen)];
    let with = |more: &[(&'static str, &'static str)]| [&base[..], more].concat();
    is_refused(
        folder,
        &["serve"],
        &with(&[("SECRET_KEY", KEY)]),
        "LISTEN: ",
    );
    // Nobody can make a folder in a file, not even the superuser that tests may run as.
    write(folder, "file", "");
    is_refused(
        folder,
        &["serve"],
        &with(&[("DATA_DIR", "file/data")]),
        "DATA_DIR: ",
    );
    let kept = [("DATA_DIR", "file/data"), ("SECRET_KEY", KEY)];
    is_refused(folder, &["serve"], &with(&kept), "MEDIA_URL: ");
    let media = [("MEDIA_URL", "file:file/media"), ("SECRET_KEY", KEY)];
    is_refused(folder, &["serve"], &with(&media), "MEDIA_URL: ");
    let base = "sqlite://file/aureli.db";
    let lost = [("DATABASE_URL", base), ("SECRET_KEY", KEY)];
    is_refused(folder, &["serve"], &lost, "DATABASE_URL: ");
    write(folder, "secret.key", "not a key");
    is_refused(
        folder,
        &["serve"],
        &[("DATABASE_URL", database.url()), ("DATA_DIR", ".")],
        "SECRET_KEY: ",
    );
}
