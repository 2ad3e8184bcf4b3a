//! Cards that may be of the same person: the same phone or e-mail, or very nearly the same name.

use chrono::{DateTime, Utc};

use super::Client;
use crate::clients::search::{After, Filter, Sought, same_name};
use crate::contact::{Email, Phone};
use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, TenantId};

/// More are no help.
const MOST: usize = 5;

/// Somebody who may be the same.
#[derive(Clone, Debug)]
pub struct Double {
    pub id: ClientId,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The phone or e-mail is the same; else only the name is alike.
    pub has_contact: bool,
}

impl Double {
    fn of(client: Client) -> Self {
        Self {
            id: client.id,
            name: client.name,
            phone: client.phone,
            email: client.email,
            has_contact: true,
        }
    }

    /// Of what was typed, apart from the card itself.
    pub async fn find(
        mut on: impl On,
        tenant: TenantId,
        own: Option<ClientId>,
        name: &str,
        (phone, email): (Option<&Phone>, Option<&Email>),
        now: DateTime<Utc>,
    ) -> Result<Vec<Self>> {
        let mut found: Vec<Self> = Vec::new();
        if phone.is_some() {
            found.extend(
                Client::by_contact(&mut on, tenant, phone, None)
                    .await?
                    .map(Self::of),
            );
        }
        if email.is_some() {
            found.extend(
                Client::by_contact(&mut on, tenant, None, email)
                    .await?
                    .map(Self::of),
            );
        }
        let sought = Sought::new(name, true);
        // One word is a first name, which many have.
        if sought.words() > 1 {
            let (filter, after) = (Filter::default(), After::default());
            let mut rows = Client::list(&mut on, tenant, &sought, filter, &after, 10, now).await?;
            let known: Vec<ClientId> = rows.iter().map(|row| row.id).collect();
            rows.extend(Client::similar(on, tenant, &sought, &known, 10, now).await?);
            rows.retain(|row| same_name(&row.name, name));
            let (phone, email) = (phone.map(Phone::e164), email.map(Email::key));
            found.extend(rows.into_iter().map(|row| Self {
                has_contact: phone.is_some_and(|phone| row.phone.as_deref() == Some(phone))
                    || email.is_some() && row.email.as_deref().map(str::to_lowercase) == email,
                id: row.id,
                name: row.name,
                phone: row.phone,
                email: row.email,
            }));
        }
        let mut doubles: Vec<Self> = Vec::new();
        for double in found {
            if Some(double.id) != own
                && doubles.len() < MOST
                && doubles.iter().all(|known| known.id != double.id)
            {
                doubles.push(double);
            }
        }
        Ok(doubles)
    }
}
