//! Asking providers: a client with its limits, and what an answer, or none, means.
//!
//! No redirect is followed, nothing but https is spoken (loopback is for tests, see [`crate::config`]), and an answer is
//! read no further than it can sensibly go.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use chrono::TimeDelta;
use reqwest::{Client, RequestBuilder};

use super::failure::Failure;

const CONNECT: Duration = Duration::from_secs(5);
/// On this machine, where only stand-ins are.
const NEAR: Duration = Duration::from_secs(3);
/// Bytes of an answer.
const MAX_ANSWER: usize = 1 << 20;

/// How long an answer from one of these addresses is waited for.
pub fn patience(urls: &[&str], total: Duration) -> Duration {
    if is_near(urls) { NEAR } else { total }
}

/// A client for these addresses.
pub fn client(urls: &[&str], patience: Duration) -> anyhow::Result<Client> {
    let is_near = is_near(urls);
    let mut builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .timeout(patience)
        .https_only(!is_near)
        .user_agent("aureli");
    if is_near {
        builder = builder.no_proxy();
    }
    Ok(builder.build()?)
}

fn is_near(urls: &[&str]) -> bool {
    urls.iter().any(|url| url.starts_with("http://"))
}

/// What came back, read whole.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// How long to wait, by the header that says so.
    pub fn retry_after(&self) -> Option<TimeDelta> {
        let text = self.headers.get("retry-after")?.to_str().ok()?;
        let seconds: i64 = text.parse().ok()?;
        Some(TimeDelta::seconds(seconds.clamp(1, 3600)))
    }
}

pub async fn send(request: RequestBuilder) -> Result<Reply, Failure> {
    let mut response = request.send().await.map_err(failed)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unknown(&error))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Failure::Unknown("the answer does not end".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply {
        status,
        headers,
        body,
    })
}

fn failed(error: reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() {
        Failure::RetryBackoff(said(&error))
    } else {
        unknown(&error)
    }
}

fn unknown(error: &reqwest::Error) -> Failure {
    Failure::Unknown(said(error))
}

/// Without the address, which may hold what is nobody's business.
fn said(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "timed out"
    } else if error.is_connect() {
        "cannot connect"
    } else if error.is_body() || error.is_decode() {
        "broke off"
    } else {
        "failed"
    };
    what.to_owned()
}
