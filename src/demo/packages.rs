//! What the demo sells ahead: a package of visits of which some were used, and a gift certificate with something left on it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::Client;
use crate::clock::Clock;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{AppointmentId, ClientId, PackageOfferId, UserId};
use crate::invoices::business::{Business, TaxRate};
use crate::invoices::model::{Draft, Invoice, Sending, send};
use crate::packages::model::issuing::Order;
use crate::packages::model::{Kind, Offer, OfferDraft, Package, Target, redeem};
use crate::packages::selling;
use crate::payments::model::{ByHand, record};
use crate::payments::{Subject, Way};
use crate::q;

pub async fn sell_some(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    let actor = Actor::user(owner);
    let opened = now - TimeDelta::days(30);
    let mut tx = app.db.begin().await?;
    let text = |key: &str| tenant.locale.t(key);
    let package = OfferDraft {
        kind: Kind::Package,
        name: text("packages-demo-package"),
        description: text("packages-demo-package-text"),
        visits: Some(5),
        price_minor: Some(20_000),
        amounts: Vec::new(),
        limits: None,
        valid_days: Some(365),
        is_public: true,
        services: Vec::new(),
    };
    let certificate = OfferDraft {
        kind: Kind::Certificate,
        name: text("packages-demo-certificate"),
        description: text("packages-demo-certificate-text"),
        visits: None,
        price_minor: None,
        amounts: vec![5_000, 10_000, 15_000],
        limits: Some((2_000, 50_000)),
        ..package.clone()
    };
    let mut offers = Vec::new();
    for draft in [&package, &certificate] {
        let (id, currency) = (PackageOfferId::new(), tenant.currency);
        Offer::create(&mut tx, tenant.id, &actor, id, draft, currency, opened).await?;
        offers.push(Offer::find(&mut tx, tenant.id, id).await?);
    }
    // Visits that nobody has paid for yet.
    let visits = q!(
        tx,
        fetch_all: (AppointmentId, ClientId, DateTime<Utc>),
        "SELECT a.id, a.client_id, a.starts_at FROM appointments a WHERE a.tenant_id = $1 AND a.starts_at > $2 AND a.starts_at < $3
            AND a.status = 'completed' AND a.client_id IS NOT NULL AND a.price_minor > 0
            AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.tenant_id = $1 AND i.appointment_id = a.id)
         ORDER BY a.starts_at DESC, a.id LIMIT 2",
        tenant.id,
        opened,
        now,
    )?;
    tx.commit().await?;
    let order = Order {
        email: String::new(),
        recipient_name: text("packages-demo-recipient"),
        message: text("packages-demo-message"),
    };
    let sales = [
        (&offers[0], 20_000, None),
        (&offers[1], 10_000, Some(&order)),
    ];
    for ((visit, client, at), (offer, minor, order)) in visits.into_iter().zip(sales) {
        let desk = Desk {
            app: App {
                clock: Clock::fixed(at - TimeDelta::days(3)),
                ..app.clone()
            },
            tenant,
            owner,
        };
        if let Some(package) = desk.sell(client, (offer, minor), order).await? {
            let mut tx = app.db.begin().await?;
            let (id, target) = (package.id, Target::Visit(visit));
            let key = format!("demo:{visit}");
            redeem(&mut tx, tenant, &actor, id, target, None, &key, at).await?;
            tx.commit().await?;
        }
    }
    // History is no news to anybody.
    q!(
        &app.db,
        execute,
        "DELETE FROM messages WHERE tenant_id = $1 AND kind = 'package' AND status = 'queued'",
        tenant.id,
    )?;
    Ok(())
}

/// The desk on the day of a sale.
struct Desk<'a> {
    app: App,
    tenant: &'a Tenant,
    owner: UserId,
}

impl Desk<'_> {
    /// Sold by an invoice that is paid by card at once.
    async fn sell(
        &self,
        client: ClientId,
        (offer, minor): (&Offer, i64),
        order: Option<&Order>,
    ) -> Result<Option<Package>> {
        let (tenant, actor, at) = (self.tenant, Actor::user(self.owner), self.app.clock.now());
        let mut tx = self.app.db.begin().await?;
        let business = Business::of(&mut tx, tenant).await?;
        let rates = TaxRate::active(&mut tx, tenant.id).await?;
        let client = Client::find(&mut tx, tenant.id, client).await?;
        let mut draft = Draft::to_client(&mut tx, &business, &client).await?;
        let line = selling::line(offer, minor, draft.locale, draft.tax_mode, &rates);
        draft.lines.push(line);
        let invoice = Invoice::begin(&mut tx, tenant, &actor, &draft, tenant.currency, at).await?;
        if let Some(order) = order {
            order.write(&mut tx, &invoice, None, at).await?;
        }
        let Sending::Sent(invoice) = send(&mut tx, tenant, &actor, invoice.id, None, at).await?
        else {
            return Ok(None);
        };
        tx.commit().await?;
        let paid = ByHand {
            subject: Subject::Invoice(invoice.id),
            way: Way::Terminal,
            amount: invoice.money(invoice.to_pay()),
            note: String::new(),
            key: format!("demo:{}", invoice.id),
        };
        record(&self.app, tenant, &paid, self.owner, &actor).await?;
        let sold = Package::of_invoice(&self.app.db, tenant.id, invoice.id).await?;
        Ok(sold.into_iter().next())
    }
}
