//! `/services/{id}/variants` and `/services/{id}/addons`: the same pages twice.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::Service;
use super::form::PartForm;
use super::parts::{Part, PartKind};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ServiceId;
use crate::web::{self, Errors, Flash, Form, Page, Path};

#[derive(Template)]
#[template(path = "services/part.html")]
struct PartPage {
    page: Page,
    errors: Errors,
    form: PartForm,
    service: Service,
    currency: &'static str,
    is_variant: bool,
    back: String,
    /// Where the form goes; the part's own address when it is being changed.
    action: String,
    /// None: a new one.
    part: Option<Part>,
}

impl PartKind {
    fn from_noun(noun: &str) -> Result<Self> {
        [Self::Variant, Self::Addon]
            .into_iter()
            .find(|kind| kind.noun() == noun)
            .ok_or(Error::NotFound)
    }
}

impl PartPage {
    fn heading(&self) -> String {
        match (&self.part, self.is_variant) {
            (Some(part), _) => part.name.clone(),
            (None, true) => self.page.t("services-new-variant"),
            (None, false) => self.page.t("services-new-addon"),
        }
    }

    fn new(
        page: Page,
        kind: PartKind,
        service: Service,
        part: Option<Part>,
        form: PartForm,
        errors: Errors,
    ) -> Self {
        let base = format!("/services/{}/{}", service.id, kind.noun());
        Self {
            currency: page
                .tenant
                .currency
                .symbol()
                .unwrap_or(page.tenant.currency.code()),
            is_variant: kind == PartKind::Variant,
            back: format!("/services/{}", service.id),
            action: part
                .as_ref()
                .map_or(base.clone(), |part| format!("{base}/{}", part.id)),
            page,
            errors,
            form,
            service,
            part,
        }
    }
}

pub(super) async fn new(
    page: Page,
    State(app): State<App>,
    Path((id, noun)): Path<(ServiceId, String)>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = PartKind::from_noun(&noun)?;
    let service = Service::find(&app.db, page.tenant.id, id).await?;
    web::render(&PartPage::new(
        page,
        kind,
        service,
        None,
        PartForm::blank(),
        Errors::default(),
    ))
}

pub(super) async fn create(
    page: Page,
    State(app): State<App>,
    Path((id, noun)): Path<(ServiceId, String)>,
    Form(form): Form<PartForm>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = PartKind::from_noun(&noun)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find_for_change(&mut tx, page.tenant.id, id).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(kind, page.tenant.currency, &mut errors) else {
        return web::render_invalid(&PartPage::new(page, kind, service, None, form, errors));
    };
    let part = form.id.parse().unwrap_or_else(|_| Uuid::now_v7());
    let done = Part::create(
        &mut tx,
        kind,
        &service,
        &page.actor(),
        part,
        &draft,
        app.clock.now(),
    )
    .await;
    match done {
        Ok(()) => tx.commit().await?,
        Err(Error::Invalid(key)) => {
            drop(tx);
            errors.add("duration", key);
            return web::render_invalid(&PartPage::new(page, kind, service, None, form, errors));
        }
        Err(error) => return Err(error),
    }
    let word = page.t1("services-added", "name", draft.name);
    Ok(web::redirect_with(
        &format!("/services/{id}#{noun}"),
        Flash::ok(word),
    ))
}

pub(super) async fn edit(
    page: Page,
    State(app): State<App>,
    Path((id, noun, part)): Path<(ServiceId, String, Uuid)>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = PartKind::from_noun(&noun)?;
    let service = Service::find(&app.db, page.tenant.id, id).await?;
    let part = Part::find(&app.db, kind, &service, part).await?;
    let form = PartForm::of(&part, page.tenant.currency);
    web::render(&PartPage::new(
        page,
        kind,
        service,
        Some(part),
        form,
        Errors::default(),
    ))
}

pub(super) async fn update(
    page: Page,
    State(app): State<App>,
    Path((id, noun, part)): Path<(ServiceId, String, Uuid)>,
    Form(form): Form<PartForm>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = PartKind::from_noun(&noun)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find_for_change(&mut tx, page.tenant.id, id).await?;
    let part = Part::find(&mut tx, kind, &service, part).await?;
    let mut errors = Errors::default();
    let Some(draft) = form.read(kind, page.tenant.currency, &mut errors) else {
        return web::render_invalid(&PartPage::new(
            page,
            kind,
            service,
            Some(part),
            form,
            errors,
        ));
    };
    // Pressed twice: the first press has saved it.
    if draft.is_stored(&part) {
        drop(tx);
        let word = page.t1("services-saved", "name", draft.name);
        let list = format!("/services/{id}#{noun}");
        return Ok(web::redirect_with(&list, Flash::ok(word)));
    }
    let stored = PartForm::of(&part, page.tenant.currency).was;
    if !form.was.is_empty() && form.was != stored {
        drop(tx);
        // The page that is shown again knows what is stored: saving it is then meant.
        let form = PartForm {
            was: stored,
            ..form
        };
        errors.add("", key!("services-part-stale"));
        let edit = PartPage::new(page, kind, service, Some(part), form, errors);
        return web::render_status(StatusCode::CONFLICT, &edit);
    }
    let done = part
        .update(
            &mut tx,
            kind,
            &service,
            &page.actor(),
            &draft,
            app.clock.now(),
        )
        .await;
    match done {
        Ok(()) => tx.commit().await?,
        Err(Error::Invalid(key)) => {
            drop(tx);
            errors.add("duration", key);
            let part = Some(part);
            return web::render_invalid(&PartPage::new(page, kind, service, part, form, errors));
        }
        Err(error) => return Err(error),
    }
    let word = page.t1("services-saved", "name", draft.name);
    Ok(web::redirect_with(
        &format!("/services/{id}#{noun}"),
        Flash::ok(word),
    ))
}

/// Deletes it, or puts it aside when a visit has it.
pub(super) async fn destroy(
    page: Page,
    State(app): State<App>,
    Path((id, noun, part)): Path<(ServiceId, String, Uuid)>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = PartKind::from_noun(&noun)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find_for_change(&mut tx, page.tenant.id, id).await?;
    let part = Part::find(&mut tx, kind, &service, part).await?;
    let gone = part
        .remove(&mut tx, kind, &service, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = if gone {
        page.t1("services-deleted", "name", part.name)
    } else {
        page.t1("services-put-aside", "name", part.name)
    };
    Ok(web::redirect_with(
        &format!("/services/{id}#{noun}"),
        Flash::ok(word),
    ))
}

pub(super) async fn restore(
    page: Page,
    State(app): State<App>,
    Path((id, noun, part)): Path<(ServiceId, String, Uuid)>,
) -> Result<Response> {
    page.require(Permission::ServicesWrite)?;
    let kind = PartKind::from_noun(&noun)?;
    let mut tx = app.db.begin().await?;
    let service = Service::find_for_change(&mut tx, page.tenant.id, id).await?;
    let part = Part::find(&mut tx, kind, &service, part).await?;
    let done = part
        .restore(&mut tx, kind, &service, &page.actor(), app.clock.now())
        .await;
    let word = match done {
        Ok(()) => {
            tx.commit().await?;
            Flash::ok(page.t1("services-activated", "name", part.name))
        }
        Err(Error::Invalid(key)) => Flash::danger(page.t(key)),
        Err(error) => return Err(error),
    };
    Ok(web::redirect_with(&format!("/services/{id}#{noun}"), word))
}
