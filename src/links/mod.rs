//! Signed links in messages: confirm, move, cancel, or all of it on one page.
//!
//! A link is a random token of which only the hash is stored, for one purpose and one visit, until it expires or a newer
//! one of its purpose takes its place. Opening it changes nothing (mail scanners open every link); the act is a POST.

mod model;

pub use model::{Link, Purpose, mint};
