//! A record as the practice sees it. Answers about health are read by a press of their own, which is recorded.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};

use super::super::content::Piece;
use super::super::{Consent, Form as ConsentForm, State as Worth, Version, card};
use super::paper::Paper;
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::events;
use crate::id::ConsentId;
use crate::web::{self, Flash, Page, Path, download, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/consents/{id}", get(show))
        .route("/consents/{id}/reading", post(read))
        .route("/consents/{id}/document", post(document))
        .route("/consents/{id}/withdrawal", post(withdraw))
}

/// `consents/show.html`.
#[derive(Template)]
#[template(path = "consents/show.html")]
struct Show {
    page: Page,
    client: Client,
    consent: Consent,
    title: String,
    state: Worth,
    note: String,
    /// None before it is signed and after it was erased.
    paper: Option<Paper>,
    in_person: bool,
    may_read_health: bool,
    is_health: bool,
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<ConsentId>) -> Result<Response> {
    page.require(Permission::ConsentsRead)?;
    let consent = Consent::find(&app.db, page.tenant.id, id).await?;
    let with_answers = !consent.kind.is_health();
    draw(&app, page, consent, with_answers).await
}

async fn draw(app: &App, page: Page, consent: Consent, with_answers: bool) -> Result<Response> {
    let tenant = page.tenant.id;
    let client = Client::find(&app.db, tenant, consent.client_id).await?;
    let form = ConsentForm::find(&app.db, tenant, consent.form_id).await?;
    let version = match consent.version_id {
        Some(version) => Some(Version::find(&app.db, tenant, version).await?),
        None => Version::current(&app.db, tenant, consent.form_id).await?,
    };
    let paper = match consent.document {
        Some(_) => {
            let locale = page.locale;
            Some(Paper::load(app, &page.tenant, &consent, locale, with_answers).await?)
        }
        None => None,
    };
    let state = consent.state(app.clock.now());
    web::render(&Show {
        title: version.map(|v| v.title(page.locale)).unwrap_or_default(),
        note: card::note(&page, &consent, state),
        state,
        in_person: form.rules.in_person,
        may_read_health: page.can(Permission::ConsentsHealth),
        is_health: consent.kind.is_health(),
        client,
        paper,
        consent,
        page,
    })
}

/// The record with its answers; that it was read is recorded.
async fn read(page: Page, State(app): State<App>, Path(id): Path<ConsentId>) -> Result<Response> {
    page.require(Permission::ConsentsRead)?;
    let consent = note_reading(&app, &page, id).await?;
    draw(&app, page, consent, true).await
}

async fn note_reading(app: &App, page: &Page, id: ConsentId) -> Result<Consent> {
    let mut tx = app.db.begin().await?;
    let consent = Consent::find(&mut tx, page.tenant.id, id).await?;
    if consent.kind.is_health() {
        page.require(Permission::ConsentsHealth)?;
    }
    consent
        .note(
            &mut tx,
            &page.actor(),
            events::Kind::ConsentRead,
            app.clock.now(),
        )
        .await?;
    tx.commit().await?;
    Ok(consent)
}

/// What was signed, byte by byte: `sha256sum` gives the hash.
async fn document(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ConsentId>,
) -> Result<Response> {
    page.require(Permission::ConsentsRead)?;
    let consent = note_reading(&app, &page, id).await?;
    let key = app.tenant_key(&app.db, page.tenant.id).await?;
    let bytes = consent.bytes(&key)?;
    download(
        &format!("consent-{}.json", consent.id),
        "application/json",
        bytes,
    )
}

async fn withdraw(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ConsentId>,
) -> Result<Response> {
    page.require(Permission::ConsentsWrite)?;
    let mut tx = app.db.begin().await?;
    let mut consent = Consent::find_for_change(&mut tx, page.tenant.id, id).await?;
    let path = format!("/consents/{id}");
    let word = match consent
        .withdraw(&mut tx, &page.actor(), app.clock.now())
        .await
    {
        Ok(()) => {
            tx.commit().await?;
            Flash::ok(page.t("consents-now-withdrawn"))
        }
        Err(Error::Conflict(key)) => Flash::danger(page.t(key)),
        Err(other) => return Err(other),
    };
    Ok(redirect_with(&path, word))
}
