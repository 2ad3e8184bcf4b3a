//! Whom we know already: the same phone or e-mail, on the list or further up in the file. People of one family share a
//! phone: who has a wholly different name is somebody else.

use std::collections::HashMap;

use super::row::Row;
use crate::clients::share_a_name;
use crate::db::On;
use crate::error::Result;
use crate::id::{ClientId, TenantId};
use crate::q;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    New,
    Known(ClientId),
    /// The same person further up.
    Twice,
}

/// Remembers the file's people.
#[derive(Default)]
pub struct Judge {
    /// Names by phone or e-mail.
    seen: HashMap<String, Vec<String>>,
}

impl Judge {
    /// A verdict for each row, in their order.
    pub async fn judge(
        &mut self,
        mut on: impl On,
        tenant: TenantId,
        rows: &[Row],
    ) -> Result<Vec<Verdict>> {
        let mut known: HashMap<String, Vec<(ClientId, String)>> = HashMap::new();
        let keys: Vec<String> = rows.iter().flat_map(contact_keys).collect();
        for (key, id, name) in owners(&mut on, tenant, &keys).await? {
            known.entry(key).or_default().push((id, name));
        }
        let mut verdicts = Vec::with_capacity(rows.len());
        for row in rows {
            let keys = contact_keys(row);
            let here = keys.iter().find_map(|key| {
                let owners = known.get(key)?;
                owners
                    .iter()
                    .find(|(_, name)| share_a_name(name, &row.name))
                    .map(|(id, _)| *id)
            });
            let above = keys.iter().any(|key| {
                let names = self.seen.get(key);
                names.is_some_and(|names| names.iter().any(|name| share_a_name(name, &row.name)))
            });
            verdicts.push(match (here, above) {
                (_, true) => Verdict::Twice,
                (Some(id), false) => Verdict::Known(id),
                (None, false) => Verdict::New,
            });
            for key in keys {
                self.seen.entry(key).or_default().push(row.name.clone());
            }
        }
        Ok(verdicts)
    }
}

/// By what somebody is known again: every phone and e-mail.
fn contact_keys(row: &Row) -> Vec<String> {
    use crate::clients::ContactKind::{Email, Phone};
    let phone = row.phone.as_ref().map(|phone| phone.e164().to_owned());
    let email = row.email.as_ref().map(crate::contact::Email::key);
    let further = row
        .contacts
        .iter()
        .filter(|contact| matches!(contact.kind, Phone | Email))
        .map(|contact| contact.value_key.clone());
    phone.into_iter().chain(email).chain(further).collect()
}

/// The clients who have these phones and e-mails.
async fn owners(
    mut on: impl On,
    tenant: TenantId,
    keys: &[String],
) -> Result<Vec<(String, ClientId, String)>> {
    let keys = serde_json::to_string(keys).unwrap_or_else(|_| "[]".to_owned());
    Ok(q!(
        on,
        fetch_all: (String, ClientId, String),
        {
            sqlite: "SELECT c.phone, c.id, c.name FROM json_each($2) j
                     CROSS JOIN clients c ON c.tenant_id = $1 AND c.phone = j.value WHERE c.phone IS NOT NULL AND NOT c.is_merged
                     UNION ALL
                     SELECT c.email_key, c.id, c.name FROM json_each($2) j
                     CROSS JOIN clients c ON c.tenant_id = $1 AND c.email_key = j.value WHERE c.email_key IS NOT NULL AND NOT c.is_merged
                     UNION ALL
                     SELECT k.value_key, c.id, c.name FROM json_each($2) j
                     CROSS JOIN client_contacts k ON k.tenant_id = $1 AND k.value_key = j.value
                     CROSS JOIN clients c ON c.tenant_id = k.tenant_id AND c.id = k.client_id
                     WHERE k.kind IN ('phone', 'email') AND NOT c.is_merged",
            pg: "SELECT c.phone, c.id, c.name FROM jsonb_array_elements_text($2::jsonb) j
                 JOIN clients c ON c.tenant_id = $1 AND c.phone = j.value WHERE NOT c.is_merged
                 UNION ALL
                 SELECT c.email_key, c.id, c.name FROM jsonb_array_elements_text($2::jsonb) j
                 JOIN clients c ON c.tenant_id = $1 AND c.email_key = j.value WHERE NOT c.is_merged
                 UNION ALL
                 SELECT k.value_key, c.id, c.name FROM jsonb_array_elements_text($2::jsonb) j
                 JOIN client_contacts k ON k.tenant_id = $1 AND k.value_key = j.value
                 JOIN clients c ON c.tenant_id = k.tenant_id AND c.id = k.client_id
                 WHERE k.kind IN ('phone', 'email') AND NOT c.is_merged",
        },
        tenant,
        keys,
    )?)
}
