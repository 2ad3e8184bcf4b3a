//! What the card of a client, the panel of a visit and the list of things to do show of consents.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use super::content::Content;
use super::gate::{Gate, Need};
use super::{Consent, Form, Policy, State, Version};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Appointment;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, ConsentId, FormId, TenantId};
use crate::q;
use crate::web::Page;

/// A line of a client's consents.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: ConsentId,
    pub title: String,
    pub state: State,
    /// "until 2 June 2027", "since 12 January", "asked on 3 May".
    pub note: String,
}

/// What is missing for a visit that is to come.
#[derive(Clone, Debug)]
pub struct Missing {
    pub form: FormId,
    pub title: String,
    /// Why, and what to do.
    pub why: String,
    pub open: Option<ConsentId>,
    pub in_person: bool,
    pub stops: bool,
}

/// The card's section.
#[derive(Clone, Debug)]
pub struct OfClient {
    pub client: ClientId,
    pub rows: Vec<Row>,
    pub missing: Vec<Missing>,
    /// Forms that may be asked for: id, title, whether on the own device only.
    pub forms: Vec<(String, String)>,
}

/// None for roles that may not see it.
pub async fn of_client(app: &App, page: &Page, client: ClientId) -> Result<Option<OfClient>> {
    if !page.can(Permission::ConsentsRead) {
        return Ok(None);
    }
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let versions = Version::all_current(&app.db, tenant).await?;
    let consents = Consent::of_client(&app.db, tenant, client).await?;
    let mut titles: BTreeMap<String, String> = versions
        .iter()
        .map(|version| (version.form_id.to_string(), version.title(page.locale)))
        .collect();
    for consent in &consents {
        let name = consent.form_id.to_string();
        if let std::collections::btree_map::Entry::Vacant(place) = titles.entry(name) {
            let version = Version::current(&app.db, tenant, consent.form_id).await?;
            place.insert(version.map(|v| v.title(page.locale)).unwrap_or_default());
        }
    }
    // Of each form what counts most, and what still waits; older ones stand on the page of all.
    let mut seen: Vec<FormId> = Vec::new();
    let mut rows = Vec::new();
    for consent in &consents {
        let state = consent.state(now);
        if state != State::Requested && seen.contains(&consent.form_id) {
            continue;
        }
        if state != State::Requested {
            seen.push(consent.form_id);
        }
        let title = titles.get(&consent.form_id.to_string()).cloned();
        rows.push(Row {
            id: consent.id,
            title: title.unwrap_or_default(),
            state,
            note: note(page, consent, state),
        });
    }
    let mut missing: Vec<Missing> = Vec::new();
    for visit in Appointment::ahead_of_client(&app.db, tenant, client, now).await? {
        let gate = Gate::of_visit(&app.db, &visit).await?;
        for need in gate.missing(visit.starts_at) {
            if missing.iter().all(|known| known.form != need.form) {
                missing.push(Missing::of(page, need, visit.starts_at));
            }
        }
    }
    let forms = versions
        .iter()
        .map(|version| (version.form_id.to_string(), version.title(page.locale)))
        .collect();
    Ok(Some(OfClient {
        client,
        rows,
        missing,
        forms,
    }))
}

/// What was signed, by its words and when.
#[derive(Clone, Debug, FromRow)]
pub struct Signed {
    pub id: ConsentId,
    pub locale: Locale,
    pub signed_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    content: Json<Content>,
}

impl Signed {
    pub fn title(&self, locale: Locale) -> String {
        self.content.title(locale)
    }
}

/// All that was signed on a card and on those that were joined into it, without the documents.
pub async fn signed(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Signed>> {
    Ok(q!(
        on,
        fetch_all: Signed,
        "SELECT k.id, k.locale, k.signed_at, k.withdrawn_at, v.content FROM consents k
         JOIN form_versions v ON v.tenant_id = k.tenant_id AND v.form_id = k.form_id AND v.id = k.version_id
         WHERE k.tenant_id = $1 AND k.client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
            AND k.signed_at IS NOT NULL AND k.erased_at IS NULL
         ORDER BY k.signed_at DESC LIMIT 500",
        tenant,
        client
    )?)
}

/// When a record counts, in words.
pub fn note(page: &Page, consent: &Consent, state: State) -> String {
    let day = |at: DateTime<Utc>| page.locale.day_year(page.tenant.local_date(at));
    // The last day counts whole: it is the one before the end.
    let last = consent
        .valid_until
        .map(|until| day(until - TimeDelta::seconds(1)));
    match (state, last) {
        (State::Requested, _) => match consent.sent_at {
            Some(at) => page.t1("consents-note-sent", "day", day(at)),
            None => page.t1("consents-note-asked", "day", day(consent.requested_at)),
        },
        (State::Waiting, _) => {
            let from = consent.valid_from.unwrap_or(consent.requested_at);
            page.t1("consents-note-from", "when", moment(page, from))
        }
        (State::Expired, Some(last)) => page.t1("consents-note-ran-out", "day", last),
        (State::Withdrawn, _) => {
            let at = consent.withdrawn_at.unwrap_or(consent.requested_at);
            page.t1("consents-note-withdrawn", "day", day(at))
        }
        (State::Valid, Some(last)) => page.t1("consents-note-until", "day", last),
        _ => {
            let at = consent.signed_at.unwrap_or(consent.requested_at);
            page.t1("consents-note-signed", "day", day(at))
        }
    }
}

/// "Thursday 14 May, 10:00" in the practice's zone.
pub fn moment(page: &Page, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&page.tenant.tz());
    let day = page.locale.day_long(local.date_naive());
    page.t2(
        "mail-when",
        "day",
        day,
        "time",
        page.locale.time(local.time()),
    )
}

impl Missing {
    fn of(page: &Page, need: &Need, at: DateTime<Utc>) -> Self {
        let why = match need.counts_from(at) {
            Some(from) => page.t1("consents-why-later", "when", moment(page, from)),
            None if need.has_run_out(at) => page.t("consents-why-ran-out"),
            None if need.rules.wait_hours > 0 => {
                let hours = page.locale.duration(need.rules.wait_hours * 60);
                page.t1("consents-why-wait", "length", hours)
            }
            None if need.is_sent => page.t("consents-why-asked"),
            None if need.open.is_some() => page.t("consents-why-unsent"),
            None => page.t("consents-why-missing"),
        };
        Self {
            form: need.form,
            title: need.title(page.locale),
            why,
            open: need.open,
            in_person: need.rules.in_person,
            stops: need.rules.at_start == Policy::Stop,
        }
    }
}

/// What a visit's panel says; empty when all is signed, the visit is over, or the role may not see it.
pub async fn of_visit(app: &App, page: &Page, visit: &Appointment) -> Result<Vec<Missing>> {
    let is_over = !visit.status.is_open() && !visit.status.takes_time();
    if !page.can(Permission::ConsentsRead) || is_over || visit.ends_at < app.clock.now() {
        return Ok(Vec::new());
    }
    let at = visit.starts_at.max(app.clock.now());
    let gate = Gate::of_visit(&app.db, visit).await?;
    Ok(gate
        .missing(at)
        .filter(|need| need.rules.at_booking > Policy::Off || need.rules.at_start > Policy::Off)
        .map(|need| Missing::of(page, need, at))
        .collect())
}

/// Why a booking for a client at this time would be stopped or warned of; in words, with whether it stops.
pub async fn before_booking(
    app: &App,
    page: &Page,
    services: &[crate::id::ServiceId],
    client: Option<ClientId>,
    at: DateTime<Utc>,
) -> Result<Vec<(Missing, bool)>> {
    let Some(client) = client else {
        return Ok(Vec::new());
    };
    let gate = Gate::load(&app.db, page.tenant.id, services, Some(client)).await?;
    Ok(gate
        .missing(at)
        .filter(|need| need.rules.at_booking > Policy::Off)
        .map(|need| {
            let stops = need.rules.at_booking == Policy::Stop;
            (Missing::of(page, need, at), stops)
        })
        .collect())
}

/// A visit soon to come that lacks signatures.
#[derive(Clone, Debug, FromRow)]
pub struct Lacking {
    pub appointment_id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub client_name: String,
    /// How many forms.
    pub forms: i64,
}

/// Visits of the next days whose clients have not signed what the services ask for.
pub async fn lacking(
    mut on: impl On,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<Vec<Lacking>> {
    Ok(q!(
        on,
        fetch_all: Lacking,
        "SELECT a.id AS appointment_id, a.starts_at, c.name AS client_name, COUNT(DISTINCT f.id) AS forms
         FROM appointments a
         JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
         JOIN appointment_items i ON i.tenant_id = a.tenant_id AND i.appointment_id = a.id
         JOIN service_forms s ON s.tenant_id = i.tenant_id AND s.service_id = i.service_id
         JOIN forms f ON f.tenant_id = s.tenant_id AND f.id = s.form_id AND f.archived_at IS NULL
            AND (f.at_booking <> 'off' OR f.at_start <> 'off')
            AND EXISTS (SELECT 1 FROM form_versions v
                WHERE v.tenant_id = f.tenant_id AND v.form_id = f.id AND v.published_at IS NOT NULL)
         WHERE a.tenant_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.status IN ('confirmed', 'pending')
           AND NOT EXISTS (SELECT 1 FROM consents k WHERE k.tenant_id = a.tenant_id
             AND k.client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT a.client_id UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
             AND k.form_id = f.id AND k.withdrawn_at IS NULL AND k.valid_from <= a.starts_at
             AND (k.valid_until IS NULL OR k.valid_until > a.starts_at))
         GROUP BY a.id, a.starts_at, c.name ORDER BY a.starts_at LIMIT 50",
        tenant,
        now,
        now + TimeDelta::days(SOON_DAYS)
    )?)
}

/// How far ahead the list of things to do looks.
pub const SOON_DAYS: i64 = 3;

/// Forms that clients may be asked for, by name.
pub async fn form_for(mut on: impl On, tenant: TenantId, id: FormId) -> Result<(Form, Version)> {
    let form = Form::find(&mut on, tenant, id).await?;
    let version = Version::current(on, tenant, id).await?;
    let version = version.ok_or(crate::error::Error::NotFound)?;
    Ok((form, version))
}

/// Forms there are to choose from: id and title.
pub async fn choices(app: &App, page: &Page) -> Result<Vec<(String, String)>> {
    let versions = Version::all_current(&app.db, page.tenant.id).await?;
    let named = |version: Version| (version.form_id.to_string(), version.title(page.locale));
    Ok(versions.into_iter().map(named).collect())
}

/// Ids of those that a service asks for.
pub async fn asked_by(app: &App, service: &crate::services::Service) -> Result<Vec<String>> {
    let forms = super::forms::of_service(&app.db, service.tenant_id, service.id).await?;
    Ok(forms.into_iter().map(|id| id.to_string()).collect())
}
