//! What has been chosen so far, as the address of a booking page says it: every step is a link that can be kept.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::choose;
use super::holds::Key;
use crate::accounts::Tenant;
use crate::appointments::ItemRow;
use crate::db::On;
use crate::error::{Error, Result};
use crate::i18n::Locale;
use crate::places::Places;
use crate::schedule::local;
use crate::services::{Addon, Choice, Plan, Service, Variant};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Slugs.
    pub service: Option<String>,
    pub variant: Option<String>,
    pub addons: Vec<String>,
    /// A place's slug.
    pub place: Option<String>,
    /// The day whose times are looked at.
    pub date: Option<NaiveDate>,
    /// The start, as the practice's clock shows it.
    pub at: Option<NaiveDateTime>,
    /// What keeps a time for this visitor; see [`super::holds`].
    pub hold: Option<Key>,
    /// The pages stand in a frame on another site: under `/embed`, and all that cookies would say is in the address.
    pub embedded: bool,
    /// Only this service is offered there.
    pub only: bool,
    /// The language that was chosen there.
    pub lang: Option<Locale>,
}

impl Selection {
    /// Of an address; what cannot be read is as if it were not there, and what is not ours (a campaign's mark) is let be.
    pub fn of_query(query: &str) -> Self {
        let mut selection = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let text = || Some(value.to_string()).filter(|value| !value.is_empty());
            match &*name {
                "service" => selection.service = text(),
                "variant" => selection.variant = text(),
                "addons" => selection.add(&value),
                "place" => selection.place = text(),
                "date" => selection.date = parse_date(&value),
                "at" => selection.at = parse_at(&value),
                "hold" => selection.hold = Key::read(&value),
                "only" => selection.only = value == "1",
                "lang" => selection.lang = value.parse().ok(),
                _ => {}
            }
        }
        selection
    }

    /// Add-ons come one by one from boxes that were ticked, and in one from a link.
    pub fn add(&mut self, slugs: &str) {
        let slugs = slugs.split(',').filter(|slug| !slug.is_empty());
        self.addons.extend(slugs.map(str::to_owned));
    }

    /// What it names; none is not found.
    pub async fn choice(&self, on: impl On, tenant: &Tenant) -> Result<Choice> {
        let service = self.service.as_deref().unwrap_or_default();
        choose(on, tenant, service, self.variant.as_deref(), &self.addons).await
    }

    /// What it asks for, held where it says if that can be; with the practice's places, none where it has one address.
    pub async fn plan(
        &self,
        on: impl On,
        tenant: &Tenant,
        choice: Choice,
    ) -> Result<(Plan, Places)> {
        let places = Places::load(on, tenant.id).await?;
        let mut plan = Plan::one(choice, tenant.currency);
        let services = plan.service_ids();
        let fitting = places.for_services(&services);
        let wanted = self.place.as_deref();
        let wanted = fitting
            .iter()
            .find(|place| Some(place.slug.as_str()) == wanted);
        plan.place = places
            .settle(wanted.map(|place| place.id), &services)
            .map(|place| place.id);
        Ok((plan, places))
    }

    /// As it was found, so that links say only what is there.
    pub fn of_choice(choice: &Choice) -> Self {
        Self {
            service: Some(choice.service.slug.clone()),
            variant: choice.variant.as_ref().map(|variant| variant.slug.clone()),
            addons: choice
                .addons
                .iter()
                .map(|addon| addon.slug.clone())
                .collect(),
            ..Self::default()
        }
    }

    /// What a visit consisted of, for booking it once more; of several services the first.
    pub async fn of_items(mut on: impl On, tenant: &Tenant, items: &[ItemRow]) -> Result<Self> {
        let Some(first) = items.iter().map(|item| item.service_id).next() else {
            return Ok(Self::default());
        };
        let own = || items.iter().filter(|item| item.service_id == first);
        let service = match Service::find(&mut on, tenant.id, first).await {
            Ok(service) if service.is_active => service,
            Ok(_) | Err(Error::NotFound) => return Ok(Self::default()),
            Err(other) => return Err(other),
        };
        let variants = Variant::of_service(&mut on, tenant.id, first).await?;
        let addons = Addon::of_service(&mut on, tenant.id, first).await?;
        let had = |id| own().any(|item| item.addon_id == Some(id));
        let variant = own().find_map(|item| item.variant_id);
        Ok(Self {
            service: Some(service.slug),
            variant: variants
                .into_iter()
                .find(|v| v.is_active && Some(v.id) == variant)
                .map(|v| v.slug),
            addons: addons
                .into_iter()
                .filter(|addon| addon.is_active && had(addon.id))
                .map(|addon| addon.slug)
                .collect(),
            ..Self::default()
        })
    }

    pub fn on(&self, date: NaiveDate) -> Self {
        Self {
            date: Some(date),
            at: None,
            ..self.clone()
        }
    }

    /// The service alone, before any time.
    pub fn without_time(&self) -> Self {
        Self {
            date: None,
            at: None,
            ..self.clone()
        }
    }

    /// The page of the next step. Outside frames a cookie says what is kept: addresses are sent to others.
    pub fn href(&self, tenant: &Tenant) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields() {
            if name != "hold" || self.embedded {
                query.append_pair(name, &value);
            }
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{query}", self.base(tenant))
    }

    /// Where forms go.
    pub fn base(&self, tenant: &Tenant) -> String {
        match self.embedded {
            true => format!("/embed/{}", tenant.slug),
            false => format!("/{}/book", tenant.slug),
        }
    }

    /// Nothing chosen yet, by the same visitor in the same frame.
    pub fn start_over(&self) -> Self {
        Self {
            hold: self.hold.clone(),
            embedded: self.embedded,
            lang: self.lang,
            ..Self::default()
        }
    }

    /// As hidden fields of a form, and as the query of a link.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        let mut add = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
        add("service", self.service.clone());
        add("variant", self.variant.clone());
        let addons = Some(self.addons.join(",")).filter(|addons| !addons.is_empty());
        add("addons", addons);
        add("place", self.place.clone());
        add("date", self.date.map(|date| date.to_string()));
        add("at", self.at.map(at_value));
        add(
            "hold",
            self.hold.as_ref().map(|key| key.as_str().to_owned()),
        );
        if self.embedded {
            add("only", self.only.then(|| "1".to_owned()));
            add("lang", self.lang.map(|lang| lang.code().to_owned()));
        }
        fields
    }

    pub fn start(&self, tz: Tz) -> Option<DateTime<Utc>> {
        Some(local::resolve(tz, self.at?))
    }
}

/// How a start stands in an address: "2026-05-14T10:00".
pub fn at_value(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M").to_string()
}

pub fn parse_at(text: &str) -> Option<NaiveDateTime> {
    let short = Some(text).filter(|text| text.len() == 16)?;
    NaiveDateTime::parse_from_str(short, "%Y-%m-%dT%H:%M").ok()
}

pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let short = Some(text).filter(|text| text.len() == 10)?;
    NaiveDate::parse_from_str(short, "%Y-%m-%d").ok()
}
