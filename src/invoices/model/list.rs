//! Lists of invoices, paged by key, and their sums. Each list reads one index: the client's, the status's or the date's.

use chrono::NaiveDate;
use sqlx::FromRow;

use super::{Invoice, Status};
use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, InvoiceId, TenantId};
use crate::money::Currency;
use crate::q;

/// Which invoices are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub status: Option<Which>,
    pub client: Option<ClientId>,
    /// First and last day, both inside.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Money is waited for.
    Open,
    One(Status),
}

/// Where a page begins: after this date and id.
pub type After = (NaiveDate, InvoiceId);

/// What invoices of one currency come to; credit notes taken off, drafts and void ones left out.
#[derive(Clone, Debug, FromRow)]
pub struct Sum {
    pub currency: Currency,
    pub count: i64,
    pub total: i64,
    /// What is still to be paid.
    pub open: i64,
}

impl Filter {
    fn days(&self) -> (NaiveDate, NaiveDate) {
        let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
        let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
        (self.from.unwrap_or(first), self.to.unwrap_or(last))
    }

    /// The latest first, so many after one.
    pub async fn page(
        &self,
        mut on: impl On,
        tenant: TenantId,
        after: Option<After>,
        limit: i64,
    ) -> Result<Vec<Invoice>> {
        let (from, to) = self.days();
        let (day, id) = after.unwrap_or((to, InvoiceId(uuid::Uuid::max())));
        if let Some(client) = self.client {
            let (open, one) = self.status_parts();
            return Ok(q!(
                on,
                fetch_all: Invoice,
                "SELECT * FROM invoices WHERE tenant_id = $1 AND client_id = $2 AND dated_on BETWEEN $3 AND $4
                   AND (dated_on, id) < ($5, $6) AND (status = $8 OR $8 IS NULL)
                   AND (NOT $9 OR (kind = 'invoice' AND status IN ('sent', 'partially_paid', 'overdue')))
                 ORDER BY dated_on DESC, id DESC LIMIT $7",
                tenant,
                client,
                from,
                to,
                day,
                id,
                limit,
                one,
                open,
            )?);
        }
        Ok(match self.status {
            None => q!(
                on,
                fetch_all: Invoice,
                "SELECT * FROM invoices WHERE tenant_id = $1 AND dated_on BETWEEN $2 AND $3 AND (dated_on, id) < ($4, $5)
                 ORDER BY dated_on DESC, id DESC LIMIT $6",
                tenant,
                from,
                to,
                day,
                id,
                limit,
            )?,
            Some(Which::One(status)) => q!(
                on,
                fetch_all: Invoice,
                "SELECT * FROM invoices WHERE tenant_id = $1 AND status = $7 AND dated_on BETWEEN $2 AND $3
                   AND (dated_on, id) < ($4, $5)
                 ORDER BY dated_on DESC, id DESC LIMIT $6",
                tenant,
                from,
                to,
                day,
                id,
                limit,
                status,
            )?,
            Some(Which::Open) => q!(
                on,
                fetch_all: Invoice,
                "SELECT * FROM invoices WHERE tenant_id = $1 AND status IN ('sent', 'partially_paid', 'overdue')
                   AND kind = 'invoice' AND dated_on BETWEEN $2 AND $3 AND (dated_on, id) < ($4, $5)
                 ORDER BY dated_on DESC, id DESC LIMIT $6",
                tenant,
                from,
                to,
                day,
                id,
                limit,
            )?,
        })
    }

    fn status_parts(&self) -> (bool, Option<Status>) {
        match self.status {
            None => (false, None),
            Some(Which::Open) => (true, None),
            Some(Which::One(status)) => (false, Some(status)),
        }
    }

    /// What the days come to, whatever the page shows; only with both days, so that nobody adds up a whole history.
    pub async fn sums(&self, mut on: impl On, tenant: TenantId) -> Result<Vec<Sum>> {
        let (Some(from), Some(to)) = (self.from, self.to) else {
            return Ok(Vec::new());
        };
        let (open, one) = self.status_parts();
        Ok(q!(
            on,
            fetch_all: Sum,
            "SELECT currency, COUNT(*) AS count,
                CAST(SUM(CASE WHEN kind = 'invoice' THEN total_minor ELSE -total_minor END) AS bigint) AS total,
                CAST(SUM(CASE WHEN kind = 'invoice' AND status IN ('sent', 'partially_paid', 'overdue')
                    THEN total_minor - credited_minor - deposit_minor - prepaid_minor - paid_minor + refunded_minor ELSE 0 END) AS bigint) AS open
             FROM invoices WHERE tenant_id = $1 AND dated_on BETWEEN $2 AND $3 AND status NOT IN ('draft', 'void')
               AND (client_id = $4 OR $4 IS NULL) AND (status = $5 OR $5 IS NULL)
               AND (NOT $6 OR (kind = 'invoice' AND status IN ('sent', 'partially_paid', 'overdue')))
             GROUP BY currency ORDER BY currency",
            tenant,
            from,
            to,
            self.client,
            one,
            open,
        )?)
    }
}

/// What is waited for, of all time: how many and how much; and of that what is overdue.
pub async fn open_sums(
    mut on: impl On,
    tenant: TenantId,
    currency: Currency,
) -> Result<[(i64, i64); 2]> {
    let rows = q!(
        on,
        fetch_all: (Status, i64, i64),
        "SELECT status, COUNT(*),
            CAST(SUM(total_minor - credited_minor - deposit_minor - prepaid_minor - paid_minor + refunded_minor) AS bigint)
         FROM invoices WHERE tenant_id = $1 AND status IN ('sent', 'partially_paid', 'overdue') AND kind = 'invoice'
           AND currency = $2 GROUP BY status",
        tenant,
        currency,
    )?;
    let sum = |all: bool| {
        let rows = rows.iter().filter(|row| all || row.0 == Status::Overdue);
        rows.fold((0, 0), |(n, sum), row| (n + row.1, sum + row.2))
    };
    Ok([sum(true), sum(false)])
}
