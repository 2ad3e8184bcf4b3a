//! The editor: the text and the questions in one language at a time, and the versions.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::super::super::content::PUBLISH;
use super::super::super::{Content, FieldKind, Form as ConsentForm, Kind, Text};
use super::Language;
use super::rules::RulesForm;
use super::typed::TextForm;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::FormId;
use crate::services::Service;
use crate::web::{self, Errors, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new().route("/settings/forms/{id}", get(edit).post(update))
}

/// `settings/form.html`.
#[derive(Template)]
#[template(path = "settings/form.html")]
pub(super) struct Edit {
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
    /// The last question was removed.
    is_at_questions: bool,
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
    /// Which of its controls has the focus: "label", "up", "down"; "" is none.
    focus: String,
}

struct VersionRow {
    number: i64,
    day: String,
    is_draft: bool,
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
    pub(super) async fn load(
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
        // Whoever is told of errors begins with them.
        let focus = page.param("at").filter(|_| errors.is_empty());
        let focus = focus.unwrap_or_default();
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
                focus: match focus.split_once(':') {
                    Some((control, id)) if id == field.id => control.to_owned(),
                    _ => String::new(),
                },
            })
            .collect();
        let languages = Language::all(&page, &content, locale);
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
            is_at_questions: focus == "questions",
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
    let focus = typed.act(&mut content, &mut errors)?;
    if typed.act == "publish" {
        TextForm::check_whole(&content, locale, &mut errors);
    }
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
    let published = published_word(&page, &content, locale);
    form.save_draft(&mut tx, &actor, content, now).await?;
    let mut word = None;
    if typed.act == "publish" {
        form.publish(&mut tx, &actor, now).await?;
        word = Some(published);
    } else if typed.act == "save" {
        word = Some(Flash::ok(page.t("forms-now-saved")));
    }
    tx.commit().await?;
    let next = typed
        .act
        .strip_prefix("text:")
        .and_then(|code| code.parse().ok());
    let next: Locale = next.unwrap_or(locale);
    let mut path = format!("/settings/forms/{id}?text={}", next.code());
    if !focus.is_empty() {
        path = format!("{path}&at={focus}");
    }
    Ok(match word {
        Some(word) => redirect_with(&path, word),
        None => web::redirect(&path),
    })
}

/// Says where it is not whole in the language that was looked at: in that one nobody signs it.
fn published_word(page: &Page, content: &Content, locale: Locale) -> Flash {
    if content.lack(locale).is_none() {
        return Flash::ok(page.t("forms-now-published"));
    }
    let whole: Vec<&str> = content.locales().into_iter().map(Locale::name).collect();
    let (whole, missing) = (whole.join(", "), locale.name());
    Flash::ok(page.t2(
        "forms-published-without",
        "languages",
        whole,
        "missing",
        missing,
    ))
}

/// What changes with every change of the form.
fn seen(form: &ConsentForm) -> String {
    form.updated_at.timestamp_micros().to_string()
}
