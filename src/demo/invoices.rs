//! The demo's invoices: of the latest visits only, however long the history is. Most are paid, a few overdue, two are drafts, one is
//! void, one was credited in part.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{AppointmentId, UserId};
use crate::invoices::business::{Business, LegalForm, TaxRate, usual_rates};
use crate::invoices::model::{Credit, Invoice, Sending, credit, expire_due, send, settle};
use crate::invoices::totals::TaxMode;
use crate::q;

/// Visits that have one.
const VISITS: usize = 36;

pub async fn issue_some(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    owner_name: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let actor = Actor::user(owner);
    let opened = now - TimeDelta::days(30);
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
    let visits = q!(
        tx,
        fetch_all: (AppointmentId, DateTime<Utc>),
        "SELECT id, ends_at FROM appointments WHERE tenant_id = $1 AND starts_at > $2 AND starts_at < $3 AND status = 'completed'
            AND client_id IS NOT NULL AND price_minor > 0
         ORDER BY starts_at, id LIMIT 2000",
        tenant.id,
        opened,
        now,
    )?;
    // Some of each week, the latest visits among them.
    let step = (visits.len() / VISITS).max(1);
    let latest = visits.len().saturating_sub(1) % step;
    let visits = visits
        .into_iter()
        .skip(latest)
        .step_by(step)
        .collect::<Vec<_>>();
    let count = visits.len();
    for (n, (visit, at)) in visits.into_iter().enumerate() {
        let draft = Invoice::for_visit(&mut tx, tenant, &actor, visit, at).await?;
        if n + 2 >= count {
            continue;
        }
        let sending = send(&mut tx, tenant, &actor, draft.id, None, at).await?;
        let Sending::Sent(mut invoice) = sending else {
            continue;
        };
        let paid_at = at + TimeDelta::minutes(3);
        match n % 12 {
            // Not paid yet: overdue where a week is over.
            4 | 9 => {}
            7 if n < 12 => {
                let reason = tenant.locale.t("invoices-demo-void");
                invoice.make_void(&mut tx, &actor, &reason, paid_at).await?;
            }
            6 => {
                let half = invoice.total_minor / 2;
                settle(&mut tx, tenant.id, invoice.id, half, 0, paid_at).await?;
            }
            _ => {
                let total = invoice.total_minor;
                settle(&mut tx, tenant.id, invoice.id, total, 0, paid_at).await?;
            }
        }
        if n == 2 {
            let part = Credit::Sum(invoice.total_minor / 4);
            let reason = tenant.locale.t("invoices-demo-credit");
            credit(&mut tx, tenant, &actor, invoice.id, &part, &reason, paid_at).await?;
        }
    }
    tx.commit().await?;
    // What fell due while nobody looked.
    expire_due(app).await?;
    Ok(())
}
