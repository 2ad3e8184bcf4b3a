//! One gateway: its keys, tried before they are kept, what a text may cost, a text to oneself, and forgetting the keys.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use tower_sessions::Session;

use super::{TRIALS, shown, spent};
use crate::accounts::{Permission, session};
use crate::app::App;
use crate::channels::model::{Account, Alarm, Carrier, Channel, Terms};
use crate::channels::{gateway, with};
use crate::contact::Phone;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::providers::Failure;
use crate::providers::sms::{
    INVALID_CREDENTIALS, NO_MONEY, NOT_ALLOWED, NewText, OPTED_OUT, WRONG_NUMBER, parts,
    read_micros,
};
use crate::web::{self, Errors, Flash, Form, Page, Path, forms, rate};

/// A text of which each part costs more is no text of ours; in millionths.
const MOST_A_PART: i64 = 100_000_000;
/// In a day.
const MOST_A_DAY: i64 = 100_000_000_000;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/channels/{way}", get(edit).post(update))
        .route("/settings/channels/{way}/test", post(test))
        .route("/settings/channels/{way}/trial", post(trial))
        .route("/settings/channels/{way}/disconnection", post(disconnect))
}

#[derive(Template)]
#[template(path = "channels/way.html")]
struct Edit {
    page: Page,
    errors: Errors,
    carrier: Carrier,
    account: Option<Account>,
    /// Another gateway that this one would take the place of.
    other: Option<Carrier>,
    form: Typed,
    spent: String,
    /// The address that the gateway is given for its news; empty where it is told with each text, or could not reach us.
    hook: String,
    /// A reminder as a client gets it, and what it takes.
    sample: String,
    sample_parts: String,
}

/// As typed. Keys that are left empty stay as they are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    account: String,
    secret: String,
    sender: String,
    part: String,
    cap: String,
    first: String,
    /// Where a text to oneself goes; part of another form of the same page.
    phone: String,
}

impl Edit {
    fn when(&self, at: &DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.page.tenant.tz());
        let locale = self.page.locale;
        let day = locale.day_long(local.date_naive());
        locale.t2("mail-when", "day", day, "time", locale.time(local.time()))
    }

    /// Label and hint of the account's name; none where the key says whose it is.
    fn account_field(&self) -> Option<(String, String)> {
        let page = &self.page;
        match self.carrier {
            Carrier::Smsc => Some((page.t("channels-login"), page.t("channels-login-hint"))),
            Carrier::SmsAero => Some((page.t("channels-account-email"), String::new())),
            Carrier::Twilio => Some((
                page.t("channels-account-sid"),
                page.t("channels-account-sid-hint"),
            )),
            _ => None,
        }
    }

    fn secret_label(&self) -> String {
        self.page.t(match self.carrier {
            Carrier::Smsc => "channels-secret-smsc",
            Carrier::Twilio => "channels-secret-twilio",
            _ => "channels-secret",
        })
    }

    fn sender_hint(&self) -> String {
        self.page.t(match self.carrier {
            Carrier::Twilio => "channels-sender-twilio",
            _ => "channels-sender-hint",
        })
    }

    fn is_sender_optional(&self) -> bool {
        self.carrier != Carrier::Twilio
    }

    fn currency(&self) -> &'static str {
        let currency = self.carrier.currency();
        currency.symbol().unwrap_or(currency.code())
    }
}

fn carrier_of(text: &str) -> Result<Carrier> {
    Carrier::parse(text).ok_or(Error::NotFound)
}

fn path_of(carrier: Carrier) -> String {
    format!("/settings/channels/{}", carrier.as_str())
}

/// Whoever lets messages go out in the practice's name says the password again.
async fn prove(app: &App, session: &Session, carrier: Carrier) -> Result<()> {
    session::require_proof(app, session, &path_of(carrier)).await
}

/// The practice's account, if it is this gateway's, and the gateway that it is else.
async fn accounts(
    app: &App,
    page: &Page,
    carrier: Carrier,
) -> Result<(Option<Account>, Option<Carrier>)> {
    let account = Account::of(&app.db, page.tenant.id, Channel::Sms).await?;
    let other = account.as_ref().map(|account| account.provider);
    let other = other.filter(|other| *other != carrier);
    Ok((account.filter(|_| other.is_none()), other))
}

async fn edit(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let carrier = carrier_of(&way)?;
    prove(&app, &session, carrier).await?;
    let (account, _) = accounts(&app, &page, carrier).await?;
    let form = match &account {
        Some(account) => Typed {
            account: account.account.clone(),
            sender: account.sender.clone(),
            part: decimal(account.part_micros),
            cap: decimal(account.cap_micros),
            first: if account.is_first {
                "true".into()
            } else {
                String::new()
            },
            ..Typed::default()
        },
        None => Typed {
            cap: match carrier {
                Carrier::Twilio => "10".into(),
                _ => "500".into(),
            },
            first: "true".into(),
            ..Typed::default()
        },
    };
    web::render(&draw(&app, page, carrier, form, Errors::default()).await?)
}

/// Millionths as a person types them: "5.49".
fn decimal(micros: i64) -> String {
    let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
    let part = format!("{part:06}");
    match part.trim_end_matches('0') {
        "" => whole.to_string(),
        part => format!("{whole}.{part:0<2}"),
    }
}

async fn draw(
    app: &App,
    page: Page,
    carrier: Carrier,
    form: Typed,
    errors: Errors,
) -> Result<Edit> {
    let (account, other) = accounts(app, &page, carrier).await?;
    let now = app.clock.now();
    let spent = match &account {
        Some(account) => spent(app, &page, account, now).await?,
        None => String::new(),
    };
    let hook = match &account {
        Some(account) if carrier == Carrier::SmsRu => gateway(app, account).await?.1,
        _ => None,
    };
    let hook = hook.unwrap_or_default();
    let sample = sample(app, &page, now);
    let count = i64::try_from(parts(&sample).parts).unwrap_or(i64::MAX);
    let price = account.as_ref().map_or(0, |account| account.part_micros);
    let sample_parts = match price {
        0 => page.t1("channels-sample-parts", "n", count),
        price => page.t2(
            "channels-sample-cost",
            "n",
            count,
            "sum",
            shown(&page, price.saturating_mul(count), carrier.currency()),
        ),
    };
    Ok(Edit {
        page,
        errors,
        carrier,
        account,
        other,
        form,
        spent,
        hook,
        sample,
        sample_parts,
    })
}

/// A reminder in the practice's language, with a link as long as a real one.
fn sample(app: &App, page: &Page, now: DateTime<Utc>) -> String {
    let (tenant, locale) = (&page.tenant, page.tenant.locale);
    let local = (now + TimeDelta::days(1)).with_timezone(&tenant.tz());
    let day = locale.day_long(local.date_naive());
    let time = chrono::NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    let when = locale.t2("mail-when", "day", day, "time", locale.time(time));
    let sentence = locale.t2("short-reminder", "who", tenant.name.clone(), "when", when);
    let link = app.config.link(&format!("/l/{}", "x".repeat(32)));
    crate::messages::short_text(&sentence, &link)
}

async fn update(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let carrier = carrier_of(&way)?;
    prove(&app, &session, carrier).await?;
    let (before, _) = accounts(&app, &page, carrier).await?;
    let mut errors = Errors::default();
    let terms = read(&form, carrier, &mut errors);
    let name = account_name(&form, carrier, &mut errors);
    let secret = secret(&app, &page, &form, &name, before.as_ref(), &mut errors).await?;
    let (Some(terms), true) = (terms, errors.is_empty()) else {
        let edit = draw(&app, page, carrier, blanked(form), errors).await?;
        return web::render_invalid(&edit);
    };
    let now = app.clock.now();
    let Some(secret) = secret else {
        let account = before.ok_or(Error::NotFound)?;
        let mut tx = app.db.begin().await?;
        account.update(&mut tx, &terms, &page.actor(), now).await?;
        tx.commit().await?;
        return Ok(saved(&page));
    };
    let tried = with(&app, carrier, &name, &secret, &terms.sender)?;
    if let Err(failure) = tried.standing().await {
        errors.add("secret", failed(&failure));
        let edit = draw(&app, page, carrier, blanked(form), errors).await?;
        return web::render_invalid(&edit);
    }
    let mut tx = app.db.begin().await?;
    let key = app.tenant_key(&mut tx, page.tenant.id).await?;
    let (tenant, actor) = (page.tenant.id, page.actor());
    Account::connect(
        &mut tx, &key, tenant, carrier, &name, &secret, &terms, &actor, now,
    )
    .await?;
    tx.commit().await?;
    Ok(saved(&page))
}

fn saved(page: &Page) -> Response {
    let word = page.t("settings-saved");
    web::redirect_with("/settings/channels", Flash::ok(word))
}

/// Keys are not written back into a page.
fn blanked(form: Typed) -> Typed {
    Typed {
        secret: String::new(),
        ..form
    }
}

fn read(form: &Typed, carrier: Carrier, errors: &mut Errors) -> Option<Terms> {
    let sender = errors.take("sender", forms::text(&form.sender, 40))?;
    let is_number = |text: &str| text.starts_with("MG") || Phone::parse(text, None).is_ok();
    if carrier == Carrier::Twilio && !is_number(&sender) {
        errors.add("sender", key!("channels-sender-missing"));
    }
    let part = sum("part", &form.part, MOST_A_PART, errors);
    let cap = sum("cap", &form.cap, MOST_A_DAY, errors);
    Some(Terms {
        sender: match carrier {
            Carrier::Twilio => plain_number(&sender),
            _ => sender,
        },
        is_first: !form.first.is_empty(),
        part_micros: part?,
        cap_micros: cap?,
    })
}

/// "+1 415 555 0100" as the gateway takes it.
fn plain_number(sender: &str) -> String {
    match Phone::parse(sender, None) {
        Ok(phone) => phone.e164().to_owned(),
        Err(_) => sender.to_owned(),
    }
}

/// A sum above nothing, in millionths.
fn sum(field: &str, typed: &str, most: i64, errors: &mut Errors) -> Option<i64> {
    let plain = errors.take(field, forms::decimal(typed))?;
    match read_micros(&plain) {
        Some(micros) if (1..=most).contains(&micros) => Some(micros),
        _ => {
            errors.add(field, key!("channels-sum-wrong"));
            None
        }
    }
}

fn account_name(form: &Typed, carrier: Carrier, errors: &mut Errors) -> String {
    let name = form.account.trim();
    let fits = name.len() <= 120 && name.chars().all(|c| c.is_ascii_graphic());
    let is_fine = match carrier {
        Carrier::SmsRu | Carrier::Telegram => return String::new(),
        // A key may stand alone.
        Carrier::Smsc => fits,
        Carrier::SmsAero => fits && name.contains('@'),
        Carrier::Twilio => fits && name.starts_with("AC") && name.len() == 34,
    };
    if !is_fine {
        let wrong = match carrier {
            Carrier::SmsAero => key!("channels-account-email-wrong"),
            Carrier::Twilio => key!("channels-account-sid-wrong"),
            _ => key!("channels-login-wrong"),
        };
        errors.add("account", wrong);
    }
    name.to_owned()
}

/// What is to be tried; none when nothing about the keys changes.
async fn secret(
    app: &App,
    page: &Page,
    form: &Typed,
    name: &str,
    before: Option<&Account>,
    errors: &mut Errors,
) -> Result<Option<String>> {
    let typed = form.secret.trim();
    if typed.is_empty() {
        let Some(before) = before else {
            errors.add("secret", key!("payments-secret-missing"));
            return Ok(None);
        };
        if before.account == name {
            return Ok(None);
        }
        let key = app.tenant_key(&app.db, page.tenant.id).await?;
        return Ok(Some(before.open(&key)?.secret));
    }
    if typed.len() > 300 || !typed.chars().all(|c| c.is_ascii_graphic()) {
        errors.add("secret", key!("payments-secret-missing"));
        return Ok(None);
    }
    Ok(Some(typed.to_owned()))
}

fn failed(failure: &Failure) -> &'static str {
    match failure {
        Failure::Permanent { code, .. } => match code.as_str() {
            INVALID_CREDENTIALS => key!("payments-keys-refused"),
            NO_MONEY => key!("channels-alarm-money"),
            NOT_ALLOWED => key!("channels-alarm-refused"),
            WRONG_NUMBER => key!("channels-trial-number"),
            OPTED_OUT => key!("channels-trial-opted-out"),
            _ => key!("channels-trial-refused"),
        },
        _ => key!("payments-not-reached"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Tries the keys that are kept; nothing is sent.
async fn test(
    page: Page,
    State(app): State<App>,
    Path(way): Path<String>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let carrier = carrier_of(&way)?;
    let (account, _) = accounts(&app, &page, carrier).await?;
    let account = account.ok_or(Error::NotFound)?;
    let (gateway, _) = gateway(&app, &account).await?;
    let answer = gateway.standing().await;
    let flash = match answer {
        Ok(standing) => {
            account.note_fine(&app.db, app.clock.now()).await?;
            Flash::ok(match standing.balance_micros {
                Some(micros) => page.t1(
                    "channels-test-balance",
                    "sum",
                    shown(&page, micros, carrier.currency()),
                ),
                None => page.t("payments-test-fine"),
            })
        }
        Err(failure) => refused(&app, &page, &account, &failure).await?,
    };
    Ok(web::redirect_with(&path_of(carrier), flash))
}

/// What the page says, and what is kept of it.
async fn refused(app: &App, page: &Page, account: &Account, failure: &Failure) -> Result<Flash> {
    let now = app.clock.now();
    let why = failure.to_string();
    match failure.is_about_keys() {
        true => {
            let mut tx = app.db.begin().await?;
            account.alarm(&mut tx, Alarm::Keys, Some(&why), now).await?;
            tx.commit().await?;
        }
        false => account.note_error(&app.db, &why, now).await?,
    }
    Ok(Flash::danger(page.t(failed(failure))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Trial {
    #[serde(default)]
    phone: String,
}

/// "Send me a test": a text that goes out and costs what one costs.
async fn trial(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
    Form(form): Form<Trial>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let carrier = carrier_of(&way)?;
    prove(&app, &session, carrier).await?;
    let (account, _) = accounts(&app, &page, carrier).await?;
    let account = account.ok_or(Error::NotFound)?;
    let phone = match Phone::parse(&form.phone, page.tenant.country.as_deref()) {
        Ok(phone) => phone,
        Err(wrong) => {
            let mut errors = Errors::default();
            errors.add("phone", wrong);
            let kept = Typed {
                account: account.account.clone(),
                sender: account.sender.clone(),
                part: decimal(account.part_micros),
                cap: decimal(account.cap_micros),
                first: if account.is_first {
                    "true".into()
                } else {
                    String::new()
                },
                secret: String::new(),
                phone: form.phone,
            };
            let edit = draw(&app, page, carrier, kept, errors).await?;
            return web::render_invalid(&edit);
        }
    };
    rate::hit(&app, TRIALS, &page.tenant.id.to_string()).await?;
    let new = NewText {
        reference: uuid::Uuid::now_v7(),
        to: phone.e164().to_owned(),
        text: page.t1("channels-trial-text", "practice", page.tenant.name.as_str()),
        callback: None,
    };
    let (gateway, _) = gateway(&app, &account).await?;
    let answer = gateway.send(&new).await;
    let flash = match answer {
        Ok(_) => {
            account.note_fine(&app.db, app.clock.now()).await?;
            let to = phone.display(page.tenant.country.as_deref());
            Flash::ok(page.t1("channels-trial-sent", "to", to))
        }
        Err(failure) => refused(&app, &page, &account, &failure).await?,
    };
    Ok(web::redirect_with(&path_of(carrier), flash))
}

async fn disconnect(
    page: Page,
    State(app): State<App>,
    session: Session,
    Path(way): Path<String>,
    _: Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    let carrier = carrier_of(&way)?;
    prove(&app, &session, carrier).await?;
    let (account, _) = accounts(&app, &page, carrier).await?;
    let account = account.ok_or(Error::NotFound)?;
    let mut tx = app.db.begin().await?;
    account
        .disconnect(&mut tx, &page.actor(), app.clock.now())
        .await?;
    tx.commit().await?;
    let word = page.t("payments-disconnected");
    Ok(web::redirect_with("/settings/channels", Flash::ok(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_written_as_it_is_typed() {
        for (micros, text) in [
            (5_490_000, "5.49"),
            (500_000_000, "500"),
            (7_900, "0.0079"),
            (2_500_000, "2.50"),
        ] {
            assert_eq!(decimal(micros), text);
            assert_eq!(read_micros(text), Some(micros));
        }
    }
}
