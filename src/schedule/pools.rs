//! What services need besides the master, read from the database: so many units out of some resources, and when those
//! are taken, blocked or closed.
//!
//! A plan of several services keeps its chair: needs whose lists meet are one, the larger quantity out of what both
//! list. So no resource stands in two pools, and taking from each by itself is enough.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use sqlx::FromRow;

use super::availability::blocked_spans;
use super::gathered::{self, COUNTED, Wish};
use super::local::{Span, at_minute, resolve};
use super::slots::{Busy, Member, Override, Pool, WeeklyHours, opening_intervals};
use crate::db::{On, Tx};
use crate::error::Result;
use crate::id::{ResourceId, ServiceId, TenantId};
use crate::q;

/// The pools of some services, with whose members they are.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub pools: Vec<Pool>,
    /// Alike: by pool, then by member.
    pub resources: Vec<Vec<ResourceId>>,
}

/// One need as it is written down: a quantity out of resources, the preferred first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub quantity: i64,
    pub resources: Vec<ResourceId>,
}

/// A line of `service_resources`.
#[derive(Clone, Debug, FromRow)]
struct NeedRow {
    service_id: ServiceId,
    /// None: a need of its own.
    need: Option<i64>,
    quantity: i64,
    resource_id: ResourceId,
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    need: NeedRow,
    capacity: i64,
    hours: Option<String>,
    overrides: Option<String>,
    blocks: Option<String>,
    taken: Option<String>,
    elsewhere: Option<String>,
}

impl Need {
    /// Of one service, in order.
    pub async fn of_service(
        mut on: impl On,
        tenant: TenantId,
        service: ServiceId,
    ) -> Result<Vec<Self>> {
        let rows = q!(
            on,
            fetch_all: NeedRow,
            "SELECT s.service_id, s.need, s.quantity, s.resource_id FROM service_resources s
             JOIN resources r ON r.tenant_id = s.tenant_id AND r.id = s.resource_id
             WHERE s.tenant_id = $1 AND s.service_id = $2 AND r.kind <> 'master' ORDER BY s.need, s.position, s.id",
            tenant,
            service,
        )?;
        Ok(needs(rows.iter(), service))
    }

    /// Writes these instead of what the service needed. No resource may stand in two of them.
    pub async fn replace_all(
        tx: &mut Tx,
        tenant: TenantId,
        service: ServiceId,
        needs: &[Self],
    ) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM service_resources WHERE tenant_id = $1 AND service_id = $2",
            tenant,
            service,
        )?;
        for (number, need) in needs.iter().enumerate() {
            for (position, resource) in need.resources.iter().enumerate() {
                q!(
                    tx,
                    execute,
                    "INSERT INTO service_resources (tenant_id, id, service_id, resource_id, quantity, need, position)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    tenant,
                    uuid::Uuid::now_v7(),
                    service,
                    *resource,
                    need.quantity,
                    number as i64,
                    position as i64,
                )?;
            }
        }
        Ok(())
    }
}

impl Needs {
    /// Of the services wished for, within the window. A resource that is switched off has no units.
    pub async fn load(mut on: impl On, wish: Wish<'_>, tz: Tz) -> Result<Self> {
        let rows = q!(
            on,
            fetch_all: Row,
            "SELECT s.service_id, s.need, s.quantity, s.resource_id,
                CASE WHEN r.is_active THEN r.capacity ELSE 0 END AS capacity,
                (SELECT string_agg(concat(h.weekday, '|', h.from_minute, '|', h.to_minute, '|', h.valid_from, '|', h.valid_until), '
')
                 FROM working_hours h WHERE h.tenant_id = $1 AND h.resource_id = r.id) AS hours,
                (SELECT string_agg(concat(o.date, '|', CAST(o.open AS TEXT)), '
')
                 FROM date_overrides o WHERE o.tenant_id = $1 AND o.resource_id = r.id AND o.date BETWEEN $2 AND $3) AS overrides,
                (SELECT string_agg(concat(b.starts_local, '|', b.ends_local, '|', b.starts_at, '|', b.ends_at, '|', b.rrule), '
')
                 FROM blocks b WHERE b.tenant_id = $1 AND b.resource_id = r.id AND b.last_date >= $2 AND b.first_date <= $3) AS blocks,
                (SELECT string_agg(concat(a.starts_at, '|', a.ends_at, '|', a.seats, '|', a.share_key), '
')
                 FROM allocations a
                 WHERE a.tenant_id = $1 AND a.resource_id = r.id
                   AND a.is_active AND a.starts_at < $5 AND a.ends_at > $4 AND a.starts_at > $6
                   AND (a.expires_at IS NULL OR a.expires_at > $7)
                   AND (a.appointment_id <> $12 OR $12 IS NULL)) AS taken,
                (SELECT string_agg(concat(e.starts_at, '|', e.ends_at), '
')
                 FROM busy_times e
                 WHERE e.tenant_id = $1 AND e.resource_id = r.id
                   AND e.starts_at < $5 AND e.ends_at > $4 AND e.starts_at > $6) AS elsewhere
             FROM service_resources s JOIN resources r ON r.tenant_id = s.tenant_id AND r.id = s.resource_id
             WHERE s.tenant_id = $1 AND s.service_id IN ($8, $9, $10, $11) AND r.kind <> 'master'
             ORDER BY s.need, s.position, s.id",
            wish.tenant,
            wish.first,
            wish.last,
            wish.window.start,
            wish.window.end,
            wish.reach(),
            wish.now,
            wish.service(0),
            wish.service(1),
            wish.service(2),
            wish.service(3),
            wish.without,
        )?;
        let lines: Vec<NeedRow> = rows.iter().map(|row| row.need.clone()).collect();
        let mut members = Vec::with_capacity(rows.len());
        for row in rows {
            members.push((row.need.resource_id, row.member(wish, tz)?));
        }
        let member = |id: &ResourceId| {
            let found = members.iter().find(|(other, _)| other == id);
            found.map(|(_, member)| member.clone()).unwrap_or_default()
        };
        let (mut pools, mut resources) = (Vec::new(), Vec::new());
        for need in merged(&lines, wish.services) {
            pools.push(Pool {
                quantity: need.quantity as u32,
                members: need.resources.iter().map(member).collect(),
            });
            resources.push(need.resources);
        }
        Ok(Self { pools, resources })
    }
}

impl Row {
    fn member(self, wish: Wish<'_>, tz: Tz) -> Result<Member> {
        let hours = gathered::read(self.hours, gathered::hours)?;
        let overrides = gathered::read(self.overrides, gathered::override_of)?;
        let blocks = gathered::read(self.blocks, gathered::block)?;
        let capacity = self.capacity as u32;
        let busy = gathered::read(self.taken, |fields| {
            let busy = gathered::taken(fields)?;
            let is_counted = fields.get(3) == Some(&COUNTED);
            let seats = if is_counted { busy.seats } else { capacity };
            Some(Busy { seats, ..busy })
        })?;
        let mut blocked = blocked_spans(&blocks, tz, wish.window);
        blocked.extend(gathered::read(self.elsewhere, gathered::span)?);
        Ok(Member {
            capacity,
            busy,
            blocked,
            closed: closed(&hours, &overrides, tz, wish),
        })
    }
}

/// The needs of one service, in the order of its rows.
fn needs<'a>(rows: impl Iterator<Item = &'a NeedRow>, service: ServiceId) -> Vec<Need> {
    let mut needs: Vec<(Option<i64>, Need)> = Vec::new();
    for row in rows.filter(|row| row.service_id == service) {
        let same = |(number, _): &&mut (Option<i64>, Need)| number.is_some() && *number == row.need;
        match needs.iter_mut().find(same) {
            Some((_, need)) => need.resources.push(row.resource_id),
            None => {
                let need = Need {
                    quantity: row.quantity,
                    resources: vec![row.resource_id],
                };
                needs.push((row.need, need));
            }
        }
    }
    needs.into_iter().map(|(_, need)| need).collect()
}

/// The needs of all services, those whose lists meet as one.
fn merged(rows: &[NeedRow], services: &[ServiceId]) -> Vec<Need> {
    let mut all: Vec<Need> = Vec::new();
    for (n, service) in services.iter().enumerate() {
        // The same service twice needs nothing more.
        if services[..n].contains(service) {
            continue;
        }
        for need in needs(rows.iter(), *service) {
            let meets =
                |known: &&mut Need| known.resources.iter().any(|id| need.resources.contains(id));
            match all.iter_mut().find(meets) {
                Some(known) => {
                    known.resources.retain(|id| need.resources.contains(id));
                    known.quantity = known.quantity.max(need.quantity);
                }
                None => all.push(need),
            }
        }
    }
    all
}

/// The spans of the window outside a resource's own hours; without any it is always open, but for its overrides.
fn closed(hours: &[WeeklyHours], overrides: &[Override], tz: Tz, wish: Wish<'_>) -> Vec<Span> {
    if hours.is_empty() && overrides.is_empty() {
        return Vec::new();
    }
    let of_date = |date: NaiveDate| {
        let is_unlike = overrides.iter().any(|over| over.date == date);
        let open = match hours.is_empty() && !is_unlike {
            true => vec![(0, 1440)],
            false => opening_intervals(hours, overrides, date),
        };
        let instant = move |minute| resolve(tz, at_minute(date, minute));
        open.into_iter()
            .map(move |(from, to)| Span::new(instant(from), instant(to)))
    };
    // What the evening before the first day leaves over midnight is open too.
    let eve = wish
        .first
        .checked_sub_days(Days::new(1))
        .unwrap_or(wish.first);
    let dates = eve.iter_days().take_while(|date| *date <= wish.last);
    let mut open: Vec<Span> = dates.flat_map(of_date).collect();
    open.sort_unstable();
    let (mut closed, mut from) = (Vec::new(), wish.window.start);
    for span in open {
        if span.start > from {
            closed.push(Span::new(from, span.start.min(wish.window.end)));
        }
        from = from.max(span.end);
    }
    if from < wish.window.end {
        closed.push(Span::new(from, wish.window.end));
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(service: u128, need: Option<i64>, quantity: i64, resource: u128) -> NeedRow {
        NeedRow {
            service_id: ServiceId(uuid::Uuid::from_u128(service)),
            need,
            quantity,
            resource_id: ResourceId(uuid::Uuid::from_u128(resource)),
        }
    }

    fn shown(rows: &[NeedRow], services: &[u128]) -> Vec<(i64, Vec<u128>)> {
        let services: Vec<ServiceId> = services
            .iter()
            .map(|n| ServiceId(uuid::Uuid::from_u128(*n)))
            .collect();
        merged(rows, &services)
            .into_iter()
            .map(|need| {
                (
                    need.quantity,
                    need.resources.iter().map(|id| id.0.as_u128()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn rows_of_one_number_are_one_need_and_rows_without_are_each_their_own() {
        let rows = [
            row(1, None, 1, 10),
            row(1, None, 1, 11),
            row(2, Some(0), 2, 12),
            row(2, Some(0), 2, 13),
            row(2, Some(1), 1, 14),
        ];
        assert_eq!(shown(&rows, &[1]), [(1, vec![10]), (1, vec![11])]);
        assert_eq!(shown(&rows, &[2, 2]), [(2, vec![12, 13]), (1, vec![14])]);
        assert!(shown(&rows, &[3]).is_empty());
    }

    #[test]
    fn a_visit_of_two_services_stays_where_both_can_be_done() {
        let rows = [
            row(1, Some(0), 1, 10),
            row(1, Some(0), 1, 11),
            row(1, Some(1), 1, 20),
            row(2, Some(0), 2, 11),
            row(2, Some(0), 2, 12),
            row(2, Some(1), 1, 30),
        ];
        let expected = [(2, vec![11]), (1, vec![20]), (1, vec![30])];
        assert_eq!(shown(&rows, &[1, 2]), expected);
    }
}
