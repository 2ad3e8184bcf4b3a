//! What waits for the master: requests to answer by their deadline, and messages that reached nobody.

mod pages;

pub use pages::routes;
