//! The questions, in order, and how far a practice has come.

use chrono::{DateTime, Utc};

use crate::db::Tx;
use crate::error::Result;
use crate::i18n::key;
use crate::id::TenantId;
use crate::q;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Trade,
    Place,
    Hours,
    Services,
    /// No question any more: the link works.
    Link,
    Done,
}

/// What a page says while questions are left.
pub struct Left {
    /// How many are behind, of how many.
    pub done: usize,
    pub all: usize,
    /// The open question: its name's key, and where it is.
    pub key: &'static str,
    pub href: String,
}

impl Step {
    /// None when all is done.
    pub fn left(stored: &str) -> Option<Left> {
        let step = Self::stored(stored);
        let done = Self::SHOWN.iter().position(|shown| *shown == step)?;
        Some(Left {
            done,
            all: Self::SHOWN.len(),
            key: step.key(),
            href: format!("/setup?step={}", step.as_str()),
        })
    }

    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Trade => key!("setup-trade"),
            Self::Place => key!("setup-place"),
            Self::Hours => key!("setup-hours"),
            Self::Services => key!("setup-services"),
            Self::Link | Self::Done => key!("setup-link"),
        }
    }

    /// What is shown as a list.
    pub const SHOWN: [Self; 5] = [
        Self::Trade,
        Self::Place,
        Self::Hours,
        Self::Services,
        Self::Link,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::Place => "place",
            Self::Hours => "hours",
            Self::Services => "services",
            Self::Link => "link",
            Self::Done => "done",
        }
    }

    /// A step as it is stored; one that is not known any more begins again.
    pub fn stored(text: &str) -> Self {
        Self::SHOWN
            .into_iter()
            .chain([Self::Done])
            .find(|step| step.as_str() == text)
            .unwrap_or(Self::Trade)
    }

    pub fn next(self) -> Self {
        match self {
            Self::Trade => Self::Place,
            Self::Place => Self::Hours,
            Self::Hours => Self::Services,
            Self::Services => Self::Link,
            Self::Link | Self::Done => Self::Done,
        }
    }

    /// Notes that this step is behind; one that was behind already moves nothing.
    pub async fn pass(self, tx: &mut Tx, tenant: TenantId, now: DateTime<Utc>) -> Result<()> {
        q!(
            tx,
            execute,
            "UPDATE tenants SET setup_step = $2, updated_at = $3 WHERE id = $1 AND setup_step = $4",
            tenant,
            self.next().as_str(),
            now,
            self.as_str(),
        )?;
        Ok(())
    }
}
