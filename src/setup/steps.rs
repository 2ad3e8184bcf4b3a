//! The questions, in order, and how far a practice has come.

use chrono::{DateTime, Utc};

use crate::db::Tx;
use crate::error::Result;
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

impl Step {
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
