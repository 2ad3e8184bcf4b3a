//! Whether a visit may be booked or begun: what its services ask for, and what of it the client has.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;

use super::{Content, Kind, Policy, Rules};
use crate::appointments::Appointment;
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, ConsentId, FormId, ServiceId, TenantId};
use crate::q;
use crate::schedule::availability::Window;

/// A form that a visit needs.
#[derive(Clone, Debug)]
pub struct Need {
    pub form: FormId,
    pub kind: Kind,
    pub rules: Rules,
    content: Content,
    /// From when until when the client's signatures count; withdrawn ones are left out.
    spans: Vec<Window>,
    /// The request that waits for a signature.
    pub open: Option<ConsentId>,
    /// Its link has left for the client.
    pub is_sent: bool,
    /// The latest that counts, counted or will count.
    pub signed: Option<ConsentId>,
}

/// What a visit's services ask for.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    pub needs: Vec<Need>,
}

#[derive(FromRow)]
struct FormRow {
    id: FormId,
    kind: Kind,
    #[sqlx(flatten)]
    rules: Rules,
    content: Json<Content>,
}

#[derive(FromRow)]
struct SpanRow {
    id: ConsentId,
    form_id: FormId,
    sent_at: Option<DateTime<Utc>>,
    signed_at: Option<DateTime<Utc>>,
    valid_from: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
}

impl Gate {
    /// Of services and a client; without a client nothing is signed.
    pub async fn load(
        mut on: impl On,
        tenant: TenantId,
        services: &[ServiceId],
        client: Option<ClientId>,
    ) -> Result<Self> {
        let ids: Vec<_> = services.iter().map(ToString::to_string).collect();
        let rows = q!(
            on,
            fetch_all: FormRow,
            {
                sqlite: "SELECT f.id, f.kind, f.valid_months, f.wait_hours, f.in_person, f.at_booking, f.at_start, v.content
                     FROM forms f
                     JOIN form_versions v ON v.tenant_id = f.tenant_id AND v.form_id = f.id AND v.number = (
                        SELECT MAX(n.number) FROM form_versions n
                        WHERE n.tenant_id = f.tenant_id AND n.form_id = f.id AND n.published_at IS NOT NULL)
                     WHERE f.tenant_id = $1 AND f.archived_at IS NULL AND f.id IN (
                        SELECT s.form_id FROM service_forms s WHERE s.tenant_id = $1
                          AND s.service_id IN (SELECT unhex(value, '-') FROM json_each($2)))
                     ORDER BY f.position, f.id",
                pg: "SELECT f.id, f.kind, f.valid_months, f.wait_hours, f.in_person, f.at_booking, f.at_start, v.content
                     FROM forms f
                     JOIN form_versions v ON v.tenant_id = f.tenant_id AND v.form_id = f.id AND v.number = (
                        SELECT MAX(n.number) FROM form_versions n
                        WHERE n.tenant_id = f.tenant_id AND n.form_id = f.id AND n.published_at IS NOT NULL)
                     WHERE f.tenant_id = $1 AND f.archived_at IS NULL AND f.id IN (
                        SELECT s.form_id FROM service_forms s WHERE s.tenant_id = $1
                          AND s.service_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e))
                     ORDER BY f.position, f.id",
            },
            tenant,
            serde_json::to_string(&ids).map_err(Error::internal)?,
        )?;
        let needs = rows
            .into_iter()
            .map(|row| Need {
                form: row.id,
                kind: row.kind,
                rules: row.rules,
                content: row.content.0,
                spans: Vec::new(),
                open: None,
                is_sent: false,
                signed: None,
            })
            .collect();
        let mut gate = Self { needs };
        if let Some(client) = client.filter(|_| !gate.needs.is_empty()) {
            gate.look_up(on, tenant, client).await?;
        }
        Ok(gate)
    }

    async fn look_up(&mut self, mut on: impl On, tenant: TenantId, client: ClientId) -> Result<()> {
        let rows = q!(
            on,
            fetch_all: SpanRow,
            "SELECT id, form_id, sent_at, signed_at, valid_from, valid_until FROM consents
             WHERE tenant_id = $1 AND client_id IN (WITH RECURSIVE cards (id) AS (
                SELECT id FROM clients WHERE tenant_id = $1 AND id = $2 UNION SELECT m.loser_id FROM cards
                JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL) SELECT id FROM cards)
             AND dropped_at IS NULL AND withdrawn_at IS NULL
             ORDER BY COALESCE(signed_at, requested_at)",
            tenant,
            client
        )?;
        for row in rows {
            let Some(need) = self.needs.iter_mut().find(|need| need.form == row.form_id) else {
                continue;
            };
            match (row.signed_at, row.valid_from) {
                (Some(_), Some(from)) => {
                    need.spans.push((from, row.valid_until));
                    need.signed = Some(row.id);
                }
                _ => {
                    need.open = Some(row.id);
                    need.is_sent = row.sent_at.is_some();
                }
            }
        }
        Ok(())
    }

    pub async fn of_visit(mut on: impl On, visit: &Appointment) -> Result<Self> {
        let services = services_of(&mut on, visit.tenant_id, visit.id).await?;
        Self::load(on, visit.tenant_id, &services, visit.client_id).await
    }

    /// What does not count at an instant.
    pub fn missing(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Need> {
        self.needs.iter().filter(move |need| !need.is_met(at))
    }

    /// Forms without which nothing is booked for this time.
    pub fn stops_booking(&self, start: DateTime<Utc>) -> impl Iterator<Item = &Need> {
        self.missing(start)
            .filter(|need| need.rules.at_booking == Policy::Stop)
    }

    /// Forms without which no visit begins now.
    pub fn stops_start(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Need> {
        self.missing(now)
            .filter(|need| need.rules.at_start == Policy::Stop)
    }

    /// Whether some booking may be stopped at all.
    pub fn is_closed_to_some(&self) -> bool {
        self.needs
            .iter()
            .any(|need| need.rules.at_booking == Policy::Stop)
    }

    /// When each form that stops a booking counts; for [`Availability::within`](crate::schedule::availability::Availability::within).
    pub fn windows(&self) -> Vec<Vec<Window>> {
        self.needs
            .iter()
            .filter(|need| need.rules.at_booking == Policy::Stop)
            .map(|need| need.spans.clone())
            .collect()
    }

    pub fn may_book(&self, start: DateTime<Utc>) -> bool {
        self.stops_booking(start).next().is_none()
    }
}

impl Need {
    pub fn is_met(&self, at: DateTime<Utc>) -> bool {
        self.spans
            .iter()
            .any(|(from, until)| *from <= at && until.is_none_or(|until| at < until))
    }

    /// The first instant after `at` from which it counts.
    pub fn counts_from(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let later = self
            .spans
            .iter()
            .filter(|(from, until)| *from > at && until.is_none_or(|until| *from < until));
        later.map(|(from, _)| *from).min()
    }

    /// It was signed and ran out.
    pub fn has_run_out(&self, at: DateTime<Utc>) -> bool {
        self.spans
            .iter()
            .any(|(_, until)| until.is_some_and(|until| until <= at))
    }

    pub fn title(&self, locale: Locale) -> String {
        self.content.title(locale)
    }
}

/// Of services, the forms without which nothing is booked; those of which there are none are left out.
pub async fn stopping(
    mut on: impl On,
    tenant: TenantId,
    services: &[ServiceId],
) -> Result<HashMap<ServiceId, Vec<FormId>>> {
    let ids = serde_json::to_string(services).map_err(Error::internal)?;
    let rows = q!(
        on,
        fetch_all: (ServiceId, FormId),
        {
            sqlite: "SELECT s.service_id, f.id FROM service_forms s JOIN forms f ON f.tenant_id = s.tenant_id AND f.id = s.form_id
                 WHERE s.tenant_id = $1 AND f.archived_at IS NULL AND f.at_booking = 'stop'
                    AND s.service_id IN (SELECT unhex(value, '-') FROM json_each($2))
                    AND EXISTS (SELECT 1 FROM form_versions n WHERE n.tenant_id = f.tenant_id AND n.form_id = f.id
                        AND n.published_at IS NOT NULL)",
            pg: "SELECT s.service_id, f.id FROM service_forms s JOIN forms f ON f.tenant_id = s.tenant_id AND f.id = s.form_id
                 WHERE s.tenant_id = $1 AND f.archived_at IS NULL AND f.at_booking = 'stop'
                    AND s.service_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)
                    AND EXISTS (SELECT 1 FROM form_versions n WHERE n.tenant_id = f.tenant_id AND n.form_id = f.id
                        AND n.published_at IS NOT NULL)",
        },
        tenant,
        ids,
    )?;
    let mut forms: HashMap<ServiceId, Vec<FormId>> = HashMap::new();
    for (service, form) in rows {
        forms.entry(service).or_default().push(form);
    }
    Ok(forms)
}

/// When what clients signed counts, by client and form; also what was signed on cards that were joined to theirs.
pub async fn spans_of_many(
    mut on: impl On,
    tenant: TenantId,
    clients: &[ClientId],
) -> Result<HashMap<(ClientId, FormId), Vec<Window>>> {
    let ids = serde_json::to_string(clients).map_err(Error::internal)?;
    let rows = q!(
        on,
        fetch_all: (ClientId, FormId, DateTime<Utc>, Option<DateTime<Utc>>),
        {
            sqlite: "SELECT c.root, k.form_id, k.valid_from, k.valid_until FROM (
                    WITH RECURSIVE cards (root, id) AS (
                        SELECT id, id FROM clients WHERE tenant_id = $1 AND id IN (SELECT unhex(value, '-') FROM json_each($2))
                        UNION SELECT cards.root, m.loser_id FROM cards
                            JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL)
                    SELECT root, id FROM cards) c
                 CROSS JOIN consents k
                 WHERE k.tenant_id = $1 AND k.client_id = c.id AND k.dropped_at IS NULL AND k.withdrawn_at IS NULL
                    AND k.signed_at IS NOT NULL AND k.valid_from IS NOT NULL",
            pg: "SELECT c.root, k.form_id, k.valid_from, k.valid_until FROM (
                    WITH RECURSIVE cards (root, id) AS (
                        SELECT id, id FROM clients WHERE tenant_id = $1 AND id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)
                        UNION SELECT cards.root, m.loser_id FROM cards
                            JOIN client_merges m ON m.tenant_id = $1 AND m.winner_id = cards.id AND m.undone_at IS NULL)
                    SELECT root, id FROM cards) c
                 CROSS JOIN consents k
                 WHERE k.tenant_id = $1 AND k.client_id = c.id AND k.dropped_at IS NULL AND k.withdrawn_at IS NULL
                    AND k.signed_at IS NOT NULL AND k.valid_from IS NOT NULL",
        },
        tenant,
        ids,
    )?;
    let mut spans: HashMap<(ClientId, FormId), Vec<Window>> = HashMap::new();
    for (client, form, from, until) in rows {
        spans.entry((client, form)).or_default().push((from, until));
    }
    Ok(spans)
}

async fn services_of(
    mut on: impl On,
    tenant: TenantId,
    visit: AppointmentId,
) -> Result<Vec<ServiceId>> {
    let rows = q!(
        on,
        fetch_all: (ServiceId,),
        "SELECT DISTINCT service_id FROM appointment_items WHERE tenant_id = $1 AND appointment_id = $2",
        tenant,
        visit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Refuses a booking for a client who has not signed what must be signed first. A visit for nobody in particular is the
/// master's own affair until it begins.
pub async fn check_booking(
    on: impl On,
    tenant: TenantId,
    services: &[ServiceId],
    client: Option<ClientId>,
    start: DateTime<Utc>,
) -> Result<()> {
    if client.is_none()
        || Gate::load(on, tenant, services, client)
            .await?
            .may_book(start)
    {
        Ok(())
    } else {
        Err(Error::NeedsConsent("consents-stop-booking"))
    }
}

/// The same for a visit that gets another time.
pub async fn check_move(mut on: impl On, visit: &Appointment, start: DateTime<Utc>) -> Result<()> {
    let services = services_of(&mut on, visit.tenant_id, visit.id).await?;
    check_booking(on, visit.tenant_id, &services, visit.client_id, start).await
}

/// Refuses to begin a visit.
pub async fn check_start(
    on: impl On,
    tenant: TenantId,
    services: &[ServiceId],
    client: Option<ClientId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let gate = Gate::load(on, tenant, services, client).await?;
    if gate.stops_start(now).next().is_none() {
        Ok(())
    } else {
        Err(Error::NeedsConsent("consents-stop-start"))
    }
}

/// The same for a visit that is booked.
pub async fn check_visit_start(
    mut on: impl On,
    visit: &Appointment,
    now: DateTime<Utc>,
) -> Result<()> {
    let services = services_of(&mut on, visit.tenant_id, visit.id).await?;
    check_start(on, visit.tenant_id, &services, visit.client_id, now).await
}
