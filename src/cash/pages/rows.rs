//! The rows behind one figure of a day, and their sum.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;

use super::{day_of, time};
use crate::accounts::Permission;
use crate::app::App;
use crate::cash::closing::Closing;
use crate::cash::rows;
use crate::error::{Error, Result};
use crate::i18n::sentence;
use crate::money::{Currency, Money};
use crate::payments::Way;
use crate::web::{self, Page};

/// `cash/rows.html`
#[derive(Template)]
#[template(path = "cash/rows.html")]
struct Index {
    page: Page,
    day: NaiveDate,
    title: String,
    rows: Vec<Row>,
    /// By currency.
    sums: Vec<String>,
    /// Of a closing: what it had counted, where the rows say something else by now.
    counted: Option<String>,
}

struct Row {
    href: String,
    icon: &'static str,
    title: String,
    amount: String,
    sub: String,
    is_trial: bool,
}

/// Adds up rows by currency.
#[derive(Default)]
struct Sums(Vec<(Currency, i64)>);

impl Sums {
    fn add(&mut self, currency: Currency, minor: i64) {
        match self.0.iter_mut().find(|(one, _)| *one == currency) {
            Some((_, sum)) => *sum += minor,
            None => self.0.push((currency, minor)),
        }
    }
}

pub(super) async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::PaymentsRead)?;
    let (day, _) = day_of(&page, app.clock.now());
    let way = page.param("way").and_then(|way| Way::parse(&way));
    let of = page.param("of").unwrap_or_default();
    let mut sums = Sums::default();
    // The rows that a closing of the day counted: those that were written down by then.
    let entry = match page
        .param("entry")
        .and_then(|seq| seq.parse::<usize>().ok())
    {
        Some(seq) => {
            let entries = Closing::of_day(&app.db, page.tenant.id, day).await?;
            Some(
                entries
                    .into_iter()
                    .nth(seq.saturating_sub(1))
                    .ok_or(Error::NotFound)?,
            )
        }
        None => None,
    };
    let by_then = |found: Vec<rows::Money>| -> Vec<rows::Money> {
        let known = |row: &rows::Money| {
            entry
                .as_ref()
                .is_none_or(|one| row.known_at <= one.closed_at)
        };
        found.into_iter().filter(known).collect()
    };
    let (key, rows) = match of.as_str() {
        "came" => {
            let found = rows::came(&app.db, &page.tenant, day, way).await?;
            ("cash-came", money(&page, by_then(found), 1, &mut sums))
        }
        "back" => {
            let found = rows::back(&app.db, &page.tenant, day, way).await?;
            ("cash-back", money(&page, by_then(found), 1, &mut sums))
        }
        // What came, less what went back.
        "remains" => {
            let came = rows::came(&app.db, &page.tenant, day, way).await?;
            let back = rows::back(&app.db, &page.tenant, day, way).await?;
            let mut rows: Vec<Row> = Vec::new();
            if let Some(entry) = entry.as_ref().filter(|one| one.opening_minor != 0) {
                sums.add(entry.currency, entry.opening_minor);
                rows.push(opening(&page, entry));
            }
            rows.extend(money(&page, by_then(came), 1, &mut sums));
            rows.extend(money(&page, by_then(back), -1, &mut sums));
            ("cash-remains", rows)
        }
        "tips" => ("cash-tips", tips(&page, &app, day, &mut sums).await?),
        "owed" => ("cash-owed", owed(&page, &app, day, &mut sums).await?),
        _ => return Err(Error::NotFound),
    };
    let mut title = page.t(key);
    if let Some(way) = way {
        title = format!("{title}: {}", page.t(way.key()));
    }
    let counted = entry.and_then(|entry| {
        let counted = match of.as_str() {
            "came" => entry.came_minor,
            "back" => entry.back_minor,
            _ => entry.expected_minor,
        };
        let same = sums.0.iter().find(|(one, _)| *one == entry.currency);
        let sum = same.map_or(0, |(_, sum)| *sum);
        (sum != counted).then(|| page.locale.money(Money::new(counted, entry.currency)))
    });
    let shown =
        |(currency, minor): &(Currency, i64)| page.locale.money(Money::new(*minor, *currency));
    web::render(&Index {
        sums: sums.0.iter().map(shown).collect(),
        page,
        day,
        title,
        rows,
        counted,
    })
}

/// `sign`: below zero where it is taken off.
fn money(page: &Page, found: Vec<rows::Money>, sign: i64, sums: &mut Sums) -> Vec<Row> {
    let mut shown = Vec::new();
    for row in found {
        let is_trial = !row.is_live || row.provider == Way::Sandbox;
        if !is_trial {
            sums.add(row.currency, sign * row.amount_minor);
        }
        let number = row.year.zip(row.number);
        let number = number.map(|(year, number)| format!("{year}-{number:04}"));
        let about = match (number, row.appointment_id) {
            (Some(number), _) => page.t1("products-by-invoice", "number", number),
            (None, Some(_)) => page.t("payments-kind-deposit"),
            (None, None) => String::new(),
        };
        let parts = [
            time(page, row.at),
            page.t(row.provider.key()),
            about,
            row.note,
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        shown.push(Row {
            href: format!("/payments/{}", row.payment_id),
            icon: row.provider.icon(),
            title: row.client_name.unwrap_or_else(|| page.t("invoices-nobody")),
            amount: page
                .locale
                .money(Money::new(sign * row.amount_minor, row.currency)),
            sub: parts.join(" · "),
            is_trial,
        });
    }
    shown
}

/// What was in the drawer before anything came.
fn opening(page: &Page, entry: &Closing) -> Row {
    let money = Money::new(entry.opening_minor, entry.currency);
    Row {
        href: format!("/cash?date={}#close", entry.day),
        icon: "banknote",
        title: page.t("cash-opening"),
        amount: page.locale.money(money),
        sub: page.t("cash-closing"),
        is_trial: false,
    }
}

async fn tips(page: &Page, app: &App, day: NaiveDate, sums: &mut Sums) -> Result<Vec<Row>> {
    let mut shown = Vec::new();
    for tip in rows::tips(&app.db, &page.tenant, day).await? {
        sums.add(tip.currency, tip.tip_minor);
        let number = tip.year.zip(tip.number).unwrap_or_default();
        let number = format!("{}-{:04}", number.0, number.1);
        shown.push(Row {
            href: format!("/invoices/{}", tip.invoice_id),
            icon: "receipt-text",
            title: tip.client_name.unwrap_or_else(|| page.t("invoices-nobody")),
            amount: page.locale.money(Money::new(tip.tip_minor, tip.currency)),
            sub: page.t1("products-by-invoice", "number", number),
            is_trial: false,
        });
    }
    Ok(shown)
}

async fn owed(page: &Page, app: &App, day: NaiveDate, sums: &mut Sums) -> Result<Vec<Row>> {
    let mut shown = Vec::new();
    for visit in rows::owed(&app.db, &page.tenant, day).await? {
        sums.add(visit.currency, visit.owed_minor());
        let about = match visit.invoice_status {
            Some(status) => page.t(status.key()),
            None => page.t("cash-no-invoice"),
        };
        shown.push(Row {
            href: match visit.invoice_id {
                Some(invoice) => format!("/invoices/{invoice}"),
                None => format!("/appointments/{}", visit.id),
            },
            icon: "calendar-clock",
            amount: page
                .locale
                .money(Money::new(visit.owed_minor(), visit.currency)),
            sub: format!(
                "{} · {} · {about}",
                time(page, visit.starts_at),
                visit.title
            ),
            title: visit
                .client_name
                .unwrap_or_else(|| page.t("appointment-walk-in")),
            is_trial: false,
        });
    }
    Ok(shown)
}

impl Index {
    fn day_text(&self) -> String {
        sentence(&self.page.locale.day_long(self.day))
    }
}
