//! The side panel of a visit: who, when, what ([`labels`]), what comes next ([`actions`]), and what happened so far
//! ([`history`]).

mod actions;
mod history;
mod labels;
mod series;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::answer;
use super::moving::{WayBack, outside};
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::series::{self as of_series, Series};
use crate::appointments::{AboutRow, Appointment, Clash, Given, Happened, ItemRow};
use crate::calendar::{self, Window};
use crate::clients::Client;
use crate::consents::card::{self, Missing};
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::invoices::{self, card::OfVisit};
use crate::media::VisitPhotos;
use crate::messages;
use crate::money::Money;
use crate::packages;
use crate::payments::card::Ahead;
use crate::places::Where;
use crate::policies::{self, words::Line};
use crate::schedule::outside::Outside;
use crate::web::{Errors, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}", get(show))
}

#[derive(Template)]
#[template(path = "appointments/show.html")]
pub struct Show {
    pub page: Page,
    pub window: Window,
    pub visit: Appointment,
    pub client: Option<Client>,
    /// What was given at booking and the card does not have.
    pub given: Option<Given>,
    /// Whom or what it is about, and who booked it.
    pub about_row: Option<AboutRow>,
    pub items: Vec<ItemRow>,
    /// Which visit of the client it is.
    pub number: i64,
    pub overlaps: Vec<(Clash, i64)>,
    /// The series it belongs to.
    pub series: Option<of_series::OfVisit>,
    /// "Room 2", "Mats (3 places)": what it takes besides the master.
    pub takes: Vec<String>,
    /// Where it is held, where the practice has more than one place.
    pub place: Option<Where>,
    /// What the client has still to sign.
    pub unsigned: Vec<Missing>,
    pub timeline: Vec<Happened>,
    /// What its client was told, and will be.
    pub messages: Vec<messages::card::Shown>,
    pub photos: Option<VisitPhotos>,
    /// For who may see money.
    pub invoice: Option<OfVisit>,
    /// A deposit, or that one may be asked for.
    pub ahead: Option<Ahead>,
    pub packages: Option<packages::card::OfVisit>,
    /// What holds for it, with whose rule each is; while it can change.
    pub rules: Vec<Line>,
    pub now: DateTime<Utc>,
    /// What stands in the fields.
    pub note: String,
    pub final_price: String,
    pub errors: Errors,
    /// Why what was asked for was not done.
    pub notice: Option<&'static str>,
    /// What was done, for htmx.
    pub toast: Option<String>,
    /// Where it was before the move that was just done.
    pub back: Option<WayBack>,
    /// Why the schedule would not have offered its time.
    outside: Option<Outside>,
}

async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    Show::load(&app, page, id)
        .await?
        .answer(&app, StatusCode::OK)
        .await
}

impl Show {
    pub async fn load(app: &App, page: Page, id: AppointmentId) -> Result<Self> {
        let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
        // Nobody's yet: there is nothing to show, and nothing to do.
        if visit.is_visitors() {
            return Err(Error::NotFound);
        }
        let (client, number) = match visit.client_id {
            Some(client) => (
                Some(Client::find(&app.db, page.tenant.id, client).await?),
                visit.number(&app.db).await?,
            ),
            None => (None, 0),
        };
        let takes = match page.has_resources {
            true => visit.resources(&app.db).await?,
            false => Vec::new(),
        };
        let takes = takes.into_iter().map(|(_, name, units)| match units {
            1 => name,
            n => format!("{name} ({})", page.t1("resources-places", "n", n)),
        });
        let place = Where::of_visit(&app.db, &page.tenant, &visit).await?;
        Ok(Self {
            place: Some(place).filter(|place| !place.name.is_empty()),
            takes: takes.collect(),
            series: Series::of_visit(&app.db, page.tenant.id, id).await?,
            window: answer::window(&page, &visit),
            about_row: AboutRow::of(&app.db, page.tenant.id, id).await?,
            items: visit.items(&app.db).await?,
            given: Given::of(&app.db, page.tenant.id, id).await?,
            overlaps: visit.overlaps(&app.db).await?,
            unsigned: card::of_visit(app, &page, &visit).await?,
            timeline: history::seen(&page, visit.timeline(&app.db).await?),
            messages: messages::card::of_visit(app, &page, id).await?,
            photos: VisitPhotos::load(app, &page, &visit).await?,
            invoice: invoices::card::of_visit(app, &page, &visit).await?,
            ahead: crate::payments::card::of_visit(app, &page, &visit).await?,
            packages: packages::card::of_visit(app, &page, &visit).await?,
            rules: policies::card::of_visit(app, &page, &visit).await?,
            now: app.clock.now(),
            note: visit.internal_note.clone(),
            final_price: plain(visit.price()),
            errors: Errors::default(),
            notice: None,
            toast: None,
            back: None,
            outside: match visit.status.is_open() && visit.ends_at > app.clock.now() {
                true => outside(&app.db, &page.tenant, &visit).await?,
                false => None,
            },
            page,
            visit,
            client,
            number,
        })
    }

    /// The panel, alone or beside its calendar.
    pub async fn answer(self, app: &App, status: StatusCode) -> Result<Response> {
        let (page, window, id) = (self.page.clone(), self.window, self.visit.id);
        calendar::panel_answer(app, page, window, id, status, &self).await
    }

    /// Where an action on the visit is sent.
    fn act(&self, verb: &str) -> String {
        format!(
            "/appointments/{}/{verb}?{}",
            self.visit.id,
            self.window.query()
        )
    }

    fn local(&self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        at.with_timezone(&self.page.tenant.tz()).naive_local()
    }

    /// "12 May 21:14"; the year where it is another one.
    fn moment(&self, at: &DateTime<Utc>) -> String {
        let (at, today) = (self.local(*at), self.local(self.now).date());
        let time = self.page.locale.time(at.time());
        if at.date() == today {
            self.page.t1("appointment-moment-today", "time", time)
        } else {
            let day = self.page.locale.day_short(at.date());
            self.page.t2("appointment-moment", "day", day, "time", time)
        }
    }

    fn iso(&self, at: &DateTime<Utc>) -> String {
        self.local(*at).format("%Y-%m-%dT%H:%M").to_string()
    }
}

/// An amount as a field holds it: "48.50".
pub fn plain(money: Money) -> String {
    let scale = 10_i64.pow(money.currency.exponent());
    if money.minor % scale == 0 {
        (money.minor / scale).to_string()
    } else {
        let width = money.currency.exponent() as usize;
        format!("{}.{:0width$}", money.minor / scale, money.minor % scale)
    }
}
