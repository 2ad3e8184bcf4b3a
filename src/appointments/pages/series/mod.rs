//! Series on the pages: how a form asks for one ([`Repeats`]), the list that shows what would happen ([`RowView`]), a series
//! out of a visit that is there ([`begin`]), and moving several at once ([`moving`]).

mod begin;
pub(super) mod moving;

use axum::Router;
use chrono::{DateTime, Datelike, Utc};

use super::super::Appointment;
use super::super::series::rule::MAX_VISITS;
use super::super::series::{Decision, OfVisit, Row, Scope, Standing};
use super::moving::clash_text;
use crate::app::App;
use crate::i18n::sentence;
use crate::services::weekdays;
use crate::web::{Errors, Page};

pub fn routes() -> Router<App> {
    begin::routes()
}

/// What a form that asks for a series shows besides its own fields.
pub(super) struct Repeats<'a> {
    pub page: &'a Page,
    /// Whether it may also be no series at all.
    pub may_be_once: bool,
}

impl Repeats<'_> {
    pub fn kinds(&self) -> Vec<(&'static str, String)> {
        let once = self
            .may_be_once
            .then(|| ("once", self.page.t("series-once")));
        let rest = [
            ("weekly", self.page.t("series-weekly")),
            ("daily", self.page.t("series-daily")),
            ("monthly", self.page.t("series-monthly")),
            ("rule", self.page.t("series-custom")),
        ];
        once.into_iter().chain(rest).collect()
    }

    pub fn ends(&self) -> [(&'static str, String); 2] {
        [
            ("count", self.page.t("series-ends-count")),
            ("date", self.page.t("series-ends-date")),
        ]
    }

    pub fn weekdays(&self) -> Vec<(String, String)> {
        weekdays(self.page.locale)
    }

    pub fn most(&self) -> usize {
        MAX_VISITS
    }
}

/// A visit of the list, in words.
pub(super) struct RowView {
    /// The id of its control.
    pub id: String,
    pub key: String,
    /// "Thursday 14 May, 10:00"
    pub when: String,
    pub was: String,
    /// Why its time is not free; empty when it is.
    pub problem: String,
    /// Decisions that are offered, where one is needed.
    pub options: Vec<(String, String)>,
    pub chosen: String,
    pub is_skipped: bool,
    pub is_past: bool,
}

/// The list, in words. `errors` gets what is still to be decided, when it was to be written.
pub(super) fn views(
    page: &Page,
    rows: &[Row],
    errors: &mut Errors,
    is_final: bool,
) -> Vec<RowView> {
    let year = rows.first().map(|row| year(page, row.starts_at));
    let mut views = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let id = format!("r{}", n + 1);
        if is_final && !row.is_settled() {
            errors.add(id.clone(), "series-decide");
        }
        views.push(view(page, row, id, year));
    }
    views
}

fn view(page: &Page, row: &Row, id: String, year: Option<i32>) -> RowView {
    let chosen = row.decision.map(Decision::text).unwrap_or_default();
    RowView {
        id,
        when: sentence(&when(page, row.starts_at, year)),
        was: row.was.map(|at| when(page, at, year)).unwrap_or_default(),
        problem: problem(page, row),
        options: options(page, row, year),
        is_skipped: row.decision == Some(Decision::Skip),
        is_past: matches!(row.standing, Standing::Past),
        chosen: format!("{}={chosen}", row.key),
        key: row.key.clone(),
    }
}

fn year(page: &Page, at: DateTime<Utc>) -> i32 {
    page.tenant.local_date(at).year()
}

/// "Thursday 14 May, 10:00"; with the year where it is another one than `known`.
fn when(page: &Page, at: DateTime<Utc>, known: Option<i32>) -> String {
    let at = at.with_timezone(&page.tenant.tz());
    let day = match known.is_none_or(|known| known == at.year()) {
        true => page.locale.day_long(at.date_naive()),
        false => page.locale.day_year(at.date_naive()),
    };
    let time = page.locale.time(at.time());
    page.t2("mail-when", "day", day, "time", time)
}

fn problem(page: &Page, row: &Row) -> String {
    match &row.standing {
        Standing::Free | Standing::Past => String::new(),
        Standing::Taken(clashes) => {
            let names: Vec<String> = clashes
                .iter()
                .map(|clash| clash_text(page, clash))
                .collect();
            page.t1("series-taken", "names", names.join("; "))
        }
        Standing::Missing(names) => page.t1("resources-missing", "names", names.join(", ")),
        Standing::Closed => page.t("series-closed"),
        Standing::Skipped => page.t("series-skipped"),
    }
}

fn options(page: &Page, row: &Row, year: Option<i32>) -> Vec<(String, String)> {
    if row.standing.is_free() {
        return Vec::new();
    }
    let pair =
        |decision: Decision, text: String| (format!("{}={}", row.key, decision.text()), text);
    let mut options = vec![(format!("{}=", row.key), page.t("series-choose"))];
    // A time that was chosen stays in the list, whatever is near by now.
    let mut others = row.others.clone();
    if let Some(Decision::At(at)) = row.decision
        && !others.contains(&at)
    {
        others.insert(0, at);
    }
    options.extend(others.into_iter().map(|at| {
        let text = page.t1("series-move-to", "when", when(page, at, year));
        pair(Decision::At(at), text)
    }));
    let skip = match row.was {
        Some(_) => "series-stay",
        None => "series-skip",
    };
    options.push(pair(Decision::Skip, page.t(skip)));
    match row.standing {
        Standing::Skipped => {}
        Standing::Closed => options.push(pair(Decision::Over, page.t("series-anyway"))),
        _ => options.push(pair(Decision::Over, page.t("series-over"))),
    }
    options
}

/// Which visits a change is about, where there is a choice: values and words.
pub(super) fn scopes(
    page: &Page,
    of: &OfVisit,
    visit: &Appointment,
    now: DateTime<Utc>,
) -> Vec<(&'static str, String)> {
    let count = |scope| of.within(scope, visit, now).len() as i64;
    let (following, all) = (count(Scope::Following), count(Scope::All));
    if all < 2 {
        return Vec::new();
    }
    let mut scopes = vec![("one", page.t("series-scope-one"))];
    if following > 1 {
        scopes.push((
            "following",
            page.t1("series-scope-following", "n", following),
        ));
    }
    if all > following {
        scopes.push(("all", page.t1("series-scope-all", "n", all)));
    }
    scopes
}
