//! Which messages a change of a visit causes, written in its transaction.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::Kind;
use crate::accounts::Tenant;
use crate::appointments::{About, Appointment, Given, Source, Status};
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{ActorKind, Event, Kind as EventKind};
use crate::i18n::Locale;
use crate::id::{AppointmentId, MessageId, PaymentId, PlaceId, TenantId};
use crate::q;

/// How long before a visit its reminder goes out.
const REMINDER: TimeDelta = TimeDelta::hours(24);

/// How long the word about the master's own move or cancellation waits: either can be taken back with the toast that tells
/// of it.
pub(super) const SECOND_THOUGHTS: TimeDelta = TimeDelta::seconds(15);

/// Hears of a visit's events.
pub async fn on_appointment(tx: &mut Tx, event: &Event) -> Result<()> {
    let id = AppointmentId(event.object_id);
    let appointment = Appointment::find(&mut *tx, event.tenant_id, id).await?;
    if matches!(
        appointment.source,
        Source::Demo | Source::WalkIn | Source::Import
    ) {
        return Ok(());
    }
    let (kind, master_kind) = match kinds(event, &appointment) {
        Some(kinds) => kinds,
        None => return Ok(()),
    };
    let known = Known::before(tx, &appointment, event).await?;
    let is_back = event.data.0["restored"] == true;
    let (client_knows, master_knows) = if is_back {
        told_of_cancellation(tx, &appointment).await?
    } else {
        (true, true)
    };
    drop_outdated(tx, &appointment).await?;
    if !client_knows {
        tell_after_all(tx, &appointment, event.at).await?;
    }
    // A visit entered after it took place needs no word to anybody.
    if appointment.starts_at <= event.at {
        return Ok(());
    }
    let reader = reader_of(tx, &appointment).await?;
    if let Some(to) = Recipient::client(&mut *tx, &appointment, reader.as_ref()).await? {
        match (kind, known) {
            // One of several: the client hears of all at once.
            _ if is_of_series(event, &appointment) => {}
            // Back when and where the client thinks it is.
            (Kind::Moved, known) if known.is_as(&appointment) => {}
            (Kind::Moved, known) => {
                let by_hand = event.actor_kind == ActorKind::User;
                let wait = if by_hand {
                    SECOND_THOUGHTS
                } else {
                    TimeDelta::zero()
                };
                enqueue(tx, &appointment, kind, &to, event, known, event.at + wait).await?;
            }
            // Never heard that it was cancelled.
            _ if !client_knows => {}
            (Kind::Cancelled, _) if event.actor_kind == ActorKind::User => {
                let send_at = event.at + SECOND_THOUGHTS;
                enqueue(tx, &appointment, kind, &to, event, known, send_at).await?;
            }
            _ => enqueue(tx, &appointment, kind, &to, event, known, event.at).await?,
        }
        let remind_at = appointment.starts_at - REMINDER;
        if appointment.status == Status::Confirmed && remind_at >= event.at + TimeDelta::hours(1) {
            enqueue(
                tx,
                &appointment,
                Kind::Reminder,
                &to,
                event,
                known,
                remind_at,
            )
            .await?;
        }
    }
    if let Some(kind) = master_kind.filter(|_| event.actor_kind != ActorKind::User && master_knows)
    {
        let tenant = Tenant::find(&mut *tx, event.tenant_id).await?;
        if let Some(to) = Recipient::master(&mut *tx, &tenant).await? {
            let known = Known::of(event);
            enqueue(tx, &appointment, kind, &to, event, known, event.at).await?;
        }
    }
    Ok(())
}

/// Whether it happened to several visits of a series at once: [`super::on_series`] tells of that.
fn is_of_series(event: &Event, appointment: &Appointment) -> bool {
    let is_booked = event.kind == EventKind::AppointmentCreated;
    event.data.0["of_series"] == true || is_booked && appointment.source == Source::Series
}

/// Who hears of the visit: its client, or who booked it for them.
pub(super) async fn reader_of(tx: &mut Tx, appointment: &Appointment) -> Result<Option<Client>> {
    let tenant = appointment.tenant_id;
    let client = match appointment.client_id {
        Some(client) => Some(Client::find(&mut *tx, tenant, client).await?),
        None => None,
    };
    let about = About::of(&mut *tx, tenant, appointment.id).await?;
    let booker = match about.booker_id {
        Some(booker) => Some(Client::find(&mut *tx, tenant, booker).await?),
        None => None,
    };
    let reader = booker.filter(|booker| booker.email.is_some()).or(client);
    Ok(reader.filter(|reader| !reader.is_closed()))
}

/// The money for a time that is gone has come: whoever paid is told that it is there, and what becomes of it.
pub async fn on_late_deposit(
    tx: &mut Tx,
    appointment: &Appointment,
    payment: PaymentId,
    now: DateTime<Utc>,
) -> Result<()> {
    let tenant = appointment.tenant_id;
    let client = match appointment.client_id {
        Some(client) => Some(Client::find(&mut *tx, tenant, client).await?),
        None => None,
    };
    let client = client.filter(|client| !client.is_closed());
    let Some(to) = Recipient::client(&mut *tx, appointment, client.as_ref()).await? else {
        return Ok(());
    };
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, appointment_id, data, status, send_at, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, $10, 'queued', $11, $11)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        tenant,
        MessageId::new(),
        format!("{}:{payment}", Kind::DepositLate.as_str()),
        Kind::DepositLate,
        to.locale,
        &to.email,
        &to.name,
        appointment.client_id,
        appointment.id,
        Json(json!({})),
        now,
    )?;
    Ok(())
}

/// What the client and the master are told; None when it concerns neither.
fn kinds(event: &Event, appointment: &Appointment) -> Option<(Kind, Option<Kind>)> {
    let was = event
        .data
        .0
        .get("from")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match event.kind {
        EventKind::AppointmentCreated => match appointment.status {
            Status::Confirmed => Some((Kind::Booked, Some(Kind::MasterBooked))),
            Status::Pending => Some((Kind::Requested, Some(Kind::MasterRequested))),
            // The master hears of it once it is certain.
            Status::AwaitingDeposit => Some((Kind::DepositAsked, None)),
            _ => None,
        },
        EventKind::AppointmentStatusChanged => match appointment.status {
            // A no-show taken back is no news.
            Status::Confirmed if event.data.0["restored"] == true => {
                Some((Kind::Restored, Some(Kind::MasterRestored)))
            }
            Status::Confirmed if was != Status::NoShow.as_str() => {
                Some((Kind::Booked, Some(Kind::MasterBooked)))
            }
            Status::Pending if event.data.0["restored"] == true => {
                Some((Kind::Requested, Some(Kind::MasterRequested)))
            }
            // A time that was only kept is nothing that could be cancelled.
            Status::Cancelled if was == Status::Held.as_str() => None,
            Status::Cancelled => Some((Kind::Cancelled, Some(Kind::MasterCancelled))),
            Status::AwaitingDeposit => Some((Kind::DepositAsked, None)),
            Status::Expired if was == Status::AwaitingDeposit.as_str() => {
                Some((Kind::DepositExpired, None))
            }
            Status::Expired if was == Status::Pending.as_str() => Some((Kind::Expired, None)),
            _ => None,
        },
        // Nor is it anything that could be moved.
        EventKind::AppointmentMoved if appointment.status == Status::Held => None,
        // A request for another time is a request; so is what its client moved and the master answers again.
        EventKind::AppointmentMoved
            if appointment.status == Status::Pending && event.actor_kind == ActorKind::Client =>
        {
            Some((Kind::Requested, Some(Kind::MasterRequested)))
        }
        // Where it is held, if the client is to hear of it.
        EventKind::AppointmentUpdated if event.data.0["told"] == true => {
            (appointment.status != Status::Held).then_some((Kind::Moved, None))
        }
        // A visit that only became longer or shorter keeps its time for the client.
        EventKind::AppointmentMoved => (self::was(event) != Some(appointment.starts_at))
            .then_some((Kind::Moved, Some(Kind::MasterMoved))),
        _ => None,
    }
}

/// When a visit that was moved had been.
fn was(event: &Event) -> Option<DateTime<Utc>> {
    let from = event.data.0.get("from").and_then(Value::as_str);
    from.and_then(|at| at.parse().ok())
}

/// When and where somebody thinks a visit is that was moved; none: as it is.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    at: Option<DateTime<Utc>>,
    place: Option<PlaceId>,
    /// At another address of the client's.
    is_elsewhere: bool,
}

impl Known {
    fn of(event: &Event) -> Self {
        Self {
            at: was(event),
            place: id_in(&event.data.0),
            is_elsewhere: event.data.0["told"] == true && event.data.0["was_place"].is_null(),
        }
    }

    /// To the client: what they were told last, where the word about an earlier move has not left yet, or was kept back by hand.
    async fn before(tx: &mut Tx, appointment: &Appointment, event: &Event) -> Result<Self> {
        let row = q!(
            tx,
            fetch_optional: (Json<Value>,),
            "SELECT data FROM messages WHERE tenant_id = $1 AND appointment_id = $2 AND kind = 'moved'
               AND (status = 'queued' OR stopped_at IS NOT NULL) AND attempts = 0
             ORDER BY created_at LIMIT 1",
            appointment.tenant_id,
            appointment.id,
        )?;
        let own = Self::of(event);
        let Some((Json(data),)) = row else {
            return Ok(own);
        };
        let at = data.get("was").and_then(Value::as_str);
        Ok(Self {
            at: at.and_then(|at| at.parse().ok()).or(own.at),
            place: id_in(&data).or(own.place),
            is_elsewhere: own.is_elsewhere || data["is_elsewhere"] == true,
        })
    }

    fn is_as(&self, appointment: &Appointment) -> bool {
        !self.is_elsewhere
            && self.at.is_none_or(|at| at == appointment.starts_at)
            && self.place.is_none_or(|id| Some(id) == appointment.place_id)
    }
}

fn id_in(data: &Value) -> Option<PlaceId> {
    data.get("was_place")?.as_str()?.parse().ok()
}

/// Whether client and master have heard of a cancellation that is taken back; what has not left yet never will.
async fn told_of_cancellation(tx: &mut Tx, appointment: &Appointment) -> Result<(bool, bool)> {
    let stopped = q!(
        tx,
        fetch_all: (Kind,),
        "UPDATE messages SET status = 'dropped', last_error = 'superseded', stopped_at = NULL
         WHERE tenant_id = $1 AND appointment_id = $2 AND (status = 'queued' OR stopped_at IS NOT NULL) AND attempts = 0
           AND kind IN ('cancelled', 'master_cancelled')
         RETURNING kind",
        appointment.tenant_id,
        appointment.id,
    )?;
    let told = |kind: Kind| !stopped.iter().any(|(stopped,)| *stopped == kind);
    Ok((told(Kind::Cancelled), told(Kind::MasterCancelled)))
}

/// A cancellation that nobody heard of is taken back: what it kept from being sent counts again.
async fn tell_after_all(tx: &mut Tx, appointment: &Appointment, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE messages SET status = 'queued', last_error = NULL, send_at = $3
         WHERE tenant_id = $1 AND appointment_id = $2 AND status = 'dropped' AND last_error = 'cancelled' AND audience = 'client'
           AND kind IN ('booked', 'restored', 'requested', 'deposit_asked', 'moved')
           AND NOT EXISTS (SELECT 1 FROM messages c WHERE c.tenant_id = $1 AND c.appointment_id = $2 AND c.kind = 'cancelled'
                AND c.status = 'sent' AND c.created_at > messages.created_at)",
        appointment.tenant_id,
        appointment.id,
        now,
    )?;
    Ok(())
}

/// Reminders and words about a time that no longer counts are not sent, not by hand either.
async fn drop_outdated(tx: &mut Tx, appointment: &Appointment) -> Result<()> {
    let why = match appointment.status {
        Status::Cancelled => "cancelled",
        _ => "superseded",
    };
    q!(
        tx,
        execute,
        "UPDATE messages SET status = 'dropped', stopped_at = NULL,
            last_error = CASE WHEN stopped_at IS NULL THEN $3 ELSE 'superseded' END
         WHERE tenant_id = $1 AND appointment_id = $2 AND (status = 'queued' OR stopped_at IS NOT NULL)
           AND kind IN ('booked', 'restored', 'requested', 'deposit_asked', 'moved', 'reminder')",
        appointment.tenant_id,
        appointment.id,
        why,
    )?;
    Ok(())
}

/// Whom a message reaches, and in which language.
pub(super) struct Recipient {
    pub email: String,
    pub name: String,
    pub locale: Locale,
}

impl Recipient {
    /// The address given for this visit, else the card's. Whoever gave another one is called by the name they gave: the
    /// card's may be another person's.
    pub async fn client(
        on: impl On,
        appointment: &Appointment,
        client: Option<&Client>,
    ) -> Result<Option<Self>> {
        let Some(client) = client else {
            return Ok(None);
        };
        let given = Given::of(on, appointment.tenant_id, appointment.id).await?;
        let given = given.and_then(|given| Some((given.email?, given.name)));
        let of_card = || Some((client.email.clone()?, client.name.clone()));
        Ok(given.or_else(of_card).map(|(email, name)| Self {
            email,
            name,
            locale: appointment.locale,
        }))
    }

    /// An owner, at an address that is proved to be theirs; the one whose address is the practice's, if one's is. The
    /// practice's own address is for clients to see and proves nothing: their names would reach a stranger's mailbox.
    pub async fn master(mut on: impl On, tenant: &Tenant) -> Result<Option<Self>> {
        let owner = q!(
            on,
            fetch_optional: (String, String, Locale),
            "SELECT u.email, u.name, u.locale FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.tenant_id = $1 AND m.role = 'owner' AND u.email_key IS NOT NULL AND u.email_verified_at IS NOT NULL
                AND u.disabled_at IS NULL
             ORDER BY CASE WHEN u.email_key = $2 THEN 0 ELSE 1 END, m.created_at LIMIT 1",
            tenant.id,
            tenant.email.as_deref().map(str::to_lowercase),
        )?;
        Ok(owner.map(|(email, name, locale)| Self {
            email,
            name,
            locale,
        }))
    }
}

async fn enqueue(
    tx: &mut Tx,
    appointment: &Appointment,
    kind: Kind,
    to: &Recipient,
    event: &Event,
    known: Known,
    send_at: DateTime<Utc>,
) -> Result<()> {
    let data = match kind {
        Kind::Moved | Kind::MasterMoved => {
            json!({ "was": known.at, "was_place": known.place, "is_elsewhere": known.is_elsewhere })
        }
        _ => json!({}),
    };
    let tenant: TenantId = appointment.tenant_id;
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, appointment_id, data, status, send_at, not_after, created_at)
         VALUES ($1, $2, $3, 'email', $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $14)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        tenant,
        MessageId::new(),
        format!("{}:{}:{}:{}", kind.as_str(), appointment.id, appointment.sequence, appointment.status.as_str()),
        kind,
        if kind.is_for_master() { "master" } else { "client" },
        to.locale,
        &to.email,
        &to.name,
        appointment.client_id,
        appointment.id,
        Json(data),
        send_at,
        kind.needs_open_visit().then_some(appointment.starts_at),
        event.at,
    )?;
    Ok(())
}
