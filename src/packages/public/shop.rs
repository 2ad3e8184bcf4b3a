//! `/{slug}/packages`: what is sold on the practice's page. An order is an invoice that is sent at once; its pay page takes the
//! money by whatever way is open, and what was bought goes out by mail once that is there. The e-mail that is typed is the only
//! thing a buyer is known by: whose phone it is, is nobody's business here.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Days, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::accounts::Tenant;
use crate::app::App;
use crate::booking::{Contact, Frame, Site};
use crate::clients::{Client, NewClient};
use crate::contact::{Email, Phone};
use crate::db::{On, Tx, patiently};
use crate::error::{Error, Result};
use crate::i18n::{key, sentence};
use crate::id::PackageOfferId;
use crate::invoices;
use crate::invoices::business::{Business, TaxRate};
use crate::invoices::model::{Draft, Invoice, Sending, send};
use crate::money::Money;
use crate::packages::model::issuing::Order;
use crate::packages::model::{Kind, Offer};
use crate::packages::selling;
use crate::payments::Account;
use crate::web::forms::text;
use crate::web::idempotency::OncePerForm;
use crate::web::rate::{self, Limit};
use crate::web::{self, Errors, Form, Path, View};

/// Orders from one address: each takes a number of the practice's invoices.
const BY_ADDRESS: Limit = Limit::new("package-order", 5, TimeDelta::minutes(30));
/// And for one practice, from wherever.
const BY_PRACTICE: Limit = Limit::new("package-orders", 60, TimeDelta::hours(1));
/// Days after the day to pay by on which an order that nobody paid is void.
const GRACE: u64 = 7;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/{slug}/packages", get(index))
        .route("/{slug}/packages/{offer}", get(new).post(create))
}

/// An offer as the page shows it.
struct Card {
    href: String,
    icon: &'static str,
    name: String,
    description: String,
    price: String,
    services: String,
    lasts: String,
}

impl Card {
    async fn of(app: &App, page: &View, tenant: &Tenant, offer: &Offer) -> Result<Self> {
        let services = match offer.kind {
            Kind::Certificate => String::new(),
            Kind::Package => {
                let own = offer.services(&app.db).await?;
                let all = crate::services::Service::all(&app.db, tenant.id).await?;
                let names = all.into_iter().filter(|service| own.contains(&service.id));
                let names: Vec<String> = names.map(|service| service.name).collect();
                match names.is_empty() {
                    true => sentence(&page.t("packages-all-services")),
                    false => names.join(", "),
                }
            }
        };
        let shown = selling::with_tax(&app.db, tenant, offer).await?;
        Ok(Self {
            href: format!("/{}/packages/{}", tenant.slug, offer.id),
            icon: offer.kind.icon(),
            name: offer.name.clone(),
            description: offer.description.clone(),
            price: crate::packages::price_shown(page, &shown),
            services,
            lasts: sentence(&match offer.valid_days {
                Some(days) => page.t1("packages-lasts", "n", days),
                None => page.t("packages-no-end"),
            }),
        })
    }
}

/// `packages/shop.html`
#[derive(Template)]
#[template(path = "packages/shop.html")]
struct Index {
    page: View,
    frame: Frame,
    cards: Vec<Card>,
}

/// Whether something can be bought here now: the practice works, may issue invoices, and has a way to be paid.
pub async fn is_open(app: &App, on: impl On, tenant: &Tenant, business: &Business) -> Result<bool> {
    if !tenant.is_active() || !business.missing().is_empty() {
        return Ok(false);
    }
    let ways = Account::offered(app, on, tenant.id, tenant.currency).await?;
    Ok(!ways.is_empty())
}

async fn index(site: Site, State(app): State<App>) -> Result<Response> {
    let mut cards = Vec::new();
    let business = Business::of(&app.db, &site.tenant).await?;
    if is_open(&app, &app.db, &site.tenant, &business).await? {
        let (tenant, currency) = (&site.tenant, site.tenant.currency);
        for offer in Offer::on_sale(&app.db, tenant.id, currency, true).await? {
            cards.push(Card::of(&app, &site.page, tenant, &offer).await?);
        }
    }
    web::render(&Index {
        frame: site.frame(),
        cards,
        page: site.page,
    })
}

/// `packages/order.html`
#[derive(Template)]
#[template(path = "packages/order.html")]
struct New {
    page: View,
    frame: Frame,
    errors: Errors,
    card: Card,
    kind: Kind,
    /// Sums to choose from: value and text.
    amounts: Vec<(String, String)>,
    /// Between which another may be named.
    limits: String,
    currency: &'static str,
    form: Typed,
}

/// The form; `website` is a trap that no person sees.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    amount: String,
    /// Another sum than those to choose from.
    other: String,
    name: String,
    email: String,
    phone: String,
    recipient_name: String,
    message: String,
    website: String,
    key: String,
}

async fn offer_of(app: &App, site: &Site, id: &str) -> Result<Offer> {
    let id: PackageOfferId = id.parse().map_err(|_| Error::NotFound)?;
    let (tenant, currency) = (&site.tenant, site.tenant.currency);
    let business = Business::of(&app.db, tenant).await?;
    if !is_open(app, &app.db, tenant, &business).await? {
        return Err(Error::NotFound);
    }
    let all = Offer::on_sale(&app.db, tenant.id, currency, true).await?;
    let found = all.into_iter().find(|offer| offer.id == id);
    found.ok_or(Error::NotFound)
}

async fn new(
    site: Site,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    let offer = offer_of(&app, &site, &id).await?;
    let form = Typed {
        amount: offer
            .amounts
            .0
            .first()
            .map(|minor| offer.money(*minor).plain())
            .unwrap_or_default(),
        key: uuid::Uuid::new_v4().to_string(),
        ..Typed::default()
    };
    web::render(&draw(&app, site, &offer, Errors::default(), form).await?)
}

async fn draw(
    app: &App,
    site: Site,
    offer: &Offer,
    errors: Errors,
    mut form: Typed,
) -> Result<New> {
    let page = site.page.clone();
    form.website.clear();
    let shown = |minor: i64| page.locale.money_short(offer.money(minor));
    let limits = offer.least_minor.zip(offer.most_minor);
    let amounts = offer.amounts.0.iter();
    Ok(New {
        frame: site.frame(),
        card: Card::of(app, &page, &site.tenant, offer).await?,
        kind: offer.kind,
        amounts: amounts
            .map(|minor| (offer.money(*minor).plain(), shown(*minor)))
            .collect(),
        limits: limits.map_or(String::new(), |(least, most)| {
            page.t2(
                "packages-from-to",
                "least",
                shown(least),
                "most",
                shown(most),
            )
        }),
        currency: offer.currency.code(),
        page,
        errors,
        form,
    })
}

/// What the form says, understood.
struct Bought {
    price: i64,
    name: String,
    email: Email,
    phone: Option<Phone>,
    order: Order,
}

impl Typed {
    fn read(&self, tenant: &Tenant, offer: &Offer, errors: &mut Errors) -> Option<Bought> {
        // Without an address the rest is looked at all the same.
        let has_email = !self.email.trim().is_empty();
        let email = match has_email {
            true => self.email.as_str(),
            false => "nobody@example.com",
        };
        let contact = Contact::parse(tenant, &self.name, &self.phone, email, "", errors);
        if !has_email {
            errors.add("email", key!("packages-email-needed"));
        }
        let typed = match self.other.trim() {
            "" => ("amount", self.amount.trim()),
            other => ("other", other),
        };
        let asked = match (offer.kind, typed.1) {
            (Kind::Package, _) | (_, "") => Ok(None),
            (Kind::Certificate, typed) => Money::parse(typed, tenant.currency).map(Some),
        };
        let price = asked.and_then(|asked| offer.price(asked));
        let price = errors.take(typed.0, price);
        let recipient_name = errors.take("recipient_name", text(&self.recipient_name, 80));
        let message = errors.take("message", text(&self.message, 300));
        let contact = contact?;
        let email = contact.email?;
        let order = Order {
            email: email.as_str().to_owned(),
            recipient_name: recipient_name?,
            message: message?,
        };
        Some(Bought {
            price: price?,
            name: contact.name,
            email,
            phone: contact.phone,
            order,
        })
    }
}

async fn create(
    site: Site,
    State(app): State<App>,
    Path((_, id)): Path<(String, String)>,
    Form(form): Form<Typed>,
) -> Result<Response> {
    site.visitor.count_attempt(&app).await?;
    let offer = offer_of(&app, &site, &id).await?;
    let mut errors = Errors::default();
    let bought = form.read(&site.tenant, &offer, &mut errors);
    if app.config.rate_limits && !form.website.is_empty() {
        errors.add("", key!("booking-once-more"));
    }
    let Some(bought) = bought.filter(|_| errors.is_empty()) else {
        return web::render_invalid(&draw(&app, site, &offer, errors, form).await?);
    };
    let limits = [
        (
            BY_ADDRESS,
            format!("{} {}", site.tenant.id, site.visitor.address.network()),
        ),
        (BY_PRACTICE, site.tenant.id.to_string()),
    ];
    for (limit, who) in &limits {
        if let Err(Error::TooMany { .. }) = rate::check(&app, *limit, who).await {
            errors.add("", key!("booking-too-many"));
            let again = draw(&app, site, &offer, errors, form).await?;
            return web::render_status(StatusCode::TOO_MANY_REQUESTS, &again);
        }
    }
    let once = OncePerForm::new(&app, site.tenant.id, "package-order", &form.key, &form)?;
    let now = app.clock.now();
    let path = patiently(|| async {
        let mut once = once.clone();
        let mut tx = app.db.begin().await?;
        if let Some(path) = once.claim(&mut tx, &app, now).await? {
            return Ok(path);
        }
        rate::hit_all_in(&mut tx, &app, &limits).await?;
        let path = order(&mut tx, &site, &offer, &bought, now).await?;
        once.keep(&mut tx, &app, &path).await?;
        tx.commit().await?;
        Ok(path)
    })
    .await?;
    Ok(web::redirect(&path))
}

/// Writes and sends the invoice; where it is paid.
async fn order(
    tx: &mut Tx,
    site: &Site,
    offer: &Offer,
    bought: &Bought,
    now: DateTime<Utc>,
) -> Result<String> {
    let (tenant, locale) = (&site.tenant, site.page.locale);
    let known = Client::by_contact(&mut *tx, tenant.id, None, Some(&bought.email)).await?;
    let client = match known {
        Some(client) => client,
        None => {
            let new = NewClient {
                name: bought.name.clone(),
                phone: bought.phone.clone(),
                email: Some(bought.email.clone()),
                locale,
                source: "public",
            };
            Client::create(tx, tenant.id, &site.visitor.actor(), &new, now).await?
        }
    };
    let actor = site.visitor.actor_of(Some(client.id));
    let business = Business::of(&mut *tx, tenant).await?;
    let rates = TaxRate::active(&mut *tx, tenant.id).await?;
    let mut draft = Draft::new(&business, locale);
    draft.client_id = Some(client.id);
    draft.buyer.name.clone_from(&bought.name);
    let line = selling::line(offer, bought.price, locale, draft.tax_mode, &rates);
    draft.lines.push(line);
    let invoice = Invoice::begin(tx, tenant, &actor, &draft, offer.currency, now).await?;
    let due = tenant.local_date(now);
    let due = due.checked_add_days(Days::new(business.due_days.unsigned_abs() + GRACE));
    bought.order.write(tx, &invoice, due, now).await?;
    match send(tx, tenant, &actor, invoice.id, None, now).await? {
        Sending::Sent(invoice) => invoices::mint(tx, &invoice, now).await,
        Sending::Empty | Sending::Missing(_) => Err(Error::Conflict(key!("packages-not-sold-now"))),
    }
}
