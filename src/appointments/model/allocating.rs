//! Which rooms, chairs and devices a visit gets: concrete ones, by its services' preference among what is free.
//!
//! A visit keeps what it has where that is free; a group comes together in the room it has. What clients are offered comes
//! first; a visit that the master books may stand outside a room's hours, as it may outside their own. Whatever is chosen
//! here, the database has the last word.

use chrono::{DateTime, Days, Utc};
use serde_json::json;
use sqlx::FromRow;

use super::booking::share_key;
use super::{Appointment, MAX_SPAN_DAYS};
use crate::accounts::Tenant;
use crate::db::{On, Tx, is_overlap};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::id::{AppointmentId, ResourceId, ServiceId, TenantId};
use crate::places::Places;
use crate::q;
use crate::schedule::gathered::{COUNTED, Wish};
use crate::schedule::local::{Span, date_at, day_bounds};
use crate::schedule::pools::Needs;
use crate::schedule::slots::{Room, Wanted, room};
use crate::services::Plan;

/// Units of one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Share {
    resource: ResourceId,
    units: u32,
    is_counted: bool,
}

/// A visit that looks for its resources.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seeker<'a> {
    pub services: &'a [ServiceId],
    pub wanted: Wanted,
    pub start: DateTime<Utc>,
    /// Its own time does not count.
    pub own: Option<AppointmentId>,
    /// Preferred wherever they are free: what it has.
    pub keep: &'a [ResourceId],
    /// Takes what it prefers although others have it.
    pub book_over: bool,
}

/// One need of a visit, and what could meet it.
#[derive(Clone, Debug)]
pub struct PoolChoice {
    pub quantity: i64,
    /// The preferred first.
    pub members: Vec<MemberChoice>,
}

#[derive(Clone, Debug)]
pub struct MemberChoice {
    pub resource: ResourceId,
    pub name: String,
    /// That the visit has.
    pub units: i64,
    pub is_counted: bool,
    pub room: Room,
}

/// What a visit takes, a row for each resource.
#[derive(Clone, Debug, FromRow)]
struct OwnRow {
    resource_id: ResourceId,
    is_master: bool,
    share_key: Option<String>,
    share_limit: i64,
    /// Its services need more than the master.
    has_needs: bool,
}

impl Seeker<'_> {
    /// What the services need, and how much of it there is.
    async fn look(
        &self,
        mut on: impl On,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<(Needs, Vec<Vec<Room>>)> {
        let tz = tenant.tz();
        let date = date_at(tz, self.start);
        let first = date.pred_opt().unwrap_or(date);
        let last = date
            .checked_add_days(Days::new(MAX_SPAN_DAYS as u64))
            .unwrap_or(date);
        let window = Span::new(day_bounds(tz, first).start, day_bounds(tz, last).end);
        let wish = Wish {
            tenant: tenant.id,
            services: self.services,
            first,
            last,
            window,
            without: self.own,
            now,
        };
        let needs = Needs::load(&mut on, wish, tz).await?;
        let rooms = room(&needs.pools, &self.wanted, self.start);
        Ok((needs, rooms))
    }

    /// The concrete resources; the error tells which need cannot be met, by its resources.
    async fn choose(
        &self,
        on: impl On,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<std::result::Result<Vec<Share>, Vec<ResourceId>>> {
        let (needs, rooms) = self.look(on, tenant, now).await?;
        let mut chosen = Vec::new();
        for ((pool, resources), rooms) in needs.pools.iter().zip(&needs.resources).zip(rooms) {
            let capacities = pool.members.iter().map(|member| member.capacity);
            let members: Vec<Candidate> = resources
                .iter()
                .zip(capacities)
                .zip(rooms)
                .map(|((id, capacity), room)| Candidate {
                    resource: *id,
                    capacity,
                    is_own: room.is_joined || self.keep.contains(id),
                    room,
                })
                .collect();
            match pick(members, pool.quantity, self.book_over) {
                Some(shares) => chosen.extend(shares),
                None => return Ok(Err(resources.clone())),
            }
        }
        Ok(Ok(chosen))
    }
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    resource: ResourceId,
    capacity: u32,
    room: Room,
    /// The visit, or its group, is there already.
    is_own: bool,
}

/// So many units out of these; none where they do not have as many.
fn pick(mut members: Vec<Candidate>, quantity: u32, book_over: bool) -> Option<Vec<Share>> {
    members.sort_by_key(|member| !member.is_own);
    let mut units = vec![0_u32; members.len()];
    let mut missing = quantity;
    let tiers: [fn(&Candidate) -> u32; 3] = [
        |member| member.room.open,
        |member| member.room.untaken,
        |member| member.capacity,
    ];
    for tier in tiers.iter().take(if book_over { 3 } else { 2 }) {
        for (member, has) in members.iter().zip(&mut units) {
            let more = tier(member).saturating_sub(*has).min(missing);
            *has += more;
            missing -= more;
        }
    }
    let shares = members.iter().zip(units).filter(|(_, units)| *units > 0);
    let shares = shares.map(|(member, units)| Share {
        resource: member.resource,
        units,
        is_counted: member.capacity > 1,
    });
    (missing == 0).then(|| shares.collect())
}

impl Appointment {
    /// Takes the time: the master's, and that of what the plan needs. Here the database keeps the promise: a second visit for
    /// the same time fails.
    pub(super) async fn allocate(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        master: ResourceId,
        plan: &Plan,
        has_needs: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let capacity = plan.capacity();
        let key = (capacity > 1).then(|| share_key(plan, self.starts_at));
        let mut shares = vec![Share {
            resource: master,
            units: 1,
            is_counted: false,
        }];
        if has_needs {
            let services = plan.service_ids();
            let seeker = Seeker {
                keep: &[],
                ..self.seeker(&services, capacity)
            };
            let found = seeker.choose(&mut *tx, tenant, now).await?;
            shares.extend(found.map_err(|_| Error::SlotTaken)?);
        }
        for share in shares {
            self.insert_share(tx, share, key.as_deref(), capacity)
                .await?;
        }
        Ok(())
    }

    fn seeker<'a>(&self, services: &'a [ServiceId], capacity: i64) -> Seeker<'a> {
        let minutes =
            |from: DateTime<Utc>, to: DateTime<Utc>| (to - from).num_minutes().max(0) as u32;
        Seeker {
            services,
            wanted: Wanted {
                service: services.first().map_or(uuid::Uuid::nil(), |id| id.0),
                duration_minutes: minutes(self.starts_at, self.ends_at),
                buffer_before_minutes: minutes(self.busy_from, self.starts_at),
                buffer_after_minutes: minutes(self.ends_at, self.busy_to),
                capacity: capacity as u32,
                seats: 1,
            },
            start: self.starts_at,
            own: Some(self.id),
            keep: &[],
            book_over: self.is_booked_over,
        }
    }

    async fn insert_share(
        &self,
        tx: &mut Tx,
        share: Share,
        key: Option<&str>,
        limit: i64,
    ) -> Result<()> {
        let key = if share.is_counted { Some(COUNTED) } else { key };
        let taken = q!(
            tx,
            execute,
            "INSERT INTO allocations (tenant_id, resource_id, appointment_id, starts_at, ends_at, seats, share_key, share_limit,
                expires_at, is_override, is_active, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            self.tenant_id,
            share.resource,
            self.id,
            self.busy_from,
            self.busy_to,
            i64::from(share.units),
            key,
            limit,
            self.expires_at,
            self.is_booked_over,
            self.status.takes_time(),
            self.place_id.map(|place| place.to_string()),
        );
        or_taken(taken)
    }

    /// Takes the time the visit now stands at, after a move or when it takes its time again: the same resources where they
    /// are free, else others that its services name.
    pub(super) async fn take_again(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<()> {
        let places = Places::load(&mut *tx, self.tenant_id).await?;
        self.check_travel(tx, &places).await?;
        let own = self.own_rows(&mut *tx).await?;
        let keep: Vec<ResourceId> = own
            .iter()
            .filter(|row| !row.is_master)
            .map(|row| row.resource_id)
            .collect();
        if keep.is_empty() && !own.iter().any(|row| row.has_needs) {
            return self.update_allocations(tx).await;
        }
        let tenant = Tenant::find(&mut *tx, self.tenant_id).await?;
        let group = own.iter().find(|row| row.is_master);
        let key = group.and_then(|row| row.share_key.clone());
        let limit = group.map_or(1, |row| row.share_limit);
        let services = self.services(&mut *tx).await?;
        let seeker = Seeker {
            keep: &keep,
            ..self.seeker(&services, limit)
        };
        let found = seeker.choose(&mut *tx, &tenant, now).await?;
        let shares = found.map_err(|_| Error::SlotTaken)?;
        self.replace_shares(tx, &shares, key.as_deref(), limit)
            .await
    }

    /// Gives back what it has besides the master, and takes these instead.
    async fn replace_shares(
        &self,
        tx: &mut Tx,
        shares: &[Share],
        key: Option<&str>,
        limit: i64,
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM allocations WHERE tenant_id = $1 AND appointment_id = $2
                AND resource_id NOT IN (SELECT id FROM resources WHERE tenant_id = $1 AND kind = 'master')",
            self.tenant_id,
            self.id,
        )?;
        self.update_allocations(tx).await?;
        for share in shares {
            self.insert_share(tx, *share, key, limit).await?;
        }
        Ok(())
    }

    async fn own_rows(&self, mut on: impl On) -> Result<Vec<OwnRow>> {
        Ok(q!(
            on,
            fetch_all: OwnRow,
            "SELECT a.resource_id, r.kind = 'master' AS is_master, a.share_key, a.share_limit,
                EXISTS (SELECT 1 FROM appointment_items i
                    JOIN service_resources s ON s.tenant_id = i.tenant_id AND s.service_id = i.service_id
                    WHERE i.tenant_id = $1 AND i.appointment_id = $2) AS has_needs
             FROM allocations a JOIN resources r ON r.tenant_id = a.tenant_id AND r.id = a.resource_id
             WHERE a.tenant_id = $1 AND a.appointment_id = $2",
            self.tenant_id,
            self.id,
        )?)
    }

    /// Its services in order; add-ons are none of their own.
    pub(super) async fn services(&self, on: impl On) -> Result<Vec<ServiceId>> {
        let items = self.items(on).await?;
        let own = items.iter().filter(|item| item.addon_id.is_none());
        Ok(own.map(|item| item.service_id).collect())
    }

    /// What it takes besides the master, by name, with how many units.
    pub async fn resources(&self, mut on: impl On) -> Result<Vec<(ResourceId, String, i64)>> {
        Ok(q!(
            on,
            fetch_all: (ResourceId, String, i64),
            "SELECT r.id, r.name, a.seats FROM allocations a
             JOIN resources r ON r.tenant_id = a.tenant_id AND r.id = a.resource_id
             WHERE a.tenant_id = $1 AND a.appointment_id = $2 AND r.kind <> 'master' ORDER BY r.name, r.id",
            self.tenant_id,
            self.id,
        )?)
    }

    /// What it could take instead, need by need.
    pub async fn choices(
        &self,
        mut on: impl On,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<Vec<PoolChoice>> {
        let own = self.resources(&mut on).await?;
        let group = self.own_rows(&mut on).await?;
        let limit = group
            .iter()
            .find(|row| row.is_master)
            .map_or(1, |row| row.share_limit);
        let services = self.services(&mut on).await?;
        let seeker = self.seeker(&services, limit);
        let (needs, rooms) = seeker.look(&mut on, tenant, now).await?;
        let mut choices = Vec::new();
        for ((pool, resources), rooms) in needs.pools.iter().zip(&needs.resources).zip(rooms) {
            let names = names(&mut on, tenant.id, resources).await?;
            let members = resources.iter().zip(names).zip(rooms).zip(&pool.members);
            let members = members.map(|(((id, name), room), member)| MemberChoice {
                resource: *id,
                name,
                units: own
                    .iter()
                    .find(|(own, ..)| own == id)
                    .map_or(0, |(.., units)| *units),
                is_counted: member.capacity > 1,
                room,
            });
            choices.push(PoolChoice {
                quantity: i64::from(pool.quantity),
                members: members.collect(),
            });
        }
        Ok(choices)
    }

    /// Takes these resources instead of its own. [`Error::SlotTaken`] when somebody else has one, [`Error::Invalid`] when
    /// they are not what the services need.
    pub async fn take_resources(
        &mut self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        wanted: &[(ResourceId, i64)],
        now: DateTime<Utc>,
    ) -> Result<()> {
        if !self.status.takes_time() {
            return Err(Error::Conflict("appointment-closed"));
        }
        let choices = self.choices(&mut *tx, tenant, now).await?;
        let mut shares = Vec::new();
        for choice in &choices {
            let units = |id: ResourceId| -> i64 {
                let asked = wanted.iter().filter(|(asked, _)| *asked == id);
                asked.map(|(_, units)| *units).sum()
            };
            let total: i64 = choice.members.iter().map(|m| units(m.resource)).sum();
            if total != choice.quantity {
                return Err(Error::Invalid("resources-pick-sum"));
            }
            let taken = choice.members.iter().filter(|m| units(m.resource) > 0);
            shares.extend(taken.map(|member| Share {
                resource: member.resource,
                units: units(member.resource) as u32,
                is_counted: member.is_counted,
            }));
        }
        let own = self.own_rows(&mut *tx).await?;
        let group = own.iter().find(|row| row.is_master);
        let (key, limit) = match group {
            Some(row) => (row.share_key.clone(), row.share_limit),
            None => (None, 1),
        };
        self.save(tx, now).await?;
        self.replace_shares(tx, &shares, key.as_deref(), limit)
            .await?;
        let data =
            json!({ "resources": shares.iter().map(|share| share.resource).collect::<Vec<_>>() });
        let object = Object::Appointment(self.id);
        events::record(
            tx,
            self.tenant_id,
            actor,
            Kind::AppointmentUpdated,
            object,
            data,
            now,
        )
        .await?;
        Ok(())
    }

    /// Whether what it needs besides the master can still be had.
    pub(super) async fn could_take_again(
        &self,
        mut on: impl On,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let own = self.own_rows(&mut on).await?;
        if !own.iter().any(|row| row.has_needs) {
            return Ok(true);
        }
        let tenant = Tenant::find(&mut on, self.tenant_id).await?;
        let limit = own
            .iter()
            .find(|row| row.is_master)
            .map_or(1, |row| row.share_limit);
        let services = self.services(&mut on).await?;
        let seeker = self.seeker(&services, limit);
        Ok(seeker.choose(&mut on, &tenant, now).await?.is_ok())
    }

    /// The resources of the need that a visit at this time could not have met; none when the master is in the way, or
    /// nothing.
    pub async fn missing(
        mut on: impl On,
        tenant: &Tenant,
        plan: &Plan,
        start: DateTime<Utc>,
        own: Option<AppointmentId>,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>> {
        let services = plan.service_ids();
        let seeker = Seeker {
            services: &services,
            wanted: crate::schedule::availability::wanted(plan),
            start,
            own,
            keep: &[],
            book_over: false,
        };
        match seeker.choose(&mut on, tenant, now).await? {
            Ok(_) => Ok(Vec::new()),
            Err(resources) => names(&mut on, tenant.id, &resources).await,
        }
    }
}

async fn names(mut on: impl On, tenant: TenantId, ids: &[ResourceId]) -> Result<Vec<String>> {
    let rows = q!(
        on,
        fetch_all: (ResourceId, String),
        "SELECT id, name FROM resources WHERE tenant_id = $1",
        tenant,
    )?;
    let name = |id: &ResourceId| {
        let row = rows.iter().find(|(other, _)| other == id);
        row.map(|(_, name)| name.clone())
    };
    Ok(ids.iter().filter_map(name).collect())
}

fn or_taken(done: std::result::Result<u64, sqlx::Error>) -> Result<()> {
    match done {
        Err(error) if is_overlap(&error) => Err(Error::SlotTaken),
        other => Ok(other.map(drop)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(n: u128, capacity: u32, open: u32, untaken: u32) -> Candidate {
        Candidate {
            resource: ResourceId(uuid::Uuid::from_u128(n)),
            capacity,
            room: Room {
                open,
                untaken,
                is_joined: false,
            },
            is_own: false,
        }
    }

    fn picked(members: &[Candidate], quantity: u32, book_over: bool) -> Option<Vec<(u128, u32)>> {
        let shares = pick(members.to_vec(), quantity, book_over)?;
        let shown = shares.iter().map(|s| (s.resource.0.as_u128(), s.units));
        Some(shown.collect())
    }

    #[test]
    fn the_preferred_is_taken_first_and_the_own_before_it() {
        let mut all = [
            candidate(1, 1, 1, 1),
            candidate(2, 1, 1, 1),
            candidate(3, 1, 1, 1),
        ];
        assert_eq!(picked(&all, 1, false), Some(vec![(1, 1)]));
        assert_eq!(picked(&all, 2, false), Some(vec![(1, 1), (2, 1)]));
        all[2].is_own = true;
        assert_eq!(picked(&all, 2, false), Some(vec![(3, 1), (1, 1)]));
        assert_eq!(picked(&all, 4, false), None);
    }

    #[test]
    fn what_is_closed_comes_last_and_what_is_taken_only_over_others() {
        let all = [
            candidate(1, 1, 0, 0),
            candidate(2, 1, 0, 1),
            candidate(3, 2, 1, 1),
        ];
        assert_eq!(picked(&all, 1, false), Some(vec![(3, 1)]));
        assert_eq!(picked(&all, 2, false), Some(vec![(2, 1), (3, 1)]));
        assert_eq!(picked(&all, 3, false), None);
        assert_eq!(picked(&all, 3, true), Some(vec![(1, 1), (2, 1), (3, 1)]));
        assert_eq!(picked(&all, 5, true), None);
    }
}
