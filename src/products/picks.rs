//! Products where an invoice is written: what can be picked, and the line that it makes.

use crate::app::App;
use crate::error::Result;
use crate::id::{ProductId, TenantId};
use crate::invoices::model::{Draft, DraftLine, ItemKind};
use crate::money::Currency;
use crate::web::Page;

use super::{Product, quantity};

/// What stands before a product's id where services and free lines can be picked too.
const PREFIX: &str = "product:";

/// Value and text of what is offered: "Brow oil, €12.00 · 3 left".
pub async fn picks(app: &App, page: &Page, currency: Currency) -> Result<Vec<(String, String)>> {
    let products = Product::all(&app.db, page.tenant.id, false).await?;
    Ok(products
        .into_iter()
        .map(|product| {
            let price = page.locale.money(product.price(currency));
            let left = quantity::shown(page.locale, product.stock_milli);
            let left = page.t1("products-left", "n", left);
            let text = format!("{}, {price} · {left}", product.name);
            (format!("{PREFIX}{}", product.id), text)
        })
        .collect())
}

/// The product that was picked; none when something else was.
pub fn picked(value: &str) -> Option<ProductId> {
    value.strip_prefix(PREFIX)?.parse().ok()
}

/// The line that a product makes: its name, its price, one of it.
pub async fn line(
    app: &App,
    tenant: TenantId,
    id: ProductId,
    rest: DraftLine,
) -> Result<DraftLine> {
    let product = Product::find(&app.db, tenant, id).await?;
    Ok(DraftLine {
        kind: ItemKind::Product,
        product_id: Some(product.id.0),
        description: product.name,
        unit_minor: product.price_minor,
        ..rest
    })
}

/// Refuses a draft with products that the practice does not have.
///
/// # Errors
/// NotFound.
pub async fn check(app: &App, tenant: TenantId, draft: &Draft) -> Result<()> {
    let lines = draft.lines.iter();
    for line in lines.filter(|line| line.kind == ItemKind::Product) {
        if let Some(id) = line.product_id {
            Product::find(&app.db, tenant, ProductId(id)).await?;
        }
    }
    Ok(())
}
