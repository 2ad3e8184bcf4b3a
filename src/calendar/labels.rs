//! Words and marks of the calendar, in the reader's language.

use chrono::Datelike;

use super::board::{Day, Entry, What};
use super::model::{Blocked, VisitRow};
use super::pages::Calendar;
use super::window::View;
use crate::appointments::Status;
use crate::i18n::{Locale, sentence};
use crate::money::Money;
use crate::web::Page;

/// The language of a name in another script than the page's, so that it is read out rightly.
pub fn foreign(name: &str, locale: Locale) -> Option<&'static str> {
    let cyrillic = |c: char| ('\u{400}'..='\u{52f}').contains(&c);
    (locale != Locale::Ru && name.chars().any(cyrillic)).then_some("ru")
}

impl Calendar {
    /// "11–17 May", "Thursday 14 May".
    pub fn heading(&self, page: &Page) -> String {
        let window = self.window;
        sentence(&match window.view {
            View::Day => page.locale.day_long(window.date),
            View::Week | View::Agenda => page.locale.week_range(window.first(), window.last()),
            View::Month => page.locale.month_year(window.date),
        })
    }

    /// Whether a narrow page has no room for a heading in one line.
    pub fn is_long(&self, heading: &str) -> bool {
        heading.chars().count() > 14
    }

    /// The same in short: "Sat 21 Nov", "16–22 Nov", "28 Sep – 4 Oct".
    pub fn short_heading(&self, page: &Page) -> String {
        let window = self.window;
        let (first, last) = (window.first(), window.last());
        match window.view {
            View::Day => {
                let weekday = page.locale.weekday_short(first.weekday());
                let day = page.locale.day_short(first);
                sentence(&page.t2("calendar-short-day", "weekday", weekday, "day", day))
            }
            View::Month => format!("{:02}.{}", first.month(), first.year()),
            View::Week | View::Agenda => {
                let (from, to) = (page.locale.day_short(first), page.locale.day_short(last));
                match first.month() == last.month() {
                    true => format!("{}–{to}", first.day()),
                    false => format!("{from} – {to}"),
                }
            }
        }
    }

    /// "32 visits, €1,258 booked".
    pub fn figures(&self, page: &Page) -> String {
        let figures = self.totals(page);
        match self.resource() {
            None => figures,
            Some(name) => format!("{name} · {figures}"),
        }
    }

    fn totals(&self, page: &Page) -> String {
        let (n, booked) = (
            self.board.visits,
            money_short(page, self.board.booked_minor),
        );
        if self.window.view == View::Day && self.board.free_minutes > 0 {
            let free = page.locale.duration(self.board.free_minutes);
            page.t3(
                "calendar-figures-free",
                "n",
                n,
                "money",
                booked,
                "free",
                free,
            )
        } else {
            page.t2("calendar-figures", "n", n, "money", booked)
        }
    }
}

impl Day {
    /// "Thursday 14 May, today".
    pub fn name(&self, page: &Page) -> String {
        let name = sentence(&page.locale.day_long(self.date));
        match (self.is_today, self.is_folded()) {
            (true, false) => page.t1("calendar-day-today", "day", name),
            (true, true) => page.t1("calendar-day-today-closed", "day", name),
            (false, true) => page.t1("calendar-day-closed", "day", name),
            (false, false) => name,
        }
    }

    pub fn weekday(&self, page: &Page) -> &'static str {
        page.locale.weekday_short(self.date.weekday())
    }

    /// "Thu, today"; the whole name where nothing else says which day it is.
    pub fn short_name(&self, page: &Page) -> String {
        if self.is_folded() {
            page.locale.weekday_long(self.date.weekday()).to_owned()
        } else if self.is_today {
            page.t1("calendar-day-today", "day", self.weekday(page))
        } else {
            self.weekday(page).to_owned()
        }
    }

    /// "Thursday 14 May: 5 visits, 86% booked, €262".
    pub fn month_text(&self, page: &Page) -> String {
        let name = self.name(page);
        if self.is_folded() {
            return name;
        }
        let (visits, load) = (self.visits_text(page), self.load_text(page));
        page.t3(
            "calendar-month-day",
            "day",
            name,
            "visits",
            visits,
            "load",
            load,
        )
    }

    /// "5 visits".
    pub fn visits_text(&self, page: &Page) -> String {
        page.t1("calendar-visits", "n", self.visits)
    }

    /// How full it is: "86% booked, €262", "closed".
    pub fn load_text(&self, page: &Page) -> String {
        let Some(percent) = self.load else {
            return page.t("calendar-closed");
        };
        let booked = money_short(page, self.booked_minor);
        let percent = page.locale.percent(percent);
        page.t2("calendar-load", "percent", percent, "money", booked)
    }
}

impl Entry {
    /// "10:00–11:15".
    pub fn time(&self, page: &Page) -> String {
        let midnight = chrono::NaiveTime::MIN;
        if matches!(self.what, What::Blocked(_)) && (self.from, self.to) == (midnight, midnight) {
            return page.t("schedule-block-all-day");
        }
        page.locale.time_range(self.from, self.to)
    }

    /// "10:00", as addresses and machines write it.
    pub fn start(&self) -> String {
        self.from.format("%H:%M").to_string()
    }

    /// "11:15", the same way.
    pub fn end(&self) -> String {
        self.to.format("%H:%M").to_string()
    }

    /// "1 h".
    pub fn length(&self, page: &Page) -> String {
        match self.what {
            What::Free { minutes, .. } => page.locale.duration(minutes),
            _ => String::new(),
        }
    }
}

impl VisitRow {
    /// Who comes; a hold says so before the name.
    pub fn name(&self, page: &Page) -> String {
        if self.is_visitors() {
            return page.t("calendar-held-by-visitor");
        }
        let name = self.client_name.clone();
        let name = name.unwrap_or_else(|| page.t("appointment-walk-in"));
        if self.status == Status::Held {
            page.t1("calendar-held", "name", name)
        } else {
            name
        }
    }

    pub fn lang(&self, page: &Page) -> Option<&'static str> {
        foreign(self.client_name.as_deref().unwrap_or_default(), page.locale)
    }

    /// "€48".
    pub fn price_text(&self, page: &Page) -> String {
        page.locale.money_short(self.price())
    }

    pub fn has_allergy(&self) -> bool {
        self.client_allergies
            .as_deref()
            .is_some_and(|text| !text.is_empty())
    }

    /// Its state in words, and by how much it overlaps what it was booked over.
    pub fn spoken(&self, page: &Page, clash: &i64) -> String {
        let status = page.t(self.status.key());
        if *clash > 0 {
            let length = page.locale.duration(*clash);
            page.t2("calendar-overlaps", "status", status, "length", length)
        } else {
            status
        }
    }
}

impl Blocked {
    /// The note, or the reason's name.
    pub fn title(&self, page: &Page) -> String {
        let is_mine = self.id.is_some() || self.reader == Some(page.user.id);
        if is_mine && !self.note.is_empty() {
            return self.note.clone();
        }
        page.t(match self.reason.as_str() {
            "break" => "calendar-block-break",
            "vacation" => "calendar-block-vacation",
            "sick" => "calendar-block-sick",
            "training" => "calendar-block-training",
            "private" => "calendar-block-private",
            "elsewhere" => "calendar-block-elsewhere",
            _ => "calendar-block-other",
        })
    }
}

fn money_short(page: &Page, minor: i64) -> String {
    page.locale.money_short(Money {
        minor,
        currency: page.tenant.currency,
    })
}
