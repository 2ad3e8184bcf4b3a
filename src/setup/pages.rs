//! `/setup`: one list; the open question has its form, the others a line of what was answered.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::forms::{AddressForm, HoursForm, PlaceForm, ServiceRow, ServicesForm, TradeForm};
use super::presets::proposals;
use super::steps::Step;
use crate::accounts::{Permission, Tenant};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ServiceId;
use crate::schedule::periods::Period;
use crate::schedule::typed;
use crate::services::{Service, weekdays};
use crate::settings::qr::Qr;
use crate::settings::{Profile, save_profile, shown_phone, trades, zones};
use crate::web::{self, Errors, Flash, Form, Page};

#[derive(Template)]
#[template(path = "setup/show.html")]
struct Show {
    page: Page,
    errors: Errors,
    first_name: String,
    /// Which one is open.
    current: Step,
    steps: Vec<StepRow>,
    /// How many are behind.
    done: usize,
    trade: TradeForm,
    trades: Vec<(String, String)>,
    place: PlaceForm,
    zones: Vec<(&'static str, String)>,
    currencies: Vec<(&'static str, String)>,
    currency_sign: &'static str,
    /// None: they differ by day already.
    hours: Option<HoursForm>,
    weekdays: Vec<(String, String)>,
    service_rows: Vec<ServiceRow>,
    link: String,
    /// What stands before the page's name in it, and the name as typed.
    base: String,
    address: AddressForm,
    qr: Qr,
    preview: Preview,
}

struct StepRow {
    step: Step,
    title: String,
    /// What was answered, or what will be asked.
    summary: String,
    is_done: bool,
}

/// What the public page will show.
struct Preview {
    name: String,
    initials: String,
    trade: String,
    /// Name, length, price.
    services: Vec<(String, String, String)>,
    more: usize,
}

/// What was typed where something was wrong; the rest is read from the practice.
#[derive(Default)]
struct Typed {
    trade: Option<TradeForm>,
    place: Option<PlaceForm>,
    hours: Option<HoursForm>,
    services: Option<ServicesForm>,
    address: Option<AddressForm>,
}

#[derive(Deserialize)]
pub(super) struct ShowQuery {
    step: Option<String>,
}

pub(super) async fn show(
    page: Page,
    State(app): State<App>,
    Query(query): Query<ShowQuery>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let stored = Step::stored(&page.tenant.setup_step);
    let current = match query.step.as_deref().map(Step::stored) {
        Some(asked) if asked <= stored => asked,
        _ => stored,
    };
    web::render(&Show::load(&app, page, current, Typed::default(), Errors::default()).await?)
}

impl Show {
    async fn load(
        app: &App,
        page: Page,
        current: Step,
        typed: Typed,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = &page.tenant;
        let services: Vec<Service> = Service::all(&app.db, tenant.id)
            .await?
            .into_iter()
            .filter(|service| service.is_active)
            .collect();
        let periods = Period::all(&app.db, tenant.id, None).await?;
        let stored = Step::stored(&tenant.setup_step);
        let steps: Vec<StepRow> = Step::SHOWN
            .into_iter()
            .map(|step| StepRow {
                step,
                title: page.t(step.key()),
                summary: summary(&page, step, &periods, &services),
                is_done: step < stored,
            })
            .collect();
        let base = format!("{}/", app.config.public_url);
        let link = format!("{base}{}", tenant.slug);
        let address = AddressForm {
            slug: tenant.slug.clone(),
        };
        let mut offered = proposals(&tenant.kind, tenant.locale, tenant.currency);
        offered.retain(|proposal| services.iter().all(|service| service.name != proposal.name));
        let services_form = typed
            .services
            .unwrap_or_else(|| ServicesForm::of(&offered, tenant.currency));
        let trade = TradeForm {
            kind: tenant.kind.clone(),
            ..TradeForm::default()
        };
        Ok(Self {
            first_name: page
                .user
                .name
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
            current,
            done: steps.iter().filter(|row| row.is_done).count(),
            steps,
            trade: typed.trade.unwrap_or(trade),
            trades: trades::options(page.locale, "other"),
            place: typed.place.unwrap_or_else(|| PlaceForm::of(tenant)),
            zones: zones::named(page.locale),
            currencies: zones::currencies(),
            currency_sign: tenant.currency.symbol().unwrap_or(tenant.currency.code()),
            hours: typed.hours.or_else(|| HoursForm::of(&periods)),
            weekdays: weekdays(page.locale),
            service_rows: services_form.rows(),
            qr: Qr::of(&link)?,
            link,
            base,
            address: typed.address.unwrap_or(address),
            preview: Preview::new(&page, tenant, &services),
            page,
            errors,
        })
    }

    fn is_current(&self, step: impl std::borrow::Borrow<Step>) -> bool {
        self.current == *step.borrow()
    }
}

impl Preview {
    const SHOWN: usize = 4;

    fn new(page: &Page, tenant: &Tenant, services: &[Service]) -> Self {
        let locale = page.locale;
        Self {
            name: tenant.name.clone(),
            initials: tenant.initials(),
            trade: trades::label(locale, &tenant.kind),
            services: services
                .iter()
                .take(Self::SHOWN)
                .map(|service| {
                    let price = locale.money_short(service.price(tenant.currency));
                    (
                        service.name.clone(),
                        locale.duration(service.duration_minutes),
                        price,
                    )
                })
                .collect(),
            more: services.len().saturating_sub(Self::SHOWN),
        }
    }
}

fn summary(page: &Page, step: Step, periods: &[Period], services: &[Service]) -> String {
    let tenant = &page.tenant;
    match step {
        Step::Trade if tenant.kind.is_empty() => page.t("setup-trade-hint"),
        Step::Trade => trades::label(page.locale, &tenant.kind),
        Step::Place => {
            let zone = page.locale.city(tenant.tz());
            let phone = Some(shown_phone(tenant)).filter(|phone| !phone.is_empty());
            [phone, Some(tenant.currency.code().to_owned()), Some(zone)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Step::Hours => hours_text(page, periods),
        Step::Services if services.is_empty() => page.t("setup-services-hint"),
        Step::Services => page.t1("setup-services-count", "n", services.len()),
        Step::Link | Step::Done => page.t("setup-link-hint"),
    }
}

/// "Mon, Tue, Wed 10:00–19:00", or what will be asked.
fn hours_text(page: &Page, periods: &[Period]) -> String {
    let week = periods
        .first()
        .map(|period| period.week.as_slice())
        .unwrap_or_default();
    let Some(first) = week.first() else {
        return page.t("setup-hours-hint");
    };
    let alike = week
        .iter()
        .all(|other| (other.from, other.to) == (first.from, first.to));
    if !alike || periods.len() > 1 {
        return page.t("setup-hours-differ");
    }
    let days: Vec<chrono::Weekday> = week
        .iter()
        .filter_map(|interval| chrono::Weekday::try_from(interval.weekday).ok())
        .collect();
    let short = |day: &chrono::Weekday| page.locale.weekday_short(*day);
    let is_row = days.windows(2).all(|pair| pair[0].succ() == pair[1]);
    let names = match days.as_slice() {
        [first, .., last] if is_row && days.len() > 2 => {
            format!("{}–{}", short(first), short(last))
        }
        days => days.iter().map(short).collect::<Vec<_>>().join(", "),
    };
    format!(
        "{names} {}–{}",
        typed::clock(first.from),
        typed::clock(first.to)
    )
}

pub(super) async fn save_trade(
    page: Page,
    State(app): State<App>,
    Form(form): Form<TradeForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    if !form.skip.is_empty() {
        return skip(&app, &page, Step::Trade).await;
    }
    let mut errors = Errors::default();
    match form.read(&page.tenant, &mut errors) {
        Some(profile) => save_answer(&app, &page, Step::Trade, &profile).await,
        None => {
            let typed = Typed {
                trade: Some(form),
                ..Typed::default()
            };
            again(&app, page, Step::Trade, typed, errors).await
        }
    }
}

pub(super) async fn save_place(
    page: Page,
    State(app): State<App>,
    Form(form): Form<PlaceForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    if !form.skip.is_empty() {
        return skip(&app, &page, Step::Place).await;
    }
    let mut errors = Errors::default();
    match form.read(&page.tenant, &mut errors) {
        Some(profile) => save_answer(&app, &page, Step::Place, &profile).await,
        None => {
            let typed = Typed {
                place: Some(form),
                ..Typed::default()
            };
            again(&app, page, Step::Place, typed, errors).await
        }
    }
}

pub(super) async fn save_hours(
    page: Page,
    State(app): State<App>,
    Form(form): Form<HoursForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    page.require(Permission::ScheduleWrite)?;
    if !form.skip.is_empty() {
        return skip(&app, &page, Step::Hours).await;
    }
    let mut errors = Errors::default();
    let Some(week) = form.read(page.t("schedule-block-time"), &mut errors) else {
        let typed = Typed {
            hours: Some(form),
            ..Typed::default()
        };
        return again(&app, page, Step::Hours, typed, errors).await;
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let always = Period {
        week,
        ..Period::default()
    };
    Period::replace_all(&mut tx, page.tenant.id, &page.actor(), None, &[always], now).await?;
    Step::Hours.pass(&mut tx, page.tenant.id, now).await?;
    tx.commit().await?;
    Ok(web::redirect("/setup"))
}

pub(super) async fn save_services(
    page: Page,
    State(app): State<App>,
    Form(form): Form<ServicesForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    page.require(Permission::ServicesWrite)?;
    if !form.skip.is_empty() {
        return skip(&app, &page, Step::Services).await;
    }
    let mut errors = Errors::default();
    let Some(mut drafts) = form.read(page.tenant.currency, &mut errors) else {
        let typed = Typed {
            services: Some(form),
            ..Typed::default()
        };
        return again(&app, page, Step::Services, typed, errors).await;
    };
    let (now, actor) = (app.clock.now(), page.actor());
    let mut tx = app.db.begin().await?;
    Tenant::find_for_change(&mut tx, page.tenant.id).await?;
    // The form sent twice, or again after a step back: what is there by name is there.
    let known = Service::all(&mut tx, page.tenant.id).await?;
    drafts.retain(|draft| known.iter().all(|service| service.name != draft.name));
    for draft in &drafts {
        Service::create(
            &mut tx,
            page.tenant.id,
            &actor,
            ServiceId::new(),
            draft,
            now,
        )
        .await?;
    }
    Step::Services.pass(&mut tx, page.tenant.id, now).await?;
    tx.commit().await?;
    Ok(web::redirect("/setup"))
}

/// Another name in the link. The one it had goes on leading to the page.
pub(super) async fn save_address(
    page: Page,
    State(app): State<App>,
    Form(form): Form<AddressForm>,
) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut errors = Errors::default();
    if let Some(profile) = form.read(&page.tenant, &mut errors) {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        match save_profile(&mut tx, &page.tenant, &page.actor(), &profile, now).await {
            Ok(()) => {
                tx.commit().await?;
                let word = Flash::ok(page.t("setup-address-saved"));
                return Ok(web::redirect_with("/setup?step=link", word));
            }
            Err(Error::Conflict(key)) => errors.add("slug", key),
            Err(error) => return Err(error),
        }
    }
    let typed = Typed {
        address: Some(form),
        ..Typed::default()
    };
    again(&app, page, Step::Link, typed, errors).await
}

/// The last step: the link was seen.
pub(super) async fn finish(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::SettingsWrite)?;
    let mut tx = app.db.begin().await?;
    Step::Link
        .pass(&mut tx, page.tenant.id, app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t("setup-finished");
    Ok(web::redirect_with("/calendar", Flash::ok(word)))
}

async fn save_answer(app: &App, page: &Page, step: Step, profile: &Profile) -> Result<Response> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    save_profile(&mut tx, &page.tenant, &page.actor(), profile, now).await?;
    step.pass(&mut tx, page.tenant.id, now).await?;
    tx.commit().await?;
    Ok(web::redirect("/setup"))
}

async fn skip(app: &App, page: &Page, step: Step) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    step.pass(&mut tx, page.tenant.id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(web::redirect("/setup"))
}

async fn again(
    app: &App,
    page: Page,
    step: Step,
    typed: Typed,
    errors: Errors,
) -> Result<Response> {
    web::render_invalid(&Show::load(app, page, step, typed, errors).await?)
}
