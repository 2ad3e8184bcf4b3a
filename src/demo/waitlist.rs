//! A few clients of the demo who wait for a time, so that a visit that is cancelled finds somebody.

use chrono::{DateTime, Days, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{ClientId, UserId};
use crate::q;
use crate::services::{Choice, Service};
use crate::waitlist::model::{ALL_PARTS, ALL_WEEKDAYS, Entry, EntrySource, NewEntry, Wish};

/// From when and until when, in days from now; weekdays, parts, first.
const WISHES: [(u64, u64, i64, i64, bool); 4] = [
    (0, 14, ALL_WEEKDAYS, ALL_PARTS, false),
    (1, 30, 1 + 4 + 16, 4, false),
    (2, 9, ALL_WEEKDAYS, 1 + 2, true),
    (0, 45, 32, ALL_PARTS, false),
];

pub async fn put_some(app: &App, tenant: &Tenant, owner: UserId, now: DateTime<Utc>) -> Result<()> {
    let mut services = Service::public(&app.db, tenant.id).await?;
    services.retain(|service| service.is_active && service.price_minor > 0);
    let clients = q!(
        &app.db,
        fetch_all: (ClientId,),
        "SELECT c.id FROM clients c WHERE c.tenant_id = $1 AND NOT c.is_merged AND c.email IS NOT NULL AND c.blocked_at IS NULL
         ORDER BY c.id DESC LIMIT 4",
        tenant.id,
    )?;
    let today = tenant.local_date(now);
    let mut tx = app.db.begin().await?;
    for (n, ((client,), wish)) in clients.into_iter().zip(WISHES).enumerate() {
        let (from, until, weekdays, parts, is_first) = wish;
        let Some(service) = services.get(n % services.len().max(1)) else {
            continue;
        };
        let day = |days| today.checked_add_days(Days::new(days)).unwrap_or(today);
        let choice = Choice {
            service: service.clone(),
            variant: None,
            addons: Vec::new(),
        };
        let new = NewEntry {
            choice,
            place: None,
            wish: Wish {
                from_date: day(from),
                until_date: day(until),
                weekdays,
                parts,
            },
            priority: i64::from(is_first),
            client_note: String::new(),
            note: String::new(),
            source: EntrySource::Master,
            locale: tenant.locale,
            given: None,
        };
        let actor = Actor::user(owner);
        Entry::join(&mut tx, tenant, &actor, client, new, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
