//! The side panel of a visit: who, when, what, what comes next, and what happened so far.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};

use super::super::{Appointment, Clash, Given, Happened, ItemRow, Status};
use super::answer;
use crate::accounts::Permission;
use crate::app::App;
use crate::calendar::{self, Window, foreign};
use crate::clients::Client;
use crate::contact::Phone;
use crate::error::Result;
use crate::events::{ActorKind, Kind};
use crate::id::AppointmentId;
use crate::money::Money;
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
    pub items: Vec<ItemRow>,
    /// Which visit of the client it is.
    pub number: i64,
    pub overlaps: Vec<(Clash, i64)>,
    pub timeline: Vec<Happened>,
    pub now: DateTime<Utc>,
    /// What stands in the fields.
    pub note: String,
    pub final_price: String,
    pub errors: Errors,
    /// Why what was asked for was not done.
    pub notice: Option<&'static str>,
    /// What was done, for htmx.
    pub toast: Option<String>,
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
        let (client, number) = match visit.client_id {
            Some(client) => (
                Some(Client::find(&app.db, page.tenant.id, client).await?),
                visit.number(&app.db).await?,
            ),
            None => (None, 0),
        };
        Ok(Self {
            window: answer::window(&page, &visit),
            items: visit.items(&app.db).await?,
            given: Given::of(&app.db, page.tenant.id, id).await?,
            overlaps: visit.overlaps(&app.db).await?,
            timeline: visit.timeline(&app.db).await?,
            now: app.clock.now(),
            note: visit.internal_note.clone(),
            final_price: plain(visit.price()),
            errors: Errors::default(),
            notice: None,
            toast: None,
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

    fn name(&self) -> String {
        match &self.client {
            Some(client) => client.name.clone(),
            None => self.page.t("appointment-walk-in"),
        }
    }

    fn initials(&self) -> String {
        crate::web::initials(&self.name())
    }

    fn lang(&self) -> Option<&'static str> {
        foreign(&self.name(), self.page.locale)
    }

    /// "Visit 5, writes in Spanish".
    fn about(&self) -> String {
        let Some(client) = &self.client else {
            return self.page.t("appointment-no-client");
        };
        let language = self.page.t(match client.locale.code() {
            "es" => "appointment-in-es",
            "ru" => "appointment-in-ru",
            _ => "appointment-in-en",
        });
        self.page
            .t2("appointment-about", "n", self.number, "language", language)
    }

    /// For `tel:` and to be read; none for roles that may not see it.
    fn phone(&self) -> Option<(String, String)> {
        let phone = self.client.as_ref()?.phone.as_deref()?;
        let phone = Phone::parse(phone, None).ok()?;
        let home = self.page.tenant.country.as_deref();
        self.page
            .can(Permission::ClientsPii)
            .then(|| (phone.tel(), phone.display(home)))
    }

    fn email(&self) -> Option<&str> {
        let email = self.client.as_ref()?.email.as_deref()?;
        self.page.can(Permission::ClientsPii).then_some(email)
    }

    /// Name and contact given at booking, where the card has others.
    fn given(&self) -> Option<String> {
        let given = self.given.as_ref()?;
        let home = self.page.tenant.country.as_deref();
        let phone = given.phone.as_deref();
        let phone = phone.and_then(|phone| Phone::parse(phone, None).ok());
        let parts = [
            Some(given.name.clone()),
            phone.map(|phone| phone.display(home)),
            given.email.clone(),
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        self.page.can(Permission::ClientsPii).then_some(text)
    }

    fn local(&self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        at.with_timezone(&self.page.tenant.tz()).naive_local()
    }

    /// "14:30–16:00".
    fn time(&self) -> String {
        let (from, to) = (
            self.local(self.visit.starts_at),
            self.local(self.visit.ends_at),
        );
        self.page.locale.time_range(from.time(), to.time())
    }

    /// "Today, Thursday 14 May, 1 h 30 min".
    fn day(&self) -> String {
        let (date, today) = (
            self.local(self.visit.starts_at).date(),
            self.local(self.now).date(),
        );
        let relative = self.page.locale.day_relative(date, today);
        let long = self.page.locale.day_long(date);
        let length = self.page.locale.duration(self.visit.duration_minutes());
        if (date - today).num_days().abs() <= 1 {
            self.page.t3(
                "appointment-day-near",
                "near",
                relative,
                "day",
                long,
                "length",
                length,
            )
        } else {
            self.page
                .t2("appointment-day", "day", relative, "length", length)
        }
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

    /// The life of the visit: text's key, "done", "now" or "".
    fn steps(&self) -> Vec<(&'static str, &'static str)> {
        let at = match self.visit.status {
            Status::Held | Status::Pending | Status::AwaitingDeposit => 1,
            Status::Confirmed => 2,
            Status::Arrived | Status::InProgress => 3,
            Status::Completed => 5,
            Status::Cancelled | Status::Expired | Status::NoShow => return Vec::new(),
        };
        let begun = matches!(self.visit.status, Status::Arrived | Status::InProgress);
        [
            "appointment-step-booked",
            "appointment-step-confirmed",
            "appointment-step-chair",
            "appointment-step-done",
        ]
        .into_iter()
        .enumerate()
        .map(|(i, key)| match i {
            _ if i < at && !(begun && i == 2) => (key, "done"),
            _ if begun && i == 2 || at == 1 && i == 1 => (key, "now"),
            _ => (key, ""),
        })
        .collect()
    }

    /// Minutes that have passed of a visit in progress, and all of them.
    fn progress(&self) -> Option<(i64, i64)> {
        let passed = (self.now - self.visit.starts_at).num_minutes();
        let all = self.visit.duration_minutes();
        (self.visit.status == Status::InProgress).then_some((passed.clamp(0, all), all))
    }

    fn price(&self) -> String {
        self.page.locale.money(self.visit.price())
    }

    /// A line's own price.
    fn item_price(&self, item: &ItemRow) -> String {
        self.page.locale.money(Money {
            minor: item.price_minor,
            currency: self.visit.currency,
        })
    }

    /// "10 min before, 15 min after".
    fn buffers(&self) -> Option<String> {
        let before = (self.visit.starts_at - self.visit.busy_from).num_minutes();
        let after = (self.visit.busy_to - self.visit.ends_at).num_minutes();
        let length = |minutes| self.page.locale.duration(minutes);
        match (before, after) {
            (0, 0) => None,
            (0, _) => Some(
                self.page
                    .t1("appointment-buffer-after", "after", length(after)),
            ),
            (_, 0) => Some(
                self.page
                    .t1("appointment-buffer-before", "before", length(before)),
            ),
            _ => {
                let (before, after) = (length(before), length(after));
                Some(
                    self.page
                        .t2("appointment-buffer-both", "before", before, "after", after),
                )
            }
        }
    }

    fn booked(&self) -> String {
        let source = self.page.t(self.visit.source.key());
        let when = self.moment(&self.visit.created_at);
        self.page
            .t2("appointment-booked-how", "source", source, "when", when)
    }

    fn overlap(&self, clash: &Clash, minutes: &i64) -> String {
        let name = clash.client_name.clone();
        let name = name.unwrap_or_else(|| self.page.t("appointment-walk-in"));
        let length = self.page.locale.duration(*minutes);
        let time = self.page.locale.time(self.local(clash.starts_at).time());
        self.page.t3(
            "appointment-overlaps",
            "name",
            name,
            "length",
            length,
            "time",
            time,
        )
    }

    fn may_write(&self) -> bool {
        self.page.can(Permission::AppointmentsWrite)
    }

    /// The one button that is next: how it is sent, text's key, icon.
    fn next(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let soon = self.visit.starts_at - self.now <= TimeDelta::hours(2);
        if self.errors.get("price").is_some() {
            return Some(("completion", "appointment-complete", "check"));
        }
        match self.visit.status {
            Status::Held | Status::Pending | Status::AwaitingDeposit => {
                Some(("confirmation", "appointment-confirm", "check"))
            }
            Status::Confirmed if self.visit.ends_at <= self.now => {
                Some(("completion", "appointment-complete", "check"))
            }
            Status::Confirmed if soon => Some(("start", "appointment-start", "play")),
            Status::Arrived => Some(("start", "appointment-start", "play")),
            Status::InProgress => Some(("completion", "appointment-complete", "check")),
            _ => None,
        }
    }

    /// The next step is the end, where the final price is asked for.
    fn is_ending(&self) -> bool {
        self.next().is_some_and(|(verb, _, _)| verb == "completion")
    }

    /// The rest of what may come, for the menu: how it is sent, text's key, icon.
    fn others(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let begun = self.visit.starts_at <= self.now;
        let mut all = Vec::new();
        match self.visit.status {
            Status::Confirmed => {
                all.push(("arrival", "appointment-arrive", "user-round-check"));
                all.push(("start", "appointment-start", "play"));
                all.push(("completion", "appointment-complete", "check"));
                if begun {
                    all.push(("no_show", "appointment-no-show", "user-round-x"));
                }
            }
            Status::Arrived => all.push(("completion", "appointment-complete", "check")),
            Status::NoShow => {
                if self.may_take_back() {
                    all.push(("confirmation", "appointment-take-back", "rotate-cw"));
                }
                all.push(("completion", "appointment-complete", "check"));
            }
            _ => {}
        }
        let next = self.next().map(|(verb, _, _)| verb);
        all.retain(|(verb, _, _)| Some(*verb) != next);
        all
    }

    fn may_take_back(&self) -> bool {
        let marked = self.visit.no_show_at.unwrap_or(self.now);
        self.now - marked <= TimeDelta::hours(24)
    }

    fn may_cancel(&self) -> bool {
        self.visit.status.can_become(Status::Cancelled)
    }

    /// The button that ends a visit says what is asked for.
    fn next_text(&self, verb: &str, key: &str) -> String {
        if verb == "completion" {
            self.page
                .t1("appointment-complete-for", "price", self.price())
        } else {
            self.page.t(key)
        }
    }

    /// Who did something, or by what.
    fn who(&self, happened: &Happened) -> String {
        match happened.event.actor_kind {
            ActorKind::User => happened.user_name.clone().unwrap_or_default(),
            ActorKind::Client => self.name(),
            ActorKind::System => self.page.t("appointment-by-itself"),
            ActorKind::Api => self.page.t("source-api"),
        }
    }

    /// What happened, in words, and its icon.
    fn what(&self, happened: &Happened) -> (String, &'static str) {
        let data = &happened.event.data.0;
        let status = |name: &str| -> Option<Status> { data[name].as_str()?.parse().ok() };
        let at = |name: &str| -> Option<DateTime<Utc>> { data[name].as_str()?.parse().ok() };
        match happened.event.kind {
            Kind::AppointmentCreated => {
                (self.page.t("appointment-happened-created"), "calendar-plus")
            }
            Kind::AppointmentMoved => match (at("from"), at("to"), at("to_end")) {
                (Some(from), Some(to), Some(end)) if from == to => {
                    let length = self.page.locale.duration((end - to).num_minutes());
                    (
                        self.page
                            .t1("appointment-happened-stretched", "length", length),
                        "calendar-clock",
                    )
                }
                (Some(from), Some(to), _) => {
                    let (from, to) = (self.moment(&from), self.moment(&to));
                    (
                        self.page
                            .t2("appointment-happened-moved", "from", from, "to", to),
                        "calendar-clock",
                    )
                }
                _ => (
                    self.page.t("appointment-happened-changed"),
                    "calendar-clock",
                ),
            },
            Kind::AppointmentStatusChanged => {
                let (from, to) = (status("from"), status("to"));
                let text = |status: Option<Status>| {
                    status.map(|s| self.page.t(s.key())).unwrap_or_default()
                };
                let icon = match to {
                    Some(Status::Cancelled) => "ban",
                    Some(Status::Expired) => "hourglass",
                    Some(Status::NoShow) => "user-round-x",
                    Some(Status::Arrived) => "user-round-check",
                    Some(Status::InProgress) => "play",
                    _ => "check",
                };
                (
                    self.page.t2(
                        "appointment-happened-status",
                        "from",
                        text(from),
                        "to",
                        text(to),
                    ),
                    icon,
                )
            }
            Kind::AppointmentClientConfirmed => (
                self.page.t("appointment-happened-coming"),
                "user-round-check",
            ),
            _ => (self.page.t("appointment-happened-changed"), "pencil-line"),
        }
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
