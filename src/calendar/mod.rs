//! The calendar: a day, a week or an agenda of visits, breaks and free time.
//!
//! [`Window`] says what is shown, [`model`] reads it in four queries whatever the history, [`Board`] lays it out on the
//! clock of the practice's zone, where hours that a night skips are closed and a visit over midnight stands on both days.
//! Visits themselves, their panel and verbs: [`crate::appointments`].

mod board;
mod example;
mod labels;
mod lanes;
mod local_day;
mod minutes;
mod model;
mod next;
mod offline;
mod pages;
mod print;
mod search;
mod window;

pub use board::Board;
pub use labels::foreign;
pub use model::Sources;
pub use pages::{Calendar, Html, grid, panel_answer, routes};
pub use window::{View, Window, parse_date};
