//! `/pay/{token}`: the invoice as its client sees it, and how to pay. Opening it changes nothing.
//!
//! Each way to pay at once is a button of one form ([`Ways`]). Where there is none, the page
//! says how to pay by transfer or at the practice.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;

use super::links;
use super::model::{Invoice, Kind, Status};
use super::sheet::Sheet;
use crate::accounts::{Tenant, TenantStatus};
use crate::app::App;
use crate::booking::{Frame, Visitor};
use crate::error::Result;
use crate::i18n::key;
use crate::links::{Closed, Opening, Words};
use crate::packages;
use crate::payments::model::is_put_aside;
use crate::payments::{Subject, Ways, ways};
use crate::web::{self, View};

pub fn routes() -> Router<App> {
    Router::new().route("/pay/{token}", get(show))
}

const GONE: Words = Words {
    title: key!("invoices-gone"),
    text: key!("invoices-gone-text"),
};

/// What a link opens. An extractor for every page under `/pay/{token}`.
pub struct Opened {
    pub page: View,
    pub visitor: Visitor,
    pub token: String,
    pub tenant: Tenant,
    pub invoice: Invoice,
}

impl Opened {
    pub fn path(&self) -> String {
        format!("/pay/{}", self.token)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Opened
where
    App: FromRef<S>,
{
    type Rejection = Closed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Closed> {
        let app = App::from_ref(state);
        let opening = Opening::of(parts, &app).await?;
        let found = links::open(&app.db, &opening.token).await;
        let link = opening.known(&app, found, GONE).await?;
        let tenant = Tenant::find(&app.db, link.tenant_id).await?;
        let invoice = Invoice::find(&app.db, tenant.id, link.invoice_id).await?;
        let Opening { visitor, token } = opening;
        let page = visitor.view.clone().for_practice(invoice.locale);
        let is_over = tenant.status == TenantStatus::Closed || invoice.status == Status::Void;
        if is_over || !link.is_valid(app.clock.now()) {
            return Err(Closed::gone(page, &tenant, GONE));
        }
        Ok(Self {
            page,
            visitor,
            token,
            tenant,
            invoice,
        })
    }
}

/// `invoices/pay.html`
#[derive(Template)]
#[template(path = "invoices/pay.html")]
struct Show {
    page: View,
    frame: Frame,
    invoice: Invoice,
    sheet: Sheet,
    /// What was bought by it, once it is paid.
    packages: Vec<packages::card::Line>,
    /// Ways to pay at once.
    ways: Option<Ways>,
    /// A payment of it is looked at by a person.
    is_put_aside: bool,
}

async fn show(State(app): State<App>, opened: Opened) -> Result<Response> {
    let sheet = Sheet::of(&app.db, &opened.tenant, &opened.invoice).await?;
    let (tenant, invoice) = (&opened.tenant, &opened.invoice);
    let subject = Subject::Invoice(invoice.id);
    let is_put_aside = invoice.is_open() && is_put_aside(&app.db, tenant.id, subject).await?;
    let ways = match invoice.is_open() && !is_put_aside {
        true => {
            let due = invoice.money(invoice.to_pay());
            let locale = opened.page.locale;
            ways(&app, tenant, locale, subject, due, invoice.client_id).await?
        }
        false => None,
    };
    web::render(&Show {
        frame: Frame::new(&opened.tenant, opened.page.locale),
        packages: packages::card::sold_by(&app, tenant, invoice, opened.page.locale).await?,
        ways,
        is_put_aside,
        sheet,
        page: opened.page,
        invoice: opened.invoice,
    })
}

impl Show {
    fn title(&self) -> String {
        let key = match self.invoice.kind {
            Kind::Invoice => "invoices-title-number",
            Kind::CreditNote => "invoices-title-credit-note",
        };
        let number = self.invoice.reference().unwrap_or_default();
        self.page.t1(key, "number", number)
    }

    fn to_pay(&self) -> Option<String> {
        let to_pay = self.invoice.to_pay();
        let waits = self.invoice.kind == Kind::Invoice && to_pay > 0;
        waits.then(|| self.page.locale.money(self.invoice.money(to_pay)))
    }

    /// "by Thursday 21 May 2026"
    fn due(&self) -> Option<String> {
        let due = self.invoice.due_on?;
        let key = match self.invoice.status {
            Status::Overdue => "invoices-pay-was-due",
            _ => "invoices-pay-by",
        };
        Some(self.page.t1(key, "day", self.page.locale.day_year(due)))
    }

    /// Where it stands, in a word.
    fn heading(&self) -> String {
        match self.invoice.kind {
            Kind::CreditNote => self.page.t("invoices-credit-note"),
            Kind::Invoice => self.page.t(self.invoice.badge().0),
        }
    }

    /// What there is to say where nothing is to be paid.
    fn settled(&self) -> String {
        match self.invoice.kind {
            Kind::CreditNote => self.page.t("invoices-pay-credit-note"),
            Kind::Invoice => self.page.t("invoices-pay-nothing"),
        }
    }
}
