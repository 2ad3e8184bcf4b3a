//! The people who are served. A client is never a user account: signed links in messages are their way in.

mod model;

pub use model::{Client, NewClient, search_text};
