//! `/me/{token}`: the client's own page, and what can be done on it.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::links::{self, Link};
use super::mails;
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::appointments::{About, Appointment, ForOther};
use crate::booking::{Frame, Visitor};
use crate::clients::{Client, ContactKind};
use crate::consents::{self, Consent, Line, State as Worth};
use crate::error::{Error, Result};
use crate::events::Kind;
use crate::i18n::{Locale, sentence};
use crate::id::{AppointmentId, ConsentId, InvoiceId, MediaId, PackageId};
use crate::invoices;
use crate::links::{NewLink, Purpose, mint};
use crate::media::{self, Draw, Media, Photo, Place, Share, Size};
use crate::packages::{
    self,
    model::{Package, Target, redeem},
};
use crate::privacy::{self, Export};
use crate::web::{self, Flash, Form, Path, View, download, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/{token}", get(show))
        .route("/me/{token}/visits/{visit}", post(manage))
        .route("/me/{token}/visits/{visit}/package", post(package))
        .route("/me/{token}/consents/{consent}", post(consent))
        .route("/me/{token}/invoices/{invoice}", post(invoice))
        .route("/me/{token}/photos/{photo}/{size}", get(photo))
        .route("/me/{token}/documents/{document}", post(document))
        .route("/me/{token}/preferences", post(update))
        .route("/me/{token}/export", post(export))
}

/// Past visits on the page.
const PAST: i64 = 20;

/// What a link opens.
pub struct Opened {
    page: View,
    visitor: Visitor,
    token: String,
    link: Link,
    tenant: Tenant,
    client: Client,
}

impl Opened {
    fn path(&self) -> String {
        format!("/me/{}", self.token)
    }
}

/// Why a link opens nothing.
pub enum Closed {
    Unknown(View),
    Gone(View, Box<Tenant>),
    Error(Error),
}

impl From<Error> for Closed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Opened
where
    App: FromRef<S>,
{
    type Rejection = Closed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Closed> {
        let app = App::from_ref(state);
        let Ok(visitor) = Visitor::from_request_parts(parts, state).await;
        visitor.count_read(&app)?;
        let page = visitor.view.clone();
        let Ok(Path(names)) = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await
        else {
            return Err(Closed::Unknown(page));
        };
        let token = names.into_iter().find(|(name, _)| name == "token");
        let (_, token) = token.ok_or(Error::NotFound)?;
        let found = links::open(&app.db, &token).await;
        let link = match visitor.count_guess(&app, found).await {
            Err(Error::NotFound) => return Err(Closed::Unknown(page)),
            other => other?,
        };
        let tenant = Tenant::find(&app.db, link.tenant_id).await?;
        let client = Client::find(&app.db, tenant.id, link.client_id).await?;
        let page = page.for_practice(client.locale);
        let is_over = tenant.status == TenantStatus::Closed || client.is_merged;
        if is_over || !link.is_valid(app.clock.now()) {
            return Err(Closed::Gone(page, Box::new(tenant)));
        }
        Ok(Self {
            page,
            visitor,
            token,
            link,
            tenant,
            client,
        })
    }
}

/// `me/gone.html`: where a new link comes from.
#[derive(Template)]
#[template(path = "me/gone.html")]
struct Gone {
    page: View,
    frame: Option<Frame>,
}

impl IntoResponse for Closed {
    fn into_response(self) -> Response {
        let (status, page, frame) = match self {
            Self::Error(error) => return error.into_response(),
            Self::Unknown(page) => (StatusCode::NOT_FOUND, page, None),
            Self::Gone(page, tenant) => {
                let frame = Frame::new(&tenant, page.locale);
                (StatusCode::GONE, page, Some(frame))
            }
        };
        web::render_status(status, &Gone { page, frame })
            .unwrap_or_else(IntoResponse::into_response)
    }
}

/// A line of visits.
struct VisitLine {
    id: AppointmentId,
    /// For whom, where it is somebody else.
    whom: String,
    when: String,
    title: String,
    /// Of a visit that took place or will; who cancelled owes nothing by this page.
    price: Option<String>,
    look: &'static str,
    status: String,
    can_change: bool,
    /// A package of theirs that would pay for it, and what the button says.
    package: Option<(PackageId, String)>,
}

struct ConsentLine {
    id: ConsentId,
    /// For whom, where it is somebody else.
    whom: String,
    title: String,
    look: &'static str,
    status: String,
    act: Act,
}

/// What can be done with a consent here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Sign,
    Read,
    /// It has run out: read it, and sign the form as it stands now.
    Renew,
    /// Signed on the practice's own device only.
    None,
}

/// `me/show.html`.
#[derive(Template)]
#[template(path = "me/show.html")]
struct Show {
    page: View,
    frame: Frame,
    path: String,
    /// Makes a second press of a form harmless.
    key: String,
    client: Client,
    ahead: Vec<VisitLine>,
    past: Vec<VisitLine>,
    consents: Vec<ConsentLine>,
    invoices: Vec<invoices::card::Line>,
    packages: Vec<packages::card::Line>,
    photos: Vec<Photo>,
    documents: Vec<Media>,
    /// Code and name of each language.
    languages: Vec<(&'static str, &'static str)>,
    /// Ways to be written to: value and name.
    channels: Vec<(&'static str, String)>,
    until: String,
}

async fn show(State(app): State<App>, opened: Opened) -> Result<Response> {
    let (tenant, page, now) = (&opened.tenant, &opened.page, app.clock.now());
    let (id, client) = (tenant.id, opened.client.id);
    let line = |visit: &Appointment| VisitLine::new(page.locale, tenant, visit, now);
    let own = Appointment::ahead_of_client(&app.db, id, client, now).await?;
    // A child has no page of its own: who books for it sees its visits here.
    let others = ForOther::ahead(&app.db, id, client, now).await?;
    let mut ahead: Vec<(&Appointment, &str)> = own.iter().map(|visit| (visit, "")).collect();
    ahead.extend(
        others
            .iter()
            .map(|other| (&other.visit, other.client_name.as_str())),
    );
    ahead.sort_by_key(|(visit, _)| (visit.starts_at, visit.id));
    let bought = Package::of_client(&app.db, id, client).await?;
    let mut ahead_lines = Vec::new();
    for (visit, whom) in ahead {
        ahead_lines.push(VisitLine {
            whom: whom.to_owned(),
            package: packages::card::for_visit(&app, tenant, &bought, visit, page.locale).await?,
            ..line(visit)
        });
    }
    let past = Appointment::behind_of_client(&app.db, id, client, now, PAST, now).await?;
    let shared = shared(&app, &opened, now).await?;
    let (photos, documents): (Vec<_>, Vec<_>) = shared.into_iter().partition(Media::is_photo);
    let photos = {
        let place = Place::Link(format!("{}/photos", opened.path()));
        let draw = Draw::at(&app, &app.db, page, tenant, place).await?;
        photos.into_iter().map(|media| draw.photo(media)).collect()
    };
    let show = Show {
        frame: Frame::new(tenant, page.locale),
        path: opened.path(),
        ahead: ahead_lines,
        key: uuid::Uuid::new_v4().to_string(),
        past: past.iter().map(line).collect(),
        consents: consent_lines(&app, &opened, now).await?,
        invoices: own_invoices(&app, &opened).await?,
        packages: packages::card::own(&app, tenant, client, page.locale).await?,
        photos,
        documents,
        channels: channels(page),
        languages: Locale::ALL
            .map(|locale| (locale.code(), locale.name()))
            .to_vec(),
        until: page
            .locale
            .day_year(tenant.local_date(opened.link.expires_at)),
        client: opened.client,
        page: opened.page,
    };
    web::render(&show)
}

impl VisitLine {
    fn new(locale: Locale, tenant: &Tenant, visit: &Appointment, now: DateTime<Utc>) -> Self {
        let local = visit.starts_at.with_timezone(&tenant.tz());
        let when = locale.t2(
            "mail-when",
            "day",
            locale.day_year(local.date_naive()),
            "time",
            locale.time(local.time()),
        );
        Self {
            id: visit.id,
            whom: String::new(),
            when: sentence(&when),
            title: visit.title.clone(),
            price: visit
                .status
                .takes_time()
                .then(|| locale.money_short(visit.price())),
            look: visit.status.look(),
            status: locale.t(visit.status.key()),
            can_change: visit.status.is_open() && visit.starts_at > now,
            package: None,
        }
    }
}

async fn consent_lines(app: &App, opened: &Opened, now: DateTime<Utc>) -> Result<Vec<ConsentLine>> {
    let all = Consent::lines_for(&app.db, opened.tenant.id, opened.client.id, now).await?;
    let is_renewed = |line: &Line| {
        let newer = all
            .iter()
            .filter(|other| other.consent.form_id == line.consent.form_id);
        newer
            .map(|other| other.consent.state(now))
            .any(|state| matches!(state, Worth::Requested | Worth::Valid | Worth::Waiting))
    };
    let act = |line: &Line| match line.consent.state(now) {
        Worth::Requested if line.in_person => Act::None,
        Worth::Requested => Act::Sign,
        Worth::Expired if !line.in_person && !line.is_archived && !is_renewed(line) => Act::Renew,
        _ => Act::Read,
    };
    Ok(all
        .iter()
        .map(|line| ConsentLine {
            id: line.consent.id,
            title: line.title(opened.page.locale),
            look: line.consent.state(now).look(),
            status: opened.page.t(line.consent.state(now).key()),
            whom: line.of_other.clone().unwrap_or_default(),
            act: act(line),
        })
        .collect())
}

/// What was sent to the client, the latest first.
async fn own_invoices(app: &App, opened: &Opened) -> Result<Vec<invoices::card::Line>> {
    let (tenant, client) = (opened.tenant.id, opened.client.id);
    let all = invoices::card::sent_to(&app.db, tenant, client, 50).await?;
    let locale = opened.page.locale;
    Ok(all
        .iter()
        .map(|invoice| invoices::card::Line::of(invoice, locale))
        .collect())
}

/// Photos and documents that some open link of the master's shows them, each once.
async fn shared(app: &App, opened: &Opened, now: DateTime<Utc>) -> Result<Vec<Media>> {
    Share::open_media_of_client(&app.db, opened.tenant.id, opened.client.id, now).await
}

/// By what they may like to be written to; "" where they leave it to the practice.
fn channels(page: &View) -> Vec<(&'static str, String)> {
    let mut channels = vec![("", page.t("me-channel-any"))];
    let kinds = ContactKind::ALL.into_iter();
    let kinds = kinds.filter(|kind| *kind != ContactKind::Other);
    channels.extend(kinds.map(|kind| (kind.as_str(), page.t(kind.text_key()))));
    channels
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
        let (client, locale) = (consent.client_id, opened.client.locale);
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
