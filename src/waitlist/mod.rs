//! The waitlist: who waits for a time, and how a time that comes free finds its next client.
//!
//! A visit that is cancelled or moved leaves an opening. The worker asks one person after the other, the best first
//! ([`score`]), by a mail whose link shows a page; what keeps the time meanwhile is a visit with the status `held`, so that
//! the database's own promise covers it. Pressing "I take it" makes the hold the visit, in one transaction; no answer in time,
//! or a no, and the next one is asked. The master sees why each one stands where they stand, and may choose another.
//!
//! Where next: `model` (entries, openings, offers), [`candidates`] (who fits), `listener` (what a visit's events mean here),
//! [`work`] (what time does), `pages` (the master's), `public` (joining, answering, leaving).

pub mod candidates;
pub mod figures;
mod listener;
pub mod mails;
pub mod model;
mod pages;
pub mod public;
mod regulars;
mod rest;
pub mod score;
pub mod texts;
pub mod token;
pub mod work;

use axum::Router;

pub use listener::on_appointment;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new().merge(pages::routes()).merge(public::routes())
}
