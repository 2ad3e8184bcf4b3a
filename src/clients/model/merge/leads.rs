//! From a card that was joined with another one to the one that stands, and back.

use crate::clients::Client;
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{ClientId, TenantId};
use crate::q;

impl Client {
    /// The card that stands for this one now: itself, or the one it was merged into. Of cards that were locked together it
    /// is the one that is unlocked and erased for all of them.
    pub async fn standing(mut on: impl On, tenant: TenantId, id: ClientId) -> Result<Self> {
        let mut client = Self::find(&mut on, tenant, id).await?;
        // Each step leads to a later merge; a circle cannot be, and is not followed for ever.
        for _ in 0..20 {
            if !client.is_merged {
                break;
            }
            let winner = q!(
                on,
                fetch_optional: (ClientId,),
                "SELECT winner_id FROM client_merges WHERE tenant_id = $1 AND loser_id = $2 AND undone_at IS NULL
                 ORDER BY created_at DESC LIMIT 1",
                tenant,
                client.id,
            )?;
            client = match winner {
                Some((winner,)) => Self::find(&mut on, tenant, winner).await?,
                None if client.is_closed() => break,
                // It waits for the rest of its list.
                None => return Err(Error::NotFound),
            };
        }
        Ok(client)
    }

    /// The cards that were merged into this one, and into those: for records that stay with the card they were made on
    /// because nothing may change them, and are read with the one that stands.
    pub async fn merged_into(
        mut on: impl On,
        tenant: TenantId,
        id: ClientId,
    ) -> Result<Vec<ClientId>> {
        let mut found = vec![id];
        let mut at = 0;
        while at < found.len() && found.len() < 100 {
            let rows = q!(
                on,
                fetch_all: (ClientId,),
                "SELECT loser_id FROM client_merges WHERE tenant_id = $1 AND winner_id = $2 AND undone_at IS NULL",
                tenant,
                found[at],
            )?;
            found.extend(rows.into_iter().map(|(loser,)| loser));
            at += 1;
        }
        found.remove(0);
        Ok(found)
    }
}
