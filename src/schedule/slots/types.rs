//! What the search is told and what it answers.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::schedule::local::Span;

/// Everything a search looks at. The caller loads only what meets the range; `is_free` wants the day of the start, the
/// day before and what lies around them. For a move, leave the visit's own busy time and its start out.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub tz: Tz,
    pub now: DateTime<Utc>,
    /// First day asked for, local.
    pub from: NaiveDate,
    /// How many days, 1..=62.
    pub days: u32,
    pub hours: &'a [WeeklyHours],
    pub overrides: &'a [Override],
    /// Visits, holds and blocks, in any order; they may overlap.
    pub busy: &'a [Busy],
    /// Starts of the visits that count towards the daily limit; unused without one.
    pub visits: &'a [DateTime<Utc>],
    pub rules: &'a Rules,
    pub wanted: Wanted,
    /// What the visit needs besides the master; all of them.
    pub pools: &'a [Pool],
}

/// So many units out of these, together: a chair of three, two seats of a hall. No member stands in two pools.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    pub quantity: u32,
    pub members: Vec<Member>,
}

/// A room, a chair, a device, a vehicle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Units it has at any time.
    pub capacity: u32,
    /// Visits, in any order; they may overlap. One of a group takes it whole, but for those of the same group.
    pub busy: Vec<Busy>,
    /// Blocks: all of it is taken.
    pub blocked: Vec<Span>,
    /// Outside its own hours; the visit may not lie there, its buffers may.
    pub closed: Vec<Span>,
}

/// One interval of a week's opening hours, in minutes after local midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyHours {
    pub weekday: Weekday,
    /// 0..1440
    pub from_minute: u16,
    /// 1..=1440; not after `from_minute`: on the next day. It belongs to the day it starts all the same.
    pub to_minute: u16,
    pub valid_from: Option<NaiveDate>,
    /// Inclusive.
    pub valid_until: Option<NaiveDate>,
}

/// Stands in for the weekly hours of one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub date: NaiveDate,
    /// As in `WeeklyHours`; empty: closed.
    pub open: Vec<(u16, u16)>,
}

/// Time that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// With the buffers of the visit.
    pub span: Span,
    /// Visits of one group may share their time while seats are left. None: nobody shares it.
    pub group: Option<GroupKey>,
    pub seats: u32,
    /// The way between its place and the one looked for, kept free on both sides; nobody joins a visit elsewhere.
    pub travel_minutes: u32,
}

/// Visits of the same service that start together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupKey {
    pub service: Uuid,
    /// Of the visit itself, without buffers.
    pub start: DateTime<Utc>,
}

/// The tenant's booking rules, with the service's own values where it has some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Distance of the starts offered, from the beginning of each opening interval; at least 1.
    pub step_minutes: u32,
    /// A start this far ahead can still be booked.
    pub notice_minutes: u32,
    /// How many days after today can be booked, the last one wholly. 0: today only.
    pub horizon_days: u32,
    pub offer: Offer,
    /// Visits per local day.
    pub daily_limit: Option<u32>,
    /// When this service is done at all, within opening hours.
    pub limits: Limits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The grid.
    All,
    /// The grid, and starts that leave no hole beside what is taken.
    Tight,
}

/// The weekdays and hours of a service. The whole visit lies within one of the `hours`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Empty: any. The day on which the opening hours begin.
    pub weekdays: Vec<Weekday>,
    /// Minutes after local midnight as in `WeeklyHours`. Empty: any.
    pub hours: Vec<(u16, u16)>,
}

/// The visit a place is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub service: Uuid,
    pub duration_minutes: u32,
    /// Kept free before the visit, beside any buffer of the neighbour's; may lie outside opening hours.
    pub buffer_before_minutes: u32,
    pub buffer_after_minutes: u32,
    /// Seats of one group; 1: nobody shares.
    pub capacity: u32,
    /// Seats this visit takes; at least 1.
    pub seats: u32,
}

/// One service of a visit that has several, variant and add-ons included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub service: Uuid,
    pub duration_minutes: u32,
    pub buffer_before_minutes: u32,
    pub buffer_after_minutes: u32,
}

impl Wanted {
    /// Several services one after the other: only the outer buffers of the first and last apply, and nobody joins in.
    /// None without any part.
    pub fn in_a_row(parts: &[Part]) -> Option<Self> {
        let (first, last) = (parts.first()?, parts.last()?);
        Some(Self {
            service: first.service,
            duration_minutes: parts
                .iter()
                .fold(0, |sum, part| sum.saturating_add(part.duration_minutes)),
            buffer_before_minutes: first.buffer_before_minutes,
            buffer_after_minutes: last.buffer_after_minutes,
            capacity: 1,
            seats: 1,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    /// Whether the day has opening hours at all; open and no slots: full, or too soon, or too far ahead.
    pub open: bool,
    /// By start.
    pub slots: Vec<Slot>,
}

/// A visit that can be had, without buffers, in the tenant's offset of each instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub start: DateTime<FixedOffset>,
    pub end: DateTime<FixedOffset>,
}

/// Why a start is not offered; the first of these that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is over.
    Past,
    /// Sooner than the notice allows.
    Notice,
    /// Later than the horizon allows.
    Horizon,
    /// Not wholly within opening hours, or not when the service is done.
    Closed,
    /// Something else is there.
    Taken,
    /// The day has its number of visits.
    DailyLimit,
    /// Free, but not a start that is offered.
    OffGrid,
}
