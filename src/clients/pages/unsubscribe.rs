//! `/unsubscribe/TOKEN`: the link in each copy of a message to many, which takes the consent to advertising back.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::super::Client;
use crate::accounts::Tenant;
use crate::app::App;
use crate::booking::Frame;
use crate::db::patiently;
use crate::error::Result;
use crate::events::Actor;
use crate::messages::mailing;
use crate::web::{self, Form, Path, View};

pub fn routes() -> Router<App> {
    Router::new().route("/unsubscribe/{token}", get(leaving).post(leave))
}

/// `clients/unsubscribe.html`
#[derive(Template)]
#[template(path = "clients/unsubscribe.html")]
struct Leave {
    page: View,
    frame: Frame,
    path: String,
    /// Whether advertising is still allowed.
    is_allowed: bool,
}

/// Looking changes nothing: mail scanners open every link.
async fn leaving(
    page: View,
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response> {
    let (tenant, client) = mailing::read_unsubscribe(app.secret(), &token)?;
    let tenant = Tenant::find(&app.db, tenant).await?;
    let client = Client::standing(&app.db, tenant.id, client).await?;
    let page = page.for_practice(client.locale);
    web::render(&Leave {
        frame: Frame::new(&tenant, page.locale),
        path: format!("/unsubscribe/{token}"),
        is_allowed: client.allows_marketing(),
        page,
    })
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Leaving {
    /// A mistake: allow it again.
    again: bool,
}

async fn leave(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(form): Form<Leaving>,
) -> Result<Response> {
    let (tenant, client) = mailing::read_unsubscribe(app.secret(), &token)?;
    let now = app.clock.now();
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        let standing = Client::standing(&mut tx, tenant, client).await?;
        if standing.is_closed() {
            return Ok(());
        }
        let mut client = Client::find_for_change(&mut tx, tenant, standing.id).await?;
        let actor = Actor::client(Some(client.id));
        client
            .set_marketing(&mut tx, &actor, form.again, "public", now)
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await?;
    Ok(web::redirect(&format!("/unsubscribe/{token}")))
}
