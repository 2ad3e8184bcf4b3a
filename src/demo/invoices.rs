//! The demo's money: invoices of the latest visits only, however long the history is, and the payments behind them. Most are
//! paid, some with something from the shelf; a few are overdue, one is paid in part, two are drafts, one is void, and one was
//! credited and given back in part.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::clock::Clock;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{AppointmentId, InvoiceId, UserId};
use crate::invoices::business::{Business, LegalForm, TaxRate, usual_rates};
use crate::invoices::model::{
    Credit, Draft, DraftLine, Invoice, ItemKind, Sending, credit, expire_due, send,
};
use crate::invoices::totals::TaxMode;
use crate::payments::model::{ByHand, record};
use crate::payments::{Refund, Subject, Way};
use crate::products::Product;
use crate::q;

/// Visits that have one, besides those of today and yesterday.
const VISITS: usize = 36;
/// Between the visit and its money.
const TILL: TimeDelta = TimeDelta::minutes(3);

pub async fn issue_some(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    owner_name: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let opened = now - TimeDelta::days(30);
    open_books(app, tenant, owner, owner_name, opened).await?;
    let shelf = super::products::stock_up(app, tenant, owner, opened).await?;
    let visits = visits(app, tenant, opened, now).await?;
    let count = visits.len();
    for (n, (visit, at)) in visits.into_iter().enumerate() {
        let desk = Desk {
            app: App {
                clock: Clock::fixed(at + TILL),
                ..app.clone()
            },
            tenant,
            owner,
        };
        let goods = shelf.get(n / 3 % 5).filter(|_| n % 3 == 1);
        let is_draft = n + 9 == count || n + 13 == count;
        let sent = desk.invoice(visit, goods, !is_draft, at).await?;
        let Some(invoice) = sent else {
            continue;
        };
        let half = invoice.total_minor / 2;
        match n % 12 {
            // Paid in part, and not due yet.
            _ if n + 1 == count => {
                desk.pay(&invoice, Way::Cash, half).await?;
            }
            // Not paid yet: overdue where a week is over.
            4 | 9 if n < 18 => {}
            7 if n < 12 => desk.make_void(&invoice).await?,
            2 if n < 12 => desk.take_back(&invoice).await?,
            6 if n < 12 => {
                desk.pay(&invoice, Way::Transfer, half).await?;
            }
            _ => {
                let way = [Way::Cash, Way::Terminal, Way::Terminal, Way::Transfer][n % 4];
                desk.pay(&invoice, way, invoice.to_pay()).await?;
            }
        }
    }
    // What fell due while nobody looked.
    expire_due(app).await?;
    Ok(())
}

/// Who issues them, and with which taxes.
async fn open_books(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    owner_name: &str,
    opened: DateTime<Utc>,
) -> Result<()> {
    let actor = Actor::user(owner);
    let mut tx = app.db.begin().await?;
    let likely = Business::of(&mut tx, tenant).await?;
    let business = Business {
        form: LegalForm::EsAutonomo,
        legal_name: owner_name.to_owned(),
        // Made of zeros: nobody has it.
        tax_id: "X0000000T".to_owned(),
        bank_account: "ES9121000418450200051332".to_owned(),
        bank_name: "CaixaBank".to_owned(),
        bank_code: "CAIXESBBXXX".to_owned(),
        tax_mode: TaxMode::Included,
        note: tenant.locale.t("invoices-demo-note"),
        ..likely
    };
    business.save(&mut tx, tenant.id, &actor, opened).await?;
    for (name, rate) in usual_rates(business.form) {
        TaxRate::add(&mut tx, tenant.id, &actor, name, *rate, opened).await?;
    }
    Ok(tx.commit().await?)
}

/// Some of each week, and all of today and yesterday, with when each ended.
async fn visits(
    app: &App,
    tenant: &Tenant,
    opened: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<(AppointmentId, DateTime<Utc>)>> {
    let visits = q!(
        &app.db,
        fetch_all: (AppointmentId, DateTime<Utc>),
        "SELECT id, ends_at FROM appointments WHERE tenant_id = $1 AND starts_at > $2 AND starts_at < $3 AND status = 'completed'
            AND client_id IS NOT NULL AND price_minor > 0
         ORDER BY starts_at, id LIMIT 2000",
        tenant.id,
        opened,
        now,
    )?;
    let step = (visits.len() / VISITS).max(1);
    let latest = visits.len().saturating_sub(1) % step;
    let some: HashSet<usize> = (latest..visits.len()).step_by(step).collect();
    let recent = tenant.local_date(now - TimeDelta::days(1));
    let is_chosen = |(n, (_, at)): &(usize, (AppointmentId, DateTime<Utc>))| {
        (some.contains(n) || tenant.local_date(*at) >= recent) && *at + TILL < now
    };
    Ok(visits
        .into_iter()
        .enumerate()
        .filter(is_chosen)
        .map(|(_, visit)| visit)
        .collect())
}

/// The desk a few minutes after a visit.
struct Desk<'a> {
    app: App,
    tenant: &'a Tenant,
    owner: UserId,
}

impl Desk<'_> {
    fn actor(&self) -> Actor {
        Actor::user(self.owner)
    }

    /// The visit's invoice, when it is sent; else it stays a draft.
    async fn invoice(
        &self,
        visit: AppointmentId,
        goods: Option<&Product>,
        is_sent: bool,
        at: DateTime<Utc>,
    ) -> Result<Option<Invoice>> {
        let (tenant, actor) = (self.tenant, self.actor());
        let mut tx = self.app.db.begin().await?;
        let mut invoice = Invoice::for_visit(&mut tx, tenant, &actor, visit, at).await?;
        if let Some(product) = goods {
            let mut draft = Draft::of(&invoice, &invoice.items(&mut tx).await?);
            let tax = draft.lines.first().and_then(|line| line.tax.clone());
            draft.lines.push(DraftLine {
                kind: ItemKind::Product,
                product_id: Some(product.id.0),
                tax,
                ..DraftLine::text(product.name.clone(), product.price_minor)
            });
            let version = invoice.version;
            invoice.save(&mut tx, &actor, &draft, version, at).await?;
        }
        let mut sent = None;
        if is_sent {
            let sending = send(&mut tx, tenant, &actor, invoice.id, None, at).await?;
            if let Sending::Sent(invoice) = sending {
                sent = Some(*invoice);
            }
        }
        tx.commit().await?;
        Ok(sent)
    }

    async fn pay(&self, invoice: &Invoice, way: Way, minor: i64) -> Result<crate::id::PaymentId> {
        let new = ByHand {
            subject: Subject::Invoice(invoice.id),
            way,
            amount: invoice.money(minor),
            note: String::new(),
            key: format!("demo:{}", invoice.id),
        };
        record(&self.app, self.tenant, &new, self.owner, &self.actor()).await
    }

    async fn make_void(&self, invoice: &Invoice) -> Result<()> {
        let reason = self.tenant.locale.t("invoices-demo-void");
        let (id, now) = (invoice.id, self.app.clock.now());
        let mut tx = self.app.db.begin().await?;
        let mut invoice: Invoice = Invoice::find_for_change(&mut tx, self.tenant.id, id).await?;
        invoice
            .make_void(&mut tx, &self.actor(), &reason, now)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Paid, then a quarter of it was credited and given back.
    async fn take_back(&self, invoice: &Invoice) -> Result<()> {
        let part = invoice.total_minor / 4;
        let payment = self.pay(invoice, Way::Cash, invoice.to_pay()).await?;
        let (actor, now) = (self.actor(), self.app.clock.now());
        let (tenant, id): (&Tenant, InvoiceId) = (self.tenant, invoice.id);
        let reason = tenant.locale.t("invoices-demo-credit");
        let mut tx = self.app.db.begin().await?;
        credit(
            &mut tx,
            tenant,
            &actor,
            id,
            &Credit::Sum(part),
            &reason,
            now,
        )
        .await?;
        tx.commit().await?;
        let key = format!("demo:{id}");
        Refund::ask(&self.app, tenant.id, payment, part, &reason, &key, &actor).await?;
        Ok(())
    }
}
