//! `/todo`, and what can be done with a message that failed. Requests are answered through their visit.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};

use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, AppointmentRow, Given, GivenRow};
use crate::calendars::caldav::Changed;
use crate::calendars::sources::Source;
use crate::calendars::sources::clashes::Clash;
use crate::channels::{Account as ChannelAccount, Alarm};
use crate::clients::TurnedAway;
use crate::consents::card::{self, Lacking};
use crate::contact::Phone;
use crate::error::Result;
use crate::i18n::sentence;
use crate::id::MessageId;
use crate::invoices::tasks::Task as InvoiceTask;
use crate::messages::{self, Message};
use crate::money::Money;
use crate::packages::model::Package;
use crate::payments::Task;
use crate::waitlist::model::Opening;
use crate::web::{self, Flash, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/todo", get(index))
        .route("/todo/count", get(count))
        .route("/todo/messages/{id}/retry", post(retry))
        .route("/todo/messages/{id}/dismissal", post(dismiss))
}

/// The number beside the navigation, as the page asks for it when something changed.
#[derive(Template)]
#[template(path = "todo/_count.html")]
struct Count {
    todo: i64,
}

async fn count(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let todo = messages::todo_count(&app.db, page.tenant.id).await?;
    web::render(&Count { todo })
}

#[derive(Template)]
#[template(path = "todo/index.html")]
pub(super) struct Index {
    pub(super) page: Page,
    requests: Vec<AppointmentRow>,
    contacts: Vec<GivenRow>,
    refusals: Vec<TurnedAway>,
    failed: Vec<Message>,
    lacking: Vec<Lacking>,
    money: Vec<Task>,
    invoices: Vec<InvoiceTask>,
    packages: Vec<Package>,
    openings: Vec<Opening>,
    clashes: Vec<Clash>,
    sources: Vec<Source>,
    changes: Vec<Changed>,
    channels: Vec<ChannelAccount>,
}

impl Index {
    /// "The day's limit is spent: texts go by e-mail until midnight."
    fn channel_about(&self, account: &ChannelAccount) -> String {
        let why = account.alarm.map(|alarm| self.page.t(alarm.key()));
        let why = why.unwrap_or_default();
        let key = match account.alarm {
            Some(Alarm::Cap) => "channels-todo-cap",
            _ => "channels-todo-broken",
        };
        self.page.t1(key, "why", why)
    }

    /// "Thursday 14 May, 10:00" in the practice's zone.
    pub(super) fn when(&self, at: &DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.page.tenant.tz());
        let locale = self.page.locale;
        locale.t2(
            "mail-when",
            "day",
            locale.day_long(local.date_naive()),
            "time",
            locale.time(local.time()),
        )
    }

    /// [`Self::when`] where it begins a line.
    fn when_first(&self, at: &DateTime<Utc>) -> String {
        sentence(&self.when(at))
    }

    /// "48,00 €, Anna Petrova"
    fn money_about(&self, task: &Task) -> String {
        let amount = task.amount_minor.zip(task.currency);
        let amount = amount.map(|(minor, currency)| {
            let money = Money::new(minor, currency);
            self.page.locale.money(money)
        });
        let parts = [amount, task.client_name.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn package_left(&self, package: &Package) -> String {
        package.balance(self.page.locale)
    }

    fn package_why(&self, package: &Package) -> String {
        self.page.t(match package.attention.as_str() {
            "refunded" => "packages-attention-refunded",
            _ => "packages-attention-lacking",
        })
    }

    fn money_href(&self, task: &Task) -> String {
        match task.payment_id {
            Some(id) => format!("/payments/{id}"),
            None => "/settings/payments".to_owned(),
        }
    }

    fn client(&self, row: &AppointmentRow) -> String {
        row.client_name
            .clone()
            .unwrap_or_else(|| self.page.t("appointment-walk-in"))
    }

    /// What was given and the card does not have; without it for roles that may not see contacts.
    fn given(&self, row: &GivenRow) -> String {
        let page = &self.page;
        let (phone, email) = row
            .given
            .news(row.client_phone.as_deref(), row.client_email.as_deref());
        let phone = phone.and_then(|phone| phone.parse::<Phone>().ok());
        let phone = phone.map(|phone| phone.display(page.tenant.country.as_deref()));
        let parts = [phone, email.map(str::to_owned)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let name = row.given.name.clone();
        if page.can(Permission::ClientsPii) {
            page.t2(
                "todo-contact-given",
                "name",
                name,
                "contact",
                parts.join(", "),
            )
        } else {
            page.t1("todo-contact-hidden", "name", name)
        }
    }

    /// "wanted Brow lamination on Thursday 14 May, 10:00"
    fn wanted(&self, refusal: &TurnedAway) -> String {
        let when = self.when(&refusal.starts_at);
        self.page.t2(
            "todo-refused-wanted",
            "title",
            refusal.title.as_str(),
            "when",
            when,
        )
    }

    fn allergies<'a>(&self, row: &'a AppointmentRow) -> &'a str {
        row.client_allergies.as_deref().unwrap_or_default()
    }

    /// Until when the request keeps its time.
    fn until(&self, row: &AppointmentRow) -> String {
        row.appointment
            .expires_at
            .map_or_else(String::new, |at| self.when(&at))
    }
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    let requests = Appointment::pending(&app.db, page.tenant.id).await?;
    let contacts = Given::open(&app.db, page.tenant.id).await?;
    let refusals = TurnedAway::open(&app.db, page.tenant.id).await?;
    let failed = messages::failed(&app.db, page.tenant.id).await?;
    let lacking = match page.can(Permission::ConsentsRead) {
        true => card::lacking(&app.db, page.tenant.id, app.clock.now()).await?,
        false => Vec::new(),
    };
    let money = match page.can(Permission::PaymentsRead) {
        true => Task::waiting(&app.db, page.tenant.id).await?,
        false => Vec::new(),
    };
    let invoices = match page.can(Permission::InvoicesRead) {
        true => InvoiceTask::waiting(&app.db, page.tenant.id).await?,
        false => Vec::new(),
    };
    let openings = Opening::to_choose(&app.db, page.tenant.id, app.clock.now()).await?;
    let clashes = Clash::open(&app.db, page.tenant.id).await?;
    let changes = Changed::open(&app.db, page.tenant.id).await?;
    let sources = Source::alarming(&app.db, page.tenant.id).await?;
    let channels = ChannelAccount::alarming(&app.db, page.tenant.id).await?;
    let packages = match page.can(Permission::InvoicesRead) {
        true => Package::to_look_at(&app.db, page.tenant.id).await?,
        false => Vec::new(),
    };
    web::render(&Index {
        page,
        channels,
        clashes,
        sources,
        changes,
        packages,
        openings,
        requests,
        contacts,
        refusals,
        failed,
        lacking,
        money,
        invoices,
    })
}

async fn retry(page: Page, State(app): State<App>, Path(id): Path<MessageId>) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    messages::retry(&app.db, page.tenant.id, id, app.clock.now()).await?;
    app.wake.notify_one();
    Ok(web::redirect_with(
        "/todo",
        Flash::ok(page.t("todo-retrying")),
    ))
}

async fn dismiss(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MessageId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    messages::dismiss(&app.db, page.tenant.id, id, app.clock.now()).await?;
    Ok(web::redirect_with(
        "/todo",
        Flash::ok(page.t("todo-dismissed")),
    ))
}
