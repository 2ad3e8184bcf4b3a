//! `/settings/hours`, `/settings/overrides`, `/settings/blocks`: the schedule as the master sets it; with `?resource=ID`, that
//! of a room or a chair.

mod blocks;
mod holidays;
mod hours;
mod overrides;

use axum::Router;
use axum::routing::{get, post};

use super::model::Whose;
use super::outside::Coming;
use super::typed;
use crate::app::App;
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::ResourceId;
use crate::resources::Resource;
use crate::web::{Errors, Page};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/hours", get(hours::show).post(hours::update))
        .route(
            "/settings/hours/season",
            get(hours::new_season).post(hours::create_season),
        )
        .route("/settings/hours/season/removal", post(hours::remove_season))
        .route(
            "/settings/overrides",
            get(overrides::index).post(overrides::write),
        )
        .route("/settings/overrides/holidays", post(holidays::create))
        .route("/settings/overrides/new", get(overrides::new))
        .route("/settings/overrides/edit", get(overrides::edit))
        .route("/settings/overrides/removal", post(overrides::remove))
        .route("/settings/blocks", get(blocks::index).post(blocks::create))
        .route("/settings/blocks/new", get(blocks::new))
        .route(
            "/settings/blocks/{id}",
            get(blocks::edit).post(blocks::update),
        )
        .route("/settings/blocks/{id}/deletion", post(blocks::destroy))
        // The calendar's way: `?from=2026-05-14T13:00&to=2026-05-14T14:00&next=/calendar`.
        .route("/blocks/new", get(blocks::new))
}

/// Whose schedule a page shows: the practice's, or a resource's own.
struct Owner {
    whose: Whose,
    /// Empty: the practice.
    name: String,
}

impl Owner {
    /// `asked` is a resource's id as an address or a form has it; empty: the practice.
    async fn find(app: &App, page: &Page, asked: Option<&str>) -> Result<Self> {
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
            return Ok(Self {
                whose: None,
                name: String::new(),
            });
        };
        let id = asked.parse().map_err(|_| Error::NotFound)?;
        let resource = Resource::find(&app.db, page.tenant.id, id).await?;
        Ok(Self {
            whose: Some(id),
            name: resource.name,
        })
    }

    /// By what a row belongs to, which may be the master.
    async fn of(on: impl On, page: &Page, id: ResourceId) -> Result<Self> {
        match Resource::find(on, page.tenant.id, id).await {
            Ok(resource) => Ok(Self {
                whose: Some(id),
                name: resource.name,
            }),
            Err(Error::NotFound) => Ok(Self {
                whose: None,
                name: String::new(),
            }),
            Err(error) => Err(error),
        }
    }

    fn is_practice(&self) -> bool {
        self.whose.is_none()
    }

    /// The resource's id, for a hidden field.
    fn id(&self) -> String {
        self.whose.map(|id| id.to_string()).unwrap_or_default()
    }

    /// The resource's own page.
    fn page(&self) -> String {
        format!("/settings/resources/{}", self.id())
    }

    /// The address of one of these pages about the same.
    fn href(&self, path: &str) -> String {
        let sign = if path.contains('?') { '&' } else { '?' };
        match self.whose {
            None => path.to_owned(),
            Some(id) => format!("{path}{sign}resource={id}"),
        }
    }

    /// What stands under the heading.
    fn title(&self, of_practice: String) -> String {
        match self.is_practice() {
            true => of_practice,
            false => format!("{} · {of_practice}", self.name),
        }
    }
}

/// In the address.
#[derive(serde::Deserialize)]
struct OwnerQuery {
    resource: Option<String>,
}

/// Visits that stand outside the hours or in blocked time, for the notice.
struct Outside {
    count: usize,
    /// The first of them: link and text.
    first: Vec<(String, String)>,
}

impl Outside {
    const SHOWN: usize = 5;

    async fn load(app: &App, page: &Page, owner: &Owner) -> Result<Self> {
        if !owner.is_practice() {
            return Ok(Self {
                count: 0,
                first: Vec::new(),
            });
        }
        let visits = super::outside::outside_hours(&app.db, &page.tenant, app.clock.now()).await?;
        Ok(Self::of(page, &visits))
    }

    fn of(page: &Page, visits: &[Coming]) -> Self {
        let text = |visit: &Coming| {
            let local = visit.starts_at.with_timezone(&page.tenant.tz());
            let name = visit.client_name.clone();
            page.t3(
                "schedule-visit-at",
                "name",
                name.unwrap_or_else(|| page.t("schedule-walk-in")),
                "date",
                page.locale.day_short(local.date_naive()),
                "time",
                page.locale.time(local.time()),
            )
        };
        Self {
            count: visits.len(),
            first: visits
                .iter()
                .take(Self::SHOWN)
                .map(|visit| (format!("/appointments/{}", visit.id), text(visit)))
                .collect(),
        }
    }

    fn more(&self) -> usize {
        self.count.saturating_sub(Self::SHOWN)
    }
}

/// Two fields of a form: when something begins and ends.
#[derive(Clone, Debug)]
struct TimeRow {
    /// Of the first field, for the error summary.
    id: String,
    from: String,
    to: String,
    /// Of weekly hours that are for one place.
    place: String,
}

/// The rows of a form that has pairs of times, and what they mean; errors stand at `{prefix}-{n}`.
fn read_intervals(
    prefix: &str,
    from: &[String],
    to: &[String],
    errors: &mut Errors,
) -> Option<Vec<(u16, u16)>> {
    use crate::i18n::key;
    if from.len() != to.len() || from.len() > 24 {
        errors.add("", key!("error-form"));
        return None;
    }
    let before = errors.len();
    let mut intervals = Vec::new();
    for (n, (from, to)) in from.iter().zip(to).enumerate() {
        if let Some(Some(interval)) =
            errors.take(&format!("{prefix}-{n}"), typed::interval(from, to))
        {
            intervals.push(interval);
            if typed::overlap(&intervals) {
                errors.add(format!("{prefix}-{n}"), key!("schedule-hours-overlap"));
            }
        }
    }
    (errors.len() == before).then_some(intervals)
}

/// The rows to show: as typed, and one to spare.
fn time_rows(prefix: &str, from: &[String], to: &[String]) -> Vec<TimeRow> {
    let mut rows: Vec<TimeRow> = from
        .iter()
        .zip(to)
        .filter(|(from, to)| !from.is_empty() || !to.is_empty())
        .map(|(from, to)| (from.clone(), to.clone()))
        .chain([(String::new(), String::new())])
        .enumerate()
        .map(|(n, (from, to))| TimeRow {
            id: format!("{prefix}-{n}"),
            from,
            to,
            place: String::new(),
        })
        .collect();
    rows.truncate(12);
    rows
}

/// "10:00–14:00, 16:00–20:00".
fn intervals_text(intervals: &[(u16, u16)]) -> String {
    let text = |&(from, to): &(u16, u16)| format!("{}–{}", typed::clock(from), typed::clock(to));
    intervals.iter().map(text).collect::<Vec<_>>().join(", ")
}
