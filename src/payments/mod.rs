//! Money that comes in and goes back: deposits ahead of visits, invoices, refunds.
//!
//! A payment moves only by a provider's confirmed word ([`model::apply`]) or by a person's ([`model::record`]); what does not
//! fit what was asked for is put aside. Providers tell by webhook ([`hooks`]), and are asked in case they do not ([`work`]).
//! What follows for visits and invoices stands in `model/effects.rs`. Cards are entered on the provider's own pages; the
//! sandbox ([`sandbox`]) plays one.

pub mod card;
pub mod deposits;
pub(crate) mod fiscal;
pub mod hooks;
pub mod model;
mod pages;
mod receipt_lines;
pub mod receipts;
pub mod sandbox;
mod settings;
mod sweep;
pub mod token;
pub mod work;

use axum::Router;

pub use model::{
    Account, Payment, Refund, Rules, Subject, Task, Way, deposit_of, kept_for, less_deposit,
    on_appointment, on_invoice,
};
pub use pages::ways::{Ways, ways};
pub use receipts::erase_client;

use crate::app::App;
use crate::error::Result;
use crate::providers::payment::Provider;
use crate::providers::payment::stripe::Stripe;
use crate::providers::payment::yookassa::YooKassa;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(hooks::routes())
        .merge(pages::routes())
        .merge(sandbox::routes())
        .merge(settings::routes())
}

/// Whoever can be asked about an account's payments; nobody once its keys are forgotten.
pub async fn provider(app: &App, account: &Account) -> Result<Option<Box<dyn Provider>>> {
    if account.provider == Way::Sandbox {
        return Ok(Some(Box::new(sandbox::Sandbox::new(app, account))));
    }
    if !account.provider.has_keys() {
        return Ok(None);
    }
    let key = app.tenant_key(&app.db, account.tenant_id).await?;
    let Some(secrets) = account.open(&key)? else {
        return Ok(None);
    };
    Ok(match account.provider {
        Way::Yookassa => {
            let provider = YooKassa::new(&app.gateway, &account.account, &secrets.secret);
            Some(Box::new(provider))
        }
        Way::Stripe => {
            let provider = Stripe::new(&app.gateway, &secrets.secret, &secrets.signing);
            Some(Box::new(provider))
        }
        _ => None,
    })
}
