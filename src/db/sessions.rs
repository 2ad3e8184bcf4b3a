//! Where cookie sessions are kept: the same database. The id is hashed before it reaches the table, so that whoever
//! reads the table cannot sign in with what stands there. Each verb of the store may be run twice.

use sha2::{Digest, Sha256};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{ExpiredDeletion, SessionStore};
use tower_sessions_sqlx_store::{PostgresStore, SqliteStore};

use super::{Db, Either};

#[derive(Clone, Debug)]
pub struct Sessions(Either<LiteSessions, PostgresStore>);

/// Reads never wait for the writer.
#[derive(Clone, Debug)]
struct LiteSessions {
    read: SqliteStore,
    write: SqliteStore,
}

impl Sessions {
    pub fn new(db: &Db) -> std::result::Result<Self, String> {
        Ok(Self(match db.pools() {
            Either::Lite(lite) => Either::Lite(LiteSessions {
                read: SqliteStore::new(lite.read.clone()).with_table_name("sessions")?,
                write: SqliteStore::new(lite.write.clone()).with_table_name("sessions")?,
            }),
            Either::Pg(pool) => Either::Pg(
                PostgresStore::new(pool.clone())
                    .with_schema_name("public")?
                    .with_table_name("sessions")?,
            ),
        }))
    }

    /// Forgets sessions that have run out; called by the worker.
    pub async fn delete_expired(&self) -> Result<()> {
        match &self.0 {
            Either::Lite(lite) => lite.write.delete_expired().await,
            Either::Pg(store) => store.delete_expired().await,
        }
    }
}

/// The id under which a session stands in the table, as text.
pub fn stored_id(id: &Id) -> String {
    hashed(id).to_string()
}

fn hashed(id: &Id) -> Id {
    let digest = Sha256::digest(id.0.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Id(i128::from_be_bytes(bytes))
}

/// The store tells its faults as text. Anything may be a connection that broke; where none came free, waiting once more helps
/// nobody.
fn is_away(error: &Error) -> bool {
    let full = sqlx::Error::PoolTimedOut.to_string();
    let may_be = matches!(error, Error::Backend(text) if *text != full);
    if may_be {
        super::again::lost();
    }
    may_be
}

/// Runs it again, once, where the connection may have broken.
async fn twice<T, Fut: Future<Output = Result<T>>>(run: impl Fn() -> Fut) -> Result<T> {
    match run().await {
        Err(error) if is_away(&error) => run().await,
        other => other,
    }
}

fn stored(record: &Record) -> Record {
    Record {
        id: hashed(&record.id),
        ..record.clone()
    }
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // Ids are 128 random bits: a second one that hashes alike is not to be expected, and `create` would then give
        // the stored copy a new id that nobody knows, which only asks for a new sign-in.
        let mut copy = stored(record);
        match &self.0 {
            Either::Lite(lite) => lite.write.create(&mut copy).await,
            Either::Pg(store) => match store.create(&mut copy).await {
                Err(error) if is_away(&error) => store.create(&mut copy).await,
                other => other,
            },
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let copy = stored(record);
        match &self.0 {
            Either::Lite(lite) => lite.write.save(&copy).await,
            Either::Pg(store) => twice(|| store.save(&copy)).await,
        }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = match &self.0 {
            Either::Lite(lite) => lite.read.load(&hashed(id)).await?,
            Either::Pg(store) => twice(|| async { store.load(&hashed(id)).await }).await?,
        };
        Ok(found.map(|record| Record { id: *id, ..record }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        match &self.0 {
            Either::Lite(lite) => lite.write.delete(&hashed(id)).await,
            Either::Pg(store) => twice(|| async { store.delete(&hashed(id)).await }).await,
        }
    }
}
