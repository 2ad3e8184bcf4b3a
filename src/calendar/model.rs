//! What a calendar shows, read in five queries that are bounded by its days.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use sqlx::FromRow;

use super::example::Example;
use crate::accounts::Tenant;
use crate::appointments::{MAX_SPAN_DAYS, Status};
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, BlockId, ClientId, TenantId, UserId};
use crate::money::{Currency, Money};
use crate::q;
use crate::schedule::blocks::expand_blocks;
use crate::schedule::local::{Span, day_bounds};
use crate::schedule::model::{BlockRow, HoursRow, OverrideRow, Whose};
use crate::schedule::slots::{Override, WeeklyHours};
use crate::settings::BRANDS;
use crate::waitlist::model::Waiting;

/// Everything about some days, unordered by day.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub hours: Vec<WeeklyHours>,
    pub overrides: Vec<Override>,
    pub blocks: Vec<Blocked>,
    /// By start.
    pub visits: Vec<VisitRow>,
    /// Of a practice without visits; not read by [`Self::load`].
    pub examples: Vec<Example>,
    /// Who waits for a time on one of the days; not read by [`Self::load`].
    pub waiting: Vec<Waiting>,
}

/// One occurrence of a break.
#[derive(Clone, Debug)]
pub struct Blocked {
    /// None: it is no block of ours, somebody is busy in a calendar outside.
    pub id: Option<BlockId>,
    pub span: Span,
    /// "break", "vacation" …, "elsewhere".
    pub reason: String,
    pub note: String,
    /// Who alone reads the note, where it comes from outside.
    pub reader: Option<UserId>,
    /// One of many by a rule.
    pub repeats: bool,
}

/// A visit as far as the calendar shows it.
#[derive(Clone, Debug, FromRow)]
pub struct VisitRow {
    pub id: AppointmentId,
    pub version: i64,
    pub client_id: Option<ClientId>,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub busy_from: DateTime<Utc>,
    pub busy_to: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub title: String,
    pub price_minor: i64,
    pub final_price_minor: Option<i64>,
    pub currency: Currency,
    pub is_booked_over: bool,
    pub has_note: bool,
    pub client_name: Option<String>,
    pub client_allergies: Option<String>,
    /// Where it is, where the practice has more than one place.
    pub place_name: Option<String>,
    pub place_address: String,
    /// Of its first service.
    pub colour: Option<String>,
}

impl VisitRow {
    pub fn span(&self) -> Span {
        Span::new(self.starts_at, self.ends_at)
    }

    /// "At your home, Mayor 7"; empty where there is one address only.
    pub fn place_text(&self) -> String {
        let parts = [
            self.place_name.as_deref().unwrap_or_default(),
            &self.place_address,
        ];
        let parts = parts.iter().filter(|part| !part.is_empty());
        parts.copied().collect::<Vec<_>>().join(", ")
    }

    /// The dot before its title: a colour of the palette.
    pub fn hue(&self) -> Option<&str> {
        let hue = self.colour.as_deref().filter(|colour| !colour.is_empty());
        hue.filter(|hue| BRANDS.iter().any(|(colour, _)| colour == hue))
    }

    pub fn allergies(&self) -> &str {
        self.client_allergies.as_deref().unwrap_or_default()
    }

    /// With the buffers.
    pub fn busy(&self) -> Span {
        Span::new(self.busy_from, self.busy_to)
    }

    /// A time that somebody keeps who is still writing on the booking page.
    pub fn is_visitors(&self) -> bool {
        self.status == Status::Held && self.client_id.is_none()
    }

    pub fn price(&self) -> Money {
        Money {
            minor: self.final_price_minor.unwrap_or(self.price_minor),
            currency: self.currency,
        }
    }

    /// Visits that meet the span and are not cancelled or expired, by start.
    async fn between(
        mut on: impl On,
        tenant: TenantId,
        whose: Whose,
        span: Span,
    ) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.id, a.version, a.client_id, a.status, a.starts_at, a.ends_at, a.busy_from, a.busy_to, a.expires_at, a.title,
                a.price_minor, a.final_price_minor, a.currency, a.is_booked_over,
                (a.client_note <> '' OR a.internal_note <> '') AS has_note,
                c.name AS client_name, c.allergies AS client_allergies, p.name AS place_name, a.place_address,
                (SELECT s.colour FROM appointment_items i JOIN services s ON s.tenant_id = i.tenant_id AND s.id = i.service_id
                 WHERE i.tenant_id = a.tenant_id AND i.appointment_id = a.id ORDER BY i.position LIMIT 1) AS colour
             FROM appointments a LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             LEFT JOIN places p ON p.tenant_id = a.tenant_id AND p.id = a.place_id
             WHERE a.tenant_id = $1 AND a.starts_at < $3 AND a.ends_at > $2 AND a.starts_at > $4
               AND a.status NOT IN ('cancelled', 'expired')
               AND (a.id IN (SELECT l.appointment_id FROM allocations l
                    WHERE l.tenant_id = $1 AND l.resource_id = $5 AND l.is_active
                      AND l.starts_at < $3 AND l.ends_at > $2 AND l.starts_at > $4) OR $5 IS NULL)
             ORDER BY a.starts_at, a.id",
            tenant,
            span.start,
            span.end,
            span.start - TimeDelta::days(MAX_SPAN_DAYS),
            whose,
        )?)
    }
}

impl Blocked {
    /// Busy times of calendars outside.
    async fn elsewhere(
        mut on: impl On,
        tenant: TenantId,
        whose: Whose,
        span: Span,
    ) -> Result<Vec<Self>> {
        let rows = q!(
            on,
            fetch_all: (DateTime<Utc>, DateTime<Utc>, String, Option<UserId>),
            "SELECT b.starts_at, b.ends_at, b.title, s.user_id FROM resources r
             JOIN busy_times b ON b.tenant_id = r.tenant_id AND b.resource_id = r.id
             JOIN calendar_sources s ON s.tenant_id = b.tenant_id AND s.id = b.source_id
             WHERE r.tenant_id = $1 AND (r.id = $5 OR ($5 IS NULL AND r.kind = 'master'))
               AND b.starts_at < $3 AND b.ends_at > $2 AND b.starts_at > $4
             ORDER BY b.starts_at, b.id",
            tenant,
            span.start,
            span.end,
            span.start - TimeDelta::days(MAX_SPAN_DAYS),
            whose,
        )?;
        let rows = few(rows).into_iter();
        Ok(rows
            .map(|(start, end, note, reader)| Self {
                id: None,
                span: Span::new(start, end),
                reason: "elsewhere".to_owned(),
                note,
                reader,
                // On a day off nobody needs to know.
                repeats: true,
            })
            .collect())
    }
}

type Elsewhere = (DateTime<Utc>, DateTime<Utc>, String, Option<UserId>);

/// More than anybody could tell apart in a week are shown as one where they overlap.
fn few(rows: Vec<Elsewhere>) -> Vec<Elsewhere> {
    const MOST: usize = 300;
    if rows.len() <= MOST {
        return rows;
    }
    let mut merged: Vec<Elsewhere> = Vec::new();
    for (start, end, ..) in rows {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end, String::new(), None)),
        }
    }
    merged
}

impl Sources {
    /// Of the days from `first` to `last`, both included: all that the master does, or what a resource is needed for.
    /// Without hours of its own it stands in the practice's.
    pub async fn load(
        mut on: impl On,
        tenant: &Tenant,
        whose: Whose,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Self> {
        let tz = tenant.tz();
        let span = Span::new(day_bounds(tz, first).start, day_bounds(tz, last).end);
        // Hours of the evening before may run into the first day.
        let eve = first.pred_opt().unwrap_or(first);
        let mut hours = HoursRow::all(&mut on, tenant.id, whose).await?;
        let mut overrides = OverrideRow::between(&mut on, tenant.id, whose, eve, last).await?;
        if whose.is_some() && hours.is_empty() {
            hours = HoursRow::all(&mut on, tenant.id, None).await?;
            let usual = OverrideRow::between(&mut on, tenant.id, None, eve, last).await?;
            let own: Vec<NaiveDate> = overrides.iter().map(|row| row.date).collect();
            overrides.extend(usual.into_iter().filter(|row| !own.contains(&row.date)));
        }
        let blocks = BlockRow::between(&mut on, tenant.id, whose, eve, last).await?;
        let visits = VisitRow::between(&mut on, tenant.id, whose, span).await?;
        let elsewhere = Blocked::elsewhere(&mut on, tenant.id, whose, span).await?;
        Ok(Self {
            hours: hours.iter().map(HoursRow::weekly).collect(),
            overrides: overrides.iter().map(OverrideRow::of_date).collect(),
            blocks: blocks
                .iter()
                .flat_map(|row| occurrences(row, tz, span))
                .chain(elsewhere)
                .collect(),
            visits,
            examples: Vec::new(),
            waiting: Vec::new(),
        })
    }
}

fn occurrences(row: &BlockRow, tz: Tz, span: Span) -> Vec<Blocked> {
    let Some(block) = row.block() else {
        return Vec::new();
    };
    // A rule that cannot be read is logged by the slot search; its first time is better than a broken calendar.
    let spans = expand_blocks(std::slice::from_ref(&block), tz, span.start, span.end);
    let spans =
        spans.unwrap_or_else(|_| vec![Span::new(block.start.instant(tz), block.end.instant(tz))]);
    spans
        .into_iter()
        .filter(|occurrence| occurrence.overlaps(&span))
        .map(|span| Blocked {
            id: Some(row.id),
            span,
            reason: row.reason.clone(),
            note: row.note.clone(),
            reader: None,
            repeats: block.rrule.is_some(),
        })
        .collect()
}
