//! How a payment tells what happened to it.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Payment, Refund};
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};

impl Payment {
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: Kind,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({
            "amount": self.amount_minor, "currency": self.currency, "provider": self.provider.as_str(),
            "appointment": self.appointment_id, "invoice": self.invoice_id, "reason": self.reason,
        });
        let object = Object::Payment(self.id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}

impl Refund {
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: Kind,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let data = json!({
            "refund": self.id, "amount": self.amount_minor, "currency": self.currency,
            "cause": self.cause.as_str(), "reason": self.reason,
        });
        let object = Object::Payment(self.payment_id);
        events::record(tx, self.tenant_id, actor, kind, object, data, now).await?;
        Ok(())
    }
}
