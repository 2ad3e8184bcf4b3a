//! Who asks: anybody ([`Caller`]), or a signed-in user before it is known at which practice ([`SignedIn`]).
//! Pages of a practice take [`crate::web::Page`] instead.

use std::convert::Infallible;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::Method;
use axum::http::request::Parts;
use tower_sessions::Session;

use super::{User, session};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::id::{TenantId, UserId};
use crate::web::{ClientAddress, Reader, View};

#[derive(Clone)]
pub struct Caller {
    pub view: View,
    pub address: ClientAddress,
    pub agent: String,
    pub session: Session,
}

impl Caller {
    /// The user, as events name who did something.
    pub fn actor(&self, user: UserId) -> Actor {
        Actor::user(user).from(self.address, &self.agent, &self.view.request_id)
    }

    /// Where limits count.
    pub fn network(&self) -> String {
        self.address.network().to_string()
    }
}

impl Deref for Caller {
    type Target = View;
    fn deref(&self) -> &View {
        &self.view
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let session = Session::from_request_parts(parts, state)
            .await
            .map_err(|(_, why)| Error::internal(why))?;
        let address: Result<_, Infallible> = ClientAddress::from_request_parts(parts, state).await;
        let address = match address {
            Ok(address) => address,
            Err(never) => match never {},
        };
        let agent = parts
            .headers
            .get("user-agent")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let agent = agent.chars().take(200).collect();
        Ok(Self {
            view: View::from_parts(parts),
            address,
            agent,
            session,
        })
    }
}

/// A user whose session is alive, whatever practices they belong to.
#[derive(Clone)]
pub struct SignedIn {
    pub caller: Caller,
    pub user: User,
    /// As it stands in `user_sessions`.
    pub session_id: String,
    /// The practice the session is at; the membership may be gone.
    pub tenant: Option<TenantId>,
}

impl SignedIn {
    /// None when nobody is signed in with the session.
    pub async fn load(app: &App, mut caller: Caller) -> Result<Option<Self>> {
        let Some(found) = session::current(app, &caller.session).await? else {
            return Ok(None);
        };
        caller.view.locale = caller.view.chosen_locale.unwrap_or(found.user.locale);
        Ok(Some(Self {
            caller,
            user: found.user,
            session_id: found.id,
            tenant: found.tenant,
        }))
    }

    pub fn actor(&self) -> Actor {
        self.caller.actor(self.user.id)
    }
}

impl Deref for SignedIn {
    type Target = View;
    fn deref(&self) -> &View {
        &self.caller.view
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    App: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let app = App::from_ref(state);
        let next = match parts.uri.path_and_query() {
            Some(path) if parts.method == Method::GET => path.as_str().to_owned(),
            _ => "/calendar".to_owned(),
        };
        let caller = Caller::from_request_parts(parts, state).await?;
        let here = Self::load(&app, caller)
            .await?
            .ok_or(Error::SignIn { next })?;
        Reader::tell(&parts.extensions, here.user.locale);
        Ok(here)
    }
}
