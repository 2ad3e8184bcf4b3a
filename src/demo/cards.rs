//! What stands on the demo's cards besides name and contact: notes, tags, custom fields, pets and children, family, in the
//! three scripts of its clients.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use rand::RngExt;
use rand::rngs::StdRng;
use sqlx::types::Json;
use sqlx::{Postgres, QueryBuilder, Sqlite};

use super::insert::{ROWS, insert_rows};
use super::people::{Person, one_in, one_of};
use crate::accounts::Tenant;
use crate::app::App;
use crate::clients::{Birthday, Client, FieldKind, Relation, SubjectKind};
use crate::contact::fold;
use crate::db::{Either, On, Tx};
use crate::error::Result;
use crate::events::Actor;
use crate::i18n::Locale;
use crate::id::{ClientId, FieldId, NoteId, SubjectId, TagId, UserId};
use crate::q;

const TAGS: &[&str] = &[
    "VIP",
    "Sensitive skin",
    "Приводит подруг",
    "Instagram",
    "Estudiante",
    "Постоянная",
    "Mañanas",
    "Bridal",
];

const NOTES: &[(Locale, &str)] = &[
    (
        Locale::En,
        "Tint 3.0 + 7.0, 2 : 1, six minutes. Skin calm the day after.",
    ),
    (
        Locale::En,
        "Asked for a softer tail; keep lotion one at 7 min.",
    ),
    (
        Locale::En,
        "Wedding on the last Saturday of next month, wants a trial first.",
    ),
    (
        Locale::Es,
        "Prefiere el tono ceniza; la última vez quedó un poco oscuro.",
    ),
    (Locale::Es, "Viene con prisa a mediodía: empezar puntual."),
    (Locale::Es, "Regaló una tarjeta a su hermana Nuria."),
    (
        Locale::Ru,
        "Корни отросли миллиметра на три, в следующий раз держать состав на минуту меньше.",
    ),
    (Locale::Ru, "Попросила форму мягче, хвостик не удлинять."),
    (
        Locale::Ru,
        "Спрашивала про ламинирование ресниц, предложить осенью.",
    ),
];

const PREFERENCES: &[&str] = &[
    "Green tea, no sugar",
    "Тишина в первые десять минут",
    "Sin música, por favor",
    "Parks at the market",
    "Кофе с молоком",
    "Second chair, by the window",
];

const CAME_FROM: &[&str] = &[
    "Instagram",
    "Google Maps",
    "Екатерина Лаптева",
    "Una amiga",
    "Walked past",
];

/// Pets and children of the regulars, by their place among them.
const SUBJECTS: &[(usize, SubjectKind, &str, &str)] = &[
    (
        0,
        SubjectKind::Child,
        "Миша",
        "любит машинки, можно занять альбомом",
    ),
    (3, SubjectKind::Child, "Leo", "se queda dibujando"),
    (
        4,
        SubjectKind::Pet,
        "Biscuit",
        "border terrier, sleeps under the chair",
    ),
    (12, SubjectKind::Pet, "Луна", "шпиц, боится фена"),
    (15, SubjectKind::Car, "Seat Ibiza", "parks in the yard"),
];

/// Who of the regulars books for whom.
const FAMILY: &[(usize, usize, Relation)] = &[
    (9, 11, Relation::Child),
    (16, 13, Relation::Partner),
    (6, 7, Relation::Other),
];

/// Medical notes of the regulars.
const MEDICAL: &[(usize, &str)] = &[
    (
        0,
        "Принимает изотретиноин до конца лета: без воска, ламинирование отложить.",
    ),
    (
        3,
        "Embarazada de cinco meses; ventilar bien, sesiones cortas.",
    ),
    (
        8,
        "Latex allergy confirmed by a doctor; carries an antihistamine.",
    ),
];

/// What is asked of every client.
const FIELDS: &[(&str, FieldKind, &[&str])] = &[
    ("Lash curl", FieldKind::Choice, &["B", "C", "D", "L"]),
    ("Club card", FieldKind::Number, &[]),
    ("Lenses", FieldKind::YesNo, &[]),
];

/// Everything besides the first lines of a card, decided with the person.
pub struct Extras {
    pub birthday: Option<Birthday>,
    pub preferences: &'static str,
    pub came_from: &'static str,
    pub marketing_at: Option<DateTime<Utc>>,
    pub tags: Vec<usize>,
    pub notes: Vec<&'static str>,
    pub answers: Vec<(usize, String)>,
}

impl Extras {
    /// The regulars have more on their cards than others.
    pub fn invent(rng: &mut StdRng, index: usize, locale: Locale, now: DateTime<Utc>) -> Self {
        let is_regular = index < super::people::regulars();
        let mut tags = Vec::new();
        while is_regular && tags.len() < 2 || one_in(rng, 5) && tags.len() < 3 {
            let tag = rng.random_range(0..TAGS.len());
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let own: Vec<&str> = NOTES
            .iter()
            .filter(|(language, _)| *language == locale)
            .map(|(_, note)| *note)
            .collect();
        let mut notes = Vec::new();
        if is_regular || one_in(rng, 6) {
            notes.push(own[index % own.len()]);
        }
        let mut answers = Vec::new();
        if is_regular || one_in(rng, 3) {
            answers.push((0, one_of(rng, FIELDS[0].2).to_owned()));
            answers.push((1, (1000 + index).to_string()));
            answers.push((2, if one_in(rng, 4) { "yes" } else { "no" }.to_owned()));
        }
        Self {
            birthday: birthday(rng, index, is_regular, now.date_naive()),
            preferences: if is_regular && one_in(rng, 2) || one_in(rng, 12) {
                one_of(rng, PREFERENCES)
            } else {
                ""
            },
            came_from: if one_in(rng, 3) {
                one_of(rng, CAME_FROM)
            } else {
                ""
            },
            marketing_at: one_in(rng, 2).then(|| now - TimeDelta::days(rng.random_range(10..400))),
            tags,
            notes,
            answers,
        }
    }
}

/// Every third regular has theirs soon, so that the list of birthdays is worth a look.
fn birthday(
    rng: &mut StdRng,
    index: usize,
    is_regular: bool,
    today: NaiveDate,
) -> Option<Birthday> {
    if !is_regular && !one_in(rng, 3) {
        return None;
    }
    let ahead = if is_regular && index.is_multiple_of(3) {
        rng.random_range(0..40)
    } else {
        rng.random_range(0..365)
    };
    let date = today + Days::new(ahead);
    let year = (!one_in(rng, 3)).then(|| today.year() - rng.random_range(19..64));
    Birthday::new(year, date.month(), date.day())
}

/// An id that belongs to another one: the same for the same seed.
fn derived(of: uuid::Uuid, n: usize) -> uuid::Uuid {
    let mut bytes = *of.as_bytes();
    bytes[14] = bytes[14].wrapping_add(97);
    bytes[15] = bytes[15].wrapping_add(n as u8);
    uuid::Uuid::from_bytes(bytes)
}

pub async fn write(
    tx: &mut Tx,
    tenant: &Tenant,
    owner: UserId,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<()> {
    let tags: Vec<(TagId, &str)> = TAGS
        .iter()
        .enumerate()
        .map(|(n, name)| (TagId(derived(tenant.id.0, n)), *name))
        .collect();
    insert_rows!(
        tx,
        "tags (tenant_id, id, name, name_key, created_at)",
        tags,
        |tag, row| {
            row.push_bind(tenant.id)
                .push_bind(tag.0)
                .push_bind(tag.1)
                .push_bind(fold(tag.1))
                .push_bind(now);
        }
    );
    let tagged: Vec<(ClientId, TagId)> = people
        .iter()
        .flat_map(|person| person.extras.tags.iter().map(|n| (person.id, tags[*n].0)))
        .collect();
    insert_rows!(
        tx,
        "client_tags (tenant_id, client_id, tag_id)",
        tagged,
        |tag, row| {
            row.push_bind(tenant.id).push_bind(tag.0).push_bind(tag.1);
        }
    );
    notes(tx, tenant, owner, people).await?;
    answers(tx, tenant, people, now).await?;
    subjects(tx, tenant, people, now).await?;
    let is_known_by = |person: &Person| !person.extras.answers.is_empty();
    let owners = SUBJECTS.iter().filter_map(|(index, ..)| people.get(*index));
    for person in owners.chain(people.iter().filter(|person| is_known_by(person))) {
        let client = Client::find(&mut *tx, tenant.id, person.id).await?;
        client.renew_search(tx).await?;
    }
    for (client, other, relation) in FAMILY {
        let (Some(client), Some(other)) = (people.get(*client), people.get(*other)) else {
            continue;
        };
        q!(
            tx,
            execute,
            "INSERT INTO client_links (tenant_id, client_id, other_id, relation, created_at) VALUES ($1, $2, $3, $4, $5)",
            tenant.id,
            client.id,
            other.id,
            *relation,
            now,
        )?;
    }
    Ok(())
}

/// A few, sealed as all are; through the model, so that they have their events at the chain's end.
pub async fn medical(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    owner: UserId,
    people: &[Person],
) -> Result<()> {
    let key = app.tenant_key(&mut *tx, tenant.id).await?;
    let (actor, now) = (Actor::user(owner), app.clock.now());
    for (index, body) in MEDICAL {
        if let Some(person) = people.get(*index) {
            let client = Client::find(&mut *tx, tenant.id, person.id).await?;
            client.add_medical(tx, &key, &actor, body, now).await?;
        }
    }
    Ok(())
}

async fn notes(tx: &mut Tx, tenant: &Tenant, owner: UserId, people: &[Person]) -> Result<()> {
    struct Line<'a> {
        id: NoteId,
        client: ClientId,
        body: &'a str,
        at: DateTime<Utc>,
        pinned_at: Option<DateTime<Utc>>,
    }
    let mut lines = Vec::new();
    for person in people {
        let own = Some(person.note).filter(|note| !note.is_empty());
        let own = own.into_iter().map(|note| (note, true));
        let more = person.extras.notes.iter().map(|note| (*note, false));
        for (n, (body, is_pinned)) in own.chain(more).enumerate() {
            let at = person.since + TimeDelta::minutes(90 + 40 * n as i64);
            lines.push(Line {
                id: NoteId(derived(person.id.0, n)),
                client: person.id,
                body,
                at,
                pinned_at: is_pinned.then_some(at),
            });
        }
    }
    insert_rows!(
        tx,
        "client_notes (tenant_id, id, client_id, author_id, body, pinned_at, created_at, updated_at)",
        lines,
        |line, row| {
            row.push_bind(tenant.id)
                .push_bind(line.id)
                .push_bind(line.client)
                .push_bind(owner)
                .push_bind(line.body)
                .push_bind(line.pinned_at)
                .push_bind(line.at)
                .push_bind(line.at);
        }
    );
    Ok(())
}

async fn answers(
    tx: &mut Tx,
    tenant: &Tenant,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<()> {
    let ids: Vec<FieldId> = (0..FIELDS.len())
        .map(|n| FieldId(derived(tenant.id.0, 100 + n)))
        .collect();
    for (n, (name, kind, choices)) in FIELDS.iter().enumerate() {
        q!(
            tx,
            execute,
            "INSERT INTO client_fields (tenant_id, id, name, kind, choices, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tenant.id,
            ids[n],
            *name,
            *kind,
            Json(choices),
            n as i64,
            now,
        )?;
    }
    let answers: Vec<(ClientId, FieldId, &str)> = people
        .iter()
        .flat_map(|person| {
            let answers = person.extras.answers.iter();
            answers.map(|(n, value)| (person.id, ids[*n], value.as_str()))
        })
        .collect();
    insert_rows!(
        tx,
        "client_field_values (tenant_id, client_id, field_id, value)",
        answers,
        |answer, row| {
            row.push_bind(tenant.id)
                .push_bind(answer.0)
                .push_bind(answer.1)
                .push_bind(answer.2);
        }
    );
    Ok(())
}

async fn subjects(
    tx: &mut Tx,
    tenant: &Tenant,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<()> {
    for (n, (index, kind, name, about)) in SUBJECTS.iter().enumerate() {
        let Some(person) = people.get(*index) else {
            continue;
        };
        let plate = if *kind == SubjectKind::Car {
            "4821LKM"
        } else {
            ""
        };
        q!(
            tx,
            execute,
            "INSERT INTO client_subjects (tenant_id, id, client_id, kind, name, about, plate, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
            tenant.id,
            SubjectId(derived(person.id.0, 50 + n)),
            person.id,
            *kind,
            *name,
            *about,
            plate,
            now,
        )?;
    }
    Ok(())
}
