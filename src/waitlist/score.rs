//! Who is asked first, and why. Pure: the same facts give the same order, and every point has its reason.
//!
//! Fit 0 to 30, the master's word 25, waiting 0 to 20, value 0 to 15, reliability -30 to 15. The sum is 100 at best; equals are
//! asked in the order in which they joined.

use serde::{Deserialize, Serialize};

/// What is known of one candidate for one opening.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Of the time that came free.
    pub open_minutes: i64,
    /// That their visit would take of it.
    pub filled_minutes: i64,
    /// The master wants them asked first.
    pub is_first: bool,
    pub waited_days: i64,
    /// Of their visit, and the most that any candidate's would bring.
    pub price_minor: i64,
    pub best_price_minor: i64,
    /// Completed ones.
    pub visits: i64,
    pub no_shows: i64,
    pub late_cancels: i64,
    /// Offers that ran out without a word.
    pub unanswered: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// `n` percent of the time is filled.
    Fit,
    First,
    /// `n` days.
    Waited,
    /// `n` minor units.
    Value,
    /// `n` visits that took place.
    Came,
    New,
    NoShows,
    LateCancels,
    Unanswered,
}

/// Points and what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub why: Why,
    pub points: i64,
    pub n: i64,
}

impl Why {
    /// The text's key; it takes `$n`, for [`Self::Value`] an amount of money.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fit => "waitlist-why-fit",
            Self::First => "waitlist-why-first",
            Self::Waited => "waitlist-why-waited",
            Self::Value => "waitlist-why-value",
            Self::Came => "waitlist-why-came",
            Self::New => "waitlist-why-new",
            Self::NoShows => "waitlist-why-no-shows",
            Self::LateCancels => "waitlist-why-late",
            Self::Unanswered => "waitlist-why-unanswered",
        }
    }
}

/// The sum and its reasons, in the order in which they are told; what adds nothing is told where it says something.
pub fn score(facts: &Facts) -> (i64, Vec<Reason>) {
    let mut reasons = Vec::new();
    let mut add = |why, points, n| reasons.push(Reason { why, points, n });
    let percent = share(facts.filled_minutes, facts.open_minutes, 100);
    add(
        Why::Fit,
        share(facts.filled_minutes, facts.open_minutes, 30),
        percent,
    );
    if facts.is_first {
        add(Why::First, 25, 0);
    }
    let waited = facts.waited_days.max(0);
    add(Why::Waited, waited.min(20), waited);
    if facts.price_minor > 0 {
        let points = share(facts.price_minor, facts.best_price_minor, 15);
        add(Why::Value, points, facts.price_minor);
    }
    match facts.visits {
        0 => add(Why::New, 0, 0),
        visits => add(Why::Came, (visits * 3).min(15), visits),
    }
    // A miss weighs less the longer somebody has been coming, and never nothing.
    for (why, count, each) in [
        (Why::NoShows, facts.no_shows, 10),
        (Why::LateCancels, facts.late_cancels, 4),
        (Why::Unanswered, facts.unanswered, 3),
    ] {
        if count > 0 {
            let regular = if facts.visits >= 10 { 2 } else { 1 };
            add(why, -(count * each / regular).clamp(1, 15), count);
        }
    }
    let sum: i64 = reasons.iter().map(|reason| reason.points).sum();
    (sum.clamp(0, 100), reasons)
}

/// So much of `most` as `part` is of `whole`, rounded.
fn share(part: i64, whole: i64, most: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let part = i128::from(part.clamp(0, whole));
    let whole = i128::from(whole);
    i64::try_from((part * i128::from(most) + whole / 2) / whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usual() -> Facts {
        Facts {
            open_minutes: 60,
            filled_minutes: 60,
            waited_days: 3,
            price_minor: 4800,
            best_price_minor: 4800,
            visits: 2,
            ..Facts::default()
        }
    }

    /// What is told, of what, the sum, and its reasons: why, points, how many.
    type Case = (&'static str, Facts, i64, &'static [(Why, i64, i64)]);

    #[test]
    fn each_reason_is_worth_what_the_table_says() {
        let cases: [Case; 6] = [
            (
                "fills it whole",
                usual(),
                54,
                &[
                    (Why::Fit, 30, 100),
                    (Why::Waited, 3, 3),
                    (Why::Value, 15, 4800),
                    (Why::Came, 6, 2),
                ],
            ),
            (
                "half of it, new, for nothing",
                Facts {
                    filled_minutes: 30,
                    price_minor: 0,
                    visits: 0,
                    waited_days: 0,
                    ..usual()
                },
                15,
                &[(Why::Fit, 15, 50), (Why::Waited, 0, 0), (Why::New, 0, 0)],
            ),
            (
                "first by the master's word",
                Facts {
                    is_first: true,
                    ..usual()
                },
                79,
                &[
                    (Why::Fit, 30, 100),
                    (Why::First, 25, 0),
                    (Why::Waited, 3, 3),
                    (Why::Value, 15, 4800),
                    (Why::Came, 6, 2),
                ],
            ),
            (
                "a year of waiting is twenty points",
                Facts {
                    waited_days: 365,
                    visits: 40,
                    ..usual()
                },
                80,
                &[
                    (Why::Fit, 30, 100),
                    (Why::Waited, 20, 365),
                    (Why::Value, 15, 4800),
                    (Why::Came, 15, 40),
                ],
            ),
            (
                "did not come",
                Facts {
                    no_shows: 1,
                    late_cancels: 1,
                    unanswered: 1,
                    ..usual()
                },
                37,
                &[
                    (Why::Fit, 30, 100),
                    (Why::Waited, 3, 3),
                    (Why::Value, 15, 4800),
                    (Why::Came, 6, 2),
                    (Why::NoShows, -10, 1),
                    (Why::LateCancels, -4, 1),
                    (Why::Unanswered, -3, 1),
                ],
            ),
            (
                "the same after many visits",
                Facts {
                    visits: 12,
                    no_shows: 1,
                    ..usual()
                },
                58,
                &[
                    (Why::Fit, 30, 100),
                    (Why::Waited, 3, 3),
                    (Why::Value, 15, 4800),
                    (Why::Came, 15, 12),
                    (Why::NoShows, -5, 1),
                ],
            ),
        ];
        for (name, facts, sum, reasons) in cases {
            let (found, why) = score(&facts);
            let why: Vec<(Why, i64, i64)> = why.iter().map(|r| (r.why, r.points, r.n)).collect();
            assert_eq!(why, reasons, "{name}");
            assert_eq!(found, sum, "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_sum_is_that_of_its_reasons_and_more_of_what_is_good_is_never_worse(
            open in 5_i64..600, filled in 0_i64..700, waited in -5_i64..4000, price in 0_i64..1_000_000, best in 0_i64..1_000_000,
            visits in 0_i64..500, no_shows in 0_i64..30, late in 0_i64..30, unanswered in 0_i64..30, is_first: bool,
        ) {
            let facts = Facts {
                open_minutes: open, filled_minutes: filled, is_first, waited_days: waited, price_minor: price,
                best_price_minor: best.max(price), visits, no_shows, late_cancels: late, unanswered,
            };
            let (sum, reasons) = score(&facts);
            let told: i64 = reasons.iter().map(|reason| reason.points).sum();
            prop_assert_eq!(sum, told.clamp(0, 100));
            prop_assert!((0..=100).contains(&sum));
            for better in [
                Facts { filled_minutes: filled + 10, ..facts },
                Facts { is_first: true, ..facts },
                Facts { waited_days: waited + 1, ..facts },
                Facts { visits: visits + 1, ..facts },
            ] {
                prop_assert!(score(&better).0 >= sum);
            }
            for worse in [
                Facts { no_shows: no_shows + 1, ..facts },
                Facts { late_cancels: late + 1, ..facts },
                Facts { unanswered: unanswered + 1, ..facts },
            ] {
                prop_assert!(score(&worse).0 <= sum);
            }
        }
    }
}
