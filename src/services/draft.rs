//! What the master says about a service, every value within its bounds: what the verbs of [`super::Service`] store.

use super::parts::Part;
use super::{Confirmation, OwnRules, Service};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDraft {
    /// None: made from the name.
    pub slug: Option<String>,
    pub category: String,
    pub name: String,
    pub description: String,
    pub duration_minutes: i64,
    pub buffer_before_minutes: i64,
    pub buffer_after_minutes: i64,
    pub price_minor: i64,
    pub price_from: bool,
    pub material_cost_minor: i64,
    pub confirmation: Confirmation,
    pub capacity: i64,
    /// None, here and in the next two: the practice's rule.
    pub notice_minutes: Option<i64>,
    pub horizon_days: Option<i64>,
    pub cancel_window_minutes: Option<i64>,
    /// 0 is Monday; none: every open day.
    pub days: Option<Vec<u8>>,
    /// Local minutes after midnight; none: all opening hours.
    pub hours: Option<Vec<(u16, u16)>>,
    pub is_public: bool,
    pub is_featured: bool,
    pub upsell: String,
    /// In the calendar, "" for none; none: as it is.
    pub colour: Option<String>,
    /// Its kind and amount; none: as it is.
    pub deposit: Option<(&'static str, i64)>,
    pub own: OwnRules,
}

impl ServiceDraft {
    /// A service with nothing special about it.
    pub fn plain(name: String, category: String, duration_minutes: i64, price_minor: i64) -> Self {
        Self {
            slug: None,
            category,
            name,
            description: String::new(),
            duration_minutes,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            price_minor,
            price_from: false,
            material_cost_minor: 0,
            confirmation: Confirmation::Instant,
            capacity: 1,
            notice_minutes: None,
            horizon_days: None,
            cancel_window_minutes: None,
            days: None,
            hours: None,
            is_public: true,
            is_featured: false,
            upsell: String::new(),
            colour: None,
            deposit: None,
            own: OwnRules::default(),
        }
    }

    /// Whether the service is all that already.
    pub(super) fn is_stored(&self, service: &Service) -> bool {
        let stored = Self {
            slug: self.slug.as_ref().map(|_| service.slug.clone()),
            category: service.category.clone(),
            name: service.name.clone(),
            description: service.description.clone(),
            duration_minutes: service.duration_minutes,
            buffer_before_minutes: service.buffer_before_minutes,
            buffer_after_minutes: service.buffer_after_minutes,
            price_minor: service.price_minor,
            price_from: service.price_from,
            material_cost_minor: service.material_cost_minor,
            confirmation: service.confirmation,
            capacity: service.capacity,
            notice_minutes: service.notice_minutes,
            horizon_days: service.horizon_days,
            cancel_window_minutes: service.cancel_window_minutes,
            days: service.days.as_ref().map(|days| days.0.clone()),
            hours: service.hours.as_ref().map(|hours| hours.0.clone()),
            is_public: service.visibility == "public",
            is_featured: service.is_featured,
            upsell: service.upsell.clone(),
            colour: self.colour.clone(),
            deposit: self.deposit,
            own: service.own,
        };
        let colour = service.colour.as_deref().unwrap_or_default();
        let deposit = (service.deposit_kind.as_str(), service.deposit_amount);
        *self == stored
            && self.deposit.is_none_or(|asked| asked == deposit)
            && self.colour.as_ref().is_none_or(|asked| asked == colour)
    }

    pub(super) fn visibility(&self) -> &'static str {
        if self.is_public { "public" } else { "link" }
    }
}

/// A variant or an add-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartDraft {
    pub name: String,
    pub duration_minutes: i64,
    pub price_minor: i64,
}

impl PartDraft {
    /// Whether the part is all that already.
    pub(super) fn is_stored(&self, part: &Part) -> bool {
        let Self {
            name,
            duration_minutes,
            price_minor,
        } = self;
        (name, *duration_minutes, *price_minor)
            == (&part.name, part.duration_minutes, part.price_minor)
    }
}
