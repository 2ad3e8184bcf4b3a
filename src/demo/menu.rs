//! What the demo's clients choose, and how often.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::services::{Choice, Item, Plan};

/// Service, variant, add-on, share of the full years, share of the weeks around today.
type Share = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    u32,
    u32,
);

#[rustfmt::skip]
const DISHES: &[Share] = &[
    ("lamination", None, None, 6, 22),
    ("lamination", None, Some("upper-lip"), 2, 5),
    ("shaping", None, None, 14, 18),
    ("shaping", None, Some("upper-lip"), 2, 3),
    ("tint", None, None, 44, 9),
    ("tidy", None, None, 40, 3),
    ("first-visit", None, None, 1, 2),
    ("lash-lift", None, None, 5, 14),
    ("lash-lift", Some("with-tint"), None, 2, 5),
    ("gel-manicure", None, None, 4, 12),
    ("gel-manicure", Some("design"), None, 1, 4),
    ("pedicure", None, None, 2, 6),
    ("removal", None, None, 5, 2),
];

/// One thing to choose, with all that a visit takes from it.
pub struct Dish {
    pub items: Vec<Item>,
    pub title: String,
    pub minutes: i64,
    /// Kept free after the visit.
    pub after: i64,
    pub price_minor: i64,
    /// The master answers first.
    pub is_request: bool,
    full: u32,
    recent: u32,
}

pub struct Menu(pub Vec<Dish>);

pub async fn load(app: &App, tenant: &Tenant) -> Result<Menu> {
    let mut dishes = Vec::new();
    for (service, variant, addon, full, recent) in DISHES {
        let addons: Vec<String> = addon.iter().map(|slug| (*slug).to_owned()).collect();
        let choice = Choice::by_slugs(&app.db, tenant.id, service, *variant, &addons).await?;
        let plan = Plan::one(choice, tenant.currency);
        dishes.push(Dish {
            items: plan.items(),
            title: plan.title(),
            minutes: plan.duration_minutes(),
            after: plan.buffer_after_minutes(),
            price_minor: plan.price().minor,
            is_request: plan.needs_confirmation(),
            full: *full,
            recent: *recent,
        });
    }
    Ok(Menu(dishes))
}

impl Menu {
    /// One that fits into so many minutes with the pause after it; None when nothing does.
    pub fn pick(&self, rng: &mut StdRng, minutes: i64, is_recent: bool) -> Option<usize> {
        let share = |dish: &Dish| match dish.minutes + dish.after <= minutes {
            true if is_recent => dish.recent,
            true => dish.full,
            false => 0,
        };
        let total: u32 = self.0.iter().map(share).sum();
        if total == 0 {
            return None;
        }
        let mut at = rng.random_range(0..total);
        self.0.iter().position(|dish| {
            let share = share(dish);
            let is_here = at < share;
            at = at.saturating_sub(share);
            is_here
        })
    }
}
