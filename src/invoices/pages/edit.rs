//! `/invoices/{id}/edit`: everything on a draft. Works without script: adding and taking away a line sends the form and shows
//! it again; nothing is stored before "Save".

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::fields::{Fields, Row};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::InvoiceId;
use crate::invoices::business::TaxRate;
use crate::invoices::model::{Draft, DraftLine, Invoice, ItemKind, default_tax};
use crate::invoices::totals::{Discount, ONE, TaxMode, Totals};
use crate::money::Money;
use crate::packages::model::Offer;
use crate::packages::{price_shown, selling};
use crate::products::picks;
use crate::services::Service;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new().route("/invoices/{id}/edit", get(edit).post(update))
}

/// `invoices/edit.html`; `totals` is what it adds up to, for htmx alone.
#[derive(Template)]
#[template(path = "invoices/edit.html", blocks = ["totals"])]
struct Edit {
    page: Page,
    errors: Errors,
    invoice: Invoice,
    form: Fields,
    /// Value and text of what can be added.
    picks: Vec<(String, String)>,
    rates: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    /// What it adds up to, when it does.
    totals: Option<Totals>,
}

async fn edit(page: Page, State(app): State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    if invoice.require_draft().is_err() {
        return Ok(web::redirect(&format!("/invoices/{id}")));
    }
    let items = invoice.items(&app.db).await?;
    let form = Fields::of(&invoice, &Draft::of(&invoice, &items));
    let edit = Edit::new(&app, page, invoice, form, Errors::default()).await?;
    web::render(&edit)
}

async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<InvoiceId>,
    Form(mut form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut invoice = Invoice::find(&app.db, tenant, id).await?;
    invoice.require_draft()?;
    if let Ok(at) = form.remove.parse() {
        form.remove(at);
        form.remove = String::new();
        return web::render(&Edit::new(&app, page, invoice, form, Errors::default()).await?);
    }
    if form.act == "add" {
        form.add(&app, &page, &invoice).await?;
        return web::render(&Edit::new(&app, page, invoice, form, Errors::default()).await?);
    }
    let mut errors = Errors::default();
    let rates = TaxRate::active(&app.db, tenant).await?;
    let was = Draft::of(&invoice, &invoice.items(&app.db).await?);
    let draft = form.read(&invoice, &rates, &was, &mut errors);
    if form.act == "count" {
        let is_part = page.htmx;
        let edit = Edit::new(&app, page, invoice, form, errors).await?;
        return match is_part {
            true => web::render(&edit.as_totals()),
            false => web::render(&edit),
        };
    }
    let Some(draft) = draft else {
        return web::render_invalid(&Edit::new(&app, page, invoice, form, errors).await?);
    };
    picks::check(&app, tenant, &draft).await?;
    let mut tx = app.db.begin().await?;
    invoice = Invoice::find_for_change(&mut tx, tenant, id).await?;
    match invoice
        .save(&mut tx, &page.actor(), &draft, form.version, now)
        .await
    {
        Ok(()) => tx.commit().await?,
        Err(Error::Conflict(why)) if invoice.require_draft().is_ok() => {
            drop(tx);
            // The page that is shown again knows what is stored: saving it is then meant.
            form.version = invoice.version;
            errors.add("", why);
            let edit = Edit::new(&app, page, invoice, form, errors).await?;
            return web::render_status(StatusCode::CONFLICT, &edit);
        }
        Err(error) => return Err(error),
    }
    let word = page.t("invoices-saved");
    Ok(web::redirect_with(
        &format!("/invoices/{id}"),
        Flash::ok(word),
    ))
}

impl Fields {
    /// One more line: a service or a product at its price, or an empty one.
    async fn add(&mut self, app: &App, page: &Page, invoice: &Invoice) -> Result<()> {
        let rates = TaxRate::active(&app.db, page.tenant.id).await?;
        let mode = TaxMode::parse(&self.tax_mode).unwrap_or(invoice.tax_mode);
        let mut line = DraftLine {
            tax: default_tax(mode, &rates),
            ..DraftLine::text(String::new(), 0)
        };
        let mut is_empty = true;
        if let Some(product) = picks::picked(&self.pick) {
            line = picks::line(app, page.tenant.id, product, line).await?;
            is_empty = false;
        } else if let Ok(service) = self.pick.parse() {
            let service = Service::find(&app.db, page.tenant.id, service).await?;
            line = DraftLine {
                kind: ItemKind::Service,
                service_id: Some(service.id),
                description: service.name,
                quantity: ONE,
                unit_minor: service.price_minor,
                discount: Discount::NONE,
                ..line
            };
            is_empty = false;
        }
        let offer = self.pick.strip_prefix("offer:").map(str::parse);
        if let Some(Ok(offer)) = offer {
            let offer = Offer::find(&app.db, page.tenant.id, offer).await?;
            let price = selling::first_price(&offer);
            let locale = self.locale.parse().unwrap_or(invoice.locale);
            line = selling::line(&offer, price, locale, mode, &rates);
            is_empty = price == 0;
        }
        self.push(&line, invoice.currency);
        if let Some(price) = self.price.last_mut().filter(|_| is_empty) {
            price.clear();
        }
        Ok(())
    }
}

impl Edit {
    async fn new(
        app: &App,
        page: Page,
        invoice: Invoice,
        form: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = page.tenant.id;
        let rates = TaxRate::active(&app.db, tenant).await?;
        let items = invoice.items(&app.db).await?;
        let was = Draft::of(&invoice, &items);
        let mut options = vec![(String::new(), page.t("invoices-no-tax"))];
        options.extend(
            rates
                .iter()
                .map(|rate| (rate.id.to_string(), rate.shown(page.locale))),
        );
        for (id, name, bp) in was.lines.iter().filter_map(|line| line.tax.as_ref()) {
            if options.iter().all(|(value, _)| *value != id.to_string()) {
                let text = crate::invoices::business::rate_shown(page.locale, *bp);
                options.push((id.to_string(), format!("{name} {text}")));
            }
        }
        let mut picks = vec![("text".to_owned(), page.t("invoices-free-line"))];
        let services = Service::all(&app.db, tenant).await?;
        for service in services.into_iter().filter(|service| service.is_active) {
            let price = page
                .locale
                .money(Money::new(service.price_minor, invoice.currency));
            picks.push((service.id.to_string(), format!("{}, {price}", service.name)));
        }
        picks.extend(picks::picks(app, &page, invoice.currency).await?);
        for offer in Offer::on_sale(&app.db, tenant, invoice.currency, false).await? {
            let value = format!("offer:{}", offer.id);
            picks.push((
                value,
                format!("{}, {}", offer.name, price_shown(&page, &offer)),
            ));
        }
        let mut quiet = Errors::default();
        let totals = form.read(&invoice, &rates, &was, &mut quiet);
        let ahead = invoice.ahead(&app.db).await?;
        Ok(Self {
            totals: totals.and_then(|draft| draft.totals(&ahead).ok()),
            languages: Locale::ALL
                .map(|locale| (locale.code().to_owned(), locale.name().to_owned()))
                .to_vec(),
            rates: options,
            picks,
            page,
            errors,
            invoice,
            form,
        })
    }

    fn money(&self, minor: &i64) -> String {
        self.page.locale.money(self.invoice.money(*minor))
    }

    /// What is not taxed here, where there is a tax.
    fn packaged(&self, totals: &Totals) -> Option<String> {
        let sum: i64 = totals.lines.iter().map(|line| line.packaged).sum();
        (sum > 0 && !totals.rates.is_empty()).then(|| self.money(&sum))
    }

    fn rate(&self, bp: &i64) -> String {
        crate::invoices::business::rate_shown(self.page.locale, *bp)
    }

    fn modes(&self) -> [(&'static str, String); 3] {
        TaxMode::ALL.map(|mode| (mode.as_str(), self.page.t(mode.key())))
    }

    fn rows(&self) -> Vec<Row> {
        self.form.rows()
    }
}
