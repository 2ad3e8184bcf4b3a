//! A visit's panel and its verbs: who may, what follows, what is refused.

use aureli::accounts::Role;
use aureli::appointments::{Appointment, Status};
use aureli::events::Actor;
use aureli::id::{AppointmentId, BlockId};
use chrono::TimeDelta;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// A visit today at 11:00, two hours after the tests' morning.
async fn visit(ctx: &Ctx, practice: &Practice) -> Appointment {
    ctx.book(practice, "lamination", "2026-05-14T11:00").await
}

async fn again(ctx: &Ctx, visit: &Appointment) -> Appointment {
    Appointment::find(&ctx.app.db, visit.tenant_id, visit.id)
        .await
        .unwrap()
}

/// How many mails have left.
async fn sent(ctx: &Ctx) -> i64 {
    aureli::q!(
        &ctx.app.db,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM messages WHERE status = 'sent'"
    )
    .unwrap()
    .0
}

/// Puts a visit into a status by the only way there is, or by hand where none leads there.
async fn put(ctx: &Ctx, id: AppointmentId, status: Status) {
    aureli::q!(
        &ctx.app.db,
        execute,
        "UPDATE appointments SET status = $1, version = version + 1, no_show_at = NULL WHERE id = $2",
        status,
        id,
    )
    .unwrap();
}

#[test]
fn the_panel_shows_the_visit_alone_or_beside_its_week() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let path = format!("/appointments/{}", visit.id);
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get(&path).await.expect(200);
        let page = page
            .says("<!doctype html>")
            .says("id=\"panel\"")
            .says("11–17 May")
            .says("aria-current=\"true\"");
        page.says("11:00–12:15")
            .says("€48")
            .says("tel:+34612345678")
            .says(&visit.reference);
        let part = owner.with_htmx().get(&path).await.expect(200);
        assert!(
            part.body.trim_start().starts_with("<aside class=\"panel\""),
            "{}",
            part.body
        );
        // From a day, the day stays behind it.
        let day = owner
            .get(&format!("{path}?view=day&date=2026-05-14"))
            .await
            .expect(200);
        day.says("Thursday 14 May")
            .says("/calendar?view=day&#38;date=2026-05-14");
    });
}

#[test]
fn allergies_stand_in_the_panel_and_contacts_only_for_who_may_see_them() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let now = ctx.app.clock.now();
        let mut client = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        client.allergies = "PPD <b>hair</b> dye".into();
        let mut tx = ctx.app.db.begin().await.unwrap();
        client
            .save(&mut tx, &Actor::user(bella.owner), now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let path = format!("/appointments/{}", visit.id);
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get(&path)
            .await
            .expect(200)
            .says("PPD &#60;b&#62;hair")
            .says("mailto:");
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        let page = reader.get(&path).await.expect(200).says("PPD");
        page.lacks("tel:")
            .lacks("mailto:")
            .lacks("panel-foot")
            .lacks("completion");
    });
}

#[test]
fn a_visit_is_confirmed_arrives_begins_and_ends() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "consult", "2026-05-14T11:00").await;
        assert_eq!(visit.status, Status::Pending);
        let mut owner = bella.sign_in(&ctx).await;
        for (verb, status) in [
            ("confirmation", Status::Confirmed),
            ("arrival", Status::Arrived),
            ("start", Status::InProgress),
            ("completion", Status::Completed),
        ] {
            let path = format!("/appointments/{}/{verb}?view=day&date=2026-05-14", visit.id);
            let version = again(&ctx, &visit).await.version.to_string();
            let answer = owner
                .post(&path, &[("version", &version)])
                .await
                .expect(303);
            assert_eq!(
                answer.location(),
                format!("/appointments/{}?view=day&date=2026-05-14", visit.id)
            );
            assert_eq!(again(&ctx, &visit).await.status, status);
            // Pressed twice: done once, no complaint.
            owner
                .post(&path, &[("version", &version)])
                .await
                .expect(303);
            assert_eq!(
                again(&ctx, &visit).await.version.to_string(),
                (version.parse::<i64>().unwrap() + 1).to_string()
            );
        }
        let page = owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200);
        page.says("In progress → Completed")
            .says("Marina Sokolova")
            .says("Anna Petrova")
            .says("today 09:00");
    });
}

#[test]
fn htmx_gets_the_new_panel_a_toast_and_word_to_the_calendar() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut htmx = bella.sign_in(&ctx).await.with_htmx();
        let answer = htmx
            .post(
                &format!("/appointments/{}/arrival", visit.id),
                &[("version", "1")],
            )
            .await
            .expect(200);
        assert_eq!(answer.headers["hx-trigger"], "calendar");
        answer
            .says("<aside class=\"panel\" id=\"panel\"")
            .says("Arrived")
            .says("hx-swap-oob=\"beforeend\"")
            .says("Marked as arrived");
    });
}

#[test]
fn the_final_price_may_differ_and_must_be_an_amount() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/completion", visit.id);
        for wrong in ["much", "-5", "1,2,3"] {
            let page = owner
                .post(&path, &[("version", "1"), ("price", wrong)])
                .await
                .expect(422);
            page.says(&format!("value=\"{wrong}\""))
                .says("aria-invalid");
        }
        owner
            .post(&path, &[("version", "1"), ("price", "52,50")])
            .await
            .expect(303);
        let done = again(&ctx, &visit).await;
        assert_eq!(
            (done.status, done.final_price_minor),
            (Status::Completed, Some(5250))
        );
        // The same press again is nothing new; another tab that asks for another amount hears of the first.
        let press = [("version", "1"), ("price", "52.50")];
        owner.post(&path, &press).await.expect(303);
        let press = [("version", "1"), ("price", "99")];
        owner.post(&path, &press).await.expect(409);
        assert_eq!(again(&ctx, &visit).await.final_price_minor, Some(5250));
    });
}

/// What may come next, written once more from the product's table.
const LIFE: [(Status, &[Status]); 10] = {
    use Status::*;
    [
        (
            Held,
            &[Pending, AwaitingDeposit, Confirmed, Expired, Cancelled],
        ),
        (Pending, &[AwaitingDeposit, Confirmed, Cancelled, Expired]),
        (AwaitingDeposit, &[Confirmed, Cancelled, Expired]),
        // Asked for again when its client moves what the master answers by hand.
        (
            Confirmed,
            &[Pending, Arrived, InProgress, Completed, Cancelled, NoShow],
        ),
        (Arrived, &[InProgress, Completed, Cancelled]),
        (InProgress, &[Completed, Cancelled]),
        (NoShow, &[Completed, Confirmed]),
        (Completed, &[]),
        (Cancelled, &[]),
        (Expired, &[]),
    ]
};

#[test]
fn the_table_of_transitions_is_the_one_that_was_agreed() {
    for (from, next) in LIFE {
        for to in Status::ALL {
            assert_eq!(
                from.can_become(to),
                next.contains(&to),
                "{from:?} to {to:?}"
            );
        }
    }
}

#[test]
fn only_a_cancellation_and_a_hold_paid_late_are_taken_back() {
    use Status::*;
    for from in Status::ALL {
        let back: &[Status] = match from {
            Cancelled => &[
                Held,
                Pending,
                AwaitingDeposit,
                Confirmed,
                Arrived,
                InProgress,
            ],
            Expired => &[Confirmed],
            _ => &[],
        };
        assert_eq!(from.back(), back, "{from:?}");
        // What can be cancelled, and nothing else, is what a cancellation can be taken back to.
        let cancels = from.can_become(Cancelled);
        assert_eq!(Cancelled.back().contains(&from), cancels, "{from:?}");
    }
}

#[test]
fn only_the_tables_transitions_happen() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let visit = visit(&ctx, &bella).await;
        ctx.app.clock.advance(TimeDelta::hours(3));
        let verbs = [
            ("confirmation", Status::Confirmed),
            ("arrival", Status::Arrived),
            ("start", Status::InProgress),
            ("completion", Status::Completed),
            ("no_show", Status::NoShow),
            ("cancellation", Status::Cancelled),
        ];
        for from in Status::ALL {
            for (verb, to) in verbs {
                put(&ctx, visit.id, from).await;
                let form: &[(&str, &str)] = if verb == "cancellation" {
                    &[("by", "master")]
                } else {
                    &[]
                };
                let answer = owner
                    .post(&format!("/appointments/{}/{verb}", visit.id), form)
                    .await;
                let now = again(&ctx, &visit).await.status;
                if from.can_become(to) || from == to {
                    assert_eq!(
                        (answer.status.as_u16(), now),
                        (303, to),
                        "{from:?} to {to:?}"
                    );
                } else {
                    assert_eq!(
                        (answer.status.as_u16(), now),
                        (409, from),
                        "{from:?} to {to:?}"
                    );
                    assert!(
                        answer.body.contains("id=\"panel\""),
                        "{from:?} to {to:?} has no panel"
                    );
                }
            }
        }
    });
}

#[test]
fn a_no_show_is_noted_after_the_start_and_taken_back_within_a_day() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let no_show = format!("/appointments/{}/no_show", visit.id);
        let back = format!("/appointments/{}/confirmation", visit.id);
        owner
            .post(&no_show, &[])
            .await
            .expect(409)
            .says("has not begun");
        ctx.app.clock.advance(TimeDelta::hours(3));
        owner.post(&no_show, &[]).await.expect(303);
        owner.post(&back, &[]).await.expect(303);
        assert_eq!(again(&ctx, &visit).await.status, Status::Confirmed);
        owner.post(&no_show, &[]).await.expect(303);
        ctx.app.clock.advance(TimeDelta::hours(25));
        owner
            .post(&back, &[])
            .await
            .expect(409)
            .says("within a day");
        assert_eq!(again(&ctx, &visit).await.status, Status::NoShow);
    });
}

#[test]
fn nobody_comes_before_the_day_of_the_visit() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}", visit.id);
        let mut page = owner.get(&path).await.expect(200);
        for verb in ["arrival", "start", "completion", "no_show"] {
            page = page.lacks(&format!("action=\"{path}/{verb}?"));
        }
        for (status, verbs) in [
            (Status::Confirmed, &["arrival", "start", "completion"][..]),
            (Status::Arrived, &["start", "completion"][..]),
            (Status::InProgress, &["completion"][..]),
        ] {
            for verb in verbs {
                put(&ctx, visit.id, status).await;
                owner
                    .post(&format!("{path}/{verb}"), &[])
                    .await
                    .expect(409)
                    .says("is on a later day")
                    .lacks(&format!("action=\"{path}/{verb}?"));
                assert_eq!(again(&ctx, &visit).await.status, status, "{verb}");
            }
        }
        // Its day by the practice's clock, hours before it begins; the world's clock is still at the day before.
        put(&ctx, visit.id, Status::Confirmed).await;
        ctx.app.clock.set("2026-05-14T22:05:00Z".parse().unwrap());
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get(&path).await.expect(200);
        page.says(&format!("action=\"{path}/completion?"))
            .lacks(&format!("action=\"{path}/no_show?"));
        owner
            .post(&format!("{path}/completion"), &[])
            .await
            .expect(303);
        assert_eq!(again(&ctx, &visit).await.status, Status::Completed);
    });
}

#[test]
fn a_second_press_finds_it_done() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = |verb: &str| format!("/appointments/{}/{verb}", visit.id);
        let moved = [("version", "1"), ("date", "2026-05-14"), ("time", "12:00")];
        for (verb, form) in [
            ("move", &moved[..]),
            ("note", &[("version", "2"), ("note", "Soft brush")]),
            ("arrival", &[("version", "3")]),
            ("start", &[("version", "4")]),
            ("completion", &[("version", "5"), ("price", "50")]),
        ] {
            for _ in 0..2 {
                owner.post(&path(verb), form).await.expect(303);
            }
        }
        let done = again(&ctx, &visit).await;
        assert_eq!((done.status, done.version), (Status::Completed, 6));
        let other = ctx.book(&bella, "lamination", "2026-05-14T15:00").await;
        let path = format!("/appointments/{}/cancellation", other.id);
        for _ in 0..2 {
            owner
                .post(&path, &[("version", "1"), ("by", "client")])
                .await
                .expect(303);
        }
        assert_eq!(again(&ctx, &other).await.sequence, 1);
    });
}

#[test]
fn cancelling_asks_who_and_counts_late_ones() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let today = visit(&ctx, &bella).await;
        let later = ctx.book(&bella, "lamination", "2026-05-20T11:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = owner
            .get(&format!("/appointments/{}/cancellation/new", today.id))
            .await
            .expect(200);
        form.says("Counts as a late cancellation")
            .says("name=\"reason\"");
        let path = |visit: &Appointment| format!("/appointments/{}/cancellation", visit.id);
        let page = owner
            .post(
                &path(&today),
                &[("version", "1"), ("by", ""), ("reason", "She is ill")],
            )
            .await
            .expect(422);
        page.says("She is ill").says("error-summary");
        let long = "x".repeat(501);
        owner
            .post(&path(&today), &[("by", "client"), ("reason", &long)])
            .await
            .expect(422);
        owner
            .post(
                &path(&today),
                &[("version", "1"), ("by", "client"), ("reason", "She is ill")],
            )
            .await
            .expect(303);
        owner
            .post(&path(&later), &[("version", "1"), ("by", "client")])
            .await
            .expect(303);
        let (today, later) = (again(&ctx, &today).await, again(&ctx, &later).await);
        assert_eq!(
            (
                today.status,
                today.is_late_cancel,
                today.cancel_reason.as_str()
            ),
            (Status::Cancelled, true, "She is ill")
        );
        assert!(!later.is_late_cancel);
        assert_eq!(today.sequence, 1);
        // Its time is free again, and the calendar no longer shows it.
        ctx.book(&bella, "lamination", "2026-05-14T11:00").await;
        owner
            .get("/calendar?view=week")
            .await
            .expect(200)
            .lacks(&format!("a{}", today.id));
        owner
            .get(&format!("/appointments/{}/cancellation/new", today.id))
            .await
            .expect(409);
    });
}

#[test]
fn a_move_keeps_the_visit_and_its_history() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = owner
            .get(&format!(
                "/appointments/{}/move/new?to=2026-05-15",
                visit.id
            ))
            .await
            .expect(200);
        form.says("Free on Friday 15 May")
            .says("name=\"slot\" value=\"10:00\"")
            .says("name=\"slot\" value=\"17:45\"");
        let path = format!("/appointments/{}/move", visit.id);
        owner
            .post(
                &path,
                &[
                    ("version", "1"),
                    ("date", "2026-05-15"),
                    ("slot", "10:15"),
                    ("time", "11:00"),
                ],
            )
            .await
            .expect(303);
        let moved = again(&ctx, &visit).await;
        assert_eq!(
            (moved.starts_at, moved.ends_at),
            (bella.at("2026-05-15T10:15"), bella.at("2026-05-15T11:30"))
        );
        assert_eq!(
            (moved.sequence, moved.version, &moved.reference),
            (1, 2, &visit.reference)
        );
        // Longer, at the same time.
        owner
            .post(
                &path,
                &[
                    ("version", "2"),
                    ("date", "2026-05-15"),
                    ("time", "10:15"),
                    ("minutes", "120"),
                ],
            )
            .await
            .expect(303);
        assert_eq!(again(&ctx, &visit).await.duration_minutes(), 120);
        let page = owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200);
        page.says("Moved: today 11:00 → 15 May 10:15")
            .says("Now takes 2");
    });
}

#[test]
fn a_move_that_cannot_be_keeps_what_was_typed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let other = ctx.client(&bella, "Carmen Ibáñez", "+34612345670").await;
        ctx.book_for(&bella, other.id, "shaping", "2026-05-15T12:00")
            .await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/move", visit.id);
        let try_out = |form: Vec<(&'static str, &'static str)>| {
            let (mut owner, path) = (owner.clone(), path.clone());
            async move { owner.post(&path, &form).await }
        };
        // Taken: who is there, and the way to book over.
        let page = try_out(vec![
            ("version", "1"),
            ("date", "2026-05-15"),
            ("time", "11:45"),
        ])
        .await
        .expect(409);
        page.says("Carmen Ibáñez, 12:00–12:30")
            .says("value=\"11:45\"")
            .says("name=\"book_over\"");
        assert_eq!(again(&ctx, &visit).await.version, 1);
        for (date, time, minutes) in [
            ("", "10:00", ""),
            ("2026-05-15", "25:00", ""),
            ("2026-05-15", "10:00", "3"),
            ("x", "y", "z"),
        ] {
            try_out(vec![
                ("version", "1"),
                ("date", date),
                ("time", time),
                ("minutes", minutes),
            ])
            .await
            .expect(422)
            .says("error-summary");
        }
        try_out(vec![
            ("version", "1"),
            ("date", "2027-03-28"),
            ("time", "02:30"),
        ])
        .await
        .expect(422)
        .says("The clock goes forward");
        owner
            .post(
                &path,
                &[
                    ("version", "1"),
                    ("date", "2026-05-15"),
                    ("time", "11:45"),
                    ("book_over", "true"),
                ],
            )
            .await
            .expect(303);
        let moved = again(&ctx, &visit).await;
        assert!(moved.is_booked_over);
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says("Overlaps Carmen Ibáñez by 30");
    });
}

#[test]
fn a_visit_that_was_booked_over_can_still_begin_and_end() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        ctx.book_over(&bella, "shaping", "2026-05-14T11:30").await;
        let mut owner = bella.sign_in(&ctx).await;
        for verb in ["arrival", "start", "completion"] {
            owner
                .post(&format!("/appointments/{}/{verb}", visit.id), &[])
                .await
                .expect(303);
        }
        assert_eq!(again(&ctx, &visit).await.status, Status::Completed);
    });
}

#[test]
fn a_stale_second_tab_is_told_and_sees_what_is() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .post(
                &format!("/appointments/{}/arrival", visit.id),
                &[("version", "1")],
            )
            .await
            .expect(303);
        let page = owner
            .post(
                &format!("/appointments/{}/no_show", visit.id),
                &[("version", "1")],
            )
            .await
            .expect(409);
        page.says("Somebody changed this visit").says("Arrived");
        let mut htmx = owner.with_htmx();
        let part = htmx
            .post(
                &format!("/appointments/{}/start", visit.id),
                &[("version", "1")],
            )
            .await
            .expect(409);
        assert_eq!(part.headers["hx-retarget"], "#panel");
        part.says("Somebody changed this visit");
        let path = format!("/appointments/{}/note", visit.id);
        let page = owner
            .post(&path, &[("version", "1"), ("note", "Bring the soft brush")])
            .await
            .expect(409);
        page.says("Bring the soft brush")
            .says("name=\"version\" value=\"2\"");
        owner
            .post(&path, &[("version", "2"), ("note", "Bring the soft brush")])
            .await
            .expect(303);
        assert_eq!(
            again(&ctx, &visit).await.internal_note,
            "Bring the soft brush"
        );
        // Another tab wrote a note of its own: both stand there, and saving loses neither.
        owner
            .post(&path, &[("version", "2"), ("note", "Allergic to nickel")])
            .await
            .expect(409)
            .says("Bring the soft brush\n\nAllergic to nickel");
        let long = "я".repeat(2001);
        owner
            .post(&path, &[("version", "3"), ("note", &long)])
            .await
            .expect(422)
            .says(&long);
    });
}

/// The master may put a visit anywhere, and is told where it lies.
#[test]
fn an_open_panel_hears_what_was_done_to_its_visit_elsewhere() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", visit.id);
        let shown = format!(
            "{panel}/news?view=day&date=2026-05-14&seen={}",
            visit.version
        );
        let page = owner
            .get(&format!("{panel}?view=day&date=2026-05-14"))
            .await;
        let page = page.expect(200).body;
        let page = page.replace("&#38;", "&").replace("&amp;", "&");
        assert!(page.contains(&shown), "{page}");
        assert!(page.contains("data-follow=\"/appointments/"));
        for part in ["move/new", "cancellation/new"] {
            let form = owner.with_htmx().get(&format!("{panel}/{part}")).await;
            // A form is never exchanged by itself.
            form.expect(200).says("panel-news").lacks("data-follow");
        }
        let mut htmx = owner.with_htmx();
        let quiet = htmx.get(&shown).await.expect(204);
        assert_eq!(quiet.body, "");
        let act = format!("{panel}/arrival");
        owner.post(&act, &[]).await.expect(303);
        for (locale, status, word) in [
            ("en", "Arrived", "Meanwhile this visit was changed"),
            ("es", "Ha llegado", "Mientras tanto se ha cambiado"),
            ("ru", "", "Тем временем этот визит изменили"),
        ] {
            htmx.set_cookie("lang", locale);
            let news = htmx.get(&shown).await.expect(200);
            news.says(word)
                .says(status)
                .says("11:00")
                .lacks("<!doctype");
        }
        // Without htmx the address leads to the visit, as it stands.
        let lead = owner.get(&shown).await.expect(303);
        assert!(lead.location().starts_with(&panel), "{}", lead.location());
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await.with_htmx();
        stranger.get(&shown).await.expect(404);
    });
}

#[test]
fn a_move_outside_the_schedule_says_so() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let panel = format!("/appointments/{}", visit.id);
        owner.get(&panel).await.lacks("Outside your");
        let id = BlockId::new().to_string();
        let block = [
            ("id", id.as_str()),
            ("date", "2026-05-14"),
            ("from", "15:00"),
            ("to", "16:00"),
            ("reason", "training"),
            ("repeat", "once"),
        ];
        let blocked = owner.post("/settings/blocks", &block).await;
        assert!(blocked.status.is_redirection(), "{}", blocked.body);
        let mut hand = owner.with_htmx().with_header("hx-target", "panel");
        let path = format!("{panel}/move?view=week&date=2026-05-14");
        let to = |version: &'static str, time: &'static str| {
            [
                ("version", version),
                ("date", "2026-05-14"),
                ("time", time),
                ("minutes", ""),
            ]
        };
        let answer = hand.post(&path, &to("1", "22:00")).await.expect(200);
        answer
            .says("22:00. Outside your opening hours")
            .says("name=\"time\" value=\"11:00\"")
            .says("hx-target=\"#panel\"");
        hand.post(&path, &to("2", "15:15"))
            .await
            .expect(200)
            .says("In time that you have blocked: Training");
        owner
            .get(&panel)
            .await
            .says("In time that you have blocked: Training");
        hand.post(&path, &to("3", "11:00")).await.expect(200);
        owner
            .get(&panel)
            .await
            .lacks("you have blocked")
            .lacks("Outside your");
    });
}

#[test]
fn a_move_by_hand_answers_with_the_calendar_and_a_way_back() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let other = ctx.client(&bella, "Carmen Ibáñez", "+34612345670").await;
        ctx.book_for(&bella, other.id, "shaping", "2026-05-15T12:00")
            .await;
        let mut hand = bella
            .sign_in(&ctx)
            .await
            .with_htmx()
            .with_header("hx-target", "grid");
        let path = format!("/appointments/{}/move?view=week&date=2026-05-14", visit.id);
        let answer = hand
            .post(
                &path,
                &[
                    ("version", "1"),
                    ("date", "2026-05-16"),
                    ("time", "10:00"),
                    ("minutes", ""),
                ],
            )
            .await
            .expect(200);
        assert!(answer.body.trim_start().starts_with("<div id=\"grid\""));
        answer
            .says("Moved to Saturday 16 May, 10:00")
            .says("name=\"time\" value=\"11:00\"")
            .says("name=\"version\" value=\"2\"");
        let taken = hand
            .post(
                &path,
                &[
                    ("version", "2"),
                    ("date", "2026-05-15"),
                    ("time", "12:00"),
                    ("minutes", ""),
                ],
            )
            .await
            .expect(409);
        assert_eq!(taken.headers["hx-retarget"], "#panel");
        taken
            .says("Carmen Ibáñez")
            .says("name=\"book_over\"")
            .says("id=\"date\" value=\"2026-05-15\"");
        hand.post(
            &path,
            &[
                ("version", "1"),
                ("date", "2026-05-15"),
                ("time", "15:00"),
                ("minutes", ""),
            ],
        )
        .await
        .expect(409);
        assert_eq!(
            again(&ctx, &visit).await.starts_at,
            bella.at("2026-05-16T10:00")
        );
    });
}

#[test]
fn strangers_and_roles_are_kept_out() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        let mut reader = bella.member(&ctx, Role::Finance).await;
        let mut content = bella.member(&ctx, Role::Content).await;
        let gets = ["", "/move/new", "/cancellation/new"];
        for path in gets.map(|rest| format!("/appointments/{}{rest}", visit.id)) {
            stranger.get(&path).await.expect(404);
            content.get(&path).await.expect(403);
        }
        reader
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200);
        let posts: [(&str, &[(&str, &str)]); 8] = [
            ("confirmation", &[]),
            ("arrival", &[]),
            ("start", &[]),
            ("completion", &[]),
            ("no_show", &[]),
            ("cancellation", &[("by", "master")]),
            (
                "move",
                &[("version", "1"), ("date", "2026-05-15"), ("time", "10:00")],
            ),
            ("note", &[("version", "1"), ("note", "x")]),
        ];
        for (verb, form) in posts {
            let path = format!("/appointments/{}/{verb}", visit.id);
            stranger.post(&path, form).await.expect(404);
            reader.post(&path, form).await.expect(403);
            let mut owner = bella.sign_in(&ctx).await;
            let mut odd = form.to_vec();
            odd.push(("status", "completed"));
            owner.post(&path, &odd).await.expect(422);
        }
        let untouched = again(&ctx, &visit).await;
        assert_eq!(
            (untouched.status, untouched.version),
            (Status::Confirmed, 1)
        );
        let mut owner = bella.sign_in(&ctx).await;
        for id in ["x", "0", "01901234-5678-7abc-8def-0123456789ab"] {
            owner.get(&format!("/appointments/{id}")).await.expect(404);
            owner
                .post(&format!("/appointments/{id}/start"), &[])
                .await
                .expect(404);
        }
    });
}

fn booked(answer: &crate::support::Answer) -> AppointmentId {
    answer
        .location()
        .trim_start_matches("/appointments/")
        .parse()
        .unwrap()
}

#[test]
fn a_visit_is_booked_for_a_client_with_what_they_had_last() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let anna = ctx.client(&bella, "Anna Petrova", "+34612345678").await;
        ctx.book_for(&bella, anna.id, "shaping", "2026-04-01T10:00")
            .await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = owner
            .get("/appointments/new?date=2026-05-15&time=14:30")
            .await
            .expect(200);
        form.says("Anna Petrova")
            .says("value=\"14:30\"")
            .says("Free on Friday 15 May");
        let form = owner
            .get(&format!(
                "/appointments/new?client={}&date=2026-05-14",
                anna.id
            ))
            .await
            .expect(200);
        // The master is not held to the notice that clients have to give.
        form.says("value=\"shaping\" selected")
            .says("name=\"slot\" value=\"10:00\"");
        let client = anna.id.to_string();
        let answer = owner
            .post(
                "/appointments",
                &[
                    ("client", &client),
                    ("what", "lamination/long"),
                    ("addons", "tint"),
                    ("date", "2026-05-15"),
                    ("slot", "10:00"),
                    ("time", ""),
                    ("note", "First time"),
                ],
            )
            .await
            .expect(303);
        let visit = Appointment::find(&ctx.app.db, bella.tenant.id, booked(&answer))
            .await
            .unwrap();
        assert_eq!(
            (
                visit.title.as_str(),
                visit.duration_minutes(),
                visit.price_minor
            ),
            ("Brow lamination, Long + Tint", 105, 6600)
        );
        assert_eq!(
            (visit.client_id, visit.status, visit.internal_note.as_str()),
            (Some(anna.id), Status::Confirmed, "First time")
        );
    });
}

#[test]
fn one_box_makes_a_client_of_what_is_typed_and_keeps_what_was_typed_elsewhere() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let typed = [
            ("q", "Zoe Quick 612 345 611 zoe@example.com"),
            ("guessed", "Zo"),
            ("name", "Zo"),
            ("client", "new"),
        ];
        let page = owner.post("/appointments/new", &typed).await.expect(200);
        page.says("value=\"Zoe Quick\"")
            .says("value=\"612 345 611\"")
            .says("value=\"zoe@example.com\"");
        let typed = [typed[0], typed[1], ("name", "Zoë Quick"), typed[3]];
        let page = owner.post("/appointments/new", &typed).await.expect(200);
        page.says("value=\"Zoë Quick\"")
            .lacks("value=\"Zoe Quick\"");
        let page = owner.post("/appointments/new", &[("q", "Anna 2")]).await;
        page.expect(200)
            .says("name=\"name\"")
            .says("value=\"Anna 2\"");
    });
}

#[test]
fn a_new_client_is_made_while_booking_and_a_known_one_found() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut htmx = owner.with_htmx().with_header("hx-target", "picks");
        let part = htmx
            .post("/appointments/new", &[("q", "Paula Rius")])
            .await
            .expect(200);
        part.says("value=\"new\" checked")
            .says("value=\"Paula Rius\"");
        let form = |slot: &'static str| {
            [
                ("client", "new"),
                ("name", "Paula Rius"),
                ("phone", "+34 612 345 600"),
                ("what", "shaping"),
                ("date", "2026-05-15"),
                ("slot", slot),
            ]
        };
        let first = owner
            .post("/appointments", &form("10:00"))
            .await
            .expect(303);
        let second = owner
            .post("/appointments", &form("11:00"))
            .await
            .expect(303);
        let client = async |id| {
            Appointment::find(&ctx.app.db, bella.tenant.id, id)
                .await
                .unwrap()
                .client_id
        };
        assert_eq!(client(booked(&first)).await, client(booked(&second)).await);
        let nobody = owner
            .post(
                "/appointments",
                &[
                    ("client", "none"),
                    ("what", "shaping"),
                    ("date", "2026-05-15"),
                    ("slot", "12:00"),
                ],
            )
            .await
            .expect(303);
        assert_eq!(client(booked(&nobody)).await, None);
    });
}

#[test]
fn a_button_pressed_twice_books_once() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [
            ("client", "new"),
            ("name", "Paula Rius"),
            ("what", "shaping"),
            ("date", "2026-05-15"),
            ("slot", "10:00"),
            ("key", "0123456789abcdef0123"),
        ];
        let first = owner.post("/appointments", &form).await.expect(303);
        let second = owner.post("/appointments", &form).await.expect(303);
        assert_eq!(first.location(), second.location());
        let (count,) =
            aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments")
                .unwrap();
        assert_eq!(count, 1);
    });
}

#[test]
fn a_form_that_has_booked_one_visit_asks_before_it_books_another() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = |slot: &'static str, note: &'static str, key: &str| {
            vec![
                ("client", "none".to_owned()),
                ("what", "shaping".to_owned()),
                ("date", "2026-05-15".to_owned()),
                ("slot", slot.to_owned()),
                ("note", note.to_owned()),
                ("key", key.to_owned()),
            ]
        };
        let mut send = async |form: Vec<(&str, String)>| {
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            owner.post("/appointments", &form).await
        };
        let key = "0123456789abcdef0123";
        let first = send(form("10:00", "", key)).await.expect(303);
        send(form("10:00", "Her sister comes", key))
            .await
            .expect(409);
        let told = send(form("11:00", "", key)).await.expect(409);
        let told = told.says("booked a visit already");
        let count = async || {
            let (count,) =
                aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments")
                    .unwrap();
            count
        };
        assert_eq!(count().await, 1);
        let fresh = told.body.split("name=\"key\" value=\"").nth(1).unwrap();
        let fresh = fresh.split('"').next().unwrap().to_owned();
        assert_ne!(fresh, key);
        send(form("11:00", "", &fresh)).await.expect(303);
        assert_eq!(count().await, 2);
        // The first press is still answered as it was.
        let again = send(form("10:00", "", key)).await.expect(303);
        assert_eq!(again.location(), first.location());
    });
}

#[test]
fn the_final_price_is_in_the_currency_of_the_booking() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET currency = 'JPY' WHERE id = $1",
            bella.tenant.id,
        )
        .unwrap();
        ctx.app.clock.advance(TimeDelta::hours(3));
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}/completion", visit.id);
        owner.post(&path, &[("price", "50.50")]).await.expect(303);
        assert_eq!(again(&ctx, &visit).await.final_price_minor, Some(5050));
    });
}

#[test]
fn a_taken_time_names_who_is_there_and_can_be_booked_over() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        visit(&ctx, &bella).await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [
            ("client", "new"),
            ("name", "Paula Rius"),
            ("phone", ""),
            ("what", "shaping"),
            ("date", "2026-05-14"),
            ("time", "11:30"),
            ("note", "In a hurry"),
        ];
        let page = owner.post("/appointments", &form).await.expect(409);
        page.says("Anna Petrova, 11:00–12:15")
            .says("value=\"Paula Rius\"")
            .says("value=\"11:30\"")
            .says("In a hurry")
            .says("name=\"book_over\"");
        let (clients,) =
            aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM clients").unwrap();
        assert_eq!(clients, 1, "nobody is made for a visit that was not booked");
        let mut form = form.to_vec();
        form.push(("book_over", "true"));
        let answer = owner.post("/appointments", &form).await.expect(303);
        let visit = Appointment::find(&ctx.app.db, bella.tenant.id, booked(&answer))
            .await
            .unwrap();
        assert!(visit.is_booked_over);
        let events = aureli::events::of_object(
            &ctx.app.db,
            bella.tenant.id,
            aureli::events::Object::Appointment(visit.id),
        )
        .await
        .unwrap();
        assert_eq!(events[0].data["booked_over"], true);
    });
}

#[test]
fn a_form_that_is_not_whole_says_what_is_missing_and_keeps_the_rest() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let whole = [
            ("client", "new"),
            ("name", "Paula"),
            ("phone", ""),
            ("email", ""),
            ("what", "shaping"),
            ("date", "2026-05-15"),
            ("time", "10:00"),
            ("note", ""),
        ];
        for (field, value, at) in [
            ("client", "", "client"),
            ("client", "someone", "client"),
            ("name", " ", "name"),
            ("phone", "12", "phone"),
            ("email", "paula", "email"),
            ("what", "nothing", "what"),
            ("what", "shaping/long", "what"),
            ("date", "2026-13-01", "date"),
            ("date", "", "date"),
            ("time", "", "time"),
            ("time", "25:00", "time"),
            ("note", &*"x".repeat(2001), "note"),
        ] {
            let mut form = whole.to_vec();
            for pair in &mut form {
                if pair.0 == field {
                    pair.1 = value;
                }
            }
            let page = owner.post("/appointments", &form).await.expect(422);
            page.says(&format!("href=\"#{at}\""))
                .says(&format!("id=\"{at}\""));
        }
        let skipped = [
            ("client", "none"),
            ("what", "shaping"),
            ("date", "2027-03-28"),
            ("time", "02:30"),
        ];
        owner
            .post("/appointments", &skipped)
            .await
            .expect(422)
            .says("The clock goes forward");
        let repeated = [
            ("client", "none"),
            ("what", "shaping"),
            ("date", "2026-10-25"),
            ("time", "02:30"),
        ];
        let answer = owner.post("/appointments", &repeated).await.expect(303);
        let visit = Appointment::find(&ctx.app.db, bella.tenant.id, booked(&answer))
            .await
            .unwrap();
        assert_eq!(visit.starts_at.to_rfc3339(), "2026-10-25T00:30:00+00:00");
        // What was is noted, and nobody is told.
        let past = [
            ("client", "none"),
            ("what", "shaping"),
            ("date", "2026-05-13"),
            ("time", "10:00"),
        ];
        owner.post("/appointments", &past).await.expect(303);
        let stranger = ctx.stranger().await;
        let theirs = ctx
            .client(&stranger, "Not Yours", "+34612345671")
            .await
            .id
            .to_string();
        owner
            .post(
                "/appointments",
                &[
                    ("client", &theirs),
                    ("what", "shaping"),
                    ("date", "2026-05-15"),
                    ("time", "10:00"),
                ],
            )
            .await
            .expect(404);
        owner
            .get(&format!("/appointments/new?client={theirs}"))
            .await
            .expect(200)
            .lacks("Not Yours");
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.get("/appointments/new").await.expect(403);
        reader.post("/appointments", &past).await.expect(403);
        reader.get("/appointments/walk-in").await.expect(403);
        reader
            .post("/appointments/walk-in", &[("what", "shaping")])
            .await
            .expect(403);
    });
}

#[test]
fn a_cancellation_is_taken_back_before_anybody_hears_of_it() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-20T11:00").await;
        ctx.run_jobs().await;
        let mails = sent(&ctx).await;
        let owner = bella.sign_in(&ctx).await;
        let cancel = format!("/appointments/{}/cancellation", visit.id);
        let restore = format!("/appointments/{}/restoration", visit.id);
        let toast = owner
            .with_htmx()
            .post(&cancel, &[("by", "client"), ("reason", "Ill")])
            .await
            .expect(200);
        toast.says(&restore).says(">Undo</button>");
        ctx.run_jobs().await;
        let mut owner = bella.sign_in(&ctx).await;
        // A tab that saw an older state is told; the second press finds it done.
        owner.post(&restore, &[("version", "1")]).await.expect(409);
        for _ in 0..2 {
            owner.post(&restore, &[("version", "2")]).await.expect(303);
        }
        let back = again(&ctx, &visit).await;
        assert_eq!(
            (back.status, back.cancel_reason.as_str(), back.cancelled_by),
            (Status::Confirmed, "", None)
        );
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200)
            .says("Cancellation taken back");
        // Its time is taken again.
        let slots = "/api/v1/public/bella/slots?service=lamination&from=2026-05-20&days=1";
        ctx.visitor().get(slots).await.lacks("2026-05-20T11:00");
        ctx.app.clock.advance(TimeDelta::minutes(1));
        ctx.run_jobs().await;
        assert_eq!(sent(&ctx).await, mails);
        // The reminder stands again, once.
        ctx.app.clock.advance(TimeDelta::hours(5 * 24 + 3));
        ctx.run_jobs().await;
        assert_eq!(sent(&ctx).await, mails + 1);
    });
}

#[test]
fn a_cancellation_stays_when_the_time_is_gone_or_minutes_have_passed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-20T11:00").await;
        let late = ctx.book(&bella, "lamination", "2026-05-21T11:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = |visit: &Appointment, act: &str| format!("/appointments/{}/{act}", visit.id);
        for visit in [&visit, &late] {
            owner
                .post(&path(visit, "cancellation"), &[("by", "master")])
                .await
                .expect(303);
        }
        ctx.book(&bella, "lamination", "2026-05-20T11:30").await;
        let taken = owner.post(&path(&visit, "restoration"), &[]).await;
        taken.expect(409).says("taken");
        assert_eq!(again(&ctx, &visit).await.status, Status::Cancelled);
        ctx.app.clock.advance(TimeDelta::minutes(16));
        owner
            .get(&format!("/appointments/{}", late.id))
            .await
            .expect(200)
            .lacks("restoration");
        let gone = owner.post(&path(&late, "restoration"), &[]).await;
        gone.expect(409).says("can no longer be taken back");
        assert_eq!(again(&ctx, &late).await.status, Status::Cancelled);
    });
}

#[test]
fn a_visit_that_ends_early_leaves_its_time_to_a_walk_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = visit(&ctx, &bella).await;
        ctx.app.clock.advance(TimeDelta::minutes(150));
        let mut owner = bella.sign_in(&ctx).await;
        let walk_in = [("what", "shaping")];
        owner
            .post("/appointments/walk-in", &walk_in)
            .await
            .expect(409);
        owner
            .post(&format!("/appointments/{}/completion", visit.id), &[])
            .await
            .expect(303);
        owner
            .post("/appointments/walk-in", &walk_in)
            .await
            .expect(303);
        // What was done keeps its own times.
        assert_eq!(again(&ctx, &visit).await.ends_at, visit.ends_at);
    });
}

#[test]
fn a_walk_in_begins_with_one_press() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/appointments/walk-in")
            .await
            .expect(200)
            .says("value=\"lamination/long\"");
        let answer = owner
            .post("/appointments/walk-in", &[("what", "shaping")])
            .await
            .expect(303);
        let visit = Appointment::find(&ctx.app.db, bella.tenant.id, booked(&answer))
            .await
            .unwrap();
        assert_eq!(
            (visit.status, visit.client_id, visit.starts_at),
            (Status::InProgress, None, ctx.app.clock.now())
        );
        owner
            .get(answer.location())
            .await
            .expect(200)
            .says("Walk-in")
            .says("Complete, €20");
        let keyed = [("what", "lamination"), ("key", "walked-in-just-now")];
        ctx.app.clock.advance(TimeDelta::hours(2));
        let mut owner = bella.sign_in(&ctx).await;
        let first = owner
            .post("/appointments/walk-in", &keyed)
            .await
            .expect(303);
        let second = owner
            .post("/appointments/walk-in", &keyed)
            .await
            .expect(303);
        assert_eq!(first.location(), second.location());
        ctx.app.clock.advance(TimeDelta::hours(-2));
        let taken = owner
            .post("/appointments/walk-in", &[("what", "shaping")])
            .await
            .expect(409);
        taken
            .says("Walk-in, 09:00–09:30")
            .says("name=\"what\" value=\"shaping\"");
        owner
            .post(
                "/appointments/walk-in",
                &[("what", "shaping"), ("book_over", "true")],
            )
            .await
            .expect(303);
        owner
            .post("/appointments/walk-in", &[("what", "x")])
            .await
            .expect(422);
    });
}

#[test]
fn the_now_bar_follows() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut htmx = bella.sign_in(&ctx).await.with_htmx();
        htmx.get("/now").await.expect(200).says("id=\"now\" hidden");
        visit(&ctx, &bella).await;
        htmx.get("/now")
            .await
            .expect(200)
            .says("Anna Petrova")
            .says("at 11:00");
        htmx.get("/todo/count").await.expect(200).says("hidden>0<");
        ctx.book(&bella, "consult", "2026-05-14T16:00").await;
        htmx.get("/todo/count")
            .await
            .expect(200)
            .says(">1<")
            .lacks("hidden");
        let mut content = bella.member(&ctx, Role::Content).await.with_htmx();
        content.get("/now").await.expect(403);
        content.get("/todo/count").await.expect(403);
    });
}
