//! The way from one visit to the next, where they are held at different places: what the search keeps free, a booking and
//! a move must keep free too.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Appointment, Clash, MAX_SPAN_DAYS};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::id::{AppointmentId, PlaceId, ServiceId, TenantId};
use crate::places::{MAX_MINUTES, Places};
use crate::q;
use crate::schedule::local::Span;

/// A visit so near in time that the way to it cannot be made.
#[derive(Clone, Debug)]
pub struct TooFar {
    pub visit: Clash,
    /// How long the way takes.
    pub minutes: i64,
}

/// From, until, and the place.
type Neighbour = (DateTime<Utc>, DateTime<Utc>, Option<String>, AppointmentId);

impl Appointment {
    /// Who books holds the master's time by now, so that no neighbour comes or goes until the commit.
    pub(super) async fn check_travel(&self, tx: &mut Tx, places: &Places) -> Result<()> {
        if places.is_empty() || self.is_booked_over || !self.status.takes_time() {
            return Ok(());
        }
        let busy = Span::new(self.busy_from, self.busy_to);
        let near = far_neighbours(
            tx,
            self.tenant_id,
            places,
            self.place_id,
            busy,
            Some(self.id),
        )
        .await?;
        match near.is_empty() {
            true => Ok(()),
            false => Err(Error::SlotTaken),
        }
    }

    /// Visits at other places that leave no time for the way to a visit at `place` over `busy`, buffers included.
    pub async fn too_far(
        mut on: impl On,
        tenant: TenantId,
        place: Option<PlaceId>,
        services: &[ServiceId],
        busy: Span,
        own: Option<AppointmentId>,
    ) -> Result<Vec<TooFar>> {
        let places = Places::load(&mut on, tenant).await?;
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let place = places.settle(place, services).map(|place| place.id);
        let near = far_neighbours(&mut on, tenant, &places, place, busy, own).await?;
        if near.is_empty() {
            return Ok(Vec::new());
        }
        let reach = TimeDelta::minutes(MAX_MINUTES);
        let around = Span::new(busy.start - reach, busy.end + reach);
        let clashes = Self::clashes(&mut on, tenant, around, own).await?;
        let minutes = |id| {
            near.iter()
                .find(|(near, _)| *near == id)
                .map(|(_, way)| *way)
        };
        let far = clashes.into_iter().filter_map(|visit| {
            let minutes = minutes(visit.id)?;
            Some(TooFar { visit, minutes })
        });
        Ok(far.collect())
    }
}

/// Those elsewhere, with the minutes of the way.
async fn far_neighbours(
    mut on: impl On,
    tenant: TenantId,
    places: &Places,
    place: Option<PlaceId>,
    busy: Span,
    own: Option<AppointmentId>,
) -> Result<Vec<(AppointmentId, i64)>> {
    let reach = TimeDelta::minutes(MAX_MINUTES);
    let rows = q!(
        on,
        fetch_all: Neighbour,
        "SELECT a.starts_at, a.ends_at, a.place, a.appointment_id FROM resources m
         JOIN allocations a ON a.tenant_id = m.tenant_id AND a.resource_id = m.id
         WHERE m.tenant_id = $1 AND m.kind = 'master' AND a.is_active
           AND a.starts_at < $2 AND a.ends_at > $3 AND a.starts_at > $4",
        tenant,
        busy.end + reach,
        busy.start - reach,
        busy.start - reach - TimeDelta::days(MAX_SPAN_DAYS),
    )?;
    let mut far = Vec::new();
    for (from, to, other, id) in rows {
        if Some(id) == own {
            continue;
        }
        let other = other.and_then(|other| other.parse().ok());
        let minutes = places.minutes(place, other);
        let way = TimeDelta::minutes(minutes);
        if minutes > 0 && from - way < busy.end && busy.start < to + way {
            far.push((id, minutes));
        }
    }
    Ok(far)
}
