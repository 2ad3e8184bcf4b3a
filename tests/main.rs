//! All tests of the app in one binary. `tests/run` starts what they need.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking and may say why; clippy.toml covers only the functions marked #[test]"
)]

mod accounts;
mod address;
mod allocations;
mod api;
mod appointments;
mod assets;
mod backup;
mod booking;
mod calendar;
mod calendars;
mod canary;
mod cash;
mod channels;
mod cli;
mod clients;
mod consents;
mod contact;
mod contrast;
mod demo;
mod errors;
mod faults;
mod guards;
mod headers;
mod holds;
mod i18n;
mod invoices;
mod links;
mod live;
mod me;
mod media;
mod messages;
mod money;
mod moves;
mod packages;
mod payments;
mod places;
mod policies;
mod practice;
mod privacy;
mod process;
mod products;
mod providers;
mod races;
mod rate;
mod resources;
mod schedule;
mod schema;
mod series;
mod services;
mod settings;
mod setup;
mod simulation;
mod slots;
mod support;
mod templates;
mod waitlist;
mod web;
mod widget;
