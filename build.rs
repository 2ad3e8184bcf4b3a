//! Stops the build when a text is missing or defined twice, and rebuilds when a migration or a text changes.

use std::path::Path;

#[path = "src/i18n/check.rs"]
mod check;

fn main() -> std::io::Result<()> {
    // `src` holds the texts too; a page that names a key is checked against them.
    for path in ["build.rs", "migrations", "src", "templates"] {
        println!("cargo::rerun-if-changed={path}");
    }
    // A release embeds the files; in development they are read from disk.
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed=static");
    }
    for fault in check::faults(
        Path::new("src/i18n/locales"),
        &[Path::new("src"), Path::new("templates")],
    )? {
        println!("cargo::error={fault}");
    }
    Ok(())
}
