//! What the owner sets once: the practice's own data and the rules of booking.
//!
//! Hours, exceptions and blocks are the schedule's (`schedule/pages`); services have their own page.

pub mod options;
pub mod qr;
