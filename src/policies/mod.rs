//! Which rule holds for a visit: the practice's, a service's own, or one made for a single client. The narrower wins: a
//! service's stands in for the practice's, a client's for both. Of several services the strictest counts. Limits of a day are
//! counts of different things (all visits, visits of one service, visits of one client), so that each of them holds.
//!
//! Where next: [`client`] (what a card says), [`terms`] (what holds, and why), [`words`] (the same as people read it).

pub mod card;
pub mod client;
pub mod terms;
pub mod words;

pub use client::{ClientRules, Kept};
pub use terms::{ByHand, Level, Ruled, Terms};
