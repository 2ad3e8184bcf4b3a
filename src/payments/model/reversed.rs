//! Refunds that were done and came back: the bank did not take them, days later, and the money is with the provider again.

use chrono::{DateTime, TimeDelta, Utc};

use super::apply::lock;
use super::refund::{Cause, Refund, Standing};
use super::{Payment, TaskKind, task};
use crate::app::App;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{Actor, Kind as EventKind};
use crate::q;

/// A bank may send back what was given back, up to a month later: how often that is asked after, untold.
pub(super) const AGAIN: TimeDelta = TimeDelta::days(1);
const FINAL: TimeDelta = TimeDelta::days(31);
/// Marks one that came back.
const REVERSED: &str = "reversed";
/// What was read before another look wrote it down is no news.
const STALE: TimeDelta = TimeDelta::minutes(5);

impl Refund {
    /// Whether it was done, and the bank sent the money back to the provider.
    pub fn is_reversed(&self) -> bool {
        self.status == Standing::Succeeded && self.reason == REVERSED
    }

    /// What the provider says of one that was done. When the bank sent the money back, it lies with the provider: how the client
    /// gets it is a person's to find, and the sums stay, since it is still to go.
    pub(in crate::payments) async fn hear_again(
        app: &App,
        seen: &Self,
        is_back: bool,
    ) -> Result<()> {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let (_, payment) = lock(&mut tx, seen.tenant_id, seen.payment_id).await?;
        let mut refund = Self::find(&mut tx, seen.tenant_id, seen.id).await?;
        if refund.status != Standing::Succeeded {
            return Ok(());
        }
        let was_back = refund.reason == REVERSED;
        let is_final = is_back || was_back || now - refund.created_at > FINAL;
        if is_back {
            refund.reason = REVERSED.to_owned();
        }
        q!(
            tx,
            execute,
            "UPDATE refunds SET check_at = $3, reason = $4 WHERE tenant_id = $1 AND id = $2",
            refund.tenant_id,
            refund.id,
            (!is_final).then_some(now + AGAIN),
            &refund.reason,
        )?;
        if is_back && !was_back {
            let kind = EventKind::RefundFailed;
            refund.tell(&mut tx, &Actor::system(), kind, now).await?;
            task::open(&mut tx, &payment, TaskKind::RefundFailed, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Has those that were done through a payment's provider looked at again, now.
    pub(in crate::payments) async fn check_soon(
        mut on: impl On,
        payment: &Payment,
        now: DateTime<Utc>,
    ) -> Result<()> {
        q!(
            on,
            execute,
            "UPDATE refunds SET check_at = $3 WHERE tenant_id = $1 AND payment_id = $2 AND status = 'succeeded'
                AND provider_id IS NOT NULL AND reason <> $4",
            payment.tenant_id,
            payment.id,
            now,
            REVERSED,
        )?;
        Ok(())
    }

    /// Less has gone back than is written down here. Those that were made here are asked after, each; one that was made on the
    /// provider's own pages has only this to be known by.
    pub(super) async fn less_went_back(
        tx: &mut Tx,
        payment: &Payment,
        now: DateTime<Utc>,
    ) -> Result<()> {
        Self::check_soon(&mut *tx, payment, now).await?;
        let all = Self::of_payment(&mut *tx, payment.tenant_id, payment.id).await?;
        let done = |one: &&Self| one.status == Standing::Succeeded && one.reason != REVERSED;
        if all
            .iter()
            .filter(done)
            .any(|one| one.cause != Cause::Outside)
        {
            return Ok(());
        }
        let settled = |one: &&Self| one.settled_at.is_some_and(|at| now - at > STALE);
        let Some(last) = all.iter().filter(done).rfind(settled) else {
            return Ok(());
        };
        q!(
            tx,
            execute,
            "UPDATE refunds SET reason = $3 WHERE tenant_id = $1 AND id = $2",
            last.tenant_id,
            last.id,
            REVERSED,
        )?;
        let kind = EventKind::RefundFailed;
        last.tell(tx, &Actor::system(), kind, now).await?;
        task::open(tx, payment, TaskKind::RefundFailed, now).await
    }
}
