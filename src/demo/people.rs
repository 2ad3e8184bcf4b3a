//! The demo's clients: the people one meets in València, in three scripts. Phones are of a block that is not given out,
//! addresses of a domain that takes no mail.

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use rand::rngs::StdRng;

use super::cards::Extras;
use crate::contact::fold;
use crate::i18n::Locale;
use crate::id::ClientId;

pub struct Person {
    pub id: ClientId,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub locale: Locale,
    pub allergies: &'static str,
    pub note: &'static str,
    pub source: &'static str,
    /// The first booking; moved back by the diary.
    pub since: DateTime<Utc>,
    pub extras: Extras,
}

/// Those who come often, whom the pictures show.
#[rustfmt::skip]
const REGULARS: &[(&str, Locale, &str, &str)] = &[
    ("Ольга Кузнецова", Locale::Ru, "PPD hair dye: redness for 24 h after henna", "Left brow sits 2 mm higher, correct with the tail only. Likes it quiet during the first ten minutes."),
    ("Lucía Ferrer", Locale::Es, "HEMA: use the HEMA-free gel", ""),
    ("Мария Белова", Locale::Ru, "", "Base 0.2, cover 07, matte top; short oval."),
    ("Carmen Ibáñez", Locale::Es, "", "Often ten minutes late, the tram."),
    ("Sarah Whitcombe", Locale::En, "", ""),
    ("Анна Чернова", Locale::Ru, "Patch test needed", ""),
    ("Nadia Haddad", Locale::En, "", "Neutral pink, nothing with shimmer."),
    ("Hannah Price", Locale::En, "", ""),
    ("Inés Navarro", Locale::Es, "Latex", "Gloves: nitrile only."),
    ("Екатерина Лаптева", Locale::Ru, "", ""),
    ("Júlia Casals", Locale::Es, "", "Speaks Valencian with pleasure."),
    ("Дарья Громова", Locale::Ru, "", ""),
    ("Олена Марчук", Locale::En, "", "Пише українською."),
    ("Paula Rius", Locale::Es, "", ""),
    ("Вера Осипова", Locale::Ru, "", ""),
    ("Tom Aldridge", Locale::En, "", "Student price until June."),
    ("Marta Soler", Locale::Es, "", ""),
    ("Ирина Ким", Locale::Ru, "Acrylates", ""),
    ("Aoife Brennan", Locale::En, "", ""),
    ("Alina Vetrova", Locale::Ru, "", ""),
    ("Ελένη Παπαδάκη", Locale::En, "", "From Heraklion, likes to talk of the sea."),
    ("Rocío Vidal", Locale::Es, "", ""),
    ("Светлана Мороз", Locale::Ru, "Lidocaine", ""),
    ("Laia Puig", Locale::Es, "", ""),
    ("Blanca Ortí", Locale::Es, "", ""),
    ("Наталія Ґудзь", Locale::En, "", ""),
];

#[rustfmt::skip]
const SPANISH: (&[&str], &[&str]) = (
    &["Lucía", "Carmen", "Inés", "Paula", "Marta", "Rocío", "Laia", "Blanca", "Núria", "Sofía", "Elena", "Noelia", "Irene",
      "Alba", "Claudia", "Begoña", "Ángela", "Nerea", "Aitana", "Amparo", "María José", "Concha"],
    &["Ferrer", "Ibáñez", "Navarro", "Casals", "Rius", "Soler", "Vidal", "Puig", "Ortí", "Muñoz", "García", "Martínez",
      "Giménez", "Núñez", "Peris", "Llorens", "Sanchis", "Benlloch", "Domènech", "Castañer", "Peña", "Güell"],
);
#[rustfmt::skip]
const RUSSIAN: (&[&str], &[&str]) = (
    &["Ольга", "Мария", "Анна", "Екатерина", "Дарья", "Вера", "Ирина", "Светлана", "Наталья", "Юлия", "Алёна", "Татьяна",
      "Ксения", "Полина", "Людмила", "Елизавета", "Софья"],
    &["Кузнецова", "Белова", "Чернова", "Лаптева", "Громова", "Осипова", "Ким", "Мороз", "Ветрова", "Соловьёва", "Ермакова",
      "Жукова", "Щербакова", "Цветкова", "Юдина", "Фёдорова", "Хомякова"],
);
#[rustfmt::skip]
const UKRAINIAN: (&[&str], &[&str]) = (
    &["Олена", "Наталія", "Юлія", "Оксана", "Христина", "Ірина", "Софія", "Євгенія", "Ярина"],
    &["Марчук", "Ковальчук", "Шевченко", "Гнатюк", "Бойко", "Ґудзь", "Їжак", "Лисенко", "Романюк"],
);
#[rustfmt::skip]
const GREEK: (&[&str], &[&str]) = (
    &["Ελένη", "Μαρία", "Κατερίνα", "Δήμητρα", "Ιωάννα", "Χριστίνα", "Ζωή", "Ξένια"],
    &["Παπαδάκη", "Αντωνίου", "Βλάχου", "Γεωργίου", "Νικολάου", "Ψαρρά", "Οικονόμου"],
);
#[rustfmt::skip]
const ENGLISH: (&[&str], &[&str]) = (
    &["Sarah", "Hannah", "Aoife", "Emma", "Chloe", "Grace", "Tom", "Nadia", "Priya", "Ingrid", "Zoë", "Fiona", "Megan"],
    &["Whitcombe", "Price", "Brennan", "Lindqvist", "Haddad", "O’Connor", "Aldridge", "Patel", "Bergström", "MacLeod",
      "Taylor", "Nowak", "Dubois"],
);

const ALLERGIES: &[&str] = &[
    "PPD hair dye",
    "HEMA",
    "Latex",
    "Acrylates",
    "Lidocaine",
    "Nickel",
];
const NOTES: &[&str] = &[
    "Prefers mornings.",
    "Comes with her daughter.",
    "Came from Instagram.",
    "Light brown 3.0 + 7.0, 2 : 1, 6 min.",
    "Sensitive skin, no wax.",
    "Pays by Bizum.",
];

/// In the order in which they first came; the regulars first.
pub fn invent(
    rng: &mut StdRng,
    count: usize,
    opened: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Person> {
    (0..count)
        .map(|index| person(rng, index, opened, now))
        .collect()
}

/// How many of them are regulars.
pub fn regulars() -> usize {
    REGULARS.len()
}

fn person(rng: &mut StdRng, index: usize, since: DateTime<Utc>, now: DateTime<Utc>) -> Person {
    let (name, locale, allergies, note) = match REGULARS.get(index) {
        Some((name, locale, allergies, note)) => ((*name).to_owned(), *locale, *allergies, *note),
        None => {
            let (name, locale) = name(rng);
            let allergies = if one_in(rng, 25) {
                one_of(rng, ALLERGIES)
            } else {
                ""
            };
            let note = if one_in(rng, 8) {
                one_of(rng, NOTES)
            } else {
                ""
            };
            (name, locale, allergies, note)
        }
    };
    let mailbox: String = fold(&name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '.' })
        .collect();
    let is_known = index < REGULARS.len();
    let has_mail = is_known || !one_in(rng, 7);
    Person {
        id: ClientId(super::id(rng, since)),
        email: has_mail.then(|| {
            format!(
                "{mailbox}{}@example.com",
                if is_known {
                    String::new()
                } else {
                    format!(".{index}")
                }
            )
        }),
        phone: Some(format!("+34600{:06}", 101 + index)),
        name,
        locale,
        allergies,
        note,
        source: one_of(rng, &["public", "public", "master"]),
        since,
        extras: Extras::invent(rng, index, locale, now),
    }
}

fn name(rng: &mut StdRng) -> (String, Locale) {
    let (names, locale) = match rng.random_range(0..100) {
        0..45 => (SPANISH, Locale::Es),
        45..73 => (RUSSIAN, Locale::Ru),
        73..79 => (UKRAINIAN, Locale::En),
        79..83 => (GREEK, Locale::En),
        _ => (ENGLISH, Locale::En),
    };
    let (first, last) = (one_of(rng, names.0), one_of(rng, names.1));
    if locale == Locale::Es && one_in(rng, 3) {
        return (format!("{first} {last} {}", one_of(rng, SPANISH.1)), locale);
    }
    (format!("{first} {last}"), locale)
}

/// Someone to come at this point of the history (0 the opening, 1 today): there must have been time to meet, those met
/// lately come more often, and regulars always do.
pub fn pick(rng: &mut StdRng, count: usize, progress: f64, is_recent: bool) -> usize {
    if is_recent && one_in(rng, 2) {
        return rng.random_range(0..REGULARS.len().min(count));
    }
    let met = ((count as f64 * progress) as usize).clamp(REGULARS.len().min(count), count);
    let back: f64 = rng.random();
    let index = (met as f64 * (1.0 - back * back)) as usize;
    index.min(met - 1)
}

/// Nobody was met before their first booking.
pub fn met(person: &mut Person, at: DateTime<Utc>, opened: DateTime<Utc>) {
    if person.since == opened || at < person.since {
        person.since = at - TimeDelta::minutes(1);
    }
}

pub fn one_in(rng: &mut StdRng, n: u32) -> bool {
    rng.random_range(0..n) == 0
}

pub fn one_of<T: Copy>(rng: &mut StdRng, list: &[T]) -> T {
    list[rng.random_range(0..list.len())]
}
