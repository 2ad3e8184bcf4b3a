//! Weekly hours as a master thinks of them: one week that holds, and another for a season.
//!
//! The rows of `working_hours` with the same dates are a [`Period`]. What the pages show is a line without holes: where no
//! row holds, a period that is closed all week stands.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::json;
use sqlx::types::Json;

use super::model::{HoursRow, Whose, for_change};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::id::{HoursId, PlaceId, TenantId};
use crate::q;

/// Local clock minutes after midnight of a weekday (0 is Monday); `to <= from` crosses midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    pub weekday: u8,
    pub from: u16,
    pub to: u16,
    /// None: for visits at any place.
    pub place: Option<PlaceId>,
}

/// A week and the dates it holds for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<NaiveDate>,
    /// Inclusive.
    pub until: Option<NaiveDate>,
    /// In order.
    pub week: Vec<Interval>,
}

impl Period {
    /// All of them, by their beginnings, holes filled. Never empty.
    pub async fn all(on: impl On, tenant: TenantId, whose: Whose) -> Result<Vec<Self>> {
        Ok(Self::of_rows(&HoursRow::all(on, tenant, whose).await?))
    }

    fn of_rows(rows: &[HoursRow]) -> Vec<Self> {
        let mut periods: Vec<Self> = Vec::new();
        for row in rows {
            let interval = Interval {
                weekday: row.weekday.rem_euclid(7) as u8,
                from: row.from_minute as u16,
                to: row.to_minute as u16,
                place: row.place_id,
            };
            let same = |period: &&mut Self| {
                (period.from, period.until) == (row.valid_from, row.valid_until)
            };
            match periods.iter_mut().find(same) {
                Some(period) => period.week.push(interval),
                None => periods.push(Self {
                    from: row.valid_from,
                    until: row.valid_until,
                    week: vec![interval],
                }),
            }
        }
        for period in &mut periods {
            period.week.sort_unstable();
            period.week.dedup();
        }
        without_holes(periods)
    }

    /// Writes these instead of what is there.
    pub async fn replace_all(
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        whose: Whose,
        periods: &[Self],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let resource = for_change(tx, tenant, whose).await?;
        let rows: Vec<_> = periods
            .iter()
            .flat_map(|period| period.week.iter().map(move |interval| (period, interval)))
            .map(|(period, interval)| {
                json!({
                    "id": HoursId::new().0.simple().to_string(),
                    "weekday": interval.weekday, "from": interval.from, "to": interval.to,
                    "valid_from": period.from, "valid_until": period.until,
                    "place": interval.place.map(|place| place.0.simple().to_string()),
                })
            })
            .collect();
        q!(
            tx,
            execute,
            "DELETE FROM working_hours WHERE tenant_id = $1 AND resource_id = $2",
            tenant,
            resource,
        )?;
        q!(
            tx,
            execute,
            {
                sqlite: "INSERT INTO working_hours (tenant_id, id, resource_id, weekday, from_minute, to_minute, valid_from,
                            valid_until, place_id)
                         SELECT $1, unhex(e.value->>'id'), $2, e.value->>'weekday', e.value->>'from', e.value->>'to',
                            e.value->>'valid_from', e.value->>'valid_until', unhex(e.value->>'place')
                         FROM json_each($3) e",
                pg: "INSERT INTO working_hours (tenant_id, id, resource_id, weekday, from_minute, to_minute, valid_from,
                        valid_until, place_id)
                     SELECT $1, (e->>'id')::uuid, $2, (e->>'weekday')::bigint, (e->>'from')::bigint, (e->>'to')::bigint,
                        (e->>'valid_from')::date, (e->>'valid_until')::date, (e->>'place')::uuid
                     FROM jsonb_array_elements($3) e",
            },
            tenant,
            resource,
            Json(&rows),
        )?;
        let mut data = json!({ "part": "hours", "intervals": rows.len() });
        if whose.is_some() {
            data["resource"] = json!(resource);
        }
        events::record(
            tx,
            tenant,
            actor,
            Kind::ScheduleUpdated,
            Object::Tenant(tenant),
            data,
            now,
        )
        .await?;
        Ok(())
    }

    /// Names the period in an address: "2026-06-01_2026-08-31", "_" when it holds for ever.
    pub fn key(&self) -> String {
        let date = |date: Option<NaiveDate>| date.map(|d| d.to_string()).unwrap_or_default();
        format!("{}_{}", date(self.from), date(self.until))
    }

    /// The week as a text, to tell whether it was changed meanwhile.
    pub fn week_text(&self) -> String {
        let place = |i: &Interval| i.place.map(|place| format!("@{place}")).unwrap_or_default();
        let text = |i: &Interval| format!("{}:{}-{}{}", i.weekday, i.from, i.to, place(i));
        self.week.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    fn meets(&self, other: &Self) -> bool {
        let before = |until: Option<NaiveDate>, from: Option<NaiveDate>| matches!((until, from), (Some(until), Some(from)) if until < from);
        !before(self.until, other.from) && !before(other.until, self.from)
    }
}

/// Puts another week into the line from `from` to `until`: what holds on its first day, to begin with.
pub fn with_season(periods: &[Period], from: NaiveDate, until: NaiveDate) -> Vec<Period> {
    let week = periods
        .iter()
        .find(|period| period.holds_on(from))
        .map(|period| period.week.clone())
        .unwrap_or_default();
    let season = Period {
        from: Some(from),
        until: Some(until),
        week,
    };
    let mut line = Vec::new();
    for period in periods {
        if !period.meets(&season) {
            line.push(period.clone());
            continue;
        }
        if period.from.is_none_or(|start| start < from) {
            line.push(Period {
                until: from.pred_opt(),
                ..period.clone()
            });
        }
        if period.until.is_none_or(|end| end > until) {
            line.push(Period {
                from: until.succ_opt(),
                ..period.clone()
            });
        }
    }
    line.push(season);
    sort(&mut line);
    line
}

/// Takes a period out of the line: the one before it holds on, or the one after begins earlier; neighbours with the same
/// week become one. The only period stays.
pub fn without(periods: &[Period], at: usize) -> Vec<Period> {
    let mut line = periods.to_vec();
    if line.len() < 2 || at >= line.len() {
        return line;
    }
    let gone = line.remove(at);
    let joined = match at.checked_sub(1) {
        Some(before) => {
            line[before].until = gone.until;
            before
        }
        None => {
            line[0].from = gone.from;
            return line;
        }
    };
    if let Some(after) = line.get(joined + 1).cloned()
        && after.week == line[joined].week
        && line[joined].until.and_then(|until| until.succ_opt()) == after.from
    {
        line[joined].until = after.until;
        line.remove(joined + 1);
    }
    line
}

/// The first interval that shares time with one before it, in a week that goes round: Sunday night runs into Monday.
pub fn first_overlap(week: &[Interval]) -> Option<usize> {
    (1..week.len()).find(|&at| week[..at].iter().any(|other| overlap(week[at], *other)))
}

/// The first interval of `week` that shares time with another period's that holds on some of the same dates.
pub fn overlap_beside(week: &[Interval], period: &Period, others: &[Period]) -> Option<usize> {
    let beside: Vec<Interval> = others
        .iter()
        .filter(|other| other.meets(period))
        .flat_map(|other| other.week.iter().copied())
        .collect();
    week.iter()
        .position(|interval| beside.iter().any(|other| overlap(*interval, *other)))
}

const WEEK: i32 = 7 * 1440;

fn overlap(a: Interval, b: Interval) -> bool {
    let ((a_from, a_to), (b_from, b_to)) = (on_line(a), on_line(b));
    [-WEEK, 0, WEEK]
        .iter()
        .any(|shift| a_from < b_to + shift && b_from + shift < a_to)
}

/// Minutes after Monday's midnight.
fn on_line(interval: Interval) -> (i32, i32) {
    let start = i32::from(interval.weekday) * 1440;
    let (from, to) = (i32::from(interval.from), i32::from(interval.to));
    let to = if to <= from { to + 1440 } else { to };
    (start + from, start + to)
}

fn sort(periods: &mut [Period]) {
    periods.sort_by_key(|period| (period.from.is_some(), period.from, period.until));
}

/// Closed weeks where none holds.
fn without_holes(mut periods: Vec<Period>) -> Vec<Period> {
    if periods.is_empty() {
        return vec![Period::default()];
    }
    sort(&mut periods);
    let mut line: Vec<Period> = Vec::new();
    // The last day covered so far; none before the first period, MAX when the rest is covered.
    let mut covered: Option<NaiveDate> = None;
    for period in periods {
        let hole_from = covered.and_then(|day| day.succ_opt());
        if let Some(start) = period.from
            && hole_from.is_none_or(|from| from < start)
            && covered != Some(NaiveDate::MAX)
        {
            line.push(Period {
                from: hole_from,
                until: start.pred_opt(),
                week: Vec::new(),
            });
        }
        covered = covered.max(Some(period.until.unwrap_or(NaiveDate::MAX)));
        line.push(period);
    }
    if let Some(last) = covered.filter(|last| *last != NaiveDate::MAX) {
        line.push(Period {
            from: last.checked_add_days(Days::new(1)),
            until: None,
            week: Vec::new(),
        });
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, until: &str, hour: u16) -> Period {
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        let interval = Interval {
            weekday: 0,
            from: hour * 60,
            to: hour * 60 + 60,
            place: None,
        };
        Period {
            from: date(from),
            until: date(until),
            week: vec![interval],
        }
    }

    fn keys(line: &[Period]) -> Vec<String> {
        line.iter().map(Period::key).collect()
    }

    #[test]
    fn a_season_parts_the_line_and_leaves_it_whole_when_it_goes() {
        let line = vec![period("", "", 9)];
        let parted = with_season(&line, day("2026-06-01"), day("2026-08-31"));
        assert_eq!(
            keys(&parted),
            ["_2026-05-31", "2026-06-01_2026-08-31", "2026-09-01_"]
        );
        assert!(parted.iter().all(|period| period.week == line[0].week));
        assert_eq!(without(&parted, 1), line);
        assert_eq!(keys(&without(&parted, 0)), ["_2026-08-31", "2026-09-01_"]);
    }

    #[test]
    fn holes_are_closed_weeks() {
        let line = without_holes(vec![
            period("2026-06-01", "2026-06-30", 9),
            period("2026-08-01", "2026-08-31", 10),
        ]);
        assert_eq!(
            keys(&line),
            [
                "_2026-05-31",
                "2026-06-01_2026-06-30",
                "2026-07-01_2026-07-31",
                "2026-08-01_2026-08-31",
                "2026-09-01_"
            ]
        );
        assert!(line[2].week.is_empty());
        let both = without_holes(vec![
            period("", "", 9),
            period("2026-06-01", "2026-06-30", 12),
        ]);
        assert_eq!(keys(&both), ["_", "2026-06-01_2026-06-30"]);
    }

    #[test]
    fn nights_overlap_round_the_week() {
        let interval = |weekday, from, to| Interval {
            weekday,
            from,
            to,
            place: None,
        };
        assert_eq!(
            first_overlap(&[interval(0, 540, 720), interval(0, 720, 900)]),
            None
        );
        assert_eq!(
            first_overlap(&[interval(0, 540, 720), interval(0, 700, 900)]),
            Some(1)
        );
        assert_eq!(
            first_overlap(&[interval(0, 60, 600), interval(6, 1320, 120)]),
            Some(1)
        );
        assert_eq!(
            first_overlap(&[interval(0, 1320, 120), interval(1, 60, 600)]),
            Some(1)
        );
        let summer = period("2026-06-01", "2026-06-30", 9);
        let week = [interval(0, 570, 700)];
        assert_eq!(
            overlap_beside(&week, &period("", "", 1), std::slice::from_ref(&summer)),
            Some(0)
        );
        assert_eq!(
            overlap_beside(&week, &period("2027-01-01", "", 1), &[summer]),
            None
        );
    }
}
