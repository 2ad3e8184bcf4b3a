//! A few visits of the demo that are not held at the studio: at a hotel's spa, and at clients' homes.

use chrono::{DateTime, Days, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, NewAppointment, Source, Status};
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{ClientId, UserId};
use crate::places::Places;
use crate::q;
use crate::schedule::availability::Availability;
use crate::services::{Choice, Plan};

/// Service, place, where the client lives, and in how many days at the earliest.
const VISITS: [(&str, &str, &str, u64); 4] = [
    (
        "wedding",
        "at-your-home",
        "Carrer de Sueca 31, 2ª\n46006 València",
        3,
    ),
    ("gel-manicure", "hotel", "", 5),
    (
        "wedding",
        "at-your-home",
        "Avinguda del Port 90\n46023 València",
        9,
    ),
    ("pedicure", "hotel", "", 11),
];

pub async fn book_some(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    seed: u64,
    now: DateTime<Utc>,
) -> Result<()> {
    let clients = q!(
        &app.db,
        fetch_all: (ClientId,),
        "SELECT c.id FROM clients c WHERE c.tenant_id = $1 AND NOT c.is_merged AND c.email IS NOT NULL AND c.blocked_at IS NULL
         ORDER BY c.id DESC LIMIT 8",
        tenant.id,
    )?;
    let places = Places::load(&app.db, tenant.id).await?;
    let mut rng = StdRng::seed_from_u64(seed);
    for ((client,), visit) in clients.into_iter().skip(4).zip(VISITS) {
        let (service, place, address, days) = visit;
        let choice = Choice::by_slugs(&app.db, tenant.id, service, None, &[]).await?;
        let place = places.by_slug(place).map(|place| place.id);
        let mut plan = Plan::one(choice, tenant.currency).at(place);
        plan.address = address.into();
        book(app, tenant, owner, client, &plan, days, &mut rng, now).await?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "a visit is these facts")]
async fn book(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    client: ClientId,
    plan: &Plan,
    days: u64,
    rng: &mut StdRng,
    now: DateTime<Utc>,
) -> Result<()> {
    let today = tenant.local_date(now);
    let from = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let mut tx = app.db.begin().await?;
    let free = Availability::load(&mut tx, tenant, plan, from, 14, None, now).await?;
    let slots = free.days().into_iter().flat_map(|day| day.slots);
    let Some(slot) = slots.into_iter().next() else {
        return Ok(());
    };
    let new = NewAppointment {
        plan,
        client: Some(client),
        starts_at: slot.start.to_utc(),
        status: Status::Confirmed,
        source: Source::Demo,
        locale: tenant.locale,
        client_note: String::new(),
        internal_note: String::new(),
        book_over: false,
        only_offered: false,
        duration_minutes: None,
        given: None,
    };
    let visit = match Appointment::book(&mut tx, tenant, &Actor::user(owner), new, now).await {
        Ok(visit) => visit,
        // Something is to be signed first.
        Err(Error::NeedsConsent(_)) => return Ok(()),
        Err(other) => return Err(other),
    };
    q!(
        tx,
        execute,
        "UPDATE appointments SET reference = $3 WHERE tenant_id = $1 AND id = $2",
        tenant.id,
        visit.id,
        reference(rng),
    )?;
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

/// The same for the same seed.
fn reference(rng: &mut StdRng) -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let letter = |_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]);
    (0..7).map(letter).collect()
}
