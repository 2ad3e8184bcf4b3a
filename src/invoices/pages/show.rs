//! `/invoices/{id}`: the paper, where it stands, what may come next, and what happened; `/print` is the paper alone.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};

use super::index::{look, status_key};
use crate::accounts::{Permission, User};
use crate::app::App;
use crate::clients::Client;
use crate::error::Result;
use crate::events::{self, ActorKind, Event, Object};
use crate::id::InvoiceId;
use crate::invoices::business::Business;
use crate::invoices::model::{Invoice, Kind, Status};
use crate::invoices::sheet::Sheet;
use crate::packages::{self, card::OfInvoice};
use crate::web::{self, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/invoices/{id}", get(show))
        .route("/invoices/{id}/print", get(print))
}

/// What happened, by whom.
pub struct Moment {
    pub icon: &'static str,
    pub text: String,
    pub when: String,
    pub iso: String,
    pub by: String,
}

/// `invoices/show.html`
#[derive(Template)]
#[template(path = "invoices/show.html")]
pub struct Show {
    page: Page,
    invoice: Invoice,
    sheet: Sheet,
    client: Option<Client>,
    /// The invoice that this credit note takes something off.
    credited: Option<Invoice>,
    notes: Vec<Invoice>,
    /// The deposit of one that was taken back whole, where a later invoice of the visit credits it.
    counted_anew: i64,
    packages: OfInvoice,
    moments: Vec<Moment>,
    /// Keys of legal details without which it cannot be sent.
    missing: Vec<&'static str>,
    /// Whether there is something on it.
    is_empty: bool,
    /// Makes a second press of a form harmless.
    key: String,
    /// A fresh link for the client, to be copied.
    pub link: Option<String>,
    /// Why what was asked for was not done.
    pub notice: Option<&'static str>,
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    web::render(&Show::load(&app, page, id).await?)
}

impl Show {
    pub async fn load(app: &App, page: Page, id: InvoiceId) -> Result<Self> {
        let (db, tenant) = (&app.db, page.tenant.id);
        let invoice = Invoice::find(db, tenant, id).await?;
        let sheet = Sheet::of(db, &page.tenant, &invoice).await?;
        let client = match invoice.client_id {
            Some(client) => Some(Client::find(db, tenant, client).await?),
            None => None,
        };
        let credited = match invoice.credited_id {
            Some(credited) => Some(Invoice::find(db, tenant, credited).await?),
            None => None,
        };
        let missing = match invoice.status {
            Status::Draft => Business::of(db, &page.tenant).await?.missing(),
            _ => Vec::new(),
        };
        let later = match invoice.appointment_id.filter(|_| invoice.is_taken_back()) {
            Some(visit) => Invoice::of_visit(db, tenant, visit).await?,
            None => None,
        };
        let later = later.filter(|later| later.status != Status::Draft);
        let counted_anew = later.map_or(0, |later| later.deposit_minor);
        let mut moments = Vec::new();
        for event in events::of_object(db, tenant, Object::Invoice(id)).await? {
            moments.push(Moment::of(app, &page, &event).await?);
        }
        Ok(Self {
            is_empty: sheet.lines.is_empty(),
            notes: invoice.credit_notes(db).await?,
            counted_anew,
            packages: packages::card::of_invoice(app, &page, &invoice).await?,
            page,
            invoice,
            sheet,
            client,
            credited,
            moments,
            missing,
            key: uuid::Uuid::new_v4().to_string(),
            link: None,
            notice: None,
        })
    }

    /// "Invoice 2026-0142", "Draft".
    fn title(&self) -> String {
        let key = match self.invoice.kind {
            Kind::Invoice => "invoices-title-number",
            Kind::CreditNote => "invoices-title-credit-note",
        };
        match self.invoice.reference() {
            Some(number) => self.page.t1(key, "number", number),
            None => self.page.t("invoices-title-draft"),
        }
    }

    fn name(&self) -> String {
        match self.invoice.buyer.0.name.is_empty() {
            true => self.page.t("invoices-nobody"),
            false => self.invoice.buyer.0.name.clone(),
        }
    }

    fn lang(&self) -> Option<&'static str> {
        crate::calendar::foreign(&self.invoice.buyer.0.name, self.page.locale)
    }

    fn look(&self) -> &'static str {
        look(&self.invoice)
    }

    fn status(&self) -> String {
        self.page.t(status_key(&self.invoice))
    }

    fn money(&self, minor: &i64) -> String {
        self.page.locale.money(self.invoice.money(*minor))
    }

    fn to_pay(&self) -> String {
        self.money(&self.invoice.to_pay())
    }

    fn day(&self, date: &chrono::NaiveDate) -> String {
        crate::invoices::sheet::day(self.page.locale, *date)
    }

    fn number_of(&self, invoice: &Invoice) -> String {
        invoice.reference().unwrap_or_default()
    }

    /// What is to be given back, when more stayed than is owed.
    fn to_return(&self) -> Option<String> {
        let sums = self.invoice.sums();
        // What was paid ahead goes back to where it came from, not as money.
        let left = sums.left().max(-sums.kept()) + self.counted_anew;
        let is_sent = !matches!(self.invoice.status, Status::Draft | Status::Void);
        let counts = is_sent && self.invoice.kind == Kind::Invoice && left < 0;
        counts.then(|| self.money(&-left))
    }

    fn is_draft(&self) -> bool {
        self.invoice.status == Status::Draft
    }

    fn may_write(&self) -> bool {
        self.page.can(Permission::InvoicesWrite)
    }

    fn may_credit(&self) -> bool {
        let invoice = &self.invoice;
        let is_sent = !matches!(invoice.status, Status::Draft | Status::Void);
        invoice.kind == Kind::Invoice && is_sent && invoice.credited_minor < invoice.total_minor
    }

    /// There is an address to send it to.
    fn has_address(&self) -> bool {
        let client = self.client.as_ref().filter(|client| !client.is_merged);
        client.is_some_and(|client| client.email.is_some())
    }

    fn may_mail(&self) -> bool {
        self.has_address() && self.has_link()
    }

    fn has_link(&self) -> bool {
        !matches!(self.invoice.status, Status::Draft | Status::Void)
    }

    /// "Send to Alina"
    fn mail_text(&self) -> String {
        let name = self.client.as_ref().map(|client| client.name.clone());
        let name = name.unwrap_or_default();
        let first = name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        self.page.t1("invoices-mail-to", "name", first)
    }

    /// "mailed today, 14:05"
    fn mailed(&self) -> Option<String> {
        let at = self.invoice.mailed_at?;
        Some(
            self.page
                .t1("invoices-mailed", "when", when(&self.page, at)),
        )
    }

    fn missing_text(&self) -> String {
        let names: Vec<String> = self.missing.iter().map(|key| self.page.t(key)).collect();
        names.join(", ")
    }
}

/// "14 May, 12:05"
fn when(page: &Page, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&page.tenant.tz());
    let day = page.locale.day_short(local.date_naive());
    page.t2(
        "appointment-moment",
        "day",
        day,
        "time",
        page.locale.time(local.time()),
    )
}

impl Moment {
    async fn of(app: &App, page: &Page, event: &Event) -> Result<Self> {
        use events::Kind::*;
        let icon = match event.kind {
            InvoiceSent | InvoiceMailed => "send",
            InvoiceSettled => "check",
            InvoiceOverdue => "clock",
            InvoiceVoided | InvoiceCredited => "ban",
            _ => "pencil-line",
        };
        let by = match (event.actor_kind, event.actor_id) {
            (ActorKind::User, Some(id)) => User::find(&app.db, crate::id::UserId(id)).await?.name,
            (ActorKind::Client, _) => page.t("audit-by-client"),
            _ => page.t("audit-by-system"),
        };
        let what = page.t(&event.kind.text_key());
        let to = event.data.0["to"].as_str().and_then(Status::parse);
        let text = match to {
            Some(status) => page.t2(
                "invoices-moment-to",
                "what",
                what,
                "status",
                page.t(status.key()),
            ),
            None => what,
        };
        Ok(Self {
            icon,
            text,
            when: when(page, event.at),
            iso: event.at.to_rfc3339(),
            by,
        })
    }
}

/// `invoices/print.html`
#[derive(Template)]
#[template(path = "invoices/print.html")]
struct Print {
    page: Page,
    sheet: Sheet,
    id: InvoiceId,
}

async fn print(page: Page, State(app): State<App>, Path(id): Path<InvoiceId>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let invoice = Invoice::find(&app.db, page.tenant.id, id).await?;
    let sheet = Sheet::of(&app.db, &page.tenant, &invoice).await?;
    web::render(&Print { page, sheet, id })
}
