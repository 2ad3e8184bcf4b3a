//! What the waitlist is made of: wishes, who has them, times that came free, and to whom they were offered.

mod entries;
mod entry;
mod offer;
mod opening;
mod rules;
mod wish;

pub use entries::{EntryRow, Waiting};
pub use entry::{Entry, EntrySource, EntryStatus, NewEntry};
pub use offer::{Offer, OfferRow, OfferStatus};
pub use opening::{Opening, OpeningSource, OpeningStatus, SETTLES};
pub use rules::Rules;
pub use wish::{ALL_PARTS, ALL_WEEKDAYS, MAX_DAYS, PARTS, Wish};
