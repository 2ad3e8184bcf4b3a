//! Aureli Solo: a whole practice for a person who works alone.
//!
//! The way of a request: [`routes`] → a feature's `pages.rs` → a verb in its `model.rs` → [`db`] → a template. One
//! folder a feature: `accounts` (who signs in), `services` (what is sold), `schedule` (when, and the slot search),
//! `resources` (rooms and devices), `places` (where visits are held), `clients`, `appointments` (visits), `calendar` (how they stand in time), `booking` (the public site), `waitlist` (who fills a time that comes free), `messages` (what goes out), `channels` (by what).
//! `policies` says which rule holds for whom. `consents` keeps what clients sign, `media` their photos, `invoices` what they owe, `packages` what they paid ahead, `products` what is sold over the counter, `cash` the desk of a day. Each verb announces what happened to [`events`]; [`jobs`] do what may take time.

pub mod accounts;
pub mod api;
pub mod app;
pub mod appointments;
pub mod backup;
pub mod booking;
pub mod calendar;
pub mod calendars;
pub mod cash;
pub mod channels;
pub mod clients;
pub mod clock;
pub mod config;
pub mod consents;
pub mod contact;
pub mod crypto;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod i18n;
pub mod ics;
pub mod id;
pub mod invoices;
pub mod jobs;
pub mod links;
pub mod me;
pub mod media;
pub mod messages;
pub mod money;
pub mod packages;
pub mod payments;
pub mod places;
pub mod policies;
pub mod practice;
pub mod privacy;
pub mod products;
pub mod providers;
pub mod resources;
pub mod routes;
pub mod schedule;
pub mod services;
pub mod settings;
pub mod setup;
mod text_column;
pub mod todo;
pub mod waitlist;
pub mod web;
