//! What stands on the client's own page: visits, what is signed or waits for it, invoices, packages, photos and documents.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::Opened;
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, ForOther, Status};
use crate::booking::Frame;
use crate::clients::{Client, ContactKind};
use crate::consents::{Consent, Line, State as Worth};
use crate::error::Result;
use crate::i18n::{Locale, sentence};
use crate::id::{AppointmentId, ConsentId, PackageId};
use crate::invoices;
use crate::invoices::on_top::OnTop;
use crate::media::{Draw, Media, Photo, Place, Share};
use crate::packages::{self, model::Package};
use crate::payments::token;
use crate::waitlist;
use crate::web::{self, View};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/me/{token}", get(show))
}

/// Past visits on the page.
const PAST: i64 = 20;

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
    /// Where its deposit is paid, while it is waited for.
    pay: Option<String>,
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
    waits: Vec<waitlist::public::Line>,
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
    let tax = OnTop::of(&app.db, tenant).await?;
    let line = |visit: &Appointment| VisitLine::new(page.locale, tenant, tax, visit, now);
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
            pay: (visit.status == Status::AwaitingDeposit
                && visit.expires_at.is_some_and(|until| until > now))
            .then(|| token::deposit_path(&app, id, visit.id)),
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
        waits: waitlist::public::lines(&app, tenant, client, page.locale).await?,
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
    fn new(
        locale: Locale,
        tenant: &Tenant,
        tax: OnTop,
        visit: &Appointment,
        now: DateTime<Utc>,
    ) -> Self {
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
                .then(|| tax.shown(locale, visit.price())),
            look: visit.status.look(),
            status: locale.t(visit.status.key()),
            // A time that is kept is answered on its own page.
            can_change: visit.status.is_open()
                && visit.status != Status::Held
                && visit.starts_at > now,
            pay: None,
            package: None,
        }
    }
}

async fn consent_lines(app: &App, opened: &Opened, now: DateTime<Utc>) -> Result<Vec<ConsentLine>> {
    let all = Consent::lines_for(&app.db, opened.tenant.id, opened.client.id, now).await?;
    let is_renewed = |line: &Line| {
        // Signed anew by the same person: a child's request renews nothing of its parent's.
        let newer = all.iter().filter(|other| {
            other.consent.form_id == line.consent.form_id && other.of_other == line.of_other
        });
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
pub(super) async fn shared(app: &App, opened: &Opened, now: DateTime<Utc>) -> Result<Vec<Media>> {
    Share::open_media_of_client(&app.db, opened.tenant.id, opened.client.id, now).await
}

/// By what they may like to be written to; "" where they leave it to the practice.
pub(super) fn channels(page: &View) -> Vec<(&'static str, String)> {
    let mut channels = vec![("", page.t("me-channel-any"))];
    let kinds = ContactKind::ALL.into_iter();
    let kinds = kinds.filter(|kind| *kind != ContactKind::Other);
    channels.extend(kinds.map(|kind| (kind.as_str(), page.t(kind.written_key()))));
    channels
}
