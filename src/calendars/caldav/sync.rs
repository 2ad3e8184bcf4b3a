//! Both ways: what changed there is read, what changed here is written. The server is asked outside of any transaction, and what
//! each step did is kept at once: a sync that breaks off goes on where it was.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;

use super::client::{Changes, Client};
use super::model::{Account, Object};
use super::writes::{Touch, Write};
use crate::accounts::Tenant;
use crate::app::App;
use crate::calendars::ical;
use crate::calendars::sources::model::{Mark, Trouble};
use crate::calendars::sources::{store, work};
use crate::error::{Error, Result};
use crate::q;

/// Even where nothing changed it is worked out anew so often: what repeats goes on into new days.
const WHOLE: TimeDelta = TimeDelta::hours(20);
/// Where writing fails, reading goes on so often.
const WRITTEN_ANEW: TimeDelta = TimeDelta::hours(1);
/// Entries that are kept in one transaction.
const AT_ONCE: usize = 100;

pub(super) type Outcome<T> = Result<std::result::Result<T, Trouble>>;

/// A sync under way.
pub(super) struct Sync<'a> {
    pub(super) app: &'a App,
    pub(super) tenant: &'a Tenant,
    pub(super) account: &'a Account,
    pub(super) client: Client,
    pub(super) calendar: Url,
    pub(super) now: DateTime<Utc>,
}

/// Unwraps what the server said, or ends with its trouble.
macro_rules! said {
    ($answer:expr) => {
        match $answer {
            Ok(value) => value,
            Err(trouble) => return Ok(Err(trouble)),
        }
    };
}

pub(super) use said;

/// Syncs one account and writes down what became of it.
pub async fn run(app: &App, tenant: &Tenant, account: &Account) -> Result<Option<Trouble>> {
    let now = app.clock.now();
    let Some(collection) = &account.collection else {
        return Ok(None);
    };
    let key = app.tenant_key(&app.db, tenant.id).await?;
    let secrets = account.secrets(&key)?;
    let Ok(calendar) = Url::parse(collection) else {
        store::failed(
            &app.db,
            &account.source,
            Trouble::Address,
            store::LONGEST,
            now,
        )
        .await?;
        return Ok(Some(Trouble::Address));
    };
    let sync = Sync {
        app,
        tenant,
        account,
        client: Client::new(&app.outward, &secrets.user, &secrets.password),
        calendar,
        now,
    };
    // What is read counts whatever becomes of the writing.
    let (outcome, longest) = match sync.read().await? {
        Err(why) => (Err(why), store::LONGEST),
        Ok(false) => return Ok(None),
        Ok(true) => {
            sync.take_over().await?;
            let forgotten = sync.forget().await?;
            (sync.write().await?.and(forgotten), WRITTEN_ANEW)
        }
    };
    match outcome {
        Ok(()) => {
            store::unchanged(&app.db, &account.source, now).await?;
            Ok(None)
        }
        Err(why) => {
            store::failed(&app.db, &account.source, why, longest, now).await?;
            Ok(Some(why))
        }
    }
}

impl Sync<'_> {
    /// Takes down what others wrote and what was done to ours, with the token: what is not taken over yet, and not put right
    /// yet, is known from then on. False where the account is another by now.
    async fn read(&self) -> Outcome<bool> {
        let (source, token) = (&self.account.source, self.account.sync_token.as_deref());
        let changes = said!(self.client.changes(&self.calendar, token).await);
        let writes = Write::all(&self.app.db, source).await?;
        let own: HashSet<&str> = writes.iter().map(|write| write.path.as_str()).collect();
        let known = Object::all(&self.app.db, source).await?;
        let known: BTreeMap<&str, &str> = known
            .iter()
            .map(|one| (one.path.as_str(), one.mark.as_str()))
            .collect();
        let is_news = |(path, version): &(&String, &String)| {
            let is_known = known.get(path.as_str()) == Some(&version.as_str());
            !own.contains(path.as_str()) && !is_known
        };
        let fresh: Vec<String> = changes
            .changed
            .iter()
            .filter(is_news)
            .map(|(path, _)| path.clone())
            .collect();
        let mut gone = changes.removed.clone();
        if changes.is_whole {
            let is_gone = |path: &&&str| !changes.changed.contains_key(**path);
            gone.extend(known.keys().filter(is_gone).map(|path| (*path).to_owned()));
        }
        gone.retain(|path| known.contains_key(path.as_str()));
        if !said!(self.take_down(&fresh).await?) {
            return Ok(Ok(false));
        }
        let mut tx = self.app.db.begin().await?;
        if store::same(&mut tx, source, self.now).await?.is_none() {
            return Ok(Ok(false));
        }
        Object::remove(&mut tx, source, &gone).await?;
        let (other, gone_here) = touched(&changes, &writes);
        Write::touch(&mut tx, source, &other, Touch::Other).await?;
        Write::touch(&mut tx, source, &gone_here, Touch::Gone).await?;
        q!(
            &mut tx,
            execute,
            "UPDATE calendar_sources SET sync_token = $3, objects_seq = objects_seq + $4 WHERE tenant_id = $1 AND id = $2",
            source.tenant_id,
            source.id,
            &changes.token,
            i64::from(!gone.is_empty()),
        )?;
        tx.commit().await?;
        Ok(Ok(true))
    }

    /// Entries of others, some at a time: whoever else wants to write waits for none but a few of them. False where the account
    /// is another by now.
    async fn take_down(&self, paths: &[String]) -> Outcome<bool> {
        let source = &self.account.source;
        let key = self.app.tenant_key(&self.app.db, self.tenant.id).await?;
        let mut weight = Object::weight(&self.app.db, source).await?;
        for some in paths.chunks(AT_ONCE) {
            let mut sealed = Vec::with_capacity(some.len());
            for entry in said!(self.client.entries(&self.calendar, some).await) {
                weight += entry.body.len();
                sealed.push(Object::seal(&key, source, entry)?);
            }
            let mut tx = self.app.db.begin().await?;
            if store::same(&mut tx, source, self.now).await?.is_none() {
                return Ok(Ok(false));
            }
            for one in sealed {
                Object::save(&mut tx, source, one).await?;
            }
            if weight > ical::MAX_BYTES {
                // Some of them came instead of others.
                weight = Object::weight(&mut tx, source).await?;
                if weight > ical::MAX_BYTES {
                    return Ok(Err(Trouble::TooLarge));
                }
            }
            q!(
                &mut tx,
                execute,
                "UPDATE calendar_sources SET objects_seq = objects_seq + 1 WHERE tenant_id = $1 AND id = $2",
                source.tenant_id,
                source.id,
            )?;
            tx.commit().await?;
        }
        Ok(Ok(true))
    }

    /// Works out when somebody is busy there, where that is owed.
    async fn take_over(&self) -> Result<()> {
        let source = &self.account.source;
        // How far it goes is read before the entries: more may come meanwhile, and is owed then.
        let account = Account::find(&self.app.db, source.tenant_id, source.id).await?;
        let is_owed = account.objects_seq > account.taken_seq;
        let is_fresh = source.read_at.is_some_and(|at| self.now - at < WHOLE);
        if is_fresh && !is_owed && source.is_read_in(self.tenant.tz()) {
            return Ok(());
        }
        let key = self.app.tenant_key(&self.app.db, self.tenant.id).await?;
        let file = Object::texts(&self.app.db, &key, source).await?;
        let reading = work::read(self.app, self.tenant, file, self.now).await?;
        let reading = reading.ok_or_else(|| Error::internal("no calendar was gathered"))?;
        let mark = Mark {
            zone: self.tenant.tz().name().to_owned(),
            ..Mark::default()
        };
        let seq = account.objects_seq;
        store::taken(&self.app.db, source, &reading, mark, seq, self.now).await
    }
}

/// Paths of our entries that have another version there, and of those that are gone.
fn touched<'a>(changes: &Changes, writes: &'a [Write]) -> (Vec<&'a str>, Vec<&'a str>) {
    let gone: HashSet<&str> = changes.removed.iter().map(String::as_str).collect();
    let (mut other, mut missing) = (Vec::new(), Vec::new());
    for write in writes.iter().filter(|write| !write.path.is_empty()) {
        let path = write.path.as_str();
        match changes.changed.get(path) {
            Some(version) if *version != write.mark => other.push(path),
            Some(_) => {}
            None if changes.is_whole || gone.contains(path) => missing.push(path),
            None => {}
        }
    }
    (other, missing)
}
