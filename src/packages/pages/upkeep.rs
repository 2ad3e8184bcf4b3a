//! What the master changes on a package: how long it lasts and for whom it is, giving a use back.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{MovementId, PackageId};
use crate::packages::model::returning::require_returnable;
use crate::packages::model::upkeep::Edit as Change;
use crate::packages::model::{Movement, Package, give_back};
use crate::web::forms::text;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/packages/{id}/edit", get(edit).post(update))
        .route("/packages/{id}/dismissal", post(dismissal))
        .route("/packages/{id}/movements/{movement}/return", post(give))
}

#[derive(Template)]
#[template(path = "packages/edit.html")]
struct Edit {
    page: Page,
    errors: Errors,
    package: Package,
    form: Typed,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    version: i64,
    expires_on: String,
    recipient_name: String,
    message: String,
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<PackageId>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    let form = Typed {
        version: package.version,
        expires_on: package
            .expires_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        recipient_name: package.recipient_name.clone(),
        message: package.message.clone(),
    };
    web::render(&Edit {
        page,
        errors: Errors::default(),
        package,
        form,
    })
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PackageId>,
    Form(mut form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    let (mut errors, now) = (Errors::default(), app.clock.now());
    let expires_on = match form.expires_on.trim() {
        "" => Some(None),
        typed => {
            let day = typed.parse::<NaiveDate>().ok();
            let day = day.filter(|day| (2000..=2199).contains(&chrono::Datelike::year(day)));
            errors
                .take("expires_on", day.ok_or(key!("field-bad-date")))
                .map(Some)
        }
    };
    let recipient_name = errors.take("recipient_name", text(&form.recipient_name, 80));
    let message = errors.take("message", text(&form.message, 300));
    let (Some(expires_on), Some(recipient_name), Some(message)) =
        (expires_on, recipient_name, message)
    else {
        return web::render_invalid(&Edit {
            page,
            errors,
            package,
            form,
        });
    };
    let change = Change {
        expires_on,
        recipient_name,
        message,
    };
    let (tenant, actor, version) = (&page.tenant, page.actor(), form.version);
    let done = patiently(|| async {
        let mut tx = app.db.begin().await?;
        package
            .edit(&mut tx, tenant, &actor, &change, version, now)
            .await?;
        Ok(tx.commit().await?)
    });
    match done.await {
        Ok(()) => {}
        Err(Error::Conflict(why)) => {
            form.version = Package::find(&app.db, page.tenant.id, id).await?.version;
            errors.add("", why);
            let edit = Edit {
                page,
                errors,
                package,
                form,
            };
            return web::render_status(StatusCode::CONFLICT, &edit);
        }
        Err(other) => return Err(other),
    }
    let word = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(&format!("/packages/{id}"), word))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn dismissal(
    page: Page,
    State(app): State<App>,
    Path(id): Path<PackageId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    let mut tx = app.db.begin().await?;
    package.settle(&mut tx).await?;
    tx.commit().await?;
    Ok(web::redirect_with(
        "/todo",
        Flash::ok(page.t("todo-dismissed")),
    ))
}

/// Gives a use back; the visit or the invoice owes that much again.
async fn give(
    page: Page,
    State(app): State<App>,
    Path((id, movement)): Path<(PackageId, MovementId)>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::PaymentsWrite)?;
    let (now, actor) = (app.clock.now(), page.actor());
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    let movement = Movement::find(&app.db, &package, movement).await?;
    let done = patiently(|| async {
        let mut tx = app.db.begin().await?;
        require_returnable(&mut tx, &movement).await?;
        give_back(&mut tx, &page.tenant, &actor, &movement, now).await?;
        Ok(tx.commit().await?)
    });
    let word = match done.await {
        Ok(()) => Flash::ok(page.t("packages-now-returned")),
        Err(Error::Conflict(why)) => Flash::danger(page.t(why)),
        Err(other) => return Err(other),
    };
    Ok(web::redirect_with(&format!("/packages/{id}"), word))
}
