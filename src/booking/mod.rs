//! The public site of a practice: its profile, and booking in three steps (service, time, details). What is booked is
//! shown at an address of its own that can be opened again.
//!
//! A time is looked up when it is shown and again in the transaction that takes it, under the lock of the master's time:
//! `model` keeps that promise, for pages and for the API alike. Nothing here tells whether somebody is a client already.

mod model;
mod typed;
mod visitor;

pub use model::{Booked, Outcome, Request, nearest};
pub use typed::{Contact, choose, clean, is_name};
pub use visitor::Visitor;
