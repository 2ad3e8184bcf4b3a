//! Whose word counts about where a request came from.

use std::net::IpAddr;

use aureli::web::ClientAddress;
use aureli::web::address::Network;
use axum::http::HeaderMap;

/// Who the visitor is taken for, when `peer` connects and claims `forwarded`.
fn visitor(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
    let trusted: Vec<Network> = trusted.iter().map(|t| t.parse().unwrap()).collect();
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", forwarded.parse().unwrap());
    ClientAddress::find(peer.parse().unwrap(), &headers, &trusted).to_string()
}

#[test]
fn a_stranger_cannot_choose_an_address() {
    assert_eq!(visitor("203.0.113.5", "198.51.100.1", &[]), "203.0.113.5");
    assert_eq!(
        visitor("203.0.113.5", "198.51.100.1", &["10.0.0.0/8"]),
        "203.0.113.5"
    );
}

#[test]
fn a_proxy_is_believed_but_not_what_the_visitor_wrote_before_it() {
    let forwarded = "8.8.8.8, 203.0.113.5, 66.241.124.230";
    let trusted = ["172.16.0.0/12", "66.241.124.230"];
    assert_eq!(visitor("172.19.0.3", forwarded, &trusted), "203.0.113.5");
    assert_eq!(
        visitor("::ffff:172.19.0.3", forwarded, &trusted),
        "203.0.113.5"
    );
    assert_eq!(visitor("172.32.0.3", forwarded, &trusted), "172.32.0.3");
}

#[test]
fn networks_end_at_their_bits() {
    let contains = |network: &str, address: &str| {
        let address: IpAddr = address.parse().unwrap();
        network.parse::<Network>().unwrap().contains(address)
    };
    assert!(contains("172.16.0.0/12", "172.31.255.255"));
    assert!(!contains("172.16.0.0/12", "172.32.0.0"));
    assert!(contains("fdaa::/16", "fdaa:0:1::3"));
    assert!(!contains("fdaa::/16", "fdab::1"));
    assert!(contains("0.0.0.0/0", "8.8.8.8"));
    assert!(contains("::/0", "2a09:8280::1"));
    assert!(!contains("::/0", "8.8.8.8"));
    assert!(contains("192.0.2.7", "192.0.2.7"));
    assert!(!contains("192.0.2.7", "192.0.2.6"));
    for wrong in [
        "",
        "all",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10/8",
        "::/129",
    ] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong}");
    }
}
