//! What each month came to, by the day of issue; every figure leads to its rows. And each tax rate of the year.

use chrono::NaiveDate;
use sqlx::FromRow;

use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::money::Currency;
use crate::q;

/// A month in one currency. Drafts and void invoices count for nothing.
#[derive(Clone, Debug, FromRow)]
pub struct Month {
    /// "2026-05"
    pub month: String,
    pub currency: Currency,
    pub invoices: i64,
    pub net: i64,
    pub tax: i64,
    pub tip: i64,
    pub total: i64,
    /// What of the total was paid ahead: its money counted in the month in which the package or certificate was sold.
    pub prepaid: i64,
    /// What credit notes of the month took off.
    pub credited: i64,
}

/// A tax rate of the year, credit notes taken off. What a package pays for was taxed when that was sold, and is of none.
#[derive(Clone, Debug, FromRow)]
pub struct Rate {
    pub currency: Currency,
    pub tax_name: String,
    pub tax_bp: i64,
    pub net: i64,
    pub tax: i64,
}

pub async fn of_year(mut on: impl On, tenant: TenantId, year: i32) -> Result<Vec<Month>> {
    let (from, to) = days(year);
    Ok(q!(
        on,
        fetch_all: Month,
        {
            sqlite: "SELECT substr(dated_on, 1, 7) AS month, currency, COUNT(CASE WHEN kind = 'invoice' THEN 1 END) AS invoices,
                        SUM(CASE WHEN kind = 'invoice' THEN net_minor ELSE 0 END) AS net,
                        SUM(CASE WHEN kind = 'invoice' THEN tax_minor ELSE 0 END) AS tax,
                        SUM(CASE WHEN kind = 'invoice' THEN tip_minor ELSE 0 END) AS tip,
                        SUM(CASE WHEN kind = 'invoice' THEN total_minor ELSE 0 END) AS total,
                        SUM(CASE WHEN kind = 'invoice' THEN prepaid_minor ELSE 0 END) AS prepaid,
                        SUM(CASE WHEN kind = 'credit_note' THEN total_minor ELSE 0 END) AS credited
                     FROM invoices WHERE tenant_id = $1 AND dated_on BETWEEN $2 AND $3 AND status NOT IN ('draft', 'void')
                     GROUP BY 1, 2 ORDER BY 1 DESC, 2",
            pg: "SELECT to_char(dated_on, 'YYYY-MM') AS month, currency, COUNT(CASE WHEN kind = 'invoice' THEN 1 END) AS invoices,
                        CAST(SUM(CASE WHEN kind = 'invoice' THEN net_minor ELSE 0 END) AS bigint) AS net,
                        CAST(SUM(CASE WHEN kind = 'invoice' THEN tax_minor ELSE 0 END) AS bigint) AS tax,
                        CAST(SUM(CASE WHEN kind = 'invoice' THEN tip_minor ELSE 0 END) AS bigint) AS tip,
                        CAST(SUM(CASE WHEN kind = 'invoice' THEN total_minor ELSE 0 END) AS bigint) AS total,
                        CAST(SUM(CASE WHEN kind = 'invoice' THEN prepaid_minor ELSE 0 END) AS bigint) AS prepaid,
                        CAST(SUM(CASE WHEN kind = 'credit_note' THEN total_minor ELSE 0 END) AS bigint) AS credited
                     FROM invoices WHERE tenant_id = $1 AND dated_on BETWEEN $2 AND $3 AND status NOT IN ('draft', 'void')
                     GROUP BY 1, 2 ORDER BY 1 DESC, 2",
        },
        tenant,
        from,
        to,
    )?)
}

pub async fn rates_of_year(mut on: impl On, tenant: TenantId, year: i32) -> Result<Vec<Rate>> {
    let (from, to) = days(year);
    Ok(q!(
        on,
        fetch_all: Rate,
        "SELECT i.currency, CASE WHEN k.packaged = 1 THEN '' ELSE t.tax_name END AS tax_name,
            CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_bp END AS tax_bp,
            CAST(SUM(CASE WHEN i.kind = 'invoice' THEN 1 ELSE -1 END
                * CASE WHEN k.packaged = 1 THEN t.packaged_minor ELSE t.net_minor - t.packaged_minor END) AS bigint) AS net,
            CAST(SUM(CASE WHEN i.kind = 'invoice' THEN 1 ELSE -1 END
                * CASE WHEN k.packaged = 1 THEN 0 ELSE t.tax_minor END) AS bigint) AS tax
         FROM invoices i JOIN invoice_items t ON t.tenant_id = i.tenant_id AND t.invoice_id = i.id
         JOIN (SELECT 0 AS packaged UNION ALL SELECT 1) k ON k.packaged = 0 OR t.packaged_minor > 0
         WHERE i.tenant_id = $1 AND i.dated_on BETWEEN $2 AND $3 AND i.status NOT IN ('draft', 'void') AND i.tax_mode <> 'none'
         GROUP BY 1, 2, 3 ORDER BY 1, 3 DESC, 2",
        tenant,
        from,
        to,
    )?)
}

fn days(year: i32) -> (NaiveDate, NaiveDate) {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1, 1), day(12, 31))
}
