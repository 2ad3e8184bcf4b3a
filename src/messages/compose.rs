//! What a message says: subject, text, HTML and the calendar file, rendered once from the visit as it stands.

mod values;

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::templates::{self, Draft};
use super::words::Words;
use super::{Kind, Message};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Given};
use crate::booking::deadline;
use crate::clients::Client;
use crate::consents;
use crate::contact::Phone;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::{Locale, key};
use crate::ics;
use crate::id::MessageId;
use crate::invoices::on_top::OnTop;
use crate::links::{self, NewLink, Purpose};
use crate::money::Money;
use crate::payments::token;
use crate::places::{Place, Places, Where};
use crate::policies::Terms;

pub(super) use values::first_name;

/// A message's finished parts.
pub struct Composed {
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachment: Option<String>,
    /// What can be written anew: heading and first sentences.
    pub words: String,
}

/// A line of facts: its name and what it says.
struct Fact {
    name: String,
    text: String,
    /// Where the text leads, when it leads somewhere.
    href: Option<String>,
}

/// A thing to do, by link.
struct Action {
    text: String,
    href: String,
    /// The next step, a button; the rest are links.
    is_main: bool,
}

impl Action {
    fn main(text: String, href: String) -> Self {
        let is_main = true;
        Self {
            text,
            href,
            is_main,
        }
    }

    fn beside(text: String, href: String) -> Self {
        let is_main = false;
        Self {
            text,
            href,
            is_main,
        }
    }
}

#[derive(Template)]
#[template(path = "emails/visit/body.html")]
struct Html<'a> {
    locale: Locale,
    from: &'a str,
    words: &'a Words,
    facts: &'a [Fact],
    actions: &'a [Action],
    note: &'a str,
    foot: &'a str,
}

#[derive(Template)]
#[template(path = "emails/visit/body.txt")]
struct Text<'a> {
    words: &'a Words,
    facts: &'a [Fact],
    actions: &'a [Action],
    note: &'a str,
    foot: &'a str,
}

/// Everything a message is made of.
struct Source<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    appointment: &'a Appointment,
    client: Option<&'a Client>,
    /// What the client's card does not have.
    given: Option<&'a Given>,
    kind: Kind,
    locale: Locale,
    place: Where,
    /// What comes on top of the price.
    tax: OnTop,
    /// None where it only shows how one would read.
    message: Option<MessageId>,
    /// Of whoever reads it.
    name: &'a str,
    /// Where the visit was.
    was: Option<DateTime<Utc>>,
}

/// Renders and mints the links, in the transaction that stores the result.
pub async fn compose(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<Composed> {
    // Where only the place is another one, the words about another time do not fit.
    let is_of_place = message.kind == Kind::Moved && message.data.0["was"].is_null();
    let has_own = message.own().is_some() || !templates::KINDS.contains(&message.kind);
    let template = match has_own || is_of_place {
        true => None,
        false => {
            templates::Template::find(&mut *tx, tenant.id, message.kind, message.locale).await?
        }
    };
    let draft = template.map(|template| template.draft());
    let parts = Parts {
        tenant,
        appointment,
        message,
        draft: draft.as_ref(),
        is_sample: false,
    };
    parts.compose(app, tx, now).await
}

/// The message with the words of a template that is still being written. It is none of the outbox: its links are no
/// message's.
pub async fn sample(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    appointment: &Appointment,
    message: &Message,
    draft: &Draft,
    now: DateTime<Utc>,
) -> Result<Composed> {
    let parts = Parts {
        tenant,
        appointment,
        message,
        draft: Some(draft),
        is_sample: true,
    };
    parts.compose(app, tx, now).await
}

/// What one is made from.
struct Parts<'a> {
    tenant: &'a Tenant,
    appointment: &'a Appointment,
    message: &'a Message,
    /// The practice's words for its kind.
    draft: Option<&'a Draft>,
    is_sample: bool,
}

impl Parts<'_> {
    async fn compose(&self, app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<Composed> {
        let Self {
            tenant,
            appointment,
            message,
            ..
        } = *self;
        let client = match message.client_id {
            Some(id) => Some(Client::find(&mut *tx, tenant.id, id).await?),
            None => None,
        };
        let (kind, locale) = (message.kind, message.locale);
        let given = Given::of(&mut *tx, tenant.id, appointment.id).await?;
        let was: Option<DateTime<Utc>> = message
            .data
            .0
            .get("was")
            .and_then(Value::as_str)
            .and_then(|at| at.parse().ok());
        let was_place = message.data.0.get("was_place").and_then(Value::as_str);
        let was_place = match was_place.and_then(|id| id.parse().ok()) {
            Some(id) => Places::load(&mut *tx, tenant.id)
                .await?
                .get(Some(id))
                .cloned(),
            None => None,
        };
        let source = Source {
            app,
            tenant,
            appointment,
            client: client.as_ref(),
            given: given.as_ref(),
            kind,
            locale,
            place: Where::of_visit(&mut *tx, tenant, appointment).await?,
            tax: OnTop::of(&mut *tx, tenant).await?,
            message: Some(message.id).filter(|_| !self.is_sample),
            name: &message.recipient_name,
            was,
        };
        let when = source.when(appointment.starts_at);
        // Only where it is, not when.
        let stem = match kind == Kind::Moved && was.is_none() {
            true => "mail-place",
            false => kind.key(),
        };
        let part_key = |part: &str| format!("{stem}-{part}");
        let who = if kind.is_for_master() {
            source.client_name()
        } else {
            tenant.name.clone()
        };
        let words = match (message.own(), self.draft) {
            (Some(own), _) => Words::own(&own),
            (None, Some(draft)) => Words::own(&source.own(tx, draft, now).await?),
            (None, None) => Words::usual(
                &locale.t2(
                    &part_key("subject"),
                    "when",
                    when.clone(),
                    "who",
                    who.clone(),
                ),
                locale.t1(&part_key("title"), "name", message.recipient_name.clone()),
                locale.t2(
                    &part_key("lead"),
                    "who",
                    who,
                    "service",
                    appointment.title.clone(),
                ),
            ),
        };
        let facts = source.facts(was_place.as_ref());
        let actions = source.actions(tx, now).await?;
        let plan = appointment.plan(&mut *tx).await?;
        let terms = Terms::load(&mut *tx, tenant, &plan, appointment.client_id).await?;
        let note = source.note(terms.window.value);
        let foot = match kind.is_for_master() {
            true => locale.t("mail-foot-master"),
            false => locale.t1("mail-foot", "practice", tenant.name.clone()),
        };
        let html = Html {
            locale,
            from: &tenant.name,
            words: &words,
            facts: &facts,
            actions: &actions,
            note: &note,
            foot: &foot,
        };
        let text = Text {
            words: &words,
            facts: &facts,
            actions: &actions,
            note: &note,
            foot: &foot,
        };
        let (html, text) = (html.render()?, text.render()?);
        let attachment = source.attachment();
        Ok(Composed {
            words: words.text(),
            subject: words.subject,
            text,
            html,
            attachment,
        })
    }
}

impl Source<'_> {
    /// "Thursday 14 May, 10:00".
    fn when(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.tenant.tz());
        let day = self.locale.day_long(local.date_naive());
        self.locale.t2(
            "mail-when",
            "day",
            day,
            "time",
            self.locale.time(local.time()),
        )
    }

    fn client_name(&self) -> String {
        self.client.map_or_else(
            || self.locale.t("appointment-walk-in"),
            |client| client.name.clone(),
        )
    }

    fn facts(&self, was_place: Option<&Place>) -> Vec<Fact> {
        let was = self.was;
        let Self {
            tenant,
            appointment,
            locale,
            ..
        } = self;
        let mut facts = Vec::new();
        let mut add = |key: &str, text: String, href: Option<String>| {
            if !text.is_empty() {
                facts.push(Fact {
                    name: locale.t(key),
                    text,
                    href,
                });
            }
        };
        let when = self.when(appointment.starts_at);
        let city = locale.city(tenant.tz());
        add(
            "mail-fact-when",
            locale.t2("mail-when-zone", "when", when, "city", city),
            None,
        );
        if let Some(was) = was {
            add("mail-fact-was", self.when(was), None);
        }
        if let Some(place) = was_place {
            add("mail-fact-was", place.name.clone(), None);
        }
        let length = locale.duration(appointment.duration_minutes());
        add(
            "mail-fact-what",
            format!("{}, {length}", appointment.title),
            None,
        );
        if self.kind.is_for_master() {
            add("mail-fact-client", self.client_name(), None);
            let phone = self
                .client
                .and_then(|client| client.phone.as_deref())
                .and_then(|p| p.parse::<Phone>().ok());
            if let Some(phone) = phone {
                add("mail-fact-phone", locale.phone(&phone), Some(phone.tel()));
            }
            add("mail-fact-given", self.given(), None);
            add("mail-fact-note", appointment.client_note.clone(), None);
            add("mail-fact-reason", appointment.cancel_reason.clone(), None);
            // At the practice's only address there is nothing to say to the master.
            if !self.place.name.is_empty() {
                self.add_where(&mut add);
            }
        } else {
            self.add_where(&mut add);
        }
        let price = match self.kind.is_for_master() {
            true => locale.money_short(appointment.price()),
            false => self.tax.shown(*locale, appointment.price()),
        };
        add("mail-fact-price", price, None);
        if matches!(self.kind, Kind::DepositAsked | Kind::DepositLate) {
            let deposit = Money::new(appointment.deposit_minor, appointment.currency);
            add("mail-fact-deposit", locale.money_short(deposit), None);
        }
        if self.kind == Kind::DepositAsked {
            let until = appointment.expires_at.map(|until| self.when(until));
            add("mail-fact-pay-until", until.unwrap_or_default(), None);
        }
        add("mail-fact-reference", appointment.reference.clone(), None);
        facts
    }

    /// The place, and the link of an online visit.
    fn add_where(&self, add: &mut impl FnMut(&str, String, Option<String>)) {
        let place = Where {
            link: String::new(),
            ..self.place.clone()
        };
        add("mail-fact-where", place.line(), None);
        let link = &self.place.link;
        if self.kind.needs_open_visit() {
            let href = Some(link.clone()).filter(|link| !link.is_empty());
            add("places-join", link.clone(), href);
        }
    }

    /// Name and contact that the card does not have.
    fn given(&self) -> String {
        let Some(given) = self.given else {
            return String::new();
        };
        let phone = given
            .phone
            .as_deref()
            .and_then(|phone| phone.parse::<Phone>().ok())
            .map(|phone| self.locale.phone(&phone));
        let parts = [Some(given.name.clone()), phone, given.email.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    async fn actions(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Action>> {
        let Self {
            app,
            tenant,
            appointment,
            locale,
            ..
        } = self;
        let link = |path: String| app.config.link(&path);
        let mut actions = Vec::new();
        match self.kind {
            kind if kind.is_for_master() => {
                let href = link(format!("/appointments/{}", appointment.id));
                actions.push(Action::main(locale.t("mail-action-open"), href));
            }
            Kind::Cancelled | Kind::Expired | Kind::DepositExpired | Kind::DepositLate => {
                let href = link(format!("/{}/book", tenant.slug));
                actions.push(Action::main(locale.t("mail-action-again"), href));
            }
            kind => {
                let mut offers = vec![
                    (Purpose::Move, key!("mail-action-move")),
                    (Purpose::Cancel, key!("mail-action-cancel")),
                ];
                if kind == Kind::DepositAsked {
                    let path = token::deposit_path(app, tenant.id, appointment.id);
                    actions.push(Action::main(locale.t("mail-action-pay"), link(path)));
                }
                if kind == Kind::Reminder {
                    offers.insert(0, (Purpose::Confirm, key!("mail-action-confirm")));
                }
                for (purpose, text) in offers {
                    let new = NewLink {
                        tenant: tenant.id,
                        purpose,
                        appointment: appointment.id,
                        expires_at: purpose.expiry(appointment.ends_at),
                        message: self.message,
                    };
                    let path = links::mint(tx, new, now).await?;
                    actions.push(match purpose {
                        Purpose::Confirm => Action::main(locale.t(text), link(path)),
                        _ => Action::beside(locale.t(text), link(path)),
                    });
                }
                let to_sign =
                    consents::mails::actions_for(app, tx, tenant, appointment.id, *locale, now)
                        .await?;
                for (text, href) in to_sign {
                    actions.push(Action::beside(text, href));
                }
            }
        }
        Ok(actions)
    }

    /// Until when moving and cancelling is free of trouble; `window` in minutes before the visit.
    fn note(&self, window: i64) -> String {
        if self.kind.is_for_master() || !self.kind.needs_open_visit() || window == 0 {
            return String::new();
        }
        let until = self.appointment.starts_at - TimeDelta::minutes(window);
        let until = deadline(self.tenant.tz(), self.locale, until, 0);
        self.locale.t1("mail-cancel-until", "until", until)
    }

    fn attachment(&self) -> Option<String> {
        if self.kind.is_for_master()
            || matches!(self.kind, Kind::Requested | Kind::Reminder)
            || matches!(
                self.kind,
                Kind::DepositAsked | Kind::DepositExpired | Kind::DepositLate
            )
        {
            return None;
        }
        Some(ics::visit(
            self.tenant,
            self.appointment,
            &self.place,
            &self.app.config,
            self.app.clock.now(),
        ))
    }
}

/// The host of our own address, for ids that must be unique in the world.
pub fn host(public_url: &str) -> &str {
    let rest = public_url
        .split_once("://")
        .map_or(public_url, |(_, rest)| rest);
    rest.split([':', '/']).next().unwrap_or(rest)
}
