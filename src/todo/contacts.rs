//! Whose contact it is that was given with a booking and that the client's card does not have: the same person's, which
//! changes the card; somebody else's, who gets a card and the visit; or nobody's to know, and it stays with the visit.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Given};
use crate::clients::{Client, NewClient};
use crate::contact::{Email, Phone};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::web::{self, Flash, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/todo/contacts/{id}/card", post(card))
        .route("/todo/contacts/{id}/person", post(person))
        .route("/todo/contacts/{id}/dismissal", post(dismiss))
}

/// The visit and what was given for it; none when that is settled, by the first of two presses perhaps.
async fn open(
    app: &App,
    page: &Page,
    id: AppointmentId,
) -> Result<(Tx, Appointment, Option<Given>)> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let visit = Appointment::find(&mut tx, page.tenant.id, id).await?;
    let given = Given::of(&mut tx, page.tenant.id, id).await?;
    Ok((tx, visit, given))
}

fn back(flash: Option<Flash>) -> Response {
    match flash {
        Some(flash) => web::redirect_with("/todo", flash),
        None => web::redirect("/todo"),
    }
}

async fn card(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    let (mut tx, visit, Some(given)) = open(&app, &page, id).await? else {
        return Ok(back(None));
    };
    if !Given::remove(&mut tx, &visit).await? {
        return Ok(back(None));
    }
    let client = visit.client_id.ok_or(Error::NotFound)?;
    let mut client = Client::find_for_change(&mut tx, page.tenant.id, client).await?;
    client.phone = given.phone.or(client.phone);
    client.email = given.email.or(client.email);
    client.save(&mut tx, &page.actor(), app.clock.now()).await?;
    tx.commit().await?;
    let word = page.t1("todo-contact-on-card", "name", client.name);
    Ok(back(Some(Flash::ok(word))))
}

async fn person(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    let (mut tx, mut visit, Some(given)) = open(&app, &page, id).await? else {
        return Ok(back(None));
    };
    if !Given::remove(&mut tx, &visit).await? {
        return Ok(back(None));
    }
    let (actor, now) = (page.actor(), app.clock.now());
    let new = NewClient {
        phone: parsed(given.phone.as_deref(), |text| Phone::parse(text, None))?,
        email: parsed(given.email.as_deref(), Email::parse)?,
        name: given.name,
        locale: visit.locale,
        source: "public",
    };
    let client = Client::create(&mut tx, page.tenant.id, &actor, &new, now).await?;
    visit.give_to(&mut tx, &actor, client.id, now).await?;
    tx.commit().await?;
    let word = page.t1("todo-contact-new-card", "name", client.name);
    Ok(back(Some(Flash::ok(word))))
}

async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    let (mut tx, visit, _) = open(&app, &page, id).await?;
    Given::settle(&mut tx, &visit, app.clock.now()).await?;
    tx.commit().await?;
    Ok(back(Some(Flash::ok(page.t("todo-dismissed")))))
}

fn parsed<T>(
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<Option<T>> {
    text.map(parse).transpose().map_err(Error::internal)
}
