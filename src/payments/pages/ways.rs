//! The ways to pay something, as buttons of one form; pressing one begins a payment and leads to its page. What is due is not
//! in the form: it is worked out when the button is pressed.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use crate::accounts::Tenant;
use crate::app::App;
use crate::booking::Visitor;
use crate::clients::Client;
use crate::contact::Email;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::{ClientId, TenantId};
use crate::money::Money;
use crate::payments::model::begin;
use crate::payments::token::{self, Of};
use crate::payments::{Account, Payment, Subject, Way, work};
use crate::web::{Flash, Form, Path, redirect, redirect_with};

/// How long the button waits for the provider; then the payment's page does.
const WAIT: Duration = Duration::from_secs(12);

pub fn routes() -> Router<App> {
    Router::new().route("/pay/start/{token}", post(create))
}

/// What `payments/_ways.html` draws.
#[derive(Clone, Debug)]
pub struct Ways {
    pub action: String,
    pub list: Vec<Button>,
    /// A receipt is sent by mail, and no address is known.
    pub asks_email: bool,
    /// Nothing here moves money.
    pub is_trial: bool,
}

#[derive(Clone, Debug)]
pub struct Button {
    pub value: &'static str,
    pub icon: &'static str,
    pub text: String,
}

/// The ways in which this can be paid now; none when there is no way open.
pub async fn ways(
    app: &App,
    tenant: &Tenant,
    locale: Locale,
    subject: Subject,
    amount: Money,
    client: Option<ClientId>,
) -> Result<Option<Ways>> {
    if amount.minor <= 0 {
        return Ok(None);
    }
    let offered = Account::offered(app, &app.db, tenant.id, amount.currency).await?;
    let client = match client {
        Some(id) => Some(Client::find(&app.db, tenant.id, id).await?),
        None => None,
    };
    // Of who was erased nothing new is written.
    if offered.is_empty() || client.as_ref().is_some_and(Client::is_closed) {
        return Ok(None);
    }
    let sum = locale.money(amount);
    let list = offered
        .iter()
        .map(|way| Button {
            value: way.as_str(),
            icon: way.icon(),
            text: locale.t1(way.pay_key(), "amount", sum.clone()),
        })
        .collect();
    Ok(Some(Ways {
        action: token::of_subject(app, tenant.id, subject).start_path(),
        asks_email: asks_email(app, tenant.id, &offered, client.as_ref()).await?,
        is_trial: offered.contains(&Way::Sandbox),
        list,
    }))
}

async fn asks_email(
    app: &App,
    tenant: TenantId,
    offered: &[Way],
    client: Option<&Client>,
) -> Result<bool> {
    if !offered.contains(&Way::Yookassa) {
        return Ok(false);
    }
    let account = Account::of(&app.db, tenant, Way::Yookassa).await?;
    if !account.is_some_and(|account| account.data.0.receipts) {
        return Ok(false);
    }
    Ok(client.is_none_or(|client| client.email.is_none()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pressed {
    way: String,
    #[serde(default)]
    email: String,
}

async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Response> {
    visitor.count_attempt(&app).await?;
    let read = match token::read(&app, &text) {
        Some((tenant, Of::Subject(subject))) => Ok((tenant, subject)),
        _ => Err(Error::NotFound),
    };
    let (tenant, subject) = visitor.count_guess(&app, read).await?;
    let way = Way::parse(&pressed.way).ok_or(Error::Invalid("error-form"))?;
    let tenant = Tenant::find(&app.db, tenant).await?;
    let page = visitor.view.clone().for_practice(tenant.locale);
    let email = match pressed.email.trim() {
        "" => None,
        typed => match Email::parse(typed) {
            Ok(email) => Some(email),
            Err(key) => return back(&app, &tenant, subject, page.t(key)),
        },
    };
    let begun = begin(&app, &tenant, subject, way, email, page.locale).await;
    let payment = match begun {
        Ok(payment) => payment,
        Err(Error::Conflict(key) | Error::Invalid(key)) => {
            return back(&app, &tenant, subject, page.t(key));
        }
        Err(Error::NotFound) => {
            return back(&app, &tenant, subject, page.t(key!("payments-way-gone")));
        }
        Err(other) => return Err(other),
    };
    if way.is_online() {
        // A provider that is slow is waited for on the payment's own page, by the worker.
        let looked = tokio::time::timeout(WAIT, work::look_now(&app, &payment)).await;
        if let Ok(Err(error)) = looked {
            tracing::warn!(payment = %payment.id, %error, "payment not begun yet");
        }
        app.wake.notify_one();
    }
    let payment = Payment::find(&app.db, tenant.id, payment.id).await?;
    // Another site's page is reached by a link: browsers do not follow a form there.
    let own = payment
        .pay_url
        .as_deref()
        .and_then(|url| url.strip_prefix(&app.config.public_url))
        .filter(|path| path.starts_with('/'));
    match own {
        Some(path) if way == Way::Sandbox => Ok(redirect(path)),
        _ => Ok(redirect(
            &token::of_payment(&app, tenant.id, payment.id).status_path(),
        )),
    }
}

/// To where the button stood, with a word; an invoice's page is known to its reader only.
fn back(app: &App, tenant: &Tenant, subject: Subject, word: String) -> Result<Response> {
    match subject {
        Subject::Deposit(visit) => {
            let path = token::deposit_path(app, tenant.id, visit);
            Ok(redirect_with(&path, Flash::danger(word)))
        }
        Subject::Invoice(_) => {
            let path = token::of_subject(app, tenant.id, subject).status_path();
            Ok(redirect_with(&path, Flash::danger(word)))
        }
    }
}
