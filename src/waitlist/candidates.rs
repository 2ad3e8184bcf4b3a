//! Who could have a time that came free: those who wait and can come then, with the start that would be theirs, best first;
//! and those who cannot be asked, with what is in the way.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Entry, EntryRow, Opening};
use super::score::{Facts, Reason, score};
use crate::accounts::Tenant;
use crate::app::App;
use crate::consents::gate;
use crate::db::On;
use crate::error::{Error, Result};
use crate::id::{ClientId, FormId, ServiceId, TenantId, WaitlistEntryId};
use crate::places::Places;
use crate::q;
use crate::schedule::availability::{Availability, Window};
use crate::schedule::local::Span;
use crate::schedule::slots::Slot;
use crate::services::Plan;

/// Wishes that are looked at for one opening.
const MOST: i64 = 200;

/// Why somebody who waits for the day cannot be asked by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// No e-mail address: a call.
    NoAddress,
    /// Kept from booking online.
    Blocked,
    /// Has been asked about this time before.
    Asked,
    /// Is being asked about another one.
    Busy,
    /// Has a visit at that time.
    Visit,
    /// Something must be signed first, and is not.
    Unsigned,
}

impl Hindrance {
    /// The text's key.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoAddress => "waitlist-no-address",
            Self::Blocked => "waitlist-blocked",
            Self::Asked => "waitlist-asked-already",
            Self::Busy => "waitlist-busy",
            Self::Visit => "waitlist-has-visit",
            Self::Unsigned => "waitlist-unsigned",
        }
    }
}

/// Somebody who fits.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub row: EntryRow,
    pub plan: Plan,
    pub start: DateTime<Utc>,
    pub score: i64,
    pub reasons: Vec<Reason>,
    pub hindrance: Option<Hindrance>,
    /// Something must be signed first, whatever else hinders.
    pub is_unsigned: bool,
}

impl Candidate {
    pub fn id(&self) -> WaitlistEntryId {
        self.row.entry.id
    }

    /// Why the master cannot ask them either; asked once already, perhaps in vain, they may be asked again.
    pub fn hindrance_to_master(&self) -> Option<Hindrance> {
        match self.hindrance {
            Some(Hindrance::Asked) if self.is_unsigned => Some(Hindrance::Unsigned),
            Some(Hindrance::Asked) => None,
            other => other,
        }
    }

    pub fn ends_at(&self) -> DateTime<Utc> {
        self.start + TimeDelta::minutes(self.plan.duration_minutes())
    }
}

/// What is known of clients' past, and of what they are asked now.
#[derive(Clone, Copy, Debug, Default)]
struct Past {
    visits: i64,
    no_shows: i64,
    late_cancels: i64,
    unanswered: i64,
    waiting: i64,
    asked: i64,
    busy: i64,
    is_unsigned: bool,
}

/// All who wait for such a time, best first; those who cannot be asked come last. `by_master`: the notice and the days on
/// which a service is offered do not count.
pub async fn find(
    app: &App,
    tenant: &Tenant,
    opening: &Opening,
    by_master: bool,
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>> {
    let (today, date) = (tenant.local_date(now), tenant.local_date(opening.starts_at));
    let rows = Entry::open(&app.db, tenant.id, today, Some(date), MOST).await?;
    let places = Places::load(&app.db, tenant.id).await?;
    let there = opening.place(&app.db, tenant, &places).await?;
    let mut found = Vec::new();
    // Many wait for the same: what it is and when there is room is looked up once.
    let mut known: HashMap<_, Option<(Plan, Vec<Slot>)>> = HashMap::new();
    for row in rows.into_iter().filter(|row| row.is_offered) {
        let entry = &row.entry;
        let what = (
            (entry.service_id, entry.variant_id, entry.place_id),
            entry.addons.clone(),
        );
        if !known.contains_key(&what) {
            let of_it = match entry.plan(&app.db, tenant).await? {
                Some(mut plan) => {
                    let services = plan.service_ids();
                    let wished = places.fitting(plan.place, &services);
                    plan.place = wished.or_else(|| places.fitting(there, &services));
                    let plan = if by_master { plan.for_master() } else { plan };
                    let free = free_slots(&app.db, tenant, &plan, opening, now).await?;
                    Some((plan, free))
                }
                None => None,
            };
            known.insert(what.clone(), of_it);
        }
        let Some((plan, free)) = known.get(&what).and_then(Option::as_ref) else {
            continue;
        };
        let own = free
            .iter()
            .filter(|slot| entry.wish.takes(slot.start.naive_local()));
        let Some(start) = best_start(own, plan, opening) else {
            continue;
        };
        found.push((row, plan.clone(), start));
    }
    let best = found.iter().map(|(_, plan, _)| plan.price().minor).max();
    let clients: Vec<ClientId> = found.iter().map(|(row, ..)| row.entry.client_id).collect();
    let pasts = Past::of_many(&app.db, tenant.id, &clients, opening, now).await?;
    let signed = Signed::load(app, tenant.id, &found, &clients).await?;
    let mut candidates = Vec::new();
    for (row, plan, start) in found {
        let mut past = pasts.get(&row.entry.client_id).copied().unwrap_or_default();
        past.is_unsigned = !signed.may_come(&row, start);
        candidates.push(judge(
            row,
            plan,
            start,
            past,
            opening,
            best.unwrap_or(0),
            now,
        ));
    }
    candidates.sort_by_key(|one| {
        (
            one.hindrance.is_some(),
            -one.score,
            one.row.entry.created_at,
            one.row.entry.id,
        )
    });
    Ok(candidates)
}

fn judge(
    row: EntryRow,
    plan: Plan,
    start: DateTime<Utc>,
    past: Past,
    opening: &Opening,
    best_price_minor: i64,
    now: DateTime<Utc>,
) -> Candidate {
    let facts = Facts {
        open_minutes: opening.minutes(),
        filled_minutes: shared(start, plan.duration_minutes(), opening.span()),
        is_first: row.entry.priority > 0,
        waited_days: (now - row.entry.created_at).num_days(),
        price_minor: plan.price().minor,
        best_price_minor,
        visits: past.visits,
        no_shows: past.no_shows,
        late_cancels: past.late_cancels,
        unanswered: past.unanswered,
    };
    let (score, reasons) = score(&facts);
    let hindrance = if past.asked > 0 {
        Some(Hindrance::Asked)
    } else if row.is_blocked {
        Some(Hindrance::Blocked)
    } else if past.is_unsigned {
        Some(Hindrance::Unsigned)
    } else if past.busy > 0 {
        Some(Hindrance::Visit)
    } else if past.waiting > 0 {
        Some(Hindrance::Busy)
    } else if !row.has_address() {
        Some(Hindrance::NoAddress)
    } else {
        None
    };
    Candidate {
        row,
        plan,
        start,
        score,
        reasons,
        hindrance,
        is_unsigned: past.is_unsigned,
    }
}

/// Free starts of a plan whose visit would take some of an opening.
pub(super) async fn free_slots(
    on: impl On,
    tenant: &Tenant,
    plan: &Plan,
    opening: &Opening,
    now: DateTime<Utc>,
) -> Result<Vec<Slot>> {
    let found = Availability::around(on, tenant, plan, opening.starts_at, None, now).await?;
    let days = found.days().into_iter().flat_map(|day| day.slots);
    let minutes = plan.duration_minutes();
    Ok(days
        .filter(|slot| shared(slot.start.to_utc(), minutes, opening.span()) > 0)
        .collect())
}

/// The start that fills most of an opening, the earliest of those.
pub(super) fn best_start<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    plan: &Plan,
    opening: &Opening,
) -> Option<DateTime<Utc>> {
    let filled = |slot: &Slot| shared(slot.start.to_utc(), plan.duration_minutes(), opening.span());
    slots
        .min_by_key(|slot| (-filled(slot), slot.start))
        .map(|slot| slot.start.to_utc())
}

/// Minutes that a visit shares with a span.
fn shared(start: DateTime<Utc>, minutes: i64, span: Span) -> i64 {
    let end = start + TimeDelta::minutes(minutes);
    (end.min(span.end) - start.max(span.start))
        .num_minutes()
        .max(0)
}

/// What must be signed before services can be booked, and who has.
struct Signed {
    /// Forms of each service that stop a booking.
    forms: HashMap<ServiceId, Vec<FormId>>,
    /// When what clients signed counts.
    spans: HashMap<(ClientId, FormId), Vec<Window>>,
}

impl Signed {
    /// Each service's forms once, and all clients' signatures together; nothing where nothing is to be signed.
    async fn load(
        app: &App,
        tenant: TenantId,
        found: &[(EntryRow, Plan, DateTime<Utc>)],
        clients: &[ClientId],
    ) -> Result<Self> {
        let mut services: Vec<ServiceId> =
            found.iter().map(|(row, ..)| row.entry.service_id).collect();
        services.sort_unstable();
        services.dedup();
        let forms = gate::stopping(&app.db, tenant, &services).await?;
        let spans = match forms.is_empty() {
            true => HashMap::new(),
            false => gate::spans_of_many(&app.db, tenant, clients).await?,
        };
        Ok(Self { forms, spans })
    }

    fn may_come(&self, row: &EntryRow, start: DateTime<Utc>) -> bool {
        let forms = self.forms.get(&row.entry.service_id);
        forms.into_iter().flatten().all(|form| {
            let spans = self.spans.get(&(row.entry.client_id, *form));
            let counts =
                |(from, until): &Window| *from <= start && until.is_none_or(|end| start < end);
            spans.is_some_and(|spans| spans.iter().any(counts))
        })
    }
}

impl Past {
    /// Of clients; of who has none there is nothing.
    async fn of_many(
        mut on: impl On,
        tenant: TenantId,
        clients: &[ClientId],
        opening: &Opening,
        now: DateTime<Utc>,
    ) -> Result<HashMap<ClientId, Self>> {
        let ids = serde_json::to_string(clients).map_err(Error::internal)?;
        let visits = q!(
            on,
            fetch_all: (ClientId, i64, i64, i64, i64),
            {
                sqlite: "SELECT client_id, COUNT(CASE WHEN status = 'completed' THEN 1 END),
                        COUNT(CASE WHEN status = 'no_show' THEN 1 END),
                        COUNT(CASE WHEN is_late_cancel AND cancelled_by = 'client' THEN 1 END),
                        COUNT(CASE WHEN status NOT IN ('cancelled', 'expired', 'no_show') AND starts_at < $4 AND ends_at > $3 THEN 1 END)
                     FROM appointments WHERE tenant_id = $1 AND client_id IN (SELECT unhex(value, '-') FROM json_each($2))
                     GROUP BY client_id",
                pg: "SELECT client_id, COUNT(CASE WHEN status = 'completed' THEN 1 END),
                        COUNT(CASE WHEN status = 'no_show' THEN 1 END),
                        COUNT(CASE WHEN is_late_cancel AND cancelled_by = 'client' THEN 1 END),
                        COUNT(CASE WHEN status NOT IN ('cancelled', 'expired', 'no_show') AND starts_at < $4 AND ends_at > $3 THEN 1 END)
                     FROM appointments
                     WHERE tenant_id = $1 AND client_id IN (SELECT CAST(e.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) e)
                     GROUP BY client_id",
            },
            tenant,
            &ids,
            opening.starts_at,
            opening.ends_at,
        )?;
        let offers = q!(
            on,
            fetch_all: (ClientId, i64, i64, i64),
            {
                sqlite: "SELECT e.client_id, COUNT(CASE WHEN o.status = 'expired' THEN 1 END),
                        COUNT(CASE WHEN o.status = 'open' AND o.expires_at > $4 THEN 1 END),
                        COUNT(CASE WHEN o.opening_id = $3 THEN 1 END)
                     FROM waitlist_entries e JOIN waitlist_offers o ON o.tenant_id = e.tenant_id AND o.entry_id = e.id
                     WHERE e.tenant_id = $1 AND e.client_id IN (SELECT unhex(value, '-') FROM json_each($2))
                     GROUP BY e.client_id",
                pg: "SELECT e.client_id, COUNT(CASE WHEN o.status = 'expired' THEN 1 END),
                        COUNT(CASE WHEN o.status = 'open' AND o.expires_at > $4 THEN 1 END),
                        COUNT(CASE WHEN o.opening_id = $3 THEN 1 END)
                     FROM waitlist_entries e JOIN waitlist_offers o ON o.tenant_id = e.tenant_id AND o.entry_id = e.id
                     WHERE e.tenant_id = $1
                        AND e.client_id IN (SELECT CAST(l.value AS uuid) FROM jsonb_array_elements_text($2::jsonb) l)
                     GROUP BY e.client_id",
            },
            tenant,
            &ids,
            opening.id,
            now,
        )?;
        let mut pasts: HashMap<ClientId, Self> = HashMap::new();
        for (client, visits, no_shows, late_cancels, busy) in visits {
            let past = pasts.entry(client).or_default();
            (past.visits, past.no_shows) = (visits, no_shows);
            (past.late_cancels, past.busy) = (late_cancels, busy);
        }
        for (client, unanswered, waiting, asked) in offers {
            let past = pasts.entry(client).or_default();
            (past.unanswered, past.waiting, past.asked) = (unanswered, waiting, asked);
        }
        Ok(pasts)
    }
}
