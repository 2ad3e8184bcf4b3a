//! Wishes and times in words.

use chrono::{DateTime, Utc, Weekday};

use super::model::{PARTS, Wish};
use super::score::{Reason, Why};
use crate::accounts::Tenant;
use crate::i18n::{Locale, sentence};
use crate::money::Money;

/// "Thursday 14 May, 10:00", for the middle of a sentence.
pub fn when(locale: Locale, tenant: &Tenant, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&tenant.tz());
    let day = locale.day_long(local.date_naive());
    let time = locale.time(local.time());
    locale.t2("mail-when", "day", day, "time", time)
}

/// "12:15" on the same day, else with its day.
pub fn until(locale: Locale, tenant: &Tenant, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if tenant.local_date(at) == tenant.local_date(now) {
        locale.time(at.with_timezone(&tenant.tz()).time())
    } else {
        when(locale, tenant, at)
    }
}

/// "14–24 May, Thu, Sat".
pub fn days(locale: Locale, wish: &Wish) -> String {
    let range = if wish.from_date == wish.until_date {
        sentence(&locale.day_long(wish.from_date))
    } else {
        let (from, until) = (
            locale.date_year(wish.from_date),
            locale.date_year(wish.until_date),
        );
        format!("{from} – {until}")
    };
    if wish.is_any_weekday() || wish.from_date == wish.until_date {
        return range;
    }
    let names: Vec<&str> = (0..7_u8)
        .filter(|day| wish.has_weekday(u32::from(*day)))
        .filter_map(|day| Weekday::try_from(day).ok())
        .map(|weekday| locale.weekday_short(weekday))
        .collect();
    format!("{range}, {}", names.join(" "))
}

/// "Morning, evening"; "Any time".
pub fn parts(locale: Locale, wish: &Wish) -> String {
    if wish.is_any_part() {
        return locale.t("waitlist-any-time");
    }
    let chosen = PARTS.iter().filter(|(bit, _)| wish.has_part(*bit));
    let names: Vec<String> = chosen.map(|(_, key)| locale.t(key)).collect();
    sentence(&names.join(", ").to_lowercase())
}

/// "Waits 12 days".
pub fn reason(locale: Locale, tenant: &Tenant, reason: &Reason) -> String {
    match reason.why {
        Why::Value => {
            let money = Money::new(reason.n, tenant.currency);
            locale.t1(reason.why.key(), "price", locale.money_short(money))
        }
        _ => locale.t1(reason.why.key(), "n", reason.n),
    }
}

/// "+12", "−3", "0".
pub fn points(points: i64) -> String {
    match points {
        1.. => format!("+{points}"),
        0 => "0".to_owned(),
        _ => format!("−{}", points.unsigned_abs()),
    }
}
