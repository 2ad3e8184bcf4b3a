//! Moving and cancelling several visits of a series in one transaction.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::standing::{Judge, Wanted};
use super::{Decision, Decisions, OfVisit, Outcome, Row, Scope, Series};
use crate::accounts::Tenant;
use crate::appointments::model::booking::{lock_resources, release_expired};
use crate::appointments::model::moving::Move;
use crate::appointments::{Appointment, Cancellation, Who};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{AppointmentId, ResourceId, TenantId};
use crate::messages;
use crate::q;
use crate::schedule::local::reading_at;

/// What becomes of each visit's time.
#[derive(Clone, Copy, Debug)]
pub struct Shift<'a> {
    pub scope: Scope,
    /// Of the visit at which the change was made, by the clock: all others move by the same days and hours.
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
    /// The new length of each; none: each keeps its own.
    pub minutes: Option<i64>,
    pub decisions: &'a Decisions,
    /// What was seen of the series ([`OfVisit::mark`]).
    pub mark: &'a str,
    pub only_look: bool,
}

/// A visit on its way.
struct Moving {
    visit: Appointment,
    /// Where to, by the clock.
    reading: NaiveDateTime,
    minutes: i64,
}

impl Series {
    /// Moves the visits of the scope; asks instead, and writes nothing, while one whose new time is not free waits for a
    /// decision, or when only looking. [`Error::Conflict`] when a visit was changed since it was looked at. Done: how many
    /// have moved.
    pub async fn shift(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        id: AppointmentId,
        shift: Shift<'_>,
        now: DateTime<Utc>,
    ) -> Result<Outcome<usize>> {
        let (visit, of) = locked(tx, tenant, id, now).await?;
        if !shift.only_look && of.mark() != shift.mark {
            return Err(Error::Conflict("series-stale"));
        }
        let meant = of.within(shift.scope, &visit, now);
        let moving = meant.into_iter().map(|visit| shift.of(tenant, visit));
        let moving: Vec<Moving> = moving.filter(|one| one.is_change(tenant)).collect();
        // Those that stay keep their time; the rest give theirs up before anything takes a new one.
        let stays =
            |one: &Moving| shift.decisions.of(&one.visit.id.to_string()) == Some(Decision::Skip);
        let lifted: Vec<AppointmentId> = moving
            .iter()
            .filter(|one| !stays(one))
            .map(|one| one.visit.id)
            .collect();
        for visit in &lifted {
            lift(tx, tenant.id, *visit).await?;
        }
        let rows = rows(tx, tenant, &shift, &moving, &lifted, now).await?;
        if shift.only_look || rows.iter().any(|row| !row.is_settled()) {
            return Ok(Outcome::Ask(rows));
        }
        let (mut moved, mut was) = (Vec::new(), Vec::new());
        for (mut one, row) in moving.into_iter().zip(&rows) {
            let starts_at = match row.decision {
                Some(Decision::Skip) => continue,
                Some(Decision::At(at)) => at,
                Some(Decision::Over) | None => row.starts_at,
            };
            // Its own time is no move; it was given up with the others and is taken again.
            if (starts_at, one.minutes) == (one.visit.starts_at, one.visit.duration_minutes()) {
                one.visit.take_again(tx, now).await?;
                continue;
            }
            was.push(one.visit.starts_at);
            let is_over = row.decision == Some(Decision::Over);
            let change = Move {
                starts_at,
                minutes: one.minutes,
                version: one.visit.version,
                book_over: is_over && row.standing.is_over_others(),
                is_of_series: true,
            };
            one.visit.place(tx, tenant, actor, change, now).await?;
            moved.push(one.visit);
        }
        if moved.is_empty() {
            return Err(Error::Conflict("series-nothing-left"));
        }
        messages::on_series(tx, messages::Kind::SeriesMoved, &moved, &was, now).await?;
        Ok(Outcome::Done(moved.len()))
    }

    /// Cancels the visits of the scope; how many. [`Error::Conflict`] when one was changed since they were looked at.
    #[expect(clippy::too_many_arguments, reason = "a cancellation is these facts")]
    pub async fn cancel(
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        id: AppointmentId,
        scope: Scope,
        mark: &str,
        (by, reason): (Who, &str),
        now: DateTime<Utc>,
    ) -> Result<usize> {
        let (visit, of) = locked(tx, tenant, id, now).await?;
        let meant = of.within(scope, &visit, now);
        // Pressed twice: the first press has cancelled them.
        if meant.is_empty() {
            return Ok(0);
        }
        if of.mark() != mark {
            return Err(Error::Conflict("series-stale"));
        }
        let mut cancelled = Vec::new();
        for mut visit in meant {
            let cancellation = Cancellation {
                by,
                reason: reason.to_owned(),
                is_late: by == Who::Client && visit.is_late(&mut *tx, tenant, now).await?,
            };
            visit.cancel_in_series(tx, actor, cancellation, now).await?;
            cancelled.push(visit);
        }
        messages::on_series(tx, messages::Kind::SeriesCancelled, &cancelled, &[], now).await?;
        Ok(cancelled.len())
    }
}

impl Shift<'_> {
    fn of(&self, tenant: &Tenant, visit: Appointment) -> Moving {
        let reading = reading_at(tenant.tz(), visit.starts_at);
        let reading = reading.checked_add_signed(self.to - self.from);
        Moving {
            reading: reading.unwrap_or(self.to),
            minutes: self.minutes.unwrap_or_else(|| visit.duration_minutes()),
            visit,
        }
    }
}

impl Moving {
    fn is_change(&self, tenant: &Tenant) -> bool {
        self.reading != reading_at(tenant.tz(), self.visit.starts_at)
            || self.minutes != self.visit.duration_minutes()
    }
}

/// The visit and its series, which nobody else changes until the transaction ends.
async fn locked(
    tx: &mut Tx,
    tenant: &Tenant,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> Result<(Appointment, OfVisit)> {
    let resources = q!(
        tx,
        fetch_all: (ResourceId,),
        "SELECT a.resource_id FROM series_visits v
         JOIN series_visits w ON w.tenant_id = v.tenant_id AND w.series_id = v.series_id
         JOIN allocations a ON a.tenant_id = w.tenant_id AND a.appointment_id = w.appointment_id
         WHERE v.tenant_id = $1 AND v.appointment_id = $2
         UNION
         SELECT s.resource_id FROM series_visits v
         JOIN series_visits w ON w.tenant_id = v.tenant_id AND w.series_id = v.series_id
         JOIN appointment_items i ON i.tenant_id = w.tenant_id AND i.appointment_id = w.appointment_id
         JOIN service_resources s ON s.tenant_id = i.tenant_id AND s.service_id = i.service_id
         WHERE v.tenant_id = $1 AND v.appointment_id = $2
         ORDER BY resource_id",
        tenant.id,
        id,
    )?;
    let resources: Vec<ResourceId> = resources.into_iter().map(|(id,)| id).collect();
    lock_resources(tx, tenant.id, &resources).await?;
    release_expired(tx, tenant.id, now).await?;
    let of = Series::of_visit(&mut *tx, tenant.id, id).await?;
    let of = of.ok_or(Error::NotFound)?;
    for visit in &of.visits {
        Appointment::find_for_change(tx, tenant.id, visit.id).await?;
    }
    // Read again: whoever had them first has written.
    let of = Series::of_visit(&mut *tx, tenant.id, id).await?;
    let of = of.ok_or(Error::NotFound)?;
    let visit = of.visits.iter().find(|visit| visit.id == id).cloned();
    Ok((visit.ok_or(Error::NotFound)?, of))
}

/// Gives a visit's time up until it takes another one, in the same transaction.
async fn lift(tx: &mut Tx, tenant: TenantId, visit: AppointmentId) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE allocations SET is_active = $3 WHERE tenant_id = $1 AND appointment_id = $2",
        tenant,
        visit,
        false,
    )?;
    Ok(())
}

async fn rows(
    tx: &mut Tx,
    tenant: &Tenant,
    shift: &Shift<'_>,
    moving: &[Moving],
    lifted: &[AppointmentId],
    now: DateTime<Utc>,
) -> Result<Vec<Row>> {
    let at = |one: &Moving| super::rule::at(tenant.tz(), one.reading.date(), one.reading.time()).0;
    let series: Vec<DateTime<Utc>> = moving.iter().map(at).collect();
    let mut rows = Vec::new();
    for one in moving {
        let mut plan = one.visit.plan(&mut *tx).await?;
        plan.stretch_to(one.minutes);
        let judge = Judge::new(tenant, &plan, now, lifted);
        let wanted = Wanted {
            key: one.visit.id.to_string(),
            reading: one.reading,
            was: Some(one.visit.starts_at),
            series: &series,
        };
        rows.push(judge.row(&mut *tx, wanted, shift.decisions).await?);
    }
    Ok(rows)
}
