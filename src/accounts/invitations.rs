//! Inviting a person to a practice by e-mail: once, for seven days. The link shows who invites; the button accepts, for
//! the account that is signed in, or for a new one that the visitor makes there and then.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;
use sqlx::FromRow;

use super::mails::{self, Mail};
use super::verification::{dead_link, give_way};
use super::{
    Caller, NewUser, Role, SignedIn, Tenant, TenantStatus, User, login, membership, password,
    session, typed,
};
use crate::app::App;
use crate::contact::Email;
use crate::crypto::{random_token, sha256};
use crate::db::{On, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{InvitationId, TenantId, UserId};
use crate::q;
use crate::web::{self, Errors, Flash, Form, Path, View};

const LIFETIME: TimeDelta = TimeDelta::days(7);

pub fn routes() -> Router<App> {
    Router::new().route("/invitations/{token}", get(show).post(accept))
}

#[derive(Clone, Debug, FromRow)]
pub struct Invitation {
    pub tenant_id: TenantId,
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub invited_by: UserId,
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    /// Invites; an open invitation of the same address gives way.
    pub async fn create(
        tx: &mut Tx,
        tenant: TenantId,
        email: &Email,
        role: Role,
        actor: &Actor,
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        for open in Self::open(&mut *tx, tenant, now).await? {
            if open.email.to_lowercase() == email.key() {
                Self::revoke(&mut *tx, tenant, open.id, now).await?;
            }
        }
        let id = InvitationId::new();
        q!(
            tx,
            execute,
            "INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            tenant,
            id,
            email.as_str(),
            role,
            // Nobody knows it; the mail's own token takes its place.
            sha256(random_token()),
            by,
            now + LIFETIME,
            now,
        )?;
        let (object, data) = (
            Object::Tenant(tenant),
            json!({ "invitation": id, "role": role }),
        );
        events::record(tx, tenant, actor, Kind::MemberInvited, object, data, now).await?;
        let invitation = id;
        mails::enqueue(tx, Mail::Invitation { tenant, invitation }, now).await
    }

    /// Those that can still be accepted, the newest first.
    pub async fn open(mut on: impl On, tenant: TenantId, now: DateTime<Utc>) -> Result<Vec<Self>> {
        Ok(q!(
            on,
            fetch_all: Self,
            "SELECT * FROM invitations WHERE tenant_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2
             ORDER BY id DESC LIMIT 100",
            tenant,
            now,
        )?)
    }

    pub async fn by_id(mut on: impl On, tenant: TenantId, id: InvitationId) -> Result<Self> {
        Ok(
            q!(on, fetch_one: Self, "SELECT * FROM invitations WHERE tenant_id = $1 AND id = $2", tenant, id)?,
        )
    }

    /// The token of the mail that goes out now; None when the invitation is over.
    pub async fn renew(
        mut on: impl On,
        tenant: TenantId,
        id: InvitationId,
        now: DateTime<Utc>,
    ) -> Result<Option<String>> {
        let token = random_token();
        let rows = q!(
            on,
            execute,
            "UPDATE invitations SET token_hash = $3 WHERE tenant_id = $1 AND id = $2 AND accepted_at IS NULL
                AND revoked_at IS NULL AND expires_at > $4",
            tenant,
            id,
            sha256(&token),
            now,
        )?;
        Ok((rows == 1).then_some(token))
    }

    /// False when it is over already, or another practice's.
    pub async fn revoke(
        mut on: impl On,
        tenant: TenantId,
        id: InvitationId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let rows = q!(
            on,
            execute,
            "UPDATE invitations SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND accepted_at IS NULL
                AND revoked_at IS NULL",
            tenant,
            id,
            now,
        )?;
        Ok(rows == 1)
    }

    /// The invitation of a link, while it can be accepted.
    async fn of_link(mut on: impl On, token: &str, now: DateTime<Utc>) -> Result<Option<Self>> {
        Ok(q!(
            on,
            fetch_optional: Self,
            "SELECT * FROM invitations WHERE token_hash = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
            sha256(token),
            now,
        )?)
    }

    /// Uses it up. False when somebody was quicker.
    async fn spend(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<bool> {
        let rows = q!(
            tx,
            execute,
            "UPDATE invitations SET accepted_at = $3 WHERE tenant_id = $1 AND id = $2 AND accepted_at IS NULL
                AND revoked_at IS NULL AND expires_at > $3",
            self.tenant_id,
            self.id,
            now,
        )?;
        Ok(rows == 1)
    }
}

/// What the visitor of the link can do.
enum Way {
    /// Join with the account that is signed in: its name and address.
    Join(String, String),
    /// The address has an account: sign in first.
    SignIn,
    /// Make one.
    SignUp,
}

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct Show {
    page: View,
    errors: Errors,
    practice: String,
    role: Role,
    email: String,
    way: Way,
    /// Path of this page, for coming back.
    path: String,
    /// The name as it was typed.
    typed: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accept {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    /// The address, there for password managers only.
    #[serde(default, rename = "email")]
    _email: String,
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Response> {
    let Some((invitation, tenant)) = find(&app, &token).await? else {
        return dead(caller.view);
    };
    let (way, page) = way(&app, caller, &invitation).await?;
    web::render(&Show {
        errors: Errors::default(),
        practice: tenant.name,
        role: invitation.role,
        email: invitation.email,
        way,
        path: format!("/invitations/{token}"),
        typed: String::new(),
        page,
    })
}

async fn find(app: &App, token: &str) -> Result<Option<(Invitation, Tenant)>> {
    let Some(invitation) = Invitation::of_link(&app.db, token, app.clock.now()).await? else {
        return Ok(None);
    };
    let tenant = Tenant::find(&app.db, invitation.tenant_id).await?;
    Ok((tenant.status != TenantStatus::Closed).then_some((invitation, tenant)))
}

async fn way(app: &App, caller: Caller, invitation: &Invitation) -> Result<(Way, View)> {
    let page = caller.view.clone();
    if let Some(here) = SignedIn::load(app, caller).await? {
        return Ok((
            Way::Join(here.user.name.clone(), here.user.email.clone()),
            here.caller.view,
        ));
    }
    let holder = User::by_email(&app.db, &invitation.email.to_lowercase()).await?;
    // An account that never proved the address may not be the invited person's.
    if holder.is_some_and(|user| user.is_verified()) {
        Ok((Way::SignIn, page))
    } else {
        Ok((Way::SignUp, page))
    }
}

async fn accept(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    Form(form): Form<Accept>,
) -> Result<Response> {
    let Some((invitation, tenant)) = find(&app, &token).await? else {
        return dead(caller.view);
    };
    if let Some(here) = SignedIn::load(&app, caller.clone()).await? {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if !invitation.spend(&mut tx, now).await? {
            return dead(caller.view);
        }
        join(&mut tx, &invitation, here.user.id, &here.actor(), now).await?;
        tx.commit().await?;
        session::enter(&caller.session, tenant.id).await?;
        return Ok(welcome(&here.caller.view, &tenant));
    }
    let (way, page) = way(&app, caller.clone(), &invitation).await?;
    let path = format!("/invitations/{token}");
    if matches!(way, Way::SignIn) {
        return Ok(web::redirect_with_next("/login", &path));
    }
    let mut errors = Errors::default();
    let name = errors.take("name", typed::name(&form.name));
    errors.take("password", password::check(&form.password));
    let (Some(name), true) = (name, errors.is_empty()) else {
        return web::render_invalid(&Show {
            page,
            errors,
            practice: tenant.name,
            role: invitation.role,
            email: invitation.email,
            way,
            path,
            typed: form.name,
        });
    };
    let hash = password::hash(&app, form.password).await?;
    let Some(user) = register(&app, &caller, &invitation, &name, &hash).await? else {
        return dead(caller.view);
    };
    session::start(&app, &caller, user, Some(tenant.id), true).await?;
    Ok(welcome(&caller.view, &tenant))
}

/// A new account that has proved its address by the link; None when somebody was quicker.
async fn register(
    app: &App,
    caller: &Caller,
    invitation: &Invitation,
    name: &str,
    hash: &str,
) -> Result<Option<UserId>> {
    let now = app.clock.now();
    let email = Email::parse(&invitation.email).map_err(Error::internal)?;
    let mut tx = app.db.begin().await?;
    if !invitation.spend(&mut tx, now).await? {
        return Ok(None);
    }
    if let Some(holder) = User::by_email(&mut tx, &email.key()).await? {
        give_way(&mut tx, holder.id, now).await?;
    }
    let new = NewUser {
        email: &email,
        name,
        password_hash: hash,
        locale: caller.view.locale,
        email_verified_at: Some(now),
    };
    let Some(user) = User::claim(&mut tx, &new, now).await? else {
        return Ok(None);
    };
    join(&mut tx, invitation, user, &caller.actor(user), now).await?;
    tx.commit().await?;
    Ok(Some(user))
}

async fn join(
    tx: &mut Tx,
    invitation: &Invitation,
    user: UserId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let (tenant, role) = (invitation.tenant_id, invitation.role);
    if membership::join(tx, tenant, user, role, now).await? {
        let (object, data) = (Object::User(user), json!({ "role": role }));
        events::record(tx, tenant, actor, Kind::MemberJoined, object, data, now).await?;
    }
    membership::used(&mut *tx, tenant, user, now).await?;
    Ok(())
}

fn welcome(page: &View, tenant: &Tenant) -> Response {
    let text = page.t1("invitation-joined", "practice", tenant.name.as_str());
    web::redirect_with(login::HOME, Flash::ok(text))
}

fn dead(page: View) -> Result<Response> {
    let onward = ("/login", page.t("sign-in"));
    dead_link(page, key!("link-dead-invitation"), onward)
}
