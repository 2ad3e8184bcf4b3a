//! Asking a client to sign: by link, or at once on this device.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use tower_sessions::Session;

use super::super::card::{self, Row, form_for};
use super::super::requests::ask_form;
use super::super::{Consent, Version, links, mails};
use crate::accounts::{Permission, handover};
use crate::app::App;
use crate::clients::Client;
use crate::error::{Error, Result};
use crate::events;
use crate::i18n::key;
use crate::id::{ClientId, ConsentId, FormId};
use crate::web::{self, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/{id}/consents", get(index).post(create))
        .route("/consents/{id}/sending", axum::routing::post(send))
        .route("/consents/{id}/handover", axum::routing::post(hand_over))
        .route("/consents/{id}/removal", axum::routing::post(remove))
}

/// `consents/index.html`: all that a client ever signed.
#[derive(Template)]
#[template(path = "consents/index.html")]
struct Index {
    page: Page,
    client: Client,
    rows: Vec<Row>,
}

async fn index(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ConsentsRead)?;
    let tenant = page.tenant.id;
    let client = Client::find(&app.db, tenant, id).await?;
    let now = app.clock.now();
    let mut rows = Vec::new();
    let consents = Consent::of_client(&app.db, tenant, id).await?;
    let versions = Version::of_consents(&app.db, tenant, &consents).await?;
    for consent in consents {
        let version = versions.get(&consent.id);
        let state = consent.state(now);
        rows.push(Row {
            id: consent.id,
            title: version.map(|v| v.title(page.locale)).unwrap_or_default(),
            note: card::note(&page, &consent, state),
            state,
        });
    }
    web::render(&Index { page, client, rows })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    form: FormId,
    /// "send" or "here".
    how: String,
}

async fn create(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(id): Path<ClientId>,
    Form(asking): Form<Asking>,
) -> Result<Response> {
    page.require(Permission::ConsentsWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, tenant, id).await?;
    let (form, _) = form_for(&mut tx, tenant, asking.form).await?;
    let consent = ask_form(&mut tx, &form, id, client.locale, &page.actor(), now).await?;
    tx.commit().await?;
    match asking.how.as_str() {
        "here" => lend(&app, &page, &session, &consent).await,
        _ => sent(&app, &page, &consent, &client).await,
    }
}

async fn send(page: Page, State(app): State<App>, Path(id): Path<ConsentId>) -> Result<Response> {
    page.require(Permission::ConsentsWrite)?;
    let consent = Consent::find(&app.db, page.tenant.id, id).await?;
    let client = Client::find(&app.db, page.tenant.id, consent.client_id)
        .await?
        .usable()?;
    sent(&app, &page, &consent, &client).await
}

/// Sends the link; without an address it is shown, to be sent by hand.
async fn sent(app: &App, page: &Page, consent: &Consent, client: &Client) -> Result<Response> {
    let back = format!("/consents/{}", consent.id);
    let (form, _) = form_for(&app.db, page.tenant.id, consent.form_id).await?;
    if form.rules.in_person {
        let word = Flash::danger(page.t("consents-only-here"));
        return Ok(redirect_with(&back, word));
    }
    if consent.is_signed() {
        return Err(Error::Conflict(key!("consents-signed-already")));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let has_address = mails::enqueue_request(&mut tx, consent, client, now).await?;
    consent
        .note(&mut tx, &page.actor(), events::Kind::ConsentSent, now)
        .await?;
    if has_address {
        tx.commit().await?;
        app.wake.notify_one();
        let word = Flash::ok(page.t1("consents-now-sent", "name", client.name.as_str()));
        return Ok(redirect_with(&back, word));
    }
    let path = links::mint(&mut tx, consent, now).await?;
    tx.commit().await?;
    web::render(&Link {
        page: page.clone(),
        client: client.clone(),
        url: app.config.link(&path),
        back,
    })
}

/// `consents/link.html`: the one time that the link can be read.
#[derive(Template)]
#[template(path = "consents/link.html")]
struct Link {
    page: Page,
    client: Client,
    url: String,
    back: String,
}

async fn hand_over(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(id): Path<ConsentId>,
) -> Result<Response> {
    page.require(Permission::ConsentsWrite)?;
    let consent = Consent::find(&app.db, page.tenant.id, id).await?;
    lend(&app, &page, &session, &consent).await
}

async fn lend(app: &App, page: &Page, session: &Session, consent: &Consent) -> Result<Response> {
    if consent.is_signed() || consent.dropped_at.is_some() {
        return Err(Error::Conflict(key!("consents-signed-already")));
    }
    form_for(&app.db, page.tenant.id, consent.form_id).await?;
    Client::find(&app.db, page.tenant.id, consent.client_id)
        .await?
        .usable()?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let path = links::mint(&mut tx, consent, now).await?;
    consent
        .note(&mut tx, &page.actor(), events::Kind::ConsentHandedOver, now)
        .await?;
    tx.commit().await?;
    let back = match consent.appointment_id {
        Some(visit) => format!("/appointments/{visit}"),
        None => format!("/clients/{}", consent.client_id),
    };
    handover::lend(session, page, consent.client_id, back).await?;
    Ok(web::redirect(&format!(
        "{path}?lang={}",
        consent.locale.code()
    )))
}

async fn remove(page: Page, State(app): State<App>, Path(id): Path<ConsentId>) -> Result<Response> {
    page.require(Permission::ConsentsWrite)?;
    let mut tx = app.db.begin().await?;
    let mut consent = Consent::find_for_change(&mut tx, page.tenant.id, id).await?;
    consent
        .drop_request(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("consents-now-dropped"));
    Ok(redirect_with(
        &format!("/clients/{}", consent.client_id),
        word,
    ))
}
