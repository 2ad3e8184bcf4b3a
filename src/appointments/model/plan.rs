//! A visit's contents as a plan again: for looking for another time.

use super::Appointment;
use crate::db::On;
use crate::error::{Error, Result};
use crate::services::{Addon, Choice, Plan, Service, Variant};

impl Appointment {
    /// What the visit consists of, as its services are today but as long as the visit is now.
    pub async fn plan(&self, mut on: impl On) -> Result<Plan> {
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
        let mut plan = Plan {
            choices,
            currency: self.currency,
        };
        if plan.choices.is_empty() {
            return Err(Error::internal("a visit without a service"));
        }
        plan.stretch_to(self.duration_minutes());
        Ok(plan)
    }
}
