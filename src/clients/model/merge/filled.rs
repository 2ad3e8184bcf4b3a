//! A card's own fields when another one is joined into it: what they will say, and what they said before.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clients::Client;
use crate::contact::fold;
use crate::error::{Error, Result};
use crate::policies::ClientRules;

/// The winner's own fields before and after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Filled {
    pub(super) before: Value,
    pub(super) after: Value,
    /// What is agreed with the client, where the merge changed it: before and after.
    #[serde(default)]
    pub(super) rules: Option<(ClientRules, ClientRules)>,
}

impl Client {
    /// What this card will say after the other was merged into it.
    pub fn filled_from(&self, other: &Self) -> Self {
        let mut filled = self.clone();
        fn text(own: &mut String, other: &str) {
            if own.is_empty() {
                other.clone_into(own);
            }
        }
        filled.phone = filled.phone.or_else(|| other.phone.clone());
        filled.email = filled.email.or_else(|| other.email.clone());
        if filled.birth_month.is_none() {
            filled.birth_year = other.birth_year;
            filled.birth_month = other.birth_month;
            filled.birth_day = other.birth_day;
        }
        text(&mut filled.address, &other.address);
        text(&mut filled.preferences, &other.preferences);
        text(&mut filled.writes_by, &other.writes_by);
        text(&mut filled.came_from, &other.came_from);
        if filled.emergency_name.is_empty() && filled.emergency_phone.is_empty() {
            other.emergency_name.clone_into(&mut filled.emergency_name);
            other
                .emergency_phone
                .clone_into(&mut filled.emergency_phone);
        }
        // No warning is lost.
        if !other.allergies.is_empty() && !fold(&self.allergies).contains(&fold(&other.allergies)) {
            if !filled.allergies.is_empty() {
                filled.allergies.push_str("; ");
            }
            filled.allergies.push_str(&other.allergies);
        }
        // What was said last counts; blocked is blocked.
        let said = |client: &Self| client.marketing_ended_at.max(client.marketing_at);
        if said(other) > said(self) {
            filled.marketing_at = other.marketing_at;
            other
                .marketing_origin
                .clone_into(&mut filled.marketing_origin);
            filled.marketing_ended_at = other.marketing_ended_at;
        }
        if filled.blocked_at.is_none() {
            filled.blocked_at = other.blocked_at;
            other.block_reason.clone_into(&mut filled.block_reason);
        }
        filled
    }

    /// The fields that a merge may change.
    pub(super) fn own(&self) -> Result<Value> {
        Ok(json!({
            "phone": self.phone, "email": self.email, "allergies": self.allergies,
            "birthday": [self.birth_year, self.birth_month, self.birth_day],
            "address": self.address, "preferences": self.preferences, "writes_by": self.writes_by,
            "came_from": self.came_from, "emergency": [self.emergency_name, self.emergency_phone],
            "marketing": [json!(self.marketing_at), json!(self.marketing_origin), json!(self.marketing_ended_at)],
            "blocked": [json!(self.blocked_at), json!(self.block_reason)],
        }))
    }

    /// Fields that still say what the merge made them say, say again what they said before.
    pub(super) fn take_back(&mut self, filled: &Filled) -> Result<()> {
        fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T> {
            serde_json::from_value(value.clone()).map_err(Error::internal)
        }
        let now = self.own()?;
        let was = |name: &str| {
            let (before, after) = (&filled.before[name], &filled.after[name]);
            (now[name] == *after && before != after).then_some(before)
        };
        if let Some(was) = was("phone") {
            self.phone = read(was)?;
        }
        if let Some(was) = was("email") {
            self.email = read(was)?;
        }
        if let Some(was) = was("allergies") {
            self.allergies = read(was)?;
        }
        if let Some(was) = was("birthday") {
            (self.birth_year, self.birth_month, self.birth_day) = read(was)?;
        }
        if let Some(was) = was("address") {
            self.address = read(was)?;
        }
        if let Some(was) = was("preferences") {
            self.preferences = read(was)?;
        }
        if let Some(was) = was("writes_by") {
            self.writes_by = read(was)?;
        }
        if let Some(was) = was("came_from") {
            self.came_from = read(was)?;
        }
        if let Some(was) = was("emergency") {
            (self.emergency_name, self.emergency_phone) = read(was)?;
        }
        if let Some(was) = was("marketing") {
            (
                self.marketing_at,
                self.marketing_origin,
                self.marketing_ended_at,
            ) = read(was)?;
        }
        if let Some(was) = was("blocked") {
            (self.blocked_at, self.block_reason) = read(was)?;
        }
        Ok(())
    }
}
