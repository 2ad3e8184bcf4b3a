//! Stripe: a Checkout session for each payment.
//!
//! A webhook is signed over its raw bytes and the time it was sent at; what it says is only taken as news that there is
//! something to look at: the session is read again, with the charge beneath it.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::Value;

use super::amounts::{read_stripe_units, stripe_units};
use super::http::{Gateway, Reply, send};
use super::receipt::cut;
use super::{
    Answer, Failure, Holder, INVALID_CREDENTIALS, Incoming, Moved, NOT_FOUND, NewPayment,
    NewRefund, Notice, Provider, RefundStatus, Refused, Remote, RemoteRefund, RemoteStatus,
    Subject,
};
use crate::crypto;
use crate::money::Money;

/// The shape of answers that this file reads.
pub const VERSION: &str = "2026-10-28.endive";
/// How old, or how far ahead of our clock, a webhook may be.
pub const TOLERANCE: TimeDelta = TimeDelta::seconds(300);
/// A session lives no shorter; one that we want to end sooner is ended by us.
const LEAST: TimeDelta = TimeDelta::minutes(31);
const MOST: TimeDelta = TimeDelta::hours(23);
const WAIT: TimeDelta = TimeDelta::seconds(5);
/// What is read along with a session.
const EXPANDED: &str = "expand[]=payment_intent.latest_charge";

/// Of a list, a hundred rows each.
const MOST_PAGES: usize = 10;

#[derive(Clone)]
pub struct Stripe {
    gateway: Gateway,
    secret: String,
    /// What signs webhooks, `whsec_…`; empty when none is set up.
    signing: String,
}

impl Stripe {
    pub fn new(gateway: &Gateway, secret: &str, signing: &str) -> Self {
        Self {
            gateway: gateway.clone(),
            secret: secret.to_owned(),
            signing: signing.to_owned(),
        }
    }

    /// Whether the key moves real money.
    fn is_live(&self) -> bool {
        !self.secret.contains("_test_")
    }

    async fn get(&self, path: &str) -> Answer<Value> {
        self.call(Method::GET, path, &[], "").await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, String)],
        key: &str,
    ) -> Answer<Value> {
        let url = format!("{}{path}", self.gateway.stripe_url);
        let is_post = method == Method::POST;
        let mut request = self
            .gateway
            .client()
            .request(method, url)
            .bearer_auth(&self.secret)
            .header("stripe-version", VERSION);
        if is_post {
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form)
                .finish();
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .header("idempotency-key", key)
                .body(body);
        }
        read(&send(request).await?)
    }

    async fn post(&self, path: &str, form: &[(&str, String)], key: &str) -> Answer<Value> {
        self.call(Method::POST, path, form, key).await
    }
}

fn read(reply: &Reply) -> Answer<Value> {
    let body = reply.json();
    let error = &body["error"];
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    let wait = || Failure::RetryAfter(reply.retry_after().unwrap_or(WAIT));
    let code = || match (text("code"), text("type")) {
        (code, _) if !code.is_empty() => code,
        (_, kind) if !kind.is_empty() => kind,
        _ => reply.status.as_u16().to_string(),
    };
    let should = reply.headers.get("stripe-should-retry");
    match reply.status.as_u16() {
        200 if body.is_object() => Ok(body),
        200 => Err(Failure::Unknown("the answer cannot be read".into())),
        // The same key is under way, or there were too many calls.
        409 | 429 => Err(wait()),
        401 => Err(Failure::permanent(INVALID_CREDENTIALS, text("message"))),
        404 => Err(Failure::permanent(NOT_FOUND, text("message"))),
        400..=499 if should.is_some_and(|value| value == "true") => Err(wait()),
        400..=499 => Err(Failure::permanent(code(), text("message"))),
        status => Err(Failure::Unknown(format!("status {status}"))),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn session(body: &Value) -> Answer<Remote> {
    let unread = || Failure::Unknown("the session cannot be read".into());
    let intent = &body["payment_intent"];
    let charge = &intent["latest_charge"];
    let refused = matches!(
        intent["status"].as_str(),
        Some("requires_payment_method" | "canceled")
    );
    let status = match (body["status"].as_str(), body["payment_status"].as_str()) {
        (_, Some("paid" | "no_payment_required")) => RemoteStatus::Succeeded,
        (Some("expired"), _) => RemoteStatus::Cancelled,
        // Paid by a way that takes days, and in the end it did not work.
        (Some("complete"), _) if refused => RemoteStatus::Cancelled,
        (Some("open" | "complete"), Some("unpaid")) => RemoteStatus::Pending,
        _ => return Err(unread()),
    };
    let amount = body["amount_total"].as_i64().zip(body["currency"].as_str());
    let reason = match status {
        RemoteStatus::Cancelled => {
            text(&intent["last_payment_error"]["code"]).or_else(|| text(&body["status"]))
        }
        _ => None,
    };
    let currency = body["currency"].as_str().unwrap_or_default();
    let refunded = charge["amount_refunded"].as_i64().unwrap_or_default();
    let refunded = read_stripe_units(refunded, currency).map_or(0, |money| money.minor);
    Ok(Remote {
        id: text(&body["id"]).ok_or_else(unread)?,
        status,
        amount: amount.and_then(|(units, currency)| read_stripe_units(units, currency)),
        account: None,
        payment: text(&body["client_reference_id"]),
        pay_url: text(&body["url"]),
        charge: text(&intent["id"]).or_else(|| text(intent)),
        is_live: body["livemode"].as_bool().unwrap_or_default(),
        method: text(&charge["payment_method_details"]["type"]),
        reason,
        expires_at: body["expires_at"]
            .as_i64()
            .and_then(|at| DateTime::from_timestamp(at, 0)),
        refunded_minor: refunded,
        is_disputed: charge["disputed"].as_bool().unwrap_or_default(),
    })
}

fn refund(body: &Value) -> Answer<RemoteRefund> {
    let unread = || Failure::Unknown("the refund cannot be read".into());
    let status = match body["status"].as_str() {
        Some("pending" | "requires_action") => RefundStatus::Pending,
        Some("succeeded") => RefundStatus::Succeeded,
        Some("failed" | "canceled") => RefundStatus::Failed,
        _ => return Err(unread()),
    };
    let amount = body["amount"].as_i64().zip(body["currency"].as_str());
    Ok(RemoteRefund {
        id: text(&body["id"]).ok_or_else(unread)?,
        status,
        amount: amount.and_then(|(units, currency)| read_stripe_units(units, currency)),
        reason: text(&body["failure_reason"]),
    })
}

/// An id that came from outside and goes into an address.
fn path(id: &str) -> Answer<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match !id.is_empty() && id.len() <= 255 && id.chars().all(plain) {
        true => Ok(id),
        false => Err(Failure::permanent(NOT_FOUND, "no such id")),
    }
}

fn units(money: Money) -> Answer<String> {
    let units = stripe_units(money);
    let units = units.ok_or_else(|| Failure::permanent("amount_too_large", "too large"))?;
    Ok(units.to_string())
}

#[async_trait]
impl Provider for Stripe {
    async fn holder(&self) -> Answer<Holder> {
        let account = self.get("/account").await?;
        Ok(Holder {
            account: text(&account["id"]).ok_or(Failure::Unknown("no account".into()))?,
            is_live: self.is_live(),
            is_enabled: account["charges_enabled"].as_bool().unwrap_or(true),
        })
    }

    async fn create(&self, new: &NewPayment) -> Answer<Remote> {
        let mut form = vec![
            ("mode", "payment".to_owned()),
            ("line_items[0][quantity]", "1".to_owned()),
            (
                "line_items[0][price_data][currency]",
                new.amount.currency.code().to_ascii_lowercase(),
            ),
            ("line_items[0][price_data][unit_amount]", units(new.amount)?),
            (
                "line_items[0][price_data][product_data][name]",
                cut(&new.description, 250),
            ),
            ("success_url", new.return_url.clone()),
            ("cancel_url", new.return_url.clone()),
            ("client_reference_id", new.payment.clone()),
            ("metadata[payment_id]", new.payment.clone()),
            ("metadata[tenant_id]", new.tenant.clone()),
            (
                "payment_intent_data[metadata][payment_id]",
                new.payment.clone(),
            ),
            ("locale", new.locale.code().to_owned()),
            ("expand[]", "payment_intent.latest_charge".to_owned()),
        ];
        if let Some(until) = new.until {
            form.push(("expires_at", until.timestamp().to_string()));
        }
        if let Some(email) = &new.email {
            form.push(("customer_email", email.clone()));
        }
        session(&self.post("/checkout/sessions", &form, &new.key).await?)
    }

    async fn find(&self, id: &str) -> Answer<Remote> {
        let path = format!("/checkout/sessions/{}?{EXPANDED}", path(id)?);
        session(&self.get(&path).await?)
    }

    async fn capture(&self, id: &str, _amount: Money, _key: &str) -> Answer<Remote> {
        // A session of ours takes the money at once.
        self.find(id).await
    }

    async fn cancel(&self, id: &str, key: &str) -> Answer<Remote> {
        let path = format!("/checkout/sessions/{}/expire", path(id)?);
        let form = [("expand[]", "payment_intent.latest_charge".to_owned())];
        session(&self.post(&path, &form, key).await?)
    }

    async fn refund(&self, new: &NewRefund) -> Answer<RemoteRefund> {
        let charge = new.charge.clone();
        let charge = charge.ok_or_else(|| Failure::permanent(NOT_FOUND, "nothing was paid"))?;
        let form = [
            ("payment_intent", charge),
            ("amount", units(new.amount)?),
            ("reason", "requested_by_customer".to_owned()),
            ("metadata[refund_id]", new.refund.clone()),
        ];
        refund(&self.post("/refunds", &form, &new.key).await?)
    }

    async fn find_refund(&self, id: &str) -> Answer<RemoteRefund> {
        refund(&self.get(&format!("/refunds/{}", path(id)?)).await?)
    }

    /// A key replays its first answer, a failure too: whether the money left is asked of the list.
    async fn look_for_refund(&self, new: &NewRefund) -> Answer<Option<RemoteRefund>> {
        let Some(charge) = &new.charge else {
            return Ok(None);
        };
        let list = self
            .get(&format!(
                "/refunds?limit=100&payment_intent={}",
                path(charge)?
            ))
            .await?;
        let all = list["data"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let ours = all
            .iter()
            .find(|one| one["metadata"]["refund_id"] == new.refund.as_str());
        ours.map(refund).transpose()
    }

    async fn moved_since(&self, since: DateTime<Utc>) -> Answer<Vec<Moved>> {
        let mut found = Vec::new();
        for what in ["refunds", "disputes"] {
            let mut after = String::new();
            for _ in 0..MOST_PAGES {
                let mut query = format!("/{what}?limit=100&created[gte]={}", since.timestamp());
                if !after.is_empty() {
                    query = format!("{query}&starting_after={after}");
                }
                let list = self.get(&query).await?;
                let data = list["data"].as_array().cloned().unwrap_or_default();
                let of = |one: &Value| {
                    let at = one["created"].as_i64();
                    let at = at.and_then(|at| DateTime::from_timestamp(at, 0));
                    Some(Moved {
                        subject: text(&one["payment_intent"]).map(Subject::Charge)?,
                        pending_since: (one["status"] == "pending").then_some(at.unwrap_or(since)),
                    })
                };
                found.extend(data.iter().filter_map(of));
                let last = data.last().and_then(|one| one["id"].as_str()).map(path);
                match (list["has_more"].as_bool(), last) {
                    (Some(true), Some(Ok(last))) => after = last.to_owned(),
                    _ => break,
                }
            }
        }
        Ok(found)
    }

    fn notice(&self, incoming: Incoming<'_>) -> Result<Notice, Refused> {
        let header = incoming.signature.ok_or(Refused::Forged)?;
        if !is_signed(&self.signing, header, incoming.body, incoming.now) {
            return Err(Refused::Forged);
        }
        let body: Value = serde_json::from_slice(incoming.body).map_err(|_| Refused::Malformed)?;
        let (Some(id), Some(event), "event") = (
            body["id"].as_str(),
            body["type"].as_str(),
            body["object"].as_str().unwrap_or_default(),
        ) else {
            return Err(Refused::Malformed);
        };
        if body["livemode"].as_bool() != Some(self.is_live()) {
            return Err(Refused::OtherWorld);
        }
        let object = &body["data"]["object"];
        let of = |value: &Value| text(value).filter(|id| path(id).is_ok());
        let subject = if event.starts_with("checkout.session.") {
            of(&object["id"]).map(Subject::Payment)
        } else if event.starts_with("charge.") || event.starts_with("refund.") {
            of(&object["payment_intent"]).map(Subject::Charge)
        } else {
            None
        };
        Ok(Notice {
            dedupe: id.chars().take(255).collect(),
            event: event.chars().take(100).collect(),
            subject: subject.unwrap_or(Subject::Other),
            is_signed: true,
        })
    }
}

/// Until when a session is to live: as near to `until` as may be.
pub fn session_end(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    until.unwrap_or(now + MOST).clamp(now + LEAST, now + MOST)
}

/// Whether the bytes were signed with the secret, at about this time.
pub fn is_signed(secret: &str, header: &str, body: &[u8], now: DateTime<Utc>) -> bool {
    if secret.is_empty() {
        return false;
    }
    let mut stamp = None;
    let mut given = Vec::new();
    for part in header.split(',').take(20) {
        match part.trim().split_once('=') {
            Some(("t", text)) => stamp = text.parse::<i64>().ok().map(|at| (at, text)),
            Some(("v1", hex)) => given.push(hex),
            _ => {}
        }
    }
    let Some((at, text)) = stamp else {
        return false;
    };
    if now.timestamp().saturating_sub(at).unsigned_abs() > TOLERANCE.num_seconds().unsigned_abs() {
        return false;
    }
    let message = [text.as_bytes(), b".", body].concat();
    let wanted = hex(&crypto::hmac(secret.as_bytes(), &message));
    // Two while a secret is being changed; every one is looked at.
    given.iter().fold(false, |found, hex| {
        found | crypto::equal(hex.as_bytes(), wanted.as_bytes())
    })
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test";

    fn header(at: i64, secret: &str, body: &[u8]) -> String {
        let message = [at.to_string().as_bytes(), b".", body].concat();
        format!(
            "t={at},v1={}",
            hex(&crypto::hmac(secret.as_bytes(), &message))
        )
    }

    #[test]
    fn only_fresh_bytes_under_the_right_secret_are_signed() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let at = now.timestamp();
        let good = header(at, SECRET, b"{}");
        assert!(is_signed(SECRET, &good, b"{}", now));
        assert!(!is_signed(SECRET, &good, b"{ }", now), "another body");
        assert!(
            !is_signed("whsec_other", &good, b"{}", now),
            "another secret"
        );
        assert!(
            !is_signed("", &header(at, "", b"{}"), b"{}", now),
            "no secret at all"
        );
        for (skew, fine) in [(-300, true), (300, true), (-301, false), (301, false)] {
            let header = header(at + skew, SECRET, b"{}");
            assert_eq!(is_signed(SECRET, &header, b"{}", now), fine, "{skew}");
        }
        let two = format!("t={at},v1=00,{}", good.split_once(',').unwrap().1);
        assert!(
            is_signed(SECRET, &two, b"{}", now),
            "while a secret is changed"
        );
        let old = good.replace("v1=", "v0=");
        assert!(!is_signed(SECRET, &old, b"{}", now), "an old scheme");
        for odd in [
            "",
            "t=,v1=",
            "v1=00",
            "t=x,v1=00",
            "t=9223372036854775807,v1=00",
        ] {
            assert!(!is_signed(SECRET, odd, b"{}", now), "{odd}");
        }
    }
}
