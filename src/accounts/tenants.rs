//! The user's practices: going from one to another, and beginning a new one.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use super::limits::SIGN_UPS;
use super::{
    NewTenant, Place, Role, SignedIn, Tenant, login, membership, session, signup, slug, typed,
};
use crate::app::App;
use crate::contact::currency_for;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::id::TenantId;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Form, Path, View, rate};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/tenants", get(index).post(create))
        .route("/tenants/{id}/switch", post(switch))
}

#[derive(Template)]
#[template(path = "accounts/tenants.html")]
struct Index {
    page: View,
    errors: Errors,
    places: Vec<Place>,
    /// Where the session is.
    current: Option<TenantId>,
    form: New,
}

impl Index {
    fn is_here(&self, place: &Place) -> bool {
        self.current == Some(place.tenant_id)
    }
}

#[derive(Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields)]
struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    timezone: String,
    /// Of this showing of the form: pressed twice, it begins one practice.
    #[serde(default, skip_serializing)]
    key: String,
}

impl New {
    fn fresh() -> Self {
        Self {
            key: uuid::Uuid::new_v4().to_string(),
            ..Self::default()
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn index(State(app): State<App>, here: SignedIn) -> Result<Response> {
    web::render(&Index {
        places: Place::of_user(&app.db, here.user.id).await?,
        current: here.tenant,
        page: here.caller.view,
        errors: Errors::default(),
        form: New::fresh(),
    })
}

async fn switch(
    State(app): State<App>,
    here: SignedIn,
    Path(tenant): Path<TenantId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    let places = Place::of_user(&app.db, here.user.id).await?;
    if !places.iter().any(|place| place.tenant_id == tenant) {
        return Err(Error::NotFound);
    }
    let now = app.clock.now();
    membership::used(&app.db, tenant, here.user.id, now).await?;
    session::enter(&here.caller.session, tenant).await?;
    Ok(web::redirect(login::HOME))
}

async fn create(State(app): State<App>, here: SignedIn, Form(form): Form<New>) -> Result<Response> {
    let mut errors = Errors::default();
    let Some(name) = errors.take("name", typed::name(&form.name)) else {
        return web::render_invalid(&Index {
            places: Place::of_user(&app.db, here.user.id).await?,
            current: here.tenant,
            page: here.caller.view,
            errors,
            form,
        });
    };
    rate::hit(&app, SIGN_UPS, &here.caller.network()).await?;
    let tenant = patiently(|| found(&app, &here, &name, &form)).await?;
    session::enter(&here.caller.session, tenant).await?;
    Ok(web::redirect("/setup"))
}

/// Another practice of the same user. The form's key is kept with the oldest of theirs: beginning one leads into it, so the
/// second press comes from another practice than the first.
async fn found(app: &App, here: &SignedIn, name: &str, form: &New) -> Result<TenantId> {
    let (now, timezone) = (app.clock.now(), signup::zone(&form.timezone, here.locale));
    let places = Place::of_user(&app.db, here.user.id).await?;
    let oldest = places.iter().map(|place| place.tenant_id).min();
    let act = format!("practice:{}", here.user.id);
    let mut once = match oldest {
        Some(oldest) => OncePerForm::new(app, oldest, &act, &form.key, form)?,
        None => OncePerForm::default(),
    };
    let mut tx = app.db.begin().await?;
    if let Some(before) = once.claim(&mut tx, app, now).await? {
        return before.parse().map_err(Error::internal);
    }
    let new = NewTenant {
        slug: &slug::free(&mut tx, name).await?,
        name,
        kind: "",
        timezone,
        locale: here.locale,
        currency: currency_for(timezone.name()),
        email: None,
        phone: None,
        is_demo: false,
        setup_step: signup::FIRST_STEP,
    };
    let tenant = Tenant::create(&mut tx, app.secret(), &new, &here.actor(), now).await?;
    membership::join(&mut tx, tenant, here.user.id, Role::Owner, now).await?;
    membership::used(&mut tx, tenant, here.user.id, now).await?;
    once.keep(&mut tx, app, &tenant.to_string()).await?;
    tx.commit().await?;
    Ok(tenant)
}
