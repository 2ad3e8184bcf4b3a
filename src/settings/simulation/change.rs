//! The rules to be tried: what was typed, what it means, and how it becomes the rules that hold.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::replay::RuleSet;
use crate::accounts::Tenant;
use crate::db::Tx;
use crate::error::Result;
use crate::events::{self, Actor, Kind, Object};
use crate::i18n::key;
use crate::id::{ServiceId, TenantId};
use crate::money::Currency;
use crate::q;
use crate::services::{choice_of, optional, price};
use crate::settings::save_rules;
use crate::web::Errors;
use crate::web::forms::{mark, number};

/// As typed; empty: as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    /// A service's slug; empty: all of them.
    pub service: String,
    pub step: String,
    pub offer: String,
    pub notice: String,
    pub horizon: String,
    /// "none": no limit.
    pub daily_limit: String,
    pub buffer_before: String,
    pub buffer_after: String,
    pub cancel_window: String,
    pub deposit_kind: String,
    pub deposit: String,
    pub kept_late: String,
    pub kept_no_show: String,
    /// The day whose offer is looked at.
    pub date: String,
    /// The rules that were seen; see [`fingerprint`].
    pub was: String,
}

/// What is to be other than it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// None: all of them.
    pub service: Option<ServiceId>,
    pub step: Option<i64>,
    pub offer: Option<String>,
    pub notice: Option<i64>,
    pub horizon: Option<i64>,
    /// Some(None): no limit.
    pub daily_limit: Option<Option<i64>>,
    pub buffer_before: Option<i64>,
    pub buffer_after: Option<i64>,
    pub cancel_window: Option<i64>,
    pub deposit: Option<(&'static str, i64)>,
    pub kept_late: Option<bool>,
    pub kept_no_show: Option<bool>,
}

impl Typed {
    /// Of an address; what is not ours is let be.
    pub fn of_query(query: &str) -> Self {
        let mut typed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "service" => &mut typed.service,
                "step" => &mut typed.step,
                "offer" => &mut typed.offer,
                "notice" => &mut typed.notice,
                "horizon" => &mut typed.horizon,
                "daily_limit" => &mut typed.daily_limit,
                "buffer_before" => &mut typed.buffer_before,
                "buffer_after" => &mut typed.buffer_after,
                "cancel_window" => &mut typed.cancel_window,
                "deposit_kind" => &mut typed.deposit_kind,
                "deposit" => &mut typed.deposit,
                "kept_late" => &mut typed.kept_late,
                "kept_no_show" => &mut typed.kept_no_show,
                "date" => &mut typed.date,
                _ => continue,
            };
            *field = value.into_owned();
        }
        typed
    }

    /// Whether anything at all is to be tried.
    pub fn is_any(&self) -> bool {
        let fields = [
            &self.step,
            &self.offer,
            &self.notice,
            &self.horizon,
            &self.daily_limit,
            &self.buffer_before,
            &self.buffer_after,
            &self.cancel_window,
            &self.deposit_kind,
            &self.kept_late,
            &self.kept_no_show,
        ];
        fields.iter().any(|field| !field.trim().is_empty())
    }

    /// As hidden fields.
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("service", &self.service),
            ("step", &self.step),
            ("offer", &self.offer),
            ("notice", &self.notice),
            ("horizon", &self.horizon),
            ("daily_limit", &self.daily_limit),
            ("buffer_before", &self.buffer_before),
            ("buffer_after", &self.buffer_after),
            ("cancel_window", &self.cancel_window),
            ("deposit_kind", &self.deposit_kind),
            ("deposit", &self.deposit),
            ("kept_late", &self.kept_late),
            ("kept_no_show", &self.kept_no_show),
            ("date", &self.date),
        ]
    }

    pub fn read(&self, set: &RuleSet, currency: Currency, errors: &mut Errors) -> Option<Change> {
        let found = set.services.values().find(|one| one.slug == self.service);
        let service = match self.service.as_str() {
            "" => Ok(None),
            _ => found
                .map(|one| Some(one.id))
                .ok_or(key!("field-bad-choice")),
        };
        let service = errors.take("service", service);
        let step = errors.take("step", optional(&self.step, 5..=240));
        let notice = errors.take("notice", optional(&self.notice, 0..=43_200));
        let horizon = errors.take("horizon", optional(&self.horizon, 1..=730));
        let daily_limit = match self.daily_limit.trim() {
            "none" => Some(Some(None)),
            typed => errors
                .take("daily_limit", optional(typed, 1..=100))
                .map(|limit| limit.map(Some)),
        };
        let buffer_before = errors.take("buffer_before", optional(&self.buffer_before, 0..=480));
        let buffer_after = errors.take("buffer_after", optional(&self.buffer_after, 0..=480));
        let cancel_window = errors.take("cancel_window", optional(&self.cancel_window, 0..=43_200));
        let offer = match self.offer.as_str() {
            "" => Some(None),
            "all" | "tight" => Some(Some(self.offer.clone())),
            _ => errors.take("offer", Err::<Option<String>, _>(key!("field-bad-choice"))),
        };
        let kept_late = errors.take("kept_late", choice_of(&self.kept_late));
        let kept_no_show = errors.take("kept_no_show", choice_of(&self.kept_no_show));
        let deposit = self.deposit(currency, errors);
        Some(Change {
            service: service?,
            step: step?,
            offer: offer?,
            notice: notice?,
            horizon: horizon?,
            daily_limit: daily_limit?,
            buffer_before: buffer_before?,
            buffer_after: buffer_after?,
            cancel_window: cancel_window?,
            deposit: deposit?,
            kept_late: kept_late?,
            kept_no_show: kept_no_show?,
        })
    }

    fn deposit(
        &self,
        currency: Currency,
        errors: &mut Errors,
    ) -> Option<Option<(&'static str, i64)>> {
        let typed = self.deposit.trim();
        Some(match self.deposit_kind.as_str() {
            "" => None,
            "none" => Some(("none", 0)),
            "full" => Some(("full", 0)),
            "fixed" => Some(("fixed", errors.take("deposit", price(typed, currency))?)),
            "percent" => Some(("percent", errors.take("deposit", number(typed, 1..=100))?)),
            _ => {
                errors.add("deposit_kind", key!("field-bad-choice"));
                return None;
            }
        })
    }
}

impl Change {
    /// The rules as they would be. Services that have a rule of their own keep it when the practice's is changed.
    pub fn apply(&self, set: &RuleSet) -> RuleSet {
        let mut set = set.clone();
        if let Some(step) = self.step {
            set.practice.step_minutes = step;
        }
        if let Some(offer) = &self.offer {
            set.practice.offer.clone_from(offer);
        }
        if self.service.is_none() {
            let practice = &mut set.practice;
            practice.notice_minutes = self.notice.unwrap_or(practice.notice_minutes);
            practice.horizon_days = self.horizon.unwrap_or(practice.horizon_days);
            practice.daily_limit = self.daily_limit.unwrap_or(practice.daily_limit);
            practice.cancel_window_minutes =
                self.cancel_window.unwrap_or(practice.cancel_window_minutes);
            set.money.is_kept_late = self.kept_late.unwrap_or(set.money.is_kept_late);
            set.money.is_kept_no_show = self.kept_no_show.unwrap_or(set.money.is_kept_no_show);
        }
        for service in set.services.values_mut() {
            if self.service.is_some_and(|id| id != service.id) {
                continue;
            }
            // What is off the menu stays as it was.
            if self.service.is_none() && !service.is_active {
                continue;
            }
            let before = self.buffer_before;
            service.buffer_before_minutes = before.unwrap_or(service.buffer_before_minutes);
            let after = self.buffer_after;
            service.buffer_after_minutes = after.unwrap_or(service.buffer_after_minutes);
            if let Some((kind, amount)) = self.deposit {
                service.deposit_kind = kind.to_owned();
                service.deposit_amount = amount;
            }
            if self.service.is_some() {
                service.notice_minutes = self.notice.or(service.notice_minutes);
                service.horizon_days = self.horizon.or(service.horizon_days);
                service.cancel_window_minutes =
                    self.cancel_window.or(service.cancel_window_minutes);
                let own = &mut service.own;
                own.daily_limit = self.daily_limit.unwrap_or(own.daily_limit);
                own.kept_late = self.kept_late.or(own.kept_late);
                own.kept_no_show = self.kept_no_show.or(own.kept_no_show);
            }
        }
        set
    }

    /// From now on it is so.
    pub async fn save(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        actor: &Actor,
        set: &RuleSet,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let then = self.apply(set);
        if then.practice != set.practice {
            save_rules(tx, tenant, actor, &then.practice, now).await?;
        }
        if then.money != set.money {
            then.money.save(&mut *tx, tenant.id, now).await?;
            let (kind, object) = (Kind::PaymentsChanged, Object::Tenant(tenant.id));
            let data = json!({ "rules": true });
            events::record(tx, tenant.id, actor, kind, object, data, now).await?;
        }
        self.save_services(tx, tenant.id, actor, now).await
    }

    /// One service's rules, or what only services have for all of them.
    async fn save_services(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let own = match self.service {
            Some(_) => self.clone(),
            None => Self {
                buffer_before: self.buffer_before,
                buffer_after: self.buffer_after,
                deposit: self.deposit,
                ..Self::default()
            },
        };
        let touched = Self {
            step: None,
            offer: None,
            service: None,
            ..own.clone()
        };
        if touched == Self::default() {
            return Ok(());
        }
        q!(
            tx,
            execute,
            "UPDATE services SET buffer_before_minutes = COALESCE($3, buffer_before_minutes),
                buffer_after_minutes = COALESCE($4, buffer_after_minutes), deposit_kind = COALESCE($5, deposit_kind),
                deposit_amount = COALESCE($6, deposit_amount), notice_minutes = COALESCE($7, notice_minutes),
                horizon_days = COALESCE($8, horizon_days), cancel_window_minutes = COALESCE($9, cancel_window_minutes),
                daily_limit = CASE WHEN $10 THEN $11 ELSE daily_limit END, kept_late = COALESCE($12, kept_late),
                kept_no_show = COALESCE($13, kept_no_show), updated_at = $14
             WHERE tenant_id = $1 AND (id = $2 OR ($2 IS NULL AND is_active))",
            tenant,
            self.service,
            own.buffer_before,
            own.buffer_after,
            own.deposit.map(|(kind, _)| kind),
            own.deposit.map(|(_, amount)| amount),
            own.notice,
            own.horizon,
            own.cancel_window,
            own.daily_limit.is_some(),
            own.daily_limit.flatten(),
            own.kept_late,
            own.kept_no_show,
            now,
        )?;
        let object = match self.service {
            Some(id) => Object::Service(id),
            None => Object::Tenant(tenant),
        };
        let data = json!({ "rules": true });
        events::record(tx, tenant, actor, Kind::ServiceUpdated, object, data, now).await?;
        Ok(())
    }
}

/// Of the rules that hold: whoever uses a rule is told when they have changed since it was tried.
pub fn fingerprint(set: &RuleSet) -> String {
    let services: Vec<String> = set
        .services
        .values()
        .map(|service| format!("{}@{}", service.id, service.version()))
        .collect();
    mark(&[
        &format!("{:?}", set.practice),
        &format!("{:?}", set.money),
        &services.join(" "),
    ])
}
