//! Those who carry SMS, behind one trait: SMS.ru, SMSC, SMS Aero, Twilio.
//!
//! None of them keeps keys that make a repeated call harmless. Where a lost answer can be found again by what was sent
//! ([`Gateway::look_for`]), it is looked for before anything is sent a second time. What a text costs depends on its parts
//! ([`parts`]), which the gateway has the last word on.

mod aero;
mod notices;
mod parts;
mod sms_ru;
mod smsc;
mod twilio;

use async_trait::async_trait;
use serde_json::Value;

pub use super::failure::{Answer, Failure, INVALID_CREDENTIALS};
pub use aero::SmsAero;
pub use notices::{
    Delivery, Fields, Forged, Notice, sms_ru as sms_ru_notices, twilio as twilio_notices,
};
pub use parts::{Alphabet, Parts, parts};
pub use sms_ru::SmsRu;
pub use smsc::Smsc;
pub use twilio::Twilio;

/// The number cannot get one: it is none, not a mobile's, or out of reach for this account.
pub const WRONG_NUMBER: &str = "wrong_number";
/// Whoever has the number asked the carrier for no more.
pub const OPTED_OUT: &str = "opted_out";
/// The account has nothing left to pay with.
pub const NO_MONEY: &str = "no_money";
/// The sender's name is not registered, or the account may not send.
pub const NOT_ALLOWED: &str = "not_allowed";
/// The gateway does not take this text.
pub const REFUSED: &str = "refused";

/// A text to one phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewText {
    /// Ours, the same at every try.
    pub reference: uuid::Uuid,
    /// E.164.
    pub to: String,
    pub text: String,
    /// Where it is to be told what becomes of it, for gateways that take that with each text.
    pub callback: Option<String>,
}

/// The gateway has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The gateway's id.
    pub id: String,
    /// Where it says so.
    pub parts: Option<i64>,
    /// In millionths of the account's currency, where it says so.
    pub cost_micros: Option<i64>,
}

/// What the test of a connection found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What is left to pay with, in millionths of the account's currency, where the gateway says so.
    pub balance_micros: Option<i64>,
}

#[async_trait]
pub trait Gateway: Send + Sync {
    /// "Test connection": nothing is sent.
    async fn standing(&self) -> Answer<Standing>;

    async fn send(&self, new: &NewText) -> Answer<Accepted>;

    /// Whether what was sent can be found again.
    fn can_look(&self) -> bool {
        false
    }

    /// A text whose answer was lost: whether the gateway has it after all. An error where it cannot be asked.
    async fn look_for(&self, _new: &NewText) -> Answer<Option<Accepted>> {
        Err(Failure::Unknown("this gateway cannot be asked".into()))
    }
}

/// "+79123456789" as gateways that want digits alone take it.
fn digits(to: &str) -> &str {
    to.strip_prefix('+').unwrap_or(to)
}

/// A sum as gateways write it, as text or as a number: in millionths. None when it is no sum.
fn micros(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        // The shortest text that means the same number: no more digits than were sent.
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    read_micros(&text)
}

/// "2.35" in millionths; further digits are cut.
pub fn read_micros(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let fine = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || !fine(whole) || !fine(part) {
        return None;
    }
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let (whole, part): (i64, i64) = (whole.parse().ok()?, part.parse().ok()?);
    whole.checked_mul(1_000_000)?.checked_add(part)
}

/// What a gateway calls a thing, kept short: it is stored, and may be shown.
fn said(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cost_is_read_as_text_or_number() {
        for (value, wanted) in [
            (json!("2.35"), Some(2_350_000)),
            (json!(5.49), Some(5_490_000)),
            (json!(0), Some(0)),
            (json!("0.0079"), Some(7_900)),
            (json!("0.00000099"), Some(0)),
            (json!("-1"), None),
            (json!("1e9"), None),
            (json!(""), None),
            (json!(null), None),
            (json!("1.2.3"), None),
        ] {
            assert_eq!(micros(&value), wanted, "{value}");
        }
    }
}
