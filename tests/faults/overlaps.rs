//! Bookings, moves, cancellations and their undoing, all at once: no two visits ever share the master's time.

use aureli::accounts::Tenant;
use aureli::app::App;
use aureli::appointments::{Appointment, Cancellation, NewAppointment, Source, Status, Who};
use aureli::error::Error;
use aureli::events::Actor;
use aureli::i18n::Locale;
use aureli::id::{AppointmentId, TenantId};
use aureli::q;
use aureli::services::{Choice, Plan};
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;

use crate::support::on_both;

#[test]
fn whatever_happens_at_once_no_two_visits_overlap() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let tenant = practice.tenant.clone();
        let mut people = tokio::task::JoinSet::new();
        for _ in 0..16 {
            people.spawn(live(ctx.app.clone(), tenant.clone()));
        }
        let mut met = Met::default();
        while let Some(done) = people.join_next().await {
            let one = done.unwrap();
            met.conflicts += one.conflicts;
            met.restored += one.restored;
            met.not_restored += one.not_restored;
        }
        assert!(met.conflicts > 20, "they hardly met: {met:?}");
        assert!(met.restored > 0 && met.not_restored > 0, "{met:?}");
        assert_no_overlap(&ctx.app, tenant.id).await;
    });
}

/// How people got in each other's way.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    conflicts: usize,
    restored: usize,
    not_restored: usize,
}

/// One person who books, moves, stretches, cancels and takes that back at random.
async fn live(app: App, tenant: Tenant) -> Met {
    let actor = Actor::system();
    let now = app.clock.now();
    let mut mine: Vec<AppointmentId> = Vec::new();
    let mut gone: Vec<AppointmentId> = Vec::new();
    let mut met = Met::default();
    for _ in 0..30 {
        let start = now + TimeDelta::minutes(5 * rand::rng().random_range(1..120));
        let which = rand::rng().random_range(0..4);
        let result = match (which, mine.last().copied(), gone.last().copied()) {
            (1, Some(id), _) => {
                let length = [None, Some(20), Some(75)][rand::rng().random_range(0..3)];
                moved(&app, &tenant, &actor, id, start, length).await
            }
            (2, Some(id), _) => {
                mine.pop();
                gone.push(id);
                cancelled(&app, &tenant, &actor, id).await
            }
            (3, _, Some(id)) => {
                gone.pop();
                let result = restored(&app, &tenant, &actor, id).await;
                match &result {
                    Ok(()) => {
                        met.restored += 1;
                        mine.push(id);
                    }
                    Err(_) => met.not_restored += 1,
                }
                result
            }
            _ => booked(&app, &tenant, &actor, start)
                .await
                .map(|id| mine.push(id)),
        };
        match result {
            Ok(()) => {}
            Err(Error::SlotTaken | Error::Conflict(_)) => met.conflicts += 1,
            Err(other) => panic!("{other}"),
        }
    }
    met
}

async fn booked(
    app: &App,
    tenant: &Tenant,
    actor: &Actor,
    start: DateTime<Utc>,
) -> Result<AppointmentId, Error> {
    let slug = ["lamination", "shaping"][rand::rng().random_range(0..2)];
    let choice = Choice::by_slugs(&app.db, tenant.id, slug, None, &[]).await?;
    let plan = Plan::one(choice, tenant.currency);
    let new = NewAppointment {
        plan: &plan,
        client: None,
        starts_at: start,
        status: Status::Confirmed,
        source: Source::Master,
        locale: Locale::En,
        client_note: String::new(),
        internal_note: String::new(),
        book_over: false,
        only_offered: false,
        given: None,
        duration_minutes: Some([15, 30, 45, 60, 90][rand::rng().random_range(0..5)]),
    };
    let mut tx = app.db.begin().await?;
    let appointment = Appointment::book(&mut tx, tenant, actor, new, app.clock.now()).await?;
    tx.commit().await?;
    Ok(appointment.id)
}

async fn moved(
    app: &App,
    tenant: &Tenant,
    actor: &Actor,
    id: AppointmentId,
    to: DateTime<Utc>,
    minutes: Option<i64>,
) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let mut appointment = Appointment::find(&mut tx, tenant.id, id).await?;
    let version = appointment.version;
    appointment
        .move_to(
            &mut tx,
            tenant,
            actor,
            to,
            minutes,
            version,
            false,
            app.clock.now(),
        )
        .await?;
    Ok(tx.commit().await?)
}

async fn cancelled(
    app: &App,
    tenant: &Tenant,
    actor: &Actor,
    id: AppointmentId,
) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let mut appointment = Appointment::find(&mut tx, tenant.id, id).await?;
    let cancellation = Cancellation {
        by: Who::Master,
        reason: String::new(),
        is_late: false,
    };
    appointment
        .cancel(&mut tx, actor, cancellation, app.clock.now())
        .await?;
    Ok(tx.commit().await?)
}

async fn restored(
    app: &App,
    tenant: &Tenant,
    actor: &Actor,
    id: AppointmentId,
) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let mut appointment = Appointment::find(&mut tx, tenant.id, id).await?;
    appointment.restore(&mut tx, actor, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

pub async fn assert_no_overlap(app: &App, tenant: TenantId) {
    let spans = q!(
        &app.db,
        fetch_all: (DateTime<Utc>, DateTime<Utc>),
        "SELECT starts_at, ends_at FROM allocations WHERE tenant_id = $1 AND is_active ORDER BY starts_at",
        tenant,
    )
    .unwrap();
    assert!(spans.len() > 3, "too few visits to tell: {}", spans.len());
    for pair in spans.windows(2) {
        assert!(pair[0].1 <= pair[1].0, "{pair:?} overlap");
    }
}
