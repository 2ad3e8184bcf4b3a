//! What a link does when its button is pressed. A second press finds it done and shows the same page.

use axum::extract::State;
use axum::response::Response;
use chrono::DateTime;
use serde::Deserialize;

use super::visit::Visit;
use super::{Purpose, pages};
use crate::app::App;
use crate::appointments::{Appointment, Cancellation, Status, Who};
use crate::booking::{clean, moment, parse_at};
use crate::db::{Tx, patiently};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::policies::Terms;
use crate::schedule::availability::Availability;
use crate::schedule::local;
use crate::web::{Flash, Form, forms, redirect, redirect_with};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancelling {
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moving {
    /// As the practice's clock shows it.
    at: String,
}

/// "I am coming."
pub async fn confirm(app: State<App>, visit: Visit, _: Form<Nothing>) -> Result<Response> {
    visit.visitor.count_attempt(&app).await?;
    visit.require(Purpose::Confirm)?;
    let done = patiently(|| async {
        let (mut tx, mut appointment) = open(&app, &visit).await?;
        let actor = visit.visitor.actor_of(appointment.client_id);
        appointment
            .client_confirm(&mut tx, &actor, app.clock.now())
            .await?;
        Ok(tx.commit().await?)
    })
    .await;
    answer(&app, &visit, done, visit.page.t("links-confirmed"))
}

pub async fn cancel(
    app: State<App>,
    visit: Visit,
    Form(form): Form<Cancelling>,
) -> Result<Response> {
    visit.visitor.count_attempt(&app).await?;
    visit.require(Purpose::Cancel)?;
    let now = app.clock.now();
    // Too long a reason is no reason to keep somebody from cancelling.
    let reason: String = clean(&form.reason).chars().take(500).collect();
    let reason = forms::text(&reason, 500).unwrap_or_default();
    let done = patiently(|| async {
        let (mut tx, mut appointment) = open(&app, &visit).await?;
        if appointment.status.is_open() && appointment.starts_at <= now {
            return Err(Error::Conflict(key!("links-has-begun-already")));
        }
        let actor = visit.visitor.actor_of(appointment.client_id);
        let cancellation = Cancellation {
            by: Who::Client,
            reason: reason.clone(),
            is_late: appointment.is_late(&mut tx, &visit.tenant, now).await?,
        };
        appointment
            .cancel(&mut tx, &actor, cancellation, now)
            .await?;
        Ok(tx.commit().await?)
    })
    .await;
    answer(&app, &visit, done, visit.page.t("links-cancelled"))
}

/// "I am coming after all", a moment after it was cancelled.
pub async fn restore(app: State<App>, visit: Visit, _: Form<Nothing>) -> Result<Response> {
    visit.visitor.count_attempt(&app).await?;
    visit.require(Purpose::Cancel)?;
    let done = patiently(|| async {
        let (mut tx, mut appointment) = open(&app, &visit).await?;
        let actor = visit.visitor.actor_of(appointment.client_id);
        appointment
            .restore(&mut tx, &actor, app.clock.now())
            .await?;
        Ok(tx.commit().await?)
    })
    .await;
    let done = done.map_err(|error| match error {
        Error::SlotTaken => Error::Conflict(key!("booking-just-taken")),
        other => other,
    });
    answer(&app, &visit, done, visit.page.t("links-restored"))
}

pub async fn move_visit(
    app: State<App>,
    visit: Visit,
    Form(form): Form<Moving>,
) -> Result<Response> {
    visit.visitor.count_attempt(&app).await?;
    visit.require(Purpose::Move)?;
    let at = parse_at(&form.at).ok_or(Error::Invalid("error-form"))?;
    let to = local::resolve(visit.tenant.tz(), at);
    match patiently(|| move_once(&app, &visit, to)).await {
        Err(Error::SlotTaken) => pages::draw(&app, visit, Some(to)).await,
        done => {
            let local = to.with_timezone(&visit.tenant.tz()).fixed_offset();
            let when = moment(visit.page.locale, local);
            let word = match done {
                Ok(Status::Pending) => "links-asked-to-move",
                _ => "links-moved",
            };
            let word = visit.page.t1(word, "when", when);
            answer(&app, &visit, done.map(drop), word)
        }
    }
}

/// Only to a time that is offered; the visit's own does not stand in its way. What the visit is then.
async fn move_once(app: &App, visit: &Visit, to: DateTime<chrono::Utc>) -> Result<Status> {
    let now = app.clock.now();
    let (mut tx, mut appointment) = open(app, visit).await?;
    if appointment.starts_at == to {
        return Ok(appointment.status);
    }
    let is_closed = !appointment.status.is_open() || appointment.status == Status::Held;
    if is_closed || appointment.starts_at <= now {
        return Err(Error::Conflict("appointment-closed"));
    }
    let plan = appointment.plan(&mut tx).await?;
    let terms = Terms::load(&mut tx, &visit.tenant, &plan, appointment.client_id).await?;
    let is_back = appointment.moved_from(&mut tx, now).await? == Some(to);
    if !is_back && terms.moves_left(&mut tx, &appointment).await? == Some(0) {
        return Err(Error::Conflict(key!("policy-moves-over-short")));
    }
    let plan = terms.bind(plan);
    let own = Some(appointment.id);
    if let Some(client) = appointment.client_id
        && terms
            .is_day_full(&mut tx, &visit.tenant, client, to, own)
            .await?
    {
        return Err(Error::SlotTaken);
    }
    Availability::around(&mut tx, &visit.tenant, &plan, to, own, now)
        .await?
        .check(to)
        .map_err(|_| Error::SlotTaken)?;
    let actor = visit.visitor.actor_of(appointment.client_id);
    let version = appointment.version;
    appointment
        .move_to(
            &mut tx,
            &visit.tenant,
            &actor,
            to,
            None,
            version,
            false,
            now,
        )
        .await?;
    tx.commit().await?;
    Ok(appointment.status)
}

/// The visit as it stands, in the transaction that will change it.
async fn open(app: &App, visit: &Visit) -> Result<(Tx, Appointment)> {
    let mut tx = app.db.begin().await?;
    let id = visit.appointment.id;
    let appointment = Appointment::find_for_change(&mut tx, visit.tenant.id, id).await?;
    Ok((tx, appointment))
}

/// Back to the page, which shows what the visit is now.
fn answer(app: &App, visit: &Visit, done: Result<()>, word: String) -> Result<Response> {
    match done {
        Ok(()) => {
            app.wake.notify_one();
            Ok(redirect_with(&visit.path(), Flash::ok(word)))
        }
        Err(Error::Conflict(key) | Error::NeedsConsent(key)) => {
            let word = visit.page.t(key);
            Ok(redirect_with(&visit.path(), Flash::danger(word)))
        }
        Err(Error::NotFound) => Ok(redirect(&visit.path())),
        Err(other) => Err(other),
    }
}
