//! The people who are served. A client is never a user account: signed links in messages are their way in.
//!
//! [`Client`] is a card, its parts are in `model`: notes, tags, subjects, family, custom fields, further contacts.
//! [`Sought`] is what was typed to find one. `pages` has the list, the card and its forms, and the palette's search.

mod model;
mod pages;
mod search;

pub use model::*;
pub use pages::routes;
pub use search::{After, ClientRow, Filter, Sought};
