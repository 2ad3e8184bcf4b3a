//! What clients sign: consents to a treatment, permission for photos, data processing, advertising, medical questions.
//!
//! A form ([`forms`]) has versions ([`content`]) in several languages; a published one never changes. A service may ask
//! for forms; a booking then asks its client for those that are not valid yet ([`requests`]), by link or on the master's
//! phone ([`pages`]). What is signed is one sealed document with its hash ([`document`], [`record`]) that no path can
//! change: the triggers of the migration refuse it. It ends by being withdrawn, by running out, or by erasure, which
//! leaves the hash. [`gate`] tells whether a visit may be booked or begun.

mod answers;
pub mod card;
mod content;
mod document;
mod erase;
mod files;
mod forms;
pub mod gate;
mod links;
pub mod mails;
mod pages;
mod record;
mod requests;
mod signing;
mod starters;
mod versions;

pub use answers::Typed;
pub use content::{Content, Field, FieldKind, Text};
pub use document::{Answer, Document, Signature};
pub use erase::{erase_client, erase_one};
pub use files::{open as open_file, sweep as forget_tries};
pub use forms::{Form, Policy, Rules};
pub use links::{mint, open as open_link};
pub use pages::routes;
pub use record::{Consent, Kind, Line, State, expire_due, has_valid, may_publish};
pub use requests::{ask, ask_form, on_appointment};
pub use signing::{Signed, Signing, sign};
pub use starters::{STARTERS, Starter};
pub use versions::Version;
