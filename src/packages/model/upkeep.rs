//! What becomes of a package besides being used: it ends, lasts longer, is cancelled, gets another code.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::ledger::tell;
use super::{Movement, MovementKind, Package};
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::db::live::Topic;
use crate::error::{Error, Result};
use crate::events::{Actor, Kind as EventKind};
use crate::i18n::key;
use crate::packages::code::Code;
use crate::q;

/// What a person may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub expires_on: Option<NaiveDate>,
    pub recipient_name: String,
    pub message: String,
}

impl Package {
    /// What is left is worth nothing any more. A second time changes nothing.
    pub async fn cancel(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        if self.cancelled_at.is_some() {
            return Ok(());
        }
        let kind = EventKind::PackageCancelled;
        tell(tx, self.tenant_id, actor, kind, self.id, json!({}), now).await?;
        let package = Self::find_for_change(tx, self.tenant_id, self.id).await?;
        let left = (-package.balance_minor, -package.balance_visits);
        let key = format!("cancelled:{}", self.id);
        Movement::of_package(&package, MovementKind::Cancelled, left, key, actor, now)
            .insert(tx)
            .await?;
        q!(
            tx,
            execute,
            "UPDATE packages SET cancelled_at = $3, attention = '', updated_at = $3, version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now,
        )?;
        Ok(tx.signal(self.tenant_id, Topic::Todo).await?)
    }

    /// Its last day is over: what is left is lost. Nothing happens to one that lasts.
    pub async fn expire(&self, tx: &mut Tx, tenant: &Tenant, now: DateTime<Utc>) -> Result<bool> {
        let (actor, kind) = (Actor::system(), EventKind::PackageExpired);
        tell(tx, self.tenant_id, &actor, kind, self.id, json!({}), now).await?;
        let package = Self::find_for_change(tx, self.tenant_id, self.id).await?;
        let is_over = package
            .expires_on
            .is_some_and(|last| last < tenant.local_date(now));
        if !is_over || package.expired_at.is_some() || package.cancelled_at.is_some() {
            return Ok(false);
        }
        let left = (-package.balance_minor, -package.balance_visits);
        if left != (0, 0) {
            let key = format!("expired:{}:{}", self.id, package.version);
            Movement::of_package(&package, MovementKind::Expired, left, key, &actor, now)
                .insert(tx)
                .await?;
        }
        q!(
            tx,
            execute,
            "UPDATE packages SET expired_at = $3, updated_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            now,
        )?;
        Ok(true)
    }

    /// Takes over what was edited; one that had expired and lasts again has again what was left on it.
    ///
    /// # Errors
    /// Conflict when it was changed since `version`.
    pub async fn edit(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        edit: &Edit,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let kind = EventKind::PackageChanged;
        tell(tx, self.tenant_id, actor, kind, self.id, json!({}), now).await?;
        let package = Self::find_for_change(tx, self.tenant_id, self.id).await?;
        if package.version != version {
            return Err(Error::Conflict(key!("packages-stale")));
        }
        let lasts = edit
            .expires_on
            .is_none_or(|last| last >= tenant.local_date(now));
        let is_revived = package.expired_at.is_some() && lasts;
        if is_revived {
            let ledger = Movement::of(&mut *tx, &package).await?;
            let last = ledger.iter().find(|movement| {
                matches!(movement.kind, MovementKind::Expired | MovementKind::Revived)
            });
            if let Some(lost) = last.filter(|movement| movement.kind == MovementKind::Expired) {
                let (kind, back) = (MovementKind::Revived, (-lost.minor, -lost.visits));
                let key = format!("revived:{}", lost.id);
                Movement::of_package(&package, kind, back, key, actor, now)
                    .insert(tx)
                    .await?;
            }
        }
        q!(
            tx,
            execute,
            "UPDATE packages SET expires_on = $3, recipient_name = $4, message = $5, expired_at = $6, reminded_at = $7,
                updated_at = $8, version = version + 1 WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            edit.expires_on,
            &edit.recipient_name,
            &edit.message,
            package.expired_at.filter(|_| !is_revived),
            package.reminded_at.filter(|_| edit.expires_on == package.expires_on),
            now,
        )?;
        Ok(())
    }

    /// Another code; the old one, and the address of its page, are worth nothing any more.
    pub async fn replace_code(&self, tx: &mut Tx, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
        let kind = EventKind::PackageChanged;
        let data = json!({ "code": true });
        tell(tx, self.tenant_id, actor, kind, self.id, data, now).await?;
        let package = Self::find_for_change(tx, self.tenant_id, self.id).await?;
        let turn = package.code_turn + 1;
        let code = Code::of(tx.audit_key(), self.tenant_id, self.id, turn);
        let hash = code.hash(tx.audit_key(), self.tenant_id);
        q!(
            tx,
            execute,
            "UPDATE packages SET code_turn = $3, code_hash = $4, code_tail = $5, updated_at = $6, version = version + 1
             WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
            turn,
            hash,
            code.tail(),
            now,
        )?;
        Ok(())
    }

    /// A person has looked at it.
    pub async fn settle(&self, tx: &mut Tx) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE packages SET attention = '' WHERE tenant_id = $1 AND id = $2",
            self.tenant_id,
            self.id,
        )?;
        Ok(tx.signal(self.tenant_id, Topic::Todo).await?)
    }
}
