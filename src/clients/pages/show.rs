//! A card: what to mind, how to reach them, what comes and what was.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};

use super::super::{
    Client, Contact, ContactKind, FieldValue, Figures, MedicalState, Merge, Note, Relative,
    Subject, SubjectKind, Tag, habit_days,
};
use super::history::History;
use super::index::{day, moment};
use super::write::marketing_text;
use crate::accounts::Permission;
use crate::app::App;
use crate::appointments::{Appointment, Status};
use crate::calendar::foreign;
use crate::consents::card;
use crate::contact::{Email, Phone};
use crate::crypto;
use crate::error::Result;
use crate::id::ClientId;
use crate::invoices;
use crate::media::{self, Gallery};
use crate::messages;
use crate::money::Money;
use crate::packages;
use crate::policies;
use crate::waitlist::model::{Entry, EntryRow, EntryStatus};
use crate::waitlist::texts;
use crate::web::{self, Page, Path};

/// Past visits that a habit is read from.
const HABIT: i64 = 20;
const NOTES: i64 = 50;

pub fn routes() -> Router<App> {
    Router::new().route("/clients/{id}", get(show))
}

/// `clients/show.html`. Cards of other features have their places there, marked "section:": each is drawn by
/// `{% include "<feature>/_client.html" %}` from one field here, of a type of that feature which loads itself.
#[derive(Template)]
#[template(path = "clients/show.html")]
struct Show {
    page: Page,
    client: Client,
    next: Vec<Appointment>,
    /// What they wait for.
    waits: Vec<EntryRow>,
    /// The latest visits that are over.
    past: Vec<Appointment>,
    history: History,
    /// What they are still to get.
    messages: Vec<messages::card::Shown>,
    figures: Figures,
    notes: Vec<Note>,
    /// Makes a second press of the new note harmless.
    note_key: String,
    tags: Vec<Tag>,
    contacts: Vec<Contact>,
    answers: Vec<FieldValue>,
    subjects: Vec<Subject>,
    family: Vec<Relative>,
    /// Photos, for who may see them.
    gallery: Option<Gallery>,
    consents: Option<card::OfClient>,
    /// For who may see money.
    invoices: Option<invoices::card::OfClient>,
    packages: Option<packages::card::OfClient>,
    rules: policies::card::OfClient,
    merges: Vec<Merge>,
    /// None for roles that may not read them.
    medical: Option<MedicalState>,
    now: DateTime<Utc>,
}

/// Open wishes on the waitlist, for who may see visits.
async fn waits(app: &App, page: &Page, client: ClientId) -> Result<Vec<EntryRow>> {
    if !page.can(Permission::AppointmentsRead) {
        return Ok(Vec::new());
    }
    let mut rows = Entry::of_client(&app.db, page.tenant.id, client).await?;
    let today = page.tenant.local_date(app.clock.now());
    rows.retain(|row| row.entry.status == EntryStatus::Open && row.entry.wish.until_date >= today);
    Ok(rows)
}

impl Show {
    /// "Brow lamination, 14 May 2026 – 24 May 2026".
    fn wait(&self, row: &EntryRow) -> String {
        let days = texts::days(self.page.locale, &row.entry.wish);
        format!("{}, {days}", row.title())
    }
}

async fn show(page: Page, State(app): State<App>, Path(id): Path<ClientId>) -> Result<Response> {
    page.require(Permission::ClientsRead)?;
    let (now, tenant) = (app.clock.now(), page.tenant.id);
    let client = Client::standing(&app.db, tenant, id).await?;
    if client.id != id {
        return Ok(web::redirect(&format!("/clients/{}", client.id)));
    }
    if client.is_closed() {
        return crate::privacy::closed_card(page, client);
    }
    let next = Appointment::ahead_of_client(&app.db, tenant, id, now).await?;
    let past = Appointment::behind_of_client(&app.db, tenant, id, now, HABIT, now).await?;
    web::render(&Show {
        figures: Figures::of(&app.db, tenant, id, page.tenant.currency).await?,
        notes: Note::of(&app.db, tenant, id, NOTES).await?,
        note_key: crypto::random_token(),
        tags: Tag::of(&app.db, tenant, id).await?,
        contacts: Contact::of(&app.db, tenant, id).await?,
        answers: FieldValue::of(&app.db, tenant, id).await?,
        subjects: Subject::of(&app.db, tenant, id).await?,
        family: Relative::of(&app.db, tenant, id).await?,
        gallery: media::on_card(&app, &page, id).await?,
        consents: card::of_client(&app, &page, id).await?,
        invoices: invoices::card::of_client(&app, &page, id).await?,
        packages: packages::card::of_client(&app, &page, id).await?,
        rules: policies::card::OfClient::load(&app, &page, id).await?,
        waits: waits(&app, &page, id).await?,
        merges: Merge::of(&app.db, tenant, id).await?,
        history: History::load(&app, &page, id).await?,
        messages: messages::card::of_client(&app, &page, id).await?,
        medical: match page.can(Permission::ClientsMedical) {
            true => Some(MedicalState::of(&app.db, tenant, id).await?),
            false => None,
        },
        page,
        client,
        next,
        past,
        now,
    })
}

impl Show {
    fn lang(&self) -> Option<&'static str> {
        foreign(&self.client.name, self.page.locale)
    }

    /// "14 visits since March 2024"; before the first, when they were noted.
    fn since(&self) -> String {
        let month = |at| self.page.locale.month_year(self.page.tenant.local_date(at));
        match self.figures.first_at {
            Some(first) => self.page.t2(
                "client-visits-since",
                "n",
                self.figures.visits,
                "since",
                month(first),
            ),
            None => self
                .page
                .t1("client-since", "since", month(self.client.created_at)),
        }
    }

    fn spent(&self) -> String {
        let currency = self.page.tenant.currency;
        self.page.locale.money(self.figures.spent(currency))
    }

    /// "€0.00": nothing is owed.
    fn nothing(&self) -> String {
        let currency = self.page.tenant.currency;
        self.page.locale.money(Money { minor: 0, currency })
    }

    /// A package or certificate that can be used now.
    fn package(&self) -> Option<&packages::card::Line> {
        let all = &self.packages.as_ref()?.lines;
        all.iter().find(|line| line.is_active)
    }

    fn usual(&self) -> Option<String> {
        let usual = self.figures.usual(self.page.tenant.currency)?;
        Some(self.page.locale.money(usual))
    }

    /// "Comes every 6 weeks", and when the next one falls by that.
    fn habit(&self) -> Option<String> {
        let came = self
            .past
            .iter()
            .filter(|visit| visit.status == Status::Completed);
        let came: Vec<_> = came.map(|visit| visit.starts_at).collect();
        let days = habit_days(&came)?;
        let last = self.next.last().map(|visit| visit.starts_at);
        let likely = last.or(self.figures.last_at)? + TimeDelta::days(days);
        let likely = self
            .page
            .locale
            .day_and_month(self.page.tenant.local_date(likely));
        let (key, n) = if days >= 14 {
            ("client-habit-weeks", (days + 3) / 7)
        } else {
            ("client-habit-days", days)
        };
        Some(self.page.t2(key, "n", n, "likely", likely))
    }

    /// "Marina Sokolova, 3 Apr", and that it was changed since.
    fn signed(&self, note: &Note) -> String {
        let when = day(&self.page, note.created_at, self.now);
        let signed = match &note.author {
            Some(author) => self
                .page
                .t2("client-note-by", "author", author.as_str(), "day", when),
            None => when,
        };
        if note.updated_at > note.created_at {
            self.page.t1("client-note-changed", "signed", signed)
        } else {
            signed
        }
    }

    fn iso(&self, at: &DateTime<Utc>) -> String {
        at.to_rfc3339()
    }

    /// "9 September, 36 years"
    fn birthday(&self) -> Option<String> {
        let birthday = self.client.birthday()?;
        let today = self.page.tenant.local_date(self.now);
        let text = birthday.text(self.page.locale);
        let next = birthday.next(today);
        // Their age today: the one they turn, less one until the day has come.
        let age = birthday
            .age_on(next)
            .map(|age| age - i32::from(next > today));
        Some(match age {
            Some(age) => self
                .page
                .t2("client-birthday-age", "day", text, "n", i64::from(age)),
            None => text,
        })
    }

    /// "Russian, by WhatsApp"
    fn writes(&self) -> String {
        let language = self.client.locale.name();
        match ContactKind::parse(&self.client.writes_by) {
            Some(kind) => self.page.t2(
                "client-writes",
                "language",
                language,
                "channel",
                self.page.t(kind.text_key()),
            ),
            None => language.to_owned(),
        }
    }

    /// A further contact as it is read.
    fn contact_text(&self, contact: &Contact) -> String {
        let home = self.page.tenant.country.as_deref();
        match Phone::parse(&contact.value, None) {
            Ok(phone) => phone.display(home),
            Err(_) => contact.value.clone(),
        }
    }

    fn emergency_phone(&self) -> Option<(String, String)> {
        let phone = Phone::parse(&self.client.emergency_phone, None).ok()?;
        Some((
            phone.tel(),
            phone.display(self.page.tenant.country.as_deref()),
        ))
    }

    fn marketing(&self) -> String {
        marketing_text(&self.page, &self.client)
    }

    fn blocked(&self) -> Option<String> {
        let day = self.page.tenant.local_date(self.client.blocked_at?);
        Some(self.page.locale.date_year(day))
    }

    /// What stands under a subject's name.
    fn subject_text(&self, subject: &Subject) -> String {
        let today = self.page.tenant.local_date(self.now);
        let born = subject.born_on.map(|date| {
            let day = self.page.locale.day_numeric(date);
            match (subject.kind, today.years_since(date)) {
                (SubjectKind::Pet | SubjectKind::Child, Some(age)) => {
                    let age = i64::from(age);
                    self.page.t2("client-birthday-age", "day", day, "n", age)
                }
                _ => day,
            }
        });
        let vin = Some(&subject.vin)
            .filter(|vin| !vin.is_empty())
            .map(|vin| format!("VIN {vin}"));
        let parts = [
            Some(self.page.t(subject.kind.text_key())),
            Some(subject.about.clone()),
            Some(subject.plate.clone()),
            vin,
            born,
            Some(subject.note.clone()),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" · ")
    }

    fn answer(&self, answer: &FieldValue) -> String {
        answer.text(self.page.locale)
    }

    /// "Joined with Anna Petrova on 3 April 2026."
    fn merged(&self, merge: &Merge) -> String {
        let day = self.page.tenant.local_date(merge.created_at);
        let day = self.page.locale.date_year(day);
        self.page.t2(
            "client-merged",
            "name",
            merge.loser_name.as_str(),
            "day",
            day,
        )
    }

    fn relation(&self, relative: &Relative) -> String {
        self.page.t(if relative.is_booked_for {
            relative.relation.text_key()
        } else {
            relative.relation.back_key()
        })
    }

    /// "2 notes, the last of 3 Apr"
    fn medical_text(&self, state: &MedicalState) -> String {
        let last = state.last_at.map(|at| day(&self.page, at, self.now));
        let last = last.unwrap_or_default();
        self.page
            .t2("client-medical-count", "n", state.count, "last", last)
    }

    fn name_lang(&self, name: &str) -> Option<&'static str> {
        foreign(name, self.page.locale)
    }

    fn sees_contacts(&self) -> bool {
        self.page.can(Permission::ClientsPii)
    }

    /// Address of the link, and the number as it is read.
    fn phone(&self) -> Option<(String, String)> {
        let phone = Phone::parse(self.client.phone.as_deref()?, None).ok()?;
        Some(match self.sees_contacts() {
            true => (
                phone.tel(),
                phone.display(self.page.tenant.country.as_deref()),
            ),
            false => (String::new(), phone.masked()),
        })
    }

    fn email(&self) -> Option<(String, String)> {
        let email = Email::parse(self.client.email.as_deref()?).ok()?;
        Some(match self.sees_contacts() {
            true => (
                format!("mailto:{}", email.as_str()),
                email.as_str().to_owned(),
            ),
            false => (String::new(), email.masked()),
        })
    }

    /// "Today, 16:45", "Thursday 14 May, 16:45".
    fn when(&self, visit: &Appointment) -> String {
        let at = visit.starts_at.with_timezone(&self.page.tenant.tz());
        let today = self.page.tenant.local_date(self.now);
        let day = self.page.locale.day_relative(at.date_naive(), today);
        let time = self.page.locale.time(at.time());
        self.page.t2("client-when", "day", day, "time", time)
    }

    /// "Brow lamination, 1 h 15 min, €48.00".
    fn what(&self, visit: &Appointment) -> String {
        let length = self.page.locale.duration(visit.duration_minutes());
        let price = self.page.locale.money(visit.price());
        self.page.t3(
            "client-visit",
            "title",
            visit.title.clone(),
            "length",
            length,
            "price",
            price,
        )
    }

    fn moment(&self, visit: &Appointment) -> String {
        moment(&self.page, visit.starts_at, self.now)
    }
}
