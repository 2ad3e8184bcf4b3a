//! The list as a file. It holds everybody's contacts: only who may see them all gets it, after entering the password, and
//! it is recorded.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use tokio_stream::wrappers::ReceiverStream;
use tower_sessions::Session;

use super::super::export::{Export, file_name};
use super::super::{Client, Tag};
use crate::accounts::Permission;
use crate::accounts::session::require_proof;
use crate::app::App;
use crate::error::Result;
use crate::events::{self, Kind, Object};
use crate::i18n::{Locale, key};
use crate::web::{self, Errors, Form, Page};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/exports/new", get(new))
        .route("/clients/exports", post(create))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    tag: String,
    delimiter: String,
}

/// `clients/export.html`
#[derive(Template)]
#[template(path = "clients/export.html")]
struct New {
    page: Page,
    form: Fields,
    tags: Vec<Tag>,
    count: i64,
    errors: Errors,
}

fn require(page: &Page) -> Result<()> {
    page.require(Permission::ClientsRead)?;
    page.require(Permission::ClientsPii)
}

async fn new(page: Page, State(app): State<App>, session: Session) -> Result<Response> {
    require(&page)?;
    require_proof(&app, &session, "/clients/exports/new").await?;
    let form = Fields {
        tag: page.param("tag").unwrap_or_default(),
        // What spreadsheets expect where a comma stands in numbers.
        delimiter: match page.locale {
            Locale::En => "comma",
            Locale::Es | Locale::Ru => "semicolon",
        }
        .to_owned(),
    };
    web::render(&New::load(&app, page, form, Errors::default()).await?)
}

async fn create(
    page: Page,
    State(app): State<App>,
    session: Session,
    Form(form): Form<Fields>,
) -> Result<Response> {
    require(&page)?;
    require_proof(&app, &session, "/clients/exports/new").await?;
    let mut errors = Errors::default();
    let tags = Tag::all(&app.db, page.tenant.id).await?;
    let tag = match form.tag.as_str() {
        "" => Some(None),
        id => {
            let tag = tags.iter().find(|tag| tag.id.to_string() == *id);
            errors.take(
                "tag",
                tag.map(|tag| Some(tag.id)).ok_or(key!("field-choose")),
            )
        }
    };
    let Some(tag) = tag else {
        return web::render_invalid(&New::load(&app, page, form, errors).await?);
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let data = json!({ "tag": tag });
    let (object, actor) = (Object::Tenant(page.tenant.id), page.actor());
    events::record(
        &mut tx,
        page.tenant.id,
        &actor,
        Kind::ClientsExported,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    let name = file_name(&page.tenant, now);
    let export = Export {
        locale: page.locale,
        tenant: page.tenant.clone(),
        delimiter: if form.delimiter == "semicolon" {
            b';'
        } else {
            b','
        },
        tag,
    };
    let body = Body::from_stream(ReceiverStream::new(export.run(app)));
    web::download(&name, "text/csv; charset=utf-8", body)
}

impl New {
    async fn load(app: &App, page: Page, form: Fields, errors: Errors) -> Result<Self> {
        let tenant = page.tenant.id;
        Ok(Self {
            tags: Tag::all(&app.db, tenant).await?,
            count: Client::count(&app.db, tenant).await?,
            page,
            form,
            errors,
        })
    }

    fn choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.page.t("client-all"));
        let tags = self
            .tags
            .iter()
            .map(|tag| (tag.id.to_string(), tag.name.clone()));
        std::iter::once(all).chain(tags).collect()
    }

    fn delimiters(&self) -> Vec<(&'static str, String)> {
        [
            ("comma", "clients-import-comma"),
            ("semicolon", "clients-import-semicolon"),
        ]
        .map(|(value, key)| (value, self.page.t(key)))
        .to_vec()
    }
}
