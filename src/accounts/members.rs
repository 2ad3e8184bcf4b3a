//! The people of a practice: who they are, what they may do, whom the owner has invited. A practice always keeps an owner.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use super::invitations::Invitation;
use super::limits::INVITATIONS;
use super::{Permission, Role, typed};
use crate::app::App;
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{InvitationId, TenantId, UserId};
use crate::q;
use crate::web::idempotency::OncePerForm;
use crate::web::{self, Errors, Flash, Form, Page, Path, rate};

const PATH: &str = "/settings/members";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/settings/members", get(index).post(invite))
        .route("/settings/members/{user}", get(edit).post(update))
        .route("/settings/members/{user}/remove", post(remove))
        .route("/settings/members/invitations/{id}/revoke", post(revoke))
}

#[derive(Clone, Debug, FromRow)]
pub struct Member {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
}

impl Member {
    pub async fn all(mut on: impl On, tenant: TenantId) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT m.user_id, u.name, u.email, m.role FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.tenant_id = $1 ORDER BY m.created_at, m.user_id LIMIT 200",
            tenant,
        )?)
    }

    pub async fn find(mut on: impl On, tenant: TenantId, user: UserId) -> Result<Self> {
        Ok(q!(
            on,
            fetch_one: Self,
            "SELECT m.user_id, u.name, u.email, m.role FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.tenant_id = $1 AND m.user_id = $2",
            tenant,
            user,
        )?)
    }

    pub fn initials(&self) -> String {
        web::initials(&self.name)
    }

    /// Gives another role; the last owner keeps theirs.
    async fn change_role(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        role: Role,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        keep_an_owner(tx, tenant, self.user_id, role == Role::Owner).await?;
        q!(
            tx,
            execute,
            "UPDATE memberships SET role = $3 WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            self.user_id,
            role,
        )?;
        let data = json!({ "from": self.role, "to": role });
        let object = Object::User(self.user_id);
        events::record(tx, tenant, actor, Kind::MemberChanged, object, data, now).await?;
        Ok(())
    }

    async fn leave(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        keep_an_owner(tx, tenant, self.user_id, false).await?;
        q!(
            tx,
            execute,
            "DELETE FROM memberships WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            self.user_id,
        )?;
        let (object, data) = (Object::User(self.user_id), json!({ "role": self.role }));
        events::record(tx, tenant, actor, Kind::MemberRemoved, object, data, now).await?;
        Ok(())
    }
}

/// Refuses when the practice would be left without an owner. Holds the practice's row until the commit, so that two
/// owners cannot remove each other at once.
async fn keep_an_owner(tx: &mut Tx, tenant: TenantId, user: UserId, stays: bool) -> Result<()> {
    q!(
        tx,
        fetch_one: (TenantId,),
        {
            sqlite: "SELECT id FROM tenants WHERE id = $1",
            pg: "SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE",
        },
        tenant,
    )?;
    let (others,) = q!(
        tx,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM memberships WHERE tenant_id = $1 AND user_id <> $2 AND role = 'owner'",
        tenant,
        user,
    )?;
    if others == 0 && !stays {
        Err(Error::Conflict(key!("members-last-owner")))
    } else {
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "accounts/members.html")]
struct Index {
    page: Page,
    errors: Errors,
    members: Vec<Member>,
    invitations: Vec<Invitation>,
    form: Invite,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Invite {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
    /// Of this showing of the form: pressed twice, it writes once.
    #[serde(default, skip_serializing)]
    key: String,
}

impl Index {
    async fn load(app: &App, page: Page, form: Invite, errors: Errors) -> Result<Self> {
        let tenant = page.tenant.id;
        Ok(Self {
            members: Member::all(&app.db, tenant).await?,
            invitations: Invitation::open(&app.db, tenant, app.clock.now()).await?,
            page,
            errors,
            form,
        })
    }

    /// Roles one can be invited to: all but the owner's.
    fn choices(&self) -> Vec<(&'static str, String, String)> {
        roles(&self.page).split_off(1)
    }

    fn until(&self, invitation: &Invitation) -> String {
        let day = self.page.tenant.local_date(invitation.expires_at);
        self.page.locale.day_short(day)
    }
}

/// Roles with their names and what they may do, the owner's first.
fn roles(page: &Page) -> Vec<(&'static str, String, String)> {
    Role::ALL
        .into_iter()
        .map(|role| {
            (
                role.as_str(),
                page.t(role.text_key()),
                page.t(role.about_key()),
            )
        })
        .collect()
}

async fn index(State(app): State<App>, page: Page) -> Result<Response> {
    page.require(Permission::MembersWrite)?;
    let form = Invite {
        email: String::new(),
        role: Role::Operator.as_str().to_owned(),
        key: uuid::Uuid::new_v4().to_string(),
    };
    web::render(&Index::load(&app, page, form, Errors::default()).await?)
}

async fn invite(State(app): State<App>, page: Page, Form(form): Form<Invite>) -> Result<Response> {
    page.require(Permission::MembersWrite)?;
    page.require_active()?;
    let mut errors = Errors::default();
    // Else anybody could have us write to anybody, under a practice's name of their own choice.
    if !page.user.is_verified() {
        errors.add("", key!("members-prove-first"));
    }
    let email = errors.take("email", typed::email(&form.email));
    let role: Option<Role> = form.role.parse().ok().filter(|role| *role != Role::Owner);
    if role.is_none() {
        errors.add("role", key!("field-bad-choice"));
    }
    if let Some(email) = &email {
        let members = Member::all(&app.db, page.tenant.id).await?;
        if members
            .iter()
            .any(|member| member.email.to_lowercase() == email.key())
        {
            errors.add("email", key!("members-already"));
        }
    }
    let (Some(email), Some(role), true) = (email, role, errors.is_empty()) else {
        return web::render_invalid(&Index::load(&app, page, form, errors).await?);
    };
    let (tenant, now) = (page.tenant.id, app.clock.now());
    rate::hit(&app, INVITATIONS, &tenant.to_string()).await?;
    let mut once = OncePerForm::new(&app, tenant, "invitation", &form.key, &form)?;
    let flash = Flash::ok(page.t1("members-invited", "email", email.as_str()));
    let mut tx = app.db.begin().await?;
    if let Some(path) = once.claim(&mut tx, &app, now).await? {
        return Ok(web::redirect_with(&path, flash));
    }
    Invitation::create(
        &mut tx,
        tenant,
        &email,
        role,
        &page.actor(),
        page.user.id,
        now,
    )
    .await?;
    once.keep(&mut tx, &app, PATH).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(web::redirect_with(PATH, flash))
}

async fn revoke(
    State(app): State<App>,
    page: Page,
    Path(id): Path<InvitationId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::MembersWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    if !Invitation::revoke(&mut tx, tenant, id, now).await? {
        return Err(Error::NotFound);
    }
    let (object, data) = (
        Object::Tenant(tenant),
        json!({ "invitation": id, "revoked": true }),
    );
    events::record(
        &mut tx,
        tenant,
        &page.actor(),
        Kind::MemberChanged,
        object,
        data,
        now,
    )
    .await?;
    tx.commit().await?;
    let flash = Flash::ok(page.t("members-revoked"));
    Ok(web::redirect_with(PATH, flash))
}

#[derive(Template)]
#[template(path = "accounts/member.html")]
struct Edit {
    page: Page,
    errors: Errors,
    member: Member,
    role: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(default)]
    role: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Edit {
    fn choices(&self) -> Vec<(&'static str, String, String)> {
        roles(&self.page)
    }
}

async fn edit(State(app): State<App>, page: Page, Path(user): Path<UserId>) -> Result<Response> {
    page.require(Permission::MembersWrite)?;
    let member = Member::find(&app.db, page.tenant.id, user).await?;
    web::render(&Edit {
        page,
        errors: Errors::default(),
        role: member.role.as_str().to_owned(),
        member,
    })
}

async fn update(
    State(app): State<App>,
    page: Page,
    Path(user): Path<UserId>,
    Form(form): Form<Change>,
) -> Result<Response> {
    page.require(Permission::MembersWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let member = Member::find(&mut tx, tenant, user).await?;
    let changed = match form.role.parse() {
        Ok(role) => {
            member
                .change_role(&mut tx, tenant, role, &page.actor(), now)
                .await
        }
        Err(()) => Err(Error::Invalid(key!("field-bad-choice"))),
    };
    if let Err(Error::Conflict(why) | Error::Invalid(why)) = changed {
        drop(tx);
        let mut errors = Errors::default();
        errors.add("role", why);
        let role = form.role;
        return web::render_invalid(&Edit {
            page,
            errors,
            member,
            role,
        });
    }
    changed?;
    tx.commit().await?;
    let flash = Flash::ok(page.t("saved"));
    Ok(web::redirect_with(PATH, flash))
}

async fn remove(
    State(app): State<App>,
    page: Page,
    Path(user): Path<UserId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response> {
    page.require(Permission::MembersWrite)?;
    let (tenant, now) = (page.tenant.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let member = Member::find(&mut tx, tenant, user).await?;
    let left = member.leave(&mut tx, tenant, &page.actor(), now).await;
    if let Err(Error::Conflict(why)) = left {
        drop(tx);
        let mut errors = Errors::default();
        errors.add("", why);
        let role = member.role.as_str().to_owned();
        return web::render_invalid(&Edit {
            page,
            errors,
            member,
            role,
        });
    }
    left?;
    tx.commit().await?;
    let flash = Flash::ok(page.t1("members-removed", "name", member.name));
    Ok(web::redirect_with(PATH, flash))
}
