//! What is asked for ahead of visits, and what becomes of it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::events::{self, Object};
use crate::payments::model::Rules;
use crate::web::{self, Errors, Flash, Form, Page, forms};

pub fn routes() -> Router<App> {
    Router::new().route("/settings/payments/rules", get(edit).post(save))
}

#[derive(Template)]
#[template(path = "payments/rules.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: Fields,
    holds: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    hold: String,
    risk_visits: String,
    risk_percent: String,
    kept_late: String,
    kept_no_show: String,
    confirm_visits: String,
}

fn draw(page: Page, form: Fields, errors: Errors) -> Edit {
    let holds = [15, 30, 60, 120, 720, 1440];
    let holds = holds.map(|minutes| (minutes.to_string(), page.locale.duration(minutes)));
    Edit {
        holds: holds.into(),
        page,
        errors,
        form,
    }
}

async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let rules = Rules::of(&app.db, page.tenant.id).await?;
    let flag = |on: bool| if on { "true".to_owned() } else { String::new() };
    let form = Fields {
        hold: rules.hold_minutes.to_string(),
        risk_visits: rules.risk_visits.to_string(),
        risk_percent: rules.risk_percent.to_string(),
        kept_late: flag(rules.is_kept_late),
        kept_no_show: flag(rules.is_kept_no_show),
        confirm_visits: rules.confirm_visits.to_string(),
    };
    web::render(&draw(page, form, Errors::default()))
}

async fn save(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut errors = Errors::default();
    let hold = errors.take("hold", forms::number(&form.hold, 10..=1440));
    let visits = errors.take("risk_visits", forms::number(&form.risk_visits, 0..=100));
    let percent = errors.take("risk_percent", forms::number(&form.risk_percent, 1..=100));
    // A page from before does not say.
    let confirm = match form.confirm_visits.trim() {
        "" => Some(0),
        typed => errors.take("confirm_visits", forms::number(typed, 0..=100)),
    };
    let (Some(hold_minutes), Some(risk_visits), Some(risk_percent), Some(confirm_visits)) =
        (hold, visits, percent, confirm)
    else {
        return web::render_invalid(&draw(page, form, errors));
    };
    let rules = Rules {
        hold_minutes,
        risk_visits,
        risk_percent,
        is_kept_late: !form.kept_late.is_empty(),
        is_kept_no_show: !form.kept_no_show.is_empty(),
        confirm_visits,
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    rules.save(&mut tx, page.tenant.id, now).await?;
    let data = serde_json::json!({ "rules": true });
    let object = Object::Tenant(page.tenant.id);
    let kind = events::Kind::PaymentsChanged;
    events::record(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        kind,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    let word = page.t("settings-saved");
    Ok(web::redirect_with(
        "/settings/payments/rules",
        Flash::ok(word),
    ))
}
