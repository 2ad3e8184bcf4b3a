//! What can be done on the client's own page: to open a visit, a form or an invoice, to save a document, to say how they like
//! to be written to, to take everything along.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::super::mails;
use super::Opened;
use super::show::{channels, shared};
use crate::app::App;
use crate::appointments::{About, Appointment};
use crate::clients::Client;
use crate::consents::{self, Consent, State as Worth};
use crate::error::{Error, Result};
use crate::events::Kind;
use crate::i18n::Locale;
use crate::id::{AppointmentId, ConsentId, InvoiceId, MediaId, PackageId};
use crate::invoices;
use crate::links::{NewLink, Purpose, mint};
use crate::media::{self, Size};
use crate::packages::model::{Package, Target, redeem};
use crate::privacy::{self, Export};
use crate::web::{self, Flash, Form, Path, download, redirect_with};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/{token}/visits/{visit}", post(manage))
        .route("/me/{token}/visits/{visit}/package", post(package))
        .route("/me/{token}/consents/{consent}", post(consent))
        .route("/me/{token}/invoices/{invoice}", post(invoice))
        .route("/me/{token}/photos/{photo}/{size}", get(photo))
        .route("/me/{token}/documents/{document}", post(document))
        .route("/me/{token}/preferences", post(update))
        .route("/me/{token}/export", post(export))
}

/// How long a browser may keep a picture: ending what is shown is to be felt soon.
const KEEP: i64 = 60;

async fn photo(
    State(app): State<App>,
    opened: Opened,
    Path((_, photo, size)): Path<(String, MediaId, String)>,
) -> Result<Response> {
    let size = Size::shown(&size).ok_or(Error::NotFound)?;
    let shared = shared(&app, &opened, app.clock.now()).await?;
    let media = shared.into_iter().find(|media| media.id == photo);
    media::picture_of(&app, &media.ok_or(Error::NotFound)?, size, KEEP).await
}

/// A document, to save; that it was is noted in the log, so it is no GET.
async fn document(
    State(app): State<App>,
    opened: Opened,
    Path((_, document)): Path<(String, MediaId)>,
    _: Form<Nothing>,
) -> Result<Response> {
    let shared = shared(&app, &opened, app.clock.now()).await?;
    let media = shared.into_iter().find(|media| media.id == document);
    let actor = opened.visitor.actor_of(Some(opened.client.id));
    media::document_of(&app, &media.ok_or(Error::NotFound)?, &actor).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// To the visit's own page, where it is moved and cancelled. The link in the visit's mail stops working.
async fn manage(
    State(app): State<App>,
    opened: Opened,
    Path((_, visit)): Path<(String, AppointmentId)>,
    _: Form<Nothing>,
) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let visit = Appointment::find(&mut tx, opened.tenant.id, visit).await?;
    let about = About::of(&mut tx, opened.tenant.id, visit.id).await?;
    let own = Some(opened.client.id);
    if visit.client_id != own && about.booker_id != own {
        return Err(Error::NotFound);
    }
    let new = NewLink {
        tenant: opened.tenant.id,
        purpose: Purpose::Manage,
        appointment: visit.id,
        expires_at: Purpose::Manage.expiry(visit.ends_at),
        message: None,
    };
    let path = mint(&mut tx, new, now).await?;
    tx.commit().await?;
    Ok(web::redirect(&path))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Use {
    package: PackageId,
    key: uuid::Uuid,
}

/// Pays for a visit to come with a package of theirs: the page was opened from their own mailbox.
async fn package(
    State(app): State<App>,
    opened: Opened,
    Path((_, visit)): Path<(String, AppointmentId)>,
    Form(form): Form<Use>,
) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let (tenant, now, own) = (&opened.tenant, app.clock.now(), Some(opened.client.id));
    let visit = Appointment::find(&app.db, tenant.id, visit).await?;
    let about = About::of(&app.db, tenant.id, visit.id).await?;
    let package = Package::find(&app.db, tenant.id, form.package).await?;
    let is_theirs = visit.client_id == own || about.booker_id == own;
    if !is_theirs || package.client_id != own {
        return Err(Error::NotFound);
    }
    let (actor, key) = (
        opened.visitor.actor_of(own),
        format!("me:{}:{}", visit.id, form.key),
    );
    let done = crate::db::patiently(|| async {
        let mut tx = app.db.begin().await?;
        let (id, target) = (package.id, Target::Visit(visit.id));
        redeem(&mut tx, tenant, &actor, id, target, None, &key, now).await?;
        Ok(tx.commit().await?)
    });
    let flash = match done.await {
        Ok(()) => {
            app.wake.notify_one();
            let left = Package::find(&app.db, tenant.id, package.id).await?;
            let left = left.balance(opened.page.locale);
            Flash::ok(opened.page.t1("packages-redeemed", "left", left))
        }
        // What the practice can do about it is nothing to tell a client.
        Err(Error::Conflict("packages-taxed-already")) => {
            Flash::danger(opened.page.t("packages-invoice-is-out"))
        }
        Err(Error::Conflict(key) | Error::Invalid(key)) => Flash::danger(opened.page.t(key)),
        Err(other) => return Err(other),
    };
    Ok(redirect_with(&opened.path(), flash))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    /// The form is signed anew.
    #[serde(default)]
    renew: bool,
}

/// To what is to be signed, or was.
async fn consent(
    State(app): State<App>,
    opened: Opened,
    Path((_, consent)): Path<(String, ConsentId)>,
    Form(form): Form<Opening>,
) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let (tenant, now) = (opened.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let lines = Consent::lines_for(&mut tx, tenant, opened.client.id, now).await?;
    let line = lines.into_iter().find(|line| line.consent.id == consent);
    let line = line.ok_or(Error::NotFound)?;
    let mut consent = line.consent;
    if form.renew && consent.state(now) == Worth::Expired && !line.in_person && !line.is_archived {
        let form = consents::Form::find(&mut tx, tenant, consent.form_id).await?;
        let actor = opened.visitor.actor_of(Some(opened.client.id));
        // Theirs alone can have been signed; on the card that stands, also where an older one of them was joined into it.
        let (client, locale) = (opened.client.id, opened.client.locale);
        consent = consents::ask_form(&mut tx, &form, client, locale, &actor, now).await?;
    }
    let path = consents::mint(&mut tx, &consent, now).await?;
    tx.commit().await?;
    Ok(web::redirect(&path))
}

/// To an invoice's page.
async fn invoice(
    State(app): State<App>,
    opened: Opened,
    Path((_, invoice)): Path<(String, InvoiceId)>,
    _: Form<Nothing>,
) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let (tenant, client) = (opened.tenant.id, opened.client.id);
    let mut tx = app.db.begin().await?;
    let own = invoices::card::sent_to(&mut tx, tenant, client, 500).await?;
    let own = own.into_iter().find(|own| own.id == invoice);
    let path = invoices::mint(&mut tx, &own.ok_or(Error::NotFound)?, app.clock.now()).await?;
    tx.commit().await?;
    Ok(web::redirect(&path))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preferences {
    #[serde(default)]
    language: String,
    /// A kind of contact, or "".
    channel: Option<String>,
    #[serde(default)]
    marketing: bool,
}

/// The language of messages, by what they like to be written to, and whether advertising may come.
async fn update(
    State(app): State<App>,
    opened: Opened,
    Form(form): Form<Preferences>,
) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let locale: Locale = form
        .language
        .parse()
        .map_err(|_| Error::Invalid("error-form"))?;
    let now = app.clock.now();
    let actor = opened.visitor.actor_of(Some(opened.client.id));
    let mut tx = app.db.begin().await?;
    let mut client = Client::in_use_for_change(&mut tx, opened.tenant.id, opened.client.id).await?;
    let channel = form.channel.unwrap_or_else(|| client.writes_by.clone());
    if !channels(&opened.page).iter().any(|(by, _)| *by == channel) {
        return Err(Error::Invalid("error-form"));
    }
    if client.locale != locale || client.writes_by != channel {
        client.locale = locale;
        client.writes_by = channel;
        client.save(&mut tx, &actor, now).await?;
    }
    client
        .set_marketing(&mut tx, &actor, form.marketing, "public", now)
        .await?;
    tx.commit().await?;
    let word = Flash::ok(opened.page.t("me-saved"));
    Ok(redirect_with(&opened.path(), word))
}

/// Everything as a ZIP, by a link that has just been asked for; else a new one is sent first.
async fn export(State(app): State<App>, opened: Opened, _: Form<Nothing>) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let now = app.clock.now();
    let actor = opened.visitor.actor_of(Some(opened.client.id));
    let mut tx = app.db.begin().await?;
    if !opened.link.is_fresh(now) {
        let is_sent = mails::enqueue(&mut tx, &opened.client, now).await?;
        tx.commit().await?;
        app.wake.notify_one();
        let word = match is_sent {
            true => Flash::ok(opened.page.t("me-export-mailed")),
            false => Flash::danger(opened.page.t1(
                "me-export-ask",
                "practice",
                opened.tenant.name.as_str(),
            )),
        };
        return Ok(redirect_with(&opened.path(), word));
    }
    opened
        .client
        .tell(&mut tx, &actor, Kind::ClientExported, json!({}), now)
        .await?;
    tx.commit().await?;
    let (name, client) = (
        privacy::file_name(&opened.tenant, "me", now),
        opened.client.id,
    );
    // Health notes belong to whom they are about; reading them is recorded as theirs.
    let export = Export {
        app,
        locale: opened.page.locale,
        reader: actor,
        with_medical: true,
        is_own: true,
        tenant: opened.tenant,
    };
    let body = privacy::body(move |zip| export.client(zip, client));
    download(&name, "application/zip", body)
}
