//! One message about several visits of a series: booked, moved or cancelled at once. It names the visits as they stand when it
//! goes out, each with its own link, and brings all of them for the client's calendar.

use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;

use super::outbox::{Recipient, SECOND_THOUGHTS, reader_of};
use super::{Composed, Kind, Message, Plain};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::consents;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ics;
use crate::id::{AppointmentId, MessageId};
use crate::links::{self, NewLink, Purpose};
use crate::places::Places;
use crate::q;

/// Writes the message to the client. `was` is where the visits were, in their order; none when they have not moved.
pub async fn on_series(
    tx: &mut Tx,
    kind: Kind,
    visits: &[Appointment],
    was: &[DateTime<Utc>],
    now: DateTime<Utc>,
) -> Result<()> {
    let was = was.iter().map(Some).chain(std::iter::repeat(None));
    // Of what took place already nobody needs to hear.
    let told = visits.iter().zip(was);
    let told: Vec<_> = told.filter(|(visit, _)| visit.starts_at > now).collect();
    let Some((first, _)) = told.first() else {
        return Ok(());
    };
    let reader = reader_of(tx, first).await?;
    let Some(to) = Recipient::client(&mut *tx, first, reader.as_ref()).await? else {
        return Ok(());
    };
    let rows: Vec<Value> = told
        .iter()
        .map(|(visit, was)| json!({ "id": visit.id, "was": was }))
        .collect();
    let send_at = match kind {
        Kind::SeriesBooked => now,
        _ => now + SECOND_THOUGHTS,
    };
    q!(
        tx,
        execute,
        "INSERT INTO messages (tenant_id, id, dedupe_key, channel, kind, audience, locale, recipient, recipient_name,
            client_id, appointment_id, data, status, send_at, created_at)
         VALUES ($1, $2, $3, 'email', $4, 'client', $5, $6, $7, $8, $9, $10, 'queued', $11, $12)
         ON CONFLICT (tenant_id, dedupe_key) DO NOTHING",
        first.tenant_id,
        MessageId::new(),
        format!("{}:{}:{}", kind.as_str(), first.id, first.sequence),
        kind,
        to.locale,
        &to.email,
        &to.name,
        first.client_id,
        first.id,
        Json(json!({ "visits": rows })),
        send_at,
        now,
    )?;
    Ok(())
}

/// A visit it tells of, and where that was.
struct Told {
    visit: Appointment,
    was: Option<DateTime<Utc>>,
}

/// What there is still to tell: visits that stand, or those that do not where it says so.
async fn told(mut on: impl On, message: &Message, now: DateTime<Utc>) -> Result<Vec<Told>> {
    let rows = message.data.0["visits"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut all = Vec::new();
    for row in rows {
        let id = row["id"]
            .as_str()
            .and_then(|id| id.parse::<AppointmentId>().ok());
        let Some(id) = id else { continue };
        let visit = Appointment::find(&mut on, message.tenant_id, id).await?;
        let is_meant = match message.kind {
            Kind::SeriesCancelled => visit.status == Status::Cancelled,
            _ => visit.status.is_open() && visit.starts_at > now,
        };
        if is_meant {
            let was = row["was"].as_str().and_then(|at| at.parse().ok());
            all.push(Told { visit, was });
        }
    }
    Ok(all)
}

/// Why the message is of no more use.
pub(super) async fn stale(
    app: &App,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Option<&'static str>> {
    let is_empty = told(&app.db, message, now).await?.is_empty();
    Ok(is_empty.then_some("the visits are over or changed"))
}

/// Renders and mints the links, in the transaction that stores the result.
pub(super) async fn compose(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Composed> {
    let (locale, told) = (message.locale, told(&mut *tx, message, now).await?);
    let places = Places::load(&mut *tx, tenant.id).await?;
    let key = |part: &str| format!("{}-{part}", message.kind.key());
    let who = tenant.name.clone();
    let count = told.len() as i64;
    let mut facts = Vec::new();
    let mut hrefs = Vec::new();
    if let Some(Told { visit, .. }) = told.first() {
        let length = locale.duration(visit.duration_minutes());
        facts.push((
            locale.t("mail-fact-what"),
            format!("{}, {length}", visit.title),
        ));
        let place = places.where_is(tenant, visit);
        if message.kind != Kind::SeriesCancelled && !place.is_empty() {
            facts.push((locale.t("mail-fact-where"), place.line()));
        }
        hrefs.resize(facts.len(), None);
    }
    for (n, Told { visit, was }) in told.iter().enumerate() {
        let at = when(tenant, locale, visit.starts_at, now);
        let text = match was {
            Some(was) => locale.t2(
                "mail-series-was",
                "when",
                at,
                "was",
                when(tenant, locale, *was, now),
            ),
            None => at,
        };
        facts.push((locale.t1("mail-series-visit", "n", n as i64 + 1), text));
        hrefs.push(match message.kind {
            Kind::SeriesCancelled => None,
            _ => Some(link(app, tx, message, visit, now).await?),
        });
    }
    let (action, note, mut further) = match message.kind {
        Kind::SeriesCancelled => {
            let again = app.config.link(&format!("/{}/book", tenant.slug));
            (
                (locale.t("mail-action-again"), again),
                String::new(),
                Vec::new(),
            )
        }
        _ => {
            let first = hrefs.iter().flatten().next().cloned().unwrap_or_default();
            let note = locale.t("mail-series-note");
            ((locale.t("mail-series-action"), first), note, Vec::new())
        }
    };
    if let (Some(Told { visit, .. }), false) = (told.first(), message.kind == Kind::SeriesCancelled)
    {
        further = consents::mails::actions_for(app, tx, tenant, visit.id, locale, now).await?;
    }
    let plain = Plain {
        locale,
        from: &tenant.name,
        subject: locale.t2(&key("subject"), "who", who.clone(), "n", count),
        title: locale.t1(&key("title"), "name", message.recipient_name.clone()),
        lead: locale.t2(&key("lead"), "who", who, "n", count),
        facts,
        action,
        note,
        own: message.own(),
    };
    let mut composed = plain.compose_with(hrefs, further)?;
    let visits: Vec<Appointment> = told.into_iter().map(|told| told.visit).collect();
    composed.attachment = Some(ics::visits(tenant, &visits, &places, &app.config, now));
    Ok(composed)
}

/// The visit's own page, where it can be moved and cancelled.
async fn link(
    app: &App,
    tx: &mut Tx,
    message: &Message,
    visit: &Appointment,
    now: DateTime<Utc>,
) -> Result<String> {
    let new = NewLink {
        tenant: visit.tenant_id,
        purpose: Purpose::Manage,
        appointment: visit.id,
        expires_at: Purpose::Manage.expiry(visit.ends_at),
        message: Some(message.id),
    };
    Ok(app.config.link(&links::mint(tx, new, now).await?))
}

/// "Thursday 14 May, 10:00"; with the year where it is not this one.
fn when(tenant: &Tenant, locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let local = at.with_timezone(&tenant.tz());
    let day = match local.year() == tenant.local_date(now).year() {
        true => locale.day_long(local.date_naive()),
        false => locale.day_year(local.date_naive()),
    };
    locale.t2("mail-when", "day", day, "time", locale.time(local.time()))
}
