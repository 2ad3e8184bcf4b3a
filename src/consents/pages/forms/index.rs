//! The list of forms: begun from a ready one or empty, put away and brought back.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::super::{
    Content, Form as ConsentForm, Kind, Policy, Rules, STARTERS, Starter, Version,
};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::FormId;
use crate::web::{self, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/forms", get(index).post(create))
        .route("/settings/forms/{id}/archival", post(archive))
}

/// `settings/forms.html`.
#[derive(Template)]
#[template(path = "settings/forms.html")]
struct Index {
    page: Page,
    rows: Vec<Row>,
    aside: Vec<Row>,
    starters: Vec<Choice>,
    /// Makes a second press harmless.
    key: FormId,
}

struct Row {
    id: FormId,
    title: String,
    /// Kind, version, languages.
    facts: Vec<String>,
    is_draft: bool,
}

struct Choice {
    name: &'static str,
    title: String,
    about: String,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (mut rows, mut aside) = (Vec::new(), Vec::new());
    let mut versions = Version::latest_of_all(&app.db, page.tenant.id).await?;
    for form in ConsentForm::all(&app.db, page.tenant.id).await? {
        let versions = versions.remove(&form.id).unwrap_or_default();
        let published = versions.iter().find(|v| v.published_at.is_some());
        let latest = versions.first();
        let mut facts = vec![page.t(form.kind.key())];
        if let Some(published) = published {
            facts.push(page.t1("consents-version", "n", published.number));
            let codes: Vec<String> = published
                .content
                .0
                .locales()
                .into_iter()
                .map(|locale| locale.code().to_uppercase())
                .collect();
            facts.push(codes.join(" "));
        }
        facts.extend(rule_facts(&page, &form.rules));
        let row = Row {
            id: form.id,
            title: latest.map(|v| v.title(page.locale)).unwrap_or_default(),
            facts,
            is_draft: latest.is_some_and(|v| v.published_at.is_none()),
        };
        match form.archived_at {
            Some(_) => aside.push(row),
            None => rows.push(row),
        }
    }
    let mut starters = Vec::new();
    for starter in STARTERS {
        let (_, _, content) = starter.read()?;
        starters.push(Choice {
            name: starter.name,
            title: content.title(page.locale),
            about: page.t(starter.about),
        });
    }
    web::render(&Index {
        page,
        rows,
        aside,
        starters,
        key: FormId::new(),
    })
}

/// "valid for 6 months", "counts 48 h after signing".
fn rule_facts(page: &Page, rules: &Rules) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(months) = rules.valid_months {
        facts.push(page.t1("forms-valid-months", "n", months));
    }
    if rules.wait_hours > 0 {
        let length = page.locale.duration(rules.wait_hours * 60);
        facts.push(page.t1("forms-counts-after", "length", length));
    }
    facts
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beginning {
    /// A starter's name, or a kind for an empty form.
    from: String,
    key: FormId,
}

async fn create(
    page: Page,
    State(app): State<App>,
    Form(begin): Form<Beginning>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (kind, rules, content) = match (Starter::by_name(&begin.from), Kind::parse(&begin.from)) {
        (Some(starter), _) => starter.read()?,
        (None, Some(kind)) => (kind, NO_RULES, Content::default()),
        (None, None) => return Err(Error::Invalid("error-form")),
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let form = ConsentForm::create(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        begin.key,
        kind,
        rules,
        content,
        now,
    )
    .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("forms-now-added"));
    Ok(redirect_with(&format!("/settings/forms/{}", form.id), word))
}

const NO_RULES: Rules = Rules {
    valid_months: None,
    wait_hours: 0,
    in_person: false,
    at_booking: Policy::Off,
    at_start: Policy::Warn,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Archival {
    aside: bool,
}

async fn archive(
    page: Page,
    State(app): State<App>,
    Path(id): Path<FormId>,
    Form(form): Form<Archival>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut tx = app.db.begin().await?;
    let found = ConsentForm::find(&mut tx, page.tenant.id, id).await?;
    found
        .archive(&mut tx, &page.actor(), form.aside, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = match form.aside {
        true => "forms-now-aside",
        false => "forms-now-back",
    };
    Ok(redirect_with("/settings/forms", Flash::ok(page.t(word))))
}
