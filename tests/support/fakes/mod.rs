//! Payment providers on loopback: as strict as the real ones about what they are sent, able to fail, with a ledger of what
//! they really did. Asking twice with one key does one thing; tests count things, not requests.

#![allow(clippy::result_large_err, reason = "a fake answers with its refusal")]

pub mod sms;
pub mod stripe;
pub mod yookassa;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::Value;

/// How the next calls of a kind go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Done, and then "internal error".
    Error500AfterAccepting,
    /// Done, and then the line breaks before the answer is whole.
    DropAfterAccepting,
    /// Done, and then nothing is heard any more, on a line that stays open.
    SilentAfterAccepting,
    /// Not done: "internal error".
    Error500,
    /// Not done: "too many requests".
    TooMany,
    /// Not done: refused for good.
    Refuse,
    /// It says another sum than was asked for.
    OtherAmount,
    OtherCurrency,
    /// It says that it is another shop's.
    OtherAccount,
    /// It says that it is another payment of ours.
    OtherPayment,
}

impl Fault {
    pub fn acts(&self) -> bool {
        !matches!(self, Self::Error500 | Self::TooMany | Self::Refuse)
    }
}

/// What is to go wrong, and what was asked.
#[derive(Debug, Default)]
pub struct Trouble {
    /// Name of the call ("create", "find", "refund" …), what happens, how often.
    faults: Vec<(&'static str, Fault, usize)>,
    /// Names of all calls.
    pub calls: Vec<String>,
}

impl Trouble {
    pub fn add(&mut self, call: &'static str, fault: Fault, times: usize) {
        self.faults.push((call, fault, times));
    }

    /// The fault of a call that is being answered.
    pub fn take(&mut self, call: &'static str) -> Option<Fault> {
        self.calls.push(call.to_owned());
        let next = self
            .faults
            .iter_mut()
            .find(|(name, _, left)| *name == call && *left > 0)?;
        next.2 -= 1;
        Some(next.1.clone())
    }
}

/// Serves a router on a port of its own; its address without a trailing slash.
pub async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// A state that handlers share.
pub type Shared<T> = Arc<Mutex<T>>;

pub fn json(status: u16, body: &Value) -> Response<Body> {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// The beginning of an answer, and then nothing.
pub fn broken() -> Response<Body> {
    let chunks = futures_util::stream::iter([
        Ok(Bytes::from_static(b"{\"id\"")),
        Err(std::io::Error::other("the line broke")),
    ]);
    Response::new(Body::from_stream(chunks))
}

/// The beginning of an answer whose end never comes.
pub fn silent() -> Response<Body> {
    use futures_util::StreamExt;
    let begun =
        futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"{\"id\""))]);
    Response::new(Body::from_stream(
        begun.chain(futures_util::stream::pending()),
    ))
}

pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
