//! By which ways a client can be written to, the best first: what they like, else Telegram where they have bound it, then SMS and
//! e-mail as the practice wants it. A phone that got nothing is left alone until it is another one.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::model::{Account, Channel};
use crate::appointments::{About, Appointment, Given};
use crate::clients::Client;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::events::{self, Actor, Object};
use crate::id::{ClientId, TenantId};
use crate::q;

/// One way to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub channel: Channel,
    /// An e-mail, a phone in E.164, a chat's number.
    pub address: String,
    /// Who reads there.
    pub name: String,
}

/// The ways to whoever hears of a visit.
#[derive(Clone, Debug, Default)]
pub struct Ways(pub Vec<Way>);

/// Whoever hears of a visit: its client, or who booked it for them.
pub struct Reader {
    pub client: Client,
    pub ways: Ways,
}

/// How a client is reached by a channel, or is not.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ClientWay {
    pub id: Uuid,
    pub channel: Channel,
    pub address: String,
    pub failed_at: Option<DateTime<Utc>>,
    pub why: String,
}

impl Reader {
    /// None when nobody can be reached, or is to be.
    pub async fn of(
        mut on: impl On,
        appointment: &Appointment,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let tenant = appointment.tenant_id;
        let about = About::of(&mut on, tenant, appointment.id).await?;
        let accounts = Account::all(&mut on, tenant).await?;
        let given = Given::of(&mut on, tenant, appointment.id).await?;
        for id in [about.booker_id, appointment.client_id] {
            let Some(id) = id else { continue };
            let client = Client::find(&mut on, tenant, id).await?;
            if client.is_closed() {
                continue;
            }
            let own = ClientWay::of(&mut on, tenant, id).await?;
            let ways = ways(&client, given.as_ref(), &accounts, &own, now);
            if !ways.0.is_empty() {
                return Ok(Some(Self { client, ways }));
            }
        }
        Ok(None)
    }
}

/// What is given for a visit comes before what stands on the card, and is nobody's chat: whoever gave another address may be
/// another person.
fn ways(
    client: &Client,
    given: Option<&Given>,
    accounts: &[Account],
    own: &[ClientWay],
    now: DateTime<Utc>,
) -> Ways {
    let account = |channel: Channel| {
        let mut all = accounts.iter();
        all.find(|one| one.channel == channel && !one.rests(now))
    };
    let of_given = |address: Option<&String>| {
        let given = given?;
        Some((address?.clone(), given.name.clone()))
    };
    let of_card = |address: Option<&String>| Some((address?.clone(), client.name.clone()));
    let email = of_given(given.and_then(|given| given.email.as_ref()))
        .or_else(|| of_card(client.email.as_ref()));
    let phone = of_given(given.and_then(|given| given.phone.as_ref()))
        .or_else(|| of_card(client.phone.as_ref()));
    let is_dead = |channel: Channel, address: &str| {
        own.iter()
            .any(|way| way.channel == channel && way.address == address && way.failed_at.is_some())
    };
    let sms = account(Channel::Sms);
    let phone = phone.filter(|(phone, _)| sms.is_some() && !is_dead(Channel::Sms, phone));
    let chat = own
        .iter()
        .find(|way| way.channel == Channel::Telegram && way.failed_at.is_none());
    let chat = chat
        .filter(|_| given.is_none() && account(Channel::Telegram).is_some())
        .map(|way| (way.address.clone(), client.name.clone()));
    let sms_first = sms.is_some_and(|account| account.is_first);
    let mut order = match sms_first {
        true => [Channel::Telegram, Channel::Sms, Channel::Email],
        false => [Channel::Telegram, Channel::Email, Channel::Sms],
    };
    let liked = liked(&client.writes_by);
    order.sort_by_key(|channel| Some(*channel) != liked);
    let found = order.into_iter().filter_map(|channel| {
        let (address, name) = match channel {
            Channel::Email => email.clone(),
            Channel::Sms => phone.clone(),
            Channel::Telegram => chat.clone(),
        }?;
        Some(Way {
            channel,
            address,
            name,
        })
    });
    Ways(found.collect())
}

/// What the card says they like to be written to by, where that is a way of ours.
fn liked(writes_by: &str) -> Option<Channel> {
    match writes_by {
        "email" => Some(Channel::Email),
        "phone" => Some(Channel::Sms),
        "telegram" => Some(Channel::Telegram),
        _ => None,
    }
}

impl ClientWay {
    pub async fn of(mut on: impl On, tenant: TenantId, client: ClientId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT id, channel, address, failed_at, why FROM client_ways WHERE tenant_id = $1 AND client_id = $2 ORDER BY channel",
            tenant,
            client,
        )?)
    }

    /// Nothing arrives at this address of theirs; it stands on the card.
    pub async fn fail(
        tx: &mut Tx,
        client: &Client,
        channel: Channel,
        address: &str,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if client.is_closed() {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "INSERT INTO client_ways (tenant_id, id, client_id, channel, address, failed_at, why, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $6)
             ON CONFLICT (tenant_id, client_id, channel) DO UPDATE SET address = excluded.address,
                failed_at = excluded.failed_at, why = excluded.why",
            client.tenant_id,
            Uuid::now_v7(),
            client.id,
            channel,
            address,
            now,
            why,
        )?;
        let data = json!({ "channel": channel.as_str(), "why": why });
        let (tenant, object) = (client.tenant_id, Object::Client(client.id));
        let kind = events::Kind::ClientUnreached;
        events::record(tx, tenant, &Actor::system(), kind, object, data, now).await?;
        Ok(())
    }

    /// It is tried again: the number was mended, or blocked by mistake.
    pub async fn try_again(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
        q!(
            tx,
            execute,
            "DELETE FROM client_ways WHERE tenant_id = $1 AND client_id = $2 AND channel = 'sms' AND failed_at IS NOT NULL",
            tenant,
            client,
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_a_way_of_ours_is_liked() {
        assert_eq!(liked("phone"), Some(Channel::Sms));
        assert_eq!(liked("email"), Some(Channel::Email));
        assert_eq!(liked("telegram"), Some(Channel::Telegram));
        for other in ["", "whatsapp", "viber", "instagram", "other"] {
            assert_eq!(liked(other), None);
        }
    }
}
