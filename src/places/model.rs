//! A place, and what a client and the master are told of it.

use sqlx::FromRow;

use crate::accounts::Tenant;
use crate::appointments::Appointment;
use crate::booking::map_of;
use crate::db::{On, Tx};
use crate::error::Result;
use crate::i18n::key;
use crate::id::{PlaceId, TenantId};
use crate::q;

/// What a place can be, as the database keeps it.
pub const KINDS: [&str; 3] = ["own", "client", "online"];

/// The longest way that is counted.
pub const MAX_MINUTES: i64 = 720;

/// The text's key of a kind.
pub fn kind_key(kind: &str) -> &'static str {
    match kind {
        "own" => key!("places-kind-own"),
        "client" => key!("places-kind-client"),
        _ => key!("places-kind-online"),
    }
}

/// The address of a meeting: `https://…`, or empty where each client is told by hand.
pub fn link(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    let is_plain = !typed.contains(char::is_whitespace) && typed.len() <= 500;
    let is_link = ["https://", "http://"]
        .iter()
        .any(|start| typed.starts_with(start));
    match typed.is_empty() || (is_plain && is_link) {
        true => Ok(typed.to_owned()),
        false => Err(key!("places-bad-link")),
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Place {
    pub tenant_id: TenantId,
    pub id: PlaceId,
    pub slug: String,
    pub name: String,
    /// One of [`KINDS`].
    pub kind: String,
    /// Of an own one.
    pub address: String,
    /// Of an online one: told to who booked, to nobody else.
    pub link: String,
    /// To and from a client's; none: the practice's figure.
    pub travel_minutes: Option<i64>,
    /// Every service can be held there.
    pub is_for_all: bool,
    /// The practice's own address: where visits without a place are.
    pub is_home: bool,
    pub is_default: bool,
    pub is_active: bool,
}

/// Where a visit is, as it is told. Empty fields say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Where {
    pub name: String,
    pub address: String,
    pub link: String,
    /// The address on a map.
    pub map: Option<String>,
    /// The address is the client's own.
    pub is_clients: bool,
}

impl Place {
    /// All of a practice, those in use first, the default one before them.
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM places WHERE tenant_id = $1 ORDER BY is_active DESC, is_default DESC, kind DESC, name, id",
            tenant,
        )?)
    }

    pub async fn find(mut on: impl On, tenant: TenantId, id: PlaceId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM places WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// As [`Self::find`]; who changes it too waits until the commit.
    pub async fn find_for_change(tx: &mut Tx, tenant: TenantId, id: PlaceId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM places WHERE tenant_id = $1 AND id = $2",
                pg: "SELECT * FROM places WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            },
            tenant,
            id,
        )?)
    }

    pub fn is_clients(&self) -> bool {
        self.kind == "client"
    }

    pub fn is_online(&self) -> bool {
        self.kind == "online"
    }

    /// What is told of a visit here; `address` is the client's.
    pub fn told(&self, tenant: &Tenant, address: &str) -> Where {
        let address = match self.kind.as_str() {
            "own" if self.address.is_empty() => tenant.address.clone(),
            "own" => self.address.clone(),
            "client" => address.to_owned(),
            _ => String::new(),
        };
        Where {
            name: self.name.clone(),
            map: map_of(tenant, &address),
            address,
            link: match self.is_online() {
                true => self.link.clone(),
                false => String::new(),
            },
            is_clients: self.is_clients(),
        }
    }
}

impl Where {
    /// The practice's own address, where there are no places.
    pub fn of_practice(tenant: &Tenant) -> Self {
        Self {
            address: tenant.address.clone(),
            map: map_of(tenant, &tenant.address),
            ..Self::default()
        }
    }

    pub async fn of_visit(mut on: impl On, tenant: &Tenant, visit: &Appointment) -> Result<Self> {
        let place = q!(
            on,
            fetch_optional: Place,
            "SELECT * FROM places WHERE tenant_id = $1 AND (id = $2 OR ($2 IS NULL AND is_home))",
            tenant.id,
            visit.place_id,
        )?;
        Ok(match place {
            Some(place) => place.told(tenant, &visit.place_address),
            None => Self::of_practice(tenant),
        })
    }

    /// As strangers may see it: no link, and no client's address.
    pub fn for_strangers(mut self) -> Self {
        self.link = String::new();
        if self.is_clients {
            self.address = String::new();
            self.map = None;
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.address.is_empty() && self.link.is_empty()
    }

    /// In one line: "Studio Gràcia, Carrer Gran 5, Barcelona".
    pub fn line(&self) -> String {
        let parts = [&self.name, &self.address, &self.link];
        let parts = parts.iter().flat_map(|part| part.lines());
        let parts = parts.map(|part| part.trim().trim_end_matches(','));
        let parts = parts.filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }

    /// The same on lines of its own, for a page; the link stands beside it.
    pub fn lines(&self) -> String {
        let parts = [self.name.as_str(), self.address.as_str()];
        let parts = parts.iter().filter(|part| !part.is_empty());
        parts.copied().collect::<Vec<_>>().join("\n")
    }
}
