//! What goes out to people. An event's message is a row in the outbox, written in the event's transaction ([`outbox`]);
//! the worker claims it, renders it once ([`compose`]), sends it, and retries or gives up into the to-do list ([`deliver`]).
//! What it says is the catalogue's, or the practice's own ([`templates`]). Until it goes it can be read, worded anew and kept back by hand ([`by_hand`], `pages`).
//!
//! One row is one message to one person for one event: its `dedupe_key` is unique. A message whose visit is over,
//! cancelled or moved meanwhile is dropped. One message to many is [`mailing`]. Retries are identical, with the same Message-ID, so that copies fold.

mod by_hand;
mod compose;
mod deliver;
mod listed;
pub mod mailbox;
pub mod mailing;
mod model;
mod outbox;
mod pages;
mod plain;
mod preview;
mod sample;
mod series;
mod templates;
mod words;

pub use compose::{Composed, host};
pub use deliver::deliver_due;
pub use listed::{Line, Told, told};
pub use model::{HELD, Kind, Message, dismiss, failed, retry, todo_count};
pub use outbox::{on_appointment, on_late_deposit};
pub use pages::{card, routes};
pub use plain::Plain;
pub use series::on_series;
