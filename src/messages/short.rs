//! What a message says where there is room for a sentence and a link: by SMS. No service is named: what it is may be nobody
//! else's business, and a text lies open on a locked phone.

use chrono::{DateTime, Utc};

use super::{Kind, Message};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Appointment;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::links::{self, NewLink, Purpose};
use crate::payments::token;
use crate::q;

impl Kind {
    /// The key of its one sentence; none for what goes by mail alone.
    pub fn short_key(self) -> Option<&'static str> {
        Some(match self {
            Self::Booked => key!("short-booked"),
            Self::Restored => key!("short-restored"),
            Self::Requested => key!("short-requested"),
            Self::DepositAsked => key!("short-deposit-asked"),
            Self::DepositExpired => key!("short-deposit-expired"),
            Self::Moved => key!("short-moved"),
            Self::Cancelled => key!("short-cancelled"),
            Self::Expired => key!("short-expired"),
            Self::Reminder => key!("short-reminder"),
            _ => return None,
        })
    }
}

/// The message with its short text, which is stored at the first try so that later tries are the same.
pub(super) async fn render(
    app: &App,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Message> {
    if message.short_text.is_some() {
        return Ok(message.clone());
    }
    let (kind, locale) = (message.kind, message.locale);
    let mut key = kind
        .short_key()
        .ok_or_else(|| Error::internal("a message that is not short"))?;
    let mut stem = kind.key();
    // Only where it is, not when.
    if kind == Kind::Moved && message.data.0["was"].is_null() {
        (key, stem) = (key!("short-place"), "mail-place");
    }
    let local = appointment.starts_at.with_timezone(&tenant.tz());
    let day = locale.day_long(local.date_naive());
    let when = locale.t2("mail-when", "day", day, "time", locale.time(local.time()));
    let who = tenant.name.clone();
    let subject = format!("{stem}-subject");
    let subject = one_line(&locale.t2(&subject, "when", when.clone(), "who", who.clone()));
    let sentence = locale.t2(key, "who", who, "when", when);
    let mut tx = app.db.begin().await?;
    let link = link(app, &mut tx, tenant, appointment, message, now).await?;
    let text = short_text(&sentence, &link);
    q!(
        tx,
        execute,
        "UPDATE messages SET subject = COALESCE(subject, $3), short_text = $4 WHERE tenant_id = $1 AND id = $2",
        message.tenant_id,
        message.id,
        &subject,
        &text,
    )?;
    tx.commit().await?;
    Ok(Message {
        subject: message.subject.clone().or(Some(subject)),
        short_text: Some(text),
        ..message.clone()
    })
}

/// Where all else is: the visit's own page, the way to pay, or to another time.
async fn link(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<String> {
    let path = match message.kind {
        Kind::Cancelled | Kind::Expired | Kind::DepositExpired => format!("/{}/book", tenant.slug),
        Kind::DepositAsked => token::deposit_path(app, tenant.id, appointment.id),
        _ => {
            let new = NewLink {
                tenant: tenant.id,
                purpose: Purpose::Manage,
                appointment: appointment.id,
                expires_at: Purpose::Manage.expiry(appointment.ends_at),
                message: Some(message.id),
            };
            links::mint(tx, new, now).await?
        }
    };
    Ok(app.config.link(&path))
}

/// A sentence and where it leads.
pub fn short_text(sentence: &str, link: &str) -> String {
    format!("{} {link}", plain(&one_line(sentence)))
}

/// Whatever a name contains.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the finer signs of print: one of them would make the whole text twice as dear.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{a0}' | '\u{202f}' | '\u{2009}' => plain.push(' '),
            '’' | '‘' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '–' | '—' | '\u{2011}' => plain.push('-'),
            '…' => plain.push_str("..."),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::sms::{Alphabet, parts};

    #[test]
    fn signs_of_print_cost_nothing() {
        let text = plain("Bella’s: “see you” Thursday\u{a0}14 May – 10:00…");
        assert_eq!(text, "Bella's: \"see you\" Thursday 14 May - 10:00...");
        assert_eq!(parts(&text).alphabet, Alphabet::Gsm);
    }
}
