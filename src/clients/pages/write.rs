//! A new card, and changes to one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::super::{Client, NewClient};
use super::fields::{Card, Fields};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::ClientId;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/new", get(new).post(create))
        .route("/clients/{id}/edit", get(edit).post(update))
}

/// `clients/form.html`: for a new card and for one that is there.
#[derive(Template)]
#[template(path = "clients/form.html")]
struct Write {
    page: Page,
    /// None: a new one.
    client: Option<Client>,
    form: Fields,
    errors: Errors,
    /// Another card with the same phone or e-mail.
    double: Option<Client>,
    /// Somebody changed the card meanwhile; how it stands now.
    is_stale: bool,
}

async fn new(page: Page) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let form = Fields {
        name: page.param("name").unwrap_or_default(),
        locale: page.tenant.locale.code().to_owned(),
        ..Fields::default()
    };
    web::render(&Write::new(page, None, form))
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut write = Write::new(page, None, form);
    let Some(card) = write.form.read(&write.page, &mut write.errors) else {
        return web::render_invalid(&write);
    };
    let (tenant, now) = (write.page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let double =
        Client::by_contact(&mut tx, tenant, card.phone.as_ref(), card.email.as_ref()).await?;
    if double.is_some() && !write.form.anyway {
        write.double = double;
        return web::render_status(StatusCode::CONFLICT, &write);
    }
    let actor = write.page.actor();
    let new = NewClient {
        name: card.name.clone(),
        phone: card.phone.clone(),
        email: card.email.clone(),
        locale: card.locale,
        source: "master",
    };
    let mut client = Client::create(&mut tx, tenant, &actor, &new, now).await?;
    if !(card.allergies.is_empty() && card.note.is_empty()) {
        card.write_to(&mut client);
        client.save(&mut tx, &actor, now).await?;
    }
    tx.commit().await?;
    let word = Flash::ok(write.page.t("client-created"));
    Ok(web::redirect_with(&format!("/clients/{}", client.id), word))
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::find(&app.db, page.tenant.id, id).await?;
    let form = Fields::of(&client, &page);
    web::render(&Write::new(page, Some(client), form))
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let mut client = Client::find_for_change(&mut tx, page.tenant.id, id).await?;
    let mut write = Write::new(page, Some(client.clone()), form);
    let Some(card) = write.form.read(&write.page, &mut write.errors) else {
        return web::render_invalid(&write);
    };
    let seen = client.updated_at.to_rfc3339();
    if write.form.seen != seen {
        write.form.seen = seen;
        write.is_stale = true;
        return web::render_status(StatusCode::CONFLICT, &write);
    }
    card.write_to(&mut client);
    client
        .save(&mut tx, &write.page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = Flash::ok(write.page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}

impl Card {
    fn write_to(self, client: &mut Client) {
        client.name = self.name;
        client.phone = self.phone.map(|phone| phone.e164().to_owned());
        client.email = self.email.map(|email| email.as_str().to_owned());
        client.locale = self.locale;
        client.allergies = self.allergies;
        client.note = self.note;
    }
}

impl Write {
    fn new(page: Page, client: Option<Client>, form: Fields) -> Self {
        Self {
            page,
            client,
            form,
            errors: Errors::default(),
            double: None,
            is_stale: false,
        }
    }

    fn title(&self) -> String {
        match &self.client {
            Some(client) => client.name.clone(),
            None => self.page.t("client-new"),
        }
    }

    fn action(&self) -> String {
        match &self.client {
            Some(client) => format!("/clients/{}/edit", client.id),
            None => "/clients/new".to_owned(),
        }
    }

    fn back(&self) -> String {
        match &self.client {
            Some(client) => format!("/clients/{}", client.id),
            None => "/clients".to_owned(),
        }
    }

    fn languages(&self) -> [(&'static str, &'static str); 3] {
        crate::i18n::Locale::ALL.map(|locale| (locale.code(), locale.name()))
    }
}
