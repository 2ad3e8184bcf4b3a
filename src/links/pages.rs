//! The visit as its client sees it by a link, with what can be done. Changes nothing, however often it is opened.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};

use super::Purpose;
use super::visit::Visit;
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::booking::{
    Frame, Range, Selection, Times, Week, ZoneNote, deadline, moment, monday, nearest_of,
    parse_date, window,
};
use crate::consents::gate::Gate;
use crate::error::Result;
use crate::i18n::{Locale, sentence};
use crate::invoices::on_top::OnTop;
use crate::money::Money;
use crate::packages::model::{Target, open_of};
use crate::payments::{deposit_of, token};
use crate::places::Where;
use crate::policies::Terms;
use crate::schedule::availability::Availability;
use crate::schedule::slots::{Day, MAX_DAYS};
use crate::services::Plan;
use crate::web::{View, render_status};

const FIRST_LOOK: u32 = 21;

#[derive(Template)]
#[template(path = "links/show.html")]
struct Show {
    page: View,
    frame: Frame,
    path: String,
    title: String,
    /// What became of it, where that is more than the status says.
    word: String,
    appointment: Appointment,
    status_text: String,
    look: &'static str,
    duration: String,
    price: String,
    address: String,
    /// Where an online visit is joined.
    join: String,
    map: Option<String>,
    zone: ZoneNote,
    can_confirm: bool,
    /// Where its deposit is paid.
    pay: Option<String>,
    can_cancel: bool,
    cancel_note: String,
    /// What becomes of a deposit that was paid, if it is cancelled now.
    deposit_note: String,
    /// And of what a package or certificate paid.
    prepaid_note: String,
    is_late: bool,
    moving: Option<Moving>,
    /// Cancelled a moment ago: can be taken back.
    can_restore: bool,
    /// Booking the same once more, when this one is over or cancelled.
    again: Option<String>,
    calendar_file: String,
    notice: String,
}

/// Other times to move to.
struct Moving {
    /// Where it was a moment ago: as the form takes it, as it is read.
    back: Option<(String, String)>,
    is_open: bool,
    /// It was moved as often as it may be: nothing to choose from any more.
    is_over: bool,
    /// How often it may still be moved, where that is limited.
    left: Option<String>,
    note: String,
    /// The master answers first, again.
    asks: Option<String>,
    soon: Vec<Times>,
    week: Week,
    day_title: String,
    parts: Vec<Times>,
}

pub async fn show(app: State<App>, visit: Visit) -> Result<Response> {
    draw(&app, visit, None).await
}

/// The page, and on it why a time could not be had.
pub async fn draw(app: &App, visit: Visit, lost: Option<DateTime<Utc>>) -> Result<Response> {
    let (tenant, appointment, locale) = (&visit.tenant, &visit.appointment, visit.page.locale);
    let now = app.clock.now();
    let local = |at: DateTime<Utc>| at.with_timezone(&tenant.tz()).fixed_offset();
    let plan = appointment.plan(&app.db).await?;
    let terms = Terms::load(&app.db, tenant, &plan, appointment.client_id).await?;
    let plan = terms.bind(plan);
    let left = terms.moves_left(&app.db, appointment).await?;
    let may_move = visit.offers(Purpose::Move, now);
    let moving = match may_move {
        true => Some(moving(app, &visit, &plan, &terms, left, lost, now).await?),
        false => None,
    };
    let deposit_note = deposit_note(app, &visit, &terms, locale, now).await?;
    let is_late = appointment.is_late(&app.db, tenant, now).await?;
    let prepaid_note = prepaid_note(app, &visit, is_late && terms.kept_late.value, now).await?;
    let again = match visit.is_open(now) {
        true => None,
        false => Some(again(app, &visit).await?),
    };
    let place = Where::of_visit(&app.db, tenant, appointment).await?;
    let show = Show {
        frame: Frame::new(tenant, locale),
        path: visit.path(),
        title: sentence(&moment(locale, local(appointment.starts_at))),
        word: word(&visit, now),
        status_text: locale.t(status_key(appointment)),
        look: appointment.status.look(),
        duration: locale.duration(appointment.duration_minutes()),
        price: OnTop::of(&app.db, tenant)
            .await?
            .shown(locale, appointment.price()),
        address: place.lines(),
        map: place.map,
        join: place.link,
        zone: ZoneNote::new(tenant.tz(), locale, appointment.starts_at),
        can_confirm: visit.offers(Purpose::Confirm, now),
        pay: (appointment.status == Status::AwaitingDeposit && visit.is_open(now))
            .then(|| token::deposit_path(app, tenant.id, appointment.id)),
        can_cancel: visit.offers(Purpose::Cancel, now),
        can_restore: visit.link.may(Purpose::Cancel) && appointment.can_be_restored(now),
        cancel_note: cancel_note(&visit, &plan, locale, is_late, now),
        deposit_note,
        prepaid_note,
        is_late,
        moving,
        again,
        // The file of who has this address says all that this page does.
        calendar_file: format!(
            "/{}/booked/{}/visit.ics?own={}",
            tenant.slug, appointment.reference, visit.token
        ),
        notice: lost
            .map(|_| locale.t("booking-just-taken"))
            .unwrap_or_default(),
        appointment: appointment.clone(),
        page: visit.page,
    };
    let status = if lost.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    render_status(status, &show)
}

fn status_key(appointment: &Appointment) -> &'static str {
    if appointment.client_confirmed_at.is_some() && appointment.status == Status::Confirmed {
        crate::i18n::key!("links-coming")
    } else {
        appointment.status.key()
    }
}

fn word(visit: &Visit, now: DateTime<Utc>) -> String {
    let appointment = &visit.appointment;
    let key = match appointment.status {
        Status::Cancelled => "links-is-cancelled",
        Status::Expired => "links-is-expired",
        Status::NoShow => "links-is-over",
        Status::Completed => "links-is-over",
        Status::Arrived | Status::InProgress => "links-has-begun",
        _ if appointment.starts_at <= now => "links-has-begun",
        Status::AwaitingDeposit => "payments-deposit-lead",
        Status::Held | Status::Pending => "links-is-request",
        Status::Confirmed if appointment.client_confirmed_at.is_some() => "links-thanks",
        Status::Confirmed => return String::new(),
    };
    visit.page.t1(key, "practice", visit.tenant.name.as_str())
}

fn cancel_note(
    visit: &Visit,
    plan: &Plan,
    locale: Locale,
    is_late: bool,
    now: DateTime<Utc>,
) -> String {
    let window = window(&visit.tenant, plan);
    let until = deadline(
        visit.tenant.tz(),
        locale,
        visit.appointment.starts_at,
        window,
    );
    match visit.deadline(plan) {
        Some(_) if is_late => locale.t1("links-cancel-late", "until", until),
        Some(end) if end > now => locale.t1("booking-cancel-until", "until", until),
        _ => locale.t("booking-cancel-any"),
    }
}

/// The same services once more; what is not offered now is asked for again.
async fn again(app: &App, visit: &Visit) -> Result<String> {
    let items = visit.appointment.items(&app.db).await?;
    let chosen = Selection::of_items(&app.db, &visit.tenant, &items).await?;
    Ok(chosen.href(&visit.tenant))
}

/// The deposit that was paid is kept or goes back, said before anything is pressed; nothing where there is none.
async fn deposit_note(
    app: &App,
    visit: &Visit,
    terms: &Terms,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<String> {
    let appointment = &visit.appointment;
    if appointment.deposit_minor == 0 || !visit.is_open(now) {
        return Ok(String::new());
    }
    let paid = deposit_of(&app.db, visit.tenant.id, appointment.id).await?;
    let amount = locale.money(Money::new(paid.kept_minor(), appointment.currency));
    let is_late = appointment.is_late(&app.db, &visit.tenant, now).await?;
    Ok(
        match (paid.kept_minor(), is_late && terms.kept_late.value) {
            (0, _) => String::new(),
            (_, true) => locale.t1("policy-cancel-kept", "amount", amount),
            (_, false) => locale.t1("policy-cancel-back", "amount", amount),
        },
    )
}

/// What was taken off packages and certificates goes with the deposit's rules, also where no deposit was asked for.
async fn prepaid_note(
    app: &App,
    visit: &Visit,
    is_lost: bool,
    now: DateTime<Utc>,
) -> Result<String> {
    let appointment = &visit.appointment;
    if !visit.is_open(now) {
        return Ok(String::new());
    }
    let target = Target::Visit(appointment.id);
    let taken = open_of(&app.db, visit.tenant.id, target).await?;
    let minor: i64 = taken.iter().map(|movement| movement.value_minor).sum();
    let locale = visit.page.locale;
    let amount = locale.money(Money::new(minor, appointment.currency));
    Ok(match (minor, is_lost) {
        (0, _) => String::new(),
        (_, true) => locale.t1("policy-cancel-prepaid-kept", "amount", amount),
        (_, false) => locale.t1("policy-cancel-prepaid-back", "amount", amount),
    })
}

async fn moving(
    app: &App,
    visit: &Visit,
    plan: &Plan,
    terms: &Terms,
    left: Option<i64>,
    lost: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Moving> {
    let (tenant, locale) = (&visit.tenant, visit.page.locale);
    if left == Some(0) {
        return over(app, visit, now).await;
    }
    let own = Some(visit.appointment.id);
    let today = tenant.local_date(now);
    let asked = visit.page.param("date").as_deref().and_then(parse_date);
    let asked = asked.filter(|date| *date >= today && (*date - today).num_days() < 800);
    let (from, days) = match asked {
        Some(date) => (monday(date).max(today), 7),
        None => (today, FIRST_LOOK),
    };
    let services = plan.service_ids();
    let gate = Gate::load(&app.db, tenant.id, &services, visit.appointment.client_id).await?;
    let full = match visit.appointment.client_id {
        Some(client) => terms.full_days(&app.db, tenant, client, own, now).await?,
        None => BTreeSet::new(),
    };
    let mut found = Availability::load(&app.db, tenant, plan, from, days, own, now)
        .await?
        .without_days(full.clone())
        .within(gate.windows());
    let mut list = free(&found, visit);
    if asked.is_none() && list.iter().all(|day| day.slots.is_empty()) {
        found = Availability::load(&app.db, tenant, plan, today, MAX_DAYS, own, now)
            .await?
            .without_days(full)
            .within(gate.windows());
        list = free(&found, visit);
    }
    let range = Range {
        locale,
        today,
        last: found.last_day(),
    };
    let first = list.iter().find(|day| !day.slots.is_empty());
    let shown: NaiveDate = asked.or(first.map(|day| day.date)).unwrap_or(today);
    let day = list.iter().find(|day| Some(day.date) == asked);
    let soon = match (lost, asked) {
        (Some(lost), _) => range.by_day(&nearest_of(&list, lost, 3)),
        (None, None) => range.soonest(&list),
        (None, Some(_)) => Vec::new(),
    };
    let path = visit.path();
    Ok(Moving {
        back: way_back(app, visit, now).await?,
        is_over: false,
        left: left.map(|n| locale.t1("policy-said-moves", "n", n)),
        is_open: asked.is_some() || lost.is_some() || visit.link.purpose == Purpose::Move,
        note: move_note(visit, plan, locale, now),
        asks: (visit.appointment.status == Status::Confirmed && plan.needs_confirmation())
            .then(|| locale.t1("links-move-asks", "practice", tenant.name.clone())),
        soon,
        week: range.week(monday(shown), &list, asked, |date| {
            format!("{path}?date={date}#move")
        }),
        day_title: asked.map(|date| locale.day_long(date)).unwrap_or_default(),
        parts: day.map(|day| range.parts(day)).unwrap_or_default(),
    })
}

/// Where it was a moment ago: as the form takes it, as it is read.
async fn way_back(
    app: &App,
    visit: &Visit,
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>> {
    let back = visit.appointment.moved_from(&app.db, now).await?;
    Ok(back.map(|at| {
        let at = at.with_timezone(&visit.tenant.tz()).fixed_offset();
        let value = at.format("%Y-%m-%dT%H:%M").to_string();
        (value, moment(visit.page.locale, at))
    }))
}

/// It was moved as often as it may be: only a move of a moment ago can be taken back.
async fn over(app: &App, visit: &Visit, now: DateTime<Utc>) -> Result<Moving> {
    let (tenant, locale) = (&visit.tenant, visit.page.locale);
    let today = tenant.local_date(now);
    let range = Range {
        locale,
        today,
        last: today,
    };
    Ok(Moving {
        back: way_back(app, visit, now).await?,
        is_open: visit.link.purpose == Purpose::Move,
        is_over: true,
        left: None,
        note: locale.t1("policy-moves-over", "practice", tenant.name.clone()),
        asks: None,
        soon: Vec::new(),
        week: range.week(monday(today), &[], None, |_| String::new()),
        day_title: String::new(),
        parts: Vec::new(),
    })
}

/// Free times other than the one it has.
fn free(found: &Availability, visit: &Visit) -> Vec<Day> {
    let mut days = found.days();
    for day in &mut days {
        day.slots
            .retain(|slot| slot.start != visit.appointment.starts_at);
    }
    days
}

fn move_note(visit: &Visit, plan: &Plan, locale: Locale, now: DateTime<Utc>) -> String {
    let key = match visit.deadline(plan) {
        Some(until) if until > now => "links-move-until",
        Some(_) if visit.appointment.status == Status::Confirmed => "links-move-late",
        _ => return locale.t("links-move"),
    };
    let window = window(&visit.tenant, plan);
    let starts_at = visit.appointment.starts_at;
    let until = deadline(visit.tenant.tz(), locale, starts_at, window);
    locale.t1(key, "until", until)
}
