//! Lengths of time to choose from, in words: "2 hours", "3 days". A stored value that is none of the usual ones stays
//! in the list, so that saving a form never changes what was not touched.

use crate::i18n::Locale;

/// How long before a visit it can still be booked, in minutes.
pub const NOTICE: &[i64] = &[0, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 10_080];
/// Until how long before a visit it can be moved or cancelled freely, in minutes.
pub const CANCEL_WINDOW: &[i64] = &[0, 120, 240, 720, 1440, 2880, 4320, 10_080];
/// How long a visitor keeps a time while the form is open, in minutes.
pub const HOLD: &[i64] = &[0, 5, 10, 15, 20, 30];
/// How far ahead can be booked, in days.
pub const HORIZON: &[i64] = &[7, 14, 30, 60, 90, 180, 365];
/// Distance of the starts offered, in minutes.
pub const STEP: &[i64] = &[5, 10, 15, 20, 30, 45, 60, 90, 120];

pub type Options = Vec<(String, String)>;

/// Minutes; `zero` is the text of none at all.
pub fn minutes(locale: Locale, usual: &[i64], present: &str, zero: &str) -> Options {
    with_present(usual, present, |minutes| match minutes {
        0 => zero.to_owned(),
        _ => length(locale, minutes),
    })
}

pub fn days(locale: Locale, usual: &[i64], present: &str) -> Options {
    with_present(usual, present, |days| locale.t1("days", "n", days))
}

/// "45 min", "2 hours", "3 days": the largest unit that fits.
pub fn length(locale: Locale, minutes: i64) -> String {
    match minutes {
        m if m >= 1440 && m % 1440 == 0 => locale.t1("days", "n", m / 1440),
        m if m >= 60 && m % 60 == 0 => locale.t1("hours", "n", m / 60),
        m => locale.duration(m),
    }
}

fn with_present(usual: &[i64], present: &str, text: impl Fn(i64) -> String) -> Options {
    let mut values = usual.to_vec();
    if let Ok(present) = present.trim().parse::<i64>()
        && present >= 0
        && !values.contains(&present)
    {
        values.push(present);
        values.sort_unstable();
    }
    values
        .into_iter()
        .map(|value| (value.to_string(), text(value)))
        .collect()
}
