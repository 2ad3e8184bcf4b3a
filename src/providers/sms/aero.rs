//! SMS Aero: JSON with an e-mail and a key; what is wrong is said in words, and a text that was sent can be found again.

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    Accepted, Gateway, INVALID_CREDENTIALS, NO_MONEY, NewText, REFUSED, Standing, digits, micros,
    said,
};
use crate::providers::carriers::Carriers;
use crate::providers::failure::{Answer, Failure};
use crate::providers::http;

/// The name that every account may use.
const SIGN: &str = "SMS Aero";

pub struct SmsAero {
    carriers: Carriers,
    email: String,
    key: String,
    sign: String,
}

impl SmsAero {
    pub fn new(carriers: &Carriers, email: &str, key: &str, sign: &str) -> Self {
        let sign = if sign.is_empty() { SIGN } else { sign };
        Self {
            carriers: carriers.clone(),
            email: email.to_owned(),
            key: key.to_owned(),
            sign: sign.to_owned(),
        }
    }

    /// What stands under `data` in the answer.
    async fn call(&self, path: &str, body: &Value) -> Answer<Value> {
        let request = self
            .carriers
            .client()
            .post(format!("{}{path}", self.carriers.sms_aero_url))
            .basic_auth(&self.email, Some(&self.key))
            .header("content-type", "application/json")
            .body(body.to_string());
        let reply = http::send(request).await?;
        let mut body = reply.json();
        match reply.status.as_u16() {
            401 | 403 => return Err(refused(INVALID_CREDENTIALS, &body)),
            402 => return Err(refused(NO_MONEY, &body)),
            429 => {
                let wait = reply.retry_after().unwrap_or(TimeDelta::seconds(30));
                return Err(Failure::RetryAfter(wait));
            }
            500..=599 => return Err(Failure::Unknown(format!("status {}", reply.status))),
            _ => {}
        }
        if body["result"] == "no credits" {
            return Err(refused(NO_MONEY, &body));
        }
        match body["success"].as_bool() {
            Some(true) => Ok(body["data"].take()),
            Some(false) => Err(refused(REFUSED, &body)),
            None if body["result"] == "reject" => Err(refused(REFUSED, &body)),
            None => Err(Failure::Unknown("the answer cannot be read".into())),
        }
    }
}

fn refused(code: &str, body: &Value) -> Failure {
    let named = ["message", "reason", "result"];
    let text = named.map(|name| said(&body[name]));
    let text = text.into_iter().find(|text| !text.is_empty());
    Failure::permanent(code, text.unwrap_or_default())
}

/// Numbers go as numbers, as their own client sends them.
fn number(new: &NewText) -> Answer<i64> {
    let number = digits(&new.to).parse();
    number.map_err(|_| Failure::permanent(super::WRONG_NUMBER, "not a number"))
}

fn accepted(one: &Value) -> Option<Accepted> {
    let id = match &one["id"] {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    Some(Accepted {
        id,
        parts: None,
        cost_micros: micros(&one["cost"]),
    })
}

#[async_trait]
impl Gateway for SmsAero {
    async fn standing(&self) -> Answer<Standing> {
        let data = self.call("/balance", &json!({})).await?;
        Ok(Standing {
            balance_micros: micros(&data["balance"]),
        })
    }

    async fn send(&self, new: &NewText) -> Answer<Accepted> {
        let body = json!({ "number": number(new)?, "text": new.text, "sign": self.sign });
        let data = self.call("/sms/send", &body).await?;
        accepted(&data).ok_or(Failure::Unknown("the answer cannot be read".into()))
    }

    fn can_look(&self) -> bool {
        true
    }

    async fn look_for(&self, new: &NewText) -> Answer<Option<Accepted>> {
        let body = json!({ "number": number(new)?, "text": new.text });
        let data = self.call("/sms/list", &body).await?;
        // The list is an object: "0", "1" and so on, and what belongs to the list itself.
        let rows = data.as_object().into_iter().flat_map(|rows| rows.values());
        let ours = rows
            .filter(|one| one["text"] == new.text.as_str())
            .find(|one| said(&one["number"]) == digits(&new.to));
        Ok(ours.and_then(accepted))
    }
}
