//! A new draft: of a visit in one tap, for a client, or for nobody yet.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};

use crate::accounts::Permission;
use crate::app::App;
use crate::clients::{Client, ClientRow};
use crate::error::{Error, Result};
use crate::id::{AppointmentId, ClientId};
use crate::invoices::business::Business;
use crate::invoices::model::{Draft, Invoice};
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Form, Page};

pub fn routes() -> Router<App> {
    Router::new().route("/invoices/new", get(new).post(create))
}

/// `invoices/new.html`: whom it is for.
#[derive(Template)]
#[template(path = "invoices/new.html")]
struct New {
    page: Page,
    q: String,
    found: Vec<(ClientId, String)>,
    /// Makes a second press harmless.
    key: String,
}

/// Clients to choose from.
const MOST: i64 = 8;

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let q = page.param("q").unwrap_or_default();
    let found = match q.trim() {
        "" => {
            let recent = Client::recent(&app.db, tenant, MOST as usize, now).await?;
            recent
                .into_iter()
                .map(|client| (client.id, client.name))
                .collect()
        }
        sought => {
            let contacts = page.can(Permission::ClientsPii);
            let rows = Client::search(&app.db, tenant, sought, contacts, MOST, now).await?;
            rows.into_iter()
                .map(|row: ClientRow| (row.id, row.name))
                .collect()
        }
    };
    let key = uuid::Uuid::new_v4().to_string();
    web::render(&New {
        page,
        q,
        found,
        key,
    })
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// The visit it is of.
    #[serde(default)]
    appointment: String,
    /// The client it is for, where it is of no visit; "" is nobody.
    #[serde(default)]
    client: String,
    /// The form's own: a second press leads to the first one's draft.
    #[serde(default)]
    key: String,
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    page.require_active()?;
    let (tenant, now, actor) = (&page.tenant, app.clock.now(), page.actor());
    let mut tx = app.db.begin().await?;
    if !form.appointment.is_empty() {
        let visit: AppointmentId = form.appointment.parse().map_err(|_| Error::NotFound)?;
        let invoice = Invoice::for_visit(&mut tx, tenant, &actor, visit, now).await?;
        tx.commit().await?;
        return Ok(web::redirect(&format!("/invoices/{}", invoice.id)));
    }
    let mut once = OncePerForm::new(&app, tenant.id, "invoice-new", &form.key, &form)?;
    if let Some(path) = once.claim(&mut tx, &app, now).await? {
        return Ok(web::redirect(&path));
    }
    let business = Business::of(&mut tx, tenant).await?;
    let draft = match form.client.as_str() {
        "" => Draft::new(&business, tenant.locale),
        id => {
            let id: ClientId = id.parse().map_err(|_| Error::NotFound)?;
            let client = Client::standing(&mut tx, tenant.id, id).await?;
            Draft::to_client(&mut tx, &business, &client).await?
        }
    };
    let invoice = Invoice::begin(&mut tx, tenant, &actor, &draft, tenant.currency, now).await?;
    let path = format!("/invoices/{}/edit", invoice.id);
    once.keep(&mut tx, &app, &path).await?;
    tx.commit().await?;
    Ok(web::redirect(&path))
}
