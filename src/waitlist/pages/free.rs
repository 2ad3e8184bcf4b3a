//! `/waitlist/openings/new`: free time that the master wants filled.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Days, Utc};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::when::parse_time;
use crate::booking::parse_date;
use crate::error::Result;
use crate::i18n::key;
use crate::schedule::local::{self, Span};
use crate::waitlist::model::{Opening, OpeningSource};
use crate::web::{self, Errors, Form, Page};

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    date: String,
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "waitlist/free.html")]
struct New {
    page: Page,
    errors: Errors,
    form: Typed,
    min: String,
}

pub async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let today = page.tenant.local_date(app.clock.now());
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let form = Typed {
        date: page.param("date").unwrap_or_else(|| tomorrow.to_string()),
        from: page.param("from").unwrap_or_default(),
        to: page.param("to").unwrap_or_default(),
    };
    web::render(&New {
        min: today.to_string(),
        page,
        errors: Errors::default(),
        form,
    })
}

pub async fn create(
    page: Page,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let now = app.clock.now();
    let mut errors = Errors::default();
    let Some(span) = form.span(&page, now, &mut errors) else {
        let min = page.tenant.local_date(now).to_string();
        return web::render_invalid(&New {
            page,
            errors,
            form,
            min,
        });
    };
    let mut tx = app.db.begin().await?;
    let source = OpeningSource::Master;
    let id = Opening::open(&mut tx, page.tenant.id, span, source, None, None, now).await?;
    tx.commit().await?;
    Ok(web::redirect(&format!("/waitlist/openings/{id}")))
}

impl Typed {
    fn span(&self, page: &Page, now: DateTime<Utc>, errors: &mut Errors) -> Option<Span> {
        let date = parse_date(self.date.trim()).ok_or(key!("field-bad-date"));
        let date = errors.take("date", date);
        let from = errors.take("from", parse_time(&self.from));
        let to = errors.take("to", parse_time(&self.to));
        let (date, from, to) = (date?, from?, to?);
        let at = |time| local::resolve(page.tenant.tz(), date.and_time(time));
        let span = Span::new(at(from), at(to));
        if span.end <= span.start {
            errors.add("to", key!("waitlist-ends-before"));
            return None;
        }
        if span.start <= now {
            errors.add("from", key!("waitlist-free-past"));
            return None;
        }
        Some(span)
    }
}
