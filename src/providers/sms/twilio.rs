//! Twilio: a form under the account's own address, JSON back. A text that was sent can be found again among the latest to its
//! number.

use async_trait::async_trait;
use axum::http::Method;
use chrono::TimeDelta;
use serde_json::Value;

use super::{
    Accepted, FORM, Gateway, INVALID_CREDENTIALS, NOT_ALLOWED, NewText, OPTED_OUT, REFUSED,
    Standing, WRONG_NUMBER, form, said,
};
use crate::providers::carriers::Carriers;
use crate::providers::failure::{Answer, Failure};
use crate::providers::http;

pub struct Twilio {
    carriers: Carriers,
    /// "AC" and 32 digits.
    account: String,
    token: String,
    /// A number of theirs in E.164, or a messaging service ("MG…").
    from: String,
}

impl Twilio {
    pub fn new(carriers: &Carriers, account: &str, token: &str, from: &str) -> Self {
        Self {
            carriers: carriers.clone(),
            account: account.to_owned(),
            token: token.to_owned(),
            from: from.to_owned(),
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<String>) -> Answer<Value> {
        let plain = |c: char| c.is_ascii_alphanumeric();
        if self.account.is_empty() || !self.account.chars().all(plain) {
            return Err(Failure::permanent(INVALID_CREDENTIALS, "no account"));
        }
        let url = format!(
            "{}/2010-04-01/Accounts/{}{path}",
            self.carriers.twilio_url, self.account
        );
        let mut request = self
            .carriers
            .client()
            .request(method, url)
            .basic_auth(&self.account, Some(&self.token));
        if let Some(body) = body {
            request = request.header("content-type", FORM).body(body);
        }
        let reply = http::send(request).await?;
        let body = reply.json();
        match reply.status.as_u16() {
            200 | 201 if body.is_object() => Ok(body),
            200..=299 => Err(Failure::Unknown("the answer cannot be read".into())),
            429 => {
                let wait = reply.retry_after().unwrap_or(TimeDelta::seconds(30));
                Err(Failure::RetryAfter(wait))
            }
            500..=599 => Err(Failure::Unknown(format!("status {}", reply.status))),
            status => Err(failed(status, &body)),
        }
    }
}

fn failed(status: u16, body: &Value) -> Failure {
    let number = body["code"].as_i64();
    let said = format!("{} {}", number.unwrap_or_default(), said(&body["message"]));
    let code = match number {
        Some(20429) => return Failure::RetryAfter(TimeDelta::seconds(30)),
        Some(20003) => INVALID_CREDENTIALS,
        Some(21211 | 21612 | 21614) => WRONG_NUMBER,
        Some(21610) => OPTED_OUT,
        // The region is off, the sender does not suit, or the account is on trial.
        Some(21408 | 21606 | 21608) => NOT_ALLOWED,
        _ if status == 401 => INVALID_CREDENTIALS,
        _ => REFUSED,
    };
    Failure::permanent(code, said)
}

fn accepted(one: &Value) -> Option<Accepted> {
    let parts = match &one["num_segments"] {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    Some(Accepted {
        id: one["sid"].as_str()?.to_owned(),
        parts: parts.filter(|parts| *parts > 0),
        // It is known only later.
        cost_micros: None,
    })
}

#[async_trait]
impl Gateway for Twilio {
    async fn standing(&self) -> Answer<Standing> {
        let body = self.call(Method::GET, ".json", None).await?;
        match body["status"].as_str() {
            None | Some("active") => Ok(Standing::default()),
            Some(status) => Err(Failure::permanent(NOT_ALLOWED, status)),
        }
    }

    async fn send(&self, new: &NewText) -> Answer<Accepted> {
        let sender = match self.from.starts_with("MG") {
            true => "MessagingServiceSid",
            false => "From",
        };
        let mut pairs = vec![
            ("To", new.to.as_str()),
            (sender, self.from.as_str()),
            ("Body", new.text.as_str()),
        ];
        if let Some(callback) = &new.callback {
            pairs.push(("StatusCallback", callback.as_str()));
        }
        let body = form(&pairs);
        let body = self
            .call(Method::POST, "/Messages.json", Some(body))
            .await?;
        accepted(&body).ok_or(Failure::Unknown("the answer cannot be read".into()))
    }

    fn can_look(&self) -> bool {
        true
    }

    async fn look_for(&self, new: &NewText) -> Answer<Option<Accepted>> {
        let query = form(&[("To", new.to.as_str()), ("PageSize", "50")]);
        let path = format!("/Messages.json?{query}");
        let body = self.call(Method::GET, &path, None).await?;
        let mut rows = body["messages"].as_array().into_iter().flatten();
        // Each text of ours has a link of its own in it, so that equal means the same.
        let ours = rows.find(|one| one["body"] == new.text.as_str());
        Ok(ours.and_then(accepted))
    }
}
