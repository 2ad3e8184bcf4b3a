//! `/invoices`: the list, filtered by status, client and days; what is waited for stands above it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;

use crate::accounts::Permission;
use crate::app::App;
use crate::clients::Client;
use crate::error::Result;
use crate::id::{ClientId, InvoiceId};
use crate::invoices::model::{After, Filter, Invoice, Kind, Status, Sum, Which, open_sums};
use crate::money::Money;
use crate::web::{self, Page};

/// Invoices on one page.
const PAGE: usize = 50;

pub fn routes() -> Router<App> {
    Router::new().route("/invoices", get(index))
}

/// `invoices/index.html`
#[derive(Template)]
#[template(path = "invoices/index.html")]
struct Index {
    page: Page,
    filter: Filter,
    /// The client that is filtered by.
    client: Option<Client>,
    rows: Vec<Invoice>,
    next: Option<After>,
    sums: Vec<Sum>,
    /// Waited for, and of that overdue: how many and how much.
    open: [(i64, i64); 2],
    today: NaiveDate,
    /// There are invoices, whatever the filter shows.
    has_any: bool,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let tenant = page.tenant.id;
    let filter = read_filter(&page);
    let client = match filter.client {
        Some(id) => Some(Client::standing(&app.db, tenant, id).await?),
        None => None,
    };
    let filter = Filter {
        client: client.as_ref().map(|client| client.id),
        ..filter
    };
    let after = read_after(&page);
    let mut rows = filter.page(&app.db, tenant, after, PAGE as i64 + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().filter(|_| more);
    let next = last.map(|invoice| (invoice.dated_on, invoice.id));
    let has_any = !rows.is_empty() || filter != Filter::default() || after.is_some();
    web::render(&Index {
        sums: filter.sums(&app.db, tenant).await?,
        open: open_sums(&app.db, tenant, page.tenant.currency).await?,
        today: page.tenant.local_date(app.clock.now()),
        page,
        filter,
        client,
        rows,
        next,
        has_any,
    })
}

/// What is asked for; what cannot be read is not asked for.
pub(super) fn read_filter(page: &Page) -> Filter {
    let date = |name: &str| {
        page.param(name)
            .and_then(|text| text.parse::<NaiveDate>().ok())
    };
    let status = page.param("status").and_then(|text| match text.as_str() {
        "open" => Some(Which::Open),
        text => Status::parse(text).map(Which::One),
    });
    Filter {
        status,
        client: page
            .param("client")
            .and_then(|id| id.parse::<ClientId>().ok()),
        from: date("from"),
        to: date("to"),
    }
}

/// "2026-05-14_id": where the page before ended.
fn read_after(page: &Page) -> Option<After> {
    let text = page.param("after")?;
    let (day, id) = text.split_once('_')?;
    Some((day.parse().ok()?, id.parse::<InvoiceId>().ok()?))
}

impl Index {
    fn money(&self, minor: &i64) -> String {
        self.page
            .locale
            .money(Money::new(*minor, self.page.tenant.currency))
    }

    fn count(&self, n: &i64) -> String {
        self.page.t1("invoices-count", "n", *n)
    }

    fn sum(&self, sum: &Sum, minor: &i64) -> String {
        self.page.locale.money(Money::new(*minor, sum.currency))
    }

    fn statuses(&self) -> Vec<(String, String)> {
        let mut all = vec![
            (String::new(), self.page.t("invoices-all")),
            ("open".to_owned(), self.page.t("invoices-open")),
        ];
        let each =
            Status::ALL.map(|status| (status.as_str().to_owned(), self.page.t(status.key())));
        all.extend(each);
        all
    }

    fn status(&self) -> &'static str {
        match self.filter.status {
            None => "",
            Some(Which::Open) => "open",
            Some(Which::One(status)) => status.as_str(),
        }
    }

    fn day_field(&self, date: &Option<NaiveDate>) -> String {
        date.map(|date| date.to_string()).unwrap_or_default()
    }

    /// The list with another status, all else kept.
    fn status_href(&self, status: &str) -> String {
        self.href(status, None)
    }

    fn next_href(&self) -> String {
        self.next
            .map(|after| self.href(self.status(), Some(after)))
            .unwrap_or_default()
    }

    fn href(&self, status: &str, after: Option<After>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !status.is_empty() {
            query.append_pair("status", status);
        }
        if let Some(client) = self.filter.client {
            query.append_pair("client", &client.to_string());
        }
        for (name, date) in [("from", self.filter.from), ("to", self.filter.to)] {
            if let Some(date) = date {
                query.append_pair(name, &date.to_string());
            }
        }
        if let Some((day, id)) = after {
            query.append_pair("after", &format!("{day}_{id}"));
        }
        match query.finish() {
            query if query.is_empty() => "/invoices".to_owned(),
            query => format!("/invoices?{query}"),
        }
    }

    fn number(&self, invoice: &Invoice) -> String {
        let draft = || self.page.t("invoices-status-draft");
        invoice.reference().unwrap_or_else(draft)
    }

    fn name(&self, invoice: &Invoice) -> String {
        match invoice.buyer.0.name.is_empty() {
            true => self.page.t("invoices-nobody"),
            false => invoice.buyer.0.name.clone(),
        }
    }

    fn lang(&self, invoice: &Invoice) -> Option<&'static str> {
        crate::calendar::foreign(&invoice.buyer.0.name, self.page.locale)
    }

    fn day(&self, date: &NaiveDate) -> String {
        use chrono::Datelike;
        let day = self.page.locale.day_short(*date);
        match date.year() == self.today.year() {
            true => day,
            false => format!("{day}\u{a0}{}", date.year()),
        }
    }

    /// Below zero for a credit note.
    fn total(&self, invoice: &Invoice) -> String {
        let sign = if invoice.kind == Kind::CreditNote {
            -1
        } else {
            1
        };
        self.page
            .locale
            .money(invoice.money(sign * invoice.total_minor))
    }

    fn to_pay(&self, invoice: &Invoice) -> String {
        match invoice.is_open() {
            true => self.page.locale.money(invoice.money(invoice.to_pay())),
            false => String::new(),
        }
    }

    fn look(&self, invoice: &Invoice) -> &'static str {
        look(invoice)
    }

    fn status_text(&self, invoice: &Invoice) -> String {
        self.page.t(status_key(invoice))
    }
}

/// A credit note is done when it is sent.
pub(super) fn look(invoice: &Invoice) -> &'static str {
    match invoice.kind {
        Kind::CreditNote if invoice.status == Status::Sent => "completed",
        _ => invoice.badge().1,
    }
}

pub(super) fn status_key(invoice: &Invoice) -> &'static str {
    match invoice.kind {
        Kind::CreditNote if invoice.status == Status::Sent => "invoices-credit-note",
        _ => invoice.badge().0,
    }
}
