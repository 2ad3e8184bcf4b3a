//! The practice's public pages as data: its services, its free times, and booking one. No token; limited by address.

use axum::Json;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde_json::{Map, Value, json};

use super::read::Fields;
use super::{Problem, slots_json};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Source;
use crate::booking::{Booked, Contact, Outcome, Request, Visitor, choose, is_name};
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::places::{Place, Places};
use crate::schedule::availability::Availability;
use crate::schedule::slots::{MAX_DAYS, Refusal, Slot};
use crate::services::{Plan, Service};
use crate::web::forms::required;
use crate::web::idempotency::{Known, Once};
use crate::web::{Errors, Path, Problem as FieldProblem};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/public/{slug}", get(show))
        .route("/api/v1/public/{slug}/slots", get(slots))
        .route("/api/v1/public/{slug}/bookings", post(book))
}

/// The practice, where it works and what can be booked. Prices are in minor units; a deposit of 0 is none. Without places all
/// is held at its own address.
async fn show(app: State<App>, visitor: Visitor, Path(slug): Path<String>) -> Result<Json<Value>> {
    visitor.count_read(&app)?;
    let tenant = find(&app.db, &slug).await?;
    let services = Service::public(&app.db, tenant.id).await?;
    let places = Places::load(&app.db, tenant.id).await?;
    let services: Vec<Value> = services
        .iter()
        .map(|service| {
            let mut shown = json!({
                "slug": service.slug, "name": service.name, "duration_minutes": service.duration_minutes,
                "price": service.price_minor, "currency": tenant.currency, "deposit": deposit(service),
            });
            if !places.is_empty() {
                let fitting = places.for_services(&[service.id]);
                let slugs = fitting.iter().map(|place| place.slug.as_str());
                shown["places"] = slugs.collect();
            }
            shown
        })
        .collect();
    let mut body = json!({
        "tenant": {
            "slug": tenant.slug, "name": tenant.name, "timezone": tenant.tz().name(), "locale": tenant.locale,
            "currency": tenant.currency,
        },
        "services": services,
    });
    if !places.is_empty() {
        let open = places.all.iter().filter(|place| place.is_active);
        body["places"] = open.map(|place| {
            let told = place.told(&tenant, "").for_strangers();
            json!({ "slug": place.slug, "name": place.name, "kind": place.kind, "address": told.address })
        }).collect();
    }
    Ok(Json(body))
}

/// Of the plain service; add-ons and variants may ask for more.
fn deposit(service: &Service) -> i64 {
    let (kind, amount) = (&service.deposit_kind, service.deposit_amount);
    crate::payments::deposits::of_service(kind, amount, service.price_minor)
}

/// Free times of every day of a range.
async fn slots(
    app: State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    visitor.count_read(&app)?;
    let mut errors = Errors::default();
    let names = ["service", "from", "days", "variant", "addons", "place"];
    let query = Fields::of_query(&query.unwrap_or_default(), &names, &mut errors);
    let service = query.required("service", &mut errors);
    let from = query
        .required("from", &mut errors)
        .and_then(|text| errors.take("from", date(&text)));
    let days = query
        .required("days", &mut errors)
        .and_then(|text| errors.take("days", days(&text)));
    let variant = query.text("variant", &mut errors);
    let addons = query.text("addons", &mut errors);
    let place = query.text("place", &mut errors);
    let (Some(service), Some(from), Some(days), true) = (service, from, days, errors.is_empty())
    else {
        return Err(errors.into());
    };
    let tenant = find(&app.db, &slug).await?;
    let mut db = app.db.reader().await.map_err(Error::from)?;
    let addons: Vec<String> = addons.split(',').map(str::to_owned).collect();
    let plan = plan(&mut db, &tenant, &service, &variant, &addons).await?;
    // Where none is asked for, the search itself settles it.
    let (plan, place) = match place.as_str() {
        "" => (plan, None),
        wanted => placed(&mut db, &tenant, plan, wanted).await?,
    };
    let now = app.clock.now();
    let mut found = Availability::load(db, &tenant, &plan, from, days, None, now)
        .await?
        .days();
    if !tenant.is_active() {
        found.iter_mut().for_each(|day| day.slots.clear());
    }
    let place = place.as_ref().map(|place| place.slug.as_str());
    let body = slots_json::write(tenant.tz().name(), place, &found);
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], Body::from(body)).into_response())
}

fn date(text: &str) -> Result<NaiveDate, &'static str> {
    // chrono also reads years of five digits and more, which no calendar of ours can hold; nor may a range reach them.
    let plain = text.len() == 10 && text.is_ascii();
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| plain && date.year() < 9999)
        .ok_or(key!("api-bad-date"))
}

fn days(text: &str) -> Result<u32, FieldProblem> {
    let range = FieldProblem::range(1, MAX_DAYS.into());
    let days: u32 = text.parse().map_err(|_| range)?;
    if (1..=MAX_DAYS).contains(&days) {
        Ok(days)
    } else {
        Err(range)
    }
}

/// Books; the same again with the same `Idempotency-Key` gives the same answer.
async fn book(
    app: State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    visitor.count_attempt(&app).await?;
    let tenant = find(&app.db, &slug).await?;
    let mut errors = Errors::default();
    let key = headers.get("idempotency-key").map(HeaderValue::to_str);
    let key = errors.take("Idempotency-Key", idempotency_key(key.and_then(Result::ok)));
    let names = [
        "service", "start", "client", "note", "variant", "addons", "place", "address",
    ];
    let fields = Fields::of_body(&body, &names, &mut errors)?;
    let service = fields.required("service", &mut errors);
    let start = fields
        .required("start", &mut errors)
        .and_then(|text| errors.take("start", instant(&text)));
    let variant = fields.text("variant", &mut errors);
    let addons = fields.texts("addons", &mut errors);
    let place = fields.text("place", &mut errors);
    let address = fields.text("address", &mut errors);
    let client = fields.object(
        "client",
        "client.",
        &["name", "phone", "email"],
        &mut errors,
    );
    let contact = contact(&tenant, &fields, &client, &mut errors);
    let (Some(key), Some(service), Some(start), Some(contact), true) =
        (key, service, start, contact, errors.is_empty())
    else {
        return Err(errors.into());
    };
    let once = Once {
        tenant: tenant.id,
        key: format!("api:{key}"),
        request_hash: fields.hash(),
    };
    // The answer once given stays, whatever has become of the practice and its services.
    if let Known::Answered(booked) = once.look(&app.db, &app).await? {
        return Ok(created(&app, &tenant, &booked));
    }
    if !tenant.is_active() {
        return Err(Error::Conflict(key!("booking-not-now")).into());
    }
    // A code goes to a person in front of a page; a program has none to wait with.
    if tenant.rules.email_code != "off" {
        return Err(Error::Conflict(key!("booking-code-by-page")).into());
    }
    let plan = plan(&app.db, &tenant, &service, &variant, &addons).await?;
    let (mut plan, place) = placed(&app.db, &tenant, plan, &place).await?;
    if place.as_ref().is_some_and(Place::is_clients) {
        match errors.take("address", required(&address, 300)) {
            Some(address) => plan.address = address,
            None => return Err(errors.into()),
        }
    }
    let request = Request {
        package: None,
        hold: None,
        is_framed: false,
        plan,
        start,
        locale: visitor.view.chosen_locale.unwrap_or(tenant.locale),
        source: Source::Api,
        actor: visitor.actor(),
        network: visitor.address.network(),
        once,
        contact,
    };
    match request.book(&app, &tenant).await? {
        Outcome::Booked(booked) => Ok(created(&app, &tenant, &booked)),
        Outcome::Taken(Refusal::Past, _) => {
            errors.add("start", key!("booking-time-over"));
            Err(errors.into())
        }
        Outcome::Taken(_, slots) => Err(Problem::Taken(alternatives(&slots))),
        Outcome::OtherRequest => Err(Problem::OtherRequest),
        Outcome::Unsigned(_) => Err(Error::NeedsConsent(key!("consents-stop-booking")).into()),
        Outcome::Refused => Err(Error::Conflict(key!("booking-refused")).into()),
    }
}

fn created(app: &App, tenant: &Tenant, booked: &Booked) -> Response {
    let local = |at: DateTime<Utc>| slots_json::instant(at.with_timezone(&tenant.tz()));
    let mut body = json!({
        "reference": booked.reference, "status": booked.status, "start": local(booked.starts_at),
        "end": local(booked.ends_at), "manage_url": app.config.link(&booked.manage_path),
        "payment_url": booked.pay_path.as_ref().map(|path| app.config.link(path)),
    });
    if let Some(place) = &booked.place {
        body["place"] = json!(place);
    }
    (StatusCode::CREATED, Json(body)).into_response()
}

fn alternatives(slots: &[Slot]) -> Map<String, Value> {
    let slots: Vec<Value> = slots
        .iter()
        .map(|slot| json!({"start": slots_json::instant(slot.start), "end": slots_json::instant(slot.end)}))
        .collect();
    Map::from_iter([("alternatives".to_owned(), Value::Array(slots))])
}

fn idempotency_key(key: Option<&str>) -> Result<String, &'static str> {
    let key = key.map(str::trim).filter(|key| !key.is_empty());
    let key = key.ok_or(key!("api-no-key"))?;
    let plain = key.len() <= 255 && key.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then(|| key.to_owned()).ok_or(key!("api-bad-key"))
}

fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    // Far years would leave the calendar when minutes are added.
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.to_utc())
        .filter(|at| (1970..=9000).contains(&at.year()))
        .ok_or(key!("api-bad-instant"))
}

/// The client's fields under their names in the body.
fn contact(
    tenant: &Tenant,
    fields: &Fields,
    client: &Fields,
    errors: &mut Errors,
) -> Option<Contact> {
    let (name, phone) = (client.text("name", errors), client.text("phone", errors));
    let (email, note) = (client.text("email", errors), fields.text("note", errors));
    let mut found = Errors::default();
    let contact = Contact::parse(tenant, &name, &phone, &email, &note, &mut found);
    for (field, problem) in found.iter() {
        let path = if field == "note" { "" } else { "client." };
        errors.add(format!("{path}{field}"), problem);
    }
    contact
}

async fn find(on: impl On, slug: &str) -> Result<Tenant> {
    if !is_name(slug) {
        return Err(Error::NotFound);
    }
    Tenant::by_slug(on, slug).await
}

async fn plan(
    on: impl On,
    tenant: &Tenant,
    service: &str,
    variant: &str,
    addons: &[String],
) -> Result<Plan, Problem> {
    let choice = choose(on, tenant, service, Some(variant), addons).await;
    match choice {
        Ok(choice) => Ok(Plan::one(choice, tenant.currency)),
        Err(Error::NotFound) => Err(Problem::Unknown("service")),
        Err(other) => Err(other.into()),
    }
}

/// The plan at the place that was asked for, else where its service usually is. None where the practice has one address.
async fn placed(
    on: impl On,
    tenant: &Tenant,
    mut plan: Plan,
    wanted: &str,
) -> Result<(Plan, Option<Place>), Problem> {
    let places = Places::load(on, tenant.id).await?;
    let services = plan.service_ids();
    let place = match wanted {
        "" => places.settle(None, &services),
        slug => {
            let fitting = places.for_services(&services);
            let place = fitting.into_iter().find(|place| place.slug == slug);
            Some(place.ok_or(Problem::Unknown("place"))?)
        }
    };
    plan.place = place.map(|place| place.id);
    Ok((plan, place.cloned()))
}
