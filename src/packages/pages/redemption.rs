//! Paying with a package or a certificate at the desk, for a visit or an invoice: one of the client's own, or one by its code.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::index::find;
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::Appointment;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{AppointmentId, ClientId, InvoiceId, PackageId};
use crate::invoices::model::Invoice;
use crate::money::{Currency, Money};
use crate::packages::model::{Package, State as Standing, Target, due, redeem};
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/invoices/{id}/redemptions/new",
            get(of_invoice).post(for_invoice),
        )
        .route(
            "/appointments/{id}/redemptions/new",
            get(of_visit).post(for_visit),
        )
}

/// One of the client's own.
struct Own {
    value: String,
    title: String,
    sub: String,
}

#[derive(Template)]
#[template(path = "packages/redeem.html")]
struct New {
    page: Page,
    errors: Errors,
    action: String,
    back: String,
    due: String,
    currency: &'static str,
    own: Vec<Own>,
    form: Typed,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    /// One of the client's own; "" is the code's.
    package: String,
    code: String,
    /// Of a certificate; "" is as much as there is.
    amount: String,
    key: String,
}

/// What it is for, and the pages around it.
struct Place {
    target: Target,
    client: Option<ClientId>,
    currency: Currency,
    back: String,
}

impl Place {
    async fn invoice(page: &Page, app: &App, id: InvoiceId) -> Result<Self> {
        page.require(Permission::PaymentsWrite)?;
        let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
        Ok(Self {
            target: Target::of_invoice(&app.db, page.tenant.id, id).await?,
            client: invoice.client_id,
            currency: invoice.currency,
            back: format!("/invoices/{id}"),
        })
    }

    async fn visit(page: &Page, app: &App, id: AppointmentId) -> Result<Self> {
        page.require(Permission::PaymentsWrite)?;
        let visit = Appointment::find(&app.db, page.tenant.id, id).await?;
        Ok(Self {
            target: Target::Visit(id),
            client: visit.client_id,
            currency: visit.currency,
            back: format!("/appointments/{id}"),
        })
    }
}

async fn of_invoice(page: Page, app: State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    let place = Place::invoice(&page, &app, id).await?;
    new(page, &app, place).await
}

async fn of_visit(page: Page, app: State<App>, Path(id): Path<AppointmentId>) -> Result<Response> {
    let place = Place::visit(&page, &app, id).await?;
    new(page, &app, place).await
}

async fn for_invoice(
    page: Page,
    app: State<App>,
    Path(id): Path<InvoiceId>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let place = Place::invoice(&page, &app, id).await?;
    create(page, &app, place, form).await
}

async fn for_visit(
    page: Page,
    app: State<App>,
    Path(id): Path<AppointmentId>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    let place = Place::visit(&page, &app, id).await?;
    create(page, &app, place, form).await
}

async fn new(page: Page, app: &App, place: Place) -> Result<Response> {
    let mut form = Typed {
        key: uuid::Uuid::new_v4().to_string(),
        ..Typed::default()
    };
    match draw(
        app,
        page.clone(),
        Errors::default(),
        &place,
        Typed::default(),
    )
    .await
    {
        Ok(mut drawn) => {
            form.package = drawn
                .own
                .first()
                .map(|own| own.value.clone())
                .unwrap_or_default();
            drawn.form = form;
            web::render(&drawn)
        }
        Err(Error::Conflict(key)) => {
            let word = page.t(key);
            Ok(web::redirect_with(&place.back, Flash::danger(word)))
        }
        Err(other) => Err(other),
    }
}

/// With what is due now; nothing is held afterwards.
async fn draw(app: &App, page: Page, errors: Errors, place: &Place, form: Typed) -> Result<New> {
    let mut tx = app.db.begin().await?;
    let due = due(&mut tx, page.tenant.id, place.target).await?;
    if due.minor == 0 {
        return Err(Error::Conflict(key!("payments-nothing-due")));
    }
    let all = match place.client {
        Some(client) => Package::of_client(&mut tx, page.tenant.id, client).await?,
        None => Vec::new(),
    };
    let today = page.tenant.local_date(app.clock.now());
    let mut own = Vec::new();
    for package in all {
        let fits = package.state(today) == Standing::Active && package.currency == due.currency;
        if !fits || due.worth(&mut tx, &package).await? == 0 {
            continue;
        }
        let left = page.t2(
            "packages-left-of",
            "left",
            package.balance(page.locale),
            "all",
            package.granted(page.locale),
        );
        own.push(Own {
            value: package.id.to_string(),
            title: package.name.clone(),
            sub: format!("{left}, {}", package.until(page.locale)),
        });
    }
    let amount = Money::new(due.minor, due.currency);
    Ok(New {
        action: format!("{}/redemptions/new", place.back),
        back: place.back.clone(),
        due: page.locale.money(amount),
        currency: due.currency.code(),
        own,
        page,
        errors,
        form,
    })
}

async fn create(page: Page, app: &App, place: Place, form: Typed) -> Result<Response> {
    if form.key.parse::<uuid::Uuid>().is_err() {
        return Err(Error::Invalid("error-form"));
    }
    let mut errors = Errors::default();
    let package = chosen(app, &page, &place, &form, &mut errors).await?;
    let asked = match form.amount.trim() {
        "" => Some(None),
        typed => {
            let asked = Money::parse(typed, place.currency);
            errors.take("amount", asked).map(|asked| Some(asked.minor))
        }
    };
    if let (Some(package), Some(asked)) = (package, asked) {
        let (now, actor) = (app.clock.now(), page.actor());
        let key = format!("form:{}", form.key);
        let done = patiently(|| async {
            let mut tx = app.db.begin().await?;
            let (tenant, id) = (&page.tenant, package.id);
            redeem(&mut tx, tenant, &actor, id, place.target, asked, &key, now).await?;
            Ok(tx.commit().await?)
        });
        match done.await {
            Ok(()) => {
                app.wake.notify_one();
                let left = Package::find(&app.db, page.tenant.id, package.id).await?;
                let word = page.t1("packages-redeemed", "left", left.balance(page.locale));
                return Ok(web::redirect_with(&place.back, Flash::ok(word)));
            }
            Err(Error::Conflict(key) | Error::Invalid(key)) => {
                let field = match (asked, form.code.trim()) {
                    (Some(_), _) => "amount",
                    (None, "") => "",
                    (None, _) => "code",
                };
                errors.add(field, key);
            }
            Err(other) => return Err(other),
        }
    }
    let drawn = match draw(app, page.clone(), errors, &place, form).await {
        // Paid meanwhile, perhaps in another window.
        Err(Error::Conflict(key)) => {
            let word = page.t(key);
            return Ok(web::redirect_with(&place.back, Flash::danger(word)));
        }
        other => other?,
    };
    web::render_invalid(&drawn)
}

/// What is to be taken off: a code that was typed comes before what was ticked.
async fn chosen(
    app: &App,
    page: &Page,
    place: &Place,
    form: &Typed,
    errors: &mut Errors,
) -> Result<Option<Package>> {
    if !form.code.trim().is_empty() {
        return match find(app, page, &form.code).await {
            Ok(package) => Ok(Some(package)),
            Err(Error::NotFound) => {
                errors.add("code", key!("packages-unknown-code"));
                Ok(None)
            }
            Err(other) => Err(other),
        };
    }
    let Ok(id) = form.package.parse::<PackageId>() else {
        errors.add("code", key!("packages-choose-one"));
        return Ok(None);
    };
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    // Another client's takes its code.
    match package.client_id.is_some() && package.client_id == place.client {
        true => Ok(Some(package)),
        false => Err(Error::NotFound),
    }
}
