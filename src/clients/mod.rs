//! The people who are served. A client is never a user account: signed links in messages are their way in.
//!
//! [`Client`] is a card; [`Sought`] what was typed to find one. `pages` has the list, the card, and the palette's search.

mod model;
mod pages;
mod search;

pub use model::{Client, NewClient, search_text};
pub use pages::routes;
pub use search::{After, ClientRow, Sought};
