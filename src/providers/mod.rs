//! Outside worlds, each behind a small type with a real implementation and a stand-in for development and tests.

pub mod mail;
pub mod outward;
pub mod payment;
pub mod storage;

/// Sets the ciphers that every client for the network finds; done once, at the start.
pub fn install_ciphers() {
    // The error says that they are set already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
