//! `/settings/privacy`: everything as a ZIP, how long what is kept, and the record of what was erased.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::Months;
use serde::Deserialize;
use serde_json::json;

use super::super::archive;
use super::super::erase::{Done, Fate, Reason};
use super::super::export::{Export, file_name};
use super::super::retention::{self, What};
use super::count_export;
use crate::accounts::session::require_proof;
use crate::accounts::{Caller, Permission};
use crate::app::App;
use crate::error::Result;
use crate::events::{self, Kind, Object};
use crate::i18n::key;
use crate::web::forms::number;
use crate::web::{self, Errors, Flash, Form, Page, download, redirect_with};

const PATH: &str = "/settings/privacy";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/privacy", get(edit).post(update))
        .route("/settings/privacy/export", post(export))
}

/// As typed: months, or nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    health_records: String,
    clients: String,
    messages: String,
    photos: String,
    consents: String,
    /// What the rules take at once was seen and agreed to.
    confirm: bool,
}

impl Fields {
    fn of(&self, what: What) -> &str {
        match what {
            What::HealthRecords => &self.health_records,
            What::Clients => &self.clients,
            What::Messages => &self.messages,
            What::Photos => &self.photos,
            What::Consents => &self.consents,
        }
    }

    fn place(&mut self, what: What) -> &mut String {
        match what {
            What::HealthRecords => &mut self.health_records,
            What::Clients => &mut self.clients,
            What::Messages => &mut self.messages,
            What::Photos => &mut self.photos,
            What::Consents => &mut self.consents,
        }
    }
}

/// A rule as it is drawn.
struct Rule {
    /// What it takes at once.
    due: i64,
    name: &'static str,
    label: String,
    hint: String,
    value: String,
}

/// `privacy/settings.html`.
#[derive(Template)]
#[template(path = "privacy/settings.html")]
struct Edit {
    page: Page,
    errors: Errors,
    rules: Vec<Rule>,
    /// What would go at once is to be agreed to.
    asks: bool,
    done: Vec<Done>,
}

async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::PrivacyWrite)?;
    let mut fields = Fields::default();
    for (what, months) in retention::rules(&app.db, page.tenant.id).await? {
        *fields.place(what) = months.to_string();
    }
    draw(&app, page, &fields, Errors::default(), StatusCode::OK).await
}

async fn draw(
    app: &App,
    page: Page,
    fields: &Fields,
    errors: Errors,
    status: StatusCode,
) -> Result<Response> {
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut rules = Vec::new();
    for what in What::ALL {
        let value = fields.of(what).to_owned();
        let mut hint = page.t(what.hint());
        let cutoff = value.parse::<u32>().ok();
        let cutoff = cutoff.and_then(|months| now.checked_sub_months(Months::new(months)));
        let mut due = 0;
        if let Some(cutoff) = cutoff.filter(|_| what != What::HealthRecords) {
            let n = retention::due(&app.db, tenant, what, cutoff).await?;
            due = n;
            hint = format!("{hint} {}", page.t1("privacy-rule-due", "n", n));
        }
        rules.push(Rule {
            due,
            name: what.as_str(),
            label: page.t(what.key()),
            hint,
            value,
        });
    }
    let edit = Edit {
        done: Done::list(&app.db, tenant).await?,
        rules,
        asks: errors.get("confirm").is_some(),
        errors,
        page,
    };
    web::render_status(status, &edit)
}

async fn update(
    page: Page,
    State(app): State<App>,
    caller: Caller,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::PrivacyWrite)?;
    require_proof(&app, &caller.session, PATH).await?;
    let mut errors = Errors::default();
    let mut rules = Vec::new();
    for what in What::ALL {
        let typed = form.of(what).trim();
        if typed.is_empty() {
            continue;
        }
        if let Some(months) = errors.take(what.as_str(), number(typed, 1..=600)) {
            rules.push((what, months));
        }
    }
    let least = |what| {
        rules
            .iter()
            .find(|(other, _)| *other == what)
            .map(|(_, months)| *months)
    };
    if let (Some(health), Some(clients)) = (least(What::HealthRecords), least(What::Clients))
        && clients < health
    {
        errors.add("clients", key!("privacy-rule-shorter"));
    }
    if !errors.is_empty() {
        return draw(&app, page, &form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if !form.confirm && takes_at_once(&app, &page, &rules).await? {
        errors.add("confirm", key!("privacy-rules-confirm-needed"));
        return draw(&app, page, &form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut tx = app.db.begin().await?;
    retention::set_rules(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        &rules,
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(redirect_with(PATH, Flash::ok(page.t("settings-saved"))))
}

/// Whether a rule that is new or shorter than before takes something as soon as it is kept to.
async fn takes_at_once(app: &App, page: &Page, rules: &[(What, i64)]) -> Result<bool> {
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let before = retention::rules(&app.db, tenant).await?;
    for (what, months) in rules {
        let is_kept_to = before
            .iter()
            .any(|(known, longer)| known == what && longer <= months);
        let cutoff = u32::try_from(*months).ok();
        let cutoff = cutoff.and_then(|months| now.checked_sub_months(Months::new(months)));
        if let Some(cutoff) = cutoff.filter(|_| !is_kept_to)
            && retention::due(&app.db, tenant, *what, cutoff).await? > 0
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// All that the practice has, as a ZIP.
async fn export(page: Page, State(app): State<App>, caller: Caller) -> Result<Response> {
    page.require(Permission::PrivacyWrite)?;
    require_proof(&app, &caller.session, PATH).await?;
    count_export(&app, &page).await?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let kind = Kind::PracticeExported;
    events::record(
        &mut tx,
        tenant,
        &page.actor(),
        kind,
        Object::Tenant(tenant),
        json!({}),
        now,
    )
    .await?;
    tx.commit().await?;
    let name = file_name(&page.tenant, "export", now);
    let export = Export {
        app,
        tenant: page.tenant.clone(),
        locale: page.locale,
        reader: page.actor(),
        with_medical: page.can(Permission::ClientsMedical),
        is_own: false,
    };
    download(
        &name,
        "application/zip",
        archive::body(move |zip| export.practice(zip)),
    )
}

impl Edit {
    /// What goes at once, in numbers.
    fn going(&self) -> Vec<String> {
        let due = self.rules.iter().filter(|rule| rule.due > 0);
        let line = |rule: &Rule| {
            let n = rule.due;
            self.page
                .t2("privacy-rules-line", "what", rule.label.as_str(), "n", n)
        };
        due.map(line).collect()
    }

    fn day(&self, done: &Done) -> String {
        let page = &self.page;
        page.locale.day_year(page.tenant.local_date(done.erased_at))
    }

    fn why(&self, done: &Done) -> String {
        self.page.t(match done.reason {
            Reason::Asked => "privacy-reason-asked",
            Reason::Rule => "privacy-reason-rule",
            Reason::LockEnded => "privacy-reason-lock-ended",
            Reason::Restored => "privacy-reason-restored",
        })
    }

    fn until(&self, done: &Done) -> Option<String> {
        let page = &self.page;
        let until = done.lock_ends_at.filter(|_| done.what == Fate::Locked)?;
        Some(page.t1(
            "privacy-locked-until",
            "day",
            page.locale.day_year(page.tenant.local_date(until)),
        ))
    }
}
