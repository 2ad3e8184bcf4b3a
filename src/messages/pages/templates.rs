//! `/settings/templates`: the practice's own words for each kind of message in each language, with how they read on a visit.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::Kind;
use super::super::sample::Sample;
use super::super::templates::{self, Draft, Fault, KINDS, Variable};
use super::super::words::{Own, one_line};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

const LONGEST_SUBJECT: usize = 150;
const LONGEST_TEXT: usize = 3000;

/// A kind with its languages: whether the words in each are the practice's own.
struct Row {
    kind: Kind,
    locales: Vec<(Locale, bool)>,
}

/// `settings/templates.html`
#[derive(Template)]
#[template(path = "settings/templates.html")]
struct Index {
    page: Page,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    subject: String,
    text: String,
    /// Of the words that the form was drawn over; 0 are the usual ones.
    version: i64,
}

/// `settings/template.html`
#[derive(Template)]
#[template(path = "settings/template.html")]
struct Edit {
    page: Page,
    kind: Kind,
    locale: Locale,
    form: Fields,
    is_own: bool,
    sample: Sample,
    /// What means nothing, in the subject and in the text.
    faults: [Option<Fault>; 2],
    /// What somebody else wrote meanwhile.
    theirs: Option<Own>,
    errors: Errors,
}

/// How it reads, alone: for a page that is being typed on.
#[derive(Template)]
#[template(path = "settings/_template_sample.html")]
struct Look {
    page: Page,
    locale: Locale,
    sample: Sample,
    faults: [Option<Fault>; 2],
}

/// What an address names.
fn which(kind: &str, language: &str) -> Result<(Kind, Locale)> {
    let kind = KINDS.into_iter().find(|one| one.as_str() == kind);
    let kind = kind.ok_or(Error::NotFound)?;
    let locale = language.parse().map_err(|_| Error::NotFound)?;
    Ok((kind, locale))
}

pub async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let own = templates::Template::all(&app.db, page.tenant.id).await?;
    let is_own = |kind: Kind, locale: Locale| {
        own.iter()
            .any(|one| one.kind == kind && one.locale == locale)
    };
    let rows = KINDS.map(|kind| Row {
        kind,
        locales: Locale::ALL
            .map(|locale| (locale, is_own(kind, locale)))
            .to_vec(),
    });
    web::render(&Index {
        rows: rows.into(),
        page,
    })
}

pub async fn edit(
    page: Page,
    State(app): State<App>,
    Path((kind, language)): Path<(String, String)>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (kind, locale) = which(&kind, &language)?;
    let stored = templates::Template::find(&app.db, page.tenant.id, kind, locale).await?;
    let version = stored.as_ref().map_or(0, |stored| stored.version);
    let own = match stored {
        Some(stored) => stored.draft().own,
        None => templates::usual(kind, locale),
    };
    let form = Fields {
        subject: own.subject,
        text: own.text,
        version,
    };
    web::render(&Edit::load(&app, page, kind, locale, form, Errors::default()).await?)
}

/// How what is typed reads on a visit; nothing is kept.
pub async fn look(
    page: Page,
    State(app): State<App>,
    Path((kind, language)): Path<(String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (kind, locale) = which(&kind, &language)?;
    let edit = Edit::load(&app, page, kind, locale, form, Errors::default()).await?;
    match edit.page.htmx {
        true => web::render(&Look {
            page: edit.page,
            locale,
            sample: edit.sample,
            faults: edit.faults,
        }),
        false => web::render(&edit),
    }
}

pub async fn update(
    page: Page,
    State(app): State<App>,
    Path((kind, language)): Path<(String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (kind, locale) = which(&kind, &language)?;
    let mut errors = Errors::default();
    let subject = required(&one_line(&form.subject), LONGEST_SUBJECT);
    let subject = errors.take("subject", subject);
    let text = required(&form.text.replace("\r\n", "\n"), LONGEST_TEXT);
    let text = errors.take("text", text);
    let draft = form.draft(kind, locale);
    for (field, fault) in ["subject", "text"].into_iter().zip(draft.check()) {
        if fault.is_some() {
            errors.add(field, key!("templates-unknown"));
        }
    }
    let (Some(subject), Some(text), true) = (subject, text, errors.is_empty()) else {
        return web::render_invalid(&Edit::load(&app, page, kind, locale, form, errors).await?);
    };
    let own = Own { subject, text };
    let draft = Draft { own, ..draft };
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let saved = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let is_new = templates::save(&mut tx, tenant, &actor, &draft, form.version, now).await?;
        tx.commit().await?;
        Ok(is_new)
    })
    .await;
    match saved {
        Ok(_) => {
            let word = Flash::ok(page.t("templates-saved"));
            Ok(web::redirect_with(&path(kind, locale), word))
        }
        Err(Error::Conflict(why)) => {
            let stored = templates::Template::find(&app.db, tenant, kind, locale).await?;
            let version = stored.as_ref().map_or(0, |stored| stored.version);
            let mut errors = Errors::default();
            errors.add("", why);
            let form = Fields { version, ..form };
            let mut edit = Edit::load(&app, page, kind, locale, form, errors).await?;
            edit.theirs = Some(match stored {
                Some(stored) => stored.draft().own,
                None => templates::usual(kind, locale),
            });
            web::render_status(StatusCode::CONFLICT, &edit)
        }
        Err(other) => Err(other),
    }
}

/// The usual words again.
pub async fn restore(
    page: Page,
    State(app): State<App>,
    Path((kind, language)): Path<(String, String)>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (kind, locale) = which(&kind, &language)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        templates::restore(&mut tx, tenant, &actor, kind, locale, now).await?;
        tx.commit().await?;
        Ok(())
    })
    .await?;
    let word = Flash::ok(page.t("templates-restored"));
    Ok(web::redirect_with(&path(kind, locale), word))
}

fn path(kind: Kind, locale: Locale) -> String {
    format!("/settings/templates/{}/{}", kind.as_str(), locale.code())
}

impl Fields {
    fn draft(&self, kind: Kind, locale: Locale) -> Draft {
        Draft {
            kind,
            locale,
            own: Own {
                subject: one_line(&self.subject),
                text: self.text.replace("\r\n", "\n"),
            },
        }
    }
}

impl Index {
    fn path(&self, kind: &Kind, locale: &Locale) -> String {
        path(*kind, *locale)
    }
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        kind: Kind,
        locale: Locale,
        form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let draft = form.draft(kind, locale);
        let stored = templates::Template::find(&app.db, page.tenant.id, kind, locale).await?;
        Ok(Self {
            sample: Sample::of(app, &page, &draft).await?,
            faults: draft.check(),
            is_own: stored.is_some(),
            page,
            kind,
            locale,
            form,
            theirs: None,
            errors,
        })
    }

    fn path(&self) -> String {
        path(self.kind, self.locale)
    }

    /// The same message in the other languages.
    fn languages(&self) -> Vec<(Locale, String)> {
        Locale::ALL
            .map(|locale| (locale, path(self.kind, locale)))
            .to_vec()
    }

    fn variables(&self) -> Vec<Variable> {
        Variable::of(self.kind)
    }

    fn says(&self, fault: &Fault) -> String {
        says(&self.page, fault)
    }
}

impl Look {
    fn says(&self, fault: &Fault) -> String {
        says(&self.page, fault)
    }
}

/// "{dtae} means nothing here. Did you mean {date}?"
fn says(page: &Page, fault: &Fault) -> String {
    let found = fault.found.clone();
    match fault.nearest {
        Some(meant) => page.t2(
            "templates-unknown-nearest",
            "found",
            found,
            "meant",
            meant.token(),
        ),
        None => page.t1("templates-unknown-one", "found", found),
    }
}
