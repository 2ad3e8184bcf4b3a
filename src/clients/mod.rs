//! The people who are served. A client is never a user account: signed links in messages are their way in.
//!
//! [`Client`] is a card, its parts are in `model`: notes, tags, subjects, family, custom fields, further contacts.
//! [`Sought`] is what was typed to find one. `imports` brings lists from elsewhere, `export` writes one. `pages` has the list, the card and its forms, and the palette's search.

mod export;
pub mod imports;
mod model;
mod pages;
mod search;

pub use export::safe as safe_cell;
pub use model::*;
pub(crate) use pages::moment;
pub use pages::routes;
pub(crate) use search::share_a_name;
pub use search::{After, ClientRow, Filter, Sought, Tagged};
