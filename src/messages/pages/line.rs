//! A message in a list: what it is, to whom, and how far it is, in words.

use chrono::{DateTime, Utc};

use super::super::listed::{Line, Standing};
use crate::accounts::Permission;
use crate::clients::moment;
use crate::contact::Email;
use crate::web::Page;

pub struct Shown {
    /// "" leads nowhere: the role may not read it.
    pub href: String,
    /// "Reminder"
    pub name: String,
    /// "Anna Petrova"; the address where no name was given.
    pub to: String,
    /// "Goes out: today 18:00"
    pub state: String,
    /// "E-mail"
    pub channel: String,
    /// "Brow shaping, 14 May 10:00"; "" of no visit.
    pub about: String,
    /// As badges have them: "" info ok danger.
    pub tone: &'static str,
}

impl Shown {
    pub fn of(page: &Page, line: &Line, now: DateTime<Utc>) -> Self {
        let may_read = line.kind.permission().is_none_or(|needed| page.can(needed));
        let about = line.visit_title.as_ref().zip(line.visit_at);
        Self {
            href: match may_read {
                true => format!("/messages/{}", line.id),
                false => String::new(),
            },
            name: page.t(&line.kind.name_key()),
            to: match line.recipient_name.is_empty() {
                true => address(page, &line.recipient),
                false => line.recipient_name.clone(),
            },
            state: state(page, line, now),
            channel: page.t(&format!("messages-channel-{}", line.channel)),
            about: about.map_or_else(String::new, |(title, at)| {
                format!("{title}, {}", moment(page, at, now))
            }),
            tone: tone(line.standing(now)),
        }
    }
}

pub fn tone(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting | Standing::OnItsWay | Standing::Resting => "info",
        Standing::Sent => "ok",
        Standing::Failed => "danger",
        Standing::Stopped | Standing::Dropped => "",
    }
}

/// How far it is: "Goes out: today 18:00", "Not sent: the visit was cancelled".
pub fn state(page: &Page, line: &Line, now: DateTime<Utc>) -> String {
    let when = |at: DateTime<Utc>| moment(page, at, now);
    match line.standing(now) {
        Standing::Waiting if line.send_at <= now => page.t("messages-goes-now"),
        Standing::Waiting => page.t1("messages-goes", "when", when(line.send_at)),
        Standing::OnItsWay => page.t("messages-going"),
        Standing::Resting => {
            let next = line.leased_until.unwrap_or(now).max(now);
            page.t2("messages-again", "n", line.attempts, "when", when(next))
        }
        Standing::Sent => page.t1(
            "messages-went",
            "when",
            when(line.sent_at.unwrap_or(line.send_at)),
        ),
        Standing::Failed => page.t1("messages-failed", "why", page.t(line.why())),
        Standing::Stopped => page.t1("messages-stopped", "when", when(line.send_at)),
        Standing::Dropped => page.t1("messages-dropped", "why", page.t(line.why())),
    }
}

/// An address as the role may see it.
pub fn address(page: &Page, recipient: &str) -> String {
    match Email::parse(recipient) {
        Ok(email) if !page.can(Permission::ClientsPii) => email.masked(),
        _ => recipient.to_owned(),
    }
}
