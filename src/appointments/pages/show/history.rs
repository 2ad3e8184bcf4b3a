//! What happened to the visit, in words: by whom, what, from what to what.

use chrono::{DateTime, Utc};

use super::Show;
use crate::appointments::{Happened, Status};
use crate::events::{ActorKind, Event, Kind};

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
            _ => (self.page.t("appointment-happened-changed"), "pencil-line"),
        }
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
