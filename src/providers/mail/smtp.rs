//! SMTP through lettre, over a pool of connections.

use std::time::Duration;

use anyhow::Context;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::{Letter, Outcome};

/// How long one mail may take in all; each answer of the server has 20 s of it. Less than the lease of what is sent, so
/// that nobody else sends it meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub fn new(url: &str, from: &str) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context(
                "SMTP_URL is not understood: smtps://user:password@host:465 or smtp://host:587",
            )?
            .timeout(Some(Duration::from_secs(20)))
            .pool_config(
                PoolConfig::new()
                    .max_size(4)
                    .idle_timeout(Duration::from_secs(30)),
            )
            .build();
        Ok(Self {
            transport,
            from: from.parse().context("MAIL_FROM is no address")?,
        })
    }

    pub async fn send(&self, letter: &Letter) -> Outcome {
        let message = match self.compose(letter) {
            Ok(message) => message,
            Err(error) => {
                return Outcome::Permanent {
                    why: error.to_string(),
                };
            }
        };
        let Ok(sent) = tokio::time::timeout(PATIENCE, self.transport.send(message)).await else {
            return Outcome::Unknown {
                why: "the mail server took too long".into(),
            };
        };
        match sent {
            Ok(_) => Outcome::Sent,
            Err(error) if error.is_permanent() => Outcome::Permanent {
                why: error.to_string(),
            },
            Err(error) if error.is_timeout() => Outcome::Unknown {
                why: error.to_string(),
            },
            Err(error) => Outcome::Retry {
                after: None,
                why: error.to_string(),
            },
        }
    }

    /// Names and subjects lose their line breaks, so that no header can be slipped in.
    fn compose(&self, letter: &Letter) -> anyhow::Result<Message> {
        let to: Address = letter.to.parse().context("bad address")?;
        let name = (!letter.to_name.is_empty()).then(|| one_line(&letter.to_name));
        let mut from = self.from.clone();
        if let Some(name) = &letter.from_name {
            from.name = Some(one_line(name));
        }
        let mut builder = Message::builder()
            .from(from)
            .to(Mailbox::new(name, to))
            .subject(one_line(&letter.subject))
            .message_id(Some(letter.message_id.clone()))
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".into(),
            ));
        if let Some(reply_to) = letter
            .reply_to
            .as_deref()
            .and_then(|address| address.parse().ok())
        {
            builder = builder.reply_to(Mailbox::new(None, reply_to));
        }
        if let Some(leave) = &letter.unsubscribe {
            builder = builder.raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("List-Unsubscribe"),
                format!("<{}>", one_line(leave)),
            ));
        }
        let bodies = MultiPart::alternative()
            .singlepart(SinglePart::plain(letter.text.clone()))
            .singlepart(SinglePart::html(letter.html.clone()));
        let message = match &letter.calendar {
            None => builder.multipart(bodies)?,
            Some((ics, method)) => {
                let kind =
                    ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))?;
                let file = Attachment::new("visit.ics".into()).body(ics.clone(), kind);
                builder.multipart(MultiPart::mixed().multipart(bodies).singlepart(file))?
            }
        };
        Ok(message)
    }
}

fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}
