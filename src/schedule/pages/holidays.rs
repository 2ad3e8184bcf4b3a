//! `/settings/overrides/holidays`: the public holidays ahead, to be taken off with one press.

use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use super::Owner;
use super::overrides::{Index, index_of};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::On;
use crate::error::Result;
use crate::i18n::{key, sentence};
use crate::schedule::exceptions::Exception;
use crate::schedule::holidays::{self, Holiday};
use crate::schedule::model::for_change;
use crate::schedule::periods::Period;
use crate::web::{self, Errors, Flash, Form, Page};

/// How far ahead they are offered.
const AHEAD: Days = Days::new(365);

/// Days that the practice would work on: those that are closed anyway, or were spoken of already, are not asked about.
pub(super) async fn ahead(mut on: impl On, page: &Page, today: NaiveDate) -> Result<Vec<Holiday>> {
    let tenant = &page.tenant;
    let Some(country) = tenant.country.as_deref() else {
        return Ok(Vec::new());
    };
    let until = today.checked_add_days(AHEAD).unwrap_or(today);
    let mut found = holidays::between(country, today, until);
    if found.is_empty() {
        return Ok(found);
    }
    let weeks = Period::all(&mut on, tenant.id, None).await?;
    let spoken = Exception::upcoming(on, tenant.id, None, today).await?;
    found.retain(|holiday| {
        let date = holiday.date;
        let is_spoken = spoken
            .iter()
            .any(|one| (one.from..=one.until).contains(&date));
        !is_spoken && weeks.iter().any(|week| is_open(week, date))
    });
    Ok(found)
}

fn is_open(week: &Period, date: NaiveDate) -> bool {
    let weekday = date.weekday().num_days_from_monday();
    week.from.is_none_or(|from| from <= date)
        && week.until.is_none_or(|until| date <= until)
        && week
            .week
            .iter()
            .any(|interval| u32::from(interval.weekday) == weekday)
}

/// "Tuesday, 6 January 2027 · Epiphany", each with its date as the form sends it.
pub(super) fn options(page: &Page, today: NaiveDate, ahead: &[Holiday]) -> Vec<(String, String)> {
    let option = |holiday: &Holiday| {
        let day = match holiday.date.year() == today.year() {
            true => page.locale.day_long(holiday.date),
            false => page.locale.day_year(holiday.date),
        };
        let text = format!("{} · {}", sentence(&day), page.t(holiday.name));
        (holiday.date.to_string(), text)
    };
    ahead.iter().map(option).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    #[serde(default)]
    date: Vec<String>,
}

/// Closes the chosen ones. A date that is not offered, or not any more, is none: the form was sent twice, or made up.
pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<Chosen>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    if form.date.is_empty() {
        let mut errors = Errors::default();
        errors.add("date", key!("holidays-none"));
        let owner = Owner::find(&app, &page, None).await?;
        let mut index: Index = index_of(&app, page, owner).await?;
        index.chosen = Vec::new();
        index.errors = errors;
        return web::render_invalid(&index);
    }
    let now = app.clock.now();
    let today = page.tenant.local_date(now);
    let mut tx = app.db.begin().await?;
    for_change(&mut tx, page.tenant.id, None).await?;
    let mut count = 0;
    for Holiday { date, name } in ahead(&mut tx, &page, today).await? {
        if !form.date.contains(&date.to_string()) {
            continue;
        }
        let day = Exception {
            from: date,
            until: date,
            open: Vec::new(),
            note: page.t(name),
        };
        let (tenant, actor) = (page.tenant.id, page.actor());
        day.write(&mut tx, tenant, &actor, None, None, now).await?;
        count += 1;
    }
    tx.commit().await?;
    let word = match count {
        0 => page.t("schedule-override-saved"),
        n => page.t1("holidays-saved", "n", n),
    };
    Ok(web::redirect_with("/settings/overrides", Flash::ok(word)))
}
