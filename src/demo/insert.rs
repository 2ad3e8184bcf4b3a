//! Writes the demo in bulk: many rows a statement, everything of a practice in one transaction. The overlap guard judges
//! each row as it does any other.

use sqlx::{Postgres, QueryBuilder, Sqlite};

use super::diary::Visit;
use super::menu::Menu;
use super::people::Person;
use super::{cards, chain};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Status;
use crate::clients::search_text;
use crate::db::{Either, On, Tx, expect_growth};
use crate::error::Result;
use crate::events::Event;
use crate::id::{ItemId, ResourceId, TenantId, UserId};
use crate::q;

/// Rows a statement; times 27 columns it stays under SQLite's 32,766 values.
pub(super) const ROWS: usize = 1000;

/// Multi-row INSERTs of `$rows` on either database: table and columns, and what one row binds.
macro_rules! insert_rows {
    ($tx:expr, $place:literal, $rows:expr, |$row:ident, $bind:ident| $body:block) => {
        for chunk in $rows.chunks(ROWS) {
            match $tx.source(false).open().await? {
                Either::Lite(mut conn) => {
                    let mut query =
                        QueryBuilder::<Sqlite>::new(concat!("INSERT INTO ", $place, " "));
                    query.push_values(chunk, |mut $bind, $row| $body);
                    query.build().execute(&mut *conn).await?;
                }
                Either::Pg(mut conn) => {
                    let mut query =
                        QueryBuilder::<Postgres>::new(concat!("INSERT INTO ", $place, " "));
                    query.push_values(chunk, |mut $bind, $row| $body);
                    query.build().execute(&mut *conn).await?;
                }
            }
        }
    };
}

pub(super) use insert_rows;

pub async fn all(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    menu: &Menu,
    people: &[Person],
    visits: &[Visit],
) -> Result<()> {
    let mut tx = app.db.begin().await?;
    q!(
        tx,
        execute,
        "UPDATE tenants SET is_demo = TRUE WHERE id = $1",
        tenant.id
    )?;
    let (master,) = q!(
        tx,
        fetch_one: (ResourceId,),
        "SELECT id FROM resources WHERE tenant_id = $1 AND kind = 'master'",
        tenant.id,
    )?;
    clients(&mut tx, tenant, people).await?;
    cards::write(&mut tx, tenant, owner, people, app.clock.now()).await?;
    appointments(&mut tx, tenant, menu, people, visits).await?;
    items(&mut tx, tenant.id, menu, visits).await?;
    allocations(&mut tx, tenant.id, master, visits).await?;
    let end = q!(
        tx,
        fetch_one: (i64, Vec<u8>),
        "SELECT seq, hash FROM event_heads WHERE tenant_id = $1",
        tenant.id,
    )?;
    let events = chain::events(tenant.id, owner, menu, people, visits, end, tx.audit_key());
    write_events(&mut tx, tenant.id, &events).await?;
    cards::medical(app, &mut tx, tenant, owner, people).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets the query planner know what is there.
pub async fn analyze(app: &App) -> Result<()> {
    q!(&app.db, execute, "ANALYZE")?;
    if let Either::Lite(lite) = app.db.pools() {
        let mut conn = lite.write.acquire().await?;
        // What is still empty has lost its figures.
        expect_growth(&mut conn).await?;
        // Years of visits went through the log: into the file with them.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

async fn clients(tx: &mut Tx, tenant: &Tenant, people: &[Person]) -> Result<()> {
    insert_rows!(
        tx,
        "clients (tenant_id, id, name, phone, email, email_key, locale, allergies, search, source,
            birth_year, birth_month, birth_day, preferences, came_from, marketing_at, marketing_origin,
            created_at, updated_at)",
        people,
        |person, row| {
            let birthday = person.extras.birthday;
            let email_key = person.email.as_deref().map(str::to_lowercase);
            let search = search_text(&person.name, person.phone.as_deref(), email_key.as_deref());
            row.push_bind(tenant.id)
                .push_bind(person.id)
                .push_bind(&person.name)
                .push_bind(&person.phone)
                .push_bind(&person.email)
                .push_bind(email_key)
                .push_bind(person.locale)
                .push_bind(person.allergies)
                .push_bind(search)
                .push_bind(person.source)
                .push_bind(birthday.and_then(|birthday| birthday.year).map(i64::from))
                .push_bind(birthday.map(|birthday| i64::from(birthday.month)))
                .push_bind(birthday.map(|birthday| i64::from(birthday.day)))
                .push_bind(person.extras.preferences)
                .push_bind(person.extras.came_from)
                .push_bind(person.extras.marketing_at)
                .push_bind(person.extras.marketing_at.map_or("", |_| "public"))
                .push_bind(person.since)
                .push_bind(person.since);
        }
    );
    Ok(())
}

async fn appointments(
    tx: &mut Tx,
    tenant: &Tenant,
    menu: &Menu,
    people: &[Person],
    visits: &[Visit],
) -> Result<()> {
    insert_rows!(
        tx,
        "appointments (tenant_id, id, reference, client_id, status, starts_at, ends_at, busy_from, busy_to,
            source, title, price_minor, currency, client_note, cancelled_by, is_late_cancel, client_confirmed_at, expires_at,
            no_show_at, locale, sequence, version, created_at, updated_at)",
        visits,
        |visit, row| {
            let dish = &menu.0[visit.dish];
            let person = visit.person.map(|n| &people[n]);
            let is_cancelled = visit.status == Status::Cancelled;
            row.push_bind(tenant.id)
                .push_bind(visit.id)
                .push_bind(&visit.reference)
                .push_bind(person.map(|person| person.id))
                .push_bind(visit.status)
                .push_bind(visit.starts_at)
                .push_bind(visit.ends_at)
                .push_bind(visit.starts_at)
                .push_bind(visit.busy_to)
                .push_bind(visit.source)
                .push_bind(&dish.title)
                .push_bind(dish.price_minor)
                .push_bind(tenant.currency)
                .push_bind(visit.client_note)
                .push_bind(visit.cancelled_by)
                .push_bind(is_cancelled && chain::is_late(visit))
                .push_bind(visit.client_confirmed_at)
                .push_bind(visit.expires_at)
                .push_bind((visit.status == Status::NoShow).then_some(visit.settled_at))
                .push_bind(person.map_or(tenant.locale, |person| person.locale))
                .push_bind(i64::from(is_cancelled))
                .push_bind(1 + chain::changes(visit, menu))
                .push_bind(visit.created_at)
                .push_bind(visit.settled_at.max(visit.created_at));
        }
    );
    Ok(())
}

async fn items(tx: &mut Tx, tenant: TenantId, menu: &Menu, visits: &[Visit]) -> Result<()> {
    let rows: Vec<_> = visits
        .iter()
        .flat_map(|visit| {
            menu.0[visit.dish]
                .items
                .iter()
                .enumerate()
                .map(move |(n, item)| (visit, n as i64, item))
        })
        .collect();
    insert_rows!(
        tx,
        "appointment_items (tenant_id, id, appointment_id, position, service_id, variant_id, addon_id, name,
            duration_minutes, price_minor)",
        rows,
        |part, row| {
            let (visit, position, item) = part;
            row.push_bind(tenant)
                .push_bind(item_id(visit, *position))
                .push_bind(visit.id)
                .push_bind(*position)
                .push_bind(item.service_id)
                .push_bind(item.variant_id)
                .push_bind(item.addon_id)
                .push_bind(&item.name)
                .push_bind(item.duration_minutes)
                .push_bind(item.price_minor);
        }
    );
    Ok(())
}

/// The visit's own with its place in the last bits: unique, and the same for the same seed.
fn item_id(visit: &Visit, position: i64) -> ItemId {
    let mut bytes = *visit.id.0.as_bytes();
    bytes[15] = bytes[15].wrapping_add(1).wrapping_add(position as u8);
    ItemId(uuid::Uuid::from_bytes(bytes))
}

async fn allocations(
    tx: &mut Tx,
    tenant: TenantId,
    master: ResourceId,
    visits: &[Visit],
) -> Result<()> {
    insert_rows!(
        tx,
        "allocations (tenant_id, resource_id, appointment_id, starts_at, ends_at, expires_at, is_active)",
        visits,
        |visit, row| {
            row.push_bind(tenant)
                .push_bind(master)
                .push_bind(visit.id)
                .push_bind(visit.starts_at)
                .push_bind(visit.busy_to)
                .push_bind(visit.expires_at)
                .push_bind(visit.status.takes_time());
        }
    );
    Ok(())
}

async fn write_events(tx: &mut Tx, tenant: TenantId, events: &[Event]) -> Result<()> {
    insert_rows!(
        tx,
        "events (tenant_id, id, seq, kind, object_kind, object_id, actor_kind, actor_id, at, data, hash)",
        events,
        |event, row| {
            row.push_bind(tenant)
                .push_bind(event.id)
                .push_bind(event.seq)
                .push_bind(event.kind)
                .push_bind(&event.object_kind)
                .push_bind(event.object_id)
                .push_bind(event.actor_kind)
                .push_bind(event.actor_id)
                .push_bind(event.at)
                .push_bind(&event.data)
                .push_bind(&event.hash);
        }
    );
    let Some(last) = events.last() else {
        return Ok(());
    };
    q!(
        tx,
        execute,
        "UPDATE event_heads SET seq = $2, hash = $3 WHERE tenant_id = $1",
        tenant,
        last.seq,
        &last.hash
    )?;
    Ok(())
}
