//! All places of a practice, and how they lie to each other in time: pure, once they are read.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};

use super::Place;
use crate::accounts::Tenant;
use crate::appointments::Appointment;
use crate::db::On;
use crate::error::Result;
use crate::id::{PlaceId, ServiceId, TenantId};
use crate::q;
use crate::schedule::model::HoursRow;
use crate::schedule::slots::{Busy, Override, WeeklyHours};

use super::Where;

/// Empty: the practice works at its own address only.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub all: Vec<Place>,
    /// The lower id first.
    ways: HashMap<(PlaceId, PlaceId), i64>,
    /// Between two places for which nothing else is said.
    pub usual_minutes: i64,
    services: Vec<(PlaceId, ServiceId)>,
}

impl Places {
    pub async fn load(mut on: impl On, tenant: TenantId) -> Result<Self> {
        let all = Place::all(&mut on, tenant).await?;
        if all.is_empty() {
            return Ok(Self::default());
        }
        let ways = q!(
            on,
            fetch_all: (PlaceId, PlaceId, i64),
            "SELECT from_id, to_id, minutes FROM place_travel WHERE tenant_id = $1",
            tenant,
        )?;
        let services = q!(
            on,
            fetch_all: (PlaceId, ServiceId),
            "SELECT place_id, service_id FROM place_services WHERE tenant_id = $1",
            tenant,
        )?;
        let (usual_minutes,) = q!(
            on,
            fetch_one: (i64,),
            "SELECT travel_minutes FROM tenants WHERE id = $1",
            tenant,
        )?;
        let ways = ways
            .into_iter()
            .map(|(from, to, minutes)| ((from, to), minutes));
        Ok(Self {
            all,
            ways: ways.collect(),
            usual_minutes,
            services,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn usual(&self) -> Option<&Place> {
        self.all.iter().find(|place| place.is_default)
    }

    /// None stands for the practice's own address.
    pub fn get(&self, id: Option<PlaceId>) -> Option<&Place> {
        match id {
            Some(id) => self.all.iter().find(|place| place.id == id),
            None => self.all.iter().find(|place| place.is_home),
        }
    }

    pub fn by_slug(&self, slug: &str) -> Option<&Place> {
        self.all.iter().find(|place| place.slug == slug)
    }

    /// Whether every one of these services can be held there.
    pub fn takes(&self, place: &Place, services: &[ServiceId]) -> bool {
        let is_named = |service: &ServiceId| self.services.contains(&(place.id, *service));
        place.is_for_all || services.iter().all(is_named)
    }

    pub fn services_of(&self, place: PlaceId) -> impl Iterator<Item = ServiceId> + '_ {
        let of_place = self.services.iter().filter(move |(id, _)| *id == place);
        of_place.map(|(_, service)| *service)
    }

    /// Where these services can be held, the default place first.
    pub fn for_services(&self, services: &[ServiceId]) -> Vec<&Place> {
        let open = self.all.iter().filter(|place| place.is_active);
        open.filter(|place| self.takes(place, services)).collect()
    }

    /// Where a visit will be: as it was asked for, else the default place if its services are held there, else the first
    /// at which they are.
    pub fn settle(&self, wanted: Option<PlaceId>, services: &[ServiceId]) -> Option<&Place> {
        if let Some(place) = wanted.and_then(|id| self.get(Some(id))) {
            return Some(place);
        }
        let fitting = self.for_services(services);
        let usual = fitting.iter().find(|place| place.is_default);
        usual.or(fitting.first()).copied().or(self.usual())
    }

    /// A place, if these services can be held there now.
    pub fn fitting(&self, wanted: Option<PlaceId>, services: &[ServiceId]) -> Option<PlaceId> {
        let place = self.get(Some(wanted?))?;
        (place.is_active && self.takes(place, services)).then_some(place.id)
    }

    /// Own places where these services can be held, and where they usually are; none where there is one address.
    pub fn open_for(&self, services: &[ServiceId]) -> Vec<PlaceId> {
        let usual = self.settle(None, services);
        let own = self.for_services(services).into_iter();
        let own = own.filter(|place| place.kind == "own");
        let mut ids: Vec<PlaceId> = usual.into_iter().chain(own).map(|place| place.id).collect();
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(*id));
        ids
    }

    /// The same for a search: where there is one address, once without a place.
    pub fn each_or_none(&self, services: &[ServiceId]) -> Vec<Option<PlaceId>> {
        match self.is_empty() {
            true => vec![None],
            false => self.open_for(services).into_iter().map(Some).collect(),
        }
    }

    /// How long the way takes. Between two clients there always is one; to an online visit there never is.
    pub fn minutes(&self, a: Option<PlaceId>, b: Option<PlaceId>) -> i64 {
        let (Some(a), Some(b)) = (self.get(a), self.get(b)) else {
            return 0;
        };
        if a.is_online() || b.is_online() || (a.id == b.id && !a.is_clients()) {
            return 0;
        }
        let to_client = |place: &Place| place.travel_minutes.filter(|_| place.is_clients());
        if let Some(minutes) = to_client(a).max(to_client(b)) {
            return minutes;
        }
        let key = (a.id.min(b.id), a.id.max(b.id));
        self.ways.get(&key).copied().unwrap_or(self.usual_minutes)
    }

    /// What is said of the way between two own places.
    pub fn way(&self, a: PlaceId, b: PlaceId) -> Option<i64> {
        self.ways.get(&(a.min(b), a.max(b))).copied()
    }

    /// Taken time as a visit at `place` finds it, `at` being where the other one is.
    pub fn seen_from(&self, place: Option<PlaceId>, busy: Busy, at: Option<PlaceId>) -> Busy {
        let same = |a: Option<PlaceId>| self.get(a).map(|place| place.id);
        Busy {
            travel_minutes: self.minutes(place, at) as u32,
            // Who starts together elsewhere is no group.
            group: busy.group.filter(|_| same(place) == same(at)),
            ..busy
        }
    }

    fn admits(&self, hours: &HoursRow, place: Option<PlaceId>) -> bool {
        let place = self.get(place);
        let is_online = place.is_some_and(Place::is_online);
        is_online || hours.place_id.is_none() || hours.place_id == place.map(|place| place.id)
    }

    /// The weekly hours for visits at `place`.
    pub fn hours_at(&self, place: Option<PlaceId>, rows: &[HoursRow]) -> Vec<WeeklyHours> {
        let own = rows.iter().filter(|row| self.admits(row, place));
        own.map(HoursRow::weekly).collect()
    }

    /// The exceptions for visits at `place`: a day that is elsewhere by the week stays there.
    pub fn overrides_at(
        &self,
        place: Option<PlaceId>,
        rows: &[HoursRow],
        overrides: Vec<Override>,
    ) -> Vec<Override> {
        let is_elsewhere = |date: NaiveDate| {
            let mut usual = rows.iter().filter(|row| holds_on(row, date)).peekable();
            usual.peek().is_some() && usual.all(|row| !self.admits(row, place))
        };
        let seen = |one: Override| match is_elsewhere(one.date) {
            true => Override {
                open: Vec::new(),
                ..one
            },
            false => one,
        };
        overrides.into_iter().map(seen).collect()
    }

    /// Where a day's hours say that a visit begun then is held, when they name one place.
    pub fn of_moment(&self, rows: &[HoursRow], at: chrono::NaiveDateTime) -> Option<PlaceId> {
        use chrono::Timelike;
        let minute = i64::from(at.hour() * 60 + at.minute());
        let own = rows.iter().find(|row| {
            holds_on(row, at.date())
                && row.from_minute <= minute
                && (minute < row.to_minute || row.to_minute <= row.from_minute)
        });
        own.and_then(|row| row.place_id)
    }

    /// Where a day's hours are, when they all name the same place.
    pub fn of_day(&self, rows: &[HoursRow], date: NaiveDate) -> Option<PlaceId> {
        let mut own = rows.iter().filter(|row| holds_on(row, date));
        let first = own.next()?.place_id;
        own.all(|row| row.place_id == first)
            .then_some(first)
            .flatten()
    }

    pub fn where_is(&self, tenant: &Tenant, visit: &Appointment) -> Where {
        match self.get(visit.place_id) {
            Some(place) => place.told(tenant, &visit.place_address),
            None => Where::of_practice(tenant),
        }
    }
}

fn holds_on(row: &HoursRow, date: NaiveDate) -> bool {
    i64::from(date.weekday().num_days_from_monday()) == row.weekday
        && row.valid_from.is_none_or(|from| from <= date)
        && row.valid_until.is_none_or(|until| date <= until)
}
