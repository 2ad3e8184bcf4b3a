//! What a day comes to, in sums. Each is one statement over the day's rows.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::accounts::Tenant;
use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::money::Currency;
use crate::payments::Way;
use crate::q;
use crate::schedule::local::{Span, day_bounds};

/// What one way to be paid brought in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub way: Way,
    /// Not on trial: money that moved.
    pub is_live: bool,
    pub currency: Currency,
    pub count: i64,
    pub came_minor: i64,
    /// Refunds that were done on the day, of whatever day's payments.
    pub back_count: i64,
    pub back_minor: i64,
}

impl Line {
    pub fn remains_minor(&self) -> i64 {
        self.came_minor - self.back_minor
    }
}

/// A day in sums.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// In the order in which ways are named, live ones first.
    pub lines: Vec<Line>,
    /// By currency: how many invoices that were paid off on the day had a tip, and the tips.
    pub tips: Vec<(Currency, i64, i64)>,
}

#[derive(FromRow)]
struct Sum {
    provider: Way,
    is_live: bool,
    currency: Currency,
    count: i64,
    sum: i64,
}

/// Whether it counts as money: the sandbox never does, whatever its rows say.
fn counts(sum: &Sum) -> bool {
    sum.is_live && sum.provider != Way::Sandbox
}

impl Figures {
    pub async fn of(mut on: impl On, tenant: &Tenant, day: NaiveDate) -> Result<Self> {
        let span = day_bounds(tenant.tz(), day);
        let came = came(&mut on, tenant.id, span).await?;
        let back = back(&mut on, tenant.id, span).await?;
        let mut lines: Vec<Line> = Vec::new();
        for (is_back, sum) in came
            .into_iter()
            .map(|sum| (false, sum))
            .chain(back.into_iter().map(|sum| (true, sum)))
        {
            let (is_live, key) = (counts(&sum), (sum.provider, sum.currency));
            let known = lines
                .iter()
                .position(|line| (line.way, line.currency) == key && line.is_live == is_live);
            let at = known.unwrap_or_else(|| {
                lines.push(Line {
                    way: sum.provider,
                    is_live,
                    currency: sum.currency,
                    count: 0,
                    came_minor: 0,
                    back_count: 0,
                    back_minor: 0,
                });
                lines.len() - 1
            });
            let line = &mut lines[at];
            if is_back {
                line.back_count += sum.count;
                line.back_minor += sum.sum;
            } else {
                line.count += sum.count;
                line.came_minor += sum.sum;
            }
        }
        let place = |way: Way| ORDER.iter().position(|one| *one == way);
        lines.sort_by_key(|line| (!line.is_live, place(line.way), line.currency.code()));
        Ok(Self {
            lines,
            tips: tips(&mut on, tenant.id, span).await?,
        })
    }

    /// What came and went back in cash.
    pub fn cash(&self, currency: Currency) -> (i64, i64) {
        let line = self
            .lines
            .iter()
            .find(|line| line.way == Way::Cash && line.currency == currency && line.is_live);
        line.map_or((0, 0), |line| (line.came_minor, line.back_minor))
    }

    /// Money that moved in a currency: how much came, how much went back.
    pub fn total(&self, currency: Currency) -> (i64, i64) {
        let lines = self
            .lines
            .iter()
            .filter(|line| line.is_live && line.currency == currency);
        lines.fold((0, 0), |(came, back), line| {
            (came + line.came_minor, back + line.back_minor)
        })
    }

    pub fn tips_of(&self, currency: Currency) -> i64 {
        let found = self.tips.iter().find(|(one, ..)| *one == currency);
        found.map_or(0, |(.., sum)| *sum)
    }

    /// Currencies of money that moved besides the practice's own.
    pub fn others(&self, own: Currency) -> Vec<Currency> {
        let mut found: Vec<Currency> = Vec::new();
        for line in self.lines.iter().filter(|line| line.is_live) {
            if line.currency != own && !found.contains(&line.currency) {
                found.push(line.currency);
            }
        }
        found
    }
}

/// What is counted by hand comes first.
const ORDER: [Way; 6] = [
    Way::Cash,
    Way::Terminal,
    Way::Transfer,
    Way::Yookassa,
    Way::Stripe,
    Way::Sandbox,
];

async fn came(mut on: impl On, tenant: TenantId, day: Span) -> Result<Vec<Sum>> {
    Ok(q!(
        on,
        fetch_all: Sum,
        "SELECT provider, is_live, currency, COUNT(*) AS count, CAST(SUM(amount_minor) AS bigint) AS sum
         FROM payments WHERE tenant_id = $1 AND paid_at >= $2 AND paid_at < $3 AND status = 'succeeded'
         GROUP BY provider, is_live, currency",
        tenant,
        day.start,
        day.end,
    )?)
}

async fn back(mut on: impl On, tenant: TenantId, day: Span) -> Result<Vec<Sum>> {
    Ok(q!(
        on,
        fetch_all: Sum,
        "SELECT p.provider, p.is_live, r.currency, COUNT(*) AS count, CAST(SUM(r.amount_minor) AS bigint) AS sum
         FROM refunds r JOIN payments p ON p.tenant_id = r.tenant_id AND p.id = r.payment_id
         WHERE r.tenant_id = $1 AND r.settled_at >= $2 AND r.settled_at < $3 AND r.status = 'succeeded'
         GROUP BY p.provider, p.is_live, r.currency",
        tenant,
        day.start,
        day.end,
    )?)
}

/// Tips on invoices whose last money came on the day, and which nothing is owed on.
async fn tips(mut on: impl On, tenant: TenantId, day: Span) -> Result<Vec<(Currency, i64, i64)>> {
    Ok(q!(
        on,
        fetch_all: (Currency, i64, i64),
        "SELECT i.currency, COUNT(*), CAST(SUM(i.tip_minor) AS bigint)
         FROM (SELECT DISTINCT p.invoice_id FROM payments p
               WHERE p.tenant_id = $1 AND p.paid_at >= $2 AND p.paid_at < $3 AND p.status = 'succeeded'
                   AND p.invoice_id IS NOT NULL) d
         JOIN invoices i ON i.tenant_id = $1 AND i.id = d.invoice_id
         WHERE i.tip_minor > 0 AND i.status IN ('paid', 'partially_refunded')
           AND NOT EXISTS (SELECT 1 FROM payments l WHERE l.tenant_id = $1 AND l.invoice_id = i.id AND l.paid_at >= $3)
         GROUP BY i.currency ORDER BY i.currency",
        tenant,
        day.start,
        day.end,
    )?)
}

/// The local day of an instant begins and ends here.
pub fn bounds(tenant: &Tenant, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let span = day_bounds(tenant.tz(), day);
    (span.start, span.end)
}
