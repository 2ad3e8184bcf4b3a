//! The day's thread: who is in the chair, who is next, and the day as a strip of busy and free. On every working page.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::{MAX_SPAN_DAYS, Status};
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{AppointmentId, TenantId};
use crate::q;
use crate::schedule::local::{self, Span};
use crate::web::{self, Page};

/// Width of the strip, in its own units.
const WIDTH: i64 = 540;

#[derive(Clone, Debug)]
pub struct NowBar {
    /// The visit going on, else the next one today, else the day.
    pub href: String,
    pub name: String,
    pub text: String,
    /// Of the one that `name` names.
    pub allergies: String,
    /// The next step of the visit going on: where to post, and its name.
    pub action: Option<(String, String)>,
    /// The strip in words.
    pub label: String,
    /// "past", "live" or "busy", with place and width.
    pub spans: Vec<(&'static str, i64, i64)>,
    /// This minute.
    pub mark: Option<i64>,
    /// Nobody comes any more today.
    pub is_over: bool,
}

/// A visit of today, no wider than the thread: it is read for every page.
#[derive(FromRow)]
struct VisitRow {
    id: AppointmentId,
    status: Status,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    client_name: Option<String>,
    allergies: Option<String>,
}

pub fn routes() -> Router<App> {
    Router::new().route("/now", get(show))
}

#[derive(Template)]
#[template(path = "components/_now.html")]
struct Show {
    page: Page,
    now_bar: Option<NowBar>,
}

/// The thread alone, as the page asks for it each minute and after every change.
async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    if !page.htmx {
        return Ok(web::redirect("/calendar"));
    }
    let may_act = page.can(Permission::AppointmentsWrite);
    let now_bar = load(&app, &page.tenant, page.locale, may_act).await?;
    web::render(&Show { page, now_bar })
}

/// None on a day without visits.
pub async fn load(
    app: &App,
    tenant: &Tenant,
    locale: Locale,
    may_act: bool,
) -> Result<Option<NowBar>> {
    let now = app.clock.now();
    let day = local::day_bounds(tenant.tz(), tenant.local_date(now));
    let visits = VisitRow::of_day(&app.db, tenant.id, day).await?;
    let mut bar = build(tenant, locale, visits, now);
    if let Some(bar) = bar.as_mut().filter(|_| !may_act) {
        bar.action = None;
    }
    Ok(bar)
}

impl VisitRow {
    /// Visits that share an instant with the day and have taken place or will, by start.
    async fn of_day(mut on: impl On, tenant: TenantId, day: Span) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT a.id, a.status, a.starts_at, a.ends_at, c.name AS client_name, c.allergies FROM appointments a
             LEFT JOIN clients c ON c.tenant_id = a.tenant_id AND c.id = a.client_id
             WHERE a.tenant_id = $1 AND a.starts_at < $3 AND a.ends_at > $2 AND a.starts_at > $4
               AND a.status NOT IN ('cancelled', 'expired', 'no_show') AND NOT (a.status = 'held' AND a.client_id IS NULL)
             ORDER BY a.starts_at, a.id",
            tenant,
            day.start,
            day.end,
            day.start - TimeDelta::days(MAX_SPAN_DAYS),
        )?)
    }
}

fn build(
    tenant: &Tenant,
    locale: Locale,
    visits: Vec<VisitRow>,
    now: DateTime<Utc>,
) -> Option<NowBar> {
    let (first, last) = (
        visits.first()?,
        visits.iter().max_by_key(|visit| visit.ends_at)?,
    );
    let from = first.starts_at.min(now);
    let to = last.ends_at.max(now);
    let place =
        |at: DateTime<Utc>| (at - from).num_seconds() * WIDTH / (to - from).num_seconds().max(1);
    let is_live = |row: &VisitRow| {
        row.status == Status::InProgress
            || (row.starts_at <= now && now < row.ends_at && row.status != Status::Completed)
    };
    let spans = visits
        .iter()
        .map(|row| {
            let (x, end) = (place(row.starts_at), place(row.ends_at));
            let class = if is_live(row) {
                "live"
            } else if row.ends_at <= now || row.status == Status::Completed {
                "past"
            } else {
                "busy"
            };
            (class, x, (end - x).max(2))
        })
        .collect();
    let clock = |at: DateTime<Utc>| locale.time(at.with_timezone(&tenant.tz()).time());
    let name = |row: &VisitRow| {
        row.client_name
            .clone()
            .unwrap_or_else(|| locale.t("appointment-walk-in"))
    };
    let live = visits.iter().find(|row| is_live(row));
    let next = visits
        .iter()
        .find(|row| row.starts_at > now && row.status.is_open());
    let (title, line) = match (live, next) {
        (Some(live), Some(next)) => (
            name(live),
            locale.t3(
                "now-until-then",
                "until",
                clock(live.ends_at),
                "name",
                // One line on a phone.
                name(next).split(' ').next().unwrap_or_default().to_owned(),
                "time",
                clock(next.starts_at),
            ),
        ),
        (Some(live), None) => (
            name(live),
            locale.t1("now-until", "until", clock(live.ends_at)),
        ),
        (None, Some(next)) => (
            name(next),
            locale.t1("now-next", "time", clock(next.starts_at)),
        ),
        (None, None) => (locale.t("now-done"), locale.t("now-done-line")),
    };
    let is_over = live.or(next).is_none();
    let href = live.or(next).map_or("/calendar".to_owned(), |row| {
        format!("/appointments/{}", row.id)
    });
    let allergies = live.or(next).and_then(|row| row.allergies.clone());
    let action = live.map(|row| match row.status {
        Status::InProgress | Status::Arrived => ("completion", "appointment-complete"),
        Status::Confirmed => ("start", "appointment-start"),
        _ => ("confirmation", "appointment-confirm"),
    });
    let action = action.map(|(verb, key)| (format!("{href}/{verb}"), locale.t(key)));
    let label = locale.t1("now-label", "n", visits.len());
    Some(NowBar {
        href,
        name: title,
        text: line,
        allergies: allergies.unwrap_or_default(),
        action,
        label,
        spans,
        mark: Some(place(now)),
        is_over,
    })
}
