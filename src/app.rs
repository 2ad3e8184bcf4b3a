//! What every handler shares. Cheap to clone.

use std::sync::Arc;

use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::providers::carriers::Carriers;
use crate::providers::mail::Mail;
use crate::providers::outward::Outward;
use crate::providers::payment::Gateway;
use crate::providers::storage::Storage;
use crate::web::rate::Reads;

#[derive(Clone, FromRef)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub mail: Mail,
    /// The way to payment providers.
    pub gateway: Gateway,
    /// The way to those who carry short messages.
    pub carriers: Carriers,
    /// The way to addresses that a practice gives.
    pub outward: Outward,
    /// The files of clients; see [`crate::media`].
    pub storage: Storage,
    /// Password hashing takes memory and a core; no more than two at a time.
    #[from_ref(skip)]
    pub hashing: Arc<Semaphore>,
    /// A picture that is decoded takes tens of megabytes and a core; one at a time leaves the other for pages.
    #[from_ref(skip)]
    pub developing: Arc<Semaphore>,
    /// Wakes the worker before its next look, as when mail was written.
    #[from_ref(skip)]
    pub wake: Arc<Notify>,
    /// Cancelled when the process is asked to stop: open streams end, the worker finishes what it holds.
    #[from_ref(skip)]
    pub stopping: CancellationToken,
    #[from_ref(skip)]
    pub reads: Arc<Reads>,
    #[from_ref(skip)]
    pub metrics: PrometheusHandle,
}

impl App {
    /// Opens the database that the settings name and prepares the rest.
    pub async fn open(mut config: Config, clock: Clock) -> anyhow::Result<Self> {
        let master_key = config.load_secret_key().map_err(anyhow::Error::msg)?;
        crate::providers::install_ciphers();
        let db = crate::db::connect(&config.database_url, &master_key).await?;
        let mail = Mail::new(&config, &db, &clock)?;
        let gateway = Gateway::new(&config)?;
        let carriers = Carriers::new(&config)?;
        let outward = Outward::new(&config)?;
        let storage = Storage::open(&config)?;
        Ok(Self {
            db,
            clock,
            config: Arc::new(config),
            mail,
            gateway,
            carriers,
            outward,
            storage,
            hashing: Arc::new(Semaphore::new(2)),
            developing: Arc::new(Semaphore::new(1)),
            wake: Arc::new(Notify::new()),
            stopping: CancellationToken::new(),
            reads: Arc::new(Reads::default()),
            metrics: crate::web::metrics::recorder(),
        })
    }

    /// The master key.
    pub fn secret(&self) -> &[u8; 32] {
        // load_secret_key ran in open; an all-zero key would open nothing that was ever sealed.
        self.config.secret_key.as_ref().unwrap_or(&[0; 32])
    }
}
