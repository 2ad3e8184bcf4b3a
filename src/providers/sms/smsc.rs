//! SMSC: a form with a login and a password, or with a key alone; JSON back, with a number for what went wrong.

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::Value;

use super::{
    Accepted, FORM, Gateway, INVALID_CREDENTIALS, NO_MONEY, NewText, REFUSED, Standing,
    WRONG_NUMBER, digits, form, micros, said,
};
use crate::providers::carriers::Carriers;
use crate::providers::failure::{Answer, Failure};
use crate::providers::http;

pub struct Smsc {
    carriers: Carriers,
    /// Empty where the secret is a key.
    login: String,
    secret: String,
    sender: String,
}

impl Smsc {
    pub fn new(carriers: &Carriers, login: &str, secret: &str, sender: &str) -> Self {
        Self {
            carriers: carriers.clone(),
            login: login.to_owned(),
            secret: secret.to_owned(),
            sender: sender.to_owned(),
        }
    }

    async fn call(&self, path: &str, pairs: &[(&str, &str)]) -> Answer<Value> {
        // Without a charset it reads windows-1251.
        let mut all = vec![("fmt", "3"), ("charset", "utf-8")];
        match self.login.as_str() {
            "" => all.push(("apikey", self.secret.as_str())),
            login => all.extend([("login", login), ("psw", self.secret.as_str())]),
        }
        all.extend_from_slice(pairs);
        let request = self
            .carriers
            .client()
            .post(format!("{}{path}", self.carriers.smsc_url))
            .header("content-type", FORM)
            .body(form(&all));
        let reply = http::send(request).await?;
        match reply.status.as_u16() {
            200 => {}
            429 => {
                let wait = reply.retry_after().unwrap_or(TimeDelta::seconds(60));
                return Err(Failure::RetryAfter(wait));
            }
            500..=599 => return Err(Failure::Unknown(format!("status {}", reply.status))),
            _ => return Err(Failure::permanent(REFUSED, reply.status.to_string())),
        }
        let body = reply.json();
        match body["error_code"].as_i64() {
            Some(code) => Err(failed(code, &body["error"])),
            None if body.is_object() => Ok(body),
            None => Err(Failure::Unknown("the answer cannot be read".into())),
        }
    }
}

fn failed(code: i64, text: &Value) -> Failure {
    let said = format!("{code} {}", said(text));
    let code = match code {
        2 => INVALID_CREDENTIALS,
        3 => NO_MONEY,
        // Too many wrong tries from our address.
        4 => return Failure::RetryAfter(TimeDelta::minutes(15)),
        7 | 8 => WRONG_NUMBER,
        // The same text to the same number within a minute, or too much at once.
        9 => return Failure::RetryAfter(TimeDelta::seconds(90)),
        _ => REFUSED,
    };
    Failure::permanent(code, said)
}

/// Their ids are numbers of 32 bits: the end of ours, which is random.
fn number(new: &NewText) -> String {
    let bytes = new.reference.as_bytes();
    let id = i32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]) & i32::MAX;
    id.max(1).to_string()
}

#[async_trait]
impl Gateway for Smsc {
    async fn standing(&self) -> Answer<Standing> {
        let body = self.call("/sys/balance.php", &[]).await?;
        Ok(Standing {
            balance_micros: micros(&body["balance"]),
        })
    }

    async fn send(&self, new: &NewText) -> Answer<Accepted> {
        let id = number(new);
        let mut pairs = vec![
            ("phones", digits(&new.to)),
            ("mes", new.text.as_str()),
            ("id", id.as_str()),
            ("cost", "2"),
        ];
        if !self.sender.is_empty() {
            pairs.push(("sender", self.sender.as_str()));
        }
        let body = self.call("/sys/send.php", &pairs).await?;
        let given = match &body["id"] {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => return Err(Failure::Unknown("the answer cannot be read".into())),
        };
        Ok(Accepted {
            id: given,
            parts: body["cnt"].as_i64(),
            cost_micros: micros(&body["cost"]),
        })
    }
}
