//! A time that a visitor keeps while the form is open: seen as taken by everybody else, and known to nobody.
//!
//! Whose it is says a key that the pages hand on in forms, and a cookie; in a frame on another site, which has no cookies, it
//! is the address. One key keeps one time: choosing another one gives the first back. Where no
//! more is kept (too many from one address, or at once) the form opens all the same, and the time is taken when it is sent.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;

use super::Booked;
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, lock_time};
use crate::crypto;
use crate::db::{On, Tx, patiently};
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::id::{AppointmentId, PlaceId, TenantId};
use crate::q;
use crate::services::Plan;
use crate::web::idempotency::{Known, Once};
use crate::web::rate::{self, Limit};

/// Times that one address begins to keep; moving on to another time soon is not another one.
const BY_ADDRESS: Limit = Limit::new("hold-address", 5, TimeDelta::minutes(10));
const BY_ADDRESS_A_DAY: Limit = Limit::new("hold-address-day", 40, TimeDelta::days(1));
/// Times kept at once from one address, and for all visitors of a practice: a whole day is nobody's to keep.
const MAX_FROM_ADDRESS: i64 = 3;
const MAX_AT_ONCE: i64 = 12;

/// What a visitor has to show for a time: 192 random bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    pub fn random() -> Self {
        Self(crypto::random_token())
    }

    /// One that was handed on; what none of ours looks like is none.
    pub fn read(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_one = text.len() == 32 && text.bytes().all(plain);
        is_one.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As the table knows it.
    pub fn hash(&self) -> Vec<u8> {
        crypto::sha256(format!("booking hold {}", self.0))
    }
}

/// A time that is kept now.
#[derive(Clone, Debug, FromRow)]
pub struct Hold {
    pub appointment_id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub title: String,
    pub place_id: Option<PlaceId>,
    pub until: DateTime<Utc>,
    pub is_extended: bool,
    pub created_at: DateTime<Utc>,
}

impl Hold {
    /// What a key keeps until later than `now`.
    pub async fn of(
        mut on: impl On,
        tenant: TenantId,
        key: &Key,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT h.appointment_id, a.starts_at, a.ends_at, a.title, a.place_id, a.expires_at AS until, h.is_extended, h.created_at
             FROM booking_holds h JOIN appointments a ON a.tenant_id = h.tenant_id AND a.id = h.appointment_id
             WHERE h.tenant_id = $1 AND h.holder = $2 AND a.status = 'held' AND a.client_id IS NULL AND a.expires_at > $3",
            tenant,
            key.hash(),
            now,
        )?)
    }

    /// Whether it was kept for just this, and there: the way to it, and the hours, are each place's own.
    pub fn is_for(&self, plan: &Plan, start: DateTime<Utc>) -> bool {
        let length = TimeDelta::minutes(plan.duration_minutes());
        self.starts_at == start
            && self.ends_at - start == length
            && self.title == plan.title()
            && self.place_id == plan.place
    }

    /// As of when what was chosen must be offered: of a time that is kept, when it was chosen, so that a notice that has
    /// begun meanwhile takes nothing away.
    pub fn chosen_at(
        hold: Option<&Self>,
        plan: &Plan,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        match hold {
            Some(hold) if hold.is_for(plan, start) => hold.created_at,
            _ => now,
        }
    }
}

/// What is wanted, by whom and from where.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    pub key: &'a Key,
    pub plan: &'a Plan,
    pub start: DateTime<Utc>,
    pub locale: Locale,
    pub network: IpAddr,
}

impl Wish<'_> {
    /// Keeps the time, instead of what the key kept before. None where it is not kept: it is not free, or no more are kept.
    pub async fn keep(&self, app: &App, tenant: &Tenant) -> Result<Option<Hold>> {
        if tenant.rules.hold_minutes == 0 {
            return Ok(None);
        }
        match patiently(|| self.keep_once(app, tenant)).await {
            Err(Error::SlotTaken | Error::TooMany { .. }) => Ok(None),
            other => other,
        }
    }

    async fn keep_once(&self, app: &App, tenant: &Tenant) -> Result<Option<Hold>> {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        lock_time(&mut tx, tenant.id, self.plan, now).await?;
        let before = Hold::of(&mut tx, tenant.id, self.key, now).await?;
        if let Some(hold) = &before {
            // Pressed twice, or back and the same again.
            if hold.is_for(self.plan, self.start) {
                return Ok(before);
            }
            forget(&mut tx, tenant.id, hold.appointment_id).await?;
        }
        // Moving on takes its age along; who moves on and on begins anew, and is counted.
        let length = TimeDelta::minutes(tenant.rules.hold_minutes);
        let (is_extended, since) = match &before {
            Some(hold) if now - hold.created_at <= length => (hold.is_extended, hold.created_at),
            _ => {
                self.count(&mut tx, app, tenant, now).await?;
                (false, now)
            }
        };
        // A hold that somebody else made a visit of is this key's no more.
        q!(
            tx,
            execute,
            "DELETE FROM booking_holds WHERE tenant_id = $1 AND holder = $2",
            tenant.id,
            self.key.hash(),
        )?;
        let kept =
            Appointment::keep_for_visitor(&mut tx, tenant, self.plan, self.start, self.locale, now)
                .await?;
        q!(
            tx,
            execute,
            "INSERT INTO booking_holds (tenant_id, appointment_id, holder, network, is_extended, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            tenant.id,
            kept.id,
            self.key.hash(),
            self.network_hash(),
            is_extended,
            since,
        )?;
        let hold = Hold::of(&mut tx, tenant.id, self.key, now).await?;
        tx.commit().await?;
        Ok(hold)
    }

    /// One more from this address; an error when there are enough.
    async fn count(
        &self,
        tx: &mut Tx,
        app: &App,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if !app.config.rate_limits {
            return Ok(());
        }
        // What has ended is gone by now: whoever takes the lock on the time sees to that.
        let (own, all) = q!(
            tx,
            fetch_one: (i64, i64),
            "SELECT COUNT(CASE WHEN network = $2 THEN 1 END), COUNT(*) FROM booking_holds
             WHERE tenant_id = $1 AND created_at > $3",
            tenant.id,
            self.network_hash(),
            now - TimeDelta::days(1),
        )?;
        if own >= MAX_FROM_ADDRESS || all >= MAX_AT_ONCE {
            return Err(Error::TooMany { retry_after: 60 });
        }
        let who = format!("{} {}", tenant.id, self.network);
        let limits = [(BY_ADDRESS, who.clone()), (BY_ADDRESS_A_DAY, who)];
        rate::hit_all_in(tx, app, &limits).await?;
        Ok(())
    }

    fn network_hash(&self) -> Vec<u8> {
        crypto::sha256(format!("booking network {}", self.network))
    }
}

/// Keeps what is wished once more for as long; a second time changes nothing. None where the key keeps nothing, or another
/// time: that was chosen in another window, and is not what this one speaks of.
pub async fn extend(app: &App, tenant: &Tenant, wish: &Wish<'_>) -> Result<Option<Hold>> {
    let (now, key) = (app.clock.now(), wish.key);
    let is_this = |hold: &Hold| hold.is_for(wish.plan, wish.start);
    let kept = Hold::of(&app.db, tenant.id, key, now).await?;
    if !kept.is_some_and(|hold| is_this(&hold)) {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    let kept = Hold::of(&mut tx, tenant.id, key, now).await?;
    let Some(hold) = kept.filter(is_this) else {
        return Ok(None);
    };
    let extended = q!(
        tx,
        execute,
        "UPDATE booking_holds SET is_extended = TRUE WHERE tenant_id = $1 AND appointment_id = $2 AND NOT is_extended",
        tenant.id,
        hold.appointment_id,
    )?;
    if extended == 1 {
        let mut kept = Appointment::find(&mut tx, tenant.id, hold.appointment_id).await?;
        let length = TimeDelta::minutes(tenant.rules.hold_minutes.max(1));
        kept.keep_until(&mut tx, hold.until + length, now).await?;
    }
    let hold = Hold::of(&mut tx, tenant.id, key, now).await?;
    tx.commit().await?;
    Ok(hold)
}

/// Gives back what a key keeps.
pub async fn release(app: &App, tenant: TenantId, key: &Key) -> Result<()> {
    let now = app.clock.now();
    // Whoever keeps nothing does not queue for the writer.
    if Hold::of(&app.db, tenant, key, now).await?.is_some() {
        let mut tx = app.db.begin().await?;
        take(&mut tx, tenant, key, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Gives it back within the transaction that books it; what it was.
pub async fn take(
    tx: &mut Tx,
    tenant: TenantId,
    key: &Key,
    now: DateTime<Utc>,
) -> Result<Option<Hold>> {
    let hold = Hold::of(&mut *tx, tenant, key, now).await?;
    if let Some(hold) = &hold {
        forget(tx, tenant, hold.appointment_id).await?;
    }
    Ok(hold)
}

async fn forget(tx: &mut Tx, tenant: TenantId, id: AppointmentId) -> Result<()> {
    match Appointment::find(&mut *tx, tenant, id).await {
        Ok(kept) if kept.is_visitors() => kept.forget(tx).await,
        Ok(_) | Err(Error::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}

/// What was booked last in a frame by whoever has the key of a hold: kept beside it, for who goes back and has no cookies.
/// Known where it was booked from only: the address of a frame may be handed on, and this leads to the visit's own page.
pub fn booked_with(tenant: &Tenant, key: &Key, network: IpAddr) -> Once {
    let mut who = key.hash();
    who.extend(crypto::sha256(format!("booked from {network}")));
    let hash = crypto::sha256(who);
    let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Once {
        tenant: tenant.id,
        key: format!("held:{name}"),
        request_hash: crypto::sha256("held"),
    }
}

/// See [`booked_with`].
pub async fn last_booked(
    app: &App,
    tenant: &Tenant,
    key: &Key,
    network: IpAddr,
) -> Result<Option<Booked>> {
    let once = booked_with(tenant, key, network);
    Ok(match once.look(&app.db, app).await? {
        Known::Answered(booked) => Some(booked),
        Known::New | Known::OtherRequest => None,
    })
}
