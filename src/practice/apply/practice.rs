//! The practice itself, its owner, and the master as a resource.

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};

use super::Work;
use crate::accounts::{NewTenant, NewUser, Role, Tenant, User, give_way, password, slug};
use crate::app::App;
use crate::contact::{Email, Phone};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{Actor, Kind, Object};
use crate::id::{ResourceId, TenantId, UserId};
use crate::practice::changes::{Change, Verb, differences};
use crate::practice::export;
use crate::practice::file::{PracticeFile, TravelFile};
use crate::q;

/// For an owner who has no account yet; None when they have one.
pub(super) async fn password_hash(
    app: &App,
    file: &PracticeFile,
    dry_run: bool,
) -> anyhow::Result<Option<String>> {
    let key = file.owner.email.trim().to_lowercase();
    if holder(&app.db, &key).await?.is_some() {
        return Ok(None);
    }
    let Some(password) = &file.owner.password else {
        bail!(
            "owner.password: needed, since {} has no account yet",
            file.owner.email
        );
    };
    if !app.config.is_development() {
        ensure!(
            password::check(password).is_ok(),
            "owner.password: at least 10 characters, and none of the most used passwords"
        );
    }
    if dry_run {
        return Ok(Some(String::new()));
    }
    Ok(Some(password::hash(app, password.clone()).await?))
}

/// The account that has proved the address to be its own. One that only says so may be anybody's.
async fn holder(on: impl On, email_key: &str) -> Result<Option<User>> {
    let user = User::by_email(on, email_key).await?;
    Ok(user.filter(User::is_verified))
}

pub(super) async fn owner(
    tx: &mut Tx,
    file: &PracticeFile,
    password_hash: Option<String>,
    now: DateTime<Utc>,
    changes: &mut Vec<Change>,
) -> anyhow::Result<UserId> {
    let email = Email::parse(&file.owner.email).map_err(anyhow::Error::msg)?;
    if let Some(user) = holder(&mut *tx, &email.key()).await? {
        return Ok(user.id);
    }
    if let Some(claimed) = User::by_email(&mut *tx, &email.key()).await? {
        give_way(tx, claimed.id, now).await?;
    }
    let password_hash = password_hash.context("the owner's account was removed meanwhile")?;
    let new = NewUser {
        email: &email,
        name: &file.owner.name,
        password_hash: &password_hash,
        locale: file.locale,
        email_verified_at: Some(now),
    };
    let id = User::claim(tx, &new, now)
        .await?
        .context("owner.email: someone has just taken it, try again")?;
    changes.push(Change::new(Verb::Added, format!("user {email}")));
    Ok(id)
}

/// Finds or makes the practice and its owner's membership; true when it was made.
pub(super) async fn tenant(
    app: &App,
    tx: &mut Tx,
    file: &PracticeFile,
    owner: UserId,
    now: DateTime<Utc>,
    changes: &mut Vec<Change>,
) -> anyhow::Result<(Tenant, bool)> {
    let found = export::find(&mut *tx, &file.slug).await?;
    let is_new = found.is_none();
    let id = match found {
        Some(tenant) => tenant.id,
        None => {
            if let Some(other) = slug::former(&mut *tx, &file.slug).await? {
                let now_at = Tenant::find(&mut *tx, other).await?.slug;
                bail!(
                    "slug: {:?} leads to the practice {now_at:?}, which had it before",
                    file.slug
                );
            }
            let new = NewTenant {
                slug: &file.slug,
                name: &file.name,
                kind: &file.kind,
                timezone: file.tz()?,
                locale: file.locale,
                currency: file.currency,
                email: None,
                phone: None,
                is_demo: false,
                setup_step: "done",
            };
            changes.push(Change::new(Verb::Added, format!("practice {}", file.slug)));
            Tenant::create(tx, app.secret(), &new, &Actor::system(), now).await?
        }
    };
    let joined = q!(
        tx,
        execute,
        "INSERT INTO memberships (tenant_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role WHERE memberships.role <> excluded.role",
        id,
        owner,
        Role::Owner,
        now,
    )?;
    if joined > 0 {
        changes.push(Change::new(
            Verb::Added,
            format!("owner {}", file.owner.email),
        ));
    }
    Ok((Tenant::find(tx, id).await?, is_new))
}

/// The resource that stands for the master: made with the practice, never removed. All of the practice's are taken until
/// the commit, before anything is recorded, as whoever books does it.
pub(super) async fn master(tx: &mut Tx, tenant: TenantId) -> Result<ResourceId> {
    let resources = q!(
        tx,
        fetch_all: (ResourceId, String),
        {
            sqlite: "SELECT id, kind FROM resources WHERE tenant_id = $1 ORDER BY id",
            pg: "SELECT id, kind FROM resources WHERE tenant_id = $1 ORDER BY id FOR NO KEY UPDATE",
        },
        tenant,
    )?;
    let master = resources.into_iter().find(|(_, kind)| kind == "master");
    master.map(|(id, _)| id).ok_or(Error::NotFound)
}

/// The part of a file that stands in the practice's own row.
fn own_part(file: &PracticeFile) -> PracticeFile {
    let country = file.home_country().map(str::to_owned);
    let phone = file
        .phone
        .as_deref()
        .and_then(|phone| Phone::parse(phone, country.as_deref()).ok())
        .map(|phone| phone.e164().to_owned());
    PracticeFile {
        country,
        phone,
        owner: crate::practice::OwnerFile {
            name: String::new(),
            email: String::new(),
            password: None,
        },
        places: Vec::new(),
        travel: TravelFile::default(),
        hours: Vec::new(),
        overrides: Vec::new(),
        blocks: Vec::new(),
        resources: Vec::new(),
        services: Vec::new(),
        ..file.clone()
    }
}

impl Work<'_> {
    pub(super) async fn apply_practice(&mut self) -> Result<()> {
        let (have, want) = (own_part(&self.have), own_part(self.file));
        if have == want {
            return Ok(());
        }
        let rules = &want.booking;
        q!(
            self.tx,
            execute,
            "UPDATE tenants SET name = $2, kind = $3, description = $4, timezone = $5, locale = $6, currency = $7,
                country = $8, phone = $9, email = $10, address = $11, step_minutes = $12, notice_minutes = $13,
                horizon_days = $14, offer = $15, daily_limit = $16, cancel_window_minutes = $17, brand = $18, updated_at = $19, moves_limit = $20
             WHERE id = $1",
            self.tenant.id,
            &want.name,
            &want.kind,
            &want.description,
            &want.timezone,
            want.locale,
            want.currency,
            &want.country,
            &want.phone,
            &want.email,
            &want.address,
            rules.step_minutes,
            rules.notice_minutes,
            rules.horizon_days,
            &rules.offer,
            rules.daily_limit,
            rules.cancel_window_minutes,
            &want.brand,
            self.now,
            rules.moves_limit,
        )?;
        if self.is_new {
            return Ok(());
        }
        let what = format!("practice {}", want.slug);
        self.changes
            .push(Change::changed(what, differences(&have, &want)));
        self.record(Kind::TenantUpdated, Object::Tenant(self.tenant.id))
            .await
    }
}
