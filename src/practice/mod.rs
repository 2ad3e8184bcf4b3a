//! The practice file: a whole practice as text (JSON or TOML), to set one up, to copy one, to keep one in a repository.
//!
//! [`PracticeFile::parse`] reads it strictly: an unknown name or a bad value is refused with its path. [`apply`] makes
//! the database look like the file and tells what changed; doing it again changes nothing. [`export`] is the reverse.
//! What vanished from the file is removed when no visit ever used it, else deactivated. Names: the design's contract.

mod apply;
mod changes;
mod check;
mod export;
mod file;
mod values;

pub use apply::{Applied, apply};
pub use changes::Change;
pub use export::{export, load};
pub use file::{
    AddonFile, BlockFile, BookingFile, DepositFile, HoursFile, OverrideFile, OwnerFile, PlaceFile,
    PracticeFile, ResourceFile, ServiceFile, ServiceResourceFile, TravelFile, VariantFile, WayFile,
};
pub use values::{ClockTime, Day, When};
