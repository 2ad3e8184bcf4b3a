//! Those who take money, behind one trait: YooKassa and Stripe over HTTP, the sandbox of ours in the database
//! ([`crate::payments`] has it).
//!
//! A provider only carries words to and fro. What a payment is in the end is decided in [`crate::payments`], which
//! compares what it hears with what it asked for. Nothing here is called inside a database transaction, and every call
//! that makes something carries the key of its row, so that a repeated one makes nothing twice.

mod amounts;
mod http;
mod receipt;
pub mod stripe;
pub mod yookassa;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use super::failure::{Answer, Failure, INVALID_CREDENTIALS, NOT_FOUND};
pub use http::Gateway;
pub use receipt::{MOST_LINES, Mode, Receipt, ReceiptLine, Ware, vat_code};

use crate::i18n::Locale;
use crate::money::Money;

/// Whose keys these are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The provider's name of the account: a shop's number, `acct_…`.
    pub account: String,
    /// Whether money really moves.
    pub is_live: bool,
    /// Whether the provider lets it take money.
    pub is_enabled: bool,
}

/// A payment to be begun. Kept sealed with its row: a repeated call says the same to the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPayment {
    /// Ours; comes back with everything the provider says.
    pub payment: String,
    pub tenant: String,
    pub key: String,
    pub amount: Money,
    /// What for, in the client's language.
    pub description: String,
    /// Where the client comes back to.
    pub return_url: String,
    pub locale: Locale,
    pub email: Option<String>,
    pub receipt: Option<Receipt>,
    /// Until when it is of use to us; a provider may keep it open longer.
    pub until: Option<DateTime<Utc>>,
}

/// A fiscal receipt of its own: the service that was paid for ahead was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosingReceipt {
    pub key: String,
    /// The provider's payment that came ahead.
    pub payment: String,
    /// What of it stayed; the lines' sum.
    pub amount: Money,
    pub receipt: Receipt,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRefund {
    /// Ours.
    pub refund: String,
    pub key: String,
    /// The provider's payment.
    pub payment: String,
    /// What the money itself goes by, where that is another object (Stripe's payment intent).
    pub charge: Option<String>,
    pub amount: Money,
    pub receipt: Option<Receipt>,
}

/// What a payment is, in the provider's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RemoteStatus {
    Pending,
    /// The money is held and waits for a yes.
    WaitingForCapture,
    Succeeded,
    /// Refused, taken back or run out.
    Cancelled,
}

/// A payment as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    pub id: String,
    pub status: RemoteStatus,
    /// None when it cannot be read as money of ours.
    pub amount: Option<Money>,
    /// Whose it is, where the provider says so.
    pub account: Option<String>,
    /// Our id, as we gave it.
    pub payment: Option<String>,
    /// Where the client pays; while that can be done.
    pub pay_url: Option<String>,
    pub charge: Option<String>,
    pub is_live: bool,
    /// How it was paid: a card, a wallet.
    pub method: Option<String>,
    /// Why it was cancelled, in the provider's word.
    pub reason: Option<String>,
    pub expires_at: Option<DateTime<Utc>>,
    pub refunded_minor: i64,
    pub is_disputed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStatus {
    Pending,
    Succeeded,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteRefund {
    pub id: String,
    pub status: RefundStatus,
    pub amount: Option<Money>,
    pub reason: Option<String>,
}

/// What a notification is about. What it says of it is not believed: the payment is asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The same for the same news, however often it is told.
    pub dedupe: String,
    pub event: String,
    pub subject: Subject,
    /// Whether its sender is proved by the message itself.
    pub is_signed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// By the provider's id of the payment.
    Payment(String),
    /// By what the money goes by.
    Charge(String),
    /// Nothing that we keep.
    Other,
}

/// What a provider lists of money that went back or is disputed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub subject: Subject,
    /// Since when it is under way there, while it is: the payment does not show it yet.
    pub pending_since: Option<DateTime<Utc>>,
}

/// Why a notification is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The signature is missing, wrong or stale.
    Forged,
    /// It is nothing that the provider sends.
    Malformed,
    /// It is of the other world: a trial's in real use, or the reverse.
    OtherWorld,
}

/// A request as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    pub body: &'a [u8],
    /// The header that signs it.
    pub signature: Option<&'a str>,
    pub now: DateTime<Utc>,
}

#[async_trait]
pub trait Provider: Send + Sync {
    /// "Test connection".
    async fn holder(&self) -> Answer<Holder>;

    async fn create(&self, new: &NewPayment) -> Answer<Remote>;

    /// The authoritative look.
    async fn find(&self, id: &str) -> Answer<Remote>;

    /// The yes to money that is held.
    async fn capture(&self, id: &str, amount: Money, key: &str) -> Answer<Remote>;

    /// The no to it; or an end to a page on which nobody has paid yet, where the provider can do that.
    async fn cancel(&self, id: &str, key: &str) -> Answer<Remote>;

    async fn refund(&self, new: &NewRefund) -> Answer<RemoteRefund>;

    async fn find_refund(&self, id: &str) -> Answer<RemoteRefund>;

    /// Registers the receipt that closes a prepayment; the provider's id of it.
    async fn close_receipt(&self, _new: &ClosingReceipt) -> Answer<String> {
        Err(Failure::permanent("unsupported", "no receipts here"))
    }

    /// Ids of registered receipts that say the same: for when the key of a call whose answer was lost may be forgotten.
    async fn look_for_receipt(&self, _new: &ClosingReceipt) -> Answer<Vec<String>> {
        Ok(Vec::new())
    }

    /// What money went back of, or is disputed, since then: for those whom no webhook tells. Repeats are no harm.
    async fn moved_since(&self, _since: DateTime<Utc>) -> Answer<Vec<Moved>> {
        Ok(Vec::new())
    }

    /// A refund whose answer was lost, by our own id: for providers that repeat a failure to whoever asks with the same key, or
    /// forget the key.
    async fn look_for_refund(&self, _new: &NewRefund) -> Answer<Option<RemoteRefund>> {
        Ok(None)
    }

    fn notice(&self, incoming: Incoming<'_>) -> Result<Notice, Refused>;
}
