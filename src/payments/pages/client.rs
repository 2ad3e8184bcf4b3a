//! What is agreed with one client in place of the practice's and the services' rules: deposits, notice, late changes, moves,
//! visits a day, whether their bookings are answered first.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::Result;
use crate::i18n::key;
use crate::id::ClientId;
use crate::policies::ClientRules;
use crate::services::{choice_of, optional, typed_choice};
use crate::settings::options::{self, Options};
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/clients/{id}/deposit/edit", get(edit).post(update))
}

#[derive(Template)]
#[template(path = "payments/client.html")]
struct Edit {
    page: Page,
    errors: Errors,
    client: Client,
    form: Typed,
    notice: Options,
    horizon: Options,
    cancel_window: Options,
    kept: Options,
}

/// As typed; empty means as for everybody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    rule: String,
    confirm: String,
    notice: String,
    horizon: String,
    cancel_window: String,
    daily_limit: String,
    moves: String,
    kept_late: String,
    kept_no_show: String,
}

impl Typed {
    fn of(rules: &ClientRules) -> Self {
        let number = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
        Self {
            rule: rules.deposit_rule.clone(),
            confirm: rules.confirm_rule.clone(),
            notice: number(rules.notice_minutes),
            horizon: number(rules.horizon_days),
            cancel_window: number(rules.cancel_window_minutes),
            daily_limit: number(rules.daily_limit),
            moves: number(rules.moves_limit),
            kept_late: typed_choice(rules.kept_late),
            kept_no_show: typed_choice(rules.kept_no_show),
        }
    }

    fn read(&self, errors: &mut Errors) -> Option<ClientRules> {
        let one_of = |typed: &str| match typed {
            "" => Ok("service".to_owned()),
            "service" | "always" | "never" => Ok(typed.to_owned()),
            _ => Err(key!("field-choose")),
        };
        // What is asked of deposits is always chosen.
        let rule = match self.rule.as_str() {
            "" => Err(key!("field-choose")),
            typed => one_of(typed),
        };
        let deposit_rule = errors.take("rule", rule);
        let confirm_rule = errors.take("confirm", one_of(&self.confirm));
        let notice_minutes = errors.take("notice", optional(&self.notice, 0..=43_200));
        let horizon_days = errors.take("horizon", optional(&self.horizon, 1..=730));
        let cancel_window_minutes =
            errors.take("cancel_window", optional(&self.cancel_window, 0..=43_200));
        let daily_limit = errors.take("daily_limit", optional(&self.daily_limit, 1..=100));
        let moves_limit = errors.take("moves", optional(&self.moves, 0..=20));
        let kept_late = errors.take("kept_late", choice_of(&self.kept_late));
        let kept_no_show = errors.take("kept_no_show", choice_of(&self.kept_no_show));
        Some(ClientRules {
            deposit_rule: deposit_rule?,
            confirm_rule: confirm_rule?,
            notice_minutes: notice_minutes?,
            horizon_days: horizon_days?,
            cancel_window_minutes: cancel_window_minutes?,
            daily_limit: daily_limit?,
            moves_limit: moves_limit?,
            kept_late: kept_late?,
            kept_no_show: kept_no_show?,
        })
    }
}

fn draw(page: Page, client: Client, form: Typed, errors: Errors) -> Edit {
    let locale = page.locale;
    let with_none = |mut rest: Options| {
        rest.insert(0, (String::new(), page.t("policy-as-others")));
        rest
    };
    let at_once = page.t("settings-notice-none");
    let any_time = page.t("settings-cancel-any");
    Edit {
        notice: with_none(options::minutes(
            locale,
            options::NOTICE,
            &form.notice,
            &at_once,
        )),
        horizon: with_none(options::days(locale, options::HORIZON, &form.horizon)),
        cancel_window: with_none(options::minutes(
            locale,
            options::CANCEL_WINDOW,
            &form.cancel_window,
            &any_time,
        )),
        kept: with_none(vec![
            ("true".to_owned(), page.t("policy-kept")),
            ("false".to_owned(), page.t("policy-back")),
        ]),
        page,
        errors,
        client,
        form,
    }
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let rules = ClientRules::of(&app.db, page.tenant.id, id).await?;
    web::render(&draw(page, client, Typed::of(&rules), Errors::default()))
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let client = Client::in_use_for_change(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(rules) = form.read(&mut errors) else {
        drop(tx);
        return web::render_invalid(&draw(page, client, form, errors));
    };
    // Pressed twice: the first press has saved it.
    if ClientRules::of(&mut tx, page.tenant.id, id).await? != rules {
        let (tenant, actor) = (page.tenant.id, page.actor());
        rules.save(&mut tx, tenant, &actor, id, now).await?;
        tx.commit().await?;
    }
    let word = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}
