//! Invoices and credit notes.
//!
//! A draft is edited freely. Sending it takes the next number of its series ([`model`]), fixes who issued it to whom, and
//! closes a hash chain; from then on the database refuses every change but of where it stands. What it adds up to is
//! [`totals`]'s rule. What was paid comes from the payments, through [`model::settle`].

pub mod model;
pub mod totals;
