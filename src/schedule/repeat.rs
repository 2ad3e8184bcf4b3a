//! A repeat in words a form can hold, and the rule (RFC 5545) it stands for. Rules beyond it, as a practice file may
//! have, are kept as they are.

use chrono::{NaiveDate, Weekday};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    Once,
    /// Every so many days.
    Daily {
        every: u32,
        end: End,
    },
    /// Every so many weeks, on these weekdays (0 is Monday; never empty).
    Weekly {
        every: u32,
        days: Vec<u8>,
        end: End,
    },
    /// Any other rule.
    Rule(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Never,
    /// Inclusive.
    On(NaiveDate),
    /// After so many times.
    After(u32),
}

const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Repeat {
    /// The rule; none when it is once.
    pub fn rule(&self) -> Option<String> {
        let end = |end: &End| match end {
            End::Never => String::new(),
            End::On(date) => format!(";UNTIL={}", date.format("%Y%m%d")),
            End::After(count) => format!(";COUNT={count}"),
        };
        let interval = |every: u32| {
            if every > 1 {
                format!(";INTERVAL={every}")
            } else {
                String::new()
            }
        };
        match self {
            Self::Once => None,
            Self::Rule(rule) => Some(rule.clone()),
            Self::Daily { every, end: until } => {
                Some(format!("FREQ=DAILY{}{}", interval(*every), end(until)))
            }
            Self::Weekly {
                every,
                days,
                end: until,
            } => {
                let codes: Vec<&str> = days
                    .iter()
                    .filter_map(|day| CODES.get(usize::from(*day)).copied())
                    .collect();
                Some(format!(
                    "FREQ=WEEKLY{};BYDAY={}{}",
                    interval(*every),
                    codes.join(","),
                    end(until)
                ))
            }
        }
    }

    /// What a stored rule says; `first` is the weekday it begins on, which a weekly rule without days means.
    pub fn of_rule(rule: Option<&str>, first: Weekday) -> Self {
        match rule {
            None => Self::Once,
            Some(rule) => simple(rule, first).unwrap_or_else(|| Self::Rule(rule.to_owned())),
        }
    }
}

fn simple(rule: &str, first: Weekday) -> Option<Repeat> {
    let (mut frequency, mut every, mut days, mut end) = ("", 1, None, End::Never);
    for part in rule.strip_prefix("RRULE:").unwrap_or(rule).split(';') {
        match part.split_once('=')? {
            ("FREQ", value) => frequency = value,
            ("INTERVAL", value) => every = value.parse().ok()?,
            ("COUNT", value) => end = End::After(value.parse().ok()?),
            ("UNTIL", value) if value.len() == 8 => {
                end = End::On(NaiveDate::parse_from_str(value, "%Y%m%d").ok()?);
            }
            ("BYDAY", value) => {
                let day = |code| {
                    CODES
                        .iter()
                        .position(|known| *known == code)
                        .map(|day| day as u8)
                };
                days = Some(value.split(',').map(day).collect::<Option<Vec<u8>>>()?);
            }
            ("WKST", "MO") => {}
            _ => return None,
        }
    }
    match (frequency, days) {
        ("DAILY", None) => Some(Repeat::Daily { every, end }),
        ("WEEKLY", days) => Some(Repeat::Weekly {
            every,
            days: days.unwrap_or_else(|| vec![first.num_days_from_monday() as u8]),
            end,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_says_becomes_a_rule_and_comes_back() {
        let until = "2026-12-31".parse().unwrap();
        for (repeat, rule) in [
            (
                Repeat::Daily {
                    every: 1,
                    end: End::After(5),
                },
                "FREQ=DAILY;COUNT=5",
            ),
            (
                Repeat::Weekly {
                    every: 2,
                    days: vec![0, 3],
                    end: End::On(until),
                },
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231",
            ),
            (
                Repeat::Weekly {
                    every: 1,
                    days: vec![6],
                    end: End::Never,
                },
                "FREQ=WEEKLY;BYDAY=SU",
            ),
            (
                Repeat::Rule("FREQ=MONTHLY;BYDAY=2TU".into()),
                "FREQ=MONTHLY;BYDAY=2TU",
            ),
        ] {
            assert_eq!(repeat.rule().as_deref(), Some(rule));
            assert_eq!(Repeat::of_rule(Some(rule), Weekday::Wed), repeat);
            assert!(super::super::recurrence::validate_rrule(rule).is_ok());
        }
        assert_eq!(Repeat::of_rule(None, Weekday::Wed), Repeat::Once);
        let bare = Repeat::Weekly {
            every: 1,
            days: vec![2],
            end: End::Never,
        };
        assert_eq!(Repeat::of_rule(Some("FREQ=WEEKLY"), Weekday::Wed), bare);
    }
}
