//! What the form of a new visit holds: from the address that leads to it, then from its own body, while it is filled in and
//! when it is sent. What is typed of a client comes in no address.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::pick::Pick;
use crate::appointments::series::rule::Typed;
use crate::appointments::when;
use crate::calendar::parse_date;
use crate::contact::{Email, Phone};
use crate::crypto;
use crate::id::ClientId;
use crate::web::forms::{required, text};
use crate::web::idempotency::Once;
use crate::web::{Errors, Page};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    /// A client's id, "new", or "none".
    #[serde(default)]
    pub client: String,
    /// What was sought.
    #[serde(default)]
    pub q: String,
    /// What was sought when the new client's fields were filled in from it.
    #[serde(default)]
    pub guessed: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    /// A service's slug, with its variant's after a slash.
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub addons: Vec<String>,
    /// Where it is held: a place's id; "": as the day's hours say, else at the usual place.
    #[serde(default)]
    pub place: String,
    /// The place that the form proposed: one that nobody chose follows the day.
    #[serde(default)]
    pub proposed: String,
    /// The client's, of a visit there.
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub date: String,
    /// Another day that was pressed; counts before what is typed.
    #[serde(default)]
    pub to: String,
    /// A free time that was pressed; counts before what is typed.
    #[serde(default)]
    pub slot: String,
    #[serde(default)]
    pub time: String,
    #[serde(default)]
    pub note: String,
    /// For whom or about what: "c:" and a relative's id, "s:" and a subject's; "" is the client's own.
    #[serde(default)]
    pub about: String,
    /// The phone or e-mail of the new client belongs to somebody else: "own" books for that one, "other" makes a new card.
    #[serde(default)]
    pub same: String,
    #[serde(default)]
    pub book_over: bool,
    /// Makes a second press harmless.
    #[serde(default)]
    pub key: String,
    /// "once", or how it repeats: see [`Typed`].
    #[serde(default)]
    pub repeat: String,
    #[serde(default)]
    pub every: String,
    #[serde(default)]
    pub day: Vec<String>,
    #[serde(default)]
    pub ends: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub count: String,
    #[serde(default)]
    pub rule: String,
    /// "KEY=DECISION" for each visit of a series whose time is not free.
    #[serde(default)]
    pub resolve: Vec<String>,
    /// The list of the series was seen: book it.
    #[serde(default)]
    pub confirmed: bool,
}

/// Whom the visit is for.
#[derive(Clone, Debug)]
pub enum Whom {
    Known(ClientId),
    New {
        name: String,
        phone: Option<Phone>,
        email: Option<Email>,
    },
    Nobody,
}

impl Fields {
    /// As far as the address says; what is odd there is left out.
    pub fn from_address(page: &Page) -> Self {
        let one = |name| page.param(name).unwrap_or_default();
        let addons = form_urlencoded::parse(page.query.as_bytes())
            .filter(|(name, _)| name == "addons")
            .map(|(_, value)| value.into_owned())
            .collect();
        Self {
            client: one("client"),
            about: one("about"),
            same: one("same"),
            q: one("q"),
            name: one("name"),
            phone: one("phone"),
            email: one("email"),
            what: one("what"),
            addons,
            place: one("place"),
            date: one("date"),
            to: one("to"),
            slot: String::new(),
            time: one("time"),
            note: one("note"),
            book_over: one("book_over") == "true",
            key: one("key"),
            repeat: one("repeat"),
            ..Self::default()
        }
    }

    pub fn typed(&self) -> Typed<'_> {
        Typed {
            repeat: &self.repeat,
            every: &self.every,
            days: &self.day,
            ends: &self.ends,
            count: &self.count,
            until: &self.until,
            rule: &self.rule,
        }
    }

    /// The day whose free times are shown: what is typed, else today.
    pub fn day(&self, today: NaiveDate) -> NaiveDate {
        parse_date(&self.date).unwrap_or(today)
    }

    pub fn whom(&self, page: &Page, errors: &mut Errors) -> Option<Whom> {
        match self.client.as_str() {
            "none" => Some(Whom::Nobody),
            "new" => {
                let name = errors.take("name", required(&self.name, 120));
                let home = page.tenant.country.as_deref();
                let phone =
                    given(&self.phone).map(|phone| errors.take("phone", Phone::parse(phone, home)));
                let email =
                    given(&self.email).map(|email| errors.take("email", Email::parse(email)));
                let phone = phone.map_or(Some(None), |phone| phone.map(Some));
                let email = email.map_or(Some(None), |email| email.map(Some));
                Some(Whom::New {
                    name: name?,
                    phone: phone?,
                    email: email?,
                })
            }
            id => {
                let id = id.parse().map_err(|_| "appointment-choose-client");
                errors.take("client", id).map(Whom::Known)
            }
        }
    }

    pub fn starts_at(&self, page: &Page, errors: &mut Errors) -> Option<DateTime<Utc>> {
        let date = errors.take("date", parse_date(&self.date).ok_or("field-bad-date"));
        let typed = if self.slot.is_empty() {
            &self.time
        } else {
            &self.slot
        };
        let time = match typed.trim() {
            "" => errors.take("time", Err("appointment-choose-time")),
            typed => errors.take("time", when::parse_time(typed)),
        };
        errors.take("time", when::instant(page.tenant.tz(), date?, time?))
    }

    pub fn note(&self, errors: &mut Errors) -> Option<String> {
        errors.take("note", text(&self.note, 2000))
    }

    /// The form's key, with all that it was pressed for.
    pub fn once(&self, page: &Page) -> Option<Once> {
        let key = Some(self.key.as_str()).filter(|key| (16..=64).contains(&key.len()))?;
        let over = self.book_over.to_string();
        let mut parts = vec![
            &self.client,
            &self.about,
            &self.same,
            &self.name,
            &self.phone,
            &self.email,
            &self.what,
            &self.place,
            &self.address,
            &self.date,
            &self.slot,
            &self.time,
            &self.note,
            &over,
            &self.repeat,
            &self.every,
            &self.ends,
            &self.until,
            &self.count,
            &self.rule,
        ];
        parts.extend(&self.addons);
        parts.extend(&self.day);
        parts.extend(&self.resolve);
        let parts: Vec<String> = parts
            .into_iter()
            .map(|part| format!("{}:{part}", part.len()))
            .collect();
        Some(Once {
            tenant: page.tenant.id,
            key: format!("new-visit:{key}"),
            request_hash: crypto::sha256(parts.concat()),
        })
    }

    /// What stands in the fields before anybody has filled them in.
    pub fn offer_repeats(&mut self) {
        for (field, usual) in [
            (&mut self.repeat, "once"),
            (&mut self.every, "1"),
            (&mut self.ends, "count"),
            (&mut self.count, "10"),
        ] {
            if field.is_empty() {
                usual.clone_into(field);
            }
        }
    }

    /// Nobody was found: what was sought becomes the new client's name, phone and e-mail. What was made of fewer letters
    /// is made anew; what somebody typed there stays.
    pub fn guess_new(&mut self, picks: &[Pick]) {
        if self.q.trim().is_empty() {
            return;
        }
        if picks.is_empty() {
            self.client = "new".into();
        }
        let (was, now) = (parts(&self.guessed), parts(&self.q));
        let fields = [&mut self.name, &mut self.phone, &mut self.email];
        for ((field, was), now) in fields.into_iter().zip(was).zip(now) {
            if field.is_empty() || *field == was {
                *field = now;
            }
        }
        self.guessed.clone_from(&self.q);
    }

    pub fn has_addon(&self, slug: &str) -> bool {
        self.addons.iter().any(|chosen| chosen == slug)
    }

    pub fn is_client(&self, pick: &Pick) -> bool {
        self.client == pick.id.to_string()
    }
}

/// Name, phone and e-mail in "Zoe Quick 612 345 611".
fn parts(sought: &str) -> [String; 3] {
    let is_of_phone = |word: &&str| {
        word.chars()
            .all(|c| c.is_ascii_digit() || "+-().".contains(c))
    };
    let words = sought.split_whitespace();
    let (emails, words): (Vec<&str>, Vec<&str>) = words.partition(|word| word.contains('@'));
    let (phone, name): (Vec<&str>, Vec<&str>) = words.iter().copied().partition(is_of_phone);
    let digits = phone.iter().flat_map(|word| word.chars());
    // "Anna 2" is a name.
    let (phone, name) = match digits.filter(char::is_ascii_digit).count() < 5 && !name.is_empty() {
        true => (Vec::new(), words),
        false => (phone, name),
    };
    [name, phone, emails].map(|words| words.join(" "))
}

fn given(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|typed| !typed.is_empty())
}
