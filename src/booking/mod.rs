//! The public site of a practice: its profile, and booking in three steps (service, time, details). What is booked is
//! shown at an address of its own that can be opened again.
//!
//! A time is looked up when it is shown and again in the transaction that takes it, under the lock of the master's time:
//! `model` keeps that promise, for pages and for the API alike. While the form is open the time is the visitor's (`holds`). Every step is a plain link or form; scripts only save
//! waiting. Nothing here tells whether somebody is a client already.

mod booked;
mod catalogue;
mod choosing;
mod code;
mod code_mail;
mod details_page;
mod details_step;
pub mod embed;
mod holds;
mod json_ld;
mod logo;
mod model;
mod near;
mod pages;
mod paid_ahead;
mod profile;
mod robots;
mod selection;
mod service_step;
mod site;
mod summary;
mod time_step;
mod typed;
mod visitor;
mod week;

use axum::Router;
use axum::routing::{get, post};

pub use booked::path as booked_path;
pub use code::sweep as sweep_codes;
pub use code_mail::{JOB as CODE_JOB, send as send_code};
pub use model::{Booked, Outcome, Request, Unsigned};
pub use near::nearest;
pub use paid_ahead::deposit as deposit_ahead;
pub use selection::{Selection, parse_at, parse_date};
pub use site::{Frame, Site, map_of};
pub use summary::{ZoneNote, deadline, window};
pub use typed::{Contact, choose, clean, is_name};
pub use visitor::Visitor;
pub use week::{Range, Times, Week, moment, monday, nearest_of};

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/robots.txt", get(robots::robots))
        .route("/sitemap.xml", get(robots::sitemap))
        .route("/{slug}", get(profile::show))
        .route("/{slug}/book", get(pages::show).post(pages::create))
        .route("/{slug}/book/hold", post(choosing::hold))
        .route("/{slug}/book/hold/extension", post(choosing::extend))
        .route("/{slug}/book/hold/release", post(choosing::release))
        .route("/embed/widget.js", get(embed::script))
        .route("/embed/{slug}", get(pages::show).post(pages::create))
        .route("/embed/{slug}/hold", post(choosing::hold))
        .route("/embed/{slug}/hold/extension", post(choosing::extend))
        .route("/embed/{slug}/hold/release", post(choosing::release))
        .route("/embed/{slug}/booked/{reference}", get(booked::show))
        .route("/{slug}/logo/{mark}", get(logo::show))
        .route("/{slug}/booked/{reference}", get(booked::show))
        .route(
            "/{slug}/booked/{reference}/visit.ics",
            get(booked::calendar_file),
        )
}
