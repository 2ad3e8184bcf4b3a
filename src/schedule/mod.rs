//! When a master works and what time is free.
//!
//! `local` turns clock readings into instants; `recurrence` and `blocks` unfold repeated breaks; `slots` finds the starts
//! a client may choose. These are pure: no I/O, and the present moment is passed in. Rules: the design's "Scheduling rules".

pub mod availability;
mod block_form;
pub mod blocks;
pub mod exceptions;
pub(crate) mod gathered;
mod holidays;
pub mod local;
pub mod model;
pub mod outside;
mod pages;
pub mod periods;
pub mod pools;
pub mod recurrence;
pub mod repeat;
pub mod slots;
pub mod typed;
pub mod write;

pub use pages::routes;
