//! `/settings/booking/simulation`: what another rule would have done to the last 90 days, before it holds. Reads only; what was
//! tried becomes the rule when the master says so.
//!
//! Where next: [`replay`] (the pure part), `load` (what it is made of), `change` (what was typed, and saving it).

mod change;
mod load;
pub mod replay;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use change::{Change, Typed, fingerprint};
use load::History;
use replay::{Outcome, RuleSet, Side, replay};

use super::offers::offered;
use super::options::{self, Options};
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::calendar::parse_date;
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::id::AppointmentId;
use crate::money::Money;
use crate::schedule::slots::Refusal;
use crate::services::{Choice, Plan};
use crate::web::{self, Errors, Flash, Form, Page};

/// Bookings that are listed; of more, how many.
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "settings/simulation.html")]
struct Show {
    page: Page,
    errors: Errors,
    form: Typed,
    lists: Lists,
    /// None: nothing was asked yet.
    found: Option<Found>,
}

/// What the form's lists offer; the first of each is "as it is".
struct Lists {
    services: Options,
    step: Options,
    offer: Options,
    notice: Options,
    horizon: Options,
    daily_limit: Options,
    cancel_window: Options,
    deposit_kind: Options,
    kept: Options,
}

/// A figure on both sides.
struct Figure {
    name: String,
    now: String,
    then: String,
    /// What it means, where that is not plain.
    hint: String,
}

/// A booking that would not have been possible.
struct Line {
    id: AppointmentId,
    when: String,
    what: String,
    why: String,
    instead: String,
}

struct Found {
    lead: String,
    judged: String,
    left_out: Vec<String>,
    lines: Vec<Line>,
    more: usize,
    figures: Vec<Figure>,
    is_cut: bool,
    day: Option<Day>,
}

/// What clients are offered on one day.
struct Day {
    title: String,
    service: String,
    /// Times, and whether the other side has them too.
    now: Vec<(String, bool)>,
    then: Vec<(String, bool)>,
}

pub async fn show(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let form = Typed::of_query(&page.query);
    let set = load::rules(&app.db, &page.tenant).await?;
    let mut errors = Errors::default();
    let change = form.read(&set, page.tenant.currency, &mut errors);
    let Some(change) = change.filter(|_| form.is_any()) else {
        let status = match errors.is_empty() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        return web::render_status(status, &Show::new(page, form, errors, &set, None));
    };
    let found = find(&app, &page, &set, &change, &form).await?;
    web::render(&Show::new(page, form, errors, &set, Some(found)))
}

/// The rule that was tried holds from now on.
pub async fn take_over(
    page: Page,
    State(app): State<App>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let tenant = Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    let set = load::rules(&mut tx, &tenant).await?;
    let mut errors = Errors::default();
    let change = form.read(&set, tenant.currency, &mut errors);
    let Some(change) = change.filter(|_| form.is_any()) else {
        drop(tx);
        if errors.is_empty() {
            return Err(Error::Invalid("error-form"));
        }
        return web::render_invalid(&Show::new(page, form, errors, &set, None));
    };
    // Pressed twice: the first press has saved it.
    let is_done = change.holds(&set);
    if !is_done && form.was != fingerprint(&set) {
        drop(tx);
        errors.add("", key!("simulation-stale"));
        let found = find(&app, &page, &set, &change, &form).await?;
        let show = Show::new(page, form, errors, &set, Some(found));
        return web::render_status(StatusCode::CONFLICT, &show);
    }
    if !is_done {
        change
            .save(&mut tx, &tenant, &page.actor(), &set, now)
            .await?;
        tx.commit().await?;
    }
    let word = page.t("simulation-used");
    Ok(web::redirect_with("/settings/booking", Flash::ok(word)))
}

/// Replays, apart from the threads that answer others.
async fn find(
    app: &App,
    page: &Page,
    set: &RuleSet,
    change: &Change,
    form: &Typed,
) -> Result<Found> {
    let now = app.clock.now();
    let history = load::history(&app.db, &page.tenant, now).await?;
    let (present, changed) = (set.clone(), change.apply(set));
    let tried = changed.clone();
    let (history, outcome) = tokio::task::spawn_blocking(move || {
        let outcome = replay(&history.world, &history.visits, &present, &tried);
        (history, outcome)
    })
    .await
    .map_err(Error::internal)?;
    let day = day(app, page, set, &changed, form, now).await?;
    Ok(Found::new(page, &history, &outcome, day))
}

/// The offer of a day to come under both rules: of the service that was chosen, or the first.
async fn day(
    app: &App,
    page: &Page,
    set: &RuleSet,
    changed: &RuleSet,
    form: &Typed,
    now: DateTime<Utc>,
) -> Result<Option<Day>> {
    let active = || set.services.values().filter(|one| one.is_active);
    let asked = active().find(|one| one.slug == form.service);
    let first = active().min_by_key(|one| (one.position, &one.name));
    let Some(service) = asked.or(first) else {
        return Ok(None);
    };
    let date = form.day(page.tenant.local_date(now));
    let choice = Choice::by_slugs(&app.db, page.tenant.id, &service.slug, None, &[]).await?;
    let plan = Plan::one(choice, page.tenant.currency);
    let mut tenant = page.tenant.clone();
    let times_now = offered(app, &tenant, &plan, date).await?;
    let mut other = plan.clone();
    if let Some(service) = changed.services.get(&service.id) {
        other.choices[0].service = service.clone();
    }
    tenant.rules = changed.practice.clone();
    let times_then = offered(app, &tenant, &other, date).await?;
    let clock = |own: &[NaiveTime], others: &[NaiveTime]| {
        let each = own.iter();
        each.map(|time| (page.locale.time(*time), others.contains(time)))
            .collect()
    };
    Ok(Some(Day {
        title: sentence(&page.locale.day_long(date)),
        service: service.name.clone(),
        now: clock(&times_now, &times_then),
        then: clock(&times_then, &times_now),
    }))
}

impl Typed {
    /// The day whose offer is shown: the one that was asked for, else in a week.
    fn day(&self, today: NaiveDate) -> NaiveDate {
        let next = today.checked_add_days(Days::new(7)).unwrap_or(today);
        parse_date(&self.date).unwrap_or(next)
    }
}

impl Change {
    /// Whether the rules say so already.
    fn holds(&self, set: &RuleSet) -> bool {
        let then = self.apply(set);
        let same = |(a, b): (&crate::services::Service, &crate::services::Service)| {
            format!("{a:?}") == format!("{b:?}")
        };
        then.practice == set.practice
            && then.money == set.money
            && then.services.values().zip(set.services.values()).all(same)
    }
}

impl Show {
    fn new(
        page: Page,
        mut form: Typed,
        errors: Errors,
        set: &RuleSet,
        found: Option<Found>,
    ) -> Self {
        // The page that is shown again knows what holds now.
        form.was = fingerprint(set);
        Self {
            lists: Lists::new(&page, &form, set),
            page,
            errors,
            form,
            found,
        }
    }

    /// A link to the preview of the day under the rule that holds.
    fn preview(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.form.service.is_empty() {
            query.append_pair("service", &self.form.service);
        }
        if !self.form.date.is_empty() {
            query.append_pair("date", &self.form.date);
        }
        format!("/settings/booking/preview?{}", query.finish())
    }
}

impl Lists {
    fn new(page: &Page, form: &Typed, set: &RuleSet) -> Self {
        let (locale, practice) = (page.locale, &set.practice);
        let chosen = set.services.values().find(|one| one.slug == form.service);
        let as_is = |text: String, rest: Options| {
            let first = page.t1("simulation-as-is", "value", text);
            let mut all = vec![(String::new(), first)];
            all.extend(rest);
            all
        };
        let length = |minutes: i64, zero: &str| match minutes {
            0 => page.t(zero).to_lowercase(),
            minutes => options::length(locale, minutes),
        };
        let notice = chosen.and_then(|one| one.notice_minutes);
        let notice = notice.unwrap_or(practice.notice_minutes);
        let window = chosen.and_then(|one| one.cancel_window_minutes);
        let window = window.unwrap_or(practice.cancel_window_minutes);
        let horizon = chosen.and_then(|one| one.horizon_days);
        let horizon = horizon.unwrap_or(practice.horizon_days);
        let limit = match chosen {
            Some(one) => one.own.daily_limit,
            None => practice.daily_limit,
        };
        let limit = limit.map_or(page.t("none").to_lowercase(), |limit| limit.to_string());
        let mut limits: Options = (1..=12).map(|n| (n.to_string(), n.to_string())).collect();
        limits.insert(0, ("none".to_owned(), page.t("simulation-no-limit")));
        let mut services: Vec<_> = set.services.values().filter(|one| one.is_active).collect();
        services.sort_by_key(|one| (one.position, one.name.clone()));
        let services = services
            .iter()
            .map(|one| (one.slug.clone(), one.name.clone()));
        let pair = |value: &str, key: &str| (value.to_owned(), page.t(key));
        let unchanged = || vec![(String::new(), page.t("simulation-unchanged"))];
        let with_first = |mut first: Options, rest: Vec<(String, String)>| {
            first.extend(rest);
            first
        };
        let offer = match practice.offer.as_str() {
            "tight" => "settings-offer-tight",
            _ => "settings-offer-all",
        };
        Self {
            services: with_first(
                vec![(String::new(), page.t("simulation-all-services"))],
                services.collect(),
            ),
            step: as_is(
                length(practice.step_minutes, "settings-notice-none"),
                options::minutes(locale, options::STEP, &form.step, ""),
            ),
            offer: as_is(
                page.t(offer).to_lowercase(),
                vec![
                    pair("all", "settings-offer-all"),
                    pair("tight", "settings-offer-tight"),
                ],
            ),
            notice: as_is(
                length(notice, "settings-notice-none"),
                options::minutes(
                    locale,
                    options::NOTICE,
                    &form.notice,
                    &page.t("settings-notice-none"),
                ),
            ),
            horizon: as_is(
                page.t1("days", "n", horizon),
                options::days(locale, options::HORIZON, &form.horizon),
            ),
            daily_limit: as_is(limit, limits),
            cancel_window: as_is(
                length(window, "settings-cancel-any"),
                options::minutes(
                    locale,
                    options::CANCEL_WINDOW,
                    &form.cancel_window,
                    &page.t("settings-cancel-any"),
                ),
            ),
            deposit_kind: with_first(
                unchanged(),
                vec![
                    pair("none", "services-deposit-none"),
                    pair("fixed", "services-deposit-fixed"),
                    pair("percent", "services-deposit-percent"),
                    pair("full", "services-deposit-full"),
                ],
            ),
            kept: with_first(
                unchanged(),
                vec![pair("true", "policy-kept"), pair("false", "policy-back")],
            ),
        }
    }
}

impl Found {
    fn new(page: &Page, history: &History, outcome: &Outcome, day: Option<Day>) -> Self {
        let lines = outcome.refused.iter().take(LISTED);
        let lines = lines.map(|refused| {
            let visit = &history.visits[refused.index];
            let names = history.names.get(&visit.id);
            let (title, client) = names.cloned().unwrap_or_default();
            let client = client.unwrap_or_else(|| page.t("appointment-nobody"));
            let local = visit.starts_at.with_timezone(&page.tenant.tz());
            let time = page.locale.time(local.time());
            let day = page.locale.day_long(local.date_naive());
            Line {
                id: visit.id,
                when: sentence(&page.t2("mail-when", "day", day, "time", time)),
                what: format!("{client} · {title}"),
                why: page.t(why(refused.why)),
                instead: match refused.instead {
                    Some(at) => {
                        let at = at.with_timezone(&page.tenant.tz());
                        page.t1("simulation-instead", "time", page.locale.time(at.time()))
                    }
                    None => page.t("simulation-instead-none"),
                },
            }
        });
        let n = outcome.refused.len();
        let lead = match n {
            0 => page.t("simulation-refused-none"),
            n => page.t1("simulation-refused", "n", n),
        };
        let left_out = [
            ("simulation-by-practice", outcome.by_practice),
            ("simulation-moved", outcome.moved),
            ("simulation-unclear", outcome.unclear),
        ];
        let left_out = left_out.into_iter().filter(|(_, n)| *n > 0);
        Self {
            lead,
            judged: page.t1("simulation-judged", "n", outcome.judged),
            left_out: left_out.map(|(key, n)| page.t1(key, "n", n)).collect(),
            lines: lines.collect(),
            more: n.saturating_sub(LISTED),
            figures: figures(page, &outcome.now, &outcome.then),
            is_cut: history.is_cut,
            day,
        }
    }
}

fn figures(page: &Page, now: &Side, then: &Side) -> Vec<Figure> {
    let money = |minor: i64| {
        let amount = Money::new(minor, page.tenant.currency);
        page.locale.money_short(amount)
    };
    let hours = |minutes: i64| page.locale.duration(minutes);
    let count = |n: i64| n.to_string();
    let figure = |key: &str, hint: &str, now: String, then: String| Figure {
        name: page.t(key),
        now,
        then,
        hint: match hint {
            "" => String::new(),
            key => page.t(key),
        },
    };
    vec![
        figure(
            "simulation-income",
            "simulation-income-hint",
            money(now.income_minor),
            money(then.income_minor),
        ),
        figure(
            "simulation-free",
            "",
            hours(now.free_minutes),
            hours(then.free_minutes),
        ),
        figure(
            "simulation-unusable",
            "simulation-unusable-hint",
            hours(now.unusable_minutes),
            hours(then.unusable_minutes),
        ),
        figure("simulation-late", "", count(now.late), count(then.late)),
        figure(
            "simulation-no-shows",
            "",
            count(now.no_shows),
            count(then.no_shows),
        ),
        figure(
            "simulation-deposits",
            "",
            count(now.deposits),
            count(then.deposits),
        ),
        figure(
            "simulation-deposits-sum",
            "",
            money(now.deposits_minor),
            money(then.deposits_minor),
        ),
        figure(
            "simulation-kept",
            "simulation-kept-hint",
            money(now.kept_minor),
            money(then.kept_minor),
        ),
    ]
}

/// The text's key.
fn why(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Past => key!("simulation-why-past"),
        Refusal::Notice => key!("simulation-why-notice"),
        Refusal::Horizon => key!("simulation-why-horizon"),
        Refusal::Closed => key!("simulation-why-closed"),
        Refusal::Taken => key!("simulation-why-taken"),
        Refusal::DailyLimit => key!("simulation-why-limit"),
        Refusal::OffGrid => key!("simulation-why-grid"),
    }
}
