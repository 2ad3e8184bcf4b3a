//! Clients from a file: choosing it, saying what its columns are, the dry run's report, the progress, the outcome. Each
//! step is an address of its own, so that going back and a reload lose nothing.

mod form;
mod show;

use askama::Template;
use axum::Router;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::Field;
use super::super::imports::{
    self, Column, DateOrder, Doubles, Import, MAX_BYTES, MAX_ROWS, Plan, Shape, programs, table,
    vcards,
};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{FieldId, ImportId};
use crate::web::forms::text;
use crate::web::{self, Errors, Flash, Form, Page, Path};

use form::{Fields, guess};
use show::{Show, show};

/// The form around the file.
const AROUND: usize = 64 << 10;
/// How long a file waits for others that come in.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/imports/new", get(new))
        .route(
            "/clients/imports",
            post(create).layer(DefaultBodyLimit::max(MAX_BYTES + AROUND)),
        )
        .route("/clients/imports/{id}", get(show))
        .route("/clients/imports/{id}/check", post(check))
        .route("/clients/imports/{id}/start", post(start))
        .route("/clients/imports/{id}/wrong-rows", get(wrong_rows))
        .route("/clients/imports/{id}/undo", post(undo))
        .route("/clients/imports/{id}/discard", post(discard))
}

fn require(page: &Page) -> Result<()> {
    page.require(Permission::ClientsWrite)?;
    page.require(Permission::ClientsPii)
}

/// `clients/imports/new.html`
#[derive(Template)]
#[template(path = "clients/imports/new.html")]
struct New {
    page: Page,
    open: Vec<Import>,
    /// Imported lately.
    done: Vec<Import>,
    errors: Errors,
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    require(&page)?;
    web::render(&New::load(&app, page, Errors::default()).await?)
}

async fn create(
    page: Page,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    require(&page)?;
    page.require_active()?;
    // Each is held whole until it is kept; who comes when there is no room for more is told.
    let coming = tokio::time::timeout(PATIENCE, imports::COMING.acquire()).await;
    let Ok(Ok(_place)) = coming else {
        return Err(Error::Away(key!("clients-import-crowded")));
    };
    let refused = match take(form).await {
        Ok((name, file)) => match keep(&app, &page, name, file).await {
            Ok(id) => return Ok(web::redirect(&format!("/clients/imports/{id}"))),
            Err(Error::Invalid(key)) => key,
            Err(other) => return Err(other),
        },
        Err(Error::Invalid(key)) => key,
        Err(other) => return Err(other),
    };
    let mut errors = Errors::default();
    errors.add("file", refused);
    web::render_invalid(&New::load(&app, page, errors).await?)
}

/// The file of the form and its name, no more of it than may be.
async fn take(form: Result<Multipart, MultipartRejection>) -> Result<(String, Vec<u8>)> {
    let mut form = form.map_err(|_| Error::Invalid("error-form"))?;
    let mut found = None;
    while let Some(mut field) = form.next_field().await.map_err(unread)? {
        if field.name() != Some("file") {
            return Err(Error::Invalid("error-form"));
        }
        let name: String = field.file_name().unwrap_or_default().to_owned();
        let mut file = Vec::new();
        while let Some(bytes) = field.chunk().await.map_err(unread)? {
            if file.len() + bytes.len() > MAX_BYTES {
                return Err(Error::Invalid(key!("clients-import-too-large")));
            }
            file.extend_from_slice(&bytes);
        }
        found = Some((name, file));
    }
    let (name, file) = found.ok_or(Error::Invalid(key!("clients-import-choose")))?;
    if name.is_empty() && file.is_empty() {
        return Err(Error::Invalid(key!("clients-import-choose")));
    }
    let name: String = name.rsplit(['/', '\\']).next().unwrap_or_default().into();
    let name: String = text(&name, 10_000)
        .unwrap_or_default()
        .chars()
        .take(120)
        .collect();
    Ok((name, file))
}

fn unread(error: MultipartError) -> Error {
    tracing::debug!(%error, "form not read");
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::Invalid(key!("clients-import-too-large")),
        _ => Error::Invalid("error-form"),
    }
}

/// What the file is, guessed, and kept with it.
async fn keep(app: &App, page: &Page, name: String, file: Vec<u8>) -> Result<ImportId> {
    if file.is_empty() {
        return Err(Error::Invalid(key!("clients-import-empty")));
    }
    let _turn = imports::READING
        .acquire()
        .await
        .map_err(|_| Error::Unavailable("stopping".into()))?;
    if let Some(key) = table::is_other_kind(&file) {
        return Err(Error::Invalid(key));
    }
    let tenant = page.tenant.id;
    let fields = Field::active(&app.db, tenant).await?;
    let fields: Vec<(FieldId, String)> = fields.into_iter().map(|f| (f.id, f.name)).collect();
    let is_vcard = vcards::is_vcard(&file);
    let (plan, file) = if is_vcard {
        let names = vcards::COLUMNS.map(|column| page.t(label_key(column)));
        let file = vcards::to_table(&file, page.locale, names).map_err(Error::internal)?;
        let shape = Shape {
            encoding: "UTF-8".into(),
            delimiter: ',',
            has_header: true,
        };
        let columns = vcards::COLUMNS.map(|column| column.to_string()).to_vec();
        let plan = Plan {
            shape,
            columns,
            dates: DateOrder::DayFirst,
            doubles: Doubles::Leave,
            tag: String::new(),
            program: Some("vCard".into()),
            locale: page.locale,
        };
        (plan, file)
    } else {
        (
            guess(
                &file,
                Shape::guess(&file, page.locale),
                &fields,
                page.locale,
            ),
            file,
        )
    };
    Import::create(app, tenant, page.user.id, name, &file, &plan).await
}

fn label_key(column: Column) -> &'static str {
    let known = Column::ALL.iter().find(|(known, _)| *known == column);
    known.map_or("", |(_, key)| key)
}

async fn check(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ImportId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    require(&page)?;
    let tenant = page.tenant.id;
    let import = Import::find(&app.db, tenant, id).await?;
    let path = format!("/clients/imports/{id}");
    let fields = Field::active(&app.db, tenant).await?;
    let fields: Vec<(FieldId, String)> = fields.into_iter().map(|f| (f.id, f.name)).collect();
    let mut errors = Errors::default();
    let shape = form.shape(&mut errors);
    if form.again
        && let Some(shape) = shape
    {
        let _turn = imports::READING
            .acquire()
            .await
            .map_err(|_| Error::Unavailable("stopping".into()))?;
        let file = Import::file(&app, tenant, id).await?;
        let plan = guess(&file, shape, &fields, page.locale);
        Import::replan(&app, tenant, id, &plan).await?;
        return Ok(web::redirect(&path));
    }
    let mut errors = Errors::default();
    let Some(mut plan) = form.plan(&import.plan, &fields, &mut errors) else {
        return web::render_invalid(&Show::load(&app, page, import, form, errors).await?);
    };
    plan.locale = page.locale;
    match Import::check(&app, tenant, id, &plan).await {
        // Pressed twice: it is under way.
        Ok(()) | Err(Error::Conflict(_)) => Ok(web::redirect(&path)),
        Err(other) => Err(other),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Starting {
    /// Rows with faults are left out.
    leave_out: bool,
}

async fn start(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ImportId>,
    Form(form): Form<Starting>,
) -> Result<Response> {
    require(&page)?;
    page.require_active()?;
    let path = format!("/clients/imports/{id}");
    match Import::start(&app, page.tenant.id, id, form.leave_out).await {
        Ok(()) => Ok(web::redirect(&path)),
        Err(Error::Conflict(key)) => {
            let word = Flash::danger(page.t(key));
            Ok(web::redirect_with(&path, word))
        }
        Err(other) => Err(other),
    }
}

/// The rows with faults, to be mended.
async fn wrong_rows(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ImportId>,
) -> Result<Response> {
    require(&page)?;
    let import = Import::find(&app.db, page.tenant.id, id).await?;
    if import.is_busy() || import.report.wrong == 0 {
        return Err(Error::NotFound);
    }
    let _turn = imports::READING
        .acquire()
        .await
        .map_err(|_| Error::Unavailable("stopping".into()))?;
    let file = imports::wrong_rows(&app, &import).await?;
    web::download("rows-to-mend.csv", "text/csv; charset=utf-8", file)
}

async fn undo(page: Page, State(app): State<App>, Path(id): Path<ImportId>) -> Result<Response> {
    require(&page)?;
    imports::undo(&app, page.tenant.id, page.user.id, id).await?;
    Ok(web::redirect(&format!("/clients/imports/{id}")))
}

async fn discard(page: Page, State(app): State<App>, Path(id): Path<ImportId>) -> Result<Response> {
    require(&page)?;
    Import::discard(&app, page.tenant.id, id).await?;
    let word = Flash::ok(page.t("clients-import-discarded"));
    Ok(web::redirect_with("/clients/imports/new", word))
}

impl New {
    async fn load(app: &App, page: Page, errors: Errors) -> Result<Self> {
        Ok(Self {
            open: Import::open(&app.db, page.tenant.id).await?,
            done: Import::done(&app.db, page.tenant.id).await?,
            page,
            errors,
        })
    }

    fn day(&self, import: &Import) -> String {
        let day = self.page.tenant.local_date(import.updated_at);
        self.page.locale.day_year(day)
    }

    fn limits(&self) -> String {
        self.page.t2(
            "clients-import-limits",
            "megabytes",
            MAX_BYTES >> 20,
            "rows",
            MAX_ROWS,
        )
    }

    fn programs(&self) -> String {
        let mut names: Vec<&str> = programs::PROGRAMS
            .iter()
            .map(|program| program.name)
            .collect();
        names.dedup();
        names.join(", ")
    }
}
