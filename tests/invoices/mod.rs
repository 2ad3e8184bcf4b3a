//! Invoices: what they add up to, their numbers, that what was sent stays, and the pages around them.

mod issuing;
mod pages;
mod papers;
mod totals;

use aureli::events::Actor;
use aureli::id::InvoiceId;
use aureli::invoices::business::{Business, LegalForm};
use aureli::invoices::model::{Invoice, Sending, Status, send};
use aureli::invoices::totals::TaxMode;

use crate::support::Ctx;
use crate::support::factories::Practice;

impl Ctx {
    /// Says who issues the invoices, so that some can be sent.
    pub async fn legal(&self, practice: &Practice) -> Business {
        let stored = Business::of(&self.app.db, &practice.tenant).await.unwrap();
        let business = Business {
            form: LegalForm::EsAutonomo,
            legal_name: "Marina Sokolova".into(),
            tax_id: "12345678Z".into(),
            address: "Carrer de Cadis 34\n46006 València".into(),
            bank_account: "ES9121000418450200051332".into(),
            bank_code: "CAIXESBBXXX".into(),
            tax_mode: TaxMode::None,
            ..stored
        };
        let mut tx = self.app.db.begin().await.unwrap();
        let actor = Actor::user(practice.owner);
        let now = self.app.clock.now();
        business
            .save(&mut tx, practice.tenant.id, &actor, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        business
    }

    /// A draft of a visit of Anna Petrova's that costs €20.00.
    pub async fn draft(&self, practice: &Practice, at: &str) -> Invoice {
        let visit = self.book(practice, "shaping", at).await;
        let mut tx = self.app.db.begin().await.unwrap();
        let actor = Actor::user(practice.owner);
        let now = self.app.clock.now();
        let draft = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit.id, now).await;
        tx.commit().await.unwrap();
        draft.unwrap()
    }

    /// The same, sent.
    pub async fn invoice(&self, practice: &Practice, at: &str) -> Invoice {
        let draft = self.draft(practice, at).await;
        self.send(practice, draft.id).await
    }

    pub async fn send(&self, practice: &Practice, id: InvoiceId) -> Invoice {
        let mut tx = self.app.db.begin().await.unwrap();
        let actor = Actor::user(practice.owner);
        let now = self.app.clock.now();
        let sending = send(&mut tx, &practice.tenant, &actor, id, None, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        match sending {
            Sending::Sent(invoice) => *invoice,
            other => panic!("not sent: {other:?}"),
        }
    }

    pub async fn look(&self, invoice: &Invoice) -> Invoice {
        Invoice::find(&self.app.db, invoice.tenant_id, invoice.id)
            .await
            .unwrap()
    }

    /// What payments of this sum would bring about.
    pub async fn settled(&self, invoice: &Invoice, paid: i64, refunded: i64) -> Status {
        let mut tx = self.app.db.begin().await.unwrap();
        let now = self.app.clock.now();
        let (tenant, id) = (invoice.tenant_id, invoice.id);
        let done = aureli::invoices::model::settle(&mut tx, tenant, id, paid, refunded, now).await;
        tx.commit().await.unwrap();
        done.unwrap().status
    }
}
