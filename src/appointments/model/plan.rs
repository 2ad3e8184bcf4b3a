//! A visit's contents as a plan again: for its services' rules, and for looking for another time.

use super::Appointment;
use crate::db::On;
use crate::error::{Error, Result};
use crate::services::{Addon, Choice, Plan, Service, Variant};

impl Appointment {
    /// What the visit consists of, as its services are today: to be booked again.
    pub async fn plan_anew(&self, mut on: impl On) -> Result<Plan> {
        let choices = self.choices_now(&mut on).await?;
        match choices.is_empty() {
            true => Err(Error::internal("a visit without a service")),
            false => Ok(Plan {
                choices,
                currency: self.currency,
                place: self.place_id,
                address: self.place_address.clone(),
            }),
        }
    }

    /// What the visit consists of, as its services are today, but as long as the visit is now and with its own buffers, so
    /// that a search for another time finds where it fits.
    pub async fn plan(&self, on: impl On) -> Result<Plan> {
        let mut choices = self.choices_now(on).await?;
        // The first service takes the whole length: what was cut from the visit may be more than any one had.
        for choice in &mut choices {
            choice.service.duration_minutes = 0;
            if let Some(variant) = &mut choice.variant {
                variant.duration_minutes = 0;
            }
            for addon in &mut choice.addons {
                addon.duration_minutes = 0;
            }
        }
        let (before, after) = (self.starts_at - self.busy_from, self.busy_to - self.ends_at);
        match choices.first_mut() {
            Some(first) => first.service.buffer_before_minutes = before.num_minutes(),
            None => return Err(Error::internal("a visit without a service")),
        }
        if let Some(last) = choices.last_mut() {
            last.service.buffer_after_minutes = after.num_minutes();
        }
        let mut plan = Plan {
            choices,
            currency: self.currency,
            place: self.place_id,
            address: self.place_address.clone(),
        };
        plan.stretch_to(self.duration_minutes());
        Ok(plan)
    }

    async fn choices_now(&self, mut on: impl On) -> Result<Vec<Choice>> {
        let items = self.items(&mut on).await?;
        let mut choices: Vec<Choice> = Vec::new();
        for item in &items {
            match item.addon_id {
                None => {
                    let service = Service::find(&mut on, self.tenant_id, item.service_id).await?;
                    let variants =
                        Variant::of_service(&mut on, self.tenant_id, item.service_id).await?;
                    let variant = variants.into_iter().find(|v| Some(v.id) == item.variant_id);
                    choices.push(Choice {
                        service,
                        variant,
                        addons: Vec::new(),
                    });
                }
                Some(id) => {
                    let addons =
                        Addon::of_service(&mut on, self.tenant_id, item.service_id).await?;
                    let addon = addons.into_iter().find(|addon| addon.id == id);
                    if let (Some(choice), Some(addon)) = (choices.last_mut(), addon) {
                        choice.addons.push(addon);
                    }
                }
            }
        }
        Ok(choices)
    }
}
