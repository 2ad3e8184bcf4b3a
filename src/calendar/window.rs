//! What of the calendar is shown: which view, around which date. It stands in the query of every address of the
//! calendar and of a visit's panel, so that a reload or a link shows the same.

use chrono::{Datelike, Days, NaiveDate};

use crate::id::ResourceId;
use crate::web;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Day,
    Week,
    /// Each day of a month with how full it is.
    Month,
    /// A list, from the date on.
    Agenda,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub view: View,
    pub date: NaiveDate,
    /// A room or a chair whose time is shown; none: everybody who comes.
    pub resource: Option<ResourceId>,
}

impl View {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Agenda => "agenda",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Agenda]
            .into_iter()
            .find(|view| view.as_str() == text)
    }
}

impl Window {
    /// What the query asks for. What it does not say, or says wrongly, is `date` and what fits the device: a week on a
    /// wide screen, an agenda on a phone.
    pub fn asked(view: &web::View, agent: &str, date: NaiveDate) -> Self {
        let usual = if agent.contains("Mobi") {
            View::Agenda
        } else {
            View::Week
        };
        Self {
            view: view
                .param("view")
                .and_then(|name| View::parse(&name))
                .unwrap_or(usual),
            date: view
                .param("date")
                .and_then(|text| parse_date(&text))
                .unwrap_or(date),
            resource: view.param("resource").and_then(|id| id.parse().ok()),
        }
    }

    /// The first day shown.
    pub fn first(self) -> NaiveDate {
        match self.view {
            View::Day | View::Agenda => self.date,
            View::Week => self
                .date
                .checked_sub_days(Days::new(self.date.weekday().num_days_from_monday().into()))
                .unwrap_or(self.date),
            View::Month => first_of_month(self.date),
        }
    }

    /// How many days are shown.
    pub fn days(self) -> u64 {
        match self.view {
            View::Day => 1,
            View::Week | View::Agenda => 7,
            View::Month => self.date.num_days_in_month().into(),
        }
    }

    /// The last day shown.
    pub fn last(self) -> NaiveDate {
        self.first() + Days::new(self.days() - 1)
    }

    pub fn dates(self) -> impl Iterator<Item = NaiveDate> {
        self.first().iter_days().take(self.days() as usize)
    }

    pub fn at(self, date: NaiveDate) -> Self {
        Self { date, ..self }
    }

    pub fn viewed(self, view: View) -> Self {
        Self { view, ..self }
    }

    pub fn next(self) -> Self {
        match self.view {
            View::Month => self.at(self.last() + Days::new(1)),
            _ => self.at(self.date + Days::new(self.days())),
        }
    }

    pub fn previous(self) -> Self {
        match self.view {
            View::Month => self.at(first_of_month(self.first() - Days::new(1))),
            _ => self.at(self.date - Days::new(self.days())),
        }
    }

    pub fn of(self, resource: Option<ResourceId>) -> Self {
        Self { resource, ..self }
    }

    pub fn query(self) -> String {
        let query = format!("view={}&date={}", self.view.as_str(), self.date);
        match self.resource {
            None => query,
            Some(id) => format!("{query}&resource={id}"),
        }
    }

    pub fn href(self) -> String {
        format!("/calendar?{}", self.query())
    }

    /// Its day on paper.
    pub fn print_href(self) -> String {
        format!("/calendar/print?{}", self.viewed(View::Day).query())
    }

    /// A client's visits, and back.
    pub fn search_href(self) -> String {
        format!("/calendar/search?{}", self.query())
    }

    /// The form that blocks time, and back; a script adds from when to when.
    pub fn block_href(self) -> String {
        let next: String = form_urlencoded::byte_serialize(self.href().as_bytes()).collect();
        let whose = self.resource.map(|id| format!("&resource={id}"));
        let whose = whose.unwrap_or_default();
        format!("/blocks/new?next={next}&from={}{whose}", self.date)
    }
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// A date as an address writes it; dates beyond any appointment book are refused, so that reckoning with them is safe.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.trim().parse().ok()?;
    (1970..=2199).contains(&date.year()).then_some(date)
}
