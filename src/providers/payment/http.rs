//! The way to the providers that take money: one client, and where they are asked. Addresses are the installation's, never a
//! practice's.

use std::time::Duration;

use reqwest::Client;
use tokio::time::Instant;

use crate::config::Config;
use crate::providers::http;
pub use crate::providers::http::{Reply, send};

const TOTAL: Duration = Duration::from_secs(30);
/// How much longer than a call many of them may take together.
const TOGETHER: f32 = 1.3;

/// One for the whole app: connections are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gateway {
    client: Client,
    patience: Duration,
    pub yookassa_url: String,
    pub stripe_url: String,
}

impl Gateway {
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let urls = [config.yookassa_url.as_str(), &config.stripe_url];
        let patience = http::patience(&urls, TOTAL);
        Ok(Self {
            client: http::client(&urls, patience)?,
            patience,
            yookassa_url: config.yookassa_url.clone(),
            stripe_url: config.stripe_url.clone(),
        })
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// When calls that are made one after the other from now on are to be over: that one of them hangs is borne.
    pub fn deadline(&self) -> Instant {
        Instant::now() + self.patience.mul_f32(TOGETHER)
    }
}
