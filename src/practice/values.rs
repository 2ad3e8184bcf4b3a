//! The small values of the practice file, read strictly: clock times, weekdays, moments.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::schedule::blocks::Moment;

/// "10:00", in minutes after midnight; "24:00" is the day's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ClockTime(pub u16);

impl TryFrom<String> for ClockTime {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a time of day, such as \"10:00\"");
        let two_digits = |part: &str| {
            (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
        };
        let (hours, minutes) = text.split_once(':').ok_or_else(bad)?;
        match (two_digits(hours), two_digits(minutes)) {
            (Some(24), Some(0)) => Ok(Self(1440)),
            (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => Ok(Self(hours * 60 + minutes)),
            _ => Err(bad()),
        }
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        format!("{:02}:{:02}", time.0 / 60, time.0 % 60)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];

    /// 0 is Monday.
    pub fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: i64) -> Self {
        usize::try_from(number)
            .ok()
            .and_then(|number| Self::ALL.get(number))
            .copied()
            .unwrap_or(Self::Mon)
    }
}

/// "2026-05-14T13:45" in the practice's zone, or an instant "2026-05-14T08:00:00Z" (any offset).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct When(pub Moment);

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        for format in ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"] {
            if let Ok(local) = NaiveDateTime::parse_from_str(&text, format) {
                return Ok(Self(Moment::Local(local)));
            }
        }
        for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"] {
            if let Ok(instant) = DateTime::parse_from_str(&text, format) {
                return Ok(Self(Moment::Instant(instant.to_utc())));
            }
        }
        Err(format!(
            "{text:?} is not a moment, such as \"2026-05-14T13:45\" (local) or \"2026-05-14T11:45:00Z\""
        ))
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        match when.0 {
            Moment::Local(local) if local.and_utc().timestamp() % 60 == 0 => {
                local.format("%Y-%m-%dT%H:%M").to_string()
            }
            Moment::Local(local) => local.format("%Y-%m-%dT%H:%M:%S").to_string(),
            Moment::Instant(instant) => instant_text(instant),
        }
    }
}

fn instant_text(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
