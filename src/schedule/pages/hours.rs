//! `/settings/hours`: the week, and other weeks for a season.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::{Outside, Owner, OwnerQuery, intervals_text};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key, sentence};
use crate::places::Place;
use crate::schedule::exceptions::{Exception, MAX_DAYS};
use crate::schedule::model::for_change;
use crate::schedule::periods::{self, Interval, Period};
use crate::schedule::typed;
use crate::services::weekdays;
use crate::web::{self, Errors, Flash, Form, Page, Problem};

#[derive(Template)]
#[template(path = "settings/hours.html")]
struct Show {
    page: Page,
    errors: Errors,
    owner: Owner,
    /// The period that is shown, and its week as it is stored.
    key: String,
    was: String,
    title: String,
    days: Vec<Day>,
    /// Key, name, whether it is the one shown; empty when there is only one.
    tabs: Vec<(String, String, bool)>,
    can_remove: bool,
    outside: Outside,
    exceptions: Vec<String>,
    /// Where the practice works: id, name; "" for any. Empty where there is one address only.
    places: Vec<(String, String)>,
}

/// A weekday's line of the form.
struct Day {
    number: String,
    name: String,
    /// The same within a sentence.
    weekday: &'static str,
    is_open: bool,
    rows: Vec<super::TimeRow>,
    /// A pair more, folded away.
    spare: Option<super::TimeRow>,
}

#[derive(Template)]
#[template(path = "settings/season.html")]
struct Season {
    page: Page,
    errors: Errors,
    owner: Owner,
    form: SeasonForm,
}

#[derive(Deserialize)]
pub(super) struct PeriodQuery {
    period: Option<String>,
    resource: Option<String>,
}

/// As typed: a line of three lists for each pair of fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HoursForm {
    /// Empty: the practice.
    resource: String,
    period: String,
    /// The week that was on the page; see [`Period::week_text`].
    was: Option<String>,
    /// Weekdays that are switched on.
    open: Vec<String>,
    day: Vec<String>,
    from: Vec<String>,
    to: Vec<String>,
    /// Of the places; left out where there are none.
    place: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SeasonForm {
    resource: String,
    from: String,
    until: String,
}

pub(super) async fn show(
    page: Page,
    State(app): State<App>,
    Query(query): Query<PeriodQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, query.resource.as_deref()).await?;
    let all = Period::all(&app.db, page.tenant.id, owner.whose).await?;
    let today = page.tenant.local_date(app.clock.now());
    let at = match &query.period {
        Some(key) => find(&all, key)?,
        None => all
            .iter()
            .position(|period| period.holds_on(today))
            .unwrap_or(0),
    };
    let form = HoursForm::of(&all[at]);
    web::render(&Show::load(&app, page, owner, &all, at, &form, Errors::default()).await?)
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Form(form): Form<HoursForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, Some(&form.resource)).await?;
    let mut tx = app.db.begin().await?;
    for_change(&mut tx, page.tenant.id, owner.whose).await?;
    let mut all = Period::all(&mut tx, page.tenant.id, owner.whose).await?;
    let at = find(&all, &form.period)?;
    let others: Vec<Period> = all
        .iter()
        .enumerate()
        .filter(|(n, _)| *n != at)
        .map(|(_, p)| p.clone())
        .collect();
    let mut errors = Errors::default();
    let week = form.read(&all[at], &others, &mut errors);
    // Pressed twice: the first press has saved it.
    if week.as_ref() == Some(&all[at].week) {
        return Ok(saved(&page, &owner, &form));
    }
    if form
        .was
        .as_ref()
        .is_some_and(|was| *was != all[at].week_text())
    {
        errors = Errors::default();
        errors.add("", key!("schedule-stale"));
        drop(tx);
        let show = Show::load(&app, page, owner, &all, at, &form, errors).await?;
        return web::render_status(StatusCode::CONFLICT, &show);
    }
    let Some(week) = week else {
        drop(tx);
        let show = Show::load(&app, page, owner, &all, at, &form, errors).await?;
        return web::render_invalid(&show);
    };
    all[at].week = week;
    Period::replace_all(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        owner.whose,
        &all,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(saved(&page, &owner, &form))
}

fn saved(page: &Page, owner: &Owner, form: &HoursForm) -> Response {
    let path = format!("/settings/hours?period={}", form.period);
    web::redirect_with(
        &owner.href(&path),
        Flash::ok(page.t("schedule-hours-saved")),
    )
}

pub(super) async fn new_season(
    page: Page,
    State(app): State<App>,
    Query(query): Query<OwnerQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, query.resource.as_deref()).await?;
    web::render(&Season {
        page,
        owner,
        errors: Errors::default(),
        form: SeasonForm::default(),
    })
}

pub(super) async fn create_season(
    page: Page,
    State(app): State<App>,
    Form(form): Form<SeasonForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, Some(&form.resource)).await?;
    let mut errors = Errors::default();
    let from = errors.take("from", typed::date(&form.from));
    let until = errors.take("until", typed::date(&form.until));
    if let (Some(from), Some(until)) = (from, until) {
        let mut tx = app.db.begin().await?;
        let all = Period::all(&mut tx, page.tenant.id, owner.whose).await?;
        let today = page.tenant.local_date(app.clock.now());
        match check_season(&all, from, until, today) {
            Ok(()) => {
                let line = periods::with_season(&all, from, until);
                Period::replace_all(
                    &mut tx,
                    page.tenant.id,
                    &page.actor(),
                    owner.whose,
                    &line,
                    app.clock.now(),
                )
                .await?;
                tx.commit().await?;
                let path = format!("/settings/hours?period={from}_{until}");
                return Ok(web::redirect_with(
                    &owner.href(&path),
                    Flash::ok(page.t("schedule-season-added")),
                ));
            }
            Err((field, problem)) => errors.add(field, problem),
        }
    }
    web::render_invalid(&Season {
        page,
        errors,
        owner,
        form,
    })
}

fn check_season(
    all: &[Period],
    from: NaiveDate,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<(), (&'static str, Problem)> {
    if until < from {
        return Err(("until", key!("schedule-dates-order").into()));
    }
    if until < today {
        return Err(("until", key!("field-date-past").into()));
    }
    if (until - from).num_days() >= 2 * MAX_DAYS as i64 {
        return Err((
            "until",
            Problem::with(key!("schedule-dates-long"), "max", 2 * MAX_DAYS as i64),
        ));
    }
    let same = |period: &Period| (period.from, period.until) == (Some(from), Some(until));
    if all.iter().any(same) {
        return Err(("from", key!("schedule-season-taken").into()));
    }
    Ok(())
}

pub(super) async fn remove_season(
    page: Page,
    State(app): State<App>,
    Form(form): Form<PeriodKey>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, Some(&form.resource)).await?;
    let mut tx = app.db.begin().await?;
    let all = Period::all(&mut tx, page.tenant.id, owner.whose).await?;
    let line = periods::without(&all, find(&all, &form.period)?);
    Period::replace_all(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        owner.whose,
        &line,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(web::redirect_with(
        &owner.href("/settings/hours"),
        Flash::ok(page.t("schedule-season-removed")),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodKey {
    #[serde(default)]
    resource: String,
    period: String,
}

fn find(all: &[Period], key: &str) -> Result<usize> {
    all.iter()
        .position(|period| period.key() == key)
        .ok_or(Error::NotFound)
}

impl HoursForm {
    fn of(period: &Period) -> Self {
        let mut form = Self {
            period: period.key(),
            ..Self::default()
        };
        for interval in &period.week {
            form.day.push(interval.weekday.to_string());
            form.from.push(typed::clock(interval.from));
            form.to.push(typed::clock(interval.to));
            let place = interval.place.map(|place| place.to_string());
            form.place.push(place.unwrap_or_default());
            form.open.push(interval.weekday.to_string());
        }
        form
    }

    /// The week, or none when something is wrong; errors stand at `row-{n}` as [`Day::all`] numbers the rows.
    fn read(
        &self,
        period: &Period,
        others: &[Period],
        errors: &mut Errors,
    ) -> Option<Vec<Interval>> {
        if self.day.len() != self.from.len()
            || self.day.len() != self.to.len()
            || !(self.place.is_empty() || self.place.len() == self.day.len())
            || self.day.len() > 70
        {
            errors.add("", key!("error-form"));
            return None;
        }
        let (mut week, mut fields) = (Vec::new(), Vec::new());
        for weekday in 0..7u8 {
            if !self.open.contains(&weekday.to_string()) {
                continue;
            }
            let rows = self.rows_of(weekday);
            let before = (week.len(), errors.len());
            for (n, (from, to, place)) in rows.iter().enumerate() {
                let id = row_id(weekday, n);
                if let Some(Some((from, to))) = errors.take(&id, typed::interval(from, to)) {
                    week.push(Interval {
                        weekday,
                        from,
                        to,
                        place: place.parse().ok(),
                    });
                    fields.push(id);
                }
            }
            if (week.len(), errors.len()) == before {
                errors.add(row_id(weekday, 0), key!("schedule-hours-missing"));
            }
        }
        if let Some(at) = periods::first_overlap(&week) {
            errors.add(fields[at].as_str(), key!("schedule-hours-overlap"));
        } else if let Some(at) = periods::overlap_beside(&week, period, others) {
            errors.add(fields[at].as_str(), key!("schedule-hours-overlap-other"));
        }
        errors.is_empty().then_some(week)
    }

    /// The pairs of a weekday that are not empty, as typed.
    fn rows_of(&self, weekday: u8) -> Vec<(&str, &str, &str)> {
        let weekday = weekday.to_string();
        let place = |n: usize| self.place.get(n).map_or("", String::as_str);
        let rows = self.day.iter().zip(self.from.iter().zip(&self.to));
        rows.enumerate()
            .filter(|(_, (day, (from, to)))| {
                **day == weekday && !(from.trim().is_empty() && to.trim().is_empty())
            })
            .map(|(n, (_, (from, to)))| (from.as_str(), to.as_str(), place(n)))
            .collect()
    }
}

fn row_id(weekday: u8, n: usize) -> String {
    format!("row-{weekday}-{n}")
}

impl Show {
    fn period_href(&self, key: &str) -> String {
        self.owner.href(&format!("/settings/hours?period={key}"))
    }

    async fn load(
        app: &App,
        page: Page,
        owner: Owner,
        all: &[Period],
        at: usize,
        form: &HoursForm,
        mut errors: Errors,
    ) -> Result<Self> {
        let today = page.tenant.local_date(app.clock.now());
        let tabs = all
            .iter()
            .enumerate()
            .filter(|(n, period)| !period.is_over(today) || *n == at)
            .map(|(n, period)| (period.key(), name(&page, period, today), n == at))
            .collect::<Vec<_>>();
        let exceptions = Exception::upcoming(&app.db, page.tenant.id, owner.whose, today).await?;
        let days = Day::all(page.locale, form);
        for day in &days {
            for row in &day.rows {
                errors.call(&row.id, &day.name);
            }
        }
        Ok(Self {
            places: places(app, &page, &owner).await?,
            key: all[at].key(),
            was: all[at].week_text(),
            title: name(&page, &all[at], today),
            days,
            can_remove: all.len() > 1,
            tabs: if tabs.len() > 1 { tabs } else { Vec::new() },
            outside: Outside::load(app, &page, &owner).await?,
            owner,
            exceptions: exceptions
                .iter()
                .take(3)
                .map(|e| exception_text(&page, e, today))
                .collect(),
            page,
            errors,
        })
    }
}

/// For the practice's own hours, where it has more than one place.
async fn places(app: &App, page: &Page, owner: &Owner) -> Result<Vec<(String, String)>> {
    if !owner.is_practice() {
        return Ok(Vec::new());
    }
    let all = Place::all(&app.db, page.tenant.id).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let any = [(String::new(), page.t("places-any"))].into_iter();
    let open = all.into_iter().filter(|place| place.is_active);
    let named = open.map(|place| (place.id.to_string(), place.name));
    Ok(any.chain(named).collect())
}

/// "1 June – 31 August", "until 31 May", "All year".
fn name(page: &Page, period: &Period, today: NaiveDate) -> String {
    let date = |date: NaiveDate| {
        let is_near = date.year() == today.year();
        if is_near {
            page.locale.day_and_month(date)
        } else {
            page.locale.day_numeric(date)
        }
    };
    match (period.from, period.until) {
        (None, None) => page.t("schedule-period-always"),
        (None, Some(until)) => sentence(&page.t1("schedule-period-until", "date", date(until))),
        (Some(from), None) => sentence(&page.t1("schedule-period-from", "date", date(from))),
        (Some(from), Some(until)) => page.t2(
            "schedule-period-between",
            "from",
            date(from),
            "until",
            date(until),
        ),
    }
}

/// "24 June: closed, Sant Joan".
fn exception_text(page: &Page, exception: &Exception, today: NaiveDate) -> String {
    let locale = page.locale;
    let dates = if exception.from == exception.until {
        locale.day_short(exception.from)
    } else {
        locale.days_range(exception.from, exception.until, today)
    };
    let hours = if exception.is_closed() {
        page.t("schedule-closed")
    } else {
        intervals_text(&exception.open)
    };
    match exception.note.as_str() {
        "" => format!("{dates}: {hours}"),
        note => format!("{dates}: {hours}, {note}"),
    }
}

impl Day {
    /// The seven lines. A closed day keeps hours to switch on: its own as typed, else those of the nearest open day.
    fn all(locale: Locale, form: &HoursForm) -> Vec<Self> {
        let usual = (0..7)
            .find_map(|day| form.rows_of(day).first().copied())
            .unwrap_or(("10:00", "19:00", ""));
        let mut usual = (usual.0.to_owned(), usual.1.to_owned(), String::new());
        weekdays(locale)
            .into_iter()
            .zip(0u8..)
            .map(|((number, name), weekday)| {
                let is_open = form.open.contains(&number);
                let typed = form.rows_of(weekday);
                let mut rows: Vec<(String, String, String)> = typed
                    .iter()
                    .map(|(from, to, place)| {
                        ((*from).to_owned(), (*to).to_owned(), (*place).to_owned())
                    })
                    .collect();
                if let (true, Some(first)) = (is_open, rows.first()) {
                    usual = (first.0.clone(), first.1.clone(), String::new());
                }
                if rows.is_empty() {
                    rows.push(if is_open {
                        Default::default()
                    } else {
                        usual.clone()
                    });
                }
                let row =
                    |(n, (from, to, place)): (usize, (String, String, String))| super::TimeRow {
                        id: row_id(weekday, n),
                        from,
                        to,
                        place,
                    };
                let spare = (rows.len() < 6).then(|| row((rows.len(), Default::default())));
                let day = chrono::Weekday::try_from(weekday).unwrap_or(chrono::Weekday::Mon);
                Self {
                    number,
                    name,
                    weekday: locale.weekday_long(day),
                    is_open,
                    rows: rows.into_iter().enumerate().map(row).collect(),
                    spare,
                }
            })
            .collect()
    }
}
