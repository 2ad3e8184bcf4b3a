//! By what a practice writes to its clients besides e-mail: an SMS gateway of its own.
//!
//! Keys are tried before they are kept, lie sealed under the practice's key, and are never shown again ([`model`]). One message
//! goes one way: by what its client likes, else by the practice's order, and by the next when a way turns out to lead nowhere
//! ([`ways`]). What a day may cost is set aside before anything is sent ([`spend`]). Sending itself is `messages/carry.rs`; what
//! becomes of a text is told to [`hooks`].

pub mod card;
mod hooks;
pub mod model;
mod settings;
pub mod spend;
pub mod ways;

use axum::Router;

pub use model::{Account, Alarm, Carrier, Channel, Secrets};
pub use ways::{Reader, Way, Ways};

use crate::app::App;
use crate::error::{Error, Result};
use crate::providers::sms::{Gateway, SmsAero, SmsRu, Smsc, Twilio};

pub fn routes() -> Router<App> {
    settings::routes()
        .merge(card::routes())
        .merge(hooks::routes())
}

/// Whoever carries a practice's SMS, and where it is to tell what became of one.
pub async fn gateway(app: &App, account: &Account) -> Result<(Box<dyn Gateway>, Option<String>)> {
    let key = app.tenant_key(&app.db, account.tenant_id).await?;
    let secrets = account.open(&key)?;
    let (carrier, sender) = (account.provider, account.sender.as_str());
    let gateway = with(app, carrier, &account.account, &secrets.secret, sender)?;
    Ok((gateway, hooks::address(&app.config, carrier, &secrets.hook)))
}

/// The same with keys that are not kept yet.
pub fn with(
    app: &App,
    carrier: Carrier,
    account: &str,
    secret: &str,
    sender: &str,
) -> Result<Box<dyn Gateway>> {
    let carriers = &app.carriers;
    Ok(match carrier {
        Carrier::SmsRu => Box::new(SmsRu::new(carriers, secret, sender)),
        Carrier::Smsc => Box::new(Smsc::new(carriers, account, secret, sender)),
        Carrier::SmsAero => Box::new(SmsAero::new(carriers, account, secret, sender)),
        Carrier::Twilio => Box::new(Twilio::new(carriers, account, secret, sender)),
        Carrier::Telegram => return Err(Error::internal("Telegram carries no SMS")),
    })
}
