//! The stores that the `object_store` crate speaks to.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};

use super::Store;
use crate::error::{Error, Result};
use crate::i18n::key;

pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Before every name.
    prefix: String,
}

impl Objects {
    pub fn folder(folder: &Path) -> anyhow::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(folder)
            .map_err(|e| anyhow::anyhow!("MEDIA_URL: cannot make {}: {e}", folder.display()))?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|e| anyhow::anyhow!("MEDIA_URL: cannot use {}: {e}", folder.display()))?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(Self {
            store: Arc::new(store),
            prefix: String::new(),
        })
    }

    pub fn s3(
        bucket: &str,
        prefix: &str,
        settings: &[(&'static str, String)],
    ) -> anyhow::Result<Self> {
        crate::providers::install_ciphers();
        let retry = RetryConfig {
            max_retries: 2,
            retry_timeout: Duration::from_secs(10),
            ..RetryConfig::default()
        };
        let mut client = ClientOptions::new()
            .with_timeout(Duration::from_secs(20))
            .with_connect_timeout(Duration::from_secs(3));
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_retry(retry);
        for (name, value) in settings {
            builder = match *name {
                "AWS_ACCESS_KEY_ID" => builder.with_access_key_id(value),
                "AWS_SECRET_ACCESS_KEY" => builder.with_secret_access_key(value),
                "AWS_SESSION_TOKEN" => builder.with_token(value),
                "AWS_DEFAULT_REGION" | "AWS_REGION" => builder.with_region(value),
                "AWS_ENDPOINT_URL" | "AWS_ENDPOINT_URL_S3" => {
                    // A store of one's own machine or network, named as such.
                    client = client.with_allow_http(value.starts_with("http://"));
                    builder.with_endpoint(value)
                }
                _ => builder,
            };
        }
        let store = builder
            .with_client_options(client)
            .build()
            .map_err(|e| anyhow::anyhow!("MEDIA_URL: cannot use the bucket {bucket}: {e}"))?;
        let prefix = match prefix {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        Ok(Self {
            store: Arc::new(store),
            prefix,
        })
    }

    fn name(&self, name: &str) -> Name {
        Name::from(format!("{}{name}", self.prefix))
    }
}

#[async_trait]
impl Store for Objects {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let payload = PutPayload::from(bytes);
        let done = self.store.put(&self.name(name), payload).await;
        done.map(drop).map_err(told)
    }

    async fn get(&self, name: &str) -> Result<Vec<u8>> {
        let found = self.store.get(&self.name(name)).await.map_err(told)?;
        Ok(found.bytes().await.map_err(told)?.into())
    }

    async fn remove(&self, name: &str) -> Result<()> {
        match self.store.delete(&self.name(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(told(error)),
        }
    }

    async fn remove_folder(&self, folder: &str) -> Result<()> {
        let names = self.store.list(Some(&self.name(folder)));
        let names: Vec<Name> = names
            .map_ok(|found| found.location)
            .try_collect()
            .await
            .map_err(told)?;
        let mut gone = self
            .store
            .delete_stream(futures_util::stream::iter(names).map(Ok).boxed());
        while let Some(one) = gone.next().await {
            match one {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(told(error)),
            }
        }
        Ok(())
    }

    async fn list_folder(&self, folder: &str) -> Result<Vec<String>> {
        let names = self.store.list(Some(&self.name(folder)));
        let names: Vec<Name> = names
            .map_ok(|found| found.location)
            .try_collect()
            .await
            .map_err(told)?;
        let own = |name: Name| name.as_ref().strip_prefix(&self.prefix).map(str::to_owned);
        Ok(names.into_iter().filter_map(own).collect())
    }
}

/// What a person can make of it; the whole story goes to the log.
fn told(error: object_store::Error) -> Error {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return Error::NotFound;
    }
    if is_full(&error) {
        tracing::warn!(%error, "the media disk is full");
        return Error::Full(key!("media-disk-full"));
    }
    tracing::warn!(%error, "the media store failed");
    Error::Away(key!("media-store-away"))
}

fn is_full(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>() {
            return matches!(
                io.kind(),
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
            );
        }
        cause = one.source();
    }
    false
}
