//! Against guessing: failures are counted by account and address, by address, and by account. Nobody is locked out for
//! good, and a stranger's failures never keep the owner out who comes from elsewhere.
//!
//! A try is counted before the password is compared, so that many at once are not more than many in a row; one that
//! succeeds is taken back.

use chrono::TimeDelta;

use super::Caller;
use crate::app::App;
use crate::error::Result;
use crate::q;
use crate::web::ClientAddress;
use crate::web::rate::{self, Counted, Limit};

/// By account and address.
const PAIR: Limit = Limit::new("sign-in-pair", 5, TimeDelta::minutes(15));
const ADDRESS: Limit = Limit::new("sign-in-address", 20, TimeDelta::minutes(1));
const ACCOUNT: Limit = Limit::new("sign-in-account", 100, TimeDelta::hours(1));

/// New accounts and asked-for mails by address; mails by account, so that nobody's mailbox is flooded.
pub const SIGN_UPS: Limit = Limit::new("sign-ups", 30, TimeDelta::hours(1));
pub const MAILS: Limit = Limit::new("account-mails", 20, TimeDelta::hours(1));
pub const MAILS_TO_ONE: Limit = Limit::new("account-mails-to-one", 5, TimeDelta::hours(1));
pub const INVITATIONS: Limit = Limit::new("invitations", 30, TimeDelta::days(1));
/// The word that somebody is guessing goes out once an hour.
pub const WARNINGS: Limit = Limit::new("sign-in-warnings", 1, TimeDelta::hours(1));

/// A try at a password or a code.
pub struct Attempt {
    counted: Counted,
    /// It was the last one that the account and address had: should it fail, the owner is told.
    pub is_last: bool,
}

impl Attempt {
    /// Counts a try of the caller at `account` (an e-mail's key); an error when there were too many.
    pub async fn begin(app: &App, caller: &Caller, account: &str) -> Result<Self> {
        let address = caller.network();
        let mut limits = vec![
            (PAIR, format!("{account} {address}")),
            (ADDRESS, address.clone()),
        ];
        // From where the owner is signed in already, others' failures do not count against them.
        if !is_familiar(app, account, caller.address).await? {
            limits.push((ACCOUNT, account.to_owned()));
        }
        let counted = rate::hit_all(app, &limits).await?;
        let is_last = counted.hits.first().is_some_and(|hits| *hits == PAIR.hits);
        Ok(Self { counted, is_last })
    }

    /// It was the right one: it does not count.
    pub async fn succeed(self, app: &App) -> Result<()> {
        rate::take_back(app, &self.counted).await
    }
}

/// Whether the account is signed in from the network of this address.
async fn is_familiar(app: &App, account: &str, address: ClientAddress) -> Result<bool> {
    let known = q!(
        &app.db,
        fetch_all: (String,),
        "SELECT DISTINCT s.address FROM users u JOIN user_sessions s ON s.user_id = u.id WHERE u.email_key = $1",
        account,
    )?;
    let here = address.network();
    Ok(known
        .iter()
        .filter_map(|(known,)| known.parse().ok())
        .any(|known| ClientAddress(known).network() == here))
}
