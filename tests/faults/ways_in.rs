//! Every way to a visit at once, through the pages that people press: the master's form and the public one with new
//! clients, moves, cancellations, no-shows marked and taken back. Nobody is told that the house is out of order, and no two
//! visits share the master's time.

use aureli::app::App;
use aureli::id::{AppointmentId, TenantId};
use aureli::q;
use rand::RngExt;

use super::overlaps::assert_no_overlap;
use crate::support::{Visitor, on_both};

const MASTERS: usize = 8;
const CLIENTS: usize = 8;
const ROUNDS: usize = 12;

#[test]
fn every_way_in_at_once_is_answered_and_nothing_overlaps() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let tenant = bella.tenant.id;
        let mut people = tokio::task::JoinSet::new();
        for n in 0..MASTERS {
            let owner = bella.sign_in(&ctx).await;
            people.spawn(master(ctx.app.clone(), tenant, owner, n));
        }
        for n in 0..CLIENTS {
            people.spawn(client(ctx.visitor(), n));
        }
        let mut answers = Vec::new();
        while let Some(done) = people.join_next().await {
            answers.extend(done.unwrap());
        }
        let odd: Vec<_> = answers
            .iter()
            .filter(|(what, status)| !matches!((*what, *status), (_, 303 | 409) | ("link", 200)))
            .collect();
        assert!(
            odd.is_empty(),
            "{} of {}: {odd:?}",
            odd.len(),
            answers.len()
        );
        for what in [
            "book",
            "visit",
            "move",
            "cancellation",
            "no_show",
            "confirmation",
        ] {
            let done = |status| {
                let found = answers.iter().filter(|answer| **answer == (what, status));
                found.count()
            };
            assert!(done(303) > 0, "{what} never worked");
        }
        assert_no_overlap(&ctx.app, tenant).await;
    });
}

/// What was pressed, and the status of the answer.
type Answered = (&'static str, u16);

async fn master(app: App, tenant: TenantId, mut owner: Visitor, n: usize) -> Vec<Answered> {
    let mut answers = Vec::new();
    for round in 0..ROUNDS {
        let phone = format!("+346110{n:02}{round:03}");
        let key = uuid::Uuid::new_v4().to_string();
        let (date, time) = start(&DAYS);
        let form = [
            ("client", "new"),
            ("name", "New Client"),
            ("phone", &phone),
            ("email", ""),
            ("what", "shaping"),
            ("date", date),
            ("time", &time),
            ("key", &key),
        ];
        let booked = owner.post("/appointments", &form).await;
        answers.push(("visit", booked.status.as_u16()));
        if booked.status != 303 {
            continue;
        }
        let id: AppointmentId = booked
            .location()
            .trim_start_matches("/appointments/")
            .parse()
            .unwrap();
        for what in acts(round) {
            let (version,) = q!(
                &app.db,
                fetch_one: (i64,),
                "SELECT version FROM appointments WHERE tenant_id = $1 AND id = $2",
                tenant,
                id,
            )
            .unwrap();
            let (version, (date, time)) = (version.to_string(), start(&MOVE_TO));
            let mut form = vec![("version", version.as_str())];
            match *what {
                "move" => form.extend([("date", date), ("time", time.as_str())]),
                "cancellation" => form.extend([("by", "master"), ("reason", "")]),
                _ => {}
            }
            let path = format!("/appointments/{id}/{what}");
            let answer = owner.post(&path, &form).await;
            answers.push((what, answer.status.as_u16()));
        }
    }
    answers
}

/// What follows a booking.
fn acts(round: usize) -> &'static [&'static str] {
    match round % 3 {
        0 => &["move", "no_show", "confirmation"],
        1 => &["no_show", "confirmation", "move"],
        _ => &["move", "cancellation"],
    }
}

/// The day before, when visits may be marked as missed, and the next day, when clients book.
const DAYS: [&str; 2] = ["2026-05-13", "2026-05-15"];
/// With days that stay half empty: the two fill up, and some moves must find room.
const MOVE_TO: [&str; 5] = [
    "2026-05-13",
    "2026-05-15",
    "2026-05-18",
    "2026-05-19",
    "2026-05-20",
];

fn start(dates: &[&'static str]) -> (&'static str, String) {
    let mut dice = rand::rng();
    let date = dates[dice.random_range(0..dates.len())];
    let minutes = 10 * 60 + 15 * dice.random_range(0..20);
    (date, format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

async fn client(mut visitor: Visitor, n: usize) -> Vec<Answered> {
    let mut answers = Vec::new();
    for round in 0..ROUNDS {
        let phone = format!("+346120{n:02}{round:03}");
        let key = uuid::Uuid::new_v4().to_string();
        let minutes = 10 * 60 + 15 * rand::rng().random_range(0..20);
        let at = format!("2026-05-15T{:02}:{:02}", minutes / 60, minutes % 60);
        let form = [
            ("service", "shaping"),
            ("at", &at),
            ("key", &key),
            ("name", "A Visitor"),
            ("phone", &phone),
        ];
        let booked = visitor.post("/bella/book", &form).await;
        answers.push(("book", booked.status.as_u16()));
        if booked.status != 303 {
            continue;
        }
        let Some(token) = visitor.cookie("visit").map(str::to_owned) else {
            continue;
        };
        let later = at.replace(":00", ":30").replace(":15", ":45");
        let form: [(&str, &str); 1] = match round % 2 {
            0 => [("at", &later)],
            _ => [("reason", "")],
        };
        let act = ["move", "cancel"][round % 2];
        let answer = visitor.post(&format!("/l/{token}/{act}"), &form).await;
        answers.push(("link", answer.status.as_u16()));
    }
    answers
}
