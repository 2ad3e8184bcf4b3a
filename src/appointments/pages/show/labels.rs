//! The facts of the visit as the panel says them: who, when, what, how much.

use super::Show;
use crate::accounts::Permission;
use crate::appointments::pages::moving::outside_text;
use crate::appointments::{Clash, ItemRow, Status};
use crate::calendar::foreign;
use crate::contact::Phone;
use crate::money::Money;

impl Show {
    pub(super) fn name(&self) -> String {
        match &self.client {
            Some(client) => client.name.clone(),
            None => self.page.t("appointment-walk-in"),
        }
    }

    /// "Outside your opening hours".
    pub(super) fn outside(&self) -> Option<String> {
        self.outside.map(|why| outside_text(&self.page, why))
    }

    pub(super) fn initials(&self) -> String {
        crate::web::initials(&self.name())
    }

    pub(super) fn lang(&self) -> Option<&'static str> {
        foreign(&self.name(), self.page.locale)
    }

    /// "Visit 5, writes in Spanish".
    pub(super) fn about(&self) -> String {
        let Some(client) = &self.client else {
            return self.page.t("appointment-no-client");
        };
        let language = self.page.t(match client.locale.code() {
            "es" => "appointment-in-es",
            "ru" => "appointment-in-ru",
            _ => "appointment-in-en",
        });
        self.page
            .t2("appointment-about", "n", self.number, "language", language)
    }

    /// For `tel:` and to be read; none for roles that may not see it.
    pub(super) fn phone(&self) -> Option<(String, String)> {
        let phone = self.client.as_ref()?.phone.as_deref()?;
        let phone = Phone::parse(phone, None).ok()?;
        let home = self.page.tenant.country.as_deref();
        self.page
            .can(Permission::ClientsPii)
            .then(|| (phone.tel(), phone.display(home)))
    }

    pub(super) fn email(&self) -> Option<&str> {
        let email = self.client.as_ref()?.email.as_deref()?;
        self.page.can(Permission::ClientsPii).then_some(email)
    }

    /// Name and contact given at booking, where the card has others.
    pub(super) fn given(&self) -> Option<String> {
        let given = self.given.as_ref()?;
        let home = self.page.tenant.country.as_deref();
        let phone = given.phone.as_deref();
        let phone = phone.and_then(|phone| Phone::parse(phone, None).ok());
        let parts = [
            Some(given.name.clone()),
            phone.map(|phone| phone.display(home)),
            given.email.clone(),
        ];
        let text = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        self.page.can(Permission::ClientsPii).then_some(text)
    }

    /// "14:30–16:00".
    pub(super) fn time(&self) -> String {
        let (from, to) = (
            self.local(self.visit.starts_at),
            self.local(self.visit.ends_at),
        );
        self.page.locale.time_range(from.time(), to.time())
    }

    /// "Today, Thursday 14 May, 1 h 30 min".
    pub(super) fn day(&self) -> String {
        let (date, today) = (
            self.local(self.visit.starts_at).date(),
            self.local(self.now).date(),
        );
        let relative = self.page.locale.day_relative(date, today);
        let long = self.page.locale.day_long(date);
        let length = self.page.locale.duration(self.visit.duration_minutes());
        if (date - today).num_days().abs() <= 1 {
            self.page.t3(
                "appointment-day-near",
                "near",
                relative,
                "day",
                long,
                "length",
                length,
            )
        } else {
            self.page
                .t2("appointment-day", "day", relative, "length", length)
        }
    }

    /// The life of the visit: text's key, "done", "now" or "".
    pub(super) fn steps(&self) -> Vec<(&'static str, &'static str)> {
        let at = match self.visit.status {
            Status::Held | Status::Pending | Status::AwaitingDeposit => 1,
            Status::Confirmed => 2,
            Status::Arrived | Status::InProgress => 3,
            Status::Completed => 5,
            Status::Cancelled | Status::Expired | Status::NoShow => return Vec::new(),
        };
        let begun = matches!(self.visit.status, Status::Arrived | Status::InProgress);
        [
            "appointment-step-booked",
            "appointment-step-confirmed",
            "appointment-step-chair",
            "appointment-step-done",
        ]
        .into_iter()
        .enumerate()
        .map(|(i, key)| match i {
            _ if i < at && !(begun && i == 2) => (key, "done"),
            _ if begun && i == 2 || at == 1 && i == 1 => (key, "now"),
            _ => (key, ""),
        })
        .collect()
    }

    /// Minutes that have passed of a visit in progress, and all of them.
    pub(super) fn progress(&self) -> Option<(i64, i64)> {
        let passed = (self.now - self.visit.starts_at).num_minutes();
        let all = self.visit.duration_minutes();
        (self.visit.status == Status::InProgress).then_some((passed.clamp(0, all), all))
    }

    pub(super) fn price(&self) -> String {
        self.page.locale.money_short(self.visit.price())
    }

    /// A line's own price.
    pub(super) fn item_price(&self, item: &ItemRow) -> String {
        self.page.locale.money_short(Money {
            minor: item.price_minor,
            currency: self.visit.currency,
        })
    }

    /// "10 min before, 15 min after".
    pub(super) fn buffers(&self) -> Option<String> {
        let before = (self.visit.starts_at - self.visit.busy_from).num_minutes();
        let after = (self.visit.busy_to - self.visit.ends_at).num_minutes();
        let length = |minutes| self.page.locale.duration(minutes);
        match (before, after) {
            (0, 0) => None,
            (0, _) => Some(
                self.page
                    .t1("appointment-buffer-after", "after", length(after)),
            ),
            (_, 0) => Some(
                self.page
                    .t1("appointment-buffer-before", "before", length(before)),
            ),
            _ => {
                let (before, after) = (length(before), length(after));
                Some(
                    self.page
                        .t2("appointment-buffer-both", "before", before, "after", after),
                )
            }
        }
    }

    pub(super) fn booked(&self) -> String {
        let source = self.page.t(self.visit.source.key());
        let when = self.moment(&self.visit.created_at);
        self.page
            .t2("appointment-booked-how", "source", source, "when", when)
    }

    pub(super) fn overlap(&self, clash: &Clash, minutes: &i64) -> String {
        let name = clash.client_name.clone();
        let name = name.unwrap_or_else(|| self.page.t("appointment-walk-in"));
        let length = self.page.locale.duration(*minutes);
        let time = self.page.locale.time(self.local(clash.starts_at).time());
        self.page.t3(
            "appointment-overlaps",
            "name",
            name,
            "length",
            length,
            "time",
            time,
        )
    }
}
