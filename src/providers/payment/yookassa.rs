//! YooKassa: cards and fast transfers in Russia.
//!
//! A notification carries no signature, no time and no id: its address is hard to guess, and the payment it names is
//! asked for again with the practice's own keys before anything is believed.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use super::amounts::{decimal, read_decimal};
use super::http::{Gateway, Reply, send};
use super::receipt::cut;
use super::{
    Answer, ClosingReceipt, Failure, Holder, INVALID_CREDENTIALS, Incoming, Moved, NOT_FOUND,
    NewPayment, NewRefund, Notice, Provider, RefundStatus, Refused, Remote, RemoteRefund,
    RemoteStatus, Subject,
};
use crate::i18n::Locale;
use crate::money::Money;

/// How long the same call waits where the provider does not say.
const WAIT: TimeDelta = TimeDelta::seconds(60);

/// Of a list, a hundred rows each.
const MOST_PAGES: usize = 10;

#[derive(Clone)]
pub struct YooKassa {
    gateway: Gateway,
    shop: String,
    secret: String,
}

impl YooKassa {
    pub fn new(gateway: &Gateway, shop: &str, secret: &str) -> Self {
        Self {
            gateway: gateway.clone(),
            shop: shop.to_owned(),
            secret: secret.to_owned(),
        }
    }

    async fn get(&self, path: &str) -> Answer<Value> {
        self.call(Method::GET, path, None, "").await
    }

    async fn post(&self, path: &str, body: Value, key: &str) -> Answer<Value> {
        self.call(Method::POST, path, Some(body), key).await
    }

    /// The rows of a list, and whether these are all.
    async fn list(&self, query: &str) -> Answer<(Vec<Value>, bool)> {
        let (mut rows, mut page) = (Vec::new(), format!("{query}&limit=100"));
        for _ in 0..MOST_PAGES {
            let list = self.get(&page).await?;
            rows.extend(list["items"].as_array().cloned().unwrap_or_default());
            match list["next_cursor"].as_str().map(path) {
                Some(Ok(next)) => page = format!("{query}&limit=100&cursor={next}"),
                Some(Err(_)) => break,
                None => return Ok((rows, true)),
            }
        }
        Ok((rows, false))
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        key: &str,
    ) -> Answer<Value> {
        let url = format!("{}{path}", self.gateway.yookassa_url);
        let mut request = self
            .gateway
            .client()
            .request(method, url)
            .basic_auth(&self.shop, Some(&self.secret));
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .header("idempotence-key", key)
                .body(body.to_string());
        }
        read(&send(request).await?)
    }
}

/// What an answer means for the call that got it.
fn read(reply: &Reply) -> Answer<Value> {
    let body = reply.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    // Milliseconds, in the body.
    let wait = || {
        let said = body["retry_after"].as_i64();
        let said = said.map(|ms| TimeDelta::milliseconds(ms.clamp(500, 3_600_000)));
        said.or_else(|| reply.retry_after()).unwrap_or(WAIT)
    };
    match reply.status.as_u16() {
        200 if body.is_object() => Ok(body),
        200 => Err(Failure::Unknown("the answer cannot be read".into())),
        202 => Err(Failure::RetryAfter(wait())),
        429 => Err(Failure::RetryAfter(wait())),
        401 => Err(Failure::permanent(INVALID_CREDENTIALS, text("description"))),
        404 => Err(Failure::permanent(NOT_FOUND, text("description"))),
        400..=499 => {
            let code = match text("code") {
                code if code.is_empty() => reply.status.as_u16().to_string(),
                code => code,
            };
            Err(Failure::permanent(code, text("description")))
        }
        status => Err(Failure::Unknown(format!("status {status}"))),
    }
}

fn sum(money: Money) -> Value {
    json!({ "value": decimal(money), "currency": money.currency.code() })
}

fn read_sum(value: &Value) -> Option<Money> {
    read_decimal(value["value"].as_str()?, value["currency"].as_str()?)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str()?.parse().ok()
}

/// A payment as it says it is.
fn payment(body: &Value) -> Answer<Remote> {
    let unread = || Failure::Unknown("the payment cannot be read".into());
    let status = match body["status"].as_str() {
        Some("pending") => RemoteStatus::Pending,
        Some("waiting_for_capture") => RemoteStatus::WaitingForCapture,
        Some("succeeded") => RemoteStatus::Succeeded,
        Some("canceled") => RemoteStatus::Cancelled,
        _ => return Err(unread()),
    };
    let refunded = match &body["refunded_amount"] {
        Value::Null => 0,
        sum => read_sum(sum).ok_or_else(unread)?.minor,
    };
    Ok(Remote {
        id: text(&body["id"]).ok_or_else(unread)?,
        status,
        amount: read_sum(&body["amount"]),
        account: text(&body["recipient"]["account_id"]),
        payment: text(&body["metadata"]["payment_id"]),
        pay_url: text(&body["confirmation"]["confirmation_url"]),
        charge: None,
        is_live: !body["test"].as_bool().unwrap_or_default(),
        method: text(&body["payment_method"]["type"]),
        reason: text(&body["cancellation_details"]["reason"]),
        expires_at: instant(&body["expires_at"]),
        refunded_minor: refunded,
        is_disputed: false,
    })
}

fn refund(body: &Value) -> Answer<RemoteRefund> {
    let unread = || Failure::Unknown("the refund cannot be read".into());
    let status = match body["status"].as_str() {
        Some("pending") => RefundStatus::Pending,
        Some("succeeded") => RefundStatus::Succeeded,
        Some("canceled") => RefundStatus::Failed,
        _ => return Err(unread()),
    };
    Ok(RemoteRefund {
        id: text(&body["id"]).ok_or_else(unread)?,
        status,
        amount: read_sum(&body["amount"]),
        reason: text(&body["cancellation_details"]["reason"]),
    })
}

/// The receipt of a service that was paid for ahead.
fn closing(new: &ClosingReceipt) -> Value {
    let mut body = new.receipt.json();
    body["type"] = "payment".into();
    body["payment_id"] = new.payment.clone().into();
    body["send"] = true.into();
    body["settlements"] = json!([{ "type": "prepayment", "amount": sum(new.amount) }]);
    body
}

/// Whether a registered receipt closes the same sum of the same things.
fn is_like(known: &Value, wanted: &Value) -> bool {
    let items = |receipt: &Value| -> Vec<(Option<String>, Option<Money>)> {
        let items = receipt["items"].as_array().into_iter().flatten();
        items
            .map(|item| (text(&item["description"]), read_sum(&item["amount"])))
            .collect()
    };
    let settled = |receipt: &Value| {
        let first = &receipt["settlements"][0];
        (text(&first["type"]), read_sum(&first["amount"]))
    };
    known["type"] == wanted["type"]
        && known["status"] != "canceled"
        && settled(known) == settled(wanted)
        && items(known) == items(wanted)
}

/// An id that came from outside and goes into an address.
fn path(id: &str) -> Answer<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    match !id.is_empty() && id.len() <= 64 && id.chars().all(plain) {
        true => Ok(id),
        false => Err(Failure::permanent(NOT_FOUND, "no such id")),
    }
}

#[async_trait]
impl Provider for YooKassa {
    async fn holder(&self) -> Answer<Holder> {
        let me = self.get("/me").await?;
        let account = match &me["account_id"] {
            Value::Number(number) => number.to_string(),
            other => text(other).ok_or(Failure::Unknown("no account".into()))?,
        };
        Ok(Holder {
            account,
            is_live: !me["test"].as_bool().unwrap_or_default(),
            is_enabled: me["status"] == "enabled",
        })
    }

    async fn create(&self, new: &NewPayment) -> Answer<Remote> {
        let locale = match new.locale {
            Locale::Ru => "ru_RU",
            _ => "en_US",
        };
        let mut body = json!({
            "amount": sum(new.amount),
            "capture": true,
            "confirmation": { "type": "redirect", "return_url": new.return_url, "locale": locale },
            "description": cut(&new.description, 128),
            "metadata": { "payment_id": new.payment, "tenant_id": new.tenant },
        });
        if let Some(receipt) = &new.receipt {
            body["receipt"] = receipt.json();
        }
        payment(&self.post("/payments", body, &new.key).await?)
    }

    async fn find(&self, id: &str) -> Answer<Remote> {
        payment(&self.get(&format!("/payments/{}", path(id)?)).await?)
    }

    async fn capture(&self, id: &str, amount: Money, key: &str) -> Answer<Remote> {
        let body = json!({ "amount": sum(amount) });
        let path = format!("/payments/{}/capture", path(id)?);
        payment(&self.post(&path, body, key).await?)
    }

    async fn cancel(&self, id: &str, key: &str) -> Answer<Remote> {
        let path = format!("/payments/{}/cancel", path(id)?);
        payment(&self.post(&path, json!({}), key).await?)
    }

    async fn refund(&self, new: &NewRefund) -> Answer<RemoteRefund> {
        let mut body = json!({
            "payment_id": new.payment,
            "amount": sum(new.amount),
            "metadata": { "refund_id": new.refund },
        });
        if let Some(receipt) = &new.receipt {
            body["receipt"] = receipt.json();
        }
        refund(&self.post("/refunds", body, &new.key).await?)
    }

    async fn close_receipt(&self, new: &ClosingReceipt) -> Answer<String> {
        let receipt = self.post("/receipts", closing(new), &new.key).await?;
        text(&receipt["id"]).ok_or(Failure::Unknown("the receipt cannot be read".into()))
    }

    async fn look_for_receipt(&self, new: &ClosingReceipt) -> Answer<Vec<String>> {
        let wanted = closing(new);
        let query = format!("/receipts?payment_id={}", path(&new.payment)?);
        let (all, is_whole) = self.list(&query).await?;
        match is_whole {
            true => Ok(all
                .iter()
                .filter(|one| is_like(one, &wanted))
                .filter_map(|one| text(&one["id"]))
                .collect()),
            false => Err(Failure::Unknown("the list of receipts had no end".into())),
        }
    }

    async fn find_refund(&self, id: &str) -> Answer<RemoteRefund> {
        refund(&self.get(&format!("/refunds/{}", path(id)?)).await?)
    }

    /// A key is known for a day only.
    async fn look_for_refund(&self, new: &NewRefund) -> Answer<Option<RemoteRefund>> {
        let query = format!("/refunds?payment_id={}", path(&new.payment)?);
        let (all, is_whole) = self.list(&query).await?;
        let is_ours = |one: &&Value| one["metadata"]["refund_id"] == new.refund.as_str();
        match all.iter().find(is_ours) {
            Some(ours) => refund(ours).map(Some),
            None if is_whole => Ok(None),
            // Not found so far is not the same as not done.
            None => Err(Failure::Unknown("the list of refunds had no end".into())),
        }
    }

    async fn moved_since(&self, since: DateTime<Utc>) -> Answer<Vec<Moved>> {
        let from = since.format("%Y-%m-%dT%H:%M:%S%.3fZ");
        let moved = |one: &Value| {
            let at = instant(&one["created_at"]).unwrap_or(since);
            Some(Moved {
                subject: text(&one["payment_id"]).map(Subject::Payment)?,
                pending_since: (one["status"] == "pending").then_some(at),
            })
        };
        let (all, _) = self
            .list(&format!("/refunds?created_at.gte={from}"))
            .await?;
        Ok(all.iter().filter_map(moved).collect())
    }

    fn notice(&self, incoming: Incoming<'_>) -> Result<Notice, Refused> {
        let body: Value = serde_json::from_slice(incoming.body).map_err(|_| Refused::Malformed)?;
        let object = &body["object"];
        let (Some(event), Some(id)) = (body["event"].as_str(), object["id"].as_str()) else {
            return Err(Refused::Malformed);
        };
        if body["type"] != "notification" || path(id).is_err() || event.len() > 100 {
            return Err(Refused::Malformed);
        }
        let subject = match event.split_once('.') {
            Some(("payment", _)) => Subject::Payment(id.to_owned()),
            Some(("refund", _)) => match object["payment_id"].as_str().map(path) {
                Some(Ok(payment)) => Subject::Payment(payment.to_owned()),
                _ => return Err(Refused::Malformed),
            },
            _ => Subject::Other,
        };
        Ok(Notice {
            dedupe: format!("{event}:{id}"),
            event: event.to_owned(),
            subject,
            is_signed: false,
        })
    }
}
