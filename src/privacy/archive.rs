//! A ZIP that is written while it is read: no part of it lies in memory or on the disk. Whoever downloads slowly slows the
//! writer down; whoever goes away ends it.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::error::{Error, Result};

/// Pieces that wait for the reader; each is about a file's chunk.
const WAITING: usize = 4;
/// After so many bytes a piece goes on its way.
const PIECE: usize = 64 * 1024;

/// What the compressor has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self, least: usize) -> Vec<u8> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.len() < least {
            return Vec::new();
        }
        std::mem::take(&mut bytes)
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub struct Archive {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
    out: mpsc::Sender<std::io::Result<Bytes>>,
}

/// The body of an answer that `work` writes into. When it fails the download breaks off: half a ZIP does not open.
pub fn body<F, Fut>(work: F) -> Body
where
    F: FnOnce(Archive) -> Fut + Send + 'static,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    let (out, pieces) = mpsc::channel(WAITING);
    let written = Written::default();
    let archive = Archive {
        zip: ZipWriter::new_stream(written.clone()),
        written,
        out: out.clone(),
    };
    tokio::spawn(async move {
        if let Err(error) = crate::jobs::apart(work(archive)).await {
            tracing::warn!(%error, "an export broke off");
            let _ = out.send(Err(std::io::Error::other("broken off"))).await;
        }
    });
    Body::from_stream(ReceiverStream::new(pieces))
}

impl Archive {
    /// Begins a file; what is already small, such as a photo, is stored as it is.
    pub fn begin(&mut self, name: &str, is_small: bool) -> Result<()> {
        let method = match is_small {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        self.zip.start_file(name, options).map_err(Error::internal)
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        for chunk in bytes.chunks(PIECE) {
            self.zip.write_all(chunk).map_err(Error::internal)?;
            self.send(PIECE).await?;
        }
        Ok(())
    }

    /// A whole file.
    pub async fn add(&mut self, name: &str, bytes: &[u8], is_small: bool) -> Result<()> {
        self.begin(name, is_small)?;
        self.write(bytes).await
    }

    /// The list of contents at the end, without which it is no ZIP.
    pub async fn finish(mut self) -> Result<()> {
        let zip = std::mem::replace(&mut self.zip, ZipWriter::new_stream(Written::default()));
        zip.finish().map_err(Error::internal)?;
        self.send(0).await
    }

    async fn send(&mut self, least: usize) -> Result<()> {
        let bytes = self.written.take(least);
        if bytes.is_empty() {
            return Ok(());
        }
        let sent = self.out.send(Ok(Bytes::from(bytes))).await;
        sent.map_err(|_| Error::internal("nobody reads the export any more"))
    }
}
