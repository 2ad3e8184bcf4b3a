//! `/settings/hours`, `/settings/overrides`, `/settings/blocks`: the schedule, set through the pages.

use aureli::accounts::Role;
use aureli::id::BlockId;
use aureli::schedule::exceptions::Exception;
use aureli::schedule::model::BlockRow;
use aureli::schedule::periods::Period;

use crate::support::factories::Practice;
use crate::support::{Answer, Ctx, Visitor, on_both};

type Fields<'a> = Vec<(&'a str, &'a str)>;

/// The week as the form sends it: weekday, beginning, end.
fn week<'a>(period: &'a str, rows: &[(&'a str, &'a str, &'a str)]) -> Fields<'a> {
    let mut form = vec![("period", period)];
    for (day, from, to) in rows {
        if !form.contains(&("open", day)) {
            form.push(("open", day));
        }
        form.extend([("day", *day), ("from", *from), ("to", *to)]);
    }
    form
}

async fn periods(ctx: &Ctx, practice: &Practice) -> Vec<(String, Vec<(u8, u16, u16)>)> {
    let all = Period::all(&ctx.app.db, practice.tenant.id, None)
        .await
        .expect("periods");
    all.iter()
        .map(|period| {
            (
                period.key(),
                period
                    .week
                    .iter()
                    .map(|i| (i.weekday, i.from, i.to))
                    .collect(),
            )
        })
        .collect()
}

async fn exceptions(ctx: &Ctx, practice: &Practice) -> Vec<Exception> {
    let today = practice.tenant.local_date(ctx.app.clock.now());
    Exception::upcoming(&ctx.app.db, practice.tenant.id, None, today)
        .await
        .expect("exceptions")
}

async fn blocks(ctx: &Ctx, practice: &Practice) -> Vec<BlockRow> {
    let today = practice.tenant.local_date(ctx.app.clock.now());
    BlockRow::since(&ctx.app.db, practice.tenant.id, None, today)
        .await
        .expect("blocks")
}

/// The form of a block as it stands on a new page, some fields changed.
async fn block(owner: &mut Visitor, fields: &[(&str, &str)]) -> Answer {
    let id = BlockId::new().to_string();
    let mut form = Fields::new();
    for (name, usual) in [
        ("id", id.as_str()),
        ("date", "2026-05-18"),
        ("from", "13:00"),
        ("to", "14:00"),
        ("reason", "break"),
        ("repeat", "once"),
    ] {
        if !fields.iter().any(|(field, _)| *field == name) {
            form.push((name, usual));
        }
    }
    form.extend_from_slice(fields);
    owner.post("/settings/blocks", &form).await
}

#[test]
fn hours_are_set_with_breaks_nights_and_typed_freely() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .says("Monday")
            .says("value=\"10:00\"");
        let form = week(
            "_",
            &[
                ("0", "9", "13.00"),
                ("0", "1430", "19:30"),
                ("2", "10", "0:00"),
                ("4", "22", "2"),
                ("5", "", ""),
                ("5", "12", "15"),
            ],
        );
        assert_eq!(
            owner
                .post("/settings/hours", &form)
                .await
                .expect(303)
                .location(),
            "/settings/hours?period=_"
        );
        let expected = vec![
            (0, 540, 780),
            (0, 870, 1170),
            (2, 600, 1440),
            (4, 1320, 120),
            (5, 720, 900),
        ];
        assert_eq!(periods(&ctx, &bella).await, [("_".to_owned(), expected)]);
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .says("value=\"14:30\"")
            .says("value=\"02:00\"");
        // A week off altogether.
        owner
            .post("/settings/hours", &[("period", "_")])
            .await
            .expect(303);
        assert_eq!(periods(&ctx, &bella).await, [("_".to_owned(), vec![])]);
        owner.get("/settings/hours").await.expect(200);
    });
}

/// The day whose row has this error.
fn weekday_of(id: &str) -> &'static str {
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ][id["row-".len()..]
        .split('-')
        .next()
        .unwrap()
        .parse::<usize>()
        .unwrap()]
}

#[test]
fn overlapping_and_unreadable_hours_are_refused_beside_the_row() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for (rows, word, id) in [
            (
                vec![("0", "9", "13"), ("0", "12", "18")],
                "overlap",
                "row-0-1-e",
            ),
            (
                vec![("6", "22", "4"), ("0", "3", "9")],
                "overlap",
                "row-6-0-e",
            ),
            (vec![("1", "9", "9")], "later than the start", "row-1-0-e"),
            (vec![("1", "9", "25")], "Enter a time", "row-1-0-e"),
            (
                vec![("1", "morning", "evening")],
                "Enter a time",
                "row-1-0-e",
            ),
            (vec![("3", "", "")], "switch the day off", "row-3-0-e"),
        ] {
            let answer = owner
                .post("/settings/hours", &week("_", &rows))
                .await
                .expect(422);
            let answer = answer.says(word).says(id).says("error-summary");
            // The summary names the day.
            let summary = answer.body.split("error-summary").nth(1).unwrap();
            let day = weekday_of(id);
            assert!(summary.contains(&format!(">{day}: ")), "{day} in {summary}");
            for (_, from, to) in rows {
                for typed in [from, to].into_iter().filter(|typed| !typed.is_empty()) {
                    assert!(
                        answer.body.contains(&format!("value=\"{typed}\"")),
                        "{typed} is lost"
                    );
                }
            }
        }
        owner
            .post(
                "/settings/hours",
                &[("period", "_"), ("open", "0"), ("day", "0"), ("from", "9")],
            )
            .await
            .expect(422);
        owner
            .post("/settings/hours", &week("2020-01-01_", &[("0", "9", "12")]))
            .await
            .expect(404);
        assert_eq!(periods(&ctx, &bella).await[0].1.len(), 6);
    });
}

#[test]
fn a_season_has_hours_of_its_own_and_leaves_none_behind() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner.get("/settings/hours/season").await.expect(200);
        let season = [("from", "2026-07-01"), ("until", "31.08.2026")];
        let answer = owner
            .post("/settings/hours/season", &season)
            .await
            .expect(303);
        assert_eq!(
            answer.location(),
            "/settings/hours?period=2026-07-01_2026-08-31"
        );
        let form = week("2026-07-01_2026-08-31", &[("0", "8", "12")]);
        owner.post("/settings/hours", &form).await.expect(303);
        let all = periods(&ctx, &bella).await;
        assert_eq!(
            all.iter()
                .map(|(key, week)| (key.as_str(), week.len()))
                .collect::<Vec<_>>(),
            [
                ("_2026-06-30", 6),
                ("2026-07-01_2026-08-31", 1),
                ("2026-09-01_", 6)
            ]
        );
        // Clients are offered the season's hours in it, and the usual ones around it.
        let slots = |from: &'static str| {
            let mut visitor = ctx.visitor();
            async move {
                let path = format!("/api/v1/public/bella/slots?service=shaping&from={from}&days=1");
                visitor.get(&path).await.expect(200).json()["days"][0]["slots"][0]["start"].clone()
            }
        };
        assert_eq!(slots("2026-06-29").await, "2026-06-29T10:00:00+02:00");
        assert_eq!(slots("2026-07-06").await, "2026-07-06T08:00:00+02:00");
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .says("1 July – 31 August");

        for (from, until, word) in [
            ("2026-08-31", "2026-07-01", "before the first"),
            ("2026-01-01", "2026-02-01", "still to come"),
            ("2026-07-01", "2026-08-31", "already a period"),
            ("2026-07-01", "2029-08-31", "at most"),
            ("soon", "", "Enter a date"),
        ] {
            let form = [("from", from), ("until", until)];
            owner
                .post("/settings/hours/season", &form)
                .await
                .expect(422)
                .says(word);
        }
        let gone = [("period", "2026-07-01_2026-08-31")];
        owner
            .post("/settings/hours/season/removal", &gone)
            .await
            .expect(303);
        assert_eq!(periods(&ctx, &bella).await.len(), 1);
        owner
            .post("/settings/hours/season/removal", &gone)
            .await
            .expect(404);
    });
}

#[test]
fn visits_outside_new_hours_are_kept_and_told() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for at in ["2026-05-18T10:00", "2026-05-18T17:00", "2026-05-19T10:00"] {
            ctx.book(&bella, "shaping", at).await;
        }
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .lacks("stand outside")
            .lacks("stands outside");
        let form = week("_", &[("0", "10", "17:15"), ("2", "10", "19")]);
        owner.post("/settings/hours", &form).await.expect(303);
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .says("2 visits stand outside")
            .says("Anna Petrova, 19 May, 10:00");
        let form = week(
            "_",
            &[("0", "10", "17"), ("0", "17", "18"), ("1", "9", "11")],
        );
        owner.post("/settings/hours", &form).await.expect(303);
        owner
            .get("/settings/hours")
            .await
            .expect(200)
            .lacks("stand outside")
            .lacks("stands outside");
        // A day off does it too.
        owner
            .post(
                "/settings/overrides",
                &[("from", "2026-05-19"), ("kind", "closed")],
            )
            .await
            .expect(303);
        owner
            .get("/settings/overrides")
            .await
            .expect(200)
            .says("1 visit stands outside");
    });
}

#[test]
fn days_off_and_other_hours_are_added_changed_and_removed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/overrides")
            .await
            .expect(200)
            .says("No days off ahead");
        owner
            .get("/settings/overrides/new?from=2026-06-24")
            .await
            .expect(200)
            .says("value=\"2026-06-24\"");
        let holiday = [
            ("from", "2026-08-03"),
            ("until", "2026-08-16"),
            ("kind", "closed"),
            ("note", "Море 🌊"),
        ];
        owner
            .post("/settings/overrides", &holiday)
            .await
            .expect(303);
        let saturday = [
            ("from", "2026-06-27"),
            ("kind", "open"),
            ("hours_from", "8"),
            ("hours_to", "12"),
            ("hours_from", "13"),
            ("hours_to", "22"),
            ("hours_from", ""),
            ("hours_to", ""),
        ];
        owner
            .post("/settings/overrides", &saturday)
            .await
            .expect(303);
        let all = exceptions(&ctx, &bella).await;
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].open, [(480, 720), (780, 1320)]);
        assert_eq!((all[1].until - all[1].from).num_days(), 13);
        owner
            .get("/settings/overrides")
            .await
            .expect(200)
            .says("3–16 August")
            .says("Море 🌊")
            .says("08:00–12:00, 13:00–22:00");

        // Shortened: the days left out go back to the usual hours.
        let edit = "/settings/overrides/edit?from=2026-08-03&until=2026-08-16";
        owner
            .get(edit)
            .await
            .expect(200)
            .says("value=\"2026-08-16\"");
        let shorter = [
            ("was_from", "2026-08-03"),
            ("was_until", "2026-08-16"),
            ("from", "2026-08-10"),
            ("until", "2026-08-12"),
            ("kind", "closed"),
            ("note", ""),
        ];
        owner
            .post("/settings/overrides", &shorter)
            .await
            .expect(303);
        let all = exceptions(&ctx, &bella).await;
        assert_eq!(
            (all[1].from.to_string(), all[1].until.to_string()),
            ("2026-08-10".into(), "2026-08-12".into())
        );
        let range = [("from", "2026-08-10"), ("until", "2026-08-12")];
        owner
            .post("/settings/overrides/removal", &range)
            .await
            .expect(303);
        owner
            .post("/settings/overrides/removal", &range)
            .await
            .expect(404);
        assert_eq!(exceptions(&ctx, &bella).await.len(), 1);

        for (fields, word) in [
            (vec![("from", ""), ("kind", "closed")], "Enter a date"),
            (vec![("from", "2026-05-13"), ("kind", "closed")], "today on"),
            (
                vec![
                    ("from", "2026-06-10"),
                    ("until", "2026-06-09"),
                    ("kind", "closed"),
                ],
                "before the first",
            ),
            (
                vec![
                    ("from", "2026-06-10"),
                    ("until", "2027-06-20"),
                    ("kind", "closed"),
                ],
                "at most 366",
            ),
            (
                vec![("from", "2026-06-10"), ("kind", "open")],
                "Enter the hours",
            ),
            (
                vec![("from", "2026-06-10"), ("kind", "maybe")],
                "Choose one",
            ),
            (
                vec![
                    ("from", "2026-06-10"),
                    ("kind", "open"),
                    ("hours_from", "9"),
                    ("hours_to", "12"),
                    ("hours_from", "11"),
                    ("hours_to", "13"),
                ],
                "overlap",
            ),
        ] {
            owner
                .post("/settings/overrides", &fields)
                .await
                .expect(422)
                .says(word);
        }
        owner
            .get("/settings/overrides/edit?from=2026-12-01")
            .await
            .expect(404);
    });
}

#[test]
fn time_is_blocked_once_or_again_and_again() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/blocks")
            .await
            .expect(200)
            .says("Nothing blocked");
        owner
            .get("/blocks/new?from=2026-05-18T13:00&to=2026-05-18T14:30&next=/calendar%3Fdate%3D2026-05-18")
            .await
            .expect(200)
            .says("value=\"13:00\"")
            .says("value=\"14:30\"")
            .says("/calendar?date=2026-05-18");
        let back = block(&mut owner, &[("next", "/calendar?date=2026-05-18")])
            .await
            .expect(303);
        assert_eq!(back.location(), "/calendar?date=2026-05-18");
        let away = block(
            &mut owner,
            &[("next", "//evil.example"), ("date", "2026-05-25")],
        )
        .await
        .expect(303);
        assert_eq!(away.location(), "/settings/blocks");
        let weekly = [
            ("from", "12"),
            ("to", "12:30"),
            ("repeat", "weekly"),
            ("every", "2"),
            ("day", "1"),
            ("day", "3"),
            ("ends", "date"),
            ("end_date", "2026-12-31"),
            ("reason", "private"),
            ("note", "Yoga"),
        ];
        block(&mut owner, &weekly).await.expect(303);
        let daily = [
            ("repeat", "daily"),
            ("ends", "count"),
            ("count", "5"),
            ("reason", "training"),
        ];
        block(&mut owner, &daily).await.expect(303);
        let night = [
            ("date", "2026-05-20"),
            ("from", "22"),
            ("to", "2"),
            ("reason", "other"),
        ];
        block(&mut owner, &night).await.expect(303);
        let vacation = [
            ("date", "2026-07-01"),
            ("last_date", "2026-07-14"),
            ("all_day", "true"),
            ("reason", "vacation"),
        ];
        block(&mut owner, &vacation).await.expect(303);
        let all = blocks(&ctx, &bella).await;
        assert_eq!(all.len(), 6);
        let by = |reason: &str| {
            all.iter()
                .find(|block| block.reason == reason)
                .expect("block")
                .clone()
        };
        assert_eq!(
            by("private").rrule.as_deref(),
            Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20261231")
        );
        assert_eq!(by("private").last_date.to_string(), "2026-12-31");
        assert_eq!(by("training").last_date.to_string(), "2026-05-22");
        assert_eq!(
            by("other").ends_local.map(|end| end.to_string()),
            Some("2026-05-21 02:00:00".into())
        );
        let ends = by("vacation").ends_local.map(|end| end.to_string());
        assert_eq!(
            (ends, by("vacation").last_date.to_string()),
            (Some("2026-07-15 00:00:00".into()), "2026-07-14".into())
        );
        owner
            .get("/settings/blocks")
            .await
            .expect(200)
            .says("every 2 weeks: Tue, Thu")
            .says("5 times")
            .says("1 Jul – 14 Jul");

        // Shown as it was said, saved as it is shown.
        let page = format!("/settings/blocks/{}", by("private").id);
        owner
            .get(&page)
            .await
            .expect(200)
            .says("value=\"2026-12-31\"")
            .says("Yoga");
        let once = [
            ("date", "2026-05-18"),
            ("from", "15:00"),
            ("to", "16:00"),
            ("reason", "sick"),
            ("repeat", "once"),
        ];
        owner.post(&page, &once).await.expect(303);
        let all = blocks(&ctx, &bella).await;
        assert!(
            all.iter()
                .any(|block| block.reason == "sick" && block.rrule.is_none())
        );
        owner
            .post(&format!("{page}/deletion"), &[])
            .await
            .expect(303);
        owner.get(&page).await.expect(404);
        assert_eq!(blocks(&ctx, &bella).await.len(), 5);
    });
}

#[test]
fn public_holidays_are_an_offer_that_is_taken_day_by_day() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = "/settings/overrides";
        let page = owner.get(path).await.expect(200);
        let page = page
            .says("Wednesday 6 January 2027 · Epiphany")
            .says("value=\"2026-08-15\" checked")
            .says("Good Friday")
            // A Sunday: closed anyway.
            .lacks("All Saints");
        let offered = page.body.matches("name=\"date\"").count();
        assert_eq!(offered, 8);
        assert!(
            exceptions(&ctx, &bella).await.is_empty(),
            "nothing is taken off unasked"
        );
        for (locale, word) in [
            ("en", "Choose at least one day"),
            ("es", "Elige al menos un día"),
            ("ru", "Отметьте хотя бы один день"),
        ] {
            owner.set_cookie("lang", locale);
            let holidays = format!("{path}/holidays");
            let answer = owner.post(&holidays, &[]).await.expect(422);
            answer
                .says(word)
                .says("id=\"date-e\"")
                .lacks("value=\"2026-08-15\" checked");
        }
        owner.set_cookie("lang", "es");
        // One that is offered, one that is not.
        let chosen = [
            ("date", "2027-01-06"),
            ("date", "2026-12-25"),
            ("date", "2026-06-01"),
        ];
        let holidays = format!("{path}/holidays");
        // Pressed twice.
        for word in [
            "2 días libres",
            &aureli::i18n::Locale::Es.t("schedule-override-saved"),
        ] {
            let answer = owner.post(&holidays, &chosen).await.expect(303);
            assert_eq!(answer.location(), path);
            owner.get(path).await.expect(200).says(word);
        }
        let closed = exceptions(&ctx, &bella).await;
        let closed: Vec<_> = closed
            .iter()
            .map(|one| (one.from.to_string(), one.is_closed(), one.note.clone()))
            .collect();
        assert_eq!(
            closed,
            [
                ("2026-12-25".into(), true, "Navidad".to_owned()),
                ("2027-01-06".into(), true, "Día de Reyes".to_owned()),
            ]
        );
        let page = owner
            .get(path)
            .await
            .expect(200)
            .lacks("value=\"2026-12-25\"");
        assert_eq!(page.body.matches("name=\"date\"").count(), 6);
        // Nothing is offered where the country's are not known, nor for a chair.
        aureli::q!(&ctx.app.db, execute, "UPDATE tenants SET country = 'AQ'").expect("country");
        owner.get(path).await.expect(200).lacks("/holidays");
    });
}

#[test]
fn undo_pressed_twice_says_calmly_that_it_was_done() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        block(
            &mut owner,
            &[("next", "/calendar?view=day&date=2026-05-18")],
        )
        .await
        .expect(303);
        let undo = format!(
            "/settings/blocks/{}/deletion?next=%2Fcalendar%3Fview%3Dday",
            blocks(&ctx, &bella).await[0].id
        );
        let events = |ctx: Ctx| async move {
            let all = aureli::q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM events WHERE kind = 'schedule.updated'");
            all.expect("events").0
        };
        owner.post(&undo, &[]).await.expect(303);
        let before = events(ctx.clone()).await;
        for (locale, word) in [
            ("en", "Already taken back"),
            ("es", "Ya estaba deshecho"),
            ("ru", "Уже отменено"),
        ] {
            owner.set_cookie("lang", locale);
            let answer = owner.post(&undo, &[]).await.expect(303);
            assert_eq!(answer.location(), "/calendar?view=day");
            owner.get("/calendar?view=day").await.expect(200).says(word);
        }
        assert_eq!(events(ctx.clone()).await, before, "nothing happened twice");
        // One that never was stays unknown.
        let never = format!("/settings/blocks/{}/deletion", uuid::Uuid::now_v7());
        owner.post(&never, &[]).await.expect(404);
    });
}

#[test]
fn a_repeat_without_end_is_kept_and_a_flood_is_refused() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        block(&mut owner, &[("repeat", "daily"), ("ends", "never")])
            .await
            .expect(303);
        assert_eq!(
            blocks(&ctx, &bella).await[0].last_date.to_string(),
            "9999-12-31"
        );
        // Looking far ahead costs what looking at a month costs.
        let mut visitor = ctx.visitor();
        visitor
            .get("/api/v1/public/bella/slots?service=shaping&from=2026-06-01&days=62")
            .await
            .expect(200);

        for (fields, word) in [
            (
                vec![("repeat", "rule"), ("rule", "FREQ=SECONDLY")],
                "once a day",
            ),
            (
                vec![
                    ("repeat", "rule"),
                    ("rule", "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3"),
                ],
                "once a day",
            ),
            (
                vec![("repeat", "rule"), ("rule", "FREQ=YEARLY;BYEASTER=1")],
                "not kept",
            ),
            (
                vec![("repeat", "rule"), ("rule", "every day")],
                "can’t be read",
            ),
            (vec![("repeat", "daily"), ("every", "0")], "from 1 to"),
            (
                vec![("repeat", "daily"), ("ends", "count"), ("count", "1000000")],
                "from 1 to",
            ),
            (
                vec![("repeat", "weekly"), ("day", "9")],
                "Choose from the list",
            ),
            (
                vec![
                    ("repeat", "weekly"),
                    ("ends", "date"),
                    ("end_date", "2026-05-01"),
                ],
                "before the first",
            ),
            (vec![("repeat", "hourly")], "Choose one"),
            (
                vec![("repeat", "daily"), ("last_date", "2026-05-28")],
                "too long",
            ),
            (vec![("last_date", "2029-05-18")], "too long"),
            (vec![("last_date", "2026-05-17")], "before the first"),
            (
                vec![("from", "14:00"), ("to", "14:00")],
                "later than the start",
            ),
            (vec![("from", ""), ("to", "")], "Enter a time"),
            (vec![("reason", "laziness")], "Choose one"),
            (vec![("date", "99999-01-01")], "Enter a date"),
        ] {
            block(&mut owner, &fields).await.expect(422).says(word);
        }
        let long = "ы".repeat(201);
        block(&mut owner, &[("note", &long)])
            .await
            .expect(422)
            .says("at most 200")
            .says(&long);
        // A rule that the fields cannot say stays as it is.
        let monthly = [
            ("repeat", "rule"),
            ("rule", "FREQ=MONTHLY;BYDAY=2TU"),
            ("reason", "other"),
        ];
        block(&mut owner, &monthly).await.expect(303);
        let all = blocks(&ctx, &bella).await;
        let row = all.iter().find(|row| row.reason == "other").expect("block");
        owner
            .get(&format!("/settings/blocks/{}", row.id))
            .await
            .expect(200)
            .says("FREQ=MONTHLY;BYDAY=2TU");
    });
}

#[test]
fn a_block_over_visits_says_how_many_and_takes_no_new_ones() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        ctx.book(&bella, "shaping", "2026-05-18T13:15").await;
        block(
            &mut owner,
            &[("repeat", "daily"), ("ends", "count"), ("count", "3")],
        )
        .await
        .expect(303);
        owner
            .get("/settings/blocks")
            .await
            .expect(200)
            .says("1 visit stands in it");
        let slots = ctx
            .visitor()
            .get("/api/v1/public/bella/slots?service=shaping&from=2026-05-19&days=1")
            .await
            .expect(200);
        slots
            .says("start\":\"2026-05-19T12:30")
            .says("start\":\"2026-05-19T14:00")
            .lacks("start\":\"2026-05-19T13:00")
            .lacks("start\":\"2026-05-19T12:45");
    });
}

#[test]
fn the_block_sent_twice_is_one() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let id = BlockId::new().to_string();
        for _ in 0..2 {
            block(&mut owner, &[("id", &id)]).await.expect(303);
        }
        assert!(blocks(&ctx, &bella).await.len() == 1);
    });
}

#[test]
fn a_stranger_finds_no_block_and_an_operator_may_not_change_the_schedule() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let other = ctx.stranger().await;
        let mut owner = bella.sign_in(&ctx).await;
        block(&mut owner, &[]).await.expect(303);
        let page = format!("/settings/blocks/{}", blocks(&ctx, &bella).await[0].id);
        let once: Fields = vec![
            ("date", "2026-05-18"),
            ("from", "15:00"),
            ("to", "16:00"),
            ("reason", "sick"),
        ];

        let mut stranger = other.sign_in(&ctx).await;
        stranger.get(&page).await.expect(404);
        stranger.post(&page, &once).await.expect(404);
        stranger
            .post(&format!("{page}/deletion"), &[])
            .await
            .expect(404);
        stranger
            .post(
                "/settings/overrides",
                &[("from", "2026-06-24"), ("kind", "closed")],
            )
            .await
            .expect(303);
        assert!(exceptions(&ctx, &bella).await.is_empty());
        stranger
            .post("/settings/hours", &week("_", &[("0", "9", "10")]))
            .await
            .expect(303);
        assert_eq!(periods(&ctx, &bella).await[0].1.len(), 6);

        let mut operator = bella.member(&ctx, Role::Operator).await;
        for path in [
            "/settings/hours",
            "/settings/hours/season",
            "/settings/overrides",
            "/settings/overrides/new",
            "/settings/overrides/edit?from=2026-06-24",
            "/settings/blocks",
            "/settings/blocks/new",
            "/blocks/new",
            &page,
        ] {
            operator.get(path).await.expect(403);
        }
        for (path, form) in [
            ("/settings/hours".to_owned(), week("_", &[("0", "9", "10")])),
            (
                "/settings/hours/season".into(),
                vec![("from", "2026-07-01"), ("until", "2026-07-02")],
            ),
            (
                "/settings/hours/season/removal".into(),
                vec![("period", "_")],
            ),
            (
                "/settings/overrides".into(),
                vec![("from", "2026-06-24"), ("kind", "closed")],
            ),
            (
                "/settings/overrides/removal".into(),
                vec![("from", "2026-06-24")],
            ),
            ("/settings/blocks".into(), once.clone()),
            (page.clone(), once),
            (format!("{page}/deletion"), vec![]),
        ] {
            operator.post(&path, &form).await.expect(403);
        }
        let mut manager = bella.member(&ctx, Role::Manager).await;
        manager.get("/settings/hours").await.expect(200);
        assert_eq!(blocks(&ctx, &bella).await.len(), 1);
    });
}

#[test]
fn the_schedule_speaks_every_language() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        block(&mut owner, &[("repeat", "weekly"), ("day", "0")])
            .await
            .expect(303);
        owner
            .post(
                "/settings/overrides",
                &[("from", "2026-06-24"), ("kind", "closed")],
            )
            .await
            .expect(303);
        for (lang, day) in [("ru", "Понедельник"), ("es", "Lunes"), ("en", "Monday")] {
            owner
                .get(&format!("/settings/hours?lang={lang}"))
                .await
                .expect(200)
                .says(day);
            owner
                .get(&format!("/settings/blocks/new?lang={lang}"))
                .await
                .expect(200)
                .says(day);
            for path in [
                "/settings/overrides",
                "/settings/overrides/new",
                "/settings/blocks",
                "/settings/hours/season",
            ] {
                owner.get(&format!("{path}?lang={lang}")).await.expect(200);
            }
        }
    });
}

#[test]
fn hours_changed_in_another_window_are_not_overwritten_unseen() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let was = "0:600-1140 1:600-1140 2:600-1140 3:600-1140 4:600-1140 5:600-1140";
        owner.get("/settings/hours").await.expect(200).says(was);
        let form = |hour: &'static str| {
            let mut form = week("_", &[("0", hour, "18")]);
            form.push(("was", was));
            form
        };
        owner.post("/settings/hours", &form("8")).await.expect(303);
        owner
            .post("/settings/hours", &form("9"))
            .await
            .expect(409)
            .says("changed meanwhile")
            .says("value=\"9\"");
        assert_eq!(periods(&ctx, &bella).await[0].1, [(0, 480, 1080)]);
    });
}
