//! `/settings/business`: who issues the invoices, the account, what a new one begins with. `/settings/taxes`: the rates.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::business::{Business, LegalForm, TaxRate, read_percent, usual_rates};
use super::legal;
use super::totals::TaxMode;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::TaxRateId;
use crate::web::forms::{number, required, text};
use crate::web::{self, Errors, Flash, Form, Page, Path, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/business", get(edit).post(update))
        .route("/settings/taxes", get(taxes).post(add_tax))
        .route("/settings/taxes/usual", post(add_usual))
        .route("/settings/taxes/{id}/default", post(default_tax))
        .route("/settings/taxes/{id}/archival", post(archive_tax))
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    version: i64,
    form: String,
    legal_name: String,
    tax_id: String,
    registration_id: String,
    address: String,
    bank_name: String,
    bank_account: String,
    bank_code: String,
    bank_correspondent: String,
    tax_mode: String,
    due_days: String,
    note: String,
}

/// `settings/business.html`
#[derive(Template)]
#[template(path = "settings/business.html")]
struct Edit {
    page: Page,
    errors: Errors,
    form: Fields,
    /// Keys of what must be there before an invoice may be sent.
    missing: Vec<&'static str>,
}

impl Fields {
    fn of(business: &Business) -> Self {
        Self {
            version: business.version,
            form: business.form.as_str().to_owned(),
            legal_name: business.legal_name.clone(),
            tax_id: business.tax_id.clone(),
            registration_id: business.registration_id.clone(),
            address: business.address.clone(),
            bank_name: business.bank_name.clone(),
            bank_account: Business::account_shown(&business.bank_account),
            bank_code: business.bank_code.clone(),
            bank_correspondent: business.bank_correspondent.clone(),
            tax_mode: business.tax_mode.as_str().to_owned(),
            due_days: business.due_days.to_string(),
            note: business.note.clone(),
        }
    }

    fn read(&self, errors: &mut Errors) -> Option<Business> {
        let form = LegalForm::parse(&self.form).ok_or(key!("field-choose"));
        let form = errors.take("form", form)?;
        /// Nothing, or what `check` takes for right.
        fn optional(
            typed: &str,
            check: impl Fn(&str) -> Result<String, &'static str>,
        ) -> Result<String, &'static str> {
            match typed.trim() {
                "" => Ok(String::new()),
                typed => check(typed),
            }
        }
        let russian = form.is_russian();
        let legal_name = errors.take("legal_name", required(&self.legal_name, 160));
        let tax_id = match form {
            LegalForm::RuNpd | LegalForm::RuIp => {
                errors.take("tax_id", optional(&self.tax_id, legal::inn))
            }
            LegalForm::EsAutonomo => errors.take("tax_id", optional(&self.tax_id, legal::nif)),
            LegalForm::Other => errors.take("tax_id", text(&self.tax_id, 40)),
        };
        let registration_id = match form {
            LegalForm::RuIp => errors.take(
                "registration_id",
                optional(&self.registration_id, legal::ogrnip),
            ),
            _ => Some(String::new()),
        };
        let address = errors.take("address", text(&self.address, 300));
        let bank_name = errors.take("bank_name", text(&self.bank_name, 100));
        let code = |typed: &str| match russian {
            true => legal::bik(typed),
            false => legal::bic(typed),
        };
        let bank_code = errors.take("bank_code", optional(&self.bank_code, code));
        let bank = bank_code.clone().unwrap_or_default();
        let account = |typed: &str| match russian {
            true => legal::ru_account(typed, &bank),
            false => legal::iban(typed),
        };
        let bank_account = errors.take("bank_account", optional(&self.bank_account, account));
        let bank_correspondent = match russian {
            true => errors.take(
                "bank_correspondent",
                optional(&self.bank_correspondent, |typed| {
                    legal::ru_correspondent(typed, &bank)
                }),
            ),
            false => Some(String::new()),
        };
        let mode = TaxMode::parse(&self.tax_mode).ok_or(key!("field-choose"));
        let tax_mode = errors.take("tax_mode", mode);
        let due_days = errors.take("due_days", number(&self.due_days, 0..=365));
        let note = errors.take("note", text(&self.note, 1000));
        if form == LegalForm::RuNpd && tax_mode.is_some_and(|mode| mode != TaxMode::None) {
            errors.add("tax_mode", key!("business-npd-no-tax"));
        }
        let business = Business {
            form,
            legal_name: legal_name?,
            tax_id: tax_id?,
            registration_id: registration_id?,
            address: address?,
            bank_name: bank_name?,
            bank_account: bank_account?,
            bank_code: bank_code?,
            bank_correspondent: bank_correspondent?,
            tax_mode: tax_mode?,
            due_days: due_days?,
            note: note?,
            version: self.version,
        };
        errors.is_empty().then_some(business)
    }
}

impl Edit {
    fn forms(&self) -> [(&'static str, String); 4] {
        LegalForm::ALL.map(|form| (form.as_str(), self.page.t(form.key())))
    }

    fn modes(&self) -> [(&'static str, String); 3] {
        TaxMode::ALL.map(|mode| (mode.as_str(), self.page.t(mode.key())))
    }

    /// No invoice goes out without it, but for forms that the program knows nothing of.
    fn needs_tax_id(&self) -> bool {
        LegalForm::parse(&self.form.form).is_some_and(|form| form != LegalForm::Other)
    }

    fn missing_text(&self) -> String {
        let names: Vec<String> = self.missing.iter().map(|key| self.page.t(key)).collect();
        names.join(", ")
    }
}

async fn edit(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let business = Business::of(&app.db, &page.tenant).await?;
    let (form, errors) = (Fields::of(&business), Errors::default());
    let missing = business.missing();
    web::render(&Edit {
        page,
        errors,
        form,
        missing,
    })
}

async fn update(
    page: Page,
    State(app): State<App>,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let mut errors = Errors::default();
    let stored = Business::of(&app.db, &page.tenant).await?;
    let missing = stored.missing();
    let Some(business) = form.read(&mut errors) else {
        return web::render_invalid(&Edit {
            page,
            errors,
            form,
            missing,
        });
    };
    let saved = Business {
        version: stored.version,
        ..business.clone()
    };
    // Pressed twice: the first press has saved it.
    if stored.version == 0 || saved != stored {
        let mut tx = app.db.begin().await?;
        let (actor, now) = (page.actor(), app.clock.now());
        match business.save(&mut tx, page.tenant.id, &actor, now).await {
            Ok(()) => tx.commit().await?,
            Err(Error::Conflict(why)) => {
                drop(tx);
                // The page that is shown again knows what is stored: saving it is then meant.
                form.version = stored.version;
                errors.add("", why);
                let edit = Edit {
                    page,
                    errors,
                    form,
                    missing,
                };
                return web::render_status(StatusCode::CONFLICT, &edit);
            }
            Err(error) => return Err(error),
        }
    }
    let word = page.t("settings-saved");
    Ok(redirect_with("/settings/business", Flash::ok(word)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TaxFields {
    name: String,
    rate: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `settings/taxes.html`
#[derive(Template)]
#[template(path = "settings/taxes.html")]
struct Taxes {
    page: Page,
    errors: Errors,
    form: TaxFields,
    rates: Vec<TaxRate>,
    /// What people of the country usually have, in words; empty where nothing is usual or it is there.
    usual: String,
}

impl Taxes {
    async fn load(app: &App, page: Page, errors: Errors, form: TaxFields) -> Result<Self> {
        let rates = TaxRate::active(&app.db, page.tenant.id).await?;
        let business = Business::of(&app.db, &page.tenant).await?;
        let usual = usual_rates(business.form).iter();
        let usual: Vec<String> = usual
            .map(|(name, bp)| format!("{name} {}", super::business::rate_shown(page.locale, *bp)))
            .collect();
        let usual = if rates.is_empty() {
            usual.join(", ")
        } else {
            String::new()
        };
        Ok(Self {
            page,
            errors,
            form,
            rates,
            usual,
        })
    }

    fn shown(&self, rate: &TaxRate) -> String {
        rate.shown(self.page.locale)
    }
}

async fn taxes(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let taxes = Taxes::load(&app, page, Errors::default(), TaxFields::default()).await?;
    web::render(&taxes)
}

async fn add_tax(
    page: Page,
    State(app): State<App>,
    Form(form): Form<TaxFields>,
) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let mut errors = Errors::default();
    let name = errors.take("name", required(&form.name, 40));
    let rate = errors.take("rate", read_percent(&form.rate));
    let (Some(name), Some(rate)) = (name, rate) else {
        return web::render_invalid(&Taxes::load(&app, page, errors, form).await?);
    };
    let (actor, now) = (page.actor(), app.clock.now());
    let mut tx = app.db.begin().await?;
    TaxRate::add(&mut tx, page.tenant.id, &actor, &name, rate, now).await?;
    tx.commit().await?;
    Ok(saved(&page))
}

async fn add_usual(page: Page, State(app): State<App>, _: Form<Nothing>) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let (actor, now) = (page.actor(), app.clock.now());
    let business = Business::of(&app.db, &page.tenant).await?;
    let mut tx = app.db.begin().await?;
    for (name, rate) in usual_rates(business.form) {
        TaxRate::add(&mut tx, page.tenant.id, &actor, name, *rate, now).await?;
    }
    tx.commit().await?;
    Ok(saved(&page))
}

async fn default_tax(
    page: Page,
    State(app): State<App>,
    Path(id): Path<TaxRateId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let mut tx = app.db.begin().await?;
    TaxRate::make_default(&mut tx, page.tenant.id, &page.actor(), id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(saved(&page))
}

async fn archive_tax(
    page: Page,
    State(app): State<App>,
    Path(id): Path<TaxRateId>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::BusinessWrite)?;
    let mut tx = app.db.begin().await?;
    TaxRate::archive(&mut tx, page.tenant.id, &page.actor(), id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(saved(&page))
}

fn saved(page: &Page) -> Response {
    let word = page.t("settings-saved");
    redirect_with("/settings/taxes", Flash::ok(word))
}
