//! One way to be paid: its keys, tried before they are kept, what goes with them, and forgetting them.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tower_sessions::Session;

use super::about;
use crate::accounts::{Permission, session};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::{self, Object};
use crate::i18n::key;
use crate::payments::model::{Secrets, Settings, Way, task};
use crate::payments::{Account, provider};
use crate::providers::payment::stripe::Stripe;
use crate::providers::payment::yookassa::YooKassa;
use crate::providers::payment::{Failure, Provider};
use crate::web::{self, Errors, Flash, Form, Page, Path, forms};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/payments/ways/{way}", get(edit).post(update))
        .route("/settings/payments/ways/{way}/test", post(test))
        .route(
            "/settings/payments/ways/{way}/disconnection",
            post(disconnect),
        )
}

#[derive(Template)]
#[template(path = "payments/way.html")]
struct Edit {
    page: Page,
    errors: Errors,
    way: Way,
    name: String,
    about: String,
    account: Option<Account>,
    /// The address that the provider is given for its news.
    hook: String,
    form: Typed,
    taxes: Vec<(String, String)>,
    rates: Vec<(String, String)>,
}

/// As typed. Keys that are left empty stay as they are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    shop: String,
    secret: String,
    signing: String,
    shown: String,
    receipts: String,
    tax_system: String,
    vat: String,
    check_address: String,
    details: String,
}

impl Edit {
    fn is_keyed(&self) -> bool {
        self.way.has_keys()
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.page.tenant.tz());
        let locale = self.page.locale;
        let day = locale.day_long(local.date_naive());
        locale.t2("mail-when", "day", day, "time", locale.time(local.time()))
    }
}

fn way_of(text: &str) -> Result<Way> {
    let way = Way::parse(text).ok_or(Error::NotFound)?;
    match way {
        Way::Cash | Way::Terminal => Err(Error::NotFound),
        way => Ok(way),
    }
}

async fn edit(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let way = way_of(&way)?;
    prove(&app, &session, way).await?;
    let account = Account::of(&app.db, page.tenant.id, way).await?;
    let settings = account.as_ref().map(|account| account.data.0.clone());
    let settings = settings.unwrap_or_default();
    let is_shown = account.as_ref().is_none_or(|account| account.is_shown);
    let flag = |on: bool| if on { "true".to_owned() } else { String::new() };
    let form = Typed {
        shop: account
            .as_ref()
            .map(|one| one.account.clone())
            .unwrap_or_default(),
        shown: flag(is_shown),
        receipts: flag(settings.receipts),
        tax_system: settings
            .tax_system
            .map(|code| code.to_string())
            .unwrap_or_default(),
        vat: settings.vat.max(1).to_string(),
        check_address: flag(settings.check_address),
        details: settings.details,
        ..Typed::default()
    };
    web::render(&draw(&app, page, way, account, form, Errors::default()).await?)
}

/// Whoever changes where the money goes says the password again.
async fn prove(app: &App, session: &Session, way: Way) -> Result<()> {
    let next = format!("/settings/payments/ways/{}", way.as_str());
    session::require_proof(app, session, &next).await
}

async fn draw(
    app: &App,
    page: Page,
    way: Way,
    account: Option<Account>,
    form: Typed,
    errors: Errors,
) -> Result<Edit> {
    let mut hook = String::new();
    if let Some(account) = &account
        && way.has_keys()
    {
        let key = app.tenant_key(&app.db, page.tenant.id).await?;
        if let Some(secrets) = account.open(&key)? {
            let path = format!("/hooks/{}/{}", way.as_str(), secrets.hook);
            hook = app.config.link(&path);
        }
    }
    let named = |codes: &[i64], prefix: &str| -> Vec<(String, String)> {
        codes
            .iter()
            .map(|code| (code.to_string(), page.t(&format!("{prefix}-{code}"))))
            .collect()
    };
    let mut taxes = vec![(String::new(), page.t("payments-tax-none"))];
    taxes.extend(named(&[1, 2, 3, 5, 6], "payments-tax"));
    Ok(Edit {
        name: page.t(way.key()),
        about: page.t(about(way)),
        rates: named(&[1, 2, 3, 4, 7, 8, 11], "payments-vat"),
        taxes,
        page,
        errors,
        way,
        account,
        hook,
        form,
    })
}

async fn update(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let way = way_of(&way)?;
    prove(&app, &session, way).await?;
    let mut errors = Errors::default();
    let settings = read(&form, way, &mut errors);
    let before = Account::of(&app.db, page.tenant.id, way).await?;
    let secrets = match way.has_keys() {
        true => keys(&app, &page, &form, before.as_ref(), &mut errors).await?,
        false => None,
    };
    if !errors.is_empty() {
        let edit = draw(&app, page, way, before, blanked(form), errors).await?;
        return web::render_invalid(&edit);
    }
    let is_shown = !form.shown.is_empty();
    if let Some(secrets) = secrets {
        match try_keys(&app, way, form.shop.trim(), &secrets).await {
            Ok((account, is_live)) => {
                let holder = (account.as_str(), is_live);
                connect(&app, &page, way, holder, secrets, settings, is_shown).await?;
            }
            Err(failure) => {
                errors.add("secret", failed(&failure));
                let edit = draw(&app, page, way, before, blanked(form), errors).await?;
                return web::render_invalid(&edit);
            }
        }
    } else {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let account = Account::ensure(&mut tx, page.tenant.id, way, now).await?;
        account.update(&mut tx, is_shown, &settings, now).await?;
        changed(&mut tx, &page, way, now).await?;
        tx.commit().await?;
    }
    let word = page.t("settings-saved");
    Ok(web::redirect_with("/settings/payments", Flash::ok(word)))
}

/// Keys are not written back into a page.
fn blanked(form: Typed) -> Typed {
    Typed {
        secret: String::new(),
        signing: String::new(),
        ..form
    }
}

fn read(form: &Typed, way: Way, errors: &mut Errors) -> Settings {
    let details = errors.take("details", forms::text(&form.details, 1000));
    let details = details.unwrap_or_default();
    if way == Way::Transfer && details.trim().is_empty() && !form.shown.is_empty() {
        errors.add("details", key!("payments-details-missing"));
    }
    Settings {
        receipts: !form.receipts.is_empty(),
        tax_system: form
            .tax_system
            .parse()
            .ok()
            .filter(|code| (1..=6).contains(code)),
        vat: form
            .vat
            .parse()
            .ok()
            .filter(|code| (1..=12).contains(code))
            .unwrap_or(1),
        check_address: !form.check_address.is_empty(),
        details,
    }
}

/// What was typed, with what was kept where a field was left empty; none when nothing about the keys changes.
async fn keys(
    app: &App,
    page: &Page,
    form: &Typed,
    before: Option<&Account>,
    errors: &mut Errors,
) -> Result<Option<Secrets>> {
    let (secret, signing) = (form.secret.trim(), form.signing.trim());
    let is_same_shop =
        before.is_some_and(|one| one.provider == Way::Stripe || one.account == form.shop.trim());
    if secret.is_empty() && signing.is_empty() && is_same_shop {
        return Ok(None);
    }
    let mut secrets = match before {
        Some(before) => {
            let key = app.tenant_key(&app.db, page.tenant.id).await?;
            before.open(&key)?.unwrap_or_default()
        }
        None => Secrets::default(),
    };
    if !secret.is_empty() {
        secrets.secret = secret.to_owned();
    }
    if !signing.is_empty() {
        secrets.signing = signing.to_owned();
    }
    let fits = |text: &str| text.len() <= 300 && text.chars().all(|c| c.is_ascii_graphic());
    if secrets.secret.is_empty() || !fits(&secrets.secret) || !fits(&secrets.signing) {
        errors.add("secret", key!("payments-secret-missing"));
    }
    Ok(Some(secrets))
}

/// Whose they are, and whether they move real money.
async fn try_keys(
    app: &App,
    way: Way,
    shop: &str,
    secrets: &Secrets,
) -> Result<(String, bool), Failure> {
    let provider: Box<dyn Provider> = match way {
        Way::Yookassa => Box::new(YooKassa::new(&app.gateway, shop, &secrets.secret)),
        _ => Box::new(Stripe::new(&app.gateway, &secrets.secret, &secrets.signing)),
    };
    let holder = provider.holder().await?;
    if !holder.is_enabled {
        return Err(Failure::permanent(
            "disabled",
            "the account may not take money",
        ));
    }
    Ok((holder.account, holder.is_live))
}

fn failed(failure: &Failure) -> &'static str {
    match failure {
        failure if failure.is_about_keys() => key!("payments-keys-refused"),
        Failure::Permanent { code, .. } if code == "disabled" => key!("payments-account-disabled"),
        Failure::Permanent { .. } => key!("payments-keys-refused"),
        _ => key!("payments-not-reached"),
    }
}

async fn connect(
    app: &App,
    page: &Page,
    way: Way,
    holder: (&str, bool),
    secrets: Secrets,
    settings: Settings,
    is_shown: bool,
) -> Result<()> {
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let key = app.tenant_key(&mut tx, tenant).await?;
    let actor = page.actor();
    let kept = settings.clone();
    let account = Account::connect(
        &mut tx, &key, tenant, way, holder, secrets, kept, &actor, now,
    )
    .await?;
    account.update(&mut tx, is_shown, &settings, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn changed(tx: &mut crate::db::Tx, page: &Page, way: Way, now: DateTime<Utc>) -> Result<()> {
    let data = serde_json::json!({ "provider": way.as_str() });
    let object = Object::Tenant(page.tenant.id);
    let kind = events::Kind::PaymentsChanged;
    events::record(tx, page.tenant.id, &page.actor(), kind, object, data, now).await?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Tries the keys that are kept.
async fn test(
    page: Page,
    State(app): State<App>,
    Path(way): Path<String>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let way = way_of(&way)?;
    let account = Account::of(&app.db, page.tenant.id, way).await?;
    let account = account.ok_or(Error::NotFound)?;
    let provider = provider(&app, &account).await?.ok_or(Error::NotFound)?;
    let now = app.clock.now();
    let flash = match provider.holder().await {
        Ok(_) => {
            account.note(&app.db, None, now).await?;
            let mut tx = app.db.begin().await?;
            task::settle_of_account(&mut tx, page.tenant.id, account.id, now).await?;
            tx.commit().await?;
            Flash::ok(page.t("payments-test-fine"))
        }
        Err(failure) => {
            account
                .note(&app.db, Some(&failure.to_string()), now)
                .await?;
            Flash::danger(page.t(failed(&failure)))
        }
    };
    let path = format!("/settings/payments/ways/{}", way.as_str());
    Ok(web::redirect_with(&path, flash))
}

async fn disconnect(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let way = way_of(&way)?;
    prove(&app, &session, way).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    Account::disconnect(&mut tx, page.tenant.id, way, &page.actor(), now).await?;
    tx.commit().await?;
    let word = page.t("payments-disconnected");
    Ok(web::redirect_with("/settings/payments", Flash::ok(word)))
}
