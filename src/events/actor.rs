//! Who did something, and from where.

use crate::id::{ClientId, UserId};
use crate::web::ClientAddress;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ActorKind {
    User,
    Client,
    System,
    Api,
}

impl ActorKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
            Self::System => "system",
            Self::Api => "api",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Actor {
    pub kind: ActorKind,
    pub id: Option<uuid::Uuid>,
    pub address: String,
    pub agent: String,
    pub request_id: String,
}

impl Actor {
    fn of(kind: ActorKind, id: Option<uuid::Uuid>) -> Self {
        Self {
            kind,
            id,
            address: String::new(),
            agent: String::new(),
            request_id: String::new(),
        }
    }

    pub fn user(id: UserId) -> Self {
        Self::of(ActorKind::User, Some(id.0))
    }

    /// A client; unknown before the first booking is written.
    pub fn client(id: Option<ClientId>) -> Self {
        Self::of(ActorKind::Client, id.map(|id| id.0))
    }

    /// The worker, acting by a rule.
    pub fn system() -> Self {
        Self::of(ActorKind::System, None)
    }

    pub fn from(mut self, address: ClientAddress, agent: &str, request_id: &str) -> Self {
        self.address = address.0.to_string();
        self.agent = agent.chars().take(200).collect();
        self.request_id = request_id.to_owned();
        self
    }
}
