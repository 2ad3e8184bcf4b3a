//! The sandbox: a provider of our own, for trying out. It has its books in the database, a page on which one "pays", and
//! webhooks that come once, often or never; it refuses, holds and lies on request. No money moves, and every page of it says so.

mod pages;

use async_trait::async_trait;
use axum::Router;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Account, hooks, token};
use crate::app::App;
use crate::crypto;
use crate::db::On;
use crate::error::Result;
use crate::id::TenantId;
use crate::money::{Currency, Money};
use crate::providers::payment::stripe::hex;
use crate::providers::payment::{
    Answer, Failure, Holder, Incoming, NOT_FOUND, NewPayment, NewRefund, Notice, Provider,
    RefundStatus, Refused, Remote, RemoteRefund, RemoteStatus, Subject,
};
use crate::q;

pub fn routes() -> Router<App> {
    pages::routes()
}

pub struct Sandbox {
    app: App,
    account: Account,
}

/// A payment in its books.
#[derive(Clone, Debug, FromRow)]
pub struct Book {
    pub tenant_id: TenantId,
    pub id: Uuid,
    pub payment: String,
    pub status: String,
    pub amount_minor: i64,
    pub told_minor: i64,
    pub currency: Currency,
    pub refunded_minor: i64,
    pub description: String,
    pub return_url: String,
    pub reason: String,
    pub is_disputed: bool,
    pub is_silent: bool,
}

impl Book {
    pub async fn find(mut on: impl On, tenant: TenantId, id: Uuid) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM sandbox_payments WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    pub fn is_open(&self) -> bool {
        self.status == "pending"
    }

    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

impl Sandbox {
    pub fn new(app: &App, account: &Account) -> Self {
        Self {
            app: app.clone(),
            account: account.clone(),
        }
    }

    fn remote(&self, book: &Book) -> Remote {
        let status = match book.status.as_str() {
            "succeeded" => RemoteStatus::Succeeded,
            "waiting_for_capture" => RemoteStatus::WaitingForCapture,
            "cancelled" => RemoteStatus::Cancelled,
            _ => RemoteStatus::Pending,
        };
        let path = token::of_sandbox(&self.app, book.tenant_id, book.id).test_path();
        Remote {
            id: book.id.to_string(),
            status,
            amount: Some(Money::new(book.told_minor, book.currency)),
            account: None,
            payment: Some(book.payment.clone()),
            pay_url: Some(self.app.config.link(&path)),
            charge: None,
            is_live: false,
            method: Some("card".to_owned()),
            reason: Some(book.reason.clone()).filter(|reason| !reason.is_empty()),
            expires_at: None,
            refunded_minor: book.refunded_minor,
            is_disputed: book.is_disputed,
        }
    }

    async fn book(&self, id: &str) -> Answer<Book> {
        let id = id.parse().map_err(|_| missing())?;
        Book::find(&self.app.db, self.account.tenant_id, id)
            .await
            .map_err(told)
    }

    /// Whom it tells, and what: once, several times, or nobody.
    pub async fn tell(&self, book: &Book, event: &str, times: usize) -> Result<()> {
        for _ in 0..times {
            let body = json!({ "event": event, "id": crypto::random_token(), "payment": book.id });
            let body = body.to_string().into_bytes();
            let signature = self.sign(&body);
            hooks::take(&self.app, &self.account, &body, Some(&signature)).await?;
        }
        Ok(())
    }

    fn sign(&self, body: &[u8]) -> String {
        let key = crypto::derive(self.app.secret(), "sandbox webhooks v1");
        hex(&crypto::hmac(&key, body))
    }
}

fn missing() -> Failure {
    Failure::permanent(NOT_FOUND, "no such payment")
}

fn told(error: crate::error::Error) -> Failure {
    match error {
        crate::error::Error::NotFound => missing(),
        other => Failure::RetryBackoff(other.to_string()),
    }
}

fn lost(error: sqlx::Error) -> Failure {
    told(error.into())
}

#[async_trait]
impl Provider for Sandbox {
    async fn holder(&self) -> Answer<Holder> {
        Ok(Holder {
            account: String::new(),
            is_live: false,
            is_enabled: true,
        })
    }

    async fn create(&self, new: &NewPayment) -> Answer<Remote> {
        let tenant = self.account.tenant_id;
        q!(
            &self.app.db,
            execute,
            "INSERT INTO sandbox_payments (tenant_id, id, key, payment, status, amount_minor, told_minor, currency,
                description, return_url, created_at) VALUES ($1, $2, $3, $4, 'pending', $5, $5, $6, $7, $8, $9)
             ON CONFLICT (tenant_id, key) DO NOTHING",
            tenant,
            Uuid::now_v7(),
            &new.key,
            &new.payment,
            new.amount.minor,
            new.amount.currency,
            &new.description,
            &new.return_url,
            self.app.clock.now(),
        )
        .map_err(lost)?;
        let book = q!(
            &self.app.db,
            fetch_one: Book,
            "SELECT * FROM sandbox_payments WHERE tenant_id = $1 AND key = $2",
            tenant,
            &new.key,
        )
        .map_err(lost)?;
        Ok(self.remote(&book))
    }

    async fn find(&self, id: &str) -> Answer<Remote> {
        Ok(self.remote(&self.book(id).await?))
    }

    async fn capture(&self, id: &str, _amount: Money, _key: &str) -> Answer<Remote> {
        self.settle(id, "waiting_for_capture", "succeeded").await
    }

    async fn cancel(&self, id: &str, _key: &str) -> Answer<Remote> {
        let book = self.book(id).await?;
        if book.status == "pending" {
            return self.settle(id, "pending", "cancelled").await;
        }
        self.settle(id, "waiting_for_capture", "cancelled").await
    }

    async fn refund(&self, new: &NewRefund) -> Answer<RemoteRefund> {
        self.returned(new).await.map_err(told)
    }

    async fn find_refund(&self, id: &str) -> Answer<RemoteRefund> {
        let id: Uuid = id.parse().map_err(|_| missing())?;
        let (minor, currency) = q!(
            &self.app.db,
            fetch_one: (i64, Currency),
            "SELECT amount_minor, currency FROM sandbox_refunds WHERE tenant_id = $1 AND id = $2",
            self.account.tenant_id,
            id,
        )
        .map_err(lost)?;
        Ok(done(id, Money::new(minor, currency)))
    }

    fn notice(&self, incoming: Incoming<'_>) -> Result<Notice, Refused> {
        let signature = incoming.signature.ok_or(Refused::Forged)?;
        if !crypto::equal(signature.as_bytes(), self.sign(incoming.body).as_bytes()) {
            return Err(Refused::Forged);
        }
        let body: Value = serde_json::from_slice(incoming.body).map_err(|_| Refused::Malformed)?;
        let of = |name: &str| body[name].as_str().map(str::to_owned);
        let (Some(id), Some(event), Some(payment)) = (of("id"), of("event"), of("payment")) else {
            return Err(Refused::Malformed);
        };
        Ok(Notice {
            dedupe: id,
            event,
            subject: Subject::Payment(payment),
            is_signed: true,
        })
    }
}

fn done(id: Uuid, amount: Money) -> RemoteRefund {
    RemoteRefund {
        id: id.to_string(),
        status: RefundStatus::Succeeded,
        amount: Some(amount),
        reason: None,
    }
}

impl Sandbox {
    async fn settle(&self, id: &str, from: &str, to: &str) -> Answer<Remote> {
        let id: Uuid = id.parse().map_err(|_| missing())?;
        let changed = q!(
            &self.app.db,
            execute,
            "UPDATE sandbox_payments SET status = $4, reason = CASE WHEN $4 = 'cancelled' THEN 'canceled_by_merchant' ELSE '' END
             WHERE tenant_id = $1 AND id = $2 AND status = $3",
            self.account.tenant_id,
            id,
            from,
            to,
        )
        .map_err(lost)?;
        let book = self.book(&id.to_string()).await?;
        match changed > 0 || book.status == to {
            true => Ok(self.remote(&book)),
            false => Err(Failure::permanent(
                "invalid_request",
                "it does not wait for that",
            )),
        }
    }

    /// Once for each key, and never more than was paid.
    async fn returned(&self, new: &NewRefund) -> Result<RemoteRefund> {
        let tenant = self.account.tenant_id;
        let payment: Uuid = new
            .payment
            .parse()
            .map_err(|_| crate::error::Error::NotFound)?;
        let mut tx = self.app.db.begin().await?;
        let known = q!(
            tx,
            fetch_optional: (Uuid,),
            "SELECT id FROM sandbox_refunds WHERE tenant_id = $1 AND key = $2",
            tenant,
            &new.key,
        )?;
        if let Some((id,)) = known {
            return Ok(done(id, new.amount));
        }
        let left = q!(
            tx,
            execute,
            "UPDATE sandbox_payments SET refunded_minor = refunded_minor + $3 WHERE tenant_id = $1 AND id = $2
                AND status = 'succeeded' AND refunded_minor + $3 <= amount_minor",
            tenant,
            payment,
            new.amount.minor,
        )?;
        if left == 0 {
            return Ok(RemoteRefund {
                id: new.refund.clone(),
                status: RefundStatus::Failed,
                amount: Some(new.amount),
                reason: Some("insufficient_funds".to_owned()),
            });
        }
        let id = Uuid::now_v7();
        q!(
            tx,
            execute,
            "INSERT INTO sandbox_refunds (tenant_id, id, key, payment_id, amount_minor, currency, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tenant,
            id,
            &new.key,
            payment,
            new.amount.minor,
            new.amount.currency,
            self.now(),
        )?;
        tx.commit().await?;
        Ok(done(id, new.amount))
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }
}
