//! All that a search over some days looks at, gathered by one statement into one row: hours, overrides, blocks and what is
//! taken. A row costs more than a line of text, and four weeks of a full diary have hundreds.
//!
//! This is the master's time. What else a service needs is rare, and [`super::pools`] reads it where there is any.
//!
//! A list is text, a record a line, its fields divided by `|`. Both databases write instants as UTC and year first, so
//! that they are read by place.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use sqlx::FromRow;

use super::blocks::{Block, Moment};
use super::local::Span;
use super::slots::{Busy, GroupKey, Override, WeeklyHours};
use crate::appointments::MAX_SPAN_DAYS;
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{AppointmentId, PlaceId, ServiceId, TenantId};
use crate::q;

/// What stands for a counted seat where others name their group; see the table's guards.
pub const COUNTED: &str = "seats";

/// What to gather: for whom, for which services, and the days and instants that are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub tenant: TenantId,
    pub services: &'a [ServiceId],
    pub first: NaiveDate,
    /// Inclusive.
    pub last: NaiveDate,
    pub window: Span,
    /// A visit whose own time does not count.
    pub without: Option<AppointmentId>,
    /// Holds that have run out by now are left aside.
    pub now: DateTime<Utc>,
}

#[derive(Debug, Default)]
pub struct Gathered {
    pub hours: Vec<WeeklyHours>,
    pub overrides: Vec<Override>,
    pub blocks: Vec<Block>,
    /// Visits, with their buffers, and the place of each.
    pub taken: Vec<(Busy, Option<PlaceId>)>,
    /// The practice works at more than one place.
    pub has_places: bool,
    /// Busy in calendars outside.
    pub elsewhere: Vec<Span>,
    /// The services need more than the master.
    pub has_needs: bool,
}

#[derive(FromRow, Default)]
struct Row {
    hours: Option<String>,
    overrides: Option<String>,
    blocks: Option<String>,
    taken: Option<String>,
    has_places: bool,
    elsewhere: Option<String>,
    has_needs: bool,
}

impl Wish<'_> {
    /// The service at a place of a statement; the first one stands in where there are fewer.
    pub fn service(&self, n: usize) -> Option<ServiceId> {
        self.services.get(n).or(self.services.first()).copied()
    }

    /// No visit that meets the window began before.
    pub fn reach(&self) -> DateTime<Utc> {
        self.window.start - TimeDelta::days(MAX_SPAN_DAYS)
    }
}

impl Gathered {
    pub async fn load(mut on: impl On, wish: Wish<'_>) -> Result<Self> {
        let row = q!(
            on,
            fetch_optional: Row,
            "SELECT
                (SELECT string_agg(concat(h.weekday, '|', h.from_minute, '|', h.to_minute, '|', h.valid_from, '|', h.valid_until), '
')
                 FROM working_hours h WHERE h.tenant_id = $1 AND h.resource_id = m.id) AS hours,
                (SELECT string_agg(concat(o.date, '|', CAST(o.open AS TEXT)), '
')
                 FROM date_overrides o WHERE o.tenant_id = $1 AND o.resource_id = m.id AND o.date BETWEEN $2 AND $3) AS overrides,
                (SELECT string_agg(concat(b.starts_local, '|', b.ends_local, '|', b.starts_at, '|', b.ends_at, '|', b.rrule), '
')
                 FROM blocks b WHERE b.tenant_id = $1 AND b.resource_id = m.id AND b.last_date >= $2 AND b.first_date <= $3) AS blocks,
                (SELECT string_agg(concat(a.starts_at, '|', a.ends_at, '|', a.seats, '|', a.share_key, '|', a.place), '
')
                 FROM allocations a
                 WHERE a.tenant_id = $1 AND a.resource_id = m.id
                   AND a.is_active AND a.starts_at < $5 AND a.ends_at > $4 AND a.starts_at > $6
                   AND (a.expires_at IS NULL OR a.expires_at > $7)
                   AND ($12 IS NULL OR a.appointment_id <> $12)) AS taken,
                EXISTS (SELECT 1 FROM places p WHERE p.tenant_id = $1) AS has_places,
                (SELECT string_agg(concat(e.starts_at, '|', e.ends_at), '
')
                 FROM busy_times e
                 WHERE e.tenant_id = $1 AND e.resource_id = m.id
                   AND e.starts_at < $5 AND e.ends_at > $4 AND e.starts_at > $6) AS elsewhere,
                EXISTS (SELECT 1 FROM service_resources s
                        WHERE s.tenant_id = $1 AND s.service_id IN ($8, $9, $10, $11)) AS has_needs
             FROM resources m WHERE m.tenant_id = $1 AND m.kind = 'master'",
            wish.tenant,
            wish.first,
            wish.last,
            wish.window.start,
            wish.window.end,
            wish.reach(),
            wish.now,
            wish.service(0),
            wish.service(1),
            wish.service(2),
            wish.service(3),
            wish.without,
        )?;
        let row = row.unwrap_or_default();
        Ok(Self {
            hours: read(row.hours, hours)?,
            overrides: read(row.overrides, override_of)?,
            blocks: read(row.blocks, block)?,
            taken: read(row.taken, taken_at)?,
            has_places: row.has_places,
            elsewhere: read(row.elsewhere, span)?,
            has_needs: row.has_needs,
        })
    }
}

/// Reads a list; a record that does not read is a fault of ours, and guessing what it takes could book it twice.
pub(super) fn read<T>(
    text: Option<String>,
    record: impl Fn(&[&str]) -> Option<T>,
) -> Result<Vec<T>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut fields = Vec::with_capacity(5);
    text.split('\n')
        .map(|line| {
            fields.clear();
            fields.extend(line.split('|'));
            record(&fields).ok_or_else(|| Error::internal("a line of the schedule does not read"))
        })
        .collect()
}

pub(super) fn hours(fields: &[&str]) -> Option<WeeklyHours> {
    let [weekday, from, to, valid_from, valid_until] = fields else {
        return None;
    };
    Some(WeeklyHours {
        weekday: Weekday::try_from(weekday.parse::<u8>().ok()?).ok()?,
        from_minute: from.parse().ok()?,
        to_minute: to.parse().ok()?,
        valid_from: optional(valid_from, date)?,
        valid_until: optional(valid_until, date)?,
    })
}

pub(super) fn override_of(fields: &[&str]) -> Option<Override> {
    let [day, open] = fields else { return None };
    Some(Override {
        date: date(day)?,
        open: serde_json::from_str(open).ok()?,
    })
}

pub(super) fn block(fields: &[&str]) -> Option<Block> {
    let [local_start, local_end, start, end, rrule] = fields else {
        return None;
    };
    let (start, end) = match (
        optional(local_start, reading)?,
        optional(local_end, reading)?,
    ) {
        (Some(start), Some(end)) => (Moment::Local(start), Moment::Local(end)),
        _ => (
            Moment::Instant(reading(start)?.and_utc()),
            Moment::Instant(reading(end)?.and_utc()),
        ),
    };
    let rrule = Some((*rrule).to_owned()).filter(|rule| !rule.is_empty());
    Some(Block { start, end, rrule })
}

/// With the place of the visit.
fn taken_at(fields: &[&str]) -> Option<(Busy, Option<PlaceId>)> {
    let (place, fields) = fields.split_last()?;
    Some((taken(fields)?, optional(place, |id| id.parse().ok())?))
}

pub(super) fn taken(fields: &[&str]) -> Option<Busy> {
    let [start, end, seats, share_key] = fields else {
        return None;
    };
    Some(Busy {
        span: Span::new(reading(start)?.and_utc(), reading(end)?.and_utc()),
        group: group_key(share_key),
        seats: seats.parse().ok()?,
        travel_minutes: 0,
    })
}

pub(super) fn span(fields: &[&str]) -> Option<Span> {
    let [start, end] = fields else { return None };
    Some(Span::new(
        reading(start)?.and_utc(),
        reading(end)?.and_utc(),
    ))
}

/// "SERVICE@SECONDS", as [`Appointment::book`](crate::appointments::Appointment::book) writes it.
fn group_key(text: &str) -> Option<GroupKey> {
    let (service, seconds) = text.split_once('@')?;
    let start = DateTime::from_timestamp(seconds.parse().ok()?, 0)?;
    Some(GroupKey {
        service: service.parse().ok()?,
        start,
    })
}

/// None where the field must be there and does not read.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() {
        Some(None)
    } else {
        read(text).map(Some)
    }
}

/// "2026-05-14…"
fn date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let year = number(bytes, 0, 4)?;
    NaiveDate::from_ymd_opt(year as i32, number(bytes, 5, 2)?, number(bytes, 8, 2)?)
}

/// "2026-05-14T10:00:00…" or with a space; parts of a second do not count here.
fn reading(text: &str) -> Option<NaiveDateTime> {
    let bytes = text.as_bytes();
    let (hour, minute) = (number(bytes, 11, 2)?, number(bytes, 14, 2)?);
    let time = NaiveTime::from_hms_opt(hour, minute, number(bytes, 17, 2)?)?;
    Some(date(text)?.and_time(time))
}

fn number(bytes: &[u8], at: usize, digits: usize) -> Option<u32> {
    let part = bytes.get(at..at + digits)?;
    part.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_ways_to_write_an_instant_read_alike() {
        let expected = "2026-05-14T10:15:30Z".parse::<DateTime<Utc>>().unwrap();
        for text in [
            "2026-05-14T10:15:30+00:00",
            "2026-05-14 10:15:30+00",
            "2026-05-14 10:15:30",
            "2026-05-14T10:15:30.123456+00:00",
        ] {
            assert_eq!(reading(text).unwrap().and_utc(), expected, "{text}");
        }
        for odd in ["", "2026", "2026-13-14T10:15:30", "2026-05-14", "infinity"] {
            assert_eq!(reading(odd), None, "{odd}");
        }
    }
}
