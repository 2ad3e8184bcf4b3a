//! What a visit needs besides the master, and how much of it is there: units of rooms, chairs, devices.
//!
//! Seats are counted at each instant, never numbered: three seats take three visits at a time however they overlap.

use chrono::{DateTime, Utc};

use super::diary::{Groups, is_shared, joined, of_span};
use super::{Member, Pool, Wanted};

type Seconds = (i64, i64);

/// All pools, made ready for many questions.
pub(super) struct Pools(Vec<(u32, Vec<Line>)>);

/// A member's time.
struct Line {
    capacity: u32,
    /// From when on how many units are taken, by instant; none before the first.
    steps: Vec<(i64, u32)>,
    /// Visits that share it whole with those that start together.
    groups: Groups,
    /// Outside its hours; apart from each other, by start.
    closed: Vec<Seconds>,
}

/// How many units of a member one visit could have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// As a client would be offered them.
    pub open: u32,
    /// Those that no visit has: its hours and blocks left aside.
    pub untaken: u32,
    /// The visit's own group has it already.
    pub is_joined: bool,
}

/// What each member of each pool has for a visit at `start`.
pub fn room(pools: &[Pool], wanted: &Wanted, start: DateTime<Utc>) -> Vec<Vec<Room>> {
    let start = start.timestamp();
    let end = start + i64::from(wanted.duration_minutes) * 60;
    let span = (
        start - i64::from(wanted.buffer_before_minutes) * 60,
        end + i64::from(wanted.buffer_after_minutes) * 60,
    );
    let of_member = |member: &Member| {
        let untaken = Member {
            capacity: member.capacity,
            busy: member.busy.clone(),
            ..Member::default()
        };
        let untaken = Line::new(&untaken, wanted);
        Room {
            open: Line::new(member, wanted).free(start, end, span),
            untaken: untaken.free(start, end, span),
            is_joined: untaken
                .groups
                .joined(start, span)
                .is_some_and(|seats| seats > 0),
        }
    };
    pools
        .iter()
        .map(|pool| pool.members.iter().map(of_member).collect())
        .collect()
}

impl Pools {
    pub fn new(pools: &[Pool], wanted: &Wanted) -> Self {
        let lines = |pool: &Pool| pool.members.iter().map(|m| Line::new(m, wanted)).collect();
        Self(
            pools
                .iter()
                .map(|pool| (pool.quantity, lines(pool)))
                .collect(),
        )
    }

    /// Whether each pool has its units for a visit from `start` to `end`, and with its buffers over `span`.
    pub fn have_room(&self, start: i64, end: i64, span: Seconds) -> bool {
        self.0.iter().all(|(quantity, lines)| {
            let mut missing = *quantity;
            lines.iter().any(|line| {
                missing = missing.saturating_sub(line.free(start, end, span));
                missing == 0
            })
        })
    }
}

impl Line {
    fn new(member: &Member, wanted: &Wanted) -> Self {
        let capacity = member.capacity;
        let busy = member.busy.iter().filter(|busy| !busy.span.is_empty());
        let visits = busy.clone().filter(|busy| !is_shared(busy, wanted));
        let visits = visits.map(|busy| {
            let units = match busy.group {
                Some(_) => capacity,
                None => busy.seats,
            };
            (of_span(&busy.span), units)
        });
        let blocked = member.blocked.iter().filter(|span| !span.is_empty());
        let blocked = blocked.map(|span| (of_span(span), capacity));
        Self {
            capacity,
            steps: steps(visits.chain(blocked)),
            groups: Groups::new(busy.filter(|busy| is_shared(busy, wanted))),
            closed: joined(member.closed.iter().map(of_span).collect()),
        }
    }

    /// Units that nobody has at any instant of `span`.
    fn free(&self, start: i64, end: i64, span: Seconds) -> u32 {
        let shut = self.closed.partition_point(|(_, open)| *open <= start);
        let is_shut = self.closed.get(shut).is_some_and(|(from, _)| *from < end);
        if is_shut || self.groups.joined(start, span).is_none() {
            return 0;
        }
        self.capacity.saturating_sub(self.peak(span))
    }

    fn peak(&self, (from, to): Seconds) -> u32 {
        let next = self.steps.partition_point(|(at, _)| *at <= from);
        let before = next.checked_sub(1).and_then(|last| self.steps.get(last));
        let within = self.steps[next..].iter().take_while(|(at, _)| *at < to);
        before
            .into_iter()
            .chain(within)
            .map(|(_, units)| *units)
            .max()
            .unwrap_or(0)
    }
}

/// How many units are taken from when on.
fn steps(taken: impl Iterator<Item = (Seconds, u32)>) -> Vec<(i64, u32)> {
    let mut edges: Vec<(i64, i64)> = taken
        .flat_map(|((from, to), units)| [(from, i64::from(units)), (to, -i64::from(units))])
        .collect();
    edges.sort_unstable();
    let (mut steps, mut level) = (Vec::<(i64, u32)>::with_capacity(edges.len()), 0_i64);
    for (at, change) in edges {
        level += change;
        let units = u32::try_from(level).unwrap_or(if level < 0 { 0 } else { u32::MAX });
        match steps.last_mut() {
            Some(last) if last.0 == at => last.1 = units,
            _ => steps.push((at, units)),
        }
    }
    steps
}
