//! What a card has only once, given to the winner where it lacks it; the loser keeps its own for undoing.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Moved;
use crate::clients::{Client, Contact, ContactKind};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{ClientId, ContactId, TenantId};
use crate::q;

impl Client {
    /// A phone or e-mail of the other card that is not this one's own stays as a further contact.
    pub(super) async fn keep_contacts_of(
        &self,
        tx: &mut Tx,
        moved: &mut Moved,
        other: &Self,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let known = Contact::of(&mut *tx, self.tenant_id, self.id).await?;
        let phone = other.phone.clone().filter(|_| other.phone != self.phone);
        let email = other
            .email
            .clone()
            .filter(|_| other.email_key() != self.email_key());
        let phone = phone.map(|phone| (ContactKind::Phone, phone.clone(), phone));
        let email = email.map(|email| (ContactKind::Email, email.to_lowercase(), email));
        for (kind, value_key, value) in [phone, email].into_iter().flatten() {
            if known.iter().any(|contact| contact.value_key == value_key) {
                continue;
            }
            let id = ContactId::new();
            q!(
                tx,
                execute,
                "INSERT INTO client_contacts (tenant_id, id, client_id, kind, value, value_key, label, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, '', $7)",
                self.tenant_id,
                id,
                self.id,
                kind,
                value,
                value_key,
                now,
            )?;
            moved.note("new contacts", vec![(id.0,)]);
        }
        Ok(())
    }
}

/// Tags, answers and links that the winner lacks; the loser keeps its own for undoing.
pub(super) async fn copy_sets(
    tx: &mut Tx,
    moved: &mut Moved,
    tenant: TenantId,
    from: ClientId,
    to: ClientId,
) -> Result<()> {
    let rows = q!(
        tx,
        fetch_all: (Uuid,),
        "INSERT INTO client_tags (tenant_id, client_id, tag_id)
         SELECT tenant_id, $3, tag_id FROM client_tags WHERE tenant_id = $1 AND client_id = $2
         ON CONFLICT (tenant_id, client_id, tag_id) DO NOTHING RETURNING tag_id",
        tenant,
        from,
        to,
    )?;
    moved.note("client_tags", rows);
    let rows = q!(
        tx,
        fetch_all: (Uuid,),
        "INSERT INTO client_field_values (tenant_id, client_id, field_id, value)
         SELECT tenant_id, $3, field_id, value FROM client_field_values WHERE tenant_id = $1 AND client_id = $2
         ON CONFLICT (tenant_id, client_id, field_id) DO NOTHING RETURNING field_id",
        tenant,
        from,
        to,
    )?;
    moved.note("client_field_values", rows);
    let rows = q!(
        tx,
        fetch_all: (Uuid,),
        "INSERT INTO client_links (tenant_id, client_id, other_id, relation, created_at)
         SELECT tenant_id, $3, other_id, relation, created_at FROM client_links
         WHERE tenant_id = $1 AND client_id = $2 AND other_id <> $3
         ON CONFLICT (tenant_id, client_id, other_id) DO NOTHING RETURNING other_id",
        tenant,
        from,
        to,
    )?;
    moved.note("client_links", rows);
    let rows = q!(
        tx,
        fetch_all: (Uuid,),
        "INSERT INTO client_links (tenant_id, client_id, other_id, relation, created_at)
         SELECT tenant_id, client_id, $3, relation, created_at FROM client_links
         WHERE tenant_id = $1 AND other_id = $2 AND client_id <> $3
         ON CONFLICT (tenant_id, client_id, other_id) DO NOTHING RETURNING client_id",
        tenant,
        from,
        to,
    )?;
    moved.note("client_links back", rows);
    Ok(())
}
