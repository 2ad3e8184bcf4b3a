//! `/settings/waitlist`: whether freed times are offered without the master, and how long an answer may take.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::settings::options::{self, Options};
use crate::waitlist::model::Rules;
use crate::web::forms::{mark, number};
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "settings/waitlist.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: Typed,
    answers: Options,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    /// What was on the page; see [`mark`].
    was: String,
    on: bool,
    answer: String,
}

impl Typed {
    fn of(rules: &Rules) -> Self {
        let answer = rules.answer_minutes.to_string();
        Self {
            was: mark(&[if rules.is_on { "on" } else { "" }, &answer]),
            on: rules.is_on,
            answer,
        }
    }
}

impl Edit {
    fn new(page: Page, form: Typed, errors: Errors) -> Self {
        Self {
            answers: options::minutes(page.locale, Rules::ANSWER, &form.answer, ""),
            page,
            errors,
            form,
        }
    }
}

pub async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let rules = Rules::of(&app.db, page.tenant.id).await?;
    web::render(&Edit::new(page, Typed::of(&rules), Errors::default()))
}

pub async fn update(
    page: Page,
    State(app): State<App>,
    Form(mut form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut errors = Errors::default();
    let minutes = errors.take("answer", number(&form.answer, 10..=1440));
    let (mut tx, now) = (app.db.begin().await?, app.clock.now());
    Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    let stored = Rules::of(&mut tx, page.tenant.id).await?;
    let rules = minutes.map(|answer_minutes| Rules {
        is_on: form.on,
        answer_minutes,
    });
    // Pressed twice: the first press has saved it.
    if rules == Some(stored) {
        return Ok(saved(&page));
    }
    let was = Typed::of(&stored).was;
    if !form.was.is_empty() && form.was != was {
        drop(tx);
        form.was = was;
        let mut errors = Errors::default();
        errors.add("", key!("settings-stale"));
        return web::render_status(StatusCode::CONFLICT, &Edit::new(page, form, errors));
    }
    let Some(rules) = rules else {
        drop(tx);
        return web::render_invalid(&Edit::new(page, form, errors));
    };
    rules
        .save(&mut tx, page.tenant.id, &page.actor(), now)
        .await?;
    tx.commit().await?;
    Ok(saved(&page))
}

fn saved(page: &Page) -> Response {
    let word = page.t("settings-saved");
    web::redirect_with("/settings/waitlist", Flash::ok(word))
}
