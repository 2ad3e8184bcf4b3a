//! Clients who were erased: what was written of their visits stays there without the name. It is done at the account's next
//! turn, and again until the server has it.

use reqwest::Url;

use super::client::Written;
use super::sync::{Outcome, Sync, said};
use super::visits::{self, Visit};
use super::writing::{FAILURES, TRIES, WRITES};
use crate::calendars::sources::Trouble;
use crate::db::Tx;
use crate::error::Result;
use crate::ics::host_id;
use crate::id::{AppointmentId, ClientId, TenantId};
use crate::q;

/// Notes what may name a client, in the transaction that forgets them. What was written and is over is known to nobody here, so
/// that every visit is looked for.
pub async fn forget_client(tx: &mut Tx, tenant: TenantId, client: ClientId) -> Result<()> {
    q!(
        tx,
        execute,
        "INSERT INTO calendar_forgets (tenant_id, source_id, appointment_id, collection)
         SELECT s.tenant_id, s.id, a.id, s.collection FROM calendar_sources s
         JOIN appointments a ON a.tenant_id = s.tenant_id AND a.client_id = $2
         WHERE s.tenant_id = $1 AND s.kind = 'caldav' AND s.collection IS NOT NULL
         ON CONFLICT (tenant_id, source_id, appointment_id) DO NOTHING",
        tenant,
        client,
    )?;
    Ok(())
}

impl Sync<'_> {
    /// Some in each turn.
    pub(super) async fn forget(&self) -> Outcome<()> {
        let source = &self.account.source;
        let due = q!(
            &self.app.db,
            fetch_all: (AppointmentId, String),
            "SELECT appointment_id, collection FROM calendar_forgets WHERE tenant_id = $1 AND source_id = $2
             ORDER BY appointment_id LIMIT $3",
            source.tenant_id,
            source.id,
            WRITES as i64,
        )?;
        let is_more = due.len() == WRITES;
        let mut failed = Vec::new();
        for (id, collection) in due {
            if let Some(visit) = Visit::forgotten(&self.app.db, source.tenant_id, id).await?
                && let Err(why) = self.forget_one(&visit, &collection).await?
            {
                // One that the server does not take keeps no other from being forgotten.
                failed.push(why);
                if failed.len() >= FAILURES {
                    break;
                }
                continue;
            }
            q!(
                &self.app.db,
                execute,
                "DELETE FROM calendar_forgets WHERE tenant_id = $1 AND source_id = $2 AND appointment_id = $3",
                source.tenant_id,
                source.id,
                id,
            )?;
        }
        if let Some(why) = failed.first() {
            return Ok(Err(*why));
        }
        if is_more {
            self.again().await?;
        }
        Ok(Ok(()))
    }

    /// Written over where it stands; what else somebody added to it there goes too, it may name the client.
    async fn forget_one(&self, visit: &Visit, collection: &str) -> Outcome<()> {
        let Ok(calendar) = Url::parse(collection) else {
            return Ok(Ok(()));
        };
        let Ok(mut url) = calendar.join(&format!("{}.ics", visit.id)) else {
            return Ok(Ok(()));
        };
        let summary = visit.summary(self.account.content, visits::language(self.tenant));
        let body = visit.entry(self.app, &summary, "", self.now);
        for _ in 0..TRIES {
            let mut entry = said!(self.client.entry(&url).await);
            if entry.is_none() {
                // Put there by hand, out of a mail: it has the visit's name and another path.
                let uid = host_id(&self.app.config, visit.id);
                entry = said!(self.client.named(&calendar, &uid).await);
                if let Some(at) = entry.as_ref().and_then(|entry| url.join(&entry.path).ok()) {
                    url = at;
                }
            }
            let Some(entry) = entry else {
                return Ok(Ok(()));
            };
            let version = Some(entry.version.as_str());
            match said!(self.client.put(&url, version, body.clone()).await) {
                Written::Done(mark) => return self.forgotten(visit, mark).await,
                Written::Conflict => {}
                Written::Refused => return Ok(Err(Trouble::Refused)),
            }
        }
        Ok(Err(Trouble::Broken))
    }

    /// One that is still written is written anew, over this version; where it was taken for somebody else's entry its text goes.
    async fn forgotten(&self, visit: &Visit, mark: Option<String>) -> Outcome<()> {
        let source = &self.account.source;
        q!(
            &self.app.db,
            execute,
            "UPDATE calendar_writes SET mark = $4, said = '' WHERE tenant_id = $1 AND source_id = $2 AND appointment_id = $3",
            source.tenant_id,
            source.id,
            visit.id,
            mark.unwrap_or_default(),
        )?;
        Ok(Ok(()))
    }
}
