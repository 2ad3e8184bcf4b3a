//! Where a visit is held, chosen anew by the master.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::super::{Appointment, NewPlace};
use super::answer;
use super::moving::too_far_text;
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::{self, Window};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{AppointmentId, PlaceId};
use crate::places::{Place, Places};
use crate::schedule::local::Span;
use crate::web::forms::text;
use crate::web::{Errors, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/place", get(edit).post(update))
}

#[derive(Template)]
#[template(path = "appointments/place.html")]
struct Edit {
    page: Page,
    window: Window,
    visit: Appointment,
    form: Fields,
    /// Id and name.
    options: Vec<(String, String)>,
    /// One of them is at the client's.
    asks_address: bool,
    errors: Errors,
    notice: Option<&'static str>,
    /// From where the way could not be made.
    too_far: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: i64,
    #[serde(default)]
    place: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    told: bool,
    #[serde(default)]
    book_over: bool,
}

async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    if visit.is_visitors() {
        return Err(Error::NotFound);
    }
    if !visit.status.is_open() {
        return answer::answer(
            &app,
            page,
            id,
            Err(Error::Conflict("appointment-closed")),
            "",
        )
        .await;
    }
    let form = Fields {
        version: visit.version,
        address: visit.place_address.clone(),
        told: visit.client_id.is_some(),
        ..Fields::default()
    };
    let edit = Edit::load(&app, page, id, form, Errors::default()).await?;
    edit.answer(&app, StatusCode::OK).await
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let (mut tx, mut visit) = answer::open(&app, &page, id).await?;
    let mut errors = Errors::default();
    let Some(new) = form.read(&mut errors) else {
        drop(tx);
        let edit = Edit::load(&app, page, id, form, errors).await?;
        return edit.answer(&app, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let done = visit
        .hold_at(&mut tx, &page.actor(), &new, app.clock.now())
        .await;
    match done {
        Ok(()) => {
            tx.commit().await?;
            answer::acted(&app, page, id, "places-changed").await
        }
        Err(Error::SlotTaken) => {
            drop(tx);
            let busy = Span::new(visit.busy_from, visit.busy_to);
            let (tenant, own) = (page.tenant.id, Some(id));
            let far =
                Appointment::too_far(&app.db, tenant, Some(new.place), &[], busy, own).await?;
            let far = far.iter().map(|far| too_far_text(&page, far)).collect();
            let mut edit = Edit::load(&app, page, id, form, errors).await?;
            edit.too_far = Some(far);
            edit.answer(&app, StatusCode::CONFLICT).await
        }
        Err(Error::Conflict(why @ "appointment-stale")) => {
            drop(tx);
            let mut edit = Edit::load(&app, page, id, form, errors).await?;
            edit.form.version = edit.visit.version;
            edit.notice = Some(why);
            edit.answer(&app, StatusCode::CONFLICT).await
        }
        Err(Error::Invalid(why)) => {
            drop(tx);
            errors.add("place", why);
            let edit = Edit::load(&app, page, id, form, errors).await?;
            edit.answer(&app, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        other => answer::answer(&app, page, id, other, "places-changed").await,
    }
}

impl Fields {
    fn read(&self, errors: &mut Errors) -> Option<NewPlace> {
        let place = self.place.parse::<PlaceId>();
        let place = errors.take("place", place.map_err(|_| key!("field-choose")));
        let address = errors.take("address", text(&self.address, 300));
        Some(NewPlace {
            place: place?,
            address: address?,
            is_told: self.told,
            version: self.version,
            book_over: self.book_over,
        })
    }
}

impl Edit {
    async fn load(
        app: &App,
        page: Page,
        id: AppointmentId,
        mut form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
        let places = Places::load(&app.db, page.tenant.id).await?;
        let services = visit.plan(&app.db).await?.service_ids();
        let now_at = places.get(visit.place_id);
        let mut open = places.for_services(&services);
        // Where it is stays a choice, whatever has become of it.
        if let Some(own) = now_at.filter(|own| open.iter().all(|one| one.id != own.id)) {
            open.insert(0, own);
        }
        if form.place.is_empty() {
            form.place = now_at.map(|own| own.id.to_string()).unwrap_or_default();
        }
        Ok(Self {
            window: answer::window(&page, &visit),
            asks_address: open.iter().any(|one| one.is_clients()),
            options: open.iter().map(|one| named(one)).collect(),
            page,
            visit,
            form,
            errors,
            notice: None,
            too_far: None,
        })
    }

    async fn answer(self, app: &App, status: StatusCode) -> Result<Response> {
        let (page, window, id) = (self.page.clone(), self.window, self.visit.id);
        calendar::panel_answer(app, page, window, id, status, &self).await
    }

    fn back(&self) -> String {
        format!("/appointments/{}?{}", self.visit.id, self.window.query())
    }

    fn action(&self) -> String {
        let query = self.window.query();
        format!("/appointments/{}/place?{query}", self.visit.id)
    }
}

fn named(place: &Place) -> (String, String) {
    (place.id.to_string(), place.name.clone())
}
