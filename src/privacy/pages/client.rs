//! One client's data: taken along, erased or locked; and what stands in place of a card that is gone.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::super::archive;
use super::super::erase::{self, Counts, Fate, Preview, Reason};
use super::super::export::{Export, file_name};
use super::count_export;
use crate::accounts::session::require_proof;
use crate::accounts::{Caller, Permission};
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::events::Kind;
use crate::i18n::key;
use crate::id::ClientId;
use crate::payments::Payment;
use crate::web::{self, Errors, Flash, Form, Page, Path, download, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/privacy", get(show))
        .route("/clients/{id}/export", post(export))
        .route("/clients/{id}/erasure", post(destroy))
        .route("/clients/{id}/unlocking", post(unlock))
}

/// `privacy/client.html`.
#[derive(Template)]
#[template(path = "privacy/client.html")]
struct Show {
    page: Page,
    client: Client,
    preview: Preview,
    /// Payments that must come to their end first.
    paying: Vec<Payment>,
    errors: Errors,
}

/// `privacy/closed.html`.
#[derive(Template)]
#[template(path = "privacy/closed.html")]
struct Closed {
    page: Page,
    client: Client,
    /// The day it was erased or locked.
    since: String,
    /// The last day of a lock.
    until: String,
}

fn path(id: ClientId) -> String {
    format!("/clients/{id}/privacy")
}

/// The client, for those who may and have proved who they are. A card that was joined with another one is one person with
/// it: what is done is done to both, from the one that stands.
async fn open(app: &App, page: &Page, caller: &Caller, id: ClientId) -> Result<Client> {
    page.require(Permission::PrivacyWrite)?;
    let client = Client::standing(&app.db, page.tenant.id, id).await?;
    require_proof(app, &caller.session, &path(id)).await?;
    Ok(client)
}

async fn show(
    page: Page,
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ClientId>,
) -> Result<Response> {
    let client = open(&app, &page, &caller, id).await?;
    if client.id != id {
        return Ok(web::redirect(&path(client.id)));
    }
    if client.is_closed() {
        return closed_card(page, client);
    }
    draw(&app, page, client, Errors::default(), StatusCode::OK).await
}

async fn draw(
    app: &App,
    page: Page,
    client: Client,
    errors: Errors,
    status: StatusCode,
) -> Result<Response> {
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let preview = Preview::of(&app.db, tenant, client.id, now).await?;
    let paying = match preview.counts.paying > 0 {
        true => Counts::under_way(&app.db, tenant, client.id).await?,
        false => Vec::new(),
    };
    let show = Show {
        page,
        client,
        preview,
        paying,
        errors,
    };
    web::render_status(status, &show)
}

/// Everything about them as a ZIP. Noted in the log, so it is no GET.
async fn export(
    page: Page,
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ClientId>,
) -> Result<Response> {
    let client = open(&app, &page, &caller, id).await?;
    if client.erased_at.is_some() {
        return Err(Error::NotFound);
    }
    count_export(&app, &page).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    client
        .tell(&mut tx, &page.actor(), Kind::ClientExported, json!({}), now)
        .await?;
    tx.commit().await?;
    let name = file_name(&page.tenant, "client", now);
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
        archive::body(move |zip| export.client(zip, client.id)),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirm {
    #[serde(default)]
    confirm: bool,
}

async fn destroy(
    page: Page,
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ClientId>,
    Form(form): Form<Confirm>,
) -> Result<Response> {
    let client = open(&app, &page, &caller, id).await?;
    if client.is_closed() {
        return Ok(web::redirect(&format!("/clients/{}", client.id)));
    }
    if !form.confirm {
        let mut errors = Errors::default();
        errors.add("confirm", key!("privacy-confirm-needed"));
        return draw(&app, page, client, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match erase::erase(&app, &page.tenant, client.id, &page.actor(), Reason::Asked).await {
        Ok(Fate::Erased) => Ok(redirect_with(
            "/clients",
            Flash::ok(page.t("privacy-now-erased")),
        )),
        Ok(Fate::Locked) => Ok(redirect_with(
            "/clients",
            Flash::ok(page.t("privacy-now-locked")),
        )),
        Err(Error::Conflict(key)) => {
            let mut errors = Errors::default();
            errors.add("", key);
            draw(&app, page, client, errors, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The client came back, or it was a mistake: the name is found again; what went is gone.
async fn unlock(
    page: Page,
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ClientId>,
    _: Form<Nothing>,
) -> Result<Response> {
    let client = open(&app, &page, &caller, id).await?;
    erase::unlock(&app, page.tenant.id, client.id, &page.actor()).await?;
    let word = Flash::ok(page.t("privacy-now-unlocked"));
    Ok(redirect_with(&format!("/clients/{}", client.id), word))
}

/// What stands in place of a card that was erased or is locked.
pub fn closed_card(page: Page, client: Client) -> Result<Response> {
    let day = |at| page.locale.day_year(page.tenant.local_date(at));
    let since = client.erased_at.or(client.locked_at).map(day);
    let closed = Closed {
        since: since.unwrap_or_default(),
        until: client.lock_ends_at.map(day).unwrap_or_default(),
        client,
        page,
    };
    let status = match closed.client.erased_at {
        Some(_) => StatusCode::GONE,
        None => StatusCode::OK,
    };
    web::render_status(status, &closed)
}

impl Show {
    /// What goes for good: words with their numbers, none that are zero.
    fn going(&self) -> Vec<String> {
        let counts = &self.preview.counts;
        let locked = self.preview.fate() == Fate::Locked;
        let mut lines = vec![self.page.t(match locked {
            true => "privacy-goes-contacts",
            false => "privacy-goes-card",
        })];
        let signed = match locked {
            true => counts.signed - counts.health,
            false => counts.signed,
        };
        let medical = if locked { 0 } else { counts.medical };
        for (key, n) in [
            ("privacy-goes-notes", counts.notes),
            ("privacy-goes-subjects", counts.subjects),
            ("privacy-goes-photos", counts.photos),
            ("privacy-goes-messages", counts.messages),
            ("privacy-goes-waits", counts.waits),
            ("privacy-goes-signed", signed),
            ("privacy-goes-medical", medical),
        ] {
            if n > 0 {
                lines.push(self.page.t1(key, "n", n));
            }
        }
        lines
    }

    fn staying(&self) -> Vec<String> {
        let counts = &self.preview.counts;
        let mut lines = Vec::new();
        if let Some(until) = self.preview.keep_until {
            let day = self
                .page
                .locale
                .day_year(self.page.tenant.local_date(until));
            lines.push(self.page.t1("privacy-stays-health", "day", day));
        }
        if counts.visits > 0 {
            lines.push(self.page.t1("privacy-stays-visits", "n", counts.visits));
        }
        if counts.invoices > 0 {
            lines.push(self.page.t1("privacy-invoices-stay", "n", counts.invoices));
        }
        for (key, n) in [
            ("privacy-unpaid-stay", counts.unpaid),
            ("privacy-packages-stay", counts.packages),
        ] {
            if n > 0 {
                lines.push(self.page.t1(key, "n", n));
            }
        }
        if counts.signed > 0 {
            lines.push(self.page.t("privacy-stays-hashes"));
        }
        lines.push(self.page.t("privacy-stays-log"));
        lines
    }

    /// "€48.00 · Stripe"
    fn payment(&self, payment: &Payment) -> String {
        let amount = self.page.locale.money(payment.amount());
        format!("{amount} · {}", self.page.t(payment.provider.key()))
    }

    fn is_lock(&self) -> bool {
        self.preview.fate() == Fate::Locked
    }
}
