//! Our visits there: written, put right, taken away. What the server does not take is told, and holds up nothing else.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use reqwest::Url;

use super::client::{Entry, Written};
use super::sync::{Outcome, Sync, said};
use super::visits::{self, Visit};
use super::writes::{Changed, REMOVAL, Touch, Write};
use crate::calendars::ical;
use crate::calendars::sources::model::Trouble;
use crate::calendars::sources::work;
use crate::error::Result;
use crate::ics::host_id;
use crate::id::AppointmentId;
use crate::places::Places;
use crate::q;
use crate::schedule::local::Span;

/// How many entries are written in one turn, and how long a turn takes; the next turn goes on.
pub(super) const WRITES: usize = 200;
const TURN: Duration = Duration::from_secs(60);
/// Tries to write an entry that somebody else writes too.
pub(super) const TRIES: usize = 3;
/// As many entries may fail one by one before the server is taken to have a problem of its own.
pub(super) const FAILURES: usize = 3;
/// A server that refuses so many and takes none takes none at all.
const REFUSALS: usize = 10;

/// What a turn of writing has done.
struct Turn {
    begun: Instant,
    /// How often the server was asked.
    count: usize,
    written: usize,
    /// What it does not take: which visit, and what of it.
    refused: Vec<(AppointmentId, String)>,
    /// Entries that failed for themselves.
    failed: Vec<Trouble>,
}

/// What became of one entry.
enum One {
    /// It stands there as it should.
    Same,
    Written,
    /// The server does not take it.
    Refused(String),
}

impl Sync<'_> {
    /// Writes what is new or other here; what was touched there is told, and written as it is here. What fails for itself does
    /// not hold up the rest.
    pub(super) async fn write(&self) -> Outcome<()> {
        if !self.account.is_written {
            return Ok(Ok(()));
        }
        let mut turn = Turn::new();
        let outcome = self.write_all(&mut turn).await?;
        if turn.written == 0 && turn.refused.len() >= REFUSALS {
            return Ok(Err(Trouble::Refused));
        }
        for (visit, said) in &turn.refused {
            let mut tx = self.app.db.begin().await?;
            Write::refuse(&mut tx, &self.account.source, *visit, said, self.now).await?;
            tx.commit().await?;
        }
        said!(outcome);
        if let Some(why) = turn.failed.first() {
            return Ok(Err(*why));
        }
        if turn.is_over() {
            self.again().await?;
        }
        Ok(Ok(()))
    }

    async fn write_all(&self, turn: &mut Turn) -> Outcome<()> {
        let writes = Write::all(&self.app.db, &self.account.source).await?;
        let mut touched = said!(self.as_touched(&writes).await?);
        let mut known: HashMap<AppointmentId, Write> = writes
            .into_iter()
            .map(|write| (write.appointment_id, write))
            .collect();
        let visits = Visit::wanted(&self.app.db, self.account, self.now).await?;
        let places = Places::load(&self.app.db, self.tenant.id).await?;
        for visit in &visits {
            let write = known.remove(&visit.id);
            let touch = touched.remove(&visit.id);
            if turn.is_over() {
                continue;
            }
            let one = self.write_one(visit, &places, write, touch).await?;
            said!(turn.note(visit.id, one));
        }
        for (visit, write) in known {
            if turn.is_over() {
                break;
            }
            let touch = touched.remove(&visit);
            let one = self.take_away(&write, touch).await?;
            said!(turn.note(visit, one));
        }
        Ok(Ok(()))
    }

    /// Our entries that somebody touched, as they stand there: None where there is none any more.
    async fn as_touched(&self, writes: &[Write]) -> Outcome<HashMap<AppointmentId, Option<Entry>>> {
        let touched = writes.iter().filter(|write| write.touched.is_some());
        let mut by_path: HashMap<&str, AppointmentId> = HashMap::new();
        let mut found = HashMap::new();
        for write in touched {
            found.insert(write.appointment_id, None);
            if write.touched == Some(Touch::Other) {
                by_path.insert(&write.path, write.appointment_id);
            }
        }
        let paths: Vec<String> = by_path.keys().map(|path| (*path).to_owned()).collect();
        for entry in said!(self.client.entries(&self.calendar, &paths).await) {
            if let Some(visit) = by_path.get(entry.path.as_str()) {
                found.insert(*visit, Some(entry));
            }
        }
        Ok(Ok(found))
    }

    async fn write_one(
        &self,
        visit: &Visit,
        places: &Places,
        write: Option<Write>,
        touch: Option<Option<Entry>>,
    ) -> Outcome<One> {
        let content = self.account.content;
        let summary = visit.summary(content, visits::language(self.tenant));
        let place = visit.place(content, self.tenant, places);
        let said = visit.said(&summary, &place);
        let is_refused = |write: &Write| write.is_refused(&said, self.now);
        if write.as_ref().is_some_and(is_refused) {
            return Ok(Ok(One::Same));
        }
        let write = write.filter(|write| !write.path.is_empty());
        let mut version = write.as_ref().map(|write| write.mark.clone());
        let is_told = write.as_ref().is_some_and(|write| write.said == said);
        match (&write, touch) {
            (Some(_), None) if is_told => return Ok(Ok(One::Same)),
            (Some(write), Some(Some(entry))) => {
                version = Some(entry.version.clone());
                if is_told && !self.is_moved(visit, &entry) {
                    // A bell, a colour: as they like.
                    self.keep(visit, &write.path, &entry.version, &said).await?;
                    return Ok(Ok(One::Written));
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
        let path = match &write {
            Some(write) => write.path.clone(),
            None => format!("{}.ics", visit.id),
        };
        let Ok(mut url) = self.calendar.join(&path) else {
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
                    self.keep(visit, url.path(), &mark, &said).await?;
                    return Ok(Ok(One::Written));
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
                Written::Refused if version.is_some() => return Ok(Ok(One::Refused(said))),
                Written::Refused => match said!(self.elsewhere(visit, &url).await?) {
                    None => return Ok(Ok(One::Refused(said))),
                    Some((at, entry)) => (url, version) = (at, Some(entry.version)),
                },
            }
        }
        Ok(Err(Trouble::Broken))
    }

    /// The visit may stand there already under another path, put there by hand out of a mail, and no calendar takes it twice
    /// (RFC 4791 5.3.2.1): that entry is ours from then on.
    async fn elsewhere(&self, visit: &Visit, url: &Url) -> Outcome<Option<(Url, Entry)>> {
        let uid = host_id(&self.app.config, visit.id);
        let entry = said!(self.client.named(&self.calendar, &uid).await);
        let entry = entry.filter(|entry| entry.path != url.path());
        Ok(Ok(entry.and_then(|entry| {
            let at = self.calendar.join(&entry.path).ok()?;
            Some((at, entry))
        })))
    }

    /// A visit that is no more is taken away there; one that is over stays as a memory.
    async fn take_away(&self, write: &Write, touch: Option<Option<Entry>>) -> Outcome<One> {
        let source = &self.account.source;
        let past = q!(
            &self.app.db,
            fetch_optional: (bool,),
            "SELECT ends_at < $3 AND status NOT IN ('cancelled', 'expired') FROM appointments WHERE tenant_id = $1 AND id = $2",
            source.tenant_id,
            write.appointment_id,
            self.now,
        )?;
        let stays = past.is_some_and(|(is_past,)| is_past) || write.path.is_empty();
        if stays || matches!(touch, Some(None)) {
            write.remove(&self.app.db, source).await?;
            return Ok(Ok(One::Same));
        }
        if write.is_refused(REMOVAL, self.now) {
            return Ok(Ok(One::Same));
        }
        let Ok(url) = self.calendar.join(&write.path) else {
            return Ok(Err(Trouble::Address));
        };
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
                Written::Refused => return Ok(Ok(One::Refused(REMOVAL.to_owned()))),
            }
        }
        write.remove(&self.app.db, source).await?;
        Ok(Ok(One::Written))
    }

    async fn keep(&self, visit: &Visit, path: &str, mark: &str, said: &str) -> Result<()> {
        let source = &self.account.source;
        Write::keep(&self.app.db, source, visit.id, path, mark, said).await
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
            own: &HashSet::new(),
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
}

impl Turn {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            count: 0,
            written: 0,
            refused: Vec::new(),
            failed: Vec::new(),
        }
    }

    fn is_over(&self) -> bool {
        self.count >= WRITES || self.begun.elapsed() > TURN
    }

    /// The trouble that ends the turn, if it does.
    fn note(
        &mut self,
        visit: AppointmentId,
        one: std::result::Result<One, Trouble>,
    ) -> std::result::Result<(), Trouble> {
        match one {
            Ok(One::Same) => return Ok(()),
            Ok(One::Written) => self.written += 1,
            Ok(One::Refused(said)) => self.refused.push((visit, said)),
            Err(why @ (Trouble::Server | Trouble::Forbidden | Trouble::Broken)) => {
                self.failed.push(why);
                if self.failed.len() >= FAILURES {
                    return Err(why);
                }
            }
            Err(why) => return Err(why),
        }
        self.count += 1;
        if self.written == 0 && self.refused.len() >= REFUSALS {
            return Err(Trouble::Refused);
        }
        Ok(())
    }
}
