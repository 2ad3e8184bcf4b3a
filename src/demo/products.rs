//! The demo's shelf: a few things that a studio sells, one of them running low.

use chrono::{DateTime, Utc};

use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::events::Actor;
use crate::id::{ProductId, UserId};
use crate::invoices::totals::ONE;
use crate::products::{Act, Product, ProductDraft, stock};

/// Key of the name, its number, price in the smallest unit, and how many were delivered.
const SHELF: [(&str, &str, i64, i64); 5] = [
    ("products-demo-oil", "OIL-5", 1_200, 12),
    ("products-demo-gel", "GEL-8", 1_450, 8),
    ("products-demo-brush", "BR-01", 650, 3),
    ("products-demo-pencil", "PEN-03", 990, 10),
    ("products-demo-serum", "SER-10", 2_400, 4),
];

/// Buys them in; what is on the shelf.
pub async fn stock_up(
    app: &App,
    tenant: &Tenant,
    owner: UserId,
    at: DateTime<Utc>,
) -> Result<Vec<Product>> {
    let (actor, id) = (Actor::user(owner), tenant.id);
    let mut shelf = Vec::new();
    let mut tx = app.db.begin().await?;
    for (name, sku, price_minor, count) in SHELF {
        let product = ProductId::new();
        let draft = ProductDraft {
            sku: Some(sku.to_owned()),
            name: tenant.locale.t(name),
            price_minor,
            low_milli: Some(3 * ONE),
            may_go_below: false,
        };
        Product::create(&mut tx, id, &actor, product, &draft, at).await?;
        let (act, key) = (Act::Delivered(count * ONE), format!("demo:{sku}"));
        let reason = "";
        let bought =
            stock::move_by_hand(&mut tx, id, &actor, owner, product, act, reason, &key, at).await?;
        shelf.push(bought);
    }
    tx.commit().await?;
    Ok(shelf)
}
