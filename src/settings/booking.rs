//! `/settings/booking`: the rules that hold for every service that has none of its own.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::options::{self, Options};
use crate::accounts::{BookingRules, Permission, Tenant};
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::web::forms::{mark, number};
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "settings/booking.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: RulesForm,
    steps: Options,
    notice: Options,
    horizon: Options,
    cancel_window: Options,
    holds: Options,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RulesForm {
    /// What was on the page; see [`mark`].
    was: String,
    step: String,
    notice: String,
    horizon: String,
    offer: String,
    daily_limit: String,
    cancel_window: String,
    hold: String,
    code: String,
    moves: String,
}

impl RulesForm {
    fn of(rules: &BookingRules) -> Self {
        let mut form = Self {
            was: String::new(),
            step: rules.step_minutes.to_string(),
            notice: rules.notice_minutes.to_string(),
            horizon: rules.horizon_days.to_string(),
            offer: rules.offer.clone(),
            daily_limit: rules
                .daily_limit
                .map(|limit| limit.to_string())
                .unwrap_or_default(),
            cancel_window: rules.cancel_window_minutes.to_string(),
            hold: rules.hold_minutes.to_string(),
            code: rules.email_code.clone(),
            moves: rules
                .moves_limit
                .map(|limit| limit.to_string())
                .unwrap_or_default(),
        };
        form.was = mark(&[
            &form.step,
            &form.notice,
            &form.horizon,
            &form.offer,
            &form.daily_limit,
            &form.cancel_window,
            &form.hold,
            &form.code,
            &form.moves,
        ]);
        form
    }

    fn read(&self, errors: &mut Errors) -> Option<BookingRules> {
        let step_minutes = errors.take("step", number(&self.step, 5..=240));
        let notice_minutes = errors.take("notice", number(&self.notice, 0..=43_200));
        let horizon_days = errors.take("horizon", number(&self.horizon, 1..=730));
        let cancel_window_minutes =
            errors.take("cancel_window", number(&self.cancel_window, 0..=43_200));
        let hold_minutes = errors.take("hold", number(&self.hold, 0..=60));
        let daily_limit = match self.daily_limit.trim() {
            "" => Some(None),
            typed => errors.take("daily_limit", number(typed, 1..=100)).map(Some),
        };
        let moves_limit = match self.moves.trim() {
            "" => Some(None),
            typed => errors.take("moves", number(typed, 0..=20)).map(Some),
        };
        if !matches!(self.offer.as_str(), "all" | "tight") {
            errors.add("offer", key!("field-choose"));
            return None;
        }
        if !matches!(self.code.as_str(), "off" | "new" | "all") {
            errors.add("code", key!("field-choose"));
            return None;
        }
        Some(BookingRules {
            step_minutes: step_minutes?,
            notice_minutes: notice_minutes?,
            horizon_days: horizon_days?,
            offer: self.offer.clone(),
            daily_limit: daily_limit?,
            cancel_window_minutes: cancel_window_minutes?,
            hold_minutes: hold_minutes?,
            email_code: self.code.clone(),
            moves_limit: moves_limit?,
        })
    }
}

impl Edit {
    fn new(page: Page, form: RulesForm, errors: Errors) -> Self {
        let locale = page.locale;
        Self {
            steps: options::minutes(locale, options::STEP, &form.step, ""),
            notice: options::minutes(
                locale,
                options::NOTICE,
                &form.notice,
                &page.t("settings-notice-none"),
            ),
            horizon: options::days(locale, options::HORIZON, &form.horizon),
            cancel_window: options::minutes(
                locale,
                options::CANCEL_WINDOW,
                &form.cancel_window,
                &page.t("settings-cancel-any"),
            ),
            holds: options::minutes(
                locale,
                options::HOLD,
                &form.hold,
                &page.t("settings-hold-none"),
            ),
            page,
            errors,
            form,
        }
    }
}

pub(super) async fn edit(page: Page) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = RulesForm::of(&page.tenant.rules);
    web::render(&Edit::new(page, form, Errors::default()))
}

pub(super) async fn update(
    mut page: Page,
    State(app): State<App>,
    Form(mut form): Form<RulesForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (mut errors, now) = (Errors::default(), app.clock.now());
    let mut tx = app.db.begin().await?;
    page.tenant = Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    let known = RulesForm::of(&page.tenant.rules);
    // A page that was open before these were on it says nothing of them.
    for (typed, known) in [(&mut form.hold, known.hold), (&mut form.code, known.code)] {
        if typed.is_empty() {
            *typed = known;
        }
    }
    let stored = known.was;
    let rules = form.read(&mut errors);
    // Pressed twice: the first press has saved it.
    if rules.as_ref() == Some(&page.tenant.rules) {
        return Ok(saved(&page));
    }
    if !form.was.is_empty() && form.was != stored {
        drop(tx);
        errors = Errors::default();
        // The page that is shown again knows what is stored: saving it is then meant.
        form.was = stored;
        errors.add("", key!("settings-stale"));
        return web::render_status(StatusCode::CONFLICT, &Edit::new(page, form, errors));
    }
    let Some(rules) = rules else {
        drop(tx);
        return web::render_invalid(&Edit::new(page, form, errors));
    };
    super::save_rules(&mut tx, &page.tenant, &page.actor(), &rules, now).await?;
    tx.commit().await?;
    Ok(saved(&page))
}

fn saved(page: &Page) -> Response {
    let word = page.t("settings-saved");
    web::redirect_with("/settings/booking", Flash::ok(word))
}
