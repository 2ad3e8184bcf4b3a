//! The address a request came from. `X-Forwarded-For` counts only when a trusted proxy wrote it.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;

#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// `peer` is who opened the connection; what it says of others counts when it is one of `trusted`.
    pub fn find(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
        let is_ours = |address| trusted.iter().any(|network| network.contains(address));
        if !is_ours(peer) {
            return peer;
        }
        // The last hop that is not a proxy of ours: what stands left of it, the visitor may have written.
        headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|part| part.trim().parse::<IpAddr>().ok())
            .rfind(|hop| !is_ours(*hop))
            .unwrap_or(peer)
    }
}

impl ClientAddress {
    /// Of this machine or of a network that no stranger reaches.
    pub fn is_near(self) -> bool {
        match self.0.to_canonical() {
            IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
            IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
        }
    }

    /// Where limits count: a household has one IPv4 address, or a whole /64 of IPv6 ones, which it changes at will.
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
            v4 => v4,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress
where
    App: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
                peer.ip()
            });
        let app = App::from_ref(state);
        Ok(Self(Self::find(
            peer,
            &parts.headers,
            &app.config.trusted_proxies,
        )))
    }
}

/// One address, or all that share its first bits: `192.0.2.7`, `172.16.0.0/12`, `fdaa::/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    pub fn contains(&self, other: IpAddr) -> bool {
        // A socket that listens on both families sees an IPv4 peer as `::ffff:192.0.2.7`.
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                same_start(a.to_bits().into(), b.to_bits().into(), 32 - self.bits)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => same_start(a.to_bits(), b.to_bits(), 128 - self.bits),
            _ => false,
        }
    }
}

/// Whether two addresses are equal but for the last `free` bits.
fn same_start(a: u128, b: u128, free: u32) -> bool {
    (a ^ b).checked_shr(free).unwrap_or(0) == 0
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text
            .split_once('/')
            .map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| ())?;
        if bits > most {
            return Err(());
        }
        Ok(Self { address, bits })
    }
}
