//! What belongs to the client: taking it along ([`export`]), having it erased or locked ([`erase`]), and how long it is kept
//! ([`retention`]). All of it asks for the password, or a code of the second factor, again.
//!
//! What was erased stays erased after a backup is restored ([`journal`]). A table that is added is named in [`tables`], or a
//! test fails. Data processing is consented to in a document of its own, which is a form like others (`consents`).

mod archive;
mod erase;
mod export;
mod forget;
mod journal;
mod lines;
mod masked;
mod pages;
mod retention;
mod rows;
mod sheet;
pub mod tables;

pub use archive::body;
pub use erase::{Fate, Preview, Reason, erase, unlock};
pub use export::{Export, file_name};
pub use journal::replay;
pub use masked::text as without_tokens;
pub use pages::{closed_card, routes};
pub use retention::{What, rules, set_rules, tend};
