//! `/settings/forms`: the list, the editor of a form's text and questions, its rules, its versions.
//!
//! Every button of the editor sends the whole form, so that nothing typed is lost and no script is needed: it is saved as
//! the draft first, then the button's own act is done.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::content::{MAX_FIELDS, MAX_OPTIONS, PUBLISH, Piece, pieces};
use super::super::signing::filled;
use super::super::{
    Content, Field, FieldKind, Form as ConsentForm, Kind, Policy, Rules, STARTERS, Starter, Text,
    Version,
};
use crate::accounts::Permission;
use crate::app::App;
use crate::crypto;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::{FormId, ServiceId};
use crate::services::Service;
use crate::web::forms::{number, text};
use crate::web::{self, Errors, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/forms", get(index).post(create))
        .route("/settings/forms/{id}", get(edit).post(update))
        .route("/settings/forms/{id}/rules", post(rules))
        .route("/settings/forms/{id}/preview", get(preview))
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
    for form in ConsentForm::all(&app.db, page.tenant.id).await? {
        let versions = form.versions(&app.db).await?;
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

/// `settings/form.html`.
#[derive(Template)]
#[template(path = "settings/form.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: ConsentForm,
    /// The title, in the reader's language if there is one.
    heading: String,
    /// The language that is edited.
    locale: Locale,
    typed: Text,
    rows: Vec<FieldRow>,
    languages: Vec<Language>,
    versions: Vec<VersionRow>,
    has_draft: bool,
    kinds: Vec<(String, String)>,
    typed_rules: RulesForm,
    services: Vec<(String, String)>,
}

struct FieldRow {
    id: String,
    kind: &'static str,
    label: String,
    /// What the label says in another language, to translate from.
    other: String,
    required: bool,
    is_choice: bool,
    options: String,
    is_first: bool,
    is_last: bool,
    publishes: bool,
}

struct Language {
    code: &'static str,
    name: &'static str,
    current: bool,
    lack: Option<String>,
}

struct VersionRow {
    number: i64,
    day: String,
    is_draft: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RulesForm {
    valid_months: String,
    wait_hours: String,
    in_person: String,
    at_booking: String,
    at_start: String,
    service: Vec<String>,
}

impl RulesForm {
    fn of(rules: &Rules, services: &[ServiceId]) -> Self {
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

async fn edit(page: Page, State(app): State<App>, Path(id): Path<FormId>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = ConsentForm::find(&app.db, page.tenant.id, id).await?;
    let asked = page.param("text").and_then(|code| code.parse().ok());
    let locale = asked.unwrap_or(page.tenant.locale);
    let edit = Edit::load(&app, page, form, locale, None, None, Errors::default()).await?;
    web::render(&edit)
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        form: ConsentForm,
        locale: Locale,
        content: Option<Content>,
        typed_rules: Option<RulesForm>,
        errors: Errors,
    ) -> Result<Self> {
        let versions = form.versions(&app.db).await?;
        let latest = versions.first().ok_or(Error::NotFound)?;
        let content = content.unwrap_or_else(|| latest.content.0.clone());
        let last = content.fields.len().saturating_sub(1);
        let rows = content
            .fields
            .iter()
            .enumerate()
            .map(|(n, field)| FieldRow {
                id: field.id.clone(),
                kind: field.kind.as_str(),
                label: field.label(locale).to_owned(),
                other: match field.label(locale).is_empty() {
                    true => field.labels.values().next().cloned().unwrap_or_default(),
                    false => String::new(),
                },
                required: field.required,
                is_choice: field.kind == FieldKind::Choice,
                options: field.options(locale).join("\n"),
                is_first: n == 0,
                is_last: n == last,
                publishes: form.kind == Kind::Photo && field.id == PUBLISH,
            })
            .collect();
        let languages = Locale::ALL
            .into_iter()
            .map(|one| Language {
                code: one.code(),
                name: one.name(),
                current: one == locale,
                lack: content.lack(one).map(|key| page.t(key)),
            })
            .collect();
        let tenant = &page.tenant;
        let version_rows = versions
            .iter()
            .map(|version| VersionRow {
                number: version.number,
                day: page.locale.day_year(
                    tenant.local_date(version.published_at.unwrap_or(version.updated_at)),
                ),
                is_draft: version.published_at.is_none(),
            })
            .collect();
        let services = Service::all(&app.db, tenant.id).await?;
        let services = services
            .into_iter()
            .filter(|service| service.is_active)
            .map(|service| (service.id.to_string(), service.name))
            .collect();
        let typed_rules = match typed_rules {
            Some(typed) => typed,
            None => RulesForm::of(&form.rules, &form.services(&app.db).await?),
        };
        let heading = match content.title(page.locale) {
            title if title.is_empty() => page.t("forms-new"),
            title => title,
        };
        Ok(Self {
            typed: content.text(locale).cloned().unwrap_or_default(),
            rows,
            languages,
            has_draft: versions.first().is_some_and(|v| v.published_at.is_none()),
            versions: version_rows,
            kinds: FieldKind::ALL
                .into_iter()
                .map(|kind| (kind.as_str().to_owned(), page.t(kind.key())))
                .collect(),
            typed_rules,
            services,
            page,
            errors,
            form,
            heading,
            locale,
        })
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TextForm {
    text: String,
    /// The version of the form that was on the page.
    seen: String,
    title: String,
    body: String,
    statement: String,
    field: Vec<String>,
    kind: Vec<String>,
    label: Vec<String>,
    options: Vec<String>,
    /// Ids of those that must be answered.
    required: Vec<String>,
    new_kind: String,
    /// The button: "save", "publish", "add", "up:ID", "down:ID", "remove:ID", "text:CODE".
    #[serde(rename = "do")]
    act: String,
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<FormId>,
    Form(typed): Form<TextForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = ConsentForm::find(&app.db, page.tenant.id, id).await?;
    let locale: Locale = typed
        .text
        .parse()
        .map_err(|_| Error::Invalid("error-form"))?;
    let versions = form.versions(&app.db).await?;
    let before = versions.first().ok_or(Error::NotFound)?.content.0.clone();
    let mut errors = Errors::default();
    let mut content = typed.content(&before, locale, &mut errors)?;
    let place = typed.act(&mut content, &mut errors)?;
    let is_stale = !typed.seen.is_empty() && typed.seen != seen(&form);
    if is_stale {
        errors.add("", key!("forms-stale"));
    }
    if !errors.is_empty() {
        let status = match is_stale {
            true => StatusCode::CONFLICT,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let edit = Edit::load(&app, page, form, locale, Some(content), None, errors).await?;
        return web::render_status(status, &edit);
    }
    let (actor, now) = (page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    form.save_draft(&mut tx, &actor, content, now).await?;
    let mut word = None;
    if typed.act == "publish" {
        match form.publish(&mut tx, &actor, now).await {
            Ok(()) => word = Some(Flash::ok(page.t("forms-now-published"))),
            Err(Error::Conflict(key)) => word = Some(Flash::danger(page.t(key))),
            Err(other) => return Err(other),
        }
    } else if typed.act == "save" {
        word = Some(Flash::ok(page.t("forms-now-saved")));
    }
    tx.commit().await?;
    let next = typed
        .act
        .strip_prefix("text:")
        .and_then(|code| code.parse().ok());
    let next: Locale = next.unwrap_or(locale);
    let path = format!("/settings/forms/{id}?text={}{place}", next.code());
    Ok(match word {
        Some(word) => redirect_with(&path, word),
        None => web::redirect(&path),
    })
}

/// What changes with every change of the form.
fn seen(form: &ConsentForm) -> String {
    form.updated_at.timestamp_micros().to_string()
}

impl TextForm {
    /// What was typed, in the language that is edited; the others stay as they are.
    fn content(&self, before: &Content, locale: Locale, errors: &mut Errors) -> Result<Content> {
        let rows = self.field.len();
        let fits = self.kind.len() == rows && self.label.len() == rows;
        if !fits || self.options.len() != rows || rows > MAX_FIELDS {
            return Err(Error::Invalid("error-form"));
        }
        let mut content = before.clone();
        let take = |name: &str, typed: &str, max: usize, errors: &mut Errors| {
            let clean = errors.take(name, text(&typed.replace("\r\n", "\n"), max));
            clean.unwrap_or_else(|| typed.to_owned())
        };
        content.texts.insert(
            locale,
            Text {
                title: take("title", &self.title, 120, errors),
                body: take("body", &self.body, 20_000, errors),
                statement: take("statement", &self.statement, 600, errors),
            },
        );
        content.fields = (0..rows)
            .map(|n| {
                let known = before.fields.iter().find(|field| field.id == self.field[n]);
                let (mut labels, mut options) = match known {
                    Some(field) => (field.labels.clone(), field.options.clone()),
                    None => (BTreeMap::new(), BTreeMap::new()),
                };
                let kind = FieldKind::parse(&self.kind[n]).ok_or(Error::Invalid("error-form"))?;
                let name = format!("label-{n}");
                labels.insert(locale, take(&name, &self.label[n], 300, errors));
                if kind == FieldKind::Choice {
                    let lines: Vec<String> = self.options[n]
                        .lines()
                        .map(str::trim)
                        .filter(|line| !line.is_empty())
                        .map(|line| line.chars().take(120).collect())
                        .take(MAX_OPTIONS)
                        .collect();
                    options.insert(locale, lines);
                } else {
                    options.clear();
                }
                let id: String = self.field[n]
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .take(40)
                    .collect();
                if id.is_empty() {
                    return Err(Error::Invalid("error-form"));
                }
                Ok(Field {
                    required: self.required.contains(&id),
                    id,
                    kind,
                    labels,
                    options,
                })
            })
            .collect::<Result<_>>()?;
        Ok(content)
    }

    /// Does what the button says; the place on the page to come back to.
    fn act(&self, content: &mut Content, errors: &mut Errors) -> Result<String> {
        let (verb, id) = self.act.split_once(':').unwrap_or((&self.act, ""));
        let at = content.fields.iter().position(|field| field.id == id);
        match (verb, at) {
            ("save" | "publish" | "text", _) => Ok(String::new()),
            ("add", _) => {
                if content.fields.len() >= MAX_FIELDS {
                    errors.add("new_kind", key!("forms-too-many"));
                    return Ok(String::new());
                }
                let kind = FieldKind::parse(&self.new_kind).ok_or(Error::Invalid("error-form"))?;
                let id = format!("q{}", crypto::random_code(6).to_lowercase());
                content.fields.push(Field {
                    id: id.clone(),
                    kind,
                    required: false,
                    labels: BTreeMap::new(),
                    options: BTreeMap::new(),
                });
                Ok(format!("#field-{id}"))
            }
            ("up", Some(at)) => {
                if at > 0 {
                    content.fields.swap(at, at - 1);
                }
                Ok(format!("#field-{id}"))
            }
            ("down", Some(at)) => {
                if at + 1 < content.fields.len() {
                    content.fields.swap(at, at + 1);
                }
                Ok(format!("#field-{id}"))
            }
            ("remove", Some(at)) => {
                content.fields.remove(at);
                Ok("#fields".to_owned())
            }
            _ => Err(Error::Invalid("error-form")),
        }
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

/// `settings/form_preview.html`.
#[derive(Template)]
#[template(path = "settings/form_preview.html")]
struct Preview {
    page: Page,
    form: ConsentForm,
    version: Version,
    day: String,
    lang: &'static str,
    title: String,
    pieces: Vec<Piece>,
    /// Label, kind and choices.
    questions: Vec<(String, String, Vec<String>)>,
    statement: String,
    languages: Vec<Language>,
}

async fn preview(page: Page, State(app): State<App>, Path(id): Path<FormId>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = ConsentForm::find(&app.db, page.tenant.id, id).await?;
    let versions = form.versions(&app.db).await?;
    let asked: Option<i64> = page.param("version").and_then(|n| n.parse().ok());
    let version = match asked {
        Some(number) => versions.into_iter().find(|v| v.number == number),
        None => versions.into_iter().next(),
    };
    let version = version.ok_or(Error::NotFound)?;
    let content = &version.content.0;
    let asked = page.param("text").and_then(|code| code.parse().ok());
    let locale = asked.unwrap_or(page.tenant.locale);
    let text = content.text(locale).cloned().unwrap_or_default();
    let questions = content
        .fields
        .iter()
        .map(|field| {
            (
                field.label(locale).to_owned(),
                page.t(field.kind.key()),
                field.options(locale).to_vec(),
            )
        })
        .collect();
    let languages = Locale::ALL
        .into_iter()
        .map(|one| Language {
            code: one.code(),
            name: one.name(),
            current: one == locale,
            lack: content.lack(one).map(|key| page.t(key)),
        })
        .collect();
    let at = version.published_at.unwrap_or(version.updated_at);
    web::render(&Preview {
        day: page.locale.day_year(page.tenant.local_date(at)),
        lang: locale.code(),
        title: filled(&text.title, &page.tenant),
        pieces: pieces(&filled(&text.body, &page.tenant)),
        statement: filled(&text.statement, &page.tenant),
        questions,
        languages,
        form,
        version,
        page,
    })
}

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
