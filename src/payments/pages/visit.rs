//! `/pay/visit/{token}`: the deposit of a visit. How much, what becomes of it, until when the time is kept, and the ways to pay.
//! The mail says the same and leads here.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};

use super::ways::{Ways, ways};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::booking::{Frame, Visitor, moment};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{Locale, sentence};
use crate::invoices::on_top::OnTop;
use crate::money::Money;
use crate::payments::model::{Kind, Rules, is_put_aside};
use crate::payments::token::{self, Of};
use crate::payments::{Payment, Subject, deposit_of};
use crate::policies::Terms;
use crate::web::{Flash, Path, View, redirect_with, render};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pay/visit/{token}", get(show))
        .route("/pay/visit/{token}/extension", post(extend))
}

#[derive(Template)]
#[template(path = "payments/visit.html")]
struct Show {
    page: View,
    frame: Frame,
    title: String,
    appointment: Appointment,
    look: &'static str,
    status_text: String,
    price: String,
    deposit: String,
    lead: String,
    /// Until when the time is kept, in words and as an instant; while it is.
    until: Option<(String, String)>,
    /// Where more time is asked for, while it can be.
    extension: Option<String>,
    policy: String,
    ways: Option<Ways>,
    /// A payment of it is looked at by a person.
    is_put_aside: bool,
    /// A payment that was begun already.
    begun: Option<String>,
    booked: String,
    again: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response> {
    visitor.count_read(&app)?;
    let visit = opened(&app, &visitor, &text).await?;
    let tenant = Tenant::find(&app.db, visit.tenant_id).await?;
    let page = visitor.view.for_practice(visit.locale);
    draw(&app, page, tenant, visit, &text).await
}

async fn opened(app: &App, visitor: &Visitor, text: &str) -> Result<Appointment> {
    let found = match token::read(app, text) {
        Some((tenant, Of::Subject(Subject::Deposit(visit)))) => {
            Appointment::find(&app.db, tenant, visit).await
        }
        _ => Err(Error::NotFound),
    };
    visitor.count_guess(app, found).await
}

/// Whoever pays asks for more time: as much again, once.
async fn extend(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response> {
    visitor.count_read(&app)?;
    let seen = opened(&app, &visitor, &text).await?;
    let page = visitor.view.for_practice(seen.locale);
    let extended = patiently(|| extend_once(&app, &seen)).await;
    let flash = match extended {
        Ok(true) => Flash::ok(page.t("payments-extended")),
        Ok(false) => Flash::danger(page.t("payments-extended-once")),
        Err(Error::Conflict(why)) => Flash::danger(page.t(why)),
        Err(other) => return Err(other),
    };
    Ok(redirect_with(&format!("/pay/visit/{text}"), flash))
}

async fn extend_once(app: &App, seen: &Appointment) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let rules = Rules::of(&mut tx, seen.tenant_id).await?;
    let mut visit = Appointment::find_for_change(&mut tx, seen.tenant_id, seen.id).await?;
    let extended = visit.extend_hold(&mut tx, rules.hold(), now).await?;
    tx.commit().await?;
    Ok(extended)
}

async fn draw(
    app: &App,
    page: View,
    tenant: Tenant,
    visit: Appointment,
    token_text: &str,
) -> Result<Response> {
    let (locale, now) = (page.locale, app.clock.now());
    let local = |at: DateTime<Utc>| moment(locale, at.with_timezone(&tenant.tz()).fixed_offset());
    let until = visit
        .expires_at
        .filter(|until| visit.status == Visit::AwaitingDeposit && *until > now);
    let paid = deposit_of(&app.db, tenant.id, visit.id).await?;
    let left = Money::new(visit.deposit_minor - paid.kept_minor(), visit.currency);
    let subject = Subject::Deposit(visit.id);
    let aside = is_put_aside(&app.db, tenant.id, subject).await?;
    let offered = match until.filter(|_| !aside) {
        Some(_) => ways(app, &tenant, locale, subject, left, visit.client_id).await?,
        None => None,
    };
    let begun = Payment::of_appointment(&app.db, tenant.id, visit.id)
        .await?
        .into_iter()
        .find(|one| one.kind == Kind::Deposit && one.status.is_open() && one.stopped_at.is_none());
    let lead = match (visit.status, until) {
        (Visit::AwaitingDeposit, Some(_)) if aside => "payments-deposit-aside",
        (Visit::AwaitingDeposit | Visit::Expired, _) if aside => "payments-deposit-aside-over",
        (Visit::AwaitingDeposit, Some(_)) => "payments-deposit-lead",
        (Visit::AwaitingDeposit | Visit::Expired, _) => "payments-deposit-over",
        (Visit::Cancelled, _) => "payments-deposit-cancelled",
        (Visit::Pending, _) => "payments-deposit-later",
        _ => "payments-deposit-done",
    };
    let policy = policy(app, &tenant, &visit, locale).await?;
    let may_extend = !aside && until.is_some() && visit.may_extend(&app.db, now).await?;
    let extension = may_extend.then(|| format!("/pay/visit/{token_text}/extension"));
    render(&Show {
        extension,
        frame: Frame::new(&tenant, locale),
        title: sentence(&local(visit.starts_at)),
        look: visit.status.look(),
        status_text: locale.t(visit.status.key()),
        price: OnTop::of(&app.db, &tenant)
            .await?
            .shown(locale, visit.price()),
        deposit: locale.money(Money::new(visit.deposit_minor, visit.currency)),
        lead: locale.t1(lead, "practice", tenant.name.clone()),
        until: until.filter(|_| !aside).map(|until| {
            let text = locale.t1("payments-kept-until", "until", local(until));
            (text, until.to_rfc3339())
        }),
        policy,
        ways: offered,
        is_put_aside: aside,
        begun: begun
            .filter(|_| !aside)
            .map(|one| token::of_payment(app, tenant.id, one.id).status_path()),
        booked: format!("/{}/booked/{}", tenant.slug, visit.reference),
        again: format!("/{}/book", tenant.slug),
        appointment: visit,
        page,
    })
}

/// What becomes of the money when the visit does not take place, before it is paid.
pub async fn policy(
    app: &App,
    tenant: &Tenant,
    visit: &Appointment,
    locale: Locale,
) -> Result<String> {
    let plan = visit.plan(&app.db).await?;
    let terms = Terms::load(&app.db, tenant, &plan, visit.client_id).await?;
    let window = terms.window.value;
    let until = crate::booking::deadline(tenant.tz(), locale, visit.starts_at, window);
    let is_over = visit.starts_at - TimeDelta::minutes(window) <= app.clock.now();
    Ok(terms.deposit_words(locale, until, is_over))
}
