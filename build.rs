//! Rebuilds when a migration or a text changes.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
