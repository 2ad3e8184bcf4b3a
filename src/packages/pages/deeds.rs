//! What cannot be taken back: cancelling a package, and replacing its code. Each has a page of its own that says so first.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::Result;
use crate::i18n::key;
use crate::id::PackageId;
use crate::packages::card::Line;
use crate::packages::model::Package;
use crate::web::{self, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/packages/{id}/cancellation/new", get(ask_cancellation))
        .route("/packages/{id}/cancellation", post(cancellation))
        .route("/packages/{id}/code/new", get(ask_code))
        .route("/packages/{id}/code", post(code))
}

#[derive(Clone, Copy)]
enum Deed {
    Cancel,
    ReplaceCode,
}

/// `packages/deed.html`
#[derive(Template)]
#[template(path = "packages/deed.html")]
struct Ask {
    page: Page,
    package: Package,
    action: String,
    title: String,
    text: String,
    icon: &'static str,
}

async fn ask_cancellation(page: Page, app: State<App>, id: Path<PackageId>) -> Result<Response> {
    ask(page, &app, id.0, Deed::Cancel).await
}

async fn ask_code(page: Page, app: State<App>, id: Path<PackageId>) -> Result<Response> {
    ask(page, &app, id.0, Deed::ReplaceCode).await
}

async fn ask(page: Page, app: &App, id: PackageId, deed: Deed) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    let left = Line::of(app, &package, page.locale, &page.tenant).left;
    let (place, icon, title, text) = match deed {
        Deed::Cancel => {
            let text = page.t1("packages-cancel-text", "left", left);
            ("cancellation", "ban", "packages-cancel", text)
        }
        Deed::ReplaceCode => {
            let text = page.t("packages-other-code-text");
            ("code", "rotate-cw", "packages-other-code", text)
        }
    };
    web::render(&Ask {
        action: format!("/packages/{id}/{place}"),
        title: page.t(title),
        text,
        icon,
        page,
        package,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn cancellation(
    page: Page,
    app: State<App>,
    id: Path<PackageId>,
    _: Form<Nothing>,
) -> Result<Response> {
    act(page, &app, id.0, Deed::Cancel).await
}

async fn code(
    page: Page,
    app: State<App>,
    id: Path<PackageId>,
    _: Form<Nothing>,
) -> Result<Response> {
    act(page, &app, id.0, Deed::ReplaceCode).await
}

async fn act(page: Page, app: &App, id: PackageId, deed: Deed) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    let (actor, now) = (page.actor(), app.clock.now());
    patiently(|| async {
        let mut tx = app.db.begin().await?;
        match deed {
            Deed::Cancel => package.cancel(&mut tx, &actor, now).await?,
            Deed::ReplaceCode => package.replace_code(&mut tx, &actor, now).await?,
        }
        Ok(tx.commit().await?)
    })
    .await?;
    let word = page.t(match deed {
        Deed::Cancel => key!("packages-now-cancelled"),
        Deed::ReplaceCode => key!("packages-now-other-code"),
    });
    Ok(web::redirect_with(
        &format!("/packages/{id}"),
        Flash::ok(word),
    ))
}
