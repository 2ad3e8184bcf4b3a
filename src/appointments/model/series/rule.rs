//! When a series falls: what a form says about it, and the days that follow. Always bounded: a rule that never ends, or
//! floods the calendar, is refused with the limit in the text.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;

use crate::appointments::when;
use crate::i18n::{Locale, key};
use crate::schedule::local;
use crate::schedule::recurrence::Recurrence;
use crate::schedule::repeat::{End, Repeat};
use crate::schedule::typed;
use crate::web::Errors;
use crate::web::forms::{Problem, number};

/// The most visits that one series may have.
pub const MAX_VISITS: usize = 60;
/// How far ahead a series may reach, in days from today: as far as the master may book.
pub const MAX_DAYS: u64 = 730;

const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// What a form says, as typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// "weekly", "monthly" (the same weekday of the month), "daily" or "rule".
    pub repeat: &'a str,
    /// Every how many days, weeks or months.
    pub every: &'a str,
    /// Weekdays, 0 is Monday; the first visit's own always counts.
    pub days: &'a [String],
    /// "count" or "date".
    pub ends: &'a str,
    pub count: &'a str,
    pub until: &'a str,
    /// A rule after RFC 5545, for "rule".
    pub rule: &'a str,
}

impl Typed<'_> {
    /// Whether more than one visit is wanted.
    pub fn is_series(&self) -> bool {
        !matches!(self.repeat, "" | "once")
    }

    /// The field that bounds it.
    pub fn bound(&self) -> &'static str {
        match (self.repeat, self.ends) {
            ("rule", _) => "rule",
            (_, "date") => "until",
            _ => "count",
        }
    }

    /// The rule, for a first visit on that day.
    pub fn read(&self, first: NaiveDate, errors: &mut Errors) -> Option<String> {
        if self.repeat == "rule" {
            let rule = self.rule.trim().to_ascii_uppercase();
            let known = Recurrence::parse(&rule).map_err(told);
            return errors.take("rule", known).map(|_| rule);
        }
        let every = match self.every.trim() {
            "" => Some(1),
            typed => errors.take("every", number(typed, 1..=52)),
        };
        let end = match self.ends {
            "date" => {
                let date = typed::date(self.until);
                let date = date.and_then(|date| match date > first {
                    true => Ok(date),
                    false => Err(key!("series-until-first")),
                });
                errors.take("until", date).map(End::On)
            }
            _ => errors
                .take("count", number(self.count, 2..=MAX_VISITS as i64))
                .map(|count| End::After(count as u32)),
        };
        let (every, end) = (every? as u32, end?);
        match self.repeat {
            "daily" => Repeat::Daily { every, end }.rule(),
            "weekly" => {
                let mut days: Vec<u8> = self
                    .days
                    .iter()
                    .filter_map(|day| day.parse().ok())
                    .collect();
                days.push(first.weekday().num_days_from_monday() as u8);
                days.retain(|day| *day < 7);
                days.sort_unstable();
                days.dedup();
                Repeat::Weekly { every, days, end }.rule()
            }
            "monthly" => Some(monthly(first, every, end)),
            _ => {
                errors.add("repeat", key!("field-choose"));
                None
            }
        }
    }
}

/// The same weekday of each month: "the second Tuesday"; a fifth one is the last.
fn monthly(first: NaiveDate, every: u32, end: End) -> String {
    let nth = match first.day0() / 7 + 1 {
        5 => -1,
        nth => nth as i32,
    };
    let code = CODES[first.weekday().num_days_from_monday() as usize];
    let end = match end {
        End::Never => String::new(),
        End::On(date) => format!(";UNTIL={}", date.format("%Y%m%d")),
        End::After(count) => format!(";COUNT={count}"),
    };
    let interval = match every {
        1 => String::new(),
        every => format!(";INTERVAL={every}"),
    };
    format!("FREQ=MONTHLY{interval};BYDAY={nth}{code}{end}")
}

/// The words of a block's rule, said of visits.
fn told(key: &'static str) -> Problem {
    Problem::new(match key {
        "schedule-rrule-too-often" => key!("series-rule-too-often"),
        "schedule-rrule-unsupported" => key!("series-rule-unsupported"),
        _ => key!("series-rule-invalid"),
    })
}

/// The days of a series whose first visit begins at `first` on the clock, the first day among them. Neither endless nor more
/// than [`MAX_VISITS`], nor further ahead than [`MAX_DAYS`].
pub fn days(
    rule: &str,
    tz: Tz,
    first: NaiveDateTime,
    today: NaiveDate,
) -> Result<Vec<NaiveDate>, Problem> {
    let max = MAX_VISITS as i64;
    let rule = Recurrence::parse(rule).map_err(told)?;
    let last = rule.last_date(tz, first);
    let last = last.ok_or(Problem::with(key!("series-endless"), "max", max))?;
    let reach = today.checked_add_days(Days::new(MAX_DAYS));
    let reach = reach.unwrap_or(NaiveDate::MAX);
    // No further than it takes to see that it is too much.
    let days = rule.dates(tz, first, first.date(), last.min(reach.max(first.date())));
    if days.len() > MAX_VISITS {
        return Err(Problem::with(key!("series-too-many"), "max", max));
    }
    if last > reach {
        return Err(Problem::new(key!("series-too-far")));
    }
    match days.first() {
        Some(day) if *day == first.date() => {}
        _ => return Err(Problem::new(key!("series-not-on-first"))),
    }
    match days.len() {
        1 => Err(Problem::new(key!("series-only-one"))),
        _ => Ok(days),
    }
}

/// The instant of a clock time on a day, and whether the clock skips it: then it is the first instant after the gap.
pub fn at(tz: Tz, day: NaiveDate, time: NaiveTime) -> (DateTime<Utc>, bool) {
    match when::instant(tz, day, time) {
        Ok(at) => (at, false),
        Err(_) => (local::resolve(tz, day.and_time(time)), true),
    }
}

/// "Every 2 weeks: Tue, Thu".
pub fn words(rule: &str, first: NaiveDate, locale: Locale) -> String {
    let weekday = |day: u8| Weekday::try_from(day).map(|day| locale.weekday_short(day));
    match Repeat::of_rule(Some(rule), first.weekday()) {
        Repeat::Once => String::new(),
        Repeat::Daily { every, .. } => locale.t1("series-words-daily", "n", every),
        Repeat::Weekly { every, days, .. } => {
            let days: Vec<&str> = days
                .into_iter()
                .filter_map(|day| weekday(day).ok())
                .collect();
            locale.t2("series-words-weekly", "n", every, "days", days.join(", "))
        }
        Repeat::Rule(rule) => {
            let body = rule
                .split(';')
                .filter(|part| !part.starts_with("COUNT=") && !part.starts_with("UNTIL="));
            let body: Vec<&str> = body.collect();
            locale.t1("series-words-rule", "rule", body.join(";"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed<'a>(repeat: &'a str, every: &'a str, days: &'a [String]) -> Typed<'a> {
        Typed {
            repeat,
            every,
            days,
            ends: "count",
            count: "3",
            until: "",
            rule: "",
        }
    }

    fn read(typed: &Typed, first: &str) -> Result<String, Vec<&'static str>> {
        let mut errors = Errors::default();
        let rule = typed.read(first.parse().unwrap(), &mut errors);
        rule.ok_or_else(|| errors.iter().map(|(_, problem)| problem.key).collect())
    }

    fn dates(rule: &str, tz: Tz, first: &str) -> Result<Vec<String>, &'static str> {
        let first: NaiveDateTime = first.parse().unwrap();
        let days = days(rule, tz, first, first.date()).map_err(|problem| problem.key)?;
        Ok(days.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_form_becomes_a_rule() {
        let none = [];
        let more = ["0".to_owned(), "9".to_owned()];
        for (repeat, every, days, rule) in [
            ("weekly", "", &none[..], "FREQ=WEEKLY;BYDAY=TH;COUNT=3"),
            (
                "weekly",
                "2",
                &more,
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=3",
            ),
            ("daily", "1", &none, "FREQ=DAILY;COUNT=3"),
            ("monthly", "", &none, "FREQ=MONTHLY;BYDAY=2TH;COUNT=3"),
        ] {
            assert_eq!(
                read(&typed(repeat, every, days), "2026-05-14").as_deref(),
                Ok(rule)
            );
        }
        let fifth = read(&typed("monthly", "2", &none), "2026-04-30");
        assert_eq!(
            fifth.as_deref(),
            Ok("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TH;COUNT=3")
        );
        let mut wrong = typed("weekly", "0", &none);
        assert_eq!(read(&wrong, "2026-05-14"), Err(vec!["field-number-range"]));
        (wrong.every, wrong.count) = ("1", "61");
        assert_eq!(read(&wrong, "2026-05-14"), Err(vec!["field-number-range"]));
        (wrong.ends, wrong.until) = ("date", "2026-05-14");
        assert_eq!(read(&wrong, "2026-05-14"), Err(vec!["series-until-first"]));
        let rule = Typed {
            rule: " freq=hourly;count=3 ",
            ..typed("rule", "", &none)
        };
        assert_eq!(
            read(&rule, "2026-05-14"),
            Err(vec!["series-rule-too-often"])
        );
    }

    #[test]
    fn a_rule_that_never_ends_or_explodes_is_refused() {
        let madrid = chrono_tz::Europe::Madrid;
        let at = "2026-05-14T10:00:00";
        for (rule, why) in [
            ("FREQ=WEEKLY", "series-endless"),
            ("FREQ=DAILY;COUNT=61", "series-too-many"),
            ("FREQ=DAILY;COUNT=100000", "series-too-many"),
            ("FREQ=DAILY;UNTIL=99991231", "series-too-many"),
            ("FREQ=YEARLY;COUNT=4", "series-too-far"),
            ("FREQ=YEARLY;COUNT=100000", "series-too-far"),
            ("FREQ=WEEKLY;COUNT=1", "series-only-one"),
            ("FREQ=WEEKLY;BYDAY=FR;COUNT=5", "series-not-on-first"),
            (
                "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2;COUNT=5",
                "series-not-on-first",
            ),
            ("nonsense", "series-rule-invalid"),
        ] {
            assert_eq!(dates(rule, madrid, at), Err(why), "{rule}");
        }
        assert_eq!(
            dates("FREQ=DAILY;COUNT=60", madrid, at).map(|days| days.len()),
            Ok(60)
        );
        let last_fridays = dates(
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
            madrid,
            "2026-05-29T10:00:00",
        );
        assert_eq!(
            last_fridays.unwrap(),
            ["2026-05-29", "2026-06-26", "2026-07-31"]
        );
    }

    #[test]
    fn the_clock_time_stays_over_every_change_of_the_clock() {
        use chrono_tz::{America, Asia, Australia, Europe, Pacific};
        let zones = [
            Europe::Madrid,
            Europe::Moscow,
            America::New_York,
            America::Sao_Paulo,
            Australia::Sydney,
            Australia::Lord_Howe,
            Asia::Tehran,
            Pacific::Chatham,
            Asia::Kathmandu,
        ];
        for tz in zones {
            let first: NaiveDateTime = "2026-02-05T10:00:00".parse().unwrap();
            let days = days("FREQ=WEEKLY;COUNT=52", tz, first, first.date()).unwrap();
            assert_eq!(days.len(), 52);
            for day in days {
                let (at, is_skipped) = at(tz, day, first.time());
                assert_eq!(
                    local::reading_at(tz, at),
                    day.and_time(first.time()),
                    "{tz}"
                );
                assert!(!is_skipped);
            }
        }
        // A night visit on the night that lacks the hour.
        let madrid = chrono_tz::Europe::Madrid;
        let night = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        let (instant, is_skipped) = at(madrid, "2026-03-29".parse().unwrap(), night);
        assert!(is_skipped);
        assert_eq!(
            instant,
            "2026-03-29T01:00:00Z".parse::<DateTime<Utc>>().unwrap()
        );
        let (instant, is_skipped) = at(madrid, "2026-10-25".parse().unwrap(), night);
        assert!(!is_skipped);
        assert_eq!(
            instant,
            "2026-10-25T00:30:00Z".parse::<DateTime<Utc>>().unwrap()
        );
    }
}
