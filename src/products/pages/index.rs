//! The list: what is offered with its stock, what is put aside under it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::ProductId;
use crate::products::{Product, quantity};
use crate::web::{self, Page};

/// `products/index.html`
#[derive(Template)]
#[template(path = "products/index.html")]
struct Index {
    page: Page,
    rows: Vec<Row>,
    archived: Vec<Row>,
    /// How many are low.
    low: usize,
    only_low: bool,
}

struct Row {
    id: ProductId,
    name: String,
    price: String,
    sku: Option<String>,
    stock: String,
    is_low: bool,
    is_out: bool,
}

impl Row {
    fn of(page: &Page, product: &Product) -> Self {
        let left = quantity::shown(page.locale, product.stock_milli);
        Self {
            id: product.id,
            name: product.name.clone(),
            price: page.locale.money_short(product.price(page.tenant.currency)),
            sku: product.sku.clone(),
            stock: page.t1("products-left", "n", left),
            is_low: product.is_low(),
            is_out: product.stock_milli <= 0,
        }
    }
}

pub(super) async fn index(page: Page, State(app): State<App>) -> Result<Response> {
    page.require(Permission::ProductsRead)?;
    let tenant = page.tenant.id;
    let offered = Product::all(&app.db, tenant, false).await?;
    let archived = Product::all(&app.db, tenant, true).await?;
    let low = offered.iter().filter(|product| product.is_low()).count();
    let only_low = low > 0 && page.param("low").is_some();
    let rows = offered
        .iter()
        .filter(|product| !only_low || product.is_low());
    let rows = rows.map(|product| Row::of(&page, product)).collect();
    let archived = archived.iter().map(|product| Row::of(&page, product));
    web::render(&Index {
        rows,
        archived: archived.collect(),
        low,
        only_low,
        page,
    })
}
