//! Cards that may be of the same person: the same phone or e-mail, or very nearly the same name.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Client;
use crate::clients::search::{After, Filter, Sought, same_name};
use crate::contact::{Email, Phone};
use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, TenantId};
use crate::q;

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
        let same = Self::same_contact(&mut on, tenant, own, phone, email).await?;
        let mut found: Vec<Self> = same.into_iter().map(Self::of).collect();
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

    /// Everybody else who is reached in the same way, by a first contact or a further one; the oldest cards first.
    async fn same_contact(
        mut on: impl On,
        tenant: TenantId,
        own: Option<ClientId>,
        phone: Option<&Phone>,
        email: Option<&Email>,
    ) -> Result<Vec<Client>> {
        Ok(q!(
            on,
            fetch_all: Client,
            "SELECT * FROM clients WHERE tenant_id = $1 AND NOT is_merged AND id <> $4 AND id IN (
                SELECT id FROM clients WHERE tenant_id = $1 AND phone = $2
                UNION SELECT id FROM clients WHERE tenant_id = $1 AND email_key = $3
                UNION SELECT client_id FROM client_contacts WHERE tenant_id = $1 AND value_key IN ($2, $3)
                    AND kind IN ('phone', 'email')
                UNION SELECT c.id FROM client_contacts k JOIN clients c ON c.tenant_id = k.tenant_id AND c.phone = k.value_key
                    WHERE k.tenant_id = $1 AND k.client_id = $4 AND k.kind = 'phone'
                UNION SELECT c.id FROM client_contacts k JOIN clients c ON c.tenant_id = k.tenant_id AND c.email_key = k.value_key
                    WHERE k.tenant_id = $1 AND k.client_id = $4 AND k.kind = 'email'
                UNION SELECT o.client_id FROM client_contacts k
                    JOIN client_contacts o ON o.tenant_id = k.tenant_id AND o.value_key = k.value_key AND o.kind = k.kind
                    WHERE k.tenant_id = $1 AND k.client_id = $4 AND k.kind IN ('phone', 'email'))
             ORDER BY id LIMIT $5",
            tenant,
            phone.map(Phone::e164),
            email.map(Email::key),
            own.unwrap_or(ClientId(Uuid::nil())),
            MOST as i64,
        )?)
    }
}
