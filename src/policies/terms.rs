//! What holds for a visit, each rule with where it comes from. The choice itself is pure: the same facts, the same terms.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::types::Json;

use super::client::{self, ClientRules};
use crate::accounts::{BookingRules, Tenant};
use crate::appointments::Appointment;
use crate::db::On;
use crate::error::Result;
use crate::id::{AppointmentId, ClientId};
use crate::payments::Rules;
use crate::q;
use crate::schedule::local;
use crate::services::{Confirmation, Plan, Service};

/// Where a rule stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    Practice,
    /// By its name.
    Service(String),
    Client,
}

/// A rule, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled<T> {
    pub value: T,
    pub level: Level,
}

/// Whether the practice answers before a visit is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByHand {
    Never,
    Always,
    /// From whoever has missed so many visits.
    After(i64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Minutes before the visit until which it can be booked online.
    pub notice: Ruled<i64>,
    /// Days ahead.
    pub horizon: Ruled<i64>,
    /// The client's own are wider than what holds for all: nobody is known before they have booked, so that these hold
    /// where a visit is moved by its link.
    pub is_notice_wider: bool,
    pub is_horizon_wider: bool,
    /// Minutes before the visit from which on a change is late; 0: nothing is.
    pub window: Ruled<i64>,
    /// How often a client may move it by link; none: as often as they like.
    pub moves: Ruled<Option<i64>>,
    /// Whether the deposit is kept after a late cancellation, and after nobody came.
    pub kept_late: Ruled<bool>,
    pub kept_no_show: Ruled<bool>,
    pub by_hand: Ruled<ByHand>,
    /// Missed visits from which on a deposit is asked for; 0: never.
    pub deposit_after: Ruled<i64>,
    /// Visits a day; every one of these holds.
    pub daily: Vec<Ruled<i64>>,
    /// "service", "always" or "never".
    pub deposit_rule: String,
    /// Visits that the client has missed or cancelled late.
    pub missed: i64,
}

impl Terms {
    /// What holds for a plan and whoever books it; without a client, for anybody.
    pub async fn load(
        mut on: impl On,
        tenant: &Tenant,
        plan: &Plan,
        client: Option<ClientId>,
    ) -> Result<Self> {
        let money = Rules::of(&mut on, tenant.id).await?;
        let services: Vec<&Service> = plan.choices.iter().map(|choice| &choice.service).collect();
        let Some(client) = client else {
            return Ok(Self::of(&tenant.rules, &money, &services, None, 0));
        };
        let rules = ClientRules::of(&mut on, tenant.id, client).await?;
        let missed = client::missed(&mut on, tenant.id, client).await?;
        let terms = Self::of(&tenant.rules, &money, &services, Some(&rules), missed);
        Ok(terms)
    }

    pub fn of(
        practice: &BookingRules,
        money: &Rules,
        services: &[&Service],
        client: Option<&ClientRules>,
        missed: i64,
    ) -> Self {
        let longest = |own: fn(&Service) -> Option<i64>, wide: i64| {
            strictest(services, own, wide, |value| *value)
        };
        let notice = longest(|s| s.notice_minutes, practice.notice_minutes);
        let window = longest(|s| s.cancel_window_minutes, practice.cancel_window_minutes);
        let horizon = strictest(
            services,
            |s| s.horizon_days,
            practice.horizon_days,
            |days| -days,
        );
        let moves = strictest(
            services,
            |s| s.own.moves_limit.map(Some),
            practice.moves_limit,
            |limit| limit.map_or(i64::MIN, |limit| -limit),
        );
        let kept_late = strictest(
            services,
            |s| s.own.kept_late,
            money.is_kept_late,
            |kept| i64::from(*kept),
        );
        let kept_no_show = strictest(
            services,
            |s| s.own.kept_no_show,
            money.is_kept_no_show,
            |kept| i64::from(*kept),
        );
        let deposit_after = strictest(
            services,
            |s| s.own.deposit_after,
            money.risk_visits,
            |misses| soonest(*misses),
        );
        let by_hand = strictest(
            services,
            |s| match s.confirmation {
                Confirmation::Manual => Some(ByHand::Always),
                Confirmation::Instant => s.own.confirm_after.map(ByHand::after),
            },
            ByHand::after(money.confirm_visits),
            |by_hand| match by_hand {
                ByHand::Always => i64::MAX,
                ByHand::After(misses) => soonest(*misses),
                ByHand::Never => i64::MIN,
            },
        );
        let own = client.cloned().unwrap_or_default();
        let mut terms = Self {
            notice,
            horizon,
            is_notice_wider: false,
            is_horizon_wider: false,
            window,
            moves,
            kept_late,
            kept_no_show,
            by_hand,
            deposit_after,
            daily: daily(practice, services, &own),
            deposit_rule: own.deposit_rule.clone(),
            missed,
        };
        terms.narrow(&own);
        terms
    }

    /// A client's rules stand in for all others.
    fn narrow(&mut self, own: &ClientRules) {
        fn set<T>(rule: &mut Ruled<T>, own: Option<T>) {
            if let Some(value) = own {
                *rule = Ruled {
                    value,
                    level: Level::Client,
                };
            }
        }
        self.is_notice_wider = own
            .notice_minutes
            .is_some_and(|own| own < self.notice.value);
        self.is_horizon_wider = own.horizon_days.is_some_and(|own| own > self.horizon.value);
        set(&mut self.notice, own.notice_minutes);
        set(&mut self.horizon, own.horizon_days);
        set(&mut self.window, own.cancel_window_minutes);
        set(&mut self.moves, own.moves_limit.map(Some));
        set(&mut self.kept_late, own.kept_late);
        set(&mut self.kept_no_show, own.kept_no_show);
        let by_hand = match own.confirm_rule.as_str() {
            "always" => Some(ByHand::Always),
            "never" => Some(ByHand::Never),
            _ => None,
        };
        set(&mut self.by_hand, by_hand);
    }

    /// Whether the practice answers first.
    pub fn is_by_hand(&self) -> bool {
        match self.by_hand.value {
            ByHand::Always => true,
            ByHand::After(misses) => self.missed >= misses,
            ByHand::Never => false,
        }
    }

    /// Whether a deposit is asked for because visits were missed.
    pub fn is_risky(&self) -> bool {
        self.deposit_after.value > 0 && self.missed >= self.deposit_after.value
    }

    /// The plan under these terms: what looks at its services' own rules finds what holds.
    pub fn bind(&self, mut plan: Plan) -> Plan {
        for choice in &mut plan.choices {
            let service = &mut choice.service;
            service.notice_minutes = Some(self.notice.value);
            service.horizon_days = Some(self.horizon.value);
            service.cancel_window_minutes = Some(self.window.value);
            service.confirmation = match self.is_by_hand() {
                true => Confirmation::Manual,
                false => Confirmation::Instant,
            };
        }
        plan
    }

    /// Whether the client has as many visits on a start's day as is agreed.
    pub async fn is_day_full(
        &self,
        on: impl On,
        tenant: &Tenant,
        client: ClientId,
        start: DateTime<Utc>,
        without: Option<AppointmentId>,
    ) -> Result<bool> {
        let own = self.daily.iter().find(|limit| limit.level == Level::Client);
        let Some(limit) = own.map(|limit| limit.value) else {
            return Ok(false);
        };
        let day = local::day_bounds(tenant.tz(), tenant.local_date(start));
        let count = client::visits_within(on, tenant.id, client, day, without).await?;
        Ok(count >= limit)
    }

    /// The days to come on which that is so.
    pub async fn full_days(
        &self,
        on: impl On,
        tenant: &Tenant,
        client: ClientId,
        without: Option<AppointmentId>,
        now: DateTime<Utc>,
    ) -> Result<BTreeSet<NaiveDate>> {
        let own = self.daily.iter().find(|limit| limit.level == Level::Client);
        let Some(limit) = own.map(|limit| limit.value) else {
            return Ok(BTreeSet::new());
        };
        let today = local::day_bounds(tenant.tz(), tenant.local_date(now)).start;
        let starts = client::starts_from(on, tenant.id, client, today, without).await?;
        let mut counts: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for start in starts {
            *counts.entry(tenant.local_date(start)).or_default() += 1;
        }
        counts.retain(|_, count| *count >= limit);
        Ok(counts.into_keys().collect())
    }

    /// How often the client may still move a visit by link; none: as often as they like.
    pub async fn moves_left(&self, on: impl On, visit: &Appointment) -> Result<Option<i64>> {
        let Some(limit) = self.moves.value else {
            return Ok(None);
        };
        Ok(Some((limit - moved(on, visit).await?).max(0)))
    }
}

impl ByHand {
    fn after(misses: i64) -> Self {
        match misses {
            0 => Self::Never,
            misses => Self::After(misses),
        }
    }
}

/// The fewer misses, the stricter; 0 is never.
fn soonest(misses: i64) -> i64 {
    match misses {
        0 => i64::MIN,
        misses => -misses,
    }
}

/// Of the services' own rules, or the practice's for those that have none, the strictest; of equals the first.
fn strictest<T: Clone>(
    services: &[&Service],
    own: impl Fn(&Service) -> Option<T>,
    wide: T,
    severity: impl Fn(&T) -> i64,
) -> Ruled<T> {
    let of_practice = || Ruled {
        value: wide.clone(),
        level: Level::Practice,
    };
    let each = services.iter().map(|service| match own(service) {
        Some(value) => Ruled {
            value,
            level: Level::Service(service.name.clone()),
        },
        None => of_practice(),
    });
    each.reduce(
        |first, next| match severity(&next.value) > severity(&first.value) {
            true => next,
            false => first,
        },
    )
    .unwrap_or_else(of_practice)
}

fn daily(practice: &BookingRules, services: &[&Service], own: &ClientRules) -> Vec<Ruled<i64>> {
    let of_practice = practice.daily_limit.map(|value| Ruled {
        value,
        level: Level::Practice,
    });
    let of_services = services.iter().filter_map(|service| {
        Some(Ruled {
            value: service.own.daily_limit?,
            level: Level::Service(service.name.clone()),
        })
    });
    let of_client = own.daily_limit.map(|value| Ruled {
        value,
        level: Level::Client,
    });
    let all = of_practice.into_iter().chain(of_services);
    all.chain(of_client).collect()
}

/// How often a client has moved a visit; there and back again is no move.
async fn moved(mut on: impl On, visit: &Appointment) -> Result<i64> {
    let rows = q!(
        on,
        fetch_all: (Json<Value>,),
        "SELECT data FROM events WHERE tenant_id = $1 AND object_kind = 'appointment' AND object_id = $2
            AND kind = 'appointment.moved' AND actor_kind = 'client' ORDER BY seq LIMIT 200",
        visit.tenant_id,
        visit.id,
    )?;
    let moves = rows.iter().map(|(data,)| {
        let at = |name: &str| data.0[name].as_str().unwrap_or_default().to_owned();
        (at("from"), at("to"))
    });
    Ok(count_moves(moves))
}

fn count_moves(moves: impl Iterator<Item = (String, String)>) -> i64 {
    let mut standing: Vec<(String, String)> = Vec::new();
    for (from, to) in moves {
        match standing.last() {
            Some((before, _)) if *before == to => {
                standing.pop();
            }
            _ => standing.push((from, to)),
        }
    }
    standing.len() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(moves: &[(&str, &str)]) -> i64 {
        let own = |text: &str| text.to_owned();
        count_moves(moves.iter().map(|(from, to)| (own(from), own(to))))
    }

    #[test]
    fn there_and_back_again_is_no_move() {
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[("a", "b")]), 1);
        assert_eq!(count(&[("a", "b"), ("b", "a")]), 0);
        assert_eq!(count(&[("a", "b"), ("b", "c")]), 2);
        assert_eq!(count(&[("a", "b"), ("b", "c"), ("c", "b")]), 1);
        assert_eq!(count(&[("a", "b"), ("b", "a"), ("a", "b")]), 1);
    }

    fn terms(practice: &BookingRules, money: &Rules, client: &ClientRules, missed: i64) -> Terms {
        Terms::of(practice, money, &[], Some(client), missed)
    }

    #[test]
    fn a_clients_rule_stands_in_for_the_practices() {
        let (practice, money) = (BookingRules::default(), Rules::default());
        let wide = terms(&practice, &money, &ClientRules::default(), 0);
        assert_eq!(wide.window.value, practice.cancel_window_minutes);
        assert_eq!(wide.window.level, Level::Practice);
        assert_eq!(wide.moves.value, None);
        assert!(wide.daily.is_empty());
        let own = ClientRules {
            cancel_window_minutes: Some(60),
            moves_limit: Some(0),
            kept_late: Some(false),
            daily_limit: Some(1),
            ..ClientRules::default()
        };
        let narrow = terms(&practice, &money, &own, 0);
        assert_eq!(narrow.window.value, 60);
        assert_eq!(narrow.window.level, Level::Client);
        assert_eq!(narrow.moves.value, Some(0));
        assert!(!narrow.kept_late.value);
        assert!(narrow.kept_no_show.value);
        assert_eq!(narrow.daily.len(), 1);
    }

    #[test]
    fn who_has_missed_visits_is_answered_by_hand_unless_their_card_says_never() {
        let practice = BookingRules::default();
        let money = Rules {
            confirm_visits: 2,
            ..Rules::default()
        };
        let anybody = ClientRules::default();
        assert!(!terms(&practice, &money, &anybody, 1).is_by_hand());
        assert!(terms(&practice, &money, &anybody, 2).is_by_hand());
        let trusted = ClientRules {
            confirm_rule: "never".into(),
            ..ClientRules::default()
        };
        assert!(!terms(&practice, &money, &trusted, 9).is_by_hand());
        let watched = ClientRules {
            confirm_rule: "always".into(),
            ..ClientRules::default()
        };
        assert!(terms(&practice, &Rules::default(), &watched, 0).is_by_hand());
    }
}
