//! A regular of the demo who comes every six weeks: a visit of next week is the first of a series. The others lie beyond the
//! weeks that the diary fills, so that nothing there changes.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::series::{Decisions, NewSeries, Outcome, Row, Series, rule};
use crate::appointments::{About, Appointment};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{AppointmentId, TenantId, UserId};
use crate::q;
use crate::schedule::local::reading_at;

const RULE: &str = "FREQ=WEEKLY;INTERVAL=6;COUNT=4";

pub async fn repeat_one(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let visit = q!(
        tx,
        fetch_optional: Appointment,
        "SELECT a.* FROM appointments a WHERE a.tenant_id = $1 AND a.starts_at > $2 AND a.starts_at < $3
            AND a.status = 'confirmed' AND a.client_id IS NOT NULL AND a.title LIKE 'Brow%' AND a.price_minor > 2000
         ORDER BY a.starts_at, a.id LIMIT 1",
        tenant.id,
        now + TimeDelta::days(7),
        now + TimeDelta::days(21),
    )?;
    let Some(visit) = visit else { return Ok(()) };
    let first = reading_at(tenant.tz(), visit.starts_at);
    let days = rule::days(RULE, tenant.tz(), first, tenant.local_date(now));
    let days = days.map_err(|problem| Error::internal(problem.key))?;
    let plan = visit.plan_anew(&mut tx).await?;
    let about = About::of(&mut tx, tenant.id, visit.id).await?;
    let actor = Actor::user(owner);
    let undecided = Decisions::default();
    let new = NewSeries {
        plan: &plan,
        minutes: Some(visit.duration_minutes()),
        rule: RULE,
        days: &days,
        first,
        begun: Some(visit.id),
        client: visit.client_id,
        about,
        locale: visit.locale,
        note: String::new(),
        decisions: &undecided,
    };
    // Where it falls on a holiday, that visit is left out.
    let asked = Series::book(&mut tx, tenant, &actor, new.clone(), true, now).await?;
    let Outcome::Ask(rows) = asked else {
        return Ok(());
    };
    let skipped = |row: &Row| (!row.standing.is_free()).then(|| format!("{}=skip", row.key));
    let skipped: Vec<String> = rows.iter().filter_map(skipped).collect();
    let decisions = Decisions::read(&skipped);
    let decided = NewSeries {
        decisions: &decisions,
        ..new
    };
    Series::book(&mut tx, tenant, &actor, decided, false, now).await?;
    name_again(&mut tx, tenant.id, &visit).await?;
    // An invented client is told nothing.
    q!(
        tx,
        execute,
        "DELETE FROM messages WHERE tenant_id = $1 AND status = 'queued'",
        tenant.id,
    )?;
    tx.commit().await?;
    Ok(())
}

/// The same seed gives the same references: those of the first visit's letters, turned.
async fn name_again(tx: &mut Tx, tenant: TenantId, first: &Appointment) -> Result<()> {
    let others = q!(
        tx,
        fetch_all: (AppointmentId,),
        "SELECT a.id FROM series_visits v JOIN appointments a ON a.tenant_id = v.tenant_id AND a.id = v.appointment_id
         WHERE v.tenant_id = $1 AND a.id <> $2 ORDER BY a.starts_at",
        tenant,
        first.id,
    )?;
    let mut letters: Vec<char> = first.reference.chars().collect();
    for (id,) in others {
        letters.rotate_left(1);
        let reference: String = letters.iter().collect();
        q!(
            tx,
            execute,
            "UPDATE appointments SET reference = $3 WHERE tenant_id = $1 AND id = $2",
            tenant,
            id,
            reference,
        )?;
    }
    Ok(())
}
