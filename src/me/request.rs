//! How a client comes by the link: asks for it on the practice's page, or the master sends it from the card.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::{links, mails};
use crate::accounts::Permission;
use crate::app::App;
use crate::booking::{Frame, Site};
use crate::clients::Client;
use crate::contact::Email;
use crate::error::{Error, Result};
use crate::events::Kind;
use crate::i18n::key;
use crate::id::ClientId;
use crate::web::rate::{self, Limit};
use crate::web::{self, Errors, Flash, Form, Page, Path, View, redirect_with};

/// Links to one address, whoever asks.
const ASKED: Limit = Limit::new("own-page", 3, TimeDelta::hours(1));

pub fn routes() -> Router<App> {
    Router::new()
        .route("/{slug}/me", get(new).post(create))
        .route("/clients/{id}/own-page", post(send))
}

#[derive(Template)]
#[template(path = "me/request.html")]
struct New {
    page: View,
    frame: Frame,
    errors: Errors,
    email: String,
    is_sent: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(default)]
    email: String,
}

async fn new(site: Site) -> Result<Response> {
    web::render(&New {
        frame: site.frame(),
        is_sent: site.page.param("sent").is_some(),
        page: site.page,
        errors: Errors::default(),
        email: String::new(),
    })
}

/// The same is said to everybody: who is a client here is nobody's business.
async fn create(site: Site, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    site.visitor.count_attempt(&app).await?;
    let mut errors = Errors::default();
    let email = match form.email.trim().is_empty() {
        true => Err(key!("me-email-needed")),
        false => Email::parse(&form.email),
    };
    let Some(email) = errors.take("email", email) else {
        return web::render_invalid(&New {
            frame: site.frame(),
            page: site.page,
            errors,
            email: form.email,
            is_sent: false,
        });
    };
    let tenant = &site.tenant;
    let who = format!("{}|{}", tenant.id, email.key());
    let may_send = match rate::hit(&app, ASKED, &who).await {
        Err(Error::TooMany { .. }) => false,
        other => other.map(|()| true)?,
    };
    if may_send {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        // Each has a page of their own: of who shares an address, none is left out.
        let mut owners = Client::with_email(&mut tx, tenant.id, &email).await?;
        if owners.is_empty() {
            let owner = Client::by_contact(&mut tx, tenant.id, None, Some(&email)).await?;
            owners.extend(owner);
        }
        for client in &owners {
            mails::enqueue(&mut tx, client, now).await?;
        }
        tx.commit().await?;
        app.wake.notify_one();
    }
    Ok(web::redirect(&format!("/{}/me?sent=1", tenant.slug)))
}

/// `me/link.html`: the one time that the link can be read.
#[derive(Template)]
#[template(path = "me/link.html")]
struct Shown {
    page: Page,
    client: Client,
    url: String,
}

/// By mail; for a client without an address the link is shown, to be sent by hand.
async fn send(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsPii)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let client = Client::in_use(&mut tx, page.tenant.id, id).await?;
    let is_mailed = mails::enqueue(&mut tx, &client, now).await?;
    client
        .tell(&mut tx, &page.actor(), Kind::ClientPageSent, json!({}), now)
        .await?;
    if is_mailed {
        tx.commit().await?;
        app.wake.notify_one();
        let word = Flash::ok(page.t1("me-now-sent", "name", client.name.as_str()));
        return Ok(redirect_with(&format!("/clients/{id}"), word));
    }
    let path = links::mint(&mut tx, page.tenant.id, id, now).await?;
    tx.commit().await?;
    web::render(&Shown {
        url: app.config.link(&path),
        page,
        client,
    })
}
