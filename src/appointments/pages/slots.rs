//! Free times of a day as the master is offered them: no notice, no horizon, no daily limit.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::accounts::Tenant;
use crate::consents::gate::Gate;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId};
use crate::schedule::availability::Availability;
use crate::services::Plan;
use crate::web::Page;

/// How far ahead the next free day is looked for.
const DAYS: u32 = 28;

/// Free times of one day.
#[derive(Clone, Debug)]
pub struct Free {
    pub date: NaiveDate,
    /// Local, by the clock.
    pub times: Vec<NaiveTime>,
    /// There is time, but what must be signed first does not count then.
    pub is_unsigned: bool,
    /// The first later day with free time; looked for when this one has none.
    pub next: Option<NaiveDate>,
}

impl Free {
    /// Where `plan` fits on the date for the client; `moved` is the visit whose own time does not count.
    pub async fn load(
        mut on: impl On,
        tenant: &Tenant,
        plan: &Plan,
        date: NaiveDate,
        moved: Option<AppointmentId>,
        client: Option<ClientId>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut own = tenant.clone();
        own.rules.daily_limit = None;
        let plan = plan.clone().for_master();
        // What must be signed first leaves only the times at which it counts; for nobody in particular all stay.
        let gate = match client {
            Some(_) => Gate::load(&mut on, tenant.id, &plan.service_ids(), client).await?,
            None => Gate::default(),
        };
        let day = Availability::load(&mut on, &own, &plan, date, 1, moved, now).await?;
        let is_open =
            gate.is_closed_to_some() && day.days().iter().any(|day| !day.slots.is_empty());
        let day = day.within(gate.windows());
        // A start after midnight stands under the evening before; here it would be taken for the morning.
        let starts = day.days().into_iter().flat_map(|day| day.slots);
        let times: Vec<NaiveTime> = starts
            .map(|slot| slot.start)
            .filter(|start| start.date_naive() == date)
            .map(|start| start.time())
            .collect();
        let next = match times.is_empty() {
            true => {
                let from = date.max(tenant.local_date(now));
                let ahead =
                    Availability::load(&mut on, &own, &plan, from, DAYS, moved, now).await?;
                let ahead = ahead.within(gate.windows());
                let mut days = ahead.days().into_iter();
                days.find(|day| day.date != date && !day.slots.is_empty())
                    .map(|day| day.date)
            }
            false => None,
        };
        Ok(Self {
            date,
            is_unsigned: is_open && times.is_empty(),
            times,
            next,
        })
    }

    /// "Free on Friday 15 May".
    pub fn day(&self, page: &Page) -> String {
        let day = page.locale.day_long(self.date);
        page.t1("appointment-free-on", "day", day)
    }

    /// The next free day, as an address writes it, and the way there in words.
    pub fn next_day(&self, page: &Page) -> Option<(String, String)> {
        let next = self.next?;
        let day = page.locale.day_long(next);
        Some((
            next.to_string(),
            page.t1("appointment-next-free", "day", day),
        ))
    }

    /// Of a day on which nothing can be looked for.
    pub fn none(date: NaiveDate) -> Self {
        Self {
            date,
            times: Vec::new(),
            is_unsigned: false,
            next: None,
        }
    }

    /// Why the day has no times.
    pub fn why_none(&self, page: &Page) -> String {
        page.t(match self.is_unsigned {
            true => "appointment-no-slots-unsigned",
            false => "appointment-no-slots",
        })
    }
}
