//! Mail: over SMTP, or into the built-in mailbox of `/dev/mail` when no server is set.

mod smtp;

use chrono::TimeDelta;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::id::MessageId;
use crate::q;

/// A mail ready to go.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Stable over retries: mail systems fold copies with the same one.
    pub message_id: String,
    pub to: String,
    pub to_name: String,
    /// Whom an answer reaches; the master's address in mail to clients.
    pub reply_to: Option<String>,
    /// Whose name stands as the sender.
    pub from_name: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// A calendar invitation (`text/calendar`), with its method.
    pub calendar: Option<(String, &'static str)>,
    /// Of advertising: where the reader takes the consent back (`List-Unsubscribe`).
    pub unsubscribe: Option<String>,
}

/// What became of a try to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it.
    Sent,
    /// Nothing was sent; try again later.
    Retry {
        after: Option<TimeDelta>,
        why: String,
    },
    /// It will never work: a bad address, a refusal.
    Permanent { why: String },
    /// It was written, and no answer was read: a second try may send it twice.
    Unknown { why: String },
}

#[derive(Clone, Debug)]
pub enum Mail {
    Smtp(smtp::Smtp),
    Mailbox { db: Db, clock: Clock },
}

impl Mail {
    pub fn new(config: &Config, db: &Db, clock: &Clock) -> anyhow::Result<Self> {
        Ok(match &config.smtp_url {
            Some(url) => Self::Smtp(smtp::Smtp::new(url, &config.mail_from)?),
            None => Self::Mailbox {
                db: db.clone(),
                clock: clock.clone(),
            },
        })
    }

    pub async fn send(&self, letter: &Letter) -> Result<Outcome> {
        match self {
            Self::Smtp(smtp) => Ok(smtp.send(letter).await),
            Self::Mailbox { db, clock } => {
                keep(db, clock, letter).await?;
                Ok(Outcome::Sent)
            }
        }
    }
}

async fn keep(mut on: &Db, clock: &Clock, letter: &Letter) -> Result<()> {
    q!(
        on,
        execute,
        "INSERT INTO dev_mails (id, recipient, subject, body_text, body_html, attachment, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        MessageId::new(),
        &letter.to,
        &letter.subject,
        &letter.text,
        &letter.html,
        letter.calendar.as_ref().map(|(text, _)| text),
        clock.now(),
    )?;
    Ok(())
}
