//! `/packages/{id}`: what is left on it, its code, what happened; `/print` is the sheet alone.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::accounts::{Permission, User};
use crate::app::App;
use crate::appointments::Appointment;
use crate::clients::Client;
use crate::error::Result;
use crate::id::{MovementId, PackageId};
use crate::invoices::model::Invoice;
use crate::packages::card::Line;
use crate::packages::model::{Movement, MovementKind, Package};
use crate::packages::sheet::Sheet;
use crate::packages::token;
use crate::web::{self, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/packages/{id}", get(show))
        .route("/packages/{id}/print", get(print))
}

/// A movement as the page tells it.
struct Moment {
    id: MovementId,
    icon: &'static str,
    text: String,
    /// "−1 visit", "+€20.00"
    change: String,
    when: String,
    iso: String,
    by: String,
    /// Where it was used.
    href: String,
    place: String,
    may_return: bool,
}

/// `packages/show.html`
#[derive(Template)]
#[template(path = "packages/show.html")]
struct Show {
    page: Page,
    package: Package,
    line: Line,
    client: Option<Client>,
    invoice: Option<Invoice>,
    services: String,
    /// For who may sell: it is as good as money.
    code: Option<String>,
    url: String,
    moments: Vec<Moment>,
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<PackageId>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let (db, tenant) = (&app.db, page.tenant.id);
    let package = Package::find(db, tenant, id).await?;
    let client = match package.client_id {
        Some(id) => Some(Client::find(db, tenant, id).await?),
        None => None,
    };
    let invoice = match package.invoice_id {
        Some(id) => Some(Invoice::find(db, tenant, id).await?),
        None => None,
    };
    let ledger = Movement::of(db, &package).await?;
    let mut moments = Vec::new();
    for movement in &ledger {
        moments.push(Moment::of(&app, &page, &package, movement, &ledger).await?);
    }
    let may_sell = page.can(Permission::InvoicesWrite);
    web::render(&Show {
        line: Line::of(&app, &package, page.locale, &page.tenant),
        services: package.service_names(db).await?.join(", "),
        code: may_sell.then(|| package.code(app.db.audit_key()).shown()),
        url: app.config.link(&token::path(&app, &package)),
        client,
        invoice,
        moments,
        package,
        page,
    })
}

impl Show {
    fn attention(&self) -> Option<String> {
        match self.package.attention.as_str() {
            "refunded" => Some(self.page.t("packages-attention-refunded")),
            "lacking" => Some(self.page.t("packages-attention-lacking")),
            _ => None,
        }
    }

    fn price(&self) -> String {
        self.page
            .locale
            .money(self.package.money(self.package.price_minor))
    }

    fn number_of(&self, invoice: &Invoice) -> String {
        let number = invoice.reference();
        number.unwrap_or_else(|| self.page.t("invoices-title-draft"))
    }

    fn is_open(&self) -> bool {
        self.package.cancelled_at.is_none()
    }
}

impl Moment {
    async fn of(
        app: &App,
        page: &Page,
        package: &Package,
        movement: &Movement,
        ledger: &[Movement],
    ) -> Result<Self> {
        let (db, tenant) = (&app.db, page.tenant.id);
        let local = movement.created_at.with_timezone(&page.tenant.tz());
        let change = match (movement.minor, movement.visits) {
            (0, 0) => String::new(),
            (minor, visits) => {
                let sign = if minor + visits < 0 { "−" } else { "+" };
                format!(
                    "{sign}{}",
                    package.amount(page.locale, minor.abs(), visits.abs())
                )
            }
        };
        let (href, place) = match (movement.appointment_id, movement.invoice_id) {
            (Some(id), _) => {
                let visit = Appointment::find(db, tenant, id).await?;
                (format!("/appointments/{id}"), visit.title)
            }
            (None, Some(id)) => {
                let invoice = Invoice::find(db, tenant, id).await?;
                (
                    format!("/invoices/{id}"),
                    invoice.reference().unwrap_or_default(),
                )
            }
            (None, None) => (String::new(), String::new()),
        };
        let is_back = ledger
            .iter()
            .any(|other| other.reverses_id == Some(movement.id));
        Ok(Self {
            id: movement.id,
            icon: match movement.kind {
                MovementKind::Issued | MovementKind::Revived => "plus",
                MovementKind::Redeemed => "check",
                MovementKind::Returned => "rotate-cw",
                MovementKind::Burned | MovementKind::Expired => "clock",
                MovementKind::Cancelled => "ban",
            },
            text: page.t(movement.kind.key()),
            change,
            when: page.t2(
                "appointment-moment",
                "day",
                page.locale.date_year(local.date_naive()),
                "time",
                page.locale.time(local.time()),
            ),
            iso: movement.created_at.to_rfc3339(),
            by: match movement.recorded_by {
                Some(id) => User::find(db, id).await?.name,
                None => String::new(),
            },
            href,
            place,
            may_return: movement.kind == MovementKind::Redeemed
                && !is_back
                && page.can(Permission::PaymentsWrite),
        })
    }
}

/// `packages/print.html`
#[derive(Template)]
#[template(path = "packages/print.html")]
struct Print {
    page: Page,
    sheet: Sheet,
    id: PackageId,
}

async fn print(page: Page, State(app): State<App>, Path(id): Path<PackageId>) -> Result<Response> {
    page.require(Permission::InvoicesWrite)?;
    let package = Package::find(&app.db, page.tenant.id, id).await?;
    // In the language it was bought in.
    let locale = match package.invoice_id {
        Some(invoice) => {
            Invoice::find(&app.db, page.tenant.id, invoice)
                .await?
                .locale
        }
        None => page.tenant.locale,
    };
    let sheet = Sheet::of(&app, &page.tenant, &package, locale).await?;
    web::render(&Print { page, sheet, id })
}
