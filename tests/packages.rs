//! Packages and certificates: sold once, used once however many press, given back and lost by the rules; on both databases.

mod booking;
mod pages;
mod redeeming;
pub mod selling;
pub mod tax;

use aureli::appointments::Appointment;
use aureli::error::Result;
use aureli::events::Actor;
use aureli::id::{ClientId, InvoiceId, PackageOfferId};
use aureli::invoices::business::{Business, TaxRate};
use aureli::invoices::model::{Draft, Invoice, settle};
use aureli::packages::model::issuing::{Order, Sold};
use aureli::packages::model::{Kind, Movement, Offer, OfferDraft, Package, Target, redeem};
use aureli::services::Service;

use crate::support::Ctx;
use crate::support::factories::Practice;

/// Five visits of one service, or of any, for €80.00, valid for a year.
pub fn five_visits() -> OfferDraft {
    OfferDraft {
        kind: Kind::Package,
        name: "Five shapings".into(),
        description: String::new(),
        visits: Some(5),
        price_minor: Some(8_000),
        amounts: Vec::new(),
        limits: None,
        valid_days: Some(365),
        is_public: true,
        services: Vec::new(),
    }
}

/// €50 or €100, or another sum from €20 to €500, without an end.
pub fn certificate() -> OfferDraft {
    OfferDraft {
        kind: Kind::Certificate,
        name: "For beauty".into(),
        visits: None,
        price_minor: None,
        amounts: vec![5_000, 10_000],
        limits: Some((2_000, 50_000)),
        valid_days: None,
        ..five_visits()
    }
}

impl Ctx {
    pub async fn offer(&self, practice: &Practice, draft: &OfferDraft) -> Offer {
        let (tenant, now) = (&practice.tenant, self.app.clock.now());
        let id = PackageOfferId::new();
        let actor = Actor::user(practice.owner);
        let mut tx = self.app.db.begin().await.unwrap();
        Offer::create(&mut tx, tenant.id, &actor, id, draft, tenant.currency, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Offer::find(&self.app.db, tenant.id, id).await.unwrap()
    }

    /// Five visits of these services.
    pub async fn offer_for(&self, practice: &Practice, services: &[&str]) -> Offer {
        let mut draft = five_visits();
        for slug in services {
            let service = Service::by_slug(&self.app.db, practice.tenant.id, slug).await;
            draft.services.push(service.unwrap().id);
        }
        self.offer(practice, &draft).await
    }

    /// An invoice that sells a piece of it, sent.
    pub async fn sale(
        &self,
        practice: &Practice,
        client: ClientId,
        offer: &Offer,
        minor: i64,
    ) -> Invoice {
        let (tenant, now) = (&practice.tenant, self.app.clock.now());
        let actor = Actor::user(practice.owner);
        let mut tx = self.app.db.begin().await.unwrap();
        let client = aureli::clients::Client::find(&mut tx, tenant.id, client)
            .await
            .unwrap();
        let business = Business::of(&mut tx, tenant).await.unwrap();
        let rates = TaxRate::active(&mut tx, tenant.id).await.unwrap();
        let mut draft = Draft::to_client(&mut tx, &business, &client).await.unwrap();
        let line =
            aureli::packages::selling::line(offer, minor, draft.locale, draft.tax_mode, &rates);
        draft.lines.push(line);
        let invoice = Invoice::begin(&mut tx, tenant, &actor, &draft, tenant.currency, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.send(practice, invoice.id).await
    }

    /// What payments of this sum bring about.
    pub async fn pay(&self, invoice: &Invoice, paid: i64, back: i64) {
        let mut tx = self.app.db.begin().await.unwrap();
        let now = self.app.clock.now();
        let (tenant, id) = (invoice.tenant_id, invoice.id);
        settle(&mut tx, tenant, id, paid, back, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// One of an offer, without a sale.
    pub async fn package(
        &self,
        practice: &Practice,
        client: Option<ClientId>,
        offer: &Offer,
        minor: i64,
    ) -> Package {
        let mut tx = self.app.db.begin().await.unwrap();
        let actor = Actor::user(practice.owner);
        let sold = Sold {
            offer,
            kind: offer.kind,
            granted_minor: minor,
            price_minor: minor,
            invoice: None,
            piece: 0,
            client,
            order: &Order::default(),
        };
        let now = self.app.clock.now();
        let package = sold.write(&mut tx, &practice.tenant, &actor, now).await;
        tx.commit().await.unwrap();
        package.unwrap()
    }

    pub async fn again(&self, package: &Package) -> Package {
        Package::find(&self.app.db, package.tenant_id, package.id)
            .await
            .unwrap()
    }

    pub fn code(&self, package: &Package) -> String {
        package.code(self.app.db.audit_key()).shown()
    }

    /// Takes it off; none is as much as there is.
    pub async fn redeem(
        &self,
        practice: &Practice,
        package: &Package,
        target: Target,
        asked: Option<i64>,
    ) -> Result<Movement> {
        let key = uuid::Uuid::now_v7().to_string();
        self.redeem_with(practice, package, target, asked, &key)
            .await
    }

    pub async fn redeem_with(
        &self,
        practice: &Practice,
        package: &Package,
        target: Target,
        asked: Option<i64>,
        key: &str,
    ) -> Result<Movement> {
        aureli::db::patiently(|| async {
            let mut tx = self.app.db.begin().await?;
            let actor = Actor::user(practice.owner);
            let (tenant, now) = (&practice.tenant, self.app.clock.now());
            let id = package.id;
            let done = redeem(&mut tx, tenant, &actor, id, target, asked, key, now).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await
    }

    pub async fn bought_by(&self, practice: &Practice, invoice: InvoiceId) -> Vec<Package> {
        Package::of_invoice(&self.app.db, practice.tenant.id, invoice)
            .await
            .unwrap()
    }

    /// The sum of the ledger: minor units and visits.
    pub async fn ledger(&self, package: &Package) -> (i64, i64) {
        let all = Movement::of(&self.app.db, package).await.unwrap();
        let sum = |of: fn(&Movement) -> i64| all.iter().map(of).sum();
        (sum(|m| m.minor), sum(|m| m.visits))
    }

    /// Anna's visit, €20.00.
    pub async fn shaping(&self, practice: &Practice, at: &str) -> Appointment {
        self.book(practice, "shaping", at).await
    }
}

/// An offer, and what was sold of it with a use of a visit, for tests of who may see what.
pub async fn objects(ctx: &Ctx, practice: &Practice, visit: &Appointment) {
    let offer = ctx.offer(practice, &certificate()).await;
    let package = ctx.package(practice, visit.client_id, &offer, 5_000).await;
    ctx.redeem(practice, &package, Target::Visit(visit.id), Some(100))
        .await
        .unwrap();
}
