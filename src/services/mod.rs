//! What is sold by the hour: duration, price, buffers, rules; variants (hair length, car class) and add-ons.
//!
//! A [`Plan`] is what a client chose: services in a row with their variants and add-ons. A service that was used is
//! deactivated, never deleted; what a visit cost when it was booked stays with the visit.

mod model;
mod plan;

pub use model::{Addon, Confirmation, Service, Variant};
pub use plan::{Choice, Item, Plan};
