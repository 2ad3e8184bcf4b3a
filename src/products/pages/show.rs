//! One product: what there is of it and how that came to be.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ProductId;
use crate::products::{Movement, Product, quantity};
use crate::web::{self, Flash, Form, Page, Path};

/// Rows of the ledger on one page.
const PAGE: usize = 50;

/// `products/show.html`
#[derive(Template)]
#[template(path = "products/show.html")]
struct Show {
    page: Page,
    product: Product,
    movements: Vec<Movement>,
    next: String,
}

pub(super) async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ProductId>,
) -> Result<Response> {
    page.require(Permission::ProductsRead)?;
    let tenant = page.tenant.id;
    let product = Product::find(&app.db, tenant, id).await?;
    let before = page.param("before").and_then(|seq| seq.parse().ok());
    let limit = PAGE as i64 + 1;
    let mut movements = Movement::page(&app.db, tenant, id, before, limit).await?;
    let more = movements.len() > PAGE;
    movements.truncate(PAGE);
    let next = movements.last().filter(|_| more);
    let next = next.map(|last| format!("/products/{id}?before={}", last.seq));
    web::render(&Show {
        page,
        product,
        movements,
        next: next.unwrap_or_default(),
    })
}

impl Show {
    fn price(&self) -> String {
        let currency = self.page.tenant.currency;
        self.page.locale.money(self.product.price(currency))
    }

    fn count(&self, milli: &i64) -> String {
        quantity::shown(self.page.locale, *milli)
    }

    fn change(&self, movement: &Movement) -> String {
        quantity::change(self.page.locale, movement.change_milli)
    }

    /// "14 May, 12:05"
    fn when(&self, at: &DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.page.tenant.tz());
        let locale = self.page.locale;
        locale.t2(
            "appointment-moment",
            "day",
            locale.day_short(local.date_naive()),
            "time",
            locale.time(local.time()),
        )
    }

    /// Why, and who says so.
    fn why(&self, movement: &Movement) -> String {
        let parts = [
            movement.reason.clone(),
            movement.user_name.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }

    /// The number of the invoice that moved it, for who may see invoices.
    fn invoice(&self, movement: &Movement) -> Option<String> {
        let (year, number) = (movement.year?, movement.number?);
        self.page
            .can(Permission::InvoicesRead)
            .then(|| format!("{year}-{number:04}"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Archival {
    aside: bool,
}

pub(super) async fn archive(
    page: Page,
    State(app): State<App>,
    Path(id): Path<ProductId>,
    Form(form): Form<Archival>,
) -> Result<Response> {
    page.require(Permission::ProductsWrite)?;
    let mut tx = app.db.begin().await?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let place = format!("/products/{id}");
    let product = match Product::archive(&mut tx, tenant, &actor, id, form.aside, now).await {
        Err(Error::Conflict(why)) => {
            return Ok(web::redirect_with(&place, Flash::danger(page.t(why))));
        }
        other => other?,
    };
    tx.commit().await?;
    let key = match form.aside {
        true => "products-put-aside",
        false => "products-offered-again",
    };
    let word = page.t1(key, "name", product.name);
    Ok(web::redirect_with(&place, Flash::ok(word)))
}
