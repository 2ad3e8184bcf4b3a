//! What happened to the visit, in words: by whom, what, from what to what.

use chrono::{DateTime, Utc};

use super::Show;
use crate::accounts::Permission;
use crate::appointments::{Happened, Status};
use crate::events::{ActorKind, Event, Kind};
use crate::money::{Currency, Money};
use crate::web::Page;

/// What a reader of the page may see, without the steps that the next one repeats.
pub(super) fn seen(page: &Page, timeline: Vec<Happened>) -> Vec<Happened> {
    let may_see = |happened: &Happened| match happened.event.kind {
        Kind::InvoiceUpdated | Kind::InvoiceSettled | Kind::InvoiceMailed => false,
        Kind::PaymentCreated | Kind::PaymentHeld | Kind::RefundAsked => false,
        // What the master was told is no news to them.
        Kind::MessageSent => {
            let kind = happened.event.data.0["kind"].as_str().unwrap_or_default();
            !kind.starts_with("master_")
        }
        _ => match happened.event.object_kind.as_str() {
            "invoice" => page.can(Permission::InvoicesRead),
            "payment" => page.can(Permission::PaymentsRead),
            _ => true,
        },
    };
    timeline.into_iter().filter(may_see).collect()
}

impl Show {
    /// Who did something, or by what.
    pub(super) fn who(&self, happened: &Happened) -> String {
        match happened.event.actor_kind {
            ActorKind::User => happened.user_name.clone().unwrap_or_default(),
            ActorKind::Client => self.name(),
            ActorKind::System => self.page.t("appointment-by-itself"),
            ActorKind::Api => self.page.t("source-api"),
        }
    }

    /// What happened, in words, and its icon.
    pub(super) fn what(&self, happened: &Happened) -> (String, &'static str) {
        let event = &happened.event;
        match event.kind {
            Kind::AppointmentCreated => {
                (self.page.t("appointment-happened-created"), "calendar-plus")
            }
            Kind::AppointmentMoved => (self.moved(event), "calendar-clock"),
            Kind::AppointmentStatusChanged => self.became(event),
            Kind::AppointmentClientConfirmed => (
                self.page.t("appointment-happened-coming"),
                "user-round-check",
            ),
            Kind::AppointmentUpdated if event.data.0["place"].is_string() => {
                (self.placed(event), "store")
            }
            _ if event.object_kind == "invoice" => {
                (self.page.t(&event.kind.text_key()), "receipt-text")
            }
            _ if event.object_kind == "payment" => (self.paid(event), "credit-card"),
            Kind::AppointmentUpdated if event.data.0["note"] == true => {
                (self.page.t("appointment-happened-changed"), "pencil-line")
            }
            Kind::MessageSent
            | Kind::MessageFailed
            | Kind::MessageReworded
            | Kind::MessageStopped
            | Kind::MessageReleased => (self.page.t(&event.kind.text_key()), "mail"),
            _ => (self.page.t(&event.kind.text_key()), "info"),
        }
    }

    /// "A payment came: €15.00"
    fn paid(&self, event: &Event) -> String {
        let page = &self.page;
        let (what, data) = (page.t(&event.kind.text_key()), &event.data.0);
        let currency = data["currency"].as_str().map(Currency::parse);
        match (data["amount"].as_i64(), currency) {
            (Some(minor), Some(Ok(currency))) => {
                let amount = page.locale.money_short(Money::new(minor, currency));
                page.t2("payments-moment", "what", what, "amount", amount)
            }
            _ => what,
        }
    }

    /// "Place: Studio → Hotel"
    fn placed(&self, event: &Event) -> String {
        let name = |key: &str| event.data.0[key].as_str().unwrap_or_default().to_owned();
        let (from, to) = (name("from"), name("place"));
        self.page
            .t2("appointment-happened-place", "from", from, "to", to)
    }

    /// When the client last moved it within the window in which that is late.
    pub(super) fn moved_late(&self) -> Option<String> {
        let late =
            |event: &&Event| event.kind == Kind::AppointmentMoved && event.data.0["late"] == true;
        let events = self.timeline.iter().map(|happened| &happened.event);
        events.rev().find(late).map(|event| self.moment(&event.at))
    }

    fn moved(&self, event: &Event) -> String {
        let data = &event.data.0;
        let at = |name: &str| -> Option<DateTime<Utc>> { data[name].as_str()?.parse().ok() };
        match (at("from"), at("to"), at("to_end")) {
            (Some(from), Some(to), Some(end)) if from == to => {
                let length = self.page.locale.duration((end - to).num_minutes());
                self.page
                    .t1("appointment-happened-stretched", "length", length)
            }
            (Some(from), Some(to), _) => {
                let key = match data["late"] == true {
                    true => "appointment-happened-moved-late",
                    false => "appointment-happened-moved",
                };
                let (from, to) = (self.moment(&from), self.moment(&to));
                self.page.t2(key, "from", from, "to", to)
            }
            _ => self.page.t("appointment-happened-changed"),
        }
    }

    fn became(&self, event: &Event) -> (String, &'static str) {
        let data = &event.data.0;
        let status = |name: &str| -> Option<Status> { data[name].as_str()?.parse().ok() };
        let name = |status: Option<Status>| {
            status
                .map(|status| self.page.t(status.key()))
                .unwrap_or_default()
        };
        if data["restored"] == true {
            return (self.page.t("appointment-happened-restored"), "rotate-cw");
        }
        let (from, to) = (status("from"), status("to"));
        let icon = match to {
            Some(Status::Cancelled) => "ban",
            Some(Status::Expired) => "hourglass",
            Some(Status::NoShow) => "user-round-x",
            Some(Status::Arrived) => "user-round-check",
            Some(Status::InProgress) => "play",
            _ => "check",
        };
        let key = match data["late"] == true {
            true => "appointment-happened-status-late",
            false => "appointment-happened-status",
        };
        (self.page.t2(key, "from", name(from), "to", name(to)), icon)
    }
}
