//! Visits: their life, their time, their place in the calendar.
//!
//! [`Status`] has the only transition table; every change goes through a verb of [`Appointment`], which checks it,
//! writes the event, and leaves the overlap to the database. Time is taken by rows in `allocations`, buffers included.

mod model;
pub mod now_bar;
mod pages;
pub mod when;

pub use model::series;
pub use model::{
    About, AboutRow, Appointment, AppointmentRow, Cancellation, Clash, ForOther, Given, GivenRow,
    Happened, ItemRow, LENGTHS, MAX_SPAN_DAYS, MemberChoice, NewAppointment, NewPlace, PoolChoice,
    Source, Status, TooFar, Who, expire_due, lock_time,
};
pub use pages::routes;
