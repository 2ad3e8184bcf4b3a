//! Asking for a signature: by the master, or by a booking for what its services need.

use std::pin::Pin;

use chrono::{DateTime, Utc};

use super::gate::Gate;
use super::{Consent, Form, Kind};
use crate::appointments::{Appointment, Status};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor, Event};
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, ConsentId, FormId, TenantId};
use crate::q;

/// Whom is asked, for what.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub form: FormId,
    pub kind: Kind,
    pub client: ClientId,
    pub appointment: Option<AppointmentId>,
    pub locale: Locale,
}

/// The request that waits for the client's signature already, or a new one.
pub async fn ask(
    tx: &mut Tx,
    tenant: TenantId,
    asked: Asked,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Consent> {
    let open = Consent::open_of_client(&mut *tx, tenant, asked.client).await?;
    if let Some(open) = open.into_iter().find(|open| open.form_id == asked.form) {
        return Ok(open);
    }
    let id = ConsentId::new();
    q!(
        tx,
        execute,
        "INSERT INTO consents (tenant_id, id, form_id, kind, client_id, appointment_id, locale, requested_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tenant,
        id,
        asked.form,
        asked.kind,
        asked.client,
        asked.appointment,
        asked.locale,
        now
    )?;
    let consent = Consent::find(&mut *tx, tenant, id).await?;
    consent
        .note(tx, actor, events::Kind::ConsentRequested, now)
        .await?;
    Ok(consent)
}

/// As [`ask`], for a form of the practice.
pub async fn ask_form(
    tx: &mut Tx,
    form: &Form,
    client: ClientId,
    locale: Locale,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Consent> {
    let asked = Asked {
        form: form.id,
        kind: form.kind,
        client,
        appointment: None,
        locale,
    };
    ask(tx, form.tenant_id, asked, actor, now).await
}

/// Hears of a visit's events: one that is booked asks for what is missing, one that is cancelled asks no more.
///
/// Boxed, because asking is an event itself.
pub fn on_appointment<'a>(
    tx: &'a mut Tx,
    event: &'a Event,
) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
    Box::pin(hear(tx, event))
}

async fn hear(tx: &mut Tx, event: &Event) -> Result<()> {
    if !matches!(
        event.kind,
        events::Kind::AppointmentCreated
            | events::Kind::AppointmentStatusChanged
            | events::Kind::AppointmentMoved
    ) {
        return Ok(());
    }
    let id = AppointmentId(event.object_id);
    let visit = Appointment::find(&mut *tx, event.tenant_id, id).await?;
    let Some(client) = visit.client_id else {
        return Ok(());
    };
    let actor = Actor::system();
    if matches!(visit.status, Status::Cancelled | Status::Expired) {
        for mut open in Consent::open_of_client(&mut *tx, visit.tenant_id, client).await? {
            if open.appointment_id == Some(visit.id) {
                open.drop_request(tx, &actor, event.at).await?;
            }
        }
        return Ok(());
    }
    // A time that is only kept for somebody is no visit yet: what it takes is asked when they say yes.
    if visit.status == Status::Held || !visit.status.is_open() || visit.starts_at <= event.at {
        return Ok(());
    }
    let gate = Gate::of_visit(&mut *tx, &visit).await?;
    for need in gate.missing(visit.starts_at) {
        let asked = Asked {
            form: need.form,
            kind: need.kind,
            client,
            appointment: Some(visit.id),
            locale: visit.locale,
        };
        ask(tx, visit.tenant_id, asked, &actor, event.at).await?;
    }
    Ok(())
}
