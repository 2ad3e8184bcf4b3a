//! `/packages/sales/new`: selling to a client at the desk. It makes a draft invoice; what is sold is issued when that is paid.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use serde::{Deserialize, Serialize};

use super::offers::price_shown;
use crate::accounts::Permission;
use crate::app::App;
use crate::clients::{Client, ClientRow};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::ClientId;
use crate::invoices::business::{Business, TaxRate};
use crate::invoices::model::{Draft, Invoice};
use crate::money::Money;
use crate::packages::model::issuing::Order;
use crate::packages::model::{Kind, Offer};
use crate::packages::selling;
use crate::web::forms::text;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Form, Page};

pub fn routes() -> Router<App> {
    Router::new().route("/packages/sales/new", get(new).post(create))
}

/// Clients to choose from.
const MOST: i64 = 8;

/// `packages/sale.html`: to whom, then what.
#[derive(Template)]
#[template(path = "packages/sale.html")]
struct New {
    page: Page,
    errors: Errors,
    q: String,
    /// Whom it may be sold to, with their allergies.
    found: Vec<(ClientId, String, String)>,
    client: Option<Client>,
    offers: Vec<(String, String)>,
    has_certificates: bool,
    form: Typed,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    client: String,
    offer: String,
    amount: String,
    recipient_name: String,
    message: String,
    key: String,
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let form = Typed {
        client: page.param("client").unwrap_or_default(),
        key: uuid::Uuid::new_v4().to_string(),
        ..Typed::default()
    };
    web::render(&draw(&app, page, Errors::default(), form).await?)
}

async fn draw(app: &App, page: Page, errors: Errors, form: Typed) -> Result<New> {
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let client = match form.client.parse::<ClientId>() {
        Ok(id) => Some(Client::in_use(&app.db, tenant, id).await?),
        Err(_) => None,
    };
    let q = page.param("q").unwrap_or_default();
    let found = match (&client, q.trim()) {
        (Some(_), _) => Vec::new(),
        (None, "") => {
            let recent = Client::recent(&app.db, tenant, MOST as usize, now).await?;
            recent
                .into_iter()
                .map(|client| (client.id, client.name, client.allergies))
                .collect()
        }
        (None, sought) => {
            let contacts = page.can(Permission::ClientsPii);
            let rows = Client::search(&app.db, tenant, sought, contacts, MOST, now).await?;
            rows.into_iter()
                .map(|row: ClientRow| (row.id, row.name, row.allergies))
                .collect()
        }
    };
    let offers = Offer::on_sale(&app.db, tenant, page.tenant.currency, false).await?;
    Ok(New {
        has_certificates: offers.iter().any(|offer| offer.kind == Kind::Certificate),
        offers: offers
            .iter()
            .map(|offer| {
                let text = format!("{}: {}", offer.name, price_shown(&page, offer));
                (offer.id.to_string(), text)
            })
            .collect(),
        page,
        errors,
        q,
        found,
        client,
        form,
    })
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Typed>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    page.require_active()?;
    let (tenant, now, actor) = (&page.tenant, app.clock.now(), page.actor());
    let client: ClientId = form
        .client
        .parse()
        .map_err(|_| Error::Invalid("error-form"))?;
    let client = Client::in_use(&app.db, tenant.id, client).await?;
    let mut errors = Errors::default();
    let offers = Offer::on_sale(&app.db, tenant.id, tenant.currency, false).await?;
    let offer = offers
        .into_iter()
        .find(|offer| offer.id.to_string() == form.offer);
    let offer = errors.take("offer", offer.ok_or(key!("packages-choose-offer")));
    let recipient_name = errors.take("recipient_name", text(&form.recipient_name, 80));
    let message = errors.take("message", text(&form.message, 300));
    let price = offer.as_ref().and_then(|offer| {
        let asked = match (offer.kind, form.amount.trim()) {
            (Kind::Package, _) | (_, "") => Ok(None),
            (Kind::Certificate, typed) => Money::parse(typed, tenant.currency).map(Some),
        };
        let price = asked.and_then(|asked| offer.price(asked));
        errors.take("amount", price)
    });
    let (Some(offer), Some(price), Some(recipient_name), Some(message)) =
        (offer, price, recipient_name, message)
    else {
        return web::render_invalid(&draw(&app, page, errors, form).await?);
    };
    let mut once = OncePerForm::new(&app, tenant.id, "package-sale", &form.key, &form)?;
    let mut tx = app.db.begin().await?;
    if let Some(path) = once.claim(&mut tx, &app, now).await? {
        return Ok(web::redirect(&path));
    }
    let business = Business::of(&mut tx, tenant).await?;
    let rates = TaxRate::active(&mut tx, tenant.id).await?;
    let mut draft = Draft::to_client(&mut tx, &business, &client).await?;
    let line = selling::line(&offer, price, draft.locale, draft.tax_mode, &rates);
    draft.lines.push(line);
    let invoice = Invoice::begin(&mut tx, tenant, &actor, &draft, tenant.currency, now).await?;
    let order = Order {
        email: String::new(),
        recipient_name,
        message,
    };
    order.write(&mut tx, &invoice, None, now).await?;
    let path = format!("/invoices/{}", invoice.id);
    once.keep(&mut tx, &app, &path).await?;
    tx.commit().await?;
    Ok(web::redirect(&path))
}
