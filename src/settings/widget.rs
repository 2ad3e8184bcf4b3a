//! `/settings/widget`: the booking pages on the practice's own site. What to paste there, how it looks, which sites may show it;
//! and the link and the code to scan of each service, of those too that are booked by link only.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::booking::embed;
use crate::error::Result;
use crate::i18n::key;
use crate::id::ServiceId;
use crate::services::Service;
use crate::web::forms::mark;
use crate::web::{self, Errors, Flash, Form, Page, layers};

#[derive(Template)]
#[template(path = "settings/widget.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: SitesForm,
    /// Slugs and names to choose from, the whole list first.
    choices: Vec<(String, String)>,
    /// The one whose pages are shown; empty: all.
    service: String,
    /// What is pasted: with the script, and where none may be.
    snippet: String,
    plain: String,
    /// The path of the frame.
    frame: String,
    services: Vec<Row>,
}

/// A service with what leads to it.
struct Row {
    id: ServiceId,
    name: String,
    link: String,
    by_link_only: bool,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SitesForm {
    /// What was on the page; see [`mark`].
    was: String,
    sites: String,
}

impl SitesForm {
    fn of(tenant: &Tenant) -> Self {
        Self {
            was: mark(&[&tenant.embed_sites]),
            sites: tenant.embed_sites.clone(),
        }
    }
}

impl Edit {
    async fn load(app: &App, page: Page, form: SitesForm, errors: Errors) -> Result<Self> {
        let services = Service::all(&app.db, page.tenant.id).await?;
        let services: Vec<Service> = services.into_iter().filter(|s| s.is_active).collect();
        let asked = page.param("service").unwrap_or_default();
        let chosen = services.iter().find(|service| service.slug == asked);
        let slug = &page.tenant.slug;
        let query = chosen.map(|service| format!("?service={}&only=1", service.slug));
        let frame = format!("/embed/{slug}{}", query.unwrap_or_default());
        let link = match chosen {
            Some(service) => service_link(app, slug, &service.slug),
            None => app.config.link(&format!("/{slug}/book")),
        };
        let paste = Paste {
            src: escaped(&app.config.link(&frame)),
            script: app.config.link("/embed/widget.js"),
            link: escaped(&link),
            title: escaped(&page.t1("widget-title-of", "practice", page.tenant.name.as_str())),
            words: escaped(&page.t("widget-link-words")),
        };
        let mut choices = vec![(String::new(), page.t("widget-all-services"))];
        choices.extend(services.iter().map(|s| (s.slug.clone(), s.name.clone())));
        let rows = services.iter().map(|service| Row {
            id: service.id,
            name: service.name.clone(),
            link: service_link(app, slug, &service.slug),
            by_link_only: service.visibility != "public",
        });
        Ok(Self {
            service: chosen
                .map(|service| service.slug.clone())
                .unwrap_or_default(),
            services: rows.collect(),
            choices,
            snippet: paste.with_script(),
            plain: paste.plain(),
            frame,
            page,
            errors,
            form,
        })
    }

    /// The page shows a frame of its own.
    fn answer(&self, status: StatusCode) -> Result<Response> {
        let mut response = web::render_status(status, self)?;
        let policy = layers::policy_with_own_frames();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        Ok(response)
    }
}

/// Where clients book a service.
fn service_link(app: &App, practice: &str, service: &str) -> String {
    app.config
        .link(&format!("/{practice}/book?service={service}"))
}

/// What a snippet is made of; escaped as HTML.
struct Paste {
    src: String,
    script: String,
    link: String,
    title: String,
    words: String,
}

impl Paste {
    fn with_script(&self) -> String {
        let Self {
            src,
            script,
            link,
            title,
            words,
        } = self;
        format!(
            "<div data-aureli=\"{src}\" data-title=\"{title}\"><a href=\"{link}\">{words}</a></div>\n\
             <script async src=\"{script}\"></script>"
        )
    }

    fn plain(&self) -> String {
        let Self {
            src,
            link,
            title,
            words,
            ..
        } = self;
        format!(
            "<iframe src=\"{src}\" title=\"{title}\" width=\"100%\" height=\"760\" style=\"border:0\" loading=\"lazy\"></iframe>\n\
             <p><a href=\"{link}\">{words}</a></p>"
        )
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = SitesForm::of(&page.tenant);
    let edit = Edit::load(&app, page, form, Errors::default()).await?;
    edit.answer(StatusCode::OK)
}

pub(super) async fn update(
    mut page: Page,
    State(app): State<App>,
    Form(mut form): Form<SitesForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let (mut errors, now) = (Errors::default(), app.clock.now());
    let read = embed::read_sites(&form.sites, !app.config.is_secure());
    let sites = errors.take("sites", read);
    let mut tx = app.db.begin().await?;
    page.tenant = Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    let stored = SitesForm::of(&page.tenant).was;
    // Pressed twice: the first press has saved it.
    if sites.as_ref() == Some(&page.tenant.embed_sites) {
        return Ok(saved(&page));
    }
    if !form.was.is_empty() && form.was != stored {
        drop(tx);
        errors = Errors::default();
        form.was = stored;
        errors.add("", key!("settings-stale"));
        let edit = Edit::load(&app, page, form, errors).await?;
        return edit.answer(StatusCode::CONFLICT);
    }
    let Some(sites) = sites else {
        drop(tx);
        let edit = Edit::load(&app, page, form, errors).await?;
        return edit.answer(StatusCode::UNPROCESSABLE_ENTITY);
    };
    super::model::save_sites(&mut tx, &page.tenant, &page.actor(), &sites, now).await?;
    tx.commit().await?;
    Ok(saved(&page))
}

fn saved(page: &Page) -> Response {
    let word = page.t("settings-saved");
    web::redirect_with("/settings/widget", Flash::ok(word))
}
