//! Outside worlds, each behind a small type with a real implementation and a stand-in for development and tests.

pub mod carriers;
mod failure;
mod http;
pub mod mail;
pub mod outward;
pub mod payment;
pub mod sms;
pub mod storage;
pub mod telegram;

pub use failure::{Answer, Failure, INVALID_CREDENTIALS, NOT_FOUND};

/// Sets the ciphers that every client for the network finds; done once, at the start.
pub fn install_ciphers() {
    // The error says that they are set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
