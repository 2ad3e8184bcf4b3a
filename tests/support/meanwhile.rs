//! A store of files in the middle of whose work something else happens: what a race brings about, each time the same.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aureli::error::Result;
use aureli::providers::storage::{Storage, Store};

use super::Ctx;

type Act = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Meanwhile {
    inner: Storage,
    /// A part of the name of the file.
    at: &'static str,
    act: Mutex<Option<Act>>,
}

/// From now on `act` happens once, right after the first file is written whose name has `at` in it.
pub fn meanwhile(ctx: &mut Ctx, at: &'static str, act: impl Future<Output = ()> + Send + 'static) {
    ctx.app.storage = Storage::new(Arc::new(Meanwhile {
        inner: ctx.app.storage.clone(),
        at,
        act: Mutex::new(Some(Box::pin(act))),
    }));
    ctx.router = aureli::routes::site(&ctx.app).unwrap();
}

#[async_trait]
impl Store for Meanwhile {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.inner.put(name, bytes).await?;
        let act = match name.contains(self.at) {
            true => self.act.lock().unwrap().take(),
            false => None,
        };
        if let Some(act) = act {
            act.await;
        }
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Vec<u8>> {
        self.inner.get(name).await
    }

    async fn remove(&self, name: &str) -> Result<()> {
        self.inner.remove(name).await
    }

    async fn remove_folder(&self, folder: &str) -> Result<()> {
        self.inner.remove_folder(folder).await
    }

    async fn list_folder(&self, folder: &str) -> Result<Vec<String>> {
        self.inner.list_folder(folder).await
    }
}
