//! Who looks at a public page: nobody is signed in, so what counts is the address.

use std::convert::Infallible;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use chrono::TimeDelta;

use crate::app::App;
use crate::error::Result;
use crate::events::Actor;
use crate::id::ClientId;
use crate::web::rate::{self, Limit};
use crate::web::{ClientAddress, View};

/// Forms sent from one address, right or wrong.
const ATTEMPTS: Limit = Limit::new("public-post", 60, TimeDelta::minutes(10));
/// References and links that were not there: somebody guesses.
const GUESSES: Limit = Limit::new("public-guess", 30, TimeDelta::minutes(10));

#[derive(Clone, Debug)]
pub struct Visitor {
    pub view: View,
    pub address: ClientAddress,
    pub agent: String,
}

impl Visitor {
    /// Reading is counted in memory: it writes nothing.
    pub fn count_read(&self, app: &App) -> Result<()> {
        if app.config.rate_limits {
            app.reads.hit(self.address)
        } else {
            Ok(())
        }
    }

    pub async fn count_attempt(&self, app: &App) -> Result<()> {
        rate::hit(app, ATTEMPTS, &self.network()).await
    }

    /// Passes on what was looked up by a name that only its owner knows; what is not there counts as a guess.
    pub async fn count_guess<T>(&self, app: &App, found: Result<T>) -> Result<T> {
        let who = self.network();
        match found {
            Err(crate::error::Error::NotFound) => rate::hit(app, GUESSES, &who).await?,
            _ => rate::check(app, GUESSES, &who).await?,
        }
        found
    }

    fn network(&self) -> String {
        self.address.network().to_string()
    }

    pub fn actor(&self) -> Actor {
        self.actor_of(None)
    }

    pub fn actor_of(&self, client: Option<ClientId>) -> Actor {
        Actor::client(client).from(self.address, &self.agent, &self.view.request_id)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    App: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let address = ClientAddress::from_request_parts(parts, state).await?;
        let agent = parts
            .headers
            .get("user-agent")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Ok(Self {
            view: View::from_parts(parts),
            address,
            agent: agent.chars().take(200).collect(),
        })
    }
}
