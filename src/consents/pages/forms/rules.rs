//! When a form is asked for, and how long it counts.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::super::super::{Form as ConsentForm, Policy, Rules};
use super::edit::Edit;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::id::{FormId, ServiceId};
use crate::web::forms::number;
use crate::web::{self, Errors, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new().route("/settings/forms/{id}/rules", post(rules))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RulesForm {
    pub(super) valid_months: String,
    pub(super) wait_hours: String,
    pub(super) in_person: String,
    pub(super) at_booking: String,
    pub(super) at_start: String,
    pub(super) service: Vec<String>,
}

impl RulesForm {
    pub(super) fn of(rules: &Rules, services: &[ServiceId]) -> Self {
        Self {
            valid_months: rules
                .valid_months
                .map(|n| n.to_string())
                .unwrap_or_default(),
            wait_hours: match rules.wait_hours {
                0 => String::new(),
                hours => hours.to_string(),
            },
            in_person: if rules.in_person { "true" } else { "" }.to_owned(),
            at_booking: rules.at_booking.as_str().to_owned(),
            at_start: rules.at_start.as_str().to_owned(),
            service: services.iter().map(ServiceId::to_string).collect(),
        }
    }

    fn read(&self, errors: &mut Errors) -> Option<(Rules, Vec<ServiceId>)> {
        let valid_months = match self.valid_months.trim() {
            "" => Some(None),
            typed => errors
                .take("valid_months", number(typed, 1..=120))
                .map(Some),
        };
        let wait_hours = match self.wait_hours.trim() {
            "" => Some(0),
            typed => errors.take("wait_hours", number(typed, 0..=720)),
        };
        let at_booking = Policy::parse(&self.at_booking).ok_or(key!("field-choose"));
        let at_booking = errors.take("at_booking", at_booking);
        let at_start = Policy::parse(&self.at_start).ok_or(key!("field-choose"));
        let at_start = errors.take("at_start", at_start);
        let services = self.service.iter().map(|id| id.parse().ok()).collect();
        let services: Option<Vec<ServiceId>> = services;
        let rules = Rules {
            valid_months: valid_months?,
            wait_hours: wait_hours?,
            in_person: !self.in_person.is_empty(),
            at_booking: at_booking?,
            at_start: at_start?,
        };
        Some((rules, services?))
    }
}

async fn rules(
    page: Page,
    State(app): State<App>,
    Path(id): Path<FormId>,
    Form(typed): Form<RulesForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = ConsentForm::find(&app.db, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let read = typed.read(&mut errors);
    let Some((rules, services)) = read.filter(|_| errors.is_empty()) else {
        let locale = page.tenant.locale;
        let edit = Edit::load(&app, page, form, locale, None, Some(typed), errors).await?;
        return web::render_invalid(&edit);
    };
    let mut tx = app.db.begin().await?;
    form.set_rules(&mut tx, &page.actor(), rules, &services, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("forms-now-saved"));
    Ok(redirect_with(&format!("/settings/forms/{id}#rules"), word))
}
