//! `/appointments/{id}/deposit/new`: the master says yes to a request and asks for a deposit with it. The time is kept until
//! it is paid; the mail that leads to its page goes out with the answer.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::AppointmentId;
use crate::money::Money;
use crate::payments::Account;
use crate::payments::model::Rules;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/appointments/{id}/deposit/new", get(new).post(create))
}

/// `payments/ask.html`
#[derive(Template)]
#[template(path = "payments/ask.html")]
struct New {
    page: Page,
    errors: Errors,
    visit: Appointment,
    form: Fields,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    amount: String,
}

impl New {
    fn price(&self) -> String {
        self.page.locale.money(self.visit.price())
    }
}

/// Why nothing can be asked for.
async fn refusal(app: &App, page: &Page, visit: &Appointment) -> Result<Option<&'static str>> {
    if visit.status != Visit::Pending || visit.deposit_minor > 0 {
        return Ok(Some(key!("payments-ask-too-late")));
    }
    let ways = Account::offered(app, &app.db, page.tenant.id, visit.currency).await?;
    Ok(ways.is_empty().then_some(key!("payments-ask-no-way")))
}

fn back(visit: &Appointment, flash: Flash) -> Response {
    web::redirect_with(&format!("/appointments/{}", visit.id), flash)
}

fn require(page: &Page) -> Result<()> {
    page.require(Permission::PaymentsWrite)?;
    page.require(Permission::AppointmentsWrite)
}

async fn new(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
) -> Result<Response> {
    require(&page)?;
    let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
    if let Some(why) = refusal(&app, &page, &visit).await? {
        return Ok(back(&visit, Flash::danger(page.t(why))));
    }
    let rules = Rules::of(&app.db, page.tenant.id).await?;
    let part = i128::from(visit.price().minor) * i128::from(rules.risk_percent) / 100;
    let part = Money::new(i64::try_from(part).unwrap_or_default(), visit.currency);
    let form = Fields {
        amount: part.plain(),
    };
    let errors = Errors::default();
    web::render(&New {
        page,
        errors,
        visit,
        form,
    })
}

async fn create(
    page: Page,
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    require(&page)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let visit = Appointment::find(&app.db, tenant, id).await?;
    if let Some(why) = refusal(&app, &page, &visit).await? {
        return Ok(back(&visit, Flash::danger(page.t(why))));
    }
    let mut errors = Errors::default();
    let amount = match Money::parse(&form.amount, visit.currency) {
        Ok(amount) if amount.minor > 0 && amount.minor <= visit.price().minor => Ok(amount),
        Ok(_) => Err(key!("payments-ask-amount")),
        Err(why) => Err(why),
    };
    let Some(amount) = errors.take("amount", amount) else {
        return web::render_invalid(&New {
            page,
            errors,
            visit,
            form,
        });
    };
    let mut tx = app.db.begin().await?;
    let mut visit = Appointment::find_for_change(&mut tx, tenant, id).await?;
    if visit.status != Visit::Pending {
        return Err(Error::Conflict(key!("payments-ask-too-late")));
    }
    visit.ask_deposit(&mut tx, amount.minor, None, now).await?;
    visit.confirm(&mut tx, &page.actor(), now).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let word = page.t("payments-asked");
    Ok(back(&visit, Flash::ok(word)))
}
