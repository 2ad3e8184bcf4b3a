//! Invoices where they are met: on a client's card, on a visit, on the client's own page.

use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Status as Visit};
use crate::db::On;
use crate::error::Result;
use crate::i18n::Locale;
use crate::id::{ClientId, InvoiceId, TenantId};
use crate::q;
use crate::web::Page;

use super::model::{Filter, Invoice, Kind, Status};

/// A line of a short list.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: InvoiceId,
    pub number: String,
    pub day: String,
    pub total: String,
    pub look: &'static str,
    pub status: String,
}

impl Line {
    pub fn of(invoice: &Invoice, locale: Locale) -> Self {
        let is_note = invoice.kind == Kind::CreditNote;
        let sign = if is_note { -1 } else { 1 };
        Self {
            id: invoice.id,
            number: invoice
                .reference()
                .unwrap_or_else(|| locale.t(Status::Draft.key())),
            day: super::sheet::day(locale, invoice.dated_on),
            total: locale.money(invoice.money(sign * invoice.total_minor)),
            look: invoice.badge().1,
            status: locale.t(match is_note {
                true => "invoices-credit-note",
                false => invoice.badge().0,
            }),
        }
    }
}

/// On a client's card.
pub struct OfClient {
    pub count: i64,
    pub lines: Vec<Line>,
    /// What the client still owes, by currency.
    pub owed: Vec<String>,
}

/// For who may see money; the latest few.
pub async fn of_client(app: &App, page: &Page, client: ClientId) -> Result<Option<OfClient>> {
    if !page.can(Permission::InvoicesRead) {
        return Ok(None);
    }
    let tenant = page.tenant.id;
    let filter = Filter {
        client: Some(client),
        ..Filter::default()
    };
    let latest = filter.page(&app.db, tenant, None, 5).await?;
    let rows = q!(
        &app.db,
        fetch_all: (crate::money::Currency, i64, i64),
        "SELECT currency, COUNT(*), CAST(COALESCE(SUM(CASE WHEN status IN ('sent', 'partially_paid', 'overdue') AND kind = 'invoice'
            THEN total_minor - credited_minor - deposit_minor - prepaid_minor - paid_minor + refunded_minor END), 0) AS bigint)
         FROM invoices WHERE tenant_id = $1 AND client_id = $2 GROUP BY currency ORDER BY currency",
        tenant,
        client,
    )?;
    let owed = rows.iter().filter(|(_, _, owed)| *owed > 0);
    Ok(Some(OfClient {
        count: rows.iter().map(|(_, count, _)| count).sum(),
        lines: latest
            .iter()
            .map(|invoice| Line::of(invoice, page.locale))
            .collect(),
        owed: owed
            .map(|(currency, _, owed)| {
                page.locale
                    .money(crate::money::Money::new(*owed, *currency))
            })
            .collect(),
    }))
}

/// On a visit's panel.
pub struct OfVisit {
    /// What there is; none yet.
    pub line: Option<Line>,
    pub may_write: bool,
}

pub async fn of_visit(app: &App, page: &Page, visit: &Appointment) -> Result<Option<OfVisit>> {
    if !page.can(Permission::InvoicesRead) {
        return Ok(None);
    }
    let found = Invoice::of_visit(&app.db, page.tenant.id, visit.id).await?;
    // Nothing is charged for what did not take place; what was agreed on can still be invoiced by hand.
    let may_be = !matches!(
        visit.status,
        Visit::Cancelled | Visit::Expired | Visit::Held | Visit::Pending
    );
    Ok(Some(OfVisit {
        line: found.map(|invoice| Line::of(&invoice, page.locale)),
        may_write: may_be && page.can(Permission::InvoicesWrite),
    }))
}

/// A client's own, sent ones only, the latest first.
pub async fn sent_to(
    mut on: impl On,
    tenant: TenantId,
    client: ClientId,
    limit: i64,
) -> Result<Vec<Invoice>> {
    Ok(q!(
        on,
        fetch_all: Invoice,
        "SELECT * FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND status NOT IN ('draft', 'void')
         ORDER BY dated_on DESC, id DESC LIMIT $3",
        tenant,
        client,
        limit,
    )?)
}
