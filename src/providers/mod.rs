//! Outside worlds, each behind a small type with a real implementation and a stand-in for development and tests.

pub mod mail;
