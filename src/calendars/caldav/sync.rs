//! Both ways: what changed there is read, what changed here is written. The server is asked outside of any transaction, and what
//! each step did is kept at once: a sync that breaks off goes on where it was.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;

use super::client::{Changes, Client, Entry, Written};
use super::model::{Account, Changed, Object, Write};
use super::visits::{self, Visit};
use crate::accounts::Tenant;
use crate::app::App;
use crate::calendars::ical;
use crate::calendars::sources::model::{Mark, Trouble};
use crate::calendars::sources::{store, work};
use crate::error::{Error, Result};
use crate::id::AppointmentId;
use crate::places::Places;
use crate::q;
use crate::schedule::local::Span;

/// How many entries are written in one turn; the next turn goes on.
pub(super) const WRITES: usize = 200;
/// Tries to write an entry that somebody else writes too.
pub(super) const TRIES: usize = 3;
/// Even where nothing changed it is worked out anew so often: what repeats goes on into new days.
const WHOLE: TimeDelta = TimeDelta::hours(20);

pub(super) type Outcome<T> = Result<std::result::Result<T, Trouble>>;

/// A sync under way.
pub(super) struct Sync<'a> {
    pub(super) app: &'a App,
    pub(super) tenant: &'a Tenant,
    pub(super) account: &'a Account,
    pub(super) client: Client,
    calendar: Url,
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
    let outcome = match Url::parse(collection) {
        Err(_) => Err(Trouble::Address),
        Ok(calendar) => {
            let sync = Sync {
                app,
                tenant,
                account,
                client: Client::new(&app.outward, &secrets.user, &secrets.password),
                calendar,
                now,
            };
            sync.both_ways().await?
        }
    };
    match outcome {
        Ok(()) => Ok(None),
        Err(why) => {
            store::failed(&app.db, &account.source, why, now).await?;
            Ok(Some(why))
        }
    }
}

impl Sync<'_> {
    async fn both_ways(&self) -> Outcome<()> {
        said!(self.forget().await?);
        let token = self.account.sync_token.as_deref();
        let changes = said!(self.client.changes(&self.calendar, token).await);
        let writes = Write::all(&self.app.db, &self.account.source).await?;
        let touched = said!(self.touched(&changes, &writes).await?);
        let is_changed = said!(self.read(&changes, &writes).await?);
        said!(self.write(writes, touched).await?);
        self.take_over(is_changed).await?;
        Ok(Ok(()))
    }

    /// Our entries that somebody touched: None where there is none any more.
    async fn touched(
        &self,
        changes: &Changes,
        writes: &[Write],
    ) -> Outcome<HashMap<AppointmentId, Option<Entry>>> {
        let gone: HashSet<&String> = changes.removed.iter().collect();
        let mut touched = HashMap::new();
        let mut other = Vec::new();
        for write in writes {
            match changes.changed.get(&write.path) {
                Some(version) if *version != write.mark => other.push(write.path.clone()),
                Some(_) => {}
                None if changes.is_whole || gone.contains(&write.path) => {
                    touched.insert(write.appointment_id, None);
                }
                None => {}
            }
        }
        let entries = said!(self.client.entries(&self.calendar, &other).await);
        let by_path: HashMap<&str, AppointmentId> = writes
            .iter()
            .map(|write| (write.path.as_str(), write.appointment_id))
            .collect();
        for entry in entries {
            if let Some(visit) = by_path.get(entry.path.as_str()) {
                touched.insert(*visit, Some(entry));
            }
        }
        Ok(Ok(touched))
    }

    /// Takes over what others wrote; whether anything changed.
    async fn read(&self, changes: &Changes, writes: &[Write]) -> Outcome<bool> {
        let source = &self.account.source;
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
        let entries = said!(self.client.entries(&self.calendar, &fresh).await);
        let key = self.app.tenant_key(&self.app.db, self.tenant.id).await?;
        let mut tx = self.app.db.begin().await?;
        Object::remove(&mut tx, source, &gone).await?;
        for entry in &entries {
            Object::save(&mut tx, &key, source, entry).await?;
        }
        q!(
            &mut tx,
            execute,
            "UPDATE calendar_sources SET sync_token = $3 WHERE tenant_id = $1 AND id = $2 AND version = $4",
            source.tenant_id,
            source.id,
            &changes.token,
            source.version,
        )?;
        tx.commit().await?;
        Ok(Ok(!gone.is_empty() || !entries.is_empty()))
    }

    /// Writes what is new or other here; what was touched there is told, and written as it is here.
    async fn write(
        &self,
        writes: Vec<Write>,
        mut touched: HashMap<AppointmentId, Option<Entry>>,
    ) -> Outcome<()> {
        let mut known: HashMap<AppointmentId, Write> = writes
            .into_iter()
            .map(|write| (write.appointment_id, write))
            .collect();
        if !self.account.is_written {
            return Ok(Ok(()));
        }
        let visits = Visit::wanted(&self.app.db, self.account, self.now).await?;
        let places = Places::load(&self.app.db, self.tenant.id).await?;
        let mut count = 0;
        for visit in &visits {
            let write = known.remove(&visit.id);
            let touch = touched.remove(&visit.id);
            if count >= WRITES {
                continue;
            }
            count += usize::from(said!(self.write_one(visit, &places, write, touch).await?));
        }
        for (visit, write) in known {
            if count >= WRITES {
                break;
            }
            let touch = touched.remove(&visit);
            count += usize::from(said!(self.take_away(&write, touch).await?));
        }
        if count >= WRITES {
            self.again().await?;
        }
        Ok(Ok(()))
    }

    /// Whether the server was asked.
    async fn write_one(
        &self,
        visit: &Visit,
        places: &Places,
        write: Option<Write>,
        touch: Option<Option<Entry>>,
    ) -> Outcome<bool> {
        let content = self.account.content;
        let summary = visit.summary(content, visits::language(self.tenant));
        let place = visit.place(content, self.tenant, places);
        let said = visit.said(&summary, &place);
        let mut version = write.as_ref().map(|write| write.mark.clone());
        let is_told = write.as_ref().is_some_and(|write| write.said == said);
        match (&write, touch) {
            (Some(_), None) if is_told => return Ok(Ok(false)),
            (Some(write), Some(Some(entry))) => {
                version = Some(entry.version.clone());
                if is_told && !self.is_moved(visit, &entry) {
                    // A bell, a colour: as they like.
                    self.keep(visit, &write.path, entry.version, said).await?;
                    return Ok(Ok(true));
                }
                if is_told {
                    self.note(visit.id, Some(&entry)).await?;
                }
            }
            (Some(_), Some(None)) => {
                version = None;
                if is_told {
                    self.note(visit.id, None).await?;
                }
            }
            _ => {}
        }
        let Ok(url) = self.calendar.join(&format!("{}.ics", visit.id)) else {
            return Ok(Err(Trouble::Address));
        };
        let body = visit.entry(self.app, &summary, &place, self.now);
        for _ in 0..TRIES {
            // Its version is not known: asked for, so that nothing is written over blindly.
            if version.as_deref() == Some("") {
                version = said!(self.client.entry(&url).await).map(|entry| entry.version);
            }
            match said!(
                self.client
                    .put(&url, version.as_deref(), body.clone())
                    .await
            ) {
                Written::Done(mark) => {
                    let mark = mark.unwrap_or_default();
                    self.keep(visit, url.path(), mark, said).await?;
                    return Ok(Ok(true));
                }
                Written::Conflict => {
                    // Somebody was quicker, or an answer was lost: looked at again, then ours is written over it.
                    let entry = said!(self.client.entry(&url).await);
                    if is_told
                        && entry
                            .as_ref()
                            .is_none_or(|entry| self.is_moved(visit, entry))
                    {
                        self.note(visit.id, entry.as_ref()).await?;
                    }
                    version = entry.map(|entry| entry.version);
                }
                Written::Refused => return Ok(Err(Trouble::Refused)),
            }
        }
        Ok(Err(Trouble::Broken))
    }

    /// A visit that is no more is taken away there; one that is over stays as a memory. Whether the server was asked.
    async fn take_away(&self, write: &Write, touch: Option<Option<Entry>>) -> Outcome<bool> {
        let source = &self.account.source;
        let past = q!(
            &self.app.db,
            fetch_optional: (bool,),
            "SELECT ends_at < $3 AND status NOT IN ('cancelled', 'expired') FROM appointments WHERE tenant_id = $1 AND id = $2",
            source.tenant_id,
            write.appointment_id,
            self.now,
        )?;
        let is_past = past.is_some_and(|(is_past,)| is_past);
        let Ok(url) = self.calendar.join(&write.path) else {
            return Ok(Err(Trouble::Address));
        };
        if !is_past && !matches!(touch, Some(None)) {
            let mut version = match touch {
                Some(Some(entry)) => entry.version,
                _ => write.mark.clone(),
            };
            for _ in 0..TRIES {
                if version.is_empty() {
                    match said!(self.client.entry(&url).await) {
                        Some(entry) => version = entry.version,
                        None => break,
                    }
                }
                match said!(self.client.delete(&url, &version).await) {
                    Written::Done(_) => break,
                    Written::Conflict => version.clear(),
                    Written::Refused => return Ok(Err(Trouble::Refused)),
                }
            }
        }
        write.remove(&self.app.db, source).await?;
        Ok(Ok(true))
    }

    async fn keep(&self, visit: &Visit, path: &str, mark: String, said: String) -> Result<()> {
        let write = Write {
            appointment_id: visit.id,
            path: path.to_owned(),
            mark,
            said,
        };
        write.save(&self.app.db, &self.account.source).await
    }

    async fn note(&self, visit: AppointmentId, entry: Option<&Entry>) -> Result<()> {
        let (what, to) = match entry {
            None => ("deleted", None),
            Some(entry) => ("moved", self.span(entry).map(|span| span.start)),
        };
        let mut tx = self.app.db.begin().await?;
        Changed::note(&mut tx, &self.account.source, visit, what, to, self.now).await?;
        tx.commit().await?;
        Ok(())
    }

    fn is_moved(&self, visit: &Visit, entry: &Entry) -> bool {
        // Seconds are as far as calendars go.
        let own = (visit.starts_at.timestamp(), visit.ends_at.timestamp());
        let there = self.span(entry);
        there.is_none_or(|span| (span.start.timestamp(), span.end.timestamp()) != own)
    }

    /// When an entry of ours is, as it stands there; None where it takes no time any more.
    fn span(&self, entry: &Entry) -> Option<Span> {
        let reader = ical::Reader {
            home: self.tenant.tz(),
            window: work::window(self.tenant, self.now),
            own: "",
        };
        let reading = reader.read(entry.body.as_bytes()).ok()?;
        let (first, last) = (reading.busy.first()?, reading.busy.last()?);
        Some(Span::new(first.start, last.end))
    }

    /// There is more to write than one turn does.
    pub(super) async fn again(&self) -> Result<()> {
        q!(
            &self.app.db,
            execute,
            "UPDATE calendar_sources SET seen_seq = 0 WHERE tenant_id = $1 AND id = $2",
            self.account.source.tenant_id,
            self.account.source.id,
        )?;
        Ok(())
    }

    /// Works out when somebody is busy there.
    async fn take_over(&self, is_changed: bool) -> Result<()> {
        let source = &self.account.source;
        let is_fresh = source.read_at.is_some_and(|at| self.now - at < WHOLE);
        if is_fresh && !is_changed && source.is_read_in(self.tenant.tz()) {
            return store::unchanged(&self.app.db, source, self.now).await;
        }
        let key = self.app.tenant_key(&self.app.db, self.tenant.id).await?;
        let file = Object::texts(&self.app.db, &key, source).await?;
        let reading = work::read(self.app, self.tenant, file, self.now).await?;
        let reading = reading.ok_or_else(|| Error::internal("no calendar was gathered"))?;
        let mark = Mark {
            zone: self.tenant.tz().name().to_owned(),
            ..Mark::default()
        };
        store::store(&self.app.db, source, &reading, mark, self.now).await
    }
}
