//! `/settings/overrides`: days unlike their weekday.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::{
    Outside, Owner, OwnerQuery, TimeRow, holidays, intervals_text, read_intervals, time_rows,
};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::schedule::exceptions::{Exception, MAX_DAYS};
use crate::schedule::model::for_change;
use crate::schedule::typed;
use crate::web::forms::{mark, text};
use crate::web::{self, Errors, Flash, Form, Page, Problem};

#[derive(Template)]
#[template(path = "settings/overrides.html")]
pub(super) struct Index {
    page: Page,
    pub errors: Errors,
    owner: Owner,
    rows: Vec<Row>,
    outside: Outside,
    /// Public holidays that could be taken off, and which of them are ticked: date and text.
    holidays: Vec<(String, String)>,
    pub chosen: Vec<String>,
}

struct Row {
    href: String,
    dates: String,
    hours: String,
    note: String,
}

#[derive(Template)]
#[template(path = "settings/override.html")]
struct Edit {
    page: Page,
    errors: Errors,
    owner: Owner,
    form: OverrideForm,
    rows: Vec<TimeRow>,
    today: NaiveDate,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OverrideForm {
    /// Empty: the practice.
    resource: String,
    /// The dates of the exception that is being changed; empty: a new one.
    was_from: String,
    was_until: String,
    /// What was on the page; see [`mark`].
    was: String,
    from: String,
    until: String,
    /// "closed" or "open".
    kind: String,
    hours_from: Vec<String>,
    hours_to: Vec<String>,
    note: String,
}

#[derive(Deserialize)]
pub(super) struct Range {
    from: NaiveDate,
    until: Option<NaiveDate>,
    resource: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NewQuery {
    from: Option<NaiveDate>,
    resource: Option<String>,
}

pub(super) async fn index(
    page: Page,
    State(app): State<App>,
    Query(query): Query<OwnerQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, query.resource.as_deref()).await?;
    web::render(&index_of(&app, page, owner).await?)
}

pub(super) async fn index_of(app: &App, page: Page, owner: Owner) -> Result<Index> {
    let today = page.tenant.local_date(app.clock.now());
    let ahead = match owner.is_practice() {
        true => holidays::ahead(&app.db, &page, today).await?,
        false => Vec::new(),
    };
    let exceptions = Exception::upcoming(&app.db, page.tenant.id, owner.whose, today).await?;
    let rows = exceptions
        .iter()
        .map(|exception| Row::new(&page, &owner, exception, today))
        .collect();
    Ok(Index {
        outside: Outside::load(app, &page, &owner).await?,
        holidays: holidays::options(&page, today, &ahead),
        chosen: ahead
            .iter()
            .map(|holiday| holiday.date.to_string())
            .collect(),
        page,
        errors: Errors::default(),
        owner,
        rows,
    })
}

impl Row {
    fn new(page: &Page, owner: &Owner, exception: &Exception, today: NaiveDate) -> Self {
        let Exception { from, until, .. } = exception;
        Self {
            href: owner.href(&format!(
                "/settings/overrides/edit?from={from}&until={until}"
            )),
            dates: page.locale.days_range(*from, *until, today),
            hours: if exception.is_closed() {
                sentence(&page.t("schedule-closed"))
            } else {
                intervals_text(&exception.open)
            },
            note: exception.note.clone(),
        }
    }
}

pub(super) async fn new(
    page: Page,
    State(app): State<App>,
    Query(query): Query<NewQuery>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, query.resource.as_deref()).await?;
    let form = OverrideForm {
        from: query.from.map(|date| date.to_string()).unwrap_or_default(),
        kind: "closed".into(),
        ..OverrideForm::default()
    };
    web::render(&Edit::new(&app, page, owner, form, Errors::default()))
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Query(range): Query<Range>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, range.resource.as_deref()).await?;
    let all = Exception::upcoming(&app.db, page.tenant.id, owner.whose, range.from).await?;
    let exception = all
        .first()
        .filter(|found| found.from == range.from)
        .ok_or(Error::NotFound)?;
    let form = OverrideForm::of(exception, range.until.unwrap_or(exception.until));
    web::render(&Edit::new(&app, page, owner, form, Errors::default()))
}

impl Edit {
    fn new(app: &App, page: Page, owner: Owner, form: OverrideForm, errors: Errors) -> Self {
        Self {
            rows: time_rows("hours", &form.hours_from, &form.hours_to),
            today: page.tenant.local_date(app.clock.now()),
            page,
            errors,
            owner,
            form,
        }
    }
}

pub(super) async fn write(
    page: Page,
    State(app): State<App>,
    Form(form): Form<OverrideForm>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, Some(&form.resource)).await?;
    let mut errors = Errors::default();
    let today = page.tenant.local_date(app.clock.now());
    let Some((exception, replaces)) = form.read(today, &mut errors) else {
        return web::render_invalid(&Edit::new(&app, page, owner, form, errors));
    };
    let mut tx = app.db.begin().await?;
    for_change(&mut tx, page.tenant.id, owner.whose).await?;
    if let Some((from, until)) = replaces
        && !form.was.is_empty()
    {
        // Pressed twice: the first press has saved it.
        let there =
            Exception::upcoming(&mut tx, page.tenant.id, owner.whose, exception.from).await?;
        if there.first() == Some(&exception) {
            return Ok(saved(&page, &owner));
        }
        let stored = Exception::upcoming(&mut tx, page.tenant.id, owner.whose, from).await?;
        let stored = stored
            .first()
            .filter(|found| found.from == from)
            .map(|found| OverrideForm::of(found, until).was)
            .unwrap_or_default();
        if form.was != stored {
            drop(tx);
            // Without the mark, saving the page that is shown again is meant.
            let form = OverrideForm {
                was: String::new(),
                ..form
            };
            errors.add("", key!("schedule-override-stale"));
            let edit = Edit::new(&app, page, owner, form, errors);
            return web::render_status(StatusCode::CONFLICT, &edit);
        }
    }
    exception
        .write(
            &mut tx,
            page.tenant.id,
            &page.actor(),
            owner.whose,
            replaces,
            app.clock.now(),
        )
        .await?;
    tx.commit().await?;
    Ok(saved(&page, &owner))
}

fn saved(page: &Page, owner: &Owner) -> Response {
    let word = page.t("schedule-override-saved");
    web::redirect_with(&owner.href("/settings/overrides"), Flash::ok(word))
}

/// The dates of an exception.
type Dates = (NaiveDate, NaiveDate);

impl OverrideForm {
    /// An exception to be changed, up to `until`.
    fn of(exception: &Exception, until: NaiveDate) -> Self {
        let (from, to): (Vec<_>, Vec<_>) = exception.open.iter().copied().unzip();
        let clocks = |minutes: Vec<u16>| minutes.into_iter().map(typed::clock).collect();
        let first = exception.from.to_string();
        let mut form = Self {
            resource: String::new(),
            was_from: first.clone(),
            was_until: until.to_string(),
            was: String::new(),
            until: match until == exception.from {
                true => String::new(),
                false => until.to_string(),
            },
            from: first,
            kind: match exception.is_closed() {
                true => "closed".into(),
                false => "open".into(),
            },
            hours_from: clocks(from),
            hours_to: clocks(to),
            note: exception.note.clone(),
        };
        let hours = format!("{:?}", exception.open);
        let last = exception.until.to_string();
        form.was = mark(&[&form.from, &last, &hours, &form.note]);
        form
    }

    fn read(&self, today: NaiveDate, errors: &mut Errors) -> Option<(Exception, Option<Dates>)> {
        let replaces = match (typed::date(&self.was_from), typed::date(&self.was_until)) {
            (Ok(from), Ok(until)) if from <= until && until <= from + Days::new(4 * MAX_DAYS) => {
                Some((from, until))
            }
            _ => None,
        };
        let from = errors.take("from", typed::date(&self.from));
        let until = match self.until.trim() {
            "" => from,
            until => errors.take("until", typed::date(until)),
        };
        if let (Some(from), Some(until)) = (from, until) {
            if until < from {
                errors.add("until", key!("schedule-dates-order"));
            } else if until < today {
                errors.add("from", key!("schedule-override-past"));
            } else if (until - from).num_days() >= MAX_DAYS as i64 {
                errors.add(
                    "until",
                    Problem::with(key!("schedule-dates-long"), "max", MAX_DAYS as i64),
                );
            }
        }
        let open = match self.kind.as_str() {
            "closed" => Some(Vec::new()),
            "open" => {
                let open = read_intervals("hours", &self.hours_from, &self.hours_to, errors);
                if open.as_ref().is_some_and(Vec::is_empty) {
                    errors.add("hours-0", key!("schedule-override-hours-missing"));
                }
                open
            }
            _ => {
                errors.add("kind", key!("field-choose"));
                None
            }
        };
        let note = errors.take("note", text(&self.note, 200));
        if !errors.is_empty() {
            return None;
        }
        let exception = Exception {
            from: from?,
            until: until?,
            open: open?,
            note: note?,
        };
        Some((exception, replaces))
    }
}

pub(super) async fn remove(
    page: Page,
    State(app): State<App>,
    Form(range): Form<Range>,
) -> Result<Response> {
    page.require(Permission::ScheduleWrite)?;
    let owner = Owner::find(&app, &page, range.resource.as_deref()).await?;
    let until = range.until.unwrap_or(range.from);
    let mut tx = app.db.begin().await?;
    let found = Exception::remove(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        owner.whose,
        range.from,
        until,
        app.clock.now(),
    )
    .await?;
    if !found {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    let word = page.t("schedule-override-removed");
    let path = owner.href("/settings/overrides");
    Ok(web::redirect_with(&path, Flash::ok(word)))
}
