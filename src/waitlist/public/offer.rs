//! `/l/offer/{token}`: a time that is kept for one person. Taking it is one transaction in which the hold becomes the visit;
//! pressed twice, or after the other answer, the page says how it stands.

use askama::Template;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use super::opened::Asking;
use super::own::Nothing;
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::booking::{Frame, Selection, Visitor, ZoneNote, deposit_ahead};
use crate::clients::Client;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::invoices::on_top::OnTop;
use crate::links::{NewLink, Purpose, mint};
use crate::payments::deposits;
use crate::places::Where;
use crate::policies::Terms;
use crate::waitlist::model::{Entry, EntryStatus, Offer, OfferStatus};
use crate::waitlist::work::end_offer;
use crate::waitlist::{texts, token};
use crate::web::{Flash, Form, View, redirect, redirect_with, render_status};

/// What an address opens.
pub struct Offered {
    page: View,
    visitor: Visitor,
    token: String,
    tenant: Tenant,
    offer: Offer,
    entry: Entry,
    visit: Appointment,
}

#[derive(Template)]
#[template(path = "waitlist/offer.html")]
struct Show {
    page: View,
    frame: Frame,
    path: String,
    title: String,
    lead: String,
    look: &'static str,
    status_text: String,
    visit: Appointment,
    duration: String,
    price: String,
    address: String,
    map: Option<String>,
    zone: ZoneNote,
    /// Can be answered now.
    is_waiting: bool,
    /// It is theirs: the way to its own page.
    is_taken: bool,
    deposit: String,
    /// The page of the wish, while they wait.
    own: Option<String>,
    book: String,
}

impl Offered {
    fn path(&self) -> String {
        format!("/l/offer/{}", self.token)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Offered
where
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = App::from_ref(state);
        let asking = Asking::read(&app, parts, state).await?;
        let found = token::open_offer(&app, &asking.token).await;
        let offer = asking.visitor.count_guess(&app, found).await?;
        let entry = Entry::find(&app.db, offer.tenant_id, offer.entry_id).await?;
        let (tenant, page) = asking.of(&app, offer.tenant_id, entry.locale).await?;
        let visit = Appointment::find(&app.db, tenant.id, offer.appointment_id).await?;
        Ok(Self {
            page,
            visitor: asking.visitor,
            token: asking.token,
            tenant,
            offer,
            entry,
            visit,
        })
    }
}

pub async fn show(State(app): State<App>, offered: Offered) -> Result<Response> {
    let (tenant, locale, now) = (&offered.tenant, offered.page.locale, app.clock.now());
    let (offer, visit) = (&offered.offer, &offered.visit);
    let is_waiting = offer.is_waiting(now) && visit.status == Status::Held && visit.starts_at > now;
    // The address ends with the visit.
    let is_taken = offer.status == OfferStatus::Accepted && visit.ends_at > now;
    let (title, lead) = words(&offered, is_waiting, now);
    let plan = offered.entry.plan(&app.db, tenant).await?;
    let deposit = match &plan {
        Some(plan) if is_waiting => deposit_ahead(&app, tenant, locale, plan).await?,
        _ => String::new(),
    };
    let choice = plan.and_then(|plan| plan.choices.into_iter().next());
    let book = choice.map_or_else(
        || format!("/{}/book", tenant.slug),
        |choice| Selection::of_choice(&choice).href(tenant),
    );
    let waits = offered.entry.status == EntryStatus::Open;
    let (look, status_text) = match is_waiting {
        true => ("waitlist", locale.t("waitlist-kept")),
        false if is_taken => (visit.status.look(), locale.t(visit.status.key())),
        false => ("cancelled", locale.t("waitlist-offer-over")),
    };
    let place = Where::of_visit(&app.db, tenant, visit).await?;
    let page = Show {
        frame: Frame::new(tenant, locale),
        path: offered.path(),
        title,
        lead,
        look,
        status_text,
        duration: locale.duration(visit.duration_minutes()),
        price: OnTop::of(&app.db, tenant)
            .await?
            .shown(locale, visit.price()),
        address: place.lines(),
        map: place.map,
        zone: ZoneNote::new(tenant.tz(), locale, visit.starts_at),
        is_waiting,
        is_taken,
        deposit,
        own: waits.then(|| token::entry_path(&app, tenant.id, offered.entry.id)),
        book,
        visit: visit.clone(),
        page: offered.page.clone(),
    };
    let status = match is_waiting || is_taken {
        true => StatusCode::OK,
        false => StatusCode::GONE,
    };
    render_status(status, &page)
}

fn words(
    offered: &Offered,
    is_waiting: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> (String, String) {
    let (tenant, locale) = (&offered.tenant, offered.page.locale);
    let when = texts::when(locale, tenant, offered.visit.starts_at);
    let until = texts::until(locale, tenant, offered.offer.expires_at, now);
    if is_waiting {
        let lead = locale.t2(
            "waitlist-offer-lead",
            "until",
            until,
            "practice",
            tenant.name.clone(),
        );
        return (sentence(&when), lead);
    }
    let key = match (offered.offer.status, offered.visit.status) {
        (OfferStatus::Accepted, Status::Pending) => "waitlist-offer-requested",
        (OfferStatus::Accepted, Status::AwaitingDeposit) => "waitlist-offer-deposit",
        (OfferStatus::Accepted, Status::Cancelled | Status::Expired) => "waitlist-offer-cancelled",
        (OfferStatus::Accepted, _) => "waitlist-offer-taken",
        (OfferStatus::Declined, _) => "waitlist-offer-declined",
        (OfferStatus::Withdrawn, _) => "waitlist-offer-withdrawn",
        (OfferStatus::Open | OfferStatus::Expired, _) => "waitlist-offer-expired",
    };
    let lead = locale.t1(key, "practice", tenant.name.clone());
    (sentence(&when), lead)
}

/// "I take it." Once, whoever presses how often.
pub async fn accept(
    State(app): State<App>,
    offered: Offered,
    _: Form<Nothing>,
) -> Result<Response> {
    offered.visitor.count_attempt(&app).await?;
    let done = patiently(|| accept_once(&app, &offered)).await;
    match done {
        Ok(()) => {
            app.wake.notify_one();
            let word = offered.page.t("waitlist-accepted");
            Ok(redirect_with(&offered.path(), Flash::ok(word)))
        }
        Err(Error::Conflict(key) | Error::NeedsConsent(key)) => {
            let word = offered.page.t(key);
            Ok(redirect_with(&offered.path(), Flash::danger(word)))
        }
        Err(other) => Err(other),
    }
}

async fn accept_once(app: &App, offered: &Offered) -> Result<()> {
    let (tenant, now) = (&offered.tenant, app.clock.now());
    let mut tx = app.db.begin().await?;
    let mut visit = Appointment::find_for_change(&mut tx, tenant.id, offered.visit.id).await?;
    let offer = Offer::find(&mut tx, tenant.id, offered.offer.id).await?;
    match offer.status {
        OfferStatus::Accepted => return Ok(()),
        OfferStatus::Open => {}
        // Taken back, or its hold was moved: it is not the time that was offered.
        _ => return Err(Error::Conflict(key!("waitlist-too-late"))),
    }
    // What was wanted as it is sold now; what is not sold any more was promised all the same.
    let plan = offered.entry.plan(&mut tx, tenant).await?;
    let client = visit.client_id;
    let asked = match &plan {
        Some(plan) => deposits::asked(app, &mut tx, tenant, plan, client, now).await?,
        None => None,
    };
    if let Some(id) = client {
        let client = Client::in_use(&mut tx, tenant.id, id).await?;
        let lets_run_out =
            asked.is_some() && deposits::has_abandoned(&mut tx, tenant.id, id, now).await?;
        if client.blocked_at.is_some() || lets_run_out {
            return Err(Error::Conflict(key!("waitlist-refused")));
        }
    }
    let by_hand = match &plan {
        Some(plan) => Terms::load(&mut tx, tenant, plan, client)
            .await?
            .is_by_hand(),
        None => false,
    };
    // The master chose them: that is the answer.
    let is_request = !offer.is_by_master && by_hand;
    let actor = offered.visitor.actor_of(client);
    visit
        .take_up(&mut tx, &actor, is_request, asked, now)
        .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn decline(
    State(app): State<App>,
    offered: Offered,
    _: Form<Nothing>,
) -> Result<Response> {
    offered.visitor.count_attempt(&app).await?;
    let actor = offered.visitor.actor_of(Some(offered.entry.client_id));
    let (tenant, id) = (offered.tenant.id, offered.offer.id);
    end_offer(&app, tenant, id, &actor, OfferStatus::Declined, true).await?;
    Ok(redirect(&offered.path()))
}

/// To the visit's own page, where it can be moved and cancelled.
pub async fn visit(State(app): State<App>, offered: Offered, _: Form<Nothing>) -> Result<Response> {
    offered.visitor.count_attempt(&app).await?;
    let is_over = offered.visit.ends_at <= app.clock.now();
    if offered.offer.status != OfferStatus::Accepted || is_over {
        return Ok(redirect(&offered.path()));
    }
    let mut tx = app.db.begin().await?;
    let link = NewLink {
        tenant: offered.tenant.id,
        purpose: Purpose::Manage,
        appointment: offered.visit.id,
        expires_at: Purpose::Manage.expiry(offered.visit.ends_at),
        message: None,
    };
    let path = mint(&mut tx, link, app.clock.now()).await?;
    tx.commit().await?;
    Ok(redirect(&path))
}
