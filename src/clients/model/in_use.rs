//! The one rule for cards that nothing is done with any more: every path that writes on a card, or uses what stands on it,
//! takes the card from here. An erased card is not there; of a locked one only what must be kept is left, to be read, taken
//! along and unlocked ([`crate::privacy`]); one that was joined with another leads to that one.
//!
//! The triggers of migration 0020 keep to the same rule, for a path that forgets.

use super::Client;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::{ClientId, TenantId};

impl Client {
    /// The card, to work with.
    ///
    /// # Errors
    /// NotFound when it was erased, Conflict when it is locked or was joined with another one.
    pub async fn in_use(on: impl On, tenant: TenantId, id: ClientId) -> Result<Self> {
        Self::find(on, tenant, id).await?.not_joined()?.usable()
    }

    /// As [`Self::in_use`], and nobody else changes it until the transaction ends.
    pub async fn in_use_for_change(tx: &mut Tx, tenant: TenantId, id: ClientId) -> Result<Self> {
        let client = Self::find_for_change(tx, tenant, id).await?;
        client.not_joined()?.usable()
    }

    /// The card, unless it was erased: nothing new is written on that one. For papers and sums that go on without a name.
    pub async fn not_erased(
        on: impl On,
        tenant: TenantId,
        id: Option<ClientId>,
    ) -> Result<Option<ClientId>> {
        let Some(id) = id else {
            return Ok(None);
        };
        let client = Self::find(on, tenant, id).await?;
        Ok(Some(id).filter(|_| client.erased_at.is_none()))
    }

    /// Refuses a card that was erased or is locked. For what stays with the card it was made on when that is joined with
    /// another one: a consent that was asked for.
    pub fn usable(self) -> Result<Self> {
        if self.erased_at.is_some() {
            return Err(Error::NotFound);
        }
        match self.locked_at {
            Some(_) => Err(Error::Conflict(key!("error-client-locked"))),
            None => Ok(self),
        }
    }

    fn not_joined(self) -> Result<Self> {
        match self.is_merged && !self.is_closed() {
            true => Err(Error::Conflict(key!("client-joined"))),
            false => Ok(self),
        }
    }
}
