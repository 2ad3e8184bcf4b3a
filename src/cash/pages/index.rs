//! The day on one page, which also is what is printed.

use std::borrow::Borrow;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Days, NaiveDate};

use super::{day_of, time};
use crate::accounts::Permission;
use crate::app::App;
use crate::cash::closing::Closing;
use crate::cash::figures::{Figures, Line};
use crate::cash::rows::{Visit, owed};
use crate::error::Result;
use crate::i18n::sentence;
use crate::invoices::model::{Filter, Sum, Which, open_sums};
use crate::money::{Currency, Money};
use crate::web::{self, Page};

/// `cash/index.html`
#[derive(Template)]
#[template(path = "cash/index.html")]
struct Index {
    page: Page,
    day: NaiveDate,
    today: NaiveDate,
    figures: Figures,
    owed: Vec<Visit>,
    /// Invoices of the day that money is waited for.
    open: Vec<Sum>,
    /// Of all days: how many are overdue, and how much.
    overdue: (i64, i64),
    entries: Vec<Closing>,
    /// What was counted when the last day before was closed.
    before: Option<Closing>,
}

pub(super) async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::PaymentsRead)?;
    let tenant = &page.tenant;
    let (day, today) = day_of(&page, app.clock.now());
    let of_day = Filter {
        status: Some(Which::Open),
        from: Some(day),
        to: Some(day),
        ..Filter::default()
    };
    let [_, overdue] = open_sums(&app.db, tenant.id, tenant.currency).await?;
    web::render(&Index {
        figures: Figures::of(&app.db, tenant, day).await?,
        owed: owed(&app.db, tenant, day).await?,
        open: of_day.sums(&app.db, tenant.id).await?,
        overdue,
        entries: Closing::of_day(&app.db, tenant.id, day).await?,
        before: Closing::before(&app.db, tenant.id, day).await?,
        page,
        day,
        today,
    })
}

impl Index {
    /// "Thursday 14 May 2026"
    fn title(&self) -> String {
        sentence(&self.page.locale.day_long(self.day))
    }

    fn year(&self) -> String {
        chrono::Datelike::year(&self.day).to_string()
    }

    fn previous(&self) -> String {
        let day = self.day.checked_sub_days(Days::new(1)).unwrap_or(self.day);
        format!("/cash?date={day}")
    }

    fn next(&self) -> Option<String> {
        let day = self.day.checked_add_days(Days::new(1))?;
        (day <= self.today).then(|| format!("/cash?date={day}"))
    }

    fn rows(&self, of: &str, line: &Line) -> String {
        format!(
            "/cash/rows?date={}&of={of}&way={}",
            self.day,
            line.way.as_str()
        )
    }

    fn all_rows(&self, of: &str) -> String {
        format!("/cash/rows?date={}&of={of}", self.day)
    }

    /// The rows that a closing counted: cash that was written down by then.
    fn counted_rows(&self, of: &str, entry: &Closing) -> String {
        format!("{}&way=cash&entry={}", self.all_rows(of), entry.seq)
    }

    fn own(&self) -> Currency {
        self.page.tenant.currency
    }

    /// In the practice's currency.
    fn money(&self, minor: impl Borrow<i64>) -> String {
        self.sum(minor, &self.own())
    }

    fn sum(&self, minor: impl Borrow<i64>, currency: &Currency) -> String {
        let money = Money::new(*minor.borrow(), *currency);
        self.page.locale.money(money)
    }

    fn came(&self) -> i64 {
        self.figures.total(self.own()).0
    }

    fn back(&self) -> i64 {
        self.figures.total(self.own()).1
    }

    fn tips(&self) -> i64 {
        self.figures.tips_of(self.own())
    }

    fn owed_sum(&self) -> i64 {
        let own = self
            .owed
            .iter()
            .filter(|visit| visit.currency == self.own());
        own.map(Visit::owed_minor).sum()
    }

    fn open_sum(&self) -> i64 {
        let own = self.open.iter().find(|sum| sum.currency == self.own());
        own.map_or(0, |sum| sum.open)
    }

    fn open_href(&self) -> String {
        format!("/invoices?status=open&from={0}&to={0}", self.day)
    }

    /// What must be in the drawer: as it stands now, from what was counted last.
    fn cash(&self) -> (i64, i64) {
        self.figures.cash(self.own())
    }

    /// The entry that counts.
    fn last(&self) -> Option<&Closing> {
        self.entries.last()
    }

    /// Cash that came or went back after the day was closed: how it differs from what was counted for.
    fn since(&self) -> Option<i64> {
        let last = self.last()?;
        let (came, back) = self.cash();
        let change = (came - back) - (last.came_minor - last.back_minor);
        let is_other = (came, back) != (last.came_minor, last.back_minor);
        is_other.then_some(change)
    }

    /// Whether other ways to be paid differ from what they were when the day was closed.
    fn others_moved(&self) -> bool {
        self.last()
            .is_some_and(|last| self.since().is_none() && last.figures.0 != self.figures.lines)
    }

    fn has_trial(&self) -> bool {
        self.figures.lines.iter().any(|line| !line.is_live)
    }

    /// Above zero with a plus.
    fn signed(&self, minor: impl Borrow<i64>) -> String {
        let minor = minor.borrow();
        let text = self.money(minor.abs());
        match minor {
            0 => text,
            1.. => format!("+{text}"),
            _ => format!("\u{2212}{text}"),
        }
    }

    /// "14 May, 19:05"
    fn when(&self, entry: &Closing) -> String {
        let page = &self.page;
        let day = page
            .locale
            .day_short(page.tenant.local_date(entry.closed_at));
        let time = time(page, entry.closed_at);
        page.t2("appointment-moment", "day", day, "time", time)
    }
}
