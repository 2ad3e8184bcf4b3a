//! Whether a client pays deposits: as the services say, always, or never.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::Result;
use crate::events::{self, Object};
use crate::i18n::key;
use crate::id::ClientId;
use crate::q;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/clients/{id}/deposit/edit", get(edit).post(update))
}

#[derive(Template)]
#[template(path = "payments/client.html")]
struct Edit {
    page: Page,
    errors: Errors,
    client: Client,
    form: Rule,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rule {
    rule: String,
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let client = Client::in_use(&app.db, page.tenant.id, id).await?;
    let (rule,) = q!(
        &app.db,
        fetch_one: (String,),
        "SELECT deposit_rule FROM clients WHERE tenant_id = $1 AND id = $2",
        page.tenant.id,
        id,
    )?;
    web::render(&Edit {
        page,
        errors: Errors::default(),
        client,
        form: Rule { rule },
    })
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ClientId>,
    Form(form): Form<Rule>,
) -> Result<Response> {
    page.require(Permission::ClientsWrite)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let client = Client::in_use_for_change(&mut tx, page.tenant.id, id).await?;
    if !matches!(form.rule.as_str(), "service" | "always" | "never") {
        drop(tx);
        let mut errors = Errors::default();
        errors.add("rule", key!("field-choose"));
        return web::render_invalid(&Edit {
            page,
            errors,
            client,
            form,
        });
    }
    q!(
        tx,
        execute,
        "UPDATE clients SET deposit_rule = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        page.tenant.id,
        id,
        &form.rule,
        now,
    )?;
    let data = serde_json::json!({ "deposit_rule": form.rule });
    let (kind, object) = (events::Kind::ClientUpdated, Object::Client(id));
    events::record(
        &mut tx,
        page.tenant.id,
        &page.actor(),
        kind,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    let word = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(&format!("/clients/{id}"), word))
}
