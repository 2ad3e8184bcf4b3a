//! A client's card: that no SMS arrives at their phone, why, and trying again.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::model::Channel;
use super::ways::ClientWay;
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::db::On;
use crate::error::Result;
use crate::i18n::key;
use crate::id::ClientId;
use crate::web::{self, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/clients/{id}/sms", post(try_again))
}

/// The key of why nothing arrives at the phone that stands on the card; none when nothing is known against it.
pub async fn unreached(on: impl On, client: &Client) -> Result<Option<&'static str>> {
    let Some(phone) = &client.phone else {
        return Ok(None);
    };
    let ways = ClientWay::of(on, client.tenant_id, client.id).await?;
    let dead = ways.into_iter().find(|way| {
        way.channel == Channel::Sms && way.address == *phone && way.failed_at.is_some()
    });
    Ok(dead.map(|way| match way.why.as_str() {
        "opted_out" => key!("channels-unreached-opted-out"),
        _ => key!("channels-unreached-wrong"),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn try_again(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let mut tx = app.db.begin().await?;
    let client = Client::in_use_for_change(&mut tx, page.tenant.id, id).await?;
    ClientWay::try_again(&mut tx, page.tenant.id, client.id).await?;
    tx.commit().await?;
    let word = page.t("channels-tried-again");
    Ok(web::redirect_with(
        &format!("/clients/{id}"),
        Flash::ok(word),
    ))
}
