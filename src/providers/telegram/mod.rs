//! Telegram's Bot API. The token stands in the address of every call: no address is ever logged, or kept with a failure.
//!
//! No call has a key that makes a second one harmless. A chat that is gone, or whose owner has blocked the bot, says so for good.

mod updates;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::carriers::Carriers;
use super::failure::{Answer, Failure, INVALID_CREDENTIALS};
use super::http;

pub use updates::{Update, What, read_updates};

/// The chat's owner wants nothing from the bot, or is gone.
pub const BLOCKED: &str = "blocked";
/// There is no such chat.
pub const NO_CHAT: &str = "no_chat";
/// Another program asks for this bot's news, or they are sent elsewhere.
pub const BUSY: &str = "busy";
pub const REFUSED: &str = "refused";

/// Letters of a message, as Telegram counts them (UTF-16).
pub const MOST_LETTERS: usize = 4096;
/// Bytes that a button may send back.
pub const MOST_DATA: usize = 64;
/// How long a question for news waits for some, at most.
pub const LONG: u64 = 15;

/// What Telegram tells of a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    pub id: i64,
    /// Without the "@".
    pub username: String,
    pub name: String,
}

/// What a button does: opens an address, or tells us these bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    Open(String),
    Tell(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    pub text: String,
    pub press: Press,
}

/// A message to a chat; the text is plain, nothing in it is markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    pub chat: i64,
    pub text: String,
    /// Rows of them.
    pub buttons: Vec<Vec<Button>>,
}

/// Where Telegram sends news, as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookInfo {
    pub url: String,
    pub pending: i64,
    pub last_error: String,
}

#[derive(Clone)]
pub struct Bot {
    carriers: Carriers,
    token: String,
}

/// What is asked for: messages, presses of buttons, and whether the bot was blocked.
fn wanted() -> Value {
    json!(["message", "callback_query", "my_chat_member"])
}

/// A token: the bot's number, a colon, letters. None of it may leave the address's one place.
pub fn is_token(text: &str) -> bool {
    let Some((number, letters)) = text.split_once(':') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (3..=20).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (20..=100).contains(&letters.len())
        && letters.chars().all(plain)
}

impl Bot {
    pub fn new(carriers: &Carriers, token: &str) -> Self {
        Self {
            carriers: carriers.clone(),
            token: token.to_owned(),
        }
    }

    async fn call(&self, method: &str, body: &Value) -> Answer<Value> {
        if !is_token(&self.token) {
            return Err(Failure::permanent(INVALID_CREDENTIALS, "no token"));
        }
        let url = format!("{}/bot{}/{method}", self.carriers.telegram_url, self.token);
        let request = self
            .carriers
            .client()
            .post(url)
            .header("content-type", "application/json")
            .body(body.to_string());
        let reply = http::send(request).await?;
        let mut body = reply.json();
        match body["ok"].as_bool() {
            Some(true) => Ok(body["result"].take()),
            Some(false) => Err(failed(&body)),
            None if reply.status.as_u16() == 429 => {
                let wait = reply.retry_after().unwrap_or(TimeDelta::seconds(30));
                Err(Failure::RetryAfter(wait))
            }
            None => Err(Failure::Unknown(format!("status {}", reply.status))),
        }
    }

    /// "Test connection"; its name is what deep links are made of.
    pub async fn me(&self) -> Answer<Me> {
        let me = self.call("getMe", &json!({})).await?;
        let (id, username) = (me["id"].as_i64(), me["username"].as_str());
        match (id, username, me["is_bot"].as_bool()) {
            (Some(id), Some(username), Some(true)) => Ok(Me {
                id,
                username: username.to_owned(),
                name: me["first_name"].as_str().unwrap_or(username).to_owned(),
            }),
            _ => Err(Failure::Unknown("the answer cannot be read".into())),
        }
    }

    /// The message's id in its chat.
    pub async fn send(&self, new: &NewMessage) -> Answer<i64> {
        let mut body = json!({
            "chat_id": new.chat,
            "text": cut(&new.text),
            "link_preview_options": { "is_disabled": true },
        });
        if !new.buttons.is_empty() {
            body["reply_markup"] = keyboard(&new.buttons);
        }
        let sent = self.call("sendMessage", &body).await?;
        let id = sent["message_id"].as_i64();
        id.ok_or(Failure::Unknown("the answer cannot be read".into()))
    }

    /// Other words and buttons in place of those of a message of ours.
    pub async fn edit(&self, message: i64, new: &NewMessage) -> Answer<()> {
        let body = json!({
            "chat_id": new.chat,
            "message_id": message,
            "text": cut(&new.text),
            "link_preview_options": { "is_disabled": true },
            "reply_markup": keyboard(&new.buttons),
        });
        self.call("editMessageText", &body).await.map(drop)
    }

    /// Says to whoever pressed a button that it was heard; with words, if there are some.
    pub async fn answer(&self, press: &str, text: &str) -> Answer<()> {
        let text: String = text.chars().take(200).collect();
        let body = match text.is_empty() {
            true => json!({ "callback_query_id": press }),
            false => json!({ "callback_query_id": press, "text": text }),
        };
        self.call("answerCallbackQuery", &body).await.map(drop)
    }

    /// News go to this address from now on, with `secret` in a header.
    pub async fn set_webhook(&self, url: &str, secret: &str) -> Answer<()> {
        let body = json!({ "url": url, "secret_token": secret, "allowed_updates": wanted() });
        self.call("setWebhook", &body).await.map(drop)
    }

    pub async fn delete_webhook(&self) -> Answer<()> {
        self.call("deleteWebhook", &json!({})).await.map(drop)
    }

    pub async fn webhook_info(&self) -> Answer<WebhookInfo> {
        let info = self.call("getWebhookInfo", &json!({})).await?;
        let text = |name: &str| info[name].as_str().unwrap_or_default().to_owned();
        Ok(WebhookInfo {
            url: text("url"),
            pending: info["pending_update_count"].as_i64().unwrap_or_default(),
            last_error: text("last_error_message"),
        })
    }

    /// News from `offset` on; waits so many seconds for some.
    pub async fn updates(&self, offset: i64, wait: u64) -> Answer<Vec<Update>> {
        let body = json!({
            "offset": offset, "timeout": wait.min(LONG), "limit": 50, "allowed_updates": wanted(),
        });
        Ok(read_updates(&self.call("getUpdates", &body).await?))
    }
}

fn failed(body: &Value) -> Failure {
    let text: String = body["description"]
        .as_str()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let code = match body["error_code"].as_i64() {
        Some(429) => {
            let wait = body["parameters"]["retry_after"].as_i64().unwrap_or(30);
            return Failure::RetryAfter(TimeDelta::seconds(wait.clamp(1, 86_400)));
        }
        // A token that was never a bot's is "not found".
        Some(401 | 404) => INVALID_CREDENTIALS,
        Some(403) => BLOCKED,
        Some(409) => BUSY,
        Some(400) if text.to_lowercase().contains("chat not found") => NO_CHAT,
        Some(500..=599) => return Failure::Unknown(text),
        _ => REFUSED,
    };
    Failure::permanent(code, text)
}

fn keyboard(rows: &[Vec<Button>]) -> Value {
    let button = |button: &Button| match &button.press {
        Press::Open(url) => json!({ "text": button.text, "url": url }),
        Press::Tell(data) => json!({ "text": button.text, "callback_data": data }),
    };
    let rows: Vec<Vec<Value>> = rows
        .iter()
        .map(|row| row.iter().map(button).collect())
        .collect();
    json!({ "inline_keyboard": rows })
}

/// No longer than a message may be; never half a letter.
fn cut(text: &str) -> String {
    let mut room = MOST_LETTERS;
    text.chars()
        .take_while(|letter| match room.checked_sub(letter.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_lead_elsewhere() {
        assert!(is_token("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"));
        for odd in [
            "",
            "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
            "110201543:short",
            "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5/../x",
            "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5?x=1",
            "11020x543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        ] {
            assert!(!is_token(odd), "{odd}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(cut(&"a".repeat(5000)).len(), 4096);
        let faces = cut(&"😀".repeat(3000));
        assert_eq!(faces.encode_utf16().count(), 4096);
        let odd = cut(&format!("a{}", "😀".repeat(3000)));
        assert_eq!(odd.encode_utf16().count(), 4095);
    }

    #[test]
    fn each_refusal_is_of_its_class() {
        let said = |code: i64, text: &str| {
            failed(
                &json!({ "ok": false, "error_code": code, "description": text,
                "parameters": { "retry_after": 7 } }),
            )
        };
        let code = |failure: Failure| match failure {
            Failure::Permanent { code, .. } => code,
            other => panic!("{other}"),
        };
        assert_eq!(code(said(400, "Bad Request: chat not found")), NO_CHAT);
        assert_eq!(
            code(said(400, "Bad Request: message text is empty")),
            REFUSED
        );
        let blocked = "Forbidden: bot was blocked by the user";
        assert_eq!(code(said(403, blocked)), BLOCKED);
        assert!(said(401, "Unauthorized").is_about_keys());
        assert!(said(404, "Not Found").is_about_keys());
        assert_eq!(
            said(429, "Too Many Requests"),
            Failure::RetryAfter(TimeDelta::seconds(7))
        );
        assert!(matches!(said(502, "Bad Gateway"), Failure::Unknown(_)));
    }
}
