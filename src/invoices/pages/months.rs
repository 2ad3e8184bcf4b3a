//! `/invoices/months?year=2026`: what each month came to, and each tax rate; every figure leads to its rows.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{Datelike, NaiveDate};

use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;
use crate::invoices::business::rate_named;
use crate::invoices::months::{Month, Rate, of_year, rates_of_year};
use crate::money::{Currency, Money};
use crate::web::{self, Errors, Page};

use super::export::Fields;

pub fn routes() -> Router<App> {
    Router::new().route("/invoices/months", get(index))
}

/// `invoices/months.html`
#[derive(Template)]
#[template(path = "invoices/months.html")]
pub(super) struct Index {
    page: Page,
    errors: Errors,
    export: Fields,
    year: i32,
    months: Vec<Month>,
    rates: Vec<Rate>,
}

async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::InvoicesRead)?;
    let this_year = page.tenant.local_date(app.clock.now()).year();
    let asked = page.param("year").and_then(|year| year.parse().ok());
    let year = asked
        .filter(|year| (2000..=2199).contains(year))
        .unwrap_or(this_year);
    let semicolon = page.locale != Locale::En;
    let export = Fields::of_year(year, semicolon);
    web::render(&Index::load(&app, page, year, export, Errors::default()).await?)
}

impl Month {
    fn first(&self) -> Option<NaiveDate> {
        format!("{}-01", self.month).parse().ok()
    }

    fn last(&self) -> Option<NaiveDate> {
        let first = self.first()?;
        first.checked_add_months(chrono::Months::new(1))?.pred_opt()
    }
}

impl Index {
    /// The year's page with the form of an export as typed.
    pub(super) async fn load(
        app: &App,
        page: Page,
        year: i32,
        export: Fields,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = page.tenant.id;
        Ok(Self {
            months: of_year(&app.db, tenant, year).await?,
            rates: rates_of_year(&app.db, tenant, year).await?,
            page,
            errors,
            export,
            year,
        })
    }

    fn name(&self, month: &Month) -> String {
        let first = month.first().unwrap_or_default();
        crate::i18n::sentence(&self.page.locale.month_year(first))
    }

    fn href(&self, month: &Month) -> String {
        let (first, last) = (
            month.first().unwrap_or_default(),
            month.last().unwrap_or_default(),
        );
        format!("/invoices?from={first}&to={last}")
    }

    fn money(&self, minor: &i64, currency: &Currency) -> String {
        self.page.locale.money(Money::new(*minor, *currency))
    }

    fn remains(&self, month: &Month) -> String {
        let remains = month.total - month.credited - month.prepaid;
        self.money(&remains, &month.currency)
    }

    fn has_prepaid(&self) -> bool {
        self.months.iter().any(|month| month.prepaid != 0)
    }

    fn rate(&self, rate: &Rate) -> String {
        rate_named(self.page.locale, &rate.tax_name, rate.tax_bp)
    }

    fn year_href(&self, by: i32) -> String {
        format!("/invoices/months?year={}", self.year + by)
    }
}
