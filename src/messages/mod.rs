//! What goes out to people. An event's message is a row in the outbox, written in the event's transaction ([`outbox`]);
//! the worker claims it, renders it once ([`compose`]), sends it, and retries or gives up into the to-do list ([`deliver`]).
//! What is about a visit goes by one of its reader's ways ([`carry`]), by SMS in a sentence ([`short`]).
//!
//! One row is one message to one person for one event: its `dedupe_key` is unique. A message whose visit is over,
//! cancelled or moved meanwhile is dropped. One message to many is [`mailing`]. Retries are identical, with the same Message-ID, so that copies fold.

mod carry;
mod compose;
mod deliver;
pub mod mailbox;
pub mod mailing;
mod model;
mod outbox;
mod plain;
mod series;
mod short;

pub use compose::{Composed, host};
pub use deliver::deliver_due;
pub use model::{HELD, Kind, Message, Told, dismiss, failed, retry, todo_count, told};
pub use outbox::{on_appointment, on_late_deposit};
pub use plain::Plain;
pub use series::on_series;
pub use short::short_text;
