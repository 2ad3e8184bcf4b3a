//! Proving that an address is one's own, by a link sent there: of a new account, and of a new address for an old one.
//! Opening the link shows what it would do; the button does it.
//!
//! An address that another account has claimed without proof goes to the one that proves it. One that another account
//! has proved stays there: the practices of the account that signed up a second time move over to it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::mails::{self, Mail};
use super::tokens::{Purpose, Token};
use super::{Caller, Place, Role, User, login, membership, session};
use crate::app::App;
use crate::contact::Email;
use crate::db::{Tx, is_unique, patiently};
use crate::error::{Error, Result};
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::UserId;
use crate::q;
use crate::web::{self, Flash, Path, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/verify/{token}", get(show).post(confirm))
        .route("/email/{token}", get(show_change).post(confirm_change))
}

/// What a change of address keeps in its token.
#[derive(Serialize, Deserialize)]
pub struct Change {
    pub from: String,
    pub to: String,
}

impl Change {
    pub fn of(token: &Token) -> Result<Self> {
        let text = token.data.as_deref().unwrap_or_default();
        serde_json::from_str(text).map_err(Error::internal)
    }

    /// The new address, to compare by.
    fn key(&self) -> Result<String> {
        Email::parse(&self.to)
            .map(|email| email.key())
            .map_err(Error::internal)
    }
}

#[derive(Template)]
#[template(path = "accounts/verify.html")]
struct Show {
    page: View,
    title: String,
    text: String,
    /// Words of the button; None when there is nothing to do.
    button: Option<String>,
    /// Where to go on when there is nothing to do, and the words for it.
    onward: (&'static str, String),
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Response> {
    let page = caller.view;
    let Some((token, user)) = find(&app, Purpose::VerifyEmail, &token).await? else {
        return dead(page);
    };
    if user.is_verified() && token.used_at.is_some() {
        return web::render(&Show {
            title: page.t("verify-done-title"),
            text: page.t1("verify-done-text", "email", user.email.as_str()),
            button: None,
            onward: home(&page),
            page,
        });
    }
    if !token.is_alive(app.clock.now()) {
        return dead(page);
    }
    let holder = holder(&app, &user).await?;
    web::render(&match holder {
        Some(holder) if holder.is_verified() => {
            let places = Place::of_user(&app.db, user.id).await?;
            let names: Vec<String> = places.into_iter().map(|place| place.name).collect();
            Show {
                title: page.t("verify-join-title"),
                text: page.t2(
                    "verify-join-text",
                    "email",
                    user.email.as_str(),
                    "practice",
                    names.join(", "),
                ),
                button: Some(page.t("verify-join-button")),
                onward: home(&page),
                page,
            }
        }
        _ => Show {
            title: page.t("verify-title"),
            text: page.t1("verify-text", "email", user.email.as_str()),
            button: Some(page.t("verify-button")),
            onward: home(&page),
            page,
        },
    })
}

async fn confirm(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Response> {
    let page = &caller.view;
    let done = Flash::ok(page.t("verify-done-title"));
    let Some((token, user)) = find(&app, Purpose::VerifyEmail, &token).await? else {
        return dead(caller.view);
    };
    if user.is_verified() && token.used_at.is_some() {
        return Ok(web::redirect_with(login::HOME, done));
    }
    let proved = patiently(|| async {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if !token.spend(&mut tx, now).await? {
            return Ok(None);
        }
        let joined = prove(&mut tx, &user, &caller.actor(user.id), now).await?;
        tx.commit().await?;
        Ok(Some(joined))
    })
    .await?;
    match proved {
        Some(true) => {
            let joined = Flash::ok(page.t("verify-joined"));
            Ok(web::redirect_with("/login", joined))
        }
        Some(false) => Ok(web::redirect_with(login::HOME, done)),
        // The first of two presses was quicker.
        None if User::find(&app.db, user.id).await?.is_verified() => {
            Ok(web::redirect_with(login::HOME, done))
        }
        None => dead(caller.view),
    }
}

/// The address is the user's. True when it was another account's, which now has the user's practices.
/// [`Error::Collided`] when another account proves the same address at this moment.
async fn prove(tx: &mut Tx, user: &User, actor: &Actor, now: DateTime<Utc>) -> Result<bool> {
    let key = Email::parse(&user.email).map_err(Error::internal)?.key();
    let holder = User::by_email(&mut *tx, &key).await?;
    if let Some(holder) = holder.filter(|holder| holder.id != user.id) {
        if holder.is_verified() {
            hand_over(tx, user.id, holder.id, actor, now).await?;
            return Ok(true);
        }
        give_way(tx, holder.id, now).await?;
    }
    q!(
        tx,
        execute,
        "UPDATE users SET email_key = $2, email_verified_at = $3, updated_at = $3 WHERE id = $1",
        user.id,
        key,
        now,
    )
    .map_err(collided)?;
    Ok(false)
}

/// The address became another account's between looking and writing: looking again says whose it is.
fn collided(error: sqlx::Error) -> Error {
    if is_unique(&error) {
        Error::Collided(error.to_string())
    } else {
        error.into()
    }
}

/// A claim without proof ends; the account goes on without an address.
pub async fn give_way(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<()> {
    q!(
        tx,
        execute,
        "UPDATE users SET email_key = NULL, updated_at = $2 WHERE id = $1 AND email_verified_at IS NULL",
        user,
        now,
    )?;
    Ok(())
}

/// Moves the practices of an account to another one of the same person, and closes it.
async fn hand_over(
    tx: &mut Tx,
    from: UserId,
    to: UserId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    for place in Place::of_user(&mut *tx, from).await? {
        let tenant = place.tenant_id;
        if membership::join(tx, tenant, to, place.role, now).await? {
            let data = json!({ "role": place.role });
            let object = Object::User(to);
            events::record(tx, tenant, actor, Kind::MemberJoined, object, data, now).await?;
        } else if place.role == Role::Owner {
            // A member already, perhaps with a smaller role.
            q!(
                tx,
                execute,
                "UPDATE memberships SET role = 'owner' WHERE tenant_id = $1 AND user_id = $2",
                tenant,
                to
            )?;
            let (object, data) = (Object::User(to), json!({ "to": place.role }));
            events::record(tx, tenant, actor, Kind::MemberChanged, object, data, now).await?;
        }
        let (object, data) = (Object::User(from), json!({ "role": place.role }));
        events::record(tx, tenant, actor, Kind::MemberRemoved, object, data, now).await?;
    }
    q!(
        tx,
        execute,
        "DELETE FROM memberships WHERE user_id = $1",
        from
    )?;
    q!(
        tx,
        execute,
        "UPDATE users SET disabled_at = $2, updated_at = $2 WHERE id = $1",
        from,
        now
    )?;
    session::end_others(&mut *tx, from, "").await?;
    Ok(())
}

async fn show_change(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Response> {
    let page = caller.view;
    let found = find(&app, Purpose::ChangeEmail, &token).await?;
    let Some((token, user)) = found.filter(|(token, _)| token.is_alive(app.clock.now())) else {
        return dead(page);
    };
    let change = Change::of(&token)?;
    let holder = User::by_email(&app.db, &change.key()?).await?;
    if holder.is_some_and(|holder| holder.id != user.id && holder.is_verified()) {
        return taken(page);
    }
    web::render(&Show {
        title: page.t("verify-change-title"),
        text: page.t2("verify-change-text", "from", change.from, "to", change.to),
        button: Some(page.t("verify-change-button")),
        onward: home(&page),
        page,
    })
}

async fn confirm_change(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Response> {
    let page = &caller.view;
    let Some((token, user)) = find(&app, Purpose::ChangeEmail, &token).await? else {
        return dead(caller.view);
    };
    let change = Change::of(&token)?;
    let actor = caller.actor(user.id);
    match patiently(|| take_over(&app, &token, &user, &change, &actor)).await? {
        Changed::Done => {}
        Changed::Dead => return dead(caller.view),
        Changed::Taken => return taken(caller.view),
    }
    app.wake.notify_one();
    let flash = Flash::ok(page.t("verify-change-done"));
    Ok(web::redirect_with("/settings/account", flash))
}

/// How a change of address ended.
enum Changed {
    Done,
    /// The link was used meanwhile.
    Dead,
    /// Another account has proved the address.
    Taken,
}

async fn take_over(
    app: &App,
    token: &Token,
    user: &User,
    change: &Change,
    actor: &Actor,
) -> Result<Changed> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !token.spend(&mut tx, now).await? {
        return Ok(Changed::Dead);
    }
    let holder = User::by_email(&mut tx, &change.key()?).await?;
    match holder.filter(|holder| holder.id != user.id) {
        Some(holder) if holder.is_verified() => return Ok(Changed::Taken),
        Some(holder) => give_way(&mut tx, holder.id, now).await?,
        None => {}
    }
    q!(
        tx,
        execute,
        "UPDATE users SET email = $2, email_key = $3, email_verified_at = $4, updated_at = $4 WHERE id = $1",
        user.id,
        &change.to,
        change.key()?,
        now,
    )
    .map_err(collided)?;
    // Links sent to the old address are of no more use.
    super::tokens::revoke(&mut tx, user.id, Purpose::ResetPassword, now).await?;
    super::tokens::revoke(&mut tx, user.id, Purpose::VerifyEmail, now).await?;
    membership::note(&mut tx, user.id, actor, Kind::EmailChanged, json!({}), now).await?;
    mails::enqueue(&mut tx, Mail::EmailChanged { token: token.id }, now).await?;
    tx.commit().await?;
    Ok(Changed::Done)
}

async fn find(app: &App, purpose: Purpose, token: &str) -> Result<Option<(Token, User)>> {
    let Some(token) = Token::find(&app.db, purpose, token).await? else {
        return Ok(None);
    };
    let user = User::find(&app.db, token.user_id).await?;
    Ok(user.disabled_at.is_none().then_some((token, user)))
}

/// Another account that has the user's address.
async fn holder(app: &App, user: &User) -> Result<Option<User>> {
    let key = Email::parse(&user.email).map_err(Error::internal)?.key();
    let holder = User::by_email(&app.db, &key).await?;
    Ok(holder.filter(|holder| holder.id != user.id))
}

/// The address turned out to be another account's; who has the link may know.
fn taken(page: View) -> Result<Response> {
    let show = Show {
        title: page.t("verify-taken-title"),
        text: page.t("verify-taken-text"),
        button: None,
        onward: home(&page),
        page,
    };
    web::render_status(StatusCode::CONFLICT, &show)
}

/// The link is unknown, used or too old.
fn dead(page: View) -> Result<Response> {
    let onward = home(&page);
    dead_link(page, key!("link-dead-text"), onward)
}

/// As [`dead`], with what to do about it.
pub(super) fn dead_link(
    page: View,
    text: &'static str,
    onward: (&'static str, String),
) -> Result<Response> {
    let show = Show {
        title: page.t("link-dead-title"),
        text: page.t(text),
        button: None,
        onward,
        page,
    };
    web::render_status(StatusCode::NOT_FOUND, &show)
}

fn home(page: &View) -> (&'static str, String) {
    (login::HOME, page.t("error-to-calendar"))
}
