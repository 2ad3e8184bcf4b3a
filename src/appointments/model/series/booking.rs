//! Booking a series: all its visits in one transaction, or none.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::standing::{Judge, Wanted};
use super::{Decision, Decisions, Outcome, Row, Series, rule};
use crate::accounts::Tenant;
use crate::appointments::{About, Appointment, NewAppointment, Source, Status, lock_time};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::Locale;
use crate::id::{AppointmentId, ClientId, SeriesId, TenantId};
use crate::messages;
use crate::q;
use crate::services::Plan;

/// A series to be booked.
#[derive(Clone, Debug)]
pub struct NewSeries<'a> {
    pub plan: &'a Plan,
    /// How long each is; none: as long as the plan.
    pub minutes: Option<i64>,
    /// RFC 5545; see [`rule::days`].
    pub rule: &'a str,
    /// The days on which it falls, the first one among them.
    pub days: &'a [NaiveDate],
    /// The first start by the clock.
    pub first: NaiveDateTime,
    /// The first visit, where it is booked already.
    pub begun: Option<AppointmentId>,
    pub client: Option<ClientId>,
    pub about: About,
    pub locale: Locale,
    pub note: String,
    pub decisions: &'a Decisions,
}

impl Series {
    /// Books all visits; asks instead, and writes nothing, while a visit whose time is not free waits for a decision, or
    /// when `only_look`. Done: the first visit.
    pub async fn book(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        new: NewSeries<'_>,
        only_look: bool,
        now: DateTime<Utc>,
    ) -> Result<Outcome<AppointmentId>> {
        lock_time(tx, tenant.id, new.plan, now).await?;
        let rows = new.rows(tx, tenant, now).await?;
        if only_look || rows.iter().any(|row| !row.is_settled()) {
            return Ok(Outcome::Ask(rows));
        }
        let id = insert(tx, tenant.id, &new, now).await?;
        let mut visits = Vec::new();
        if let Some(begun) = new.begun {
            join(tx, tenant.id, id, begun).await?;
        }
        for row in &rows {
            let starts_at = match row.decision {
                Some(Decision::Skip) => continue,
                Some(Decision::At(at)) => at,
                Some(Decision::Over) | None => row.starts_at,
            };
            let is_over = row.decision == Some(Decision::Over);
            let visit = NewAppointment {
                plan: new.plan,
                client: new.client,
                starts_at,
                status: Status::Confirmed,
                source: Source::Series,
                locale: new.locale,
                client_note: String::new(),
                internal_note: new.note.clone(),
                book_over: is_over && row.standing.is_over_others(),
                only_offered: false,
                duration_minutes: new.minutes,
                given: None,
            };
            let visit = Appointment::book_about(tx, tenant, actor, visit, new.about, now).await?;
            join(tx, tenant.id, id, visit.id).await?;
            visits.push(visit);
        }
        let first = visits
            .first()
            .ok_or(Error::Conflict("series-nothing-left"))?;
        let first = new.begun.unwrap_or(first.id);
        messages::on_series(tx, messages::Kind::SeriesBooked, &visits, &[], now).await?;
        Ok(Outcome::Done(first))
    }
}

impl NewSeries<'_> {
    async fn rows(&self, tx: &mut Tx, tenant: &Tenant, now: DateTime<Utc>) -> Result<Vec<Row>> {
        let mut plan = self.plan.clone();
        if let Some(minutes) = self.minutes {
            plan.stretch_to(minutes);
        }
        let judge = Judge::new(tenant, &plan, now, &[]);
        let readings = self.days.iter().map(|day| day.and_time(self.first.time()));
        // The first one may be booked already.
        let readings: Vec<NaiveDateTime> =
            readings.skip(usize::from(self.begun.is_some())).collect();
        let at = |reading: &NaiveDateTime| rule::at(tenant.tz(), reading.date(), reading.time()).0;
        let series: Vec<DateTime<Utc>> = readings.iter().map(at).collect();
        let mut rows = Vec::new();
        for reading in readings {
            let wanted = Wanted {
                key: reading.date().to_string(),
                reading,
                was: None,
                series: &series,
            };
            rows.push(judge.row(&mut *tx, wanted, self.decisions).await?);
        }
        Ok(rows)
    }
}

async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    new: &NewSeries<'_>,
    now: DateTime<Utc>,
) -> Result<SeriesId> {
    let id = SeriesId::new();
    q!(
        tx,
        execute,
        "INSERT INTO series (tenant_id, id, rule, starts_local, created_at) VALUES ($1, $2, $3, $4, $5)",
        tenant,
        id,
        new.rule,
        new.first,
        now,
    )?;
    Ok(id)
}

/// [`Error::Conflict`] when the visit belongs to a series already.
async fn join(tx: &mut Tx, tenant: TenantId, series: SeriesId, visit: AppointmentId) -> Result<()> {
    let joined = q!(
        tx,
        execute,
        "INSERT INTO series_visits (tenant_id, appointment_id, series_id) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id, appointment_id) DO NOTHING",
        tenant,
        visit,
        series,
    )?;
    match joined {
        0 => Err(Error::Conflict("series-is-one")),
        _ => Ok(()),
    }
}
