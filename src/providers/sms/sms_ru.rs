//! SMS.ru: a form with a key, JSON back, and a code for the request and for each number in it.

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::Value;

use super::{
    Accepted, FORM, Gateway, INVALID_CREDENTIALS, NO_MONEY, NOT_ALLOWED, NewText, OPTED_OUT,
    REFUSED, Standing, WRONG_NUMBER, digits, form, micros, said,
};
use crate::providers::carriers::Carriers;
use crate::providers::failure::{Answer, Failure};
use crate::providers::http;

const DONE: i64 = 100;

pub struct SmsRu {
    carriers: Carriers,
    key: String,
    /// A registered name; empty: the account's own.
    sender: String,
}

impl SmsRu {
    pub fn new(carriers: &Carriers, key: &str, sender: &str) -> Self {
        Self {
            carriers: carriers.clone(),
            key: key.to_owned(),
            sender: sender.to_owned(),
        }
    }

    async fn call(&self, path: &str, pairs: &[(&str, &str)]) -> Answer<Value> {
        let mut all = vec![("api_id", self.key.as_str()), ("json", "1")];
        all.extend_from_slice(pairs);
        let request = self
            .carriers
            .client()
            .post(format!("{}{path}", self.carriers.sms_ru_url))
            .header("content-type", FORM)
            .body(form(&all));
        let reply = http::send(request).await?;
        match reply.status.as_u16() {
            200 => {}
            429 => return Err(Failure::RetryAfter(wait(&reply))),
            // Heard, perhaps done: there is no key that makes a second call harmless.
            500..=599 => return Err(Failure::Unknown(format!("status {}", reply.status))),
            _ => return Err(Failure::permanent(REFUSED, reply.status.to_string())),
        }
        let body = reply.json();
        let code = body["status_code"].as_i64();
        match code {
            Some(DONE) if body["status"] == "OK" => Ok(body),
            Some(code) => Err(failed(code, &body["status_text"])),
            None => Err(Failure::Unknown("the answer cannot be read".into())),
        }
    }
}

fn wait(reply: &http::Reply) -> TimeDelta {
    reply.retry_after().unwrap_or(TimeDelta::seconds(30))
}

/// What a code means for what is to be done.
fn failed(code: i64, text: &Value) -> Failure {
    let said = match said(text) {
        text if text.is_empty() => code.to_string(),
        text => format!("{code} {text}"),
    };
    let code = match code {
        // Their own trouble: nothing was taken.
        220 | 500 => return Failure::RetryBackoff(said),
        // The account's limit of the day.
        206 => return Failure::RetryAfter(TimeDelta::hours(12)),
        200 | 300..=305 => INVALID_CREDENTIALS,
        201 => NO_MONEY,
        202 | 207 => WRONG_NUMBER,
        209 => OPTED_OUT,
        // Names that are not registered, callbacks, and their guard against abuse.
        204 | 221 | 501..=508 | 901 | 902 => NOT_ALLOWED,
        _ => REFUSED,
    };
    Failure::permanent(code, said)
}

#[async_trait]
impl Gateway for SmsRu {
    async fn standing(&self) -> Answer<Standing> {
        self.call("/auth/check", &[]).await?;
        Ok(Standing::default())
    }

    async fn send(&self, new: &NewText) -> Answer<Accepted> {
        let to = digits(&new.to);
        let mut pairs = vec![("to", to), ("msg", new.text.as_str())];
        if !self.sender.is_empty() {
            pairs.push(("from", self.sender.as_str()));
        }
        let body = self.call("/sms/send", &pairs).await?;
        // The number has a code of its own; "OK" outside says only that the request was understood.
        let one = &body["sms"][to];
        match (one["status_code"].as_i64(), one["sms_id"].as_str()) {
            (Some(DONE), Some(id)) if one["status"] == "OK" => Ok(Accepted {
                id: id.to_owned(),
                parts: None,
                cost_micros: micros(&one["cost"]),
            }),
            (Some(code), _) if code != DONE => Err(failed(code, &one["status_text"])),
            _ => Err(Failure::Unknown("the answer cannot be read".into())),
        }
    }
}
