//! What a visitor asks for, and the one transaction that books it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Contact;
use super::holds::{self, Hold, Key};
use super::near::{nearest_beside, other_days};
use crate::accounts::Tenant;
use crate::app::App;
use crate::appointments::{Appointment, Given, NewAppointment, Source, Status, lock_time};
use crate::clients::{Client, NewClient, TurnedAway};
use crate::consents::{self, Form, gate::Gate};
use crate::contact::{Email, fold};
use crate::db::{Tx, patiently};
use crate::error::{Error, Result};
use crate::events::Actor;
use crate::i18n::Locale;
use crate::id::{ClientId, PackageId};
use crate::links::{self, NewLink, Purpose};
use crate::packages::model::{Package, Target, take};
use crate::payments::{deposits, deposits::Asked, token};
use crate::places::Place;
use crate::policies::{Level, Terms};
use crate::q;
use crate::schedule::availability::Availability;
use crate::schedule::slots::{Refusal, Slot};
use crate::services::Plan;
use crate::web::idempotency::{Known, Once};
use crate::web::rate::{self, Limit};

/// Bookings from one address; more look like a machine.
const BY_ADDRESS: Limit = Limit::new("book-address", 5, TimeDelta::minutes(10));
const BY_PHONE: Limit = Limit::new("book-phone", 10, TimeDelta::days(1));
/// Requests that one person may have waiting for an answer.
const MAX_OPEN_REQUESTS: i64 = 3;

/// Everything a booking needs, parsed.
#[derive(Clone, Debug)]
pub struct Request {
    pub plan: Plan,
    pub start: DateTime<Utc>,
    pub contact: Contact,
    pub locale: Locale,
    pub source: Source,
    pub actor: Actor,
    /// From where it is asked for, as limits count.
    pub network: IpAddr,
    pub once: Once,
    /// A package or certificate that is to pay for it.
    pub package: Option<PackageId>,
    /// What keeps the time until then.
    pub hold: Option<Key>,
    /// Asked for in a frame on another site, where no cookie says who goes back.
    pub is_framed: bool,
}

/// A booking as its maker is told of it; also after a second press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    pub reference: String,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// `/l/{token}`, where the visit can be moved and cancelled.
    pub manage_path: String,
    /// `/pay/visit/{token}`, where its deposit is paid; of one that waits for it.
    #[serde(default)]
    pub pay_path: Option<String>,
    /// The place's slug, where the practice has several.
    #[serde(default)]
    pub place: Option<String>,
}

#[derive(Clone, Debug)]
pub enum Outcome {
    Booked(Booked),
    /// The time cannot be had; up to three that can, nearest first.
    Taken(Refusal, Vec<Slot>),
    /// The key was used for another booking.
    OtherRequest,
    /// Something must be signed first: its titles.
    Unsigned(Unsigned),
    /// Not by this person, or not so often; why is nobody's business.
    Refused,
}

/// What became of a booking in its transaction.
enum Written {
    Booked(Box<Appointment>),
    /// Somebody who has let several held times run out.
    Refused,
    /// Not within what is agreed with this client; the plan as it holds for them, and days that are full for them.
    NotForThem(Refusal, Plan, BTreeSet<NaiveDate>),
}

/// What keeps a booking back until it is signed.
#[derive(Clone, Debug)]
pub struct Unsigned {
    pub titles: Vec<String>,
    /// Signed at the practice only, such as a patch test; counts so many hours later.
    pub in_person: bool,
    pub wait_hours: i64,
    /// The link went to the address that was typed.
    pub is_mailed: bool,
}

impl Request {
    /// Books once, however often it is called with the same key.
    pub async fn book(&self, app: &App, tenant: &Tenant) -> Result<Outcome> {
        if let Some(outcome) = self.answered(app).await? {
            return Ok(outcome);
        }
        for (limit, who) in self.limits(tenant) {
            rate::check(app, limit, &who).await?;
        }
        // Most who lose a race are told so here, without queueing for the writer.
        let refusal = match self.check(app, tenant).await? {
            Ok(()) => match patiently(|| self.book_once(app, tenant)).await {
                Err(Error::SlotTaken) => Refusal::Taken,
                Err(Error::NeedsConsent(_)) => return self.ask_first(app, tenant).await,
                other => return other,
            },
            Err(refusal) => refusal,
        };
        // Taken, perhaps by the first press of this very button.
        if let Some(outcome) = self.answered(app).await? {
            return Ok(outcome);
        }
        let own = self
            .kept(app, tenant)
            .await?
            .map(|hold| hold.appointment_id);
        let nearest = nearest_beside(app, tenant, &self.plan, self.start, own).await?;
        Ok(Outcome::Taken(refusal, nearest))
    }

    /// Asks for what must be signed before this can be booked. The same is said to everybody: whether somebody is known
    /// here is nobody's business.
    async fn ask_first(&self, app: &App, tenant: &Tenant) -> Result<Outcome> {
        let now = app.clock.now();
        let services = self.plan.service_ids();
        let mut tx = app.db.begin().await?;
        let new = self.new_client();
        let client = Client::find_or_create(&mut tx, tenant.id, &self.actor, &new, now).await?;
        let gate = Gate::load(&mut tx, tenant.id, &services, Some(client.id)).await?;
        // The link goes to the card's own address only, never to one that somebody typed beside a known phone.
        let typed = self.contact.email.as_ref().map(Email::key);
        let own = client.email.as_deref().map(str::to_lowercase);
        let may_mail = typed.is_some() && typed == own;
        let mut unsigned = Unsigned {
            titles: Vec::new(),
            in_person: false,
            wait_hours: 0,
            is_mailed: may_mail,
        };
        for need in gate.stops_booking(self.start) {
            unsigned.titles.push(need.title(self.locale));
            unsigned.in_person |= need.rules.in_person;
            unsigned.wait_hours = unsigned.wait_hours.max(need.rules.wait_hours);
            if !need.rules.in_person && need.counts_from(self.start).is_none() {
                let form = Form::find(&mut tx, tenant.id, need.form).await?;
                let actor = &self.actor;
                let consent =
                    consents::ask_form(&mut tx, &form, client.id, self.locale, actor, now).await?;
                if may_mail {
                    consents::mails::enqueue_request(&mut tx, &consent, &client, now).await?;
                }
            }
        }
        tx.commit().await?;
        app.wake.notify_one();
        Ok(Outcome::Unsigned(unsigned))
    }

    fn new_client(&self) -> NewClient {
        NewClient {
            name: self.contact.name.clone(),
            phone: self.contact.phone.clone(),
            email: self.contact.email.clone(),
            locale: self.locale,
            source: match self.source {
                Source::Api => "api",
                _ => "public",
            },
        }
    }

    async fn answered(&self, app: &App) -> Result<Option<Outcome>> {
        Ok(match self.once.look(&app.db, app).await? {
            Known::New => None,
            Known::Answered(booked) => Some(Outcome::Booked(booked)),
            Known::OtherRequest => Some(Outcome::OtherRequest),
        })
    }

    async fn check(&self, app: &App, tenant: &Tenant) -> Result<Result<(), Refusal>> {
        let hold = self.kept(app, tenant).await?;
        let at = Hold::chosen_at(hold.as_ref(), &self.plan, self.start, app.clock.now());
        let own = hold.map(|hold| hold.appointment_id);
        let availability =
            Availability::around(&app.db, tenant, &self.plan, self.start, own, at).await?;
        Ok(availability.check(self.start))
    }

    async fn kept(&self, app: &App, tenant: &Tenant) -> Result<Option<Hold>> {
        match &self.hold {
            Some(key) => Hold::of(&app.db, tenant.id, key, app.clock.now()).await,
            None => Ok(None),
        }
    }

    async fn book_once(&self, app: &App, tenant: &Tenant) -> Result<Outcome> {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        if self.is_blocked(&mut tx, tenant, now).await? {
            tx.commit().await?;
            return Ok(Outcome::Refused);
        }
        match self.once.claim(&mut tx, app, now).await? {
            Known::New => {}
            Known::Answered(booked) => return Ok(Outcome::Booked(booked)),
            Known::OtherRequest => return Ok(Outcome::OtherRequest),
        }
        // In this transaction, after the key: what is not booked does not count, nor does a second press.
        rate::hit_all_in(&mut tx, app, &self.limits(tenant)).await?;
        lock_time(&mut tx, tenant.id, &self.plan, now).await?;
        if self.has_too_many_requests(&mut tx, tenant, now).await? {
            return Ok(Outcome::Refused);
        }
        // The hold ends and the visit begins in one; a refusal leaves the hold as it was.
        let hold = match &self.hold {
            Some(key) => holds::take(&mut tx, tenant.id, key, now).await?,
            None => None,
        };
        let chosen_at = Hold::chosen_at(hold.as_ref(), &self.plan, self.start, now);
        let appointment = match self.write(app, &mut tx, tenant, chosen_at, now).await? {
            Written::Booked(appointment) => *appointment,
            Written::Refused => return Ok(Outcome::Refused),
            Written::NotForThem(refusal, plan, full) => {
                drop(tx);
                let own = hold.map(|hold| hold.appointment_id);
                let near = match refusal {
                    Refusal::DailyLimit => {
                        other_days(app, tenant, &plan, self.start, own, &full).await?
                    }
                    _ => nearest_beside(app, tenant, &plan, self.start, own).await?,
                };
                return Ok(Outcome::Taken(refusal, near));
            }
        };
        let link = NewLink {
            tenant: tenant.id,
            purpose: Purpose::Manage,
            appointment: appointment.id,
            expires_at: Purpose::Manage.expiry(appointment.ends_at),
            message: None,
        };
        let manage_path = links::mint(&mut tx, link, now).await?;
        let place = match appointment.place_id {
            Some(id) => Some(Place::find(&mut tx, tenant.id, id).await?.slug),
            None => None,
        };
        let booked = Booked {
            place,
            reference: appointment.reference,
            status: appointment.status,
            starts_at: appointment.starts_at,
            ends_at: appointment.ends_at,
            manage_path,
            pay_path: (appointment.status == Status::AwaitingDeposit)
                .then(|| token::deposit_path(app, tenant.id, appointment.id)),
        };
        self.once.keep(&mut tx, app, &booked).await?;
        if let Some(key) = self.hold.as_ref().filter(|_| self.is_framed) {
            let once = holds::booked_with(tenant, key, self.network);
            once.claim::<Booked>(&mut tx, app, now).await?;
            once.keep(&mut tx, app, &booked).await?;
        }
        tx.commit().await?;
        app.wake.notify_one();
        Ok(Outcome::Booked(booked))
    }

    /// Whether the practice wants no bookings from this person. They are not told so; the master is told of the try.
    async fn is_blocked(&self, tx: &mut Tx, tenant: &Tenant, now: DateTime<Utc>) -> Result<bool> {
        let contact = (self.contact.phone.as_ref(), self.contact.email.as_ref());
        let wanted = (self.plan.title(), self.start);
        let wanted = (wanted.0.as_str(), wanted.1);
        TurnedAway::note(tx, tenant.id, &self.actor, contact, wanted, now).await
    }

    /// Whether several of this person's requests wait for an answer already.
    async fn has_too_many_requests(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let (open,) = q!(
            tx,
            fetch_one: (i64,),
            "SELECT COUNT(DISTINCT CASE WHEN a.status IN ('held', 'pending', 'awaiting_deposit') THEN a.id END)
             FROM clients c
             JOIN appointments a ON a.tenant_id = c.tenant_id AND a.client_id = c.id AND a.starts_at > $4
             WHERE c.tenant_id = $1 AND (c.phone = $2 OR c.email_key = $3)",
            tenant.id,
            self.contact.phone.as_ref().map(|phone| phone.e164().to_owned()),
            self.contact.email.as_ref().map(Email::key),
            now,
        )?;
        Ok(open >= MAX_OPEN_REQUESTS)
    }

    async fn write(
        &self,
        app: &App,
        tx: &mut Tx,
        tenant: &Tenant,
        chosen_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Written> {
        let was_kept = chosen_at < now;
        if was_kept {
            Availability::around(&mut *tx, tenant, &self.plan, self.start, None, chosen_at)
                .await?
                .check(self.start)
                .map_err(|_| Error::SlotTaken)?;
        }
        let new = self.new_client();
        let client = Client::find_or_create(tx, tenant.id, &self.actor, &new, now).await?;
        let contact = &self.contact;
        let given = Given::beside(
            &client,
            &contact.name,
            contact.phone.as_ref(),
            contact.email.as_ref(),
        );
        let mut actor = self.actor.clone();
        actor.id = Some(client.id.0);
        let terms = Terms::load(&mut *tx, tenant, &self.plan, Some(client.id)).await?;
        let plan = terms.bind(self.plan.clone());
        if let Some(refusal) = self
            .refusal(tx, tenant, &terms, &plan, client.id, chosen_at)
            .await?
        {
            let full = terms
                .full_days(&mut *tx, tenant, client.id, None, now)
                .await?;
            return Ok(Written::NotForThem(refusal, plan, full));
        }
        let asked = deposits::asked(app, tx, tenant, &self.plan, Some(client.id), now).await?;
        let asked = self.less_prepaid(tx, tenant, asked).await?;
        if asked.is_some() && deposits::has_abandoned(&mut *tx, tenant.id, client.id, now).await? {
            return Ok(Written::Refused);
        }
        let status = match asked {
            _ if plan.needs_confirmation() => Status::Pending,
            Some(_) => Status::AwaitingDeposit,
            None => Status::Confirmed,
        };
        // A family may share a phone: the card keeps its name, the visit says which one was given.
        let internal_note = if fold(&client.name) == fold(&self.contact.name) {
            String::new()
        } else {
            tenant
                .locale
                .t1("booking-name-given", "name", self.contact.name.clone())
        };
        let new = NewAppointment {
            plan: &plan,
            client: Some(client.id),
            starts_at: self.start,
            status,
            source: self.source,
            locale: self.locale,
            client_note: self.contact.note.clone(),
            internal_note,
            book_over: false,
            only_offered: !was_kept,
            duration_minutes: None,
            given,
        };
        let mut booked = Appointment::book(tx, tenant, &actor, new, now).await?;
        if let Some(asked) = asked {
            let hold = Some(asked.hold).filter(|_| status == Status::AwaitingDeposit);
            booked.ask_deposit(tx, asked.minor, hold, now).await?;
        }
        if let Some(package) = self.package {
            let (target, key) = (Target::Visit(booked.id), format!("booked:{}", booked.id));
            take(tx, tenant, &actor, package, target, None, &key, now).await?;
        }
        Ok(Written::Booked(Box::new(booked)))
    }

    /// Why what is agreed with this very client keeps the time from them; what holds for all was asked before.
    async fn refusal(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        terms: &Terms,
        plan: &Plan,
        client: ClientId,
        chosen_at: DateTime<Utc>,
    ) -> Result<Option<Refusal>> {
        let is_full = terms.is_day_full(&mut *tx, tenant, client, self.start, None);
        if is_full.await? {
            return Ok(Some(Refusal::DailyLimit));
        }
        let is_stricter =
            terms.notice.level == Level::Client || terms.horizon.level == Level::Client;
        if !is_stricter {
            return Ok(None);
        }
        let found =
            Availability::around(&mut *tx, tenant, plan, self.start, None, chosen_at).await?;
        Ok(match found.check(self.start) {
            // What anybody may have booked meanwhile is told as such.
            Ok(()) | Err(Refusal::Taken) => None,
            Err(refusal) => Some(refusal),
        })
    }

    /// What was paid ahead already is no more to be paid ahead.
    async fn less_prepaid(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        asked: Option<Asked>,
    ) -> Result<Option<Asked>> {
        let (Some(asked), Some(package)) = (asked, self.package) else {
            return Ok(asked);
        };
        let package = Package::find(&mut *tx, tenant.id, package).await?;
        let worth = package.worth_of_plan(&mut *tx, &self.plan).await?;
        let minor = asked.minor - worth;
        Ok((minor > 0).then_some(Asked { minor, ..asked }))
    }

    /// What counts towards what, in the order in which all take them.
    fn limits(&self, tenant: &Tenant) -> Vec<(Limit, String)> {
        let mut limits = vec![(BY_ADDRESS, format!("{} {}", tenant.id, self.network))];
        if let Some(phone) = &self.contact.phone {
            limits.push((BY_PHONE, format!("{} {}", tenant.id, phone.e164())));
        }
        limits
    }
}
