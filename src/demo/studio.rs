//! What the demo practices are: a brow, lash and nail studio in València, written as a practice file.

use anyhow::Result;
use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use crate::practice::PracticeFile;

/// Name and slug; after these they are numbered.
const STUDIOS: &[(&str, &str)] = &[
    ("Marina Sokolova", "marina"),
    ("Lucía Benlloch", "lucia"),
    ("Ольга Жукова", "olga"),
    ("Hannah Whitcombe", "hannah"),
    ("Núria Castañer", "nuria"),
    ("Оксана Бойко", "oksana"),
];

/// València's holidays, as month and day.
const HOLIDAYS: &[(u32, u32, &str)] = &[
    (1, 1, "New Year"),
    (1, 6, "Epiphany"),
    (3, 19, "Sant Josep"),
    (5, 1, "Labour Day"),
    (6, 24, "Sant Joan"),
    (8, 15, "Assumption"),
    (10, 9, "Valencian Community Day"),
    (10, 12, "National Day"),
    (11, 1, "All Saints"),
    (12, 6, "Constitution Day"),
    (12, 8, "Immaculate Conception"),
    (12, 25, "Christmas"),
];

pub fn file(
    index: usize,
    opened: NaiveDate,
    today: NaiveDate,
    password: &str,
) -> Result<PracticeFile> {
    let (name, slug) = match STUDIOS.get(index) {
        Some((name, slug)) => ((*name).to_owned(), (*slug).to_owned()),
        None => (
            format!("Studio {}", index + 1),
            format!("studio-{}", index + 1),
        ),
    };
    PracticeFile::from_json(json!({
        "slug": slug, "name": name, "kind": "brows",
        "description": "Brows, lashes and nails on a quiet street in Russafa. Tea, good light, and nobody waiting behind you.",
        "timezone": "Europe/Madrid", "locale": "en", "currency": "EUR",
        "phone": "+34 600 000 001", "email": format!("{slug}@example.com"), "address": "Carrer de Cuba 12\n46006 València",
        "owner": { "name": name, "email": format!("{slug}@example.com"), "password": password },
        "places": places(),
        "travel": { "usual_minutes": 20 },
        "hours": [
            { "days": ["mon", "tue", "wed", "thu", "fri"], "from": "10:00", "to": "19:00" },
            { "days": ["sat"], "from": "10:00", "to": "15:00" },
        ],
        "overrides": overrides(opened, today),
        "blocks": blocks(opened, today),
        "booking": { "step_minutes": 30, "notice_minutes": 180, "horizon_days": 60, "offer": "all" },
        "resources": [{ "slug": "treatment-room", "name": "Treatment room", "kind": "room", "capacity": 1 }],
        "services": services(),
    }))
}

/// The studio, a hotel's spa for hands and feet, and brides at home.
fn places() -> Value {
    json!([
        { "slug": "studio", "name": "Studio in Russafa", "kind": "own", "home": true, "default": true,
          "services": ["lamination", "shaping", "tint", "tidy", "first-visit", "lash-lift", "gel-manicure", "pedicure", "removal"] },
        { "slug": "hotel", "name": "Spa of the Hotel Miramar", "kind": "own", "address": "Passeig de Neptú 32\n46011 València",
          "services": ["gel-manicure", "pedicure"] },
        { "slug": "at-your-home", "name": "At your home in València", "kind": "client", "travel_minutes": 30,
          "services": ["wedding"] },
    ])
}

/// Holidays from the opening to a year ahead; a short Christmas Eve.
fn overrides(opened: NaiveDate, today: NaiveDate) -> Vec<Value> {
    let mut overrides = Vec::new();
    for year in opened.year()..=today.year() + 1 {
        for (month, day, note) in HOLIDAYS {
            if let Some(date) = NaiveDate::from_ymd_opt(year, *month, *day) {
                overrides.push(json!({ "date": date, "open": [], "note": note }));
            }
        }
        if let Some(date) = NaiveDate::from_ymd_opt(year, 12, 24)
            .filter(|date| date.weekday().number_from_monday() < 7)
        {
            overrides.push(
                json!({ "date": date, "open": [["10:00", "14:00"]], "note": "Christmas Eve" }),
            );
        }
    }
    overrides
}

fn blocks(opened: NaiveDate, today: NaiveDate) -> Vec<Value> {
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    let first_monday = opened - Days::new(opened.weekday().num_days_from_monday().into());
    let wednesday = monday + Days::new(2);
    let next_tuesday = monday + Days::new(8);
    let mut blocks = vec![
        json!({ "start": format!("{first_monday}T13:45"), "end": format!("{first_monday}T14:30"), "reason": "break",
                "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "note": "Lunch" }),
        json!({ "start": format!("{wednesday}T10:00"), "end": format!("{wednesday}T13:00"), "reason": "training",
                "note": "Lash chemistry, online" }),
        json!({ "start": format!("{next_tuesday}T17:00"), "end": format!("{next_tuesday}T19:00"), "reason": "private",
                "note": "Dentist" }),
    ];
    for year in opened.year()..=today.year() + 1 {
        blocks.push(
            json!({ "start": format!("{year}-08-10T00:00"), "end": format!("{year}-08-22T00:00"),
                "reason": "vacation", "note": "Summer holidays" }),
        );
    }
    blocks
}

fn services() -> Value {
    json!([
        { "slug": "lamination", "name": "Brow lamination + tint", "category": "Brows", "duration_minutes": 75,
          "description": "Lift, shape and a tint that lasts two to three weeks.", "featured": true, "colour": "lavender",
          "buffer_after_minutes": 10, "price": 4800, "material_cost": 620,
          "addons": [{ "slug": "upper-lip", "name": "Upper-lip wax", "duration_minutes": 10, "price": 800 }] },
        { "slug": "shaping", "name": "Brow shaping + tint", "category": "Brows", "duration_minutes": 45,
          "description": "Wax, tweezers and tint.", "price": 2800, "material_cost": 310,
          "addons": [{ "slug": "upper-lip", "name": "Upper-lip wax", "duration_minutes": 10, "price": 800 }] },
        { "slug": "tint", "name": "Brow tint", "category": "Brows", "duration_minutes": 30,
          "description": "For brows already in shape.", "price": 1800, "material_cost": 190 },
        { "slug": "tidy", "name": "Brow tidy", "category": "Brows", "duration_minutes": 20,
          "description": "A quick clean-up between two visits.", "price": 1500, "material_cost": 80 },
        { "slug": "first-visit", "name": "First visit: agree on the shape", "category": "Brows", "duration_minutes": 15,
          "description": "A short talk and a patch test, free.", "price": 0, "confirmation": "manual" },
        { "slug": "lash-lift", "name": "Lash lift", "category": "Lashes", "duration_minutes": 60,
          "description": "Curl for your own lashes, six weeks.", "price": 5200, "material_cost": 740,
          "variants": [{ "slug": "with-tint", "name": "with tint", "duration_minutes": 75, "price": 6000 }] },
        { "slug": "gel-manicure", "name": "Gel manicure", "category": "Nails", "duration_minutes": 90,
          "description": "Care, levelling and one colour, HEMA-free on request.", "price": 4200, "material_cost": 580,
          "buffer_after_minutes": 10,
          "variants": [{ "slug": "design", "name": "with design", "duration_minutes": 90, "price": 4600 }] },
        { "slug": "pedicure", "name": "Pedicure", "category": "Nails", "duration_minutes": 90,
          "description": "Care and gel colour.", "price": 4500, "material_cost": 640, "buffer_after_minutes": 10 },
        { "slug": "removal", "name": "Removal only", "category": "Nails", "duration_minutes": 30,
          "description": "Safe removal and oil.", "price": 1200, "material_cost": 120 },
        { "slug": "wedding", "name": "Wedding morning at your home", "category": "Weddings", "duration_minutes": 90,
          "description": "Brows and lashes for the bride, where she gets ready.", "price": 9500, "material_cost": 700 },
    ])
}
