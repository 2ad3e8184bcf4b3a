//! Resources, opening hours, overrides and blocks.

use anyhow::ensure;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use sqlx::types::Json;

use super::Work;
use crate::error::{Error, Result};
use crate::events::{Actor, Kind, Object};
use crate::id::{BlockId, HoursId, OverrideId, PlaceId, ResourceId};
use crate::places::Place;
use crate::practice::changes::{Change, Verb, differences};
use crate::practice::export::all_dates;
use crate::practice::file::{BlockFile, HoursFile, ResourceFile};
use crate::practice::values::{ClockTime, Day};
use crate::q;
use crate::resources::Resource;
use crate::schedule::blocks::{Block, Moment};
use crate::schedule::model::{BlockRow, HoursRow, OverrideRow, Whose};

/// One interval of the weekly hours, as its row holds it.
type Hours = (
    i64,
    i64,
    i64,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<PlaceId>,
);

/// A block's times as its row holds them: either both local or both instants.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    Local(NaiveDateTime, NaiveDateTime),
    Instants(DateTime<Utc>, DateTime<Utc>),
}

impl Work<'_> {
    /// Adds and changes; [`Self::remove_resources`] comes when no service wants the vanished ones any more.
    pub(super) async fn apply_resources(&mut self) -> anyhow::Result<()> {
        for (n, want) in self.file.resources.iter().enumerate() {
            let have = self
                .have
                .resources
                .iter()
                .find(|have| have.slug == want.slug)
                .map(own_part);
            let own = own_part(want);
            if have.as_ref() != Some(&own) {
                let what = format!("resource {}", want.slug);
                let change = match &have {
                    Some(have) => Change::changed(what, differences(have, &own)),
                    None if self.resource_id(&want.slug).await?.is_some() => {
                        Change::new(Verb::Activated, what)
                    }
                    None => Change::new(Verb::Added, what),
                };
                self.changes.push(change);
                self.write_resource(n, want).await?;
            }
            let id = self.resource_id(&want.slug).await?;
            let id = id.ok_or(Error::NotFound)?;
            let whose = format!("{}: ", want.slug);
            self.apply_hours(Some(id), &want.hours, &whose).await?;
        }
        Ok(())
    }

    async fn write_resource(&mut self, n: usize, want: &ResourceFile) -> anyhow::Result<()> {
        // The capacity of one that is there stands against the visits that have it.
        q!(
            self.tx,
            execute,
            "INSERT INTO resources (tenant_id, id, slug, name, kind, capacity, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (tenant_id, slug) DO UPDATE SET name = excluded.name, kind = excluded.kind, is_active = TRUE",
            self.tenant.id,
            ResourceId::new(),
            &want.slug,
            &want.name,
            &want.kind,
            want.capacity,
            self.now,
        )?;
        let id = self.resource_id(&want.slug).await?;
        let id = id.ok_or(Error::NotFound)?;
        let resource = Resource::find_for_change(&mut self.tx, self.tenant.id, id).await?;
        if resource.capacity != want.capacity {
            let booked = resource
                .set_capacity(&mut self.tx, want.capacity, self.now)
                .await?;
            let tz = self.tenant.tz();
            let starts = booked.iter().take(5);
            let starts = starts.map(|visit| {
                let local = visit.starts_at.with_timezone(&tz);
                local.format("%Y-%m-%d %H:%M").to_string()
            });
            ensure!(
                booked.is_empty(),
                "resources[{n}].capacity: {} is less than is booked ({})",
                want.capacity,
                starts.collect::<Vec<_>>().join(", ")
            );
        }
        Ok(())
    }

    /// Inactive ones too.
    pub(super) async fn resource_id(&mut self, slug: &str) -> Result<Option<ResourceId>> {
        let found = q!(
            self.tx,
            fetch_optional: (ResourceId,),
            "SELECT id FROM resources WHERE tenant_id = $1 AND slug = $2",
            self.tenant.id,
            slug,
        )?;
        Ok(found.map(|(id,)| id))
    }

    pub(super) async fn remove_resources(&mut self) -> Result<()> {
        let in_file = |slug: &str| self.file.resources.iter().any(|want| want.slug == slug);
        let vanished: Vec<String> = self
            .have
            .resources
            .iter()
            .map(|have| have.slug.clone())
            .filter(|slug| !in_file(slug))
            .collect();
        for slug in vanished {
            let Some(id) = self.resource_id(&slug).await? else {
                continue;
            };
            let tenant = self.tenant.id;
            let resource = Resource::find(&mut self.tx, tenant, id).await?;
            let is_used = resource.is_used(&mut self.tx).await?;
            let verb = if is_used {
                Verb::Deactivated
            } else {
                Verb::Removed
            };
            if is_used {
                q!(
                    self.tx,
                    execute,
                    "UPDATE resources SET is_active = FALSE WHERE tenant_id = $1 AND id = $2",
                    tenant,
                    id,
                )?;
            } else {
                resource
                    .delete(&mut self.tx, &Actor::system(), self.now)
                    .await?;
            }
            self.changes
                .push(Change::new(verb, format!("resource {slug}")));
        }
        Ok(())
    }

    pub(super) async fn apply_schedule(&mut self) -> Result<()> {
        let before = self.changes.len();
        self.apply_hours(None, &self.file.hours, "").await?;
        self.apply_overrides().await?;
        self.apply_blocks().await?;
        if self.changes.len() > before {
            self.record(Kind::ScheduleUpdated, Object::Tenant(self.tenant.id))
                .await?;
        }
        Ok(())
    }

    /// Of the practice, or of a resource; `whose` stands before the hours in what is told.
    async fn apply_hours(
        &mut self,
        resource: Whose,
        files: &[HoursFile],
        whose: &str,
    ) -> Result<()> {
        let rows = HoursRow::all(&mut self.tx, self.tenant.id, resource).await?;
        let places = Place::all(&mut self.tx, self.tenant.id).await?;
        let text = |value: &Hours| format!("{whose}hours {}", hours_text(value, &places));
        let mut want: Vec<Hours> = Vec::new();
        for hours in files {
            let place = places
                .iter()
                .find(|place| hours.place.as_ref() == Some(&place.slug));
            for day in &hours.days {
                let (from, to) = minutes(hours.from, hours.to);
                let row = (
                    i64::from(day.number()),
                    from.into(),
                    to.into(),
                    hours.valid_from,
                    hours.valid_until,
                    place.map(|place| place.id),
                );
                if !want.contains(&row) {
                    want.push(row);
                }
            }
        }
        let mut have: Vec<Hours> = Vec::new();
        for row in &rows {
            let value = (
                row.weekday,
                row.from_minute,
                row.to_minute,
                row.valid_from,
                row.valid_until,
                row.place_id,
            );
            if want.contains(&value) && !have.contains(&value) {
                have.push(value);
                continue;
            }
            q!(
                self.tx,
                execute,
                "DELETE FROM working_hours WHERE tenant_id = $1 AND id = $2",
                self.tenant.id,
                row.id
            )?;
            self.changes.push(Change::new(Verb::Removed, text(&value)));
        }
        for value in want.into_iter().filter(|value| !have.contains(value)) {
            let (weekday, from, to, valid_from, valid_until, place) = value;
            q!(
                self.tx,
                execute,
                "INSERT INTO working_hours (tenant_id, id, resource_id, weekday, from_minute, to_minute, valid_from,
                    valid_until, place_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                self.tenant.id,
                HoursId::new(),
                resource.unwrap_or(self.master),
                weekday,
                from,
                to,
                valid_from,
                valid_until,
                place,
            )?;
            self.changes.push(Change::new(Verb::Added, text(&value)));
        }
        Ok(())
    }

    async fn apply_overrides(&mut self) -> Result<()> {
        let (first, last) = all_dates();
        let rows = OverrideRow::between(&mut self.tx, self.tenant.id, None, first, last).await?;
        for want in &self.file.overrides {
            let open: Vec<(u16, u16)> = want
                .open
                .iter()
                .map(|(from, to)| minutes(*from, *to))
                .collect();
            let row = rows.iter().find(|row| row.date == want.date);
            if row.is_some_and(|row| row.open.0 == open && row.note == want.note) {
                continue;
            }
            q!(
                self.tx,
                execute,
                "INSERT INTO date_overrides (tenant_id, id, resource_id, date, open, note) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (tenant_id, resource_id, date) DO UPDATE SET open = excluded.open, note = excluded.note",
                self.tenant.id,
                OverrideId::new(),
                self.master,
                want.date,
                Json(&open),
                &want.note,
            )?;
            let verb = if row.is_some() {
                Verb::Changed
            } else {
                Verb::Added
            };
            self.changes
                .push(Change::new(verb, format!("override {}", want.date)));
        }
        for row in &rows {
            if self.file.overrides.iter().any(|want| want.date == row.date) {
                continue;
            }
            q!(
                self.tx,
                execute,
                "DELETE FROM date_overrides WHERE tenant_id = $1 AND id = $2",
                self.tenant.id,
                row.id
            )?;
            self.changes
                .push(Change::new(Verb::Removed, format!("override {}", row.date)));
        }
        Ok(())
    }

    async fn apply_blocks(&mut self) -> Result<()> {
        let (first, last) = all_dates();
        let mut rows = BlockRow::between(&mut self.tx, self.tenant.id, None, first, last).await?;
        for want in &self.file.blocks {
            let times = self.times(want);
            let same = rows.iter().position(|row| {
                row_times(row) == Some(times)
                    && row.rrule == want.rrule
                    && row.reason == want.reason
                    && row.note == want.note
            });
            match same {
                Some(index) => drop(rows.swap_remove(index)),
                None => self.insert_block(want, times).await?,
            }
        }
        for row in rows {
            q!(
                self.tx,
                execute,
                "DELETE FROM blocks WHERE tenant_id = $1 AND id = $2",
                self.tenant.id,
                row.id
            )?;
            self.changes.push(Change::new(
                Verb::Removed,
                format!("block {} {}", row.first_date, row.reason),
            ));
        }
        Ok(())
    }

    /// Where one end is an instant, the other becomes one too.
    fn times(&self, block: &BlockFile) -> Times {
        let tz = self.file.tz().unwrap_or(self.tenant.tz());
        match (block.start.0, block.end.0) {
            (Moment::Local(start), Moment::Local(end)) => Times::Local(start, end),
            (start, end) => Times::Instants(start.instant(tz), end.instant(tz)),
        }
    }

    async fn insert_block(&mut self, want: &BlockFile, times: Times) -> Result<()> {
        let (start, end) = match times {
            Times::Local(start, end) => (Moment::Local(start), Moment::Local(end)),
            Times::Instants(start, end) => (Moment::Instant(start), Moment::Instant(end)),
        };
        let block = Block {
            start,
            end,
            rrule: want.rrule.clone(),
        };
        let tz = self.file.tz().unwrap_or(self.tenant.tz());
        let (first_date, last_date) = block.dates(tz).map_err(Error::Invalid)?;
        let (local, instants) = match times {
            Times::Local(start, end) => (Some((start, end)), None),
            Times::Instants(start, end) => (None, Some((start, end))),
        };
        q!(
            self.tx,
            execute,
            "INSERT INTO blocks (tenant_id, id, resource_id, starts_local, ends_local, starts_at, ends_at, rrule, reason, note,
                first_date, last_date, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            self.tenant.id,
            BlockId::new(),
            self.master,
            local.map(|(start, _)| start),
            local.map(|(_, end)| end),
            instants.map(|(start, _)| start),
            instants.map(|(_, end)| end),
            &want.rrule,
            &want.reason,
            &want.note,
            first_date,
            last_date,
            self.now,
        )?;
        self.changes.push(Change::new(
            Verb::Added,
            format!("block {first_date} {}", want.reason),
        ));
        Ok(())
    }
}

fn row_times(row: &BlockRow) -> Option<Times> {
    match (row.starts_local, row.ends_local, row.starts_at, row.ends_at) {
        (Some(start), Some(end), _, _) => Some(Times::Local(start, end)),
        (_, _, Some(start), Some(end)) => Some(Times::Instants(start, end)),
        _ => None,
    }
}

/// The part of a resource that stands in its own row.
fn own_part(resource: &ResourceFile) -> ResourceFile {
    ResourceFile {
        hours: Vec::new(),
        ..resource.clone()
    }
}

/// An end at "00:00" is the end of the day.
pub(super) fn minutes(from: ClockTime, to: ClockTime) -> (u16, u16) {
    (from.0, if to.0 == 0 { 1440 } else { to.0 })
}

fn hours_text(hours: &Hours, places: &[Place]) -> String {
    let (weekday, from, to, valid_from, valid_until, place) = *hours;
    let clock = |minute: i64| String::from(ClockTime(minute as u16));
    let mut text = format!(
        "{:?} {}–{}",
        Day::from_number(weekday),
        clock(from),
        clock(to)
    )
    .to_lowercase();
    for (word, date) in [("from", valid_from), ("until", valid_until)] {
        if let Some(date) = date {
            text = format!("{text} {word} {date}");
        }
    }
    if let Some(place) = places.iter().find(|known| Some(known.id) == place) {
        text = format!("{text} at {}", place.slug);
    }
    text
}
