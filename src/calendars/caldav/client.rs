//! What is said to a calendar server (WebDAV, RFC 4918; CalDAV, RFC 4791; sync, RFC 6578), and what it answers.

use std::collections::BTreeMap;

use axum::http::Method;
use reqwest::Url;

use super::xml::{Node, escaped};
use crate::calendars::ical;
use crate::calendars::sources::Trouble;
use crate::providers::outward::{Outward, Question, Reply};

/// Bytes of one answer.
const MOST: usize = 10 << 20;
/// Entries that are asked for at a time.
const AT_ONCE: usize = 50;
/// Entries a calendar may have.
const MOST_ENTRIES: usize = 20_000;

type Result<T> = std::result::Result<T, Trouble>;

/// A calendar of a server, and who asks.
#[derive(Clone)]
pub struct Client {
    outward: Outward,
    login: (String, String),
}

/// What changed since a token.
#[derive(Debug, Default)]
pub struct Changes {
    /// Entries that are new or other: path and version.
    pub changed: BTreeMap<String, String>,
    pub removed: Vec<String>,
    /// All that there is was listed: what is not among `changed` is gone.
    pub is_whole: bool,
    pub token: Option<String>,
}

/// An entry as it stands there.
#[derive(Clone, Debug)]
pub struct Entry {
    pub path: String,
    pub version: String,
    pub body: String,
}

/// What became of a writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// With its version, where the server tells.
    Done(Option<String>),
    /// Somebody else has changed it, or made one.
    Conflict,
    /// The server does not want it, now or ever.
    Refused,
}

impl Client {
    pub fn new(outward: &Outward, user: &str, password: &str) -> Self {
        Self {
            outward: outward.clone(),
            login: (user.to_owned(), password.to_owned()),
        }
    }

    pub async fn ask(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&'static str, &str)],
        body: Option<String>,
    ) -> Result<Reply> {
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| Trouble::Address)?;
        let mut question = Question {
            method,
            login: Some(self.login.clone()),
            body,
            ..Question::get(url.clone(), MOST)
        };
        let own = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        question.headers.extend(own);
        let reply = self.outward.ask(question).await?;
        match reply.status.as_u16() {
            401 => Err(Trouble::Forbidden),
            403 if !names_a_condition(&reply) => Err(Trouble::Forbidden),
            408 | 425 | 429 | 500..=506 | 508..=599 => Err(Trouble::Server),
            _ => Ok(reply),
        }
    }

    /// A question in XML, and the answers by path. None where the server knows no such thing.
    pub async fn report(
        &self,
        method: &str,
        url: &Url,
        depth: &str,
        body: String,
    ) -> Result<Option<Node>> {
        let body = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{body}");
        let headers = [
            ("depth", depth),
            ("content-type", "application/xml; charset=utf-8"),
        ];
        let reply = self.ask(method, url, &headers, Some(body)).await?;
        if reply.status.as_u16() != 207 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&reply.body);
        Node::parse(&text).map(Some).ok_or(Trouble::Broken)
    }

    /// What changed since `token`; without one, or where the server has forgotten it, everything.
    pub async fn changes(&self, calendar: &Url, token: Option<&str>) -> Result<Changes> {
        let mut changes = Changes {
            is_whole: token.is_none(),
            ..Changes::default()
        };
        let mut from = token.unwrap_or_default().to_owned();
        // A long list comes in parts, each with a token to go on from.
        for _ in 0..100 {
            let body = format!(
                "<sync-collection xmlns=\"DAV:\"><sync-token>{}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>",
                escaped(&from)
            );
            let Some(answer) = self.report("REPORT", calendar, "0", body).await? else {
                // The token is too old, or the server knows none.
                return self.listed(calendar).await;
            };
            let next = answer.text_of("sync-token").map(str::to_owned);
            let is_cut = take(&answer, calendar, &mut changes);
            if changes.changed.len() > MOST_ENTRIES {
                return Err(Trouble::TooLarge);
            }
            let Some(next) = next else {
                return self.listed(calendar).await;
            };
            changes.token = Some(next.clone());
            if !is_cut || next == from {
                break;
            }
            from = next;
        }
        Ok(changes)
    }

    /// Everything: by a fresh token where the server has one, else by the versions of all entries.
    async fn listed(&self, calendar: &Url) -> Result<Changes> {
        let body = "<sync-collection xmlns=\"DAV:\"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>";
        let answer = self
            .report("REPORT", calendar, "0", body.to_owned())
            .await?;
        if let Some(answer) = answer {
            let mut changes = Changes {
                is_whole: true,
                token: answer.text_of("sync-token").map(str::to_owned),
                ..Changes::default()
            };
            let is_cut = take(&answer, calendar, &mut changes);
            if changes.token.is_some() && !is_cut {
                return Ok(changes);
            }
        }
        let body = "<propfind xmlns=\"DAV:\"><prop><getetag/><resourcetype/></prop></propfind>";
        let answer = self
            .report("PROPFIND", calendar, "1", body.to_owned())
            .await?;
        let answer = answer.ok_or(Trouble::NoCalendar)?;
        let mut changes = Changes {
            is_whole: true,
            ..Changes::default()
        };
        take(&answer, calendar, &mut changes);
        match changes.changed.len() > MOST_ENTRIES {
            true => Err(Trouble::TooLarge),
            false => Ok(changes),
        }
    }

    /// The entries at some paths; those that are gone meanwhile are left out.
    pub async fn entries(&self, calendar: &Url, paths: &[String]) -> Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(paths.len());
        let mut parts: Vec<&[String]> = paths.chunks(AT_ONCE).rev().collect();
        while let Some(part) = parts.pop() {
            match self.some_entries(calendar, part).await {
                Ok(some) => entries.extend(some),
                // With pictures in them fewer fit into one answer.
                Err(Trouble::TooLarge) if part.len() > 1 => {
                    let (first, rest) = part.split_at(part.len() / 2);
                    parts.extend([rest, first]);
                }
                Err(why) => return Err(why),
            }
        }
        Ok(entries)
    }

    async fn some_entries(&self, calendar: &Url, paths: &[String]) -> Result<Vec<Entry>> {
        let hrefs: String = paths
            .iter()
            .map(|path| format!("<D:href>{}</D:href>", escaped(path)))
            .collect();
        let body = format!(
            "<C:calendar-multiget xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
        );
        let answer = self.report("REPORT", calendar, "1", body).await?;
        let answer = answer.ok_or(Trouble::NoCalendar)?;
        Ok(told(&answer, calendar))
    }

    /// The entry that has a name (UID), whatever its path.
    pub async fn named(&self, calendar: &Url, uid: &str) -> Result<Option<Entry>> {
        let uid = escaped(uid);
        let body = format!(
            "<C:calendar-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\"><C:prop-filter name=\"UID\"><C:text-match>{uid}</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
        );
        let answer = self.report("REPORT", calendar, "1", body).await?;
        Ok(answer.and_then(|answer| told(&answer, calendar).pop()))
    }

    /// One entry; None where there is none.
    pub async fn entry(&self, url: &Url) -> Result<Option<Entry>> {
        let reply = self.ask("GET", url, &[], None).await?;
        Ok(reply.status.is_success().then(|| Entry {
            path: url.path().to_owned(),
            version: reply.header("etag").unwrap_or_default(),
            body: String::from_utf8_lossy(&reply.body).into_owned(),
        }))
    }

    /// Writes an entry: over the version that is known, or where there is none yet.
    pub async fn put(&self, url: &Url, known: Option<&str>, body: String) -> Result<Written> {
        let guard = match known {
            Some(version) => ("if-match", version),
            None => ("if-none-match", "*"),
        };
        let headers = [guard, ("content-type", "text/calendar; charset=utf-8")];
        let reply = self.ask("PUT", url, &headers, Some(body)).await?;
        Ok(match reply.status.as_u16() {
            // A weak mark is none that could be matched.
            200..=299 => Written::Done(reply.header("etag").filter(|tag| !tag.starts_with("W/"))),
            404 if known.is_some() => Written::Conflict,
            409 if known.is_some() => Written::Conflict,
            412 => Written::Conflict,
            _ => Written::Refused,
        })
    }

    pub async fn delete(&self, url: &Url, known: &str) -> Result<Written> {
        let reply = self
            .ask("DELETE", url, &[("if-match", known)], None)
            .await?;
        Ok(match reply.status.as_u16() {
            200..=299 | 404 | 410 => Written::Done(None),
            409 | 412 => Written::Conflict,
            _ => Written::Refused,
        })
    }
}

/// The entries of an answer, as far as they say when somebody is busy.
fn told(answer: &Node, calendar: &Url) -> Vec<Entry> {
    let entry = |response| {
        let (path, prop) = found(response, calendar)?;
        Some(Entry {
            path,
            version: prop.text_of("getetag").unwrap_or_default().to_owned(),
            body: ical::lean(&prop.child("calendar-data")?.text),
        })
    };
    answer.all("response").filter_map(entry).collect()
}

/// Whether a refusal says which condition was not met, and so is not about who asks.
fn names_a_condition(reply: &Reply) -> bool {
    let text = String::from_utf8_lossy(&reply.body);
    Node::parse(&text).is_some_and(|node| node.name == "error" && !node.holds("need-privileges"))
}

/// Takes a list of versions over; whether it goes on.
fn take(answer: &Node, calendar: &Url, changes: &mut Changes) -> bool {
    let mut is_cut = false;
    for response in answer.all("response") {
        let Some(path) = response
            .text_of("href")
            .and_then(|href| path(calendar, href))
        else {
            continue;
        };
        let status = response.text_of("status").unwrap_or_default();
        if path == calendar.path() {
            is_cut |= status.contains(" 507");
            continue;
        }
        if status.contains(" 404") || status.contains(" 410") {
            changes.changed.remove(&path);
            changes.removed.push(path);
            continue;
        }
        let Some((path, prop)) = found(response, calendar) else {
            continue;
        };
        let is_folder = prop
            .child("resourcetype")
            .is_some_and(|kind| kind.has("collection"));
        if let Some(version) = prop.text_of("getetag").filter(|_| !is_folder) {
            changes.changed.insert(path, version.to_owned());
        }
    }
    is_cut
}

/// A response's path, and what was found of what was asked.
pub fn found<'a>(response: &'a Node, base: &Url) -> Option<(String, &'a Node)> {
    let path = path(base, response.text_of("href")?)?;
    let good = |stat: &&Node| {
        stat.text_of("status")
            .is_none_or(|status| status.contains(" 200"))
    };
    let prop = response.all("propstat").find(good)?.child("prop")?;
    Some((path, prop))
}

/// A path on the calendar's own server.
fn path(base: &Url, href: &str) -> Option<String> {
    let url = base.join(href).ok()?;
    (url.origin() == base.origin()).then(|| url.path().to_owned())
}
