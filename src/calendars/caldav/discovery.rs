//! From the address that a person knows to the calendars behind it (RFC 6764, RFC 4791 6.2): who is asking, where that
//! person's calendars are, which there are.

use axum::http::header::LOCATION;
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::client::{Client, found};
use super::xml::Node;
use crate::calendars::sources::Trouble;

const MOST_HOPS: usize = 5;

type Result<T> = std::result::Result<T, Trouble>;

/// A calendar of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub url: String,
    pub name: String,
    pub is_writable: bool,
}

/// The calendars that can be reached from an address.
pub async fn calendars(client: &Client, address: &Url) -> Result<Vec<Calendar>> {
    let mut refusal = None;
    let mut starts = vec![address.clone()];
    if let Ok(known) = address.join("/.well-known/caldav") {
        starts.push(known);
    }
    for start in starts {
        match from(client, &start).await {
            Ok(found) if !found.is_empty() => return Ok(found),
            Ok(_) => {}
            // Where nobody may sign in there is no use in asking on.
            Err(Trouble::Forbidden) => return Err(Trouble::Forbidden),
            Err(why) => refusal = refusal.or(Some(why)),
        }
    }
    Err(refusal.unwrap_or(Trouble::NoCalendar))
}

async fn from(client: &Client, start: &Url) -> Result<Vec<Calendar>> {
    let asked = "<D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:current-user-principal/><D:resourcetype/><C:calendar-home-set/></D:prop></D:propfind>";
    let Some((start, answer)) = ask(client, start, "0", asked).await? else {
        return Ok(Vec::new());
    };
    let is_calendar = props(&answer, &start).any(|(_, prop)| is_calendar(prop));
    if is_calendar {
        return listed(client, &start, "0").await;
    }
    if let Some(home) = link(&answer, &start, "calendar-home-set") {
        return listed(client, &home, "1").await;
    }
    let Some(principal) = link(&answer, &start, "current-user-principal") else {
        return Ok(Vec::new());
    };
    let asked = "<D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><C:calendar-home-set/></D:prop></D:propfind>";
    let Some((principal, answer)) = ask(client, &principal, "0", asked).await? else {
        return Ok(Vec::new());
    };
    match link(&answer, &principal, "calendar-home-set") {
        Some(home) => listed(client, &home, "1").await,
        None => Ok(Vec::new()),
    }
}

/// The calendars of a folder, or the one that it is itself.
async fn listed(client: &Client, home: &Url, depth: &str) -> Result<Vec<Calendar>> {
    let asked = "<D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:resourcetype/><D:displayname/><D:current-user-privilege-set/><C:supported-calendar-component-set/></D:prop></D:propfind>";
    let Some((home, answer)) = ask(client, home, depth, asked).await? else {
        return Ok(Vec::new());
    };
    let found = props(&answer, &home).filter(|(_, prop)| is_calendar(prop) && holds_events(prop));
    let found = found.filter_map(|(path, prop)| {
        let url = home.join(&path).ok()?;
        let last = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let name = prop.text_of("displayname").unwrap_or(last);
        Some(Calendar {
            url: url.to_string(),
            name: name.chars().take(80).collect(),
            is_writable: is_writable(prop),
        })
    });
    Ok(found.take(100).collect())
}

/// Asks, following redirects as far as they stay with the same people: the password goes along.
async fn ask(client: &Client, url: &Url, depth: &str, body: &str) -> Result<Option<(Url, Node)>> {
    let mut url = url.clone();
    for _ in 0..MOST_HOPS {
        let headers = [
            ("depth", depth),
            ("content-type", "application/xml; charset=utf-8"),
        ];
        let reply = client
            .ask("PROPFIND", &url, &headers, Some(body.to_owned()))
            .await?;
        let there = reply
            .header(LOCATION.as_str())
            .filter(|_| reply.status.is_redirection());
        if let Some(there) = there {
            let next = url.join(&there).map_err(|_| Trouble::Broken)?;
            if !is_related(&url, &next) {
                return Err(Trouble::Elsewhere);
            }
            url = next;
            continue;
        }
        if reply.status.as_u16() != 207 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&reply.body);
        let answer = Node::parse(&text).ok_or(Trouble::Broken)?;
        return Ok(Some((url, answer)));
    }
    Err(Trouble::Broken)
}

fn props<'a>(answer: &'a Node, base: &'a Url) -> impl Iterator<Item = (String, &'a Node)> {
    answer
        .all("response")
        .filter_map(move |response| found(response, base))
}

/// Where a property leads.
fn link(answer: &Node, base: &Url, name: &str) -> Option<Url> {
    let mut all = props(answer, base);
    let href = all.find_map(|(_, prop)| prop.child(name)?.text_of("href"))?;
    let url = base.join(href).ok()?;
    is_related(base, &url).then_some(url)
}

fn is_calendar(prop: &Node) -> bool {
    prop.child("resourcetype")
        .is_some_and(|kind| kind.has("calendar"))
}

/// One for tasks alone has no events.
fn holds_events(prop: &Node) -> bool {
    let Some(set) = prop.child("supported-calendar-component-set") else {
        return true;
    };
    let names: Vec<&str> = set.all("comp").map(|one| one.label.as_str()).collect();
    names.is_empty() || names.contains(&"VEVENT")
}

fn is_writable(prop: &Node) -> bool {
    let Some(set) = prop.child("current-user-privilege-set") else {
        return true;
    };
    ["all", "write", "write-content", "bind"]
        .iter()
        .any(|right| set.holds(right))
}

/// The same host, or another of the same domain over https: large providers keep calendars apart.
fn is_related(one: &Url, other: &Url) -> bool {
    if one.origin() == other.origin() {
        return true;
    }
    let domain = |url: &Url| {
        let host = url.host_str()?.to_ascii_lowercase();
        let is_literal = host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[');
        let parts: Vec<&str> = host.rsplit('.').take(2).collect();
        // Under such names strangers live side by side.
        let is_shared = parts.iter().all(|part| part.len() <= 3);
        let is_named = parts.len() == 2 && !is_literal && !is_shared;
        is_named.then(|| parts.join("."))
    };
    let same = domain(one).is_some() && domain(one) == domain(other);
    same && other.scheme() == "https" && other.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_goes_to_no_stranger() {
        let related =
            |one: &str, other: &str| is_related(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(related(
            "https://caldav.icloud.com/",
            "https://p42-caldav.icloud.com/1/calendars/"
        ));
        assert!(related("https://a.example/x", "https://a.example/y"));
        for other in [
            "https://evil.example/",
            "http://p42-caldav.icloud.com/",
            "https://icloud.com.evil.example/",
            "https://p42-caldav.icloud.com:8443/",
        ] {
            assert!(!related("https://caldav.icloud.com/", other), "{other}");
        }
        assert!(!related("https://a.co.uk/", "https://b.co.uk/"));
        assert!(!related("https://127.0.0.1/", "https://126.0.0.1/"));
    }
}
