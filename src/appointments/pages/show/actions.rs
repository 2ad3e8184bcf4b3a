//! What may be done with the visit now: the one step that is next, and the rest for the menu.

use chrono::TimeDelta;

use super::Show;
use crate::accounts::Permission;
use crate::appointments::Status;

/// How an action is sent, its text's key, its icon.
type Act = (&'static str, &'static str, &'static str);

impl Show {
    pub(super) fn may_write(&self) -> bool {
        self.page.can(Permission::AppointmentsWrite)
    }

    /// The one button that is next: how it is sent, text's key, icon.
    pub(super) fn next(&self) -> Option<Act> {
        let soon = self.visit.starts_at - self.now <= TimeDelta::hours(2);
        if self.errors.get("price").is_some() {
            return Some(("completion", "appointment-complete", "check"));
        }
        match self.visit.status {
            Status::Held | Status::Pending | Status::AwaitingDeposit => {
                Some(("confirmation", "appointment-confirm", "check"))
            }
            Status::Confirmed if self.visit.ends_at <= self.now => {
                Some(("completion", "appointment-complete", "check"))
            }
            Status::Confirmed if soon && self.is_due() => {
                Some(("start", "appointment-start", "play"))
            }
            Status::Arrived if self.is_due() => Some(("start", "appointment-start", "play")),
            Status::InProgress if self.is_due() => {
                Some(("completion", "appointment-complete", "check"))
            }
            _ => None,
        }
    }

    /// The next step is the end, where the final price is asked for.
    pub(super) fn is_ending(&self) -> bool {
        self.next().is_some_and(|(verb, _, _)| verb == "completion")
    }

    /// The rest of what may come, for the menu: how it is sent, text's key, icon.
    pub(super) fn others(&self) -> Vec<Act> {
        let begun = self.visit.starts_at <= self.now;
        let mut all = Vec::new();
        match self.visit.status {
            Status::Confirmed if self.is_due() => {
                all.push(("arrival", "appointment-arrive", "user-round-check"));
                all.push(("start", "appointment-start", "play"));
                all.push(("completion", "appointment-complete", "check"));
                if begun {
                    all.push(("no_show", "appointment-no-show", "user-round-x"));
                }
            }
            Status::Arrived if self.is_due() => {
                all.push(("completion", "appointment-complete", "check"))
            }
            Status::NoShow => {
                if self.may_take_back() {
                    all.push(("confirmation", "appointment-take-back", "rotate-cw"));
                }
                all.push(("completion", "appointment-complete", "check"));
            }
            _ => {}
        }
        let next = self.next().map(|(verb, _, _)| verb);
        all.retain(|(verb, _, _)| Some(*verb) != next);
        all
    }

    fn is_due(&self) -> bool {
        self.visit.is_due(&self.page.tenant, self.now)
    }

    fn may_take_back(&self) -> bool {
        let marked = self.visit.no_show_at.unwrap_or(self.now);
        self.now - marked <= TimeDelta::hours(24)
    }

    pub(super) fn may_cancel(&self) -> bool {
        self.visit.status.can_become(Status::Cancelled)
    }

    /// A cancellation can still be taken back.
    pub(super) fn may_restore(&self) -> bool {
        self.visit.can_be_restored(self.now)
    }

    /// The button that ends a visit says what is asked for.
    pub(super) fn next_text(&self, verb: &str, key: &str) -> String {
        if verb == "completion" {
            self.page
                .t1("appointment-complete-for", "price", self.price())
        } else {
            self.page.t(key)
        }
    }
}
