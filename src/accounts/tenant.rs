//! A practice: the unit of isolation.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use sqlx::FromRow;

use super::{slug, tenant_key};
use crate::contact::default_country;
use crate::db::{On, Tx, is_unique};
use crate::error::{Error, Result};
use crate::events::{self, Actor};
use crate::i18n::Locale;
use crate::id::{ResourceId, TenantId};
use crate::money::Currency;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TenantStatus {
    Active,
    Restricted,
    Closed,
}

#[derive(Clone, Debug, FromRow)]
pub struct Tenant {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    /// The trade, such as "brows"; a preset's name or free text.
    pub kind: String,
    pub description: String,
    #[sqlx(rename = "timezone", try_from = "String")]
    pub timezone: Zone,
    pub locale: Locale,
    pub currency: Currency,
    /// ISO 3166 code; decides how a phone without a country code is read.
    pub country: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: String,
    pub status: TenantStatus,
    pub is_demo: bool,
    /// The first-run step that comes next; "done" when there is none.
    pub setup_step: String,
    /// The calendar shows an example day until its owner removes it.
    pub has_example_day: bool,
    /// The public page's colour, one of [`crate::settings::BRANDS`]; empty: ours.
    pub brand: String,
    /// The mark of the logo, which its address carries; empty: there is none.
    pub logo: String,
    /// Sites that may show the booking pages within theirs: origins, one a line.
    pub embed_sites: String,
    #[sqlx(flatten)]
    pub rules: BookingRules,
    pub created_at: DateTime<Utc>,
}

/// The practice's rules for booking; a service may set its own.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct BookingRules {
    pub step_minutes: i64,
    pub notice_minutes: i64,
    pub horizon_days: i64,
    /// "all" or "tight".
    pub offer: String,
    pub daily_limit: Option<i64>,
    /// Until how long before a visit the client may move or cancel it without it counting as late.
    pub cancel_window_minutes: i64,
    /// How long a visitor keeps a time while the form is open; 0: not at all.
    pub hold_minutes: i64,
    /// Whom the public pages ask for a code from their mail: nobody ("off"), whom this device does not know ("new"), "all".
    pub email_code: String,
    /// How often a client may move a visit by link; none: as often as they like.
    pub moves_limit: Option<i64>,
}

impl Default for BookingRules {
    fn default() -> Self {
        Self {
            step_minutes: 15,
            notice_minutes: 120,
            horizon_days: 60,
            offer: "all".into(),
            daily_limit: None,
            cancel_window_minutes: 1440,
            hold_minutes: 10,
            email_code: "off".into(),
            moves_limit: None,
        }
    }
}

/// An IANA time zone, as the database keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(pub Tz);

impl TryFrom<String> for Zone {
    type Error = String;
    fn try_from(name: String) -> std::result::Result<Self, String> {
        name.parse()
            .map(Self)
            .map_err(|_| format!("{name} is no IANA time zone"))
    }
}

impl std::ops::Deref for Zone {
    type Target = Tz;
    fn deref(&self) -> &Tz {
        &self.0
    }
}

impl Tenant {
    pub async fn find(mut on: impl On, id: TenantId) -> Result<Self> {
        Ok(q!(on, fetch_one: Self, "SELECT * FROM tenants WHERE id = $1", id)?)
    }

    /// As [`Self::find`], and nobody else changes it until the transaction ends.
    pub async fn find_for_change(tx: &mut Tx, id: TenantId) -> Result<Self> {
        Ok(q!(
            tx,
            fetch_one: Self,
            {
                sqlite: "SELECT * FROM tenants WHERE id = $1",
                pg: "SELECT * FROM tenants WHERE id = $1 FOR NO KEY UPDATE",
            },
            id,
        )?)
    }

    /// The practice whose public page a visitor asks for, by the name it has now or had before; a closed one is not found.
    pub async fn by_slug(mut on: impl On, name: &str) -> Result<Self> {
        let found = q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM tenants WHERE slug = $1 AND status <> 'closed'",
            name
        )?;
        if let Some(tenant) = found {
            return Ok(tenant);
        }
        let id = slug::former(&mut on, name).await?.ok_or(Error::NotFound)?;
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM tenants WHERE id = $1 AND status <> 'closed'", id)?,
        )
    }

    /// The address where there is room for one line only.
    pub fn address_line(&self) -> String {
        let lines = self.address.lines().map(str::trim);
        let lines = lines.map(|line| line.trim_end_matches(','));
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        lines.join(", ")
    }

    pub fn tz(&self) -> Tz {
        self.timezone.0
    }

    /// Whether new things may be made: a restricted practice keeps what it has.
    pub fn is_active(&self) -> bool {
        self.status == TenantStatus::Active
    }

    /// The local date of an instant in the practice's zone.
    pub fn local_date(&self, at: DateTime<Utc>) -> chrono::NaiveDate {
        at.with_timezone(&self.tz()).date_naive()
    }

    /// Up to two letters for the round badge.
    pub fn initials(&self) -> String {
        crate::web::initials(&self.name)
    }

    /// Where its logo is; empty: nowhere.
    pub fn logo_path(&self) -> String {
        match self.logo.as_str() {
            "" => String::new(),
            mark => format!("/{}/logo/{mark}", self.slug),
        }
    }
}

/// What a practice is made from; the rest has defaults and is asked for by the first-run set-up.
#[derive(Clone, Debug)]
pub struct NewTenant<'a> {
    pub slug: &'a str,
    pub name: &'a str,
    pub kind: &'a str,
    pub timezone: Tz,
    pub locale: Locale,
    pub currency: Currency,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub is_demo: bool,
    /// "done" when no set-up is needed.
    pub setup_step: &'a str,
}

impl Tenant {
    /// The practice, its key, and the resource that is its master: what appointments occupy.
    pub async fn create(
        tx: &mut Tx,
        master_key: &[u8; 32],
        new: &NewTenant<'_>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<TenantId> {
        let id = TenantId::new();
        let zone = new.timezone.name();
        q!(
            tx,
            execute,
            "INSERT INTO tenants (id, slug, name, kind, timezone, locale, currency, country, phone, email, is_demo, setup_step,
                has_example_day, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
            id,
            new.slug,
            new.name,
            new.kind,
            zone,
            new.locale,
            new.currency,
            default_country(zone),
            new.phone,
            new.email,
            new.is_demo,
            new.setup_step,
            new.setup_step != "done",
            now,
        )
        .map_err(|error| match is_unique(&error) {
            // Another practice took the address in this very moment: the next try finds it taken.
            true => Error::Collided(error.to_string()),
            false => error.into(),
        })?;
        // So does one that leads to the practice which had it before.
        if slug::former(&mut *tx, new.slug).await?.is_some() {
            return Err(Error::Collided(format!(
                "{} leads to another practice",
                new.slug
            )));
        }
        tenant_key::create(tx, master_key, id, now).await?;
        q!(
            tx,
            execute,
            "INSERT INTO resources (tenant_id, id, slug, name, kind, created_at) VALUES ($1, $2, 'master', $3, 'master', $4)",
            id,
            ResourceId::new(),
            new.name,
            now,
        )?;
        events::record(
            tx,
            id,
            actor,
            events::Kind::TenantCreated,
            events::Object::Tenant(id),
            json!({}),
            now,
        )
        .await?;
        Ok(id)
    }
}
