//! By which way a message about a visit goes: the first of its reader's ways that takes it, and one alone.
//!
//! A way that leads nowhere is given up for the next: a number that is none, keys that are not taken, a day's money that is
//! spent, a gateway that stays silent. What was given up stands with the message. Where an answer is lost, the text may have
//! arrived: it is looked for, and nothing else is tried; only a reminder is sent a second time.

use chrono::{DateTime, TimeDelta, Utc};

use super::deliver::{Carried, GIVE_UP, Settled, again, letter, post, render, renew, settle};
use super::{Kind, Message, short};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::Appointment;
use crate::channels::spend;
use crate::channels::ways::ClientWay;
use crate::channels::{self, Account, Alarm, Channel, Reader, Way};
use crate::error::Result;
use crate::providers::Failure;
use crate::providers::sms::{
    self, Accepted, Answer, Gateway, INVALID_CREDENTIALS, NO_MONEY, NOT_ALLOWED, NewText,
    OPTED_OUT, WRONG_NUMBER,
};
use crate::q;

/// How long a way is tried while there is another one.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// What became of a try by one way.
enum End {
    /// It is sent, or tried again later.
    Done,
    GivenUp {
        /// For `tried`.
        word: &'static str,
        why: String,
    },
}

pub(super) async fn carry(
    app: &App,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<()> {
    let reader = Reader::of(&app.db, appointment, now).await?;
    let mut message = message.clone();
    let mut why = None;
    // Each round gives up a way, so that there are no more rounds than ways.
    loop {
        let left = left(&message, reader.as_ref());
        let Some(way) = left.first() else {
            let why = why.or_else(|| message.last_error.clone());
            let why = why.unwrap_or_else(|| "nobody can be reached".to_owned());
            return settle(app, &message, Settled::Failed(why)).await;
        };
        let Some(turned) = turn_to(app, &message, way, now).await? else {
            return Ok(());
        };
        message = turned;
        let is_last = left.len() == 1;
        let end = match way.channel {
            Channel::Email => mail(app, tenant, appointment, &message, now).await?,
            Channel::Sms => {
                let text = Text {
                    app,
                    tenant,
                    reader: reader.as_ref(),
                    is_last,
                    now,
                };
                text.send(appointment, &message).await?
            }
            Channel::Telegram => given_up("off", "no bot"),
        };
        match end {
            End::Done => return Ok(()),
            End::GivenUp { word, why: said } => {
                message = give_up(app, &message, word, &said).await?;
                why = Some(said);
            }
        }
    }
}

fn given_up(word: &'static str, why: impl Into<String>) -> End {
    let why = why.into();
    End::GivenUp { word, why }
}

/// The ways that were not given up for this message. What was written for an address goes there.
fn left(message: &Message, reader: Option<&Reader>) -> Vec<Way> {
    let mut ways = reader
        .map(|reader| reader.ways.0.clone())
        .unwrap_or_default();
    if message.channel == Channel::Email && !message.recipient.is_empty() {
        let own = Way {
            channel: Channel::Email,
            address: message.recipient.clone(),
            name: message.recipient_name.clone(),
        };
        match ways.iter_mut().find(|way| way.channel == Channel::Email) {
            Some(way) => *way = own,
            None => ways.push(own),
        }
    }
    ways.retain(|way| !message.has_tried(way.channel));
    ways
}

/// The message at this way; none when another worker has it by now.
async fn turn_to(
    app: &App,
    message: &Message,
    way: &Way,
    now: DateTime<Utc>,
) -> Result<Option<Message>> {
    if message.channel == way.channel && message.recipient == way.address {
        return Ok(Some(message.clone()));
    }
    let changed = q!(
        &app.db,
        execute,
        "UPDATE messages SET channel = $3, recipient = $4, recipient_name = $5, channel_since = $6, short_text = NULL, delivery = NULL
         WHERE tenant_id = $1 AND id = $2 AND status = 'queued' AND attempts = $7",
        message.tenant_id,
        message.id,
        way.channel,
        &way.address,
        &way.name,
        now,
        message.attempts,
    )?;
    Ok((changed == 1).then(|| Message {
        channel: way.channel,
        recipient: way.address.clone(),
        recipient_name: way.name.clone(),
        channel_since: Some(now),
        short_text: None,
        delivery: None,
        ..message.clone()
    }))
}

/// Nothing goes by this way any more; what was set aside for it is free.
async fn give_up(app: &App, message: &Message, word: &str, why: &str) -> Result<Message> {
    let tried = format!("{} {}:{word}", message.tried, message.channel.as_str());
    let tried = tried.trim().to_owned();
    q!(
        &app.db,
        execute,
        "UPDATE messages SET tried = $3, last_error = $4 WHERE tenant_id = $1 AND id = $2 AND status = 'queued' AND attempts = $5",
        message.tenant_id,
        message.id,
        &tried,
        why,
        message.attempts,
    )?;
    if message.channel == Channel::Sms {
        spend::give_back(&app.db, message.tenant_id, message.id).await?;
    }
    Ok(Message {
        tried,
        ..message.clone()
    })
}

async fn mail(
    app: &App,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<End> {
    let message = render(app, tenant, appointment, message, now).await?;
    let letter = letter(app, tenant, Some(appointment), &message)?;
    Ok(match post(app, &message, letter, now).await? {
        None => End::Done,
        Some(why) => given_up("refused", why),
    })
}

/// A try by SMS.
struct Text<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    reader: Option<&'a Reader>,
    /// There is no other way.
    is_last: bool,
    now: DateTime<Utc>,
}

impl Text<'_> {
    async fn send(&self, appointment: &Appointment, message: &Message) -> Result<End> {
        let (app, tenant, now) = (self.app, self.tenant, self.now);
        let message = short::render(app, tenant, appointment, message, now).await?;
        let text = message.short_text.clone().unwrap_or_default();
        let parts = i64::try_from(sms::parts(&text).parts).unwrap_or(i64::MAX);
        let mut tx = app.db.begin().await?;
        let account = Account::of_for_change(&mut tx, tenant.id, Channel::Sms).await?;
        let Some(account) = account else {
            return Ok(given_up("off", "no gateway"));
        };
        let to = message.recipient.as_str();
        let aside = spend::set_aside(&mut tx, tenant, &account, message.id, to, parts, now).await?;
        tx.commit().await?;
        if let Err(refusal) = aside {
            return Ok(given_up(
                refusal.as_str(),
                format!("not sent: {}", refusal.as_str()),
            ));
        }
        if !renew(app, &message).await? {
            return Ok(End::Done);
        }
        let (gateway, callback) = channels::gateway(app, &account).await?;
        let new = NewText {
            reference: message.id.0,
            to: message.recipient.clone(),
            text,
            callback,
        };
        let (answer, was_asked) = ask(gateway.as_ref(), &message, &new).await;
        match answer {
            Ok(accepted) => self.accepted(&account, &message, parts, accepted).await,
            Err(Failure::Permanent { code, text }) if was_asked => {
                self.refused(&account, &message, &code, text).await
            }
            Err(Failure::Unknown(why)) => {
                self.unsure(&account, gateway.as_ref(), &message, &why)
                    .await
            }
            Err(failure) if !was_asked => {
                let why = failure.to_string();
                self.unsure(&account, gateway.as_ref(), &message, &why)
                    .await
            }
            Err(Failure::RetryAfter(wait)) => {
                self.later(&message, Some(wait), "asked to wait").await
            }
            Err(failure) => self.later(&message, None, &failure.to_string()).await,
        }
    }

    async fn accepted(
        &self,
        account: &Account,
        message: &Message,
        parts: i64,
        accepted: Accepted,
    ) -> Result<End> {
        let parts = accepted.parts.unwrap_or(parts);
        let cost = account.part_micros.saturating_mul(parts);
        let carried = Carried {
            provider: account.provider.as_str(),
            id: Some(accepted.id),
            parts: Some(parts),
            cost_micros: Some(accepted.cost_micros.unwrap_or(cost)),
            delivery: None,
        };
        if account.alarm.is_some() {
            account.note_fine(&self.app.db, self.now).await?;
        }
        settle(self.app, message, Settled::Carried(carried)).await?;
        Ok(End::Done)
    }

    /// It will never go this way: because of the account, of the number, or of the text.
    async fn refused(
        &self,
        account: &Account,
        message: &Message,
        code: &str,
        text: String,
    ) -> Result<End> {
        let mut tx = self.app.db.begin().await?;
        let word = match code {
            INVALID_CREDENTIALS | NO_MONEY | NOT_ALLOWED => {
                let (alarm, word) = match code {
                    INVALID_CREDENTIALS => (Alarm::Keys, "keys"),
                    NO_MONEY => (Alarm::Money, "money"),
                    _ => (Alarm::Refused, "account"),
                };
                account.alarm(&mut tx, alarm, Some(&text), self.now).await?;
                word
            }
            WRONG_NUMBER | OPTED_OUT => {
                let word = match code {
                    OPTED_OUT => "opted_out",
                    _ => "wrong_number",
                };
                // Of a number that was only given for the visit the card knows nothing.
                let client = self.reader.map(|reader| &reader.client);
                let owner =
                    client.filter(|one| one.phone.as_deref() == Some(message.recipient.as_str()));
                if let Some(client) = owner {
                    let (channel, to) = (Channel::Sms, &message.recipient);
                    ClientWay::fail(&mut tx, client, channel, to, word, self.now).await?;
                }
                word
            }
            _ => "refused",
        };
        tx.commit().await?;
        Ok(given_up(word, text))
    }

    /// Nothing was taken: again later, as long as that makes sense.
    async fn later(&self, message: &Message, wait: Option<TimeDelta>, why: &str) -> Result<End> {
        let since = message
            .channel_since
            .unwrap_or(message.created_at.max(message.send_at));
        let patience = if self.is_last { GIVE_UP } else { PATIENCE };
        let is_over = self.now - since > patience;
        let is_long = wait.is_some_and(|wait| wait > patience);
        if is_over || is_long {
            return Ok(given_up("silent", why));
        }
        again(self.app, message, wait, why).await?;
        Ok(End::Done)
    }

    /// It may have arrived. It is looked for where that can be done; else only what may come twice is sent again, once.
    async fn unsure(
        &self,
        account: &Account,
        gateway: &dyn Gateway,
        message: &Message,
        why: &str,
    ) -> Result<End> {
        let was_unsure = message.is_unsure();
        let since = message
            .channel_since
            .unwrap_or(message.created_at.max(message.send_at));
        let goes_on = match gateway.can_look() {
            true => self.now - since <= GIVE_UP,
            false => message.kind == Kind::Reminder && !was_unsure,
        };
        if goes_on {
            q!(
                &self.app.db,
                execute,
                "UPDATE messages SET delivery = 'unsure' WHERE tenant_id = $1 AND id = $2 AND status = 'queued' AND attempts = $3",
                message.tenant_id,
                message.id,
                message.attempts,
            )?;
            again(self.app, message, None, why).await?;
            return Ok(End::Done);
        }
        let carried = Carried {
            provider: account.provider.as_str(),
            id: None,
            parts: None,
            cost_micros: None,
            delivery: Some("unsure"),
        };
        settle(self.app, message, Settled::Carried(carried)).await?;
        Ok(End::Done)
    }
}

/// Sends it, or looks for it first where it may have been sent. Whether the answer is one to sending.
async fn ask(gateway: &dyn Gateway, message: &Message, new: &NewText) -> (Answer<Accepted>, bool) {
    if message.is_unsure() && gateway.can_look() {
        match gateway.look_for(new).await {
            Ok(Some(accepted)) => return (Ok(accepted), false),
            Ok(None) => {}
            Err(failure) => return (Err(failure), false),
        }
    }
    (gateway.send(new).await, true)
}
