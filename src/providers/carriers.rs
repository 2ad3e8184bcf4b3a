//! The way to those who carry short messages: SMS gateways and Telegram. One client for all, and where they are asked.

use std::time::Duration;

use reqwest::Client;

use super::http;
use crate::config::Config;

const TOTAL: Duration = Duration::from_secs(20);

/// One for the whole app: connections are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Carriers {
    client: Client,
    pub sms_ru_url: String,
    pub smsc_url: String,
    pub sms_aero_url: String,
    pub twilio_url: String,
    pub telegram_url: String,
}

impl Carriers {
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let urls = [
            config.sms_ru_url.as_str(),
            &config.smsc_url,
            &config.sms_aero_url,
            &config.twilio_url,
            &config.telegram_url,
        ];
        Ok(Self {
            client: http::client(&urls, http::patience(&urls, TOTAL))?,
            sms_ru_url: config.sms_ru_url.clone(),
            smsc_url: config.smsc_url.clone(),
            sms_aero_url: config.sms_aero_url.clone(),
            twilio_url: config.twilio_url.clone(),
            telegram_url: config.telegram_url.clone(),
        })
    }

    pub fn client(&self) -> &Client {
        &self.client
    }
}
