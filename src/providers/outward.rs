//! The way to addresses that a practice gives: calendars. Whoever types an address must not reach through us what only we can
//! reach, so that each address a name stands for is looked at before it is connected to, at every redirect anew.
//!
//! Only https, no proxy, no compression (nothing unfolds), and an answer is read no further than the caller allows.

use std::error::Error as _;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{HeaderMap, LOCATION};
use axum::http::{Method, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};

use crate::config::Config;

const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(20);
const MOST_REDIRECTS: usize = 4;

/// One for the whole app. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outward {
    client: Client,
    allow_loopback: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// No address of the web, or not https.
    Address,
    /// It leads to this machine or its network.
    Inside,
    /// Nobody there, or no name.
    Nobody,
    /// It took too long.
    Slow,
    /// More bytes than are read.
    TooLarge,
    /// It breaks off, or goes round in circles.
    Broken,
}

/// A question. A redirect is followed for GET alone.
pub struct Question {
    pub method: Method,
    pub url: Url,
    pub headers: Vec<(&'static str, String)>,
    /// Told to the host that was asked at first, and to no other.
    pub login: Option<(String, String)>,
    pub body: Option<String>,
    /// Bytes of the answer.
    pub most: usize,
}

/// What came back, read whole.
pub struct Reply {
    /// Where it came from at last.
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Question {
    pub fn get(url: Url, most: usize) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: Vec::new(),
            login: None,
            body: None,
            most,
        }
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?.to_str().ok()?;
        Some(value.to_owned())
    }
}

impl Outward {
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let allow_loopback = config.allow_loopback_fetch;
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .https_only(!allow_loopback)
            .dns_resolver(Arc::new(Guarded { allow_loopback }))
            .no_proxy()
            .user_agent("aureli")
            .build()?;
        Ok(Self {
            client,
            allow_loopback,
        })
    }

    /// An address as a person types it; `webcal:` is what calendars call https.
    pub fn address(&self, typed: &str) -> Result<Url, Unreached> {
        let typed = typed.trim();
        let lower = typed.get(..9).unwrap_or(typed).to_ascii_lowercase();
        let url = match lower.strip_prefix("webcal://") {
            Some(_) => format!("https://{}", typed.get(9..).unwrap_or_default()),
            None if !lower.contains("://") && !typed.contains("://") => format!("https://{typed}"),
            None => typed.to_owned(),
        };
        let url = Url::parse(&url).map_err(|_| Unreached::Address)?;
        self.check(&url)?;
        Ok(url)
    }

    /// What can be told before a name is looked up.
    fn check(&self, url: &Url) -> Result<(), Unreached> {
        let host = url.host_str().ok_or(Unreached::Address)?;
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        let literal: Option<IpAddr> = literal.parse().ok();
        if literal.is_some_and(|ip| !is_allowed(ip, self.allow_loopback)) {
            return Err(Unreached::Inside);
        }
        let near = literal.is_some_and(|ip| ip.is_loopback()) || host == "localhost";
        if near && !self.allow_loopback {
            return Err(Unreached::Inside);
        }
        match url.scheme() {
            "https" => Ok(()),
            // Stand-ins for tests.
            "http" if near => Ok(()),
            _ => Err(Unreached::Address),
        }
    }

    pub async fn ask(&self, question: Question) -> Result<Reply, Unreached> {
        let mut url = question.url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&url)?;
            let reply = self.once(&question, &url).await?;
            let is_elsewhere = reply.status.is_redirection() && question.method == Method::GET;
            let Some(there) = reply.header(LOCATION.as_str()).filter(|_| is_elsewhere) else {
                return Ok(reply);
            };
            url = url.join(&there).map_err(|_| Unreached::Broken)?;
        }
        Err(Unreached::Broken)
    }

    async fn once(&self, question: &Question, url: &Url) -> Result<Reply, Unreached> {
        let mut request = self.client.request(question.method.clone(), url.clone());
        for (name, value) in &question.headers {
            request = request.header(*name, value);
        }
        let is_same = url.origin() == question.url.origin();
        if let Some((user, password)) = question.login.as_ref().filter(|_| is_same) {
            request = request.basic_auth(user, Some(password));
        }
        if let Some(body) = &question.body {
            request = request.body(body.clone());
        }
        let mut response = request.send().await.map_err(|error| unreached(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        if response
            .content_length()
            .is_some_and(|length| length > question.most as u64)
        {
            return Err(Unreached::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unreached(&error))? {
            if body.len() + chunk.len() > question.most {
                return Err(Unreached::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            url: url.clone(),
            status,
            headers,
            body,
        })
    }
}

fn unreached(error: &reqwest::Error) -> Unreached {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<Inside>() {
            return Unreached::Inside;
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        Unreached::Slow
    } else if error.is_connect() {
        Unreached::Nobody
    } else if error.is_builder() {
        Unreached::Address
    } else {
        Unreached::Broken
    }
}

/// Looks a name up and gives no address that is not everybody's: what was looked at is what is connected to.
#[derive(Debug)]
struct Guarded {
    allow_loopback: bool,
}

#[derive(Debug)]
struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the address leads inside")
    }
}

impl std::error::Error for Inside {}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_loopback = self.allow_loopback;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            // One bad address among good ones is no accident.
            if found.iter().any(|to| !is_allowed(to.ip(), allow_loopback)) {
                return Err(Inside.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn is_allowed(ip: IpAddr, allow_loopback: bool) -> bool {
    match ip {
        ip if ip.is_loopback() => allow_loopback,
        IpAddr::V4(ip) => is_everybodys(ip),
        IpAddr::V6(ip) => match within(ip) {
            Some(ip) => is_allowed(IpAddr::V4(ip), allow_loopback),
            None => is_everybodys_v6(ip),
        },
    }
}

fn is_everybodys(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_kept = match (a, b) {
        // This network, carriers' own, benchmarks, and what is reserved or sent to many.
        (0, _) | (224..=255, _) | (100, 64..=127) | (198, 18..=19) => true,
        (192, 0) => c == 0 || c == 2,
        (192, 88) => c == 99,
        _ => ip.is_documentation(),
    };
    !(is_kept || ip.is_private() || ip.is_loopback() || ip.is_link_local())
}

/// Only what is routed in the world, without the ranges that stand for something else.
fn is_everybodys_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let is_routed = a & 0xe000 == 0x2000;
    let is_special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || (a == 0x3fff && b < 0x1000);
    is_routed && !is_special
}

/// The address of the older kind that one of the newer stands for: mapped, compatible, NAT64, 6to4.
fn within(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => Some(v4(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_can_reach_is_reached() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "203.0.113.5",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
        ] {
            assert!(!is_allowed(inside.parse().unwrap(), false), "{inside}");
        }
        for outside in [
            "8.8.8.8",
            "172.32.0.1",
            "192.1.0.1",
            "2a00:1450:4003::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_allowed(outside.parse().unwrap(), false), "{outside}");
        }
        assert!(is_allowed("127.0.0.1".parse().unwrap(), true));
        assert!(is_allowed("::ffff:127.0.0.1".parse().unwrap(), true));
        assert!(
            !is_allowed("10.0.0.1".parse().unwrap(), true),
            "loopback alone is let through"
        );
    }

    fn outward(allow_loopback: bool) -> Outward {
        crate::providers::install_ciphers();
        Outward {
            client: Client::new(),
            allow_loopback,
        }
    }

    #[test]
    fn an_address_is_taken_as_calendars_write_it() {
        let taken = |typed| outward(false).address(typed).map(|url| url.to_string());
        assert_eq!(
            taken(" webcal://cal.example/a.ics ").unwrap(),
            "https://cal.example/a.ics"
        );
        assert_eq!(
            taken("WEBCAL://cal.example/a.ics").unwrap(),
            "https://cal.example/a.ics"
        );
        assert_eq!(
            taken("cal.example/a.ics").unwrap(),
            "https://cal.example/a.ics"
        );
        for (odd, why) in [
            ("http://cal.example/a.ics", Unreached::Address),
            ("file:///etc/passwd", Unreached::Address),
            ("ftp://cal.example/", Unreached::Address),
            ("", Unreached::Address),
            ("https://127.0.0.1/a", Unreached::Inside),
            ("https://2130706433/a", Unreached::Inside),
            ("https://0x7f.1/a", Unreached::Inside),
            ("https://[::1]/a", Unreached::Inside),
            ("https://localhost/a", Unreached::Inside),
            (
                "https://169.254.169.254/latest/meta-data",
                Unreached::Inside,
            ),
        ] {
            assert_eq!(taken(odd), Err(why), "{odd}");
        }
        assert!(outward(true).address("http://127.0.0.1:5232/").is_ok());
        assert_eq!(
            outward(true).address("http://10.0.0.1/").unwrap_err(),
            Unreached::Inside
        );
    }
}
