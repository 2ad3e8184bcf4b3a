//! What the master says about a service, every value within its bounds: what the verbs of [`super::Service`] store.

use super::Confirmation;

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
        }
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
