//! The live feed: tells open pages that something they show has changed. Carries no data, only where to look again.
//! On Postgres it travels by NOTIFY and so reaches every process; on SQLite there is one.

use std::str::FromStr;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;

use crate::id::TenantId;

pub const CHANNEL: &str = "aureli_live";

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A visit, a block or opening hours.
    Calendar,
    /// Something that waits for a person.
    Todo,
}

impl Topic {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Todo => "todo",
        }
    }
}

impl FromStr for Topic {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Calendar, Self::Todo]
            .into_iter()
            .find(|topic| topic.as_str() == text)
            .ok_or(())
    }
}

#[derive(Clone, Debug)]
pub struct Live(broadcast::Sender<(TenantId, Topic)>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Live {
    pub fn publish(&self, tenant: TenantId, topic: Topic) {
        // No open page is no error.
        let _ = self.0.send((tenant, topic));
    }

    pub fn subscribe(&self) -> broadcast::Receiver<(TenantId, Topic)> {
        self.0.subscribe()
    }

    /// Passes on what Postgres notifies, for as long as the pool is open.
    pub async fn listen(self, pool: PgPool) {
        while !pool.is_closed() {
            // A pool that was closed meanwhile is the end, not a loss.
            if let Err(error) = self.listen_once(&pool).await
                && !pool.is_closed()
            {
                tracing::warn!(%error, "live feed lost, trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    async fn listen_once(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.ignore_pool_close_event(false);
        listener.listen(CHANNEL).await?;
        loop {
            let note = listener.recv().await?;
            if let Some((tenant, topic)) = note.payload().split_once(' ')
                && let (Ok(tenant), Ok(topic)) = (tenant.parse(), topic.parse())
            {
                self.publish(tenant, topic);
            }
        }
    }
}
