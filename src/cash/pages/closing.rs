//! Counting the drawer.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::day_of;
use crate::accounts::Permission;
use crate::app::App;
use crate::cash::closing::{Closing, Count, Outcome, close};
use crate::cash::figures::Figures;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::money::Money;
use crate::web::forms::text;
use crate::web::{self, Errors, Flash, Form, Page};

/// `cash/closing.html`
#[derive(Template)]
#[template(path = "cash/closing.html")]
struct New {
    page: Page,
    errors: Errors,
    day: NaiveDate,
    /// What came and went back in cash.
    cash: (i64, i64),
    form: Fields,
    /// What a count that does not agree differs by.
    difference: Option<i64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Fields {
    date: String,
    seq: i64,
    came: i64,
    back: i64,
    opening: String,
    counted: String,
    note: String,
}

pub(super) async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    let (day, _) = day_of(&page, app.clock.now());
    let tenant = page.tenant.id;
    let entries = Closing::of_day(&app.db, tenant, day).await?;
    // A correction begins with what was written before it, a day with what was counted on the last one.
    let opening = match entries.last() {
        Some(last) => Some(last.opening_minor),
        None => Closing::before(&app.db, tenant, day)
            .await?
            .map(|before| before.counted_minor),
    };
    let opening = Money::new(opening.unwrap_or_default(), page.tenant.currency);
    let form = Fields {
        date: day.to_string(),
        seq: entries.len() as i64 + 1,
        opening: opening.plain(),
        ..Fields::default()
    };
    let new = New::of(&app, page, day, form, Errors::default(), None).await?;
    web::render(&new)
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    let day: NaiveDate = form
        .date
        .parse()
        .map_err(|_| Error::Invalid("error-form"))?;
    let mut errors = Errors::default();
    let currency = page.tenant.currency;
    let mut sum = |field: &str, typed: &str| {
        let sum = match typed.trim() {
            "" => Err(key!("field-money-required")),
            typed => Money::parse(typed, currency),
        };
        errors.take(field, sum)
    };
    let opening = sum("opening", &form.opening);
    let counted = sum("counted", &form.counted);
    let note = errors.take("note", text(&form.note, 500));
    let (Some(opening), Some(counted), Some(note)) = (opening, counted, note) else {
        return web::render_invalid(&New::of(&app, page, day, form, errors, None).await?);
    };
    let count = Count {
        day,
        seq: form.seq,
        seen: (form.came, form.back),
        opening,
        counted,
        note,
    };
    let outcome = patiently(|| write(&app, &page, &count)).await?;
    let (field, why, status, difference) = match outcome {
        Outcome::Written | Outcome::Known => {
            let word = page.t("cash-closed");
            return Ok(web::redirect_with(
                &format!("/cash?date={day}"),
                Flash::ok(word),
            ));
        }
        Outcome::Moved => ("", key!("cash-moved"), StatusCode::CONFLICT, None),
        Outcome::Closed => {
            form.seq = Closing::of_day(&app.db, page.tenant.id, day).await?.len() as i64 + 1;
            (
                "",
                key!("cash-closed-meanwhile"),
                StatusCode::CONFLICT,
                None,
            )
        }
        Outcome::Unexplained(0) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ("note", key!("cash-correction-why"), status, None)
        }
        Outcome::Unexplained(difference) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            (
                "note",
                key!("cash-difference-why"),
                status,
                Some(difference),
            )
        }
    };
    errors.add(field, why);
    let new = New::of(&app, page, day, form, errors, difference).await?;
    web::render_status(status, &new)
}

async fn write(app: &App, page: &Page, count: &Count) -> Result<Outcome> {
    let mut tx = app.db.begin().await?;
    let (tenant, actor, now) = (&page.tenant, page.actor(), app.clock.now());
    let outcome = close(&mut tx, tenant, &actor, page.user.id, count, now).await?;
    if matches!(outcome, Outcome::Written) {
        tx.commit().await?;
    }
    Ok(outcome)
}

impl New {
    async fn of(
        app: &App,
        page: Page,
        day: NaiveDate,
        mut form: Fields,
        errors: Errors,
        difference: Option<i64>,
    ) -> Result<Self> {
        let figures = Figures::of(&app.db, &page.tenant, day).await?;
        let cash = figures.cash(page.tenant.currency);
        (form.came, form.back) = cash;
        Ok(Self {
            page,
            errors,
            day,
            cash,
            form,
            difference,
        })
    }

    fn day_text(&self) -> String {
        sentence(&self.page.locale.day_long(self.day))
    }

    fn is_correction(&self) -> bool {
        self.form.seq > 1
    }

    fn money(&self, minor: &i64) -> String {
        let money = Money::new(*minor, self.page.tenant.currency);
        self.page.locale.money(money)
    }

    /// "10.00 too much", "10.00 too little"
    fn difference_text(&self, minor: &i64) -> String {
        let key = match minor {
            0.. => "cash-over",
            _ => "cash-under",
        };
        self.page.t1(key, "amount", self.money(&minor.abs()))
    }
}
