//! The calendar: what stands where, over the changes of the clock and over midnight.

use aureli::accounts::Role;
use serde_json::json;

use crate::support::factories::bella_file;
use crate::support::on_both;

/// The block of a visit as the grid draws it.
fn block(body: &str, id: impl std::fmt::Display) -> String {
    let at = body
        .find(&format!("id=\"a{id}\""))
        .expect("the visit's block");
    let start = body[..at].rfind("<a class=\"appt").expect("a block");
    let end = start + body[start..].find("</a>").expect("its end");
    body[start..end].to_owned()
}

#[test]
fn a_week_shows_its_visits_where_they_stand() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:35").await;
        ctx.book(&bella, "shaping", "2026-05-22T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let week = owner
            .get("/calendar?view=week&date=2026-05-15")
            .await
            .expect(200);
        let week = week
            .says("11–17 May")
            .says("1 visit, €48 booked")
            .says("data-from=\"9\" data-to=\"20\"");
        let drawn = block(&week.body, visit.id);
        for attribute in [
            "data-h=\"11\" data-m=\"35\"",
            "data-dh=\"1\" data-dm=\"15\"",
            "data-status=\"confirmed\"",
            "data-movable",
        ] {
            assert!(drawn.contains(attribute), "{attribute} is not in {drawn}");
        }
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger
            .get("/calendar?view=week&date=2026-05-15")
            .await
            .expect(200)
            .lacks("Anna Petrova");
    });
}

#[test]
fn every_view_opens_whatever_the_query_says() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for query in [
            "",
            "?view=day",
            "?view=agenda",
            "?view=month&date=never",
            "?date=2026-02-30",
            "?date=-262144-01-01&view=week",
            "?date=262142-12-31",
            "?date=9999-12-31",
            "?view=week&view=day&date=&date=x",
            "?%ff=%fe&date=%00",
        ] {
            let answer = owner.get(&format!("/calendar{query}")).await;
            assert_eq!(answer.status, 200, "{query}");
            assert!(
                answer.body.contains("14") && answer.body.contains("May"),
                "{query} is not about today"
            );
        }
        // The edges of what can be asked for lead on, and back.
        for date in ["1970-01-01", "2199-12-31"] {
            for view in ["day", "week", "month", "agenda"] {
                owner
                    .get(&format!("/calendar?view={view}&date={date}"))
                    .await
                    .expect(200);
            }
        }
    });
}

#[test]
fn a_phone_begins_with_the_agenda() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "lamination", "2026-05-14T11:00").await;
        let owner = bella.sign_in(&ctx).await;
        let mut phone = owner.with_header(
            "user-agent",
            "Mozilla/5.0 (Linux; Android 15) Mobile Safari",
        );
        let agenda = phone
            .get("/calendar")
            .await
            .expect(200)
            .says("class=\"agenda\"");
        agenda.says("Anna Petrova").says("11:00–12:15");
        owner
            .clone()
            .get("/calendar")
            .await
            .expect(200)
            .says("is-week");
    });
}

#[test]
fn who_may_not_read_visits_sees_no_calendar() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let content = bella.member(&ctx, Role::Content).await;
        content.clone().get("/calendar").await.expect(403);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        ctx.book(&bella, "shaping", "2026-05-14T12:00").await;
        let week = reader.get("/calendar?view=week").await.expect(200);
        week.says("Anna Petrova")
            .lacks("data-movable")
            .lacks("move-form")
            .lacks("/appointments/new");
        ctx.visitor().get("/calendar").await.expect(303);
    });
}

#[test]
fn htmx_gets_the_part_it_asks_for() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let htmx = bella.sign_in(&ctx).await.with_htmx();
        let mut grid = htmx.with_header("hx-target", "grid");
        let part = grid.get("/calendar?view=week").await.expect(200);
        assert!(
            part.body.trim_start().starts_with("<div id=\"grid\""),
            "{}",
            part.body
        );
        let mut panel = htmx.with_header("hx-target", "panel");
        let closed = panel.get("/calendar?view=week").await.expect(200);
        assert_eq!(closed.body.trim(), "<div id=\"panel\" hidden></div>");
    });
}

#[test]
fn nights_on_which_the_clock_changes_are_drawn_by_the_clock() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["hours"] = json!([{ "days": ["sat", "sun"], "from": "00:00", "to": "06:00" }]);
        let bella = ctx.practice(file).await;
        // Skipped: 02:00 to 03:00. A visit from 01:30 for 75 minutes ends at 03:45 on the clock.
        let spring = ctx.book(&bella, "lamination", "2026-03-29T01:30").await;
        let autumn = ctx.book(&bella, "lamination", "2026-10-25T02:30").await;
        let mut owner = bella.sign_in(&ctx).await;
        let night = owner
            .get("/calendar?view=day&date=2026-03-29")
            .await
            .expect(200);
        let night = night.says("01:30–03:45");
        let drawn = block(&night.body, spring.id);
        assert!(
            drawn.contains("data-h=\"1\" data-m=\"30\" data-x=\"0\" data-dh=\"2\" data-dm=\"15\""),
            "{drawn}"
        );
        // The hour that never comes is closed.
        night.says("cal-off\" data-h=\"2\" data-m=\"0\" data-x=\"0\" data-dh=\"1\"");
        // Summer's 02:30 and 75 minutes on: winter's 02:45.
        let night = owner
            .get("/calendar?view=day&date=2026-10-25")
            .await
            .expect(200);
        let night = night.says("02:30–02:45");
        let drawn = block(&night.body, autumn.id);
        assert!(drawn.contains("data-h=\"2\" data-m=\"30\""), "{drawn}");
        night.lacks("cal-off\" data-h=\"2\"");
    });
}

#[test]
fn what_runs_over_midnight_stands_on_both_days() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["hours"] = json!([{ "days": ["fri"], "from": "20:00", "to": "02:00" }]);
        let bella = ctx.practice(file).await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T23:30").await;
        let mut owner = bella.sign_in(&ctx).await;
        let friday = owner
            .get("/calendar?view=day&date=2026-05-15")
            .await
            .expect(200);
        let drawn = block(&friday.body, visit.id);
        assert!(
            drawn.contains("data-h=\"23\" data-m=\"30\" data-x=\"0\" data-dh=\"0\" data-dm=\"30\""),
            "{drawn}"
        );
        assert!(
            !drawn.contains("data-movable"),
            "a half cannot be moved by hand"
        );
        friday.says("23:30–00:45").says("1 visit");
        let saturday = owner
            .get("/calendar?view=day&date=2026-05-16")
            .await
            .expect(200);
        let drawn = block(&saturday.body, visit.id);
        assert!(
            drawn.contains("data-h=\"0\" data-m=\"0\" data-x=\"0\" data-dh=\"0\" data-dm=\"45\""),
            "{drawn}"
        );
        // Open until two: closed from there on. The visit counts on the day it begins.
        saturday
            .says("data-from=\"0\"")
            .says("cal-off\" data-h=\"2\"")
            .says("No visits");
    });
}

#[test]
fn breaks_closed_days_and_free_time_are_shown() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["blocks"] = json!([{ "start": "2026-05-11T13:45", "end": "2026-05-11T14:30", "reason": "break", "rrule": "FREQ=DAILY" }]);
        file["overrides"] = json!([{ "date": "2026-05-16", "open": [] }]);
        let bella = ctx.practice(file).await;
        ctx.book(&bella, "lamination", "2026-05-14T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let week = owner.get("/calendar?view=week").await.expect(200);
        // Not on the days off, Saturday by exception and Sunday.
        assert_eq!(week.body.matches("data-status=\"blocked\"").count(), 5);
        let week = week.says("13:45–14:30").says("Saturday 16 May, closed");
        // 10:00 to 11:25 with the buffer, the break, then free until 19:00.
        week.says(
            "2 h 15 min free"
                .replace(' ', "\u{a0}")
                .replacen("\u{a0}free", " free", 1)
                .replacen("h\u{a0}15", "h 15", 1)
                .as_str(),
        )
        .says("/appointments/new?date=2026-05-14&amp;time=11:30")
        .says("/appointments/new?date=2026-05-14&amp;time=14:30");
    });
}

#[test]
fn what_was_booked_over_stands_side_by_side_and_is_marked() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let first = ctx.book(&bella, "lamination", "2026-05-14T14:30").await;
        let second = ctx.book_over(&bella, "shaping", "2026-05-14T15:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let day = owner.get("/calendar?view=day").await.expect(200);
        let drawn = block(&day.body, first.id);
        assert!(
            drawn.contains("data-lane=\"1\" data-lanes=\"2\"") && !drawn.contains("is-conflict"),
            "{drawn}"
        );
        let drawn = block(&day.body, second.id);
        assert!(
            drawn.contains("data-lane=\"2\" data-lanes=\"2\"") && drawn.contains("is-conflict"),
            "{drawn}"
        );
        day.says("Confirmed, overlaps by 30");
    });
}

/// It lies on the device: who comes and how to call them, nothing else.
#[test]
fn today_to_be_kept_on_a_device_tells_no_more_than_it_must() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "lamination", "2026-05-15T11:35").await;
        ctx.book(&bella, "shaping", "2026-05-16T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let card = format!("/clients/{}", visit.client_id.unwrap());
        let form = owner.get(&format!("{card}/edit")).await.expect(200);
        let seen = form.body.split("name=\"seen\" value=\"").nth(1).unwrap();
        let seen = seen.split('"').next().unwrap().to_owned();
        let edited = [
            ("name", "Anna Petrova"),
            ("phone", "+34612345678"),
            ("allergies", "Latex"),
            ("seen", &*seen),
        ];
        owner
            .post(&format!("{card}/edit"), &edited)
            .await
            .expect(303);
        ctx.app.clock.set("2026-05-15T07:12:00Z".parse().unwrap());
        let page = owner.get("/calendar/offline").await.expect(200);
        page.says("Friday 15 May")
            .says("as it stood at 09:12")
            .says("Anna Petrova")
            .says("11:35–12:50")
            .says("tel:+34612345678")
            .lacks("Latex")
            .lacks("€")
            .lacks("10:00");
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader
            .get("/calendar/offline")
            .await
            .expect(200)
            .lacks("612345678");
        ctx.stranger()
            .await
            .sign_in(&ctx)
            .await
            .get("/calendar/offline")
            .await
            .expect(200)
            .says("No visits");
        let worker = ctx.visitor().get("/sw.js").await.expect(200);
        assert_eq!(
            worker.headers["content-type"],
            "text/javascript; charset=utf-8"
        );
        assert_eq!(worker.headers["cache-control"], "no-cache");
    });
}

/// What a new practice sees on its first open day takes no time, and one press ends it.
#[test]
fn an_example_day_stands_until_it_is_removed_or_somebody_books() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let week = "/calendar?view=week&date=2026-05-14";
        owner.get(week).await.expect(200).lacks("is-example");
        let begin = || async {
            let tenant = bella.tenant.id;
            aureli::q!(
                &ctx.app.db,
                execute,
                "UPDATE tenants SET has_example_day = $2 WHERE id = $1",
                tenant,
                true
            )
            .expect("a new practice");
        };
        begin().await;
        let slots = "/api/v1/public/bella/slots?service=lamination&from=2026-05-14&days=7";
        let free = ctx.visitor().get(slots).await.expect(200).body;
        for view in ["week", "day", "agenda"] {
            let page = owner
                .get(&format!("/calendar?view={view}&date=2026-05-14"))
                .await
                .expect(200)
                .says("Emma Wilson")
                .says("Remove the example");
            assert!(
                !page.body.contains("href=\"/appointments/00"),
                "no link leads to it"
            );
        }
        owner
            .get("/calendar?view=week&date=2026-05-25")
            .await
            .expect(200)
            .lacks("Remove the example");
        // On a day off it says where to look.
        ctx.app.clock.set(bella.at("2026-05-17T12:00"));
        owner
            .get("/calendar?view=week&date=2026-05-17")
            .await
            .expect(200)
            .lacks("Emma Wilson")
            .says("18 May is an example day")
            .says("/calendar?view=week&#38;date=2026-05-18");
        ctx.app.clock.set(bella.at("2026-05-14T09:00"));
        assert_eq!(ctx.visitor().get(slots).await.expect(200).body, free);
        // Who may not remove it is not shown it.
        let mut assistant = bella.member(&ctx, Role::Operator).await;
        assistant.get(week).await.expect(200).lacks("Emma Wilson");
        assistant
            .post("/calendar/example/removal", &[])
            .await
            .expect(403);

        let answer = owner
            .post("/calendar/example/removal?view=week&date=2026-05-14", &[])
            .await
            .expect(303);
        assert_eq!(answer.location(), week);
        owner.get(week).await.expect(200).lacks("Emma Wilson");

        begin().await;
        ctx.book(&bella, "lamination", "2026-05-29T12:00").await;
        owner.get(week).await.expect(200).lacks("Emma Wilson");
    });
}

/// An agenda asks of what is over whether it took place, and offers a walk-in where the time is free now.
#[test]
fn an_agenda_has_what_is_done_most_beside_each_visit() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let over = ctx.book(&bella, "lamination", "2026-05-15T10:00").await;
        let to_come = ctx.book(&bella, "shaping", "2026-05-15T16:00").await;
        ctx.app.clock.set(bella.at("2026-05-15T13:05"));
        let mut owner = bella.sign_in(&ctx).await;
        let agenda = "/calendar?view=agenda&date=2026-05-15";
        let page = owner
            .get(agenda)
            .await
            .expect(200)
            .says(&format!("action=\"/appointments/{}/completion", over.id))
            .says(&format!("action=\"/appointments/{}/no_show", over.id));
        assert!(
            !page
                .body
                .contains(&format!("/appointments/{}/no_show", to_come.id))
        );
        assert_eq!(
            page.body.matches("href=\"/appointments/walk-in\"").count(),
            1
        );
        let act = format!(
            "/appointments/{}/completion?view=agenda&date=2026-05-15",
            over.id
        );
        owner
            .post(&act, &[("version", &over.version.to_string())])
            .await
            .expect(303);
        let page = owner.get(agenda).await.expect(200);
        assert!(
            !page
                .body
                .contains(&format!("/appointments/{}/no_show", over.id))
        );
        // Somebody is in the chair: nobody walks in.
        ctx.app.clock.set(bella.at("2026-05-15T16:10"));
        owner
            .get(agenda)
            .await
            .expect(200)
            .lacks("/appointments/walk-in");
    });
}

#[test]
fn a_month_shows_each_day_with_its_visits_and_how_full_it_is() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "lamination", "2026-05-14T16:00").await;
        ctx.book(&bella, "lamination", "2026-05-15T11:30").await;
        ctx.book(&bella, "shaping", "2026-05-15T16:00").await;
        // Of the months beside it.
        ctx.book(&bella, "lamination", "2026-06-01T11:30").await;
        let mut owner = bella.sign_in(&ctx).await;
        let month = owner
            .get("/calendar?view=month&date=2026-05-20")
            .await
            .expect(200);
        let month = month
            .says("<h1><span>May 2026</span>")
            .says("3 visits")
            .says("Friday 15 May: 2 visits, ")
            .says("Saturday 30 May")
            .says("view=day&#38;date=2026-05-31")
            .lacks("date=2026-04-30\"")
            .says("/calendar?view=month&#38;date=2026-04-01")
            .says("/calendar?view=month&#38;date=2026-06-01");
        assert_eq!(month.body.matches("<td><a ").count(), 31);
        // Over the end of a year, and in a leap year.
        owner
            .get("/calendar?view=month&date=2026-12-31")
            .await
            .expect(200)
            .says("view=month&#38;date=2027-01-01");
        owner
            .get("/calendar?view=month&date=2028-02-10")
            .await
            .expect(200)
            .says("view=day&#38;date=2028-02-29");
        let mut grid = owner.with_htmx().with_header("hx-target", "grid");
        let part = grid.get("/calendar?view=month&date=2026-05-20").await;
        let part = part.expect(200).says("2 visits");
        assert!(part.body.starts_with("<div id=\"grid\" class=\"month\""));
    });
}

/// An empty place leads to a visit and to blocked time, by links that need no script; what was blocked is taken back with one
/// press.
#[test]
fn time_is_blocked_from_the_calendar_and_taken_back() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let day = "/calendar?view=day&date=2026-05-20";
        let here = "next=%2Fcalendar%3Fview%3Dday%26date%3D2026-05-20";
        owner
            .get(day)
            .await
            .expect(200)
            .says(&format!("/blocks/new?{here}&#38;from=2026-05-20"))
            .lacks("data-status=\"blocked\"");
        owner
            .get("/blocks/new?from=2026-05-20")
            .await
            .expect(200)
            .says("value=\"2026-05-20\"");
        owner
            .get("/appointments/new?date=2026-05-20&time=11:30")
            .await
            .expect(200)
            .says("from=2026-05-20T11%3A30&#38;to=2026-05-20T12%3A30");
        // Who stands in the time is said before it is blocked.
        owner
            .get(&format!(
                "/blocks/new?{here}&from=2026-05-20T11:30&to=2026-05-20T13:00"
            ))
            .await
            .expect(200)
            .says("value=\"11:30\"")
            .says("value=\"13:00\"")
            .says("1 visit stands in this time")
            .says(&format!("href=\"/appointments/{}\"", visit.id));
        let form = [
            ("next", day),
            ("date", "2026-05-20"),
            ("from", "11:30"),
            ("to", "13:00"),
            ("reason", "break"),
            ("repeat", "once"),
        ];
        let slots = "/api/v1/public/bella/slots?service=shaping&from=2026-05-20&days=1";
        let before = ctx.visitor().get(slots).await.expect(200).body;
        assert_eq!(
            owner
                .post("/settings/blocks", &form)
                .await
                .expect(303)
                .location(),
            day
        );
        assert_ne!(ctx.visitor().get(slots).await.expect(200).body, before);
        let page = owner
            .get(day)
            .await
            .expect(200)
            .says("The time is blocked. 1 visit stands in it and is kept.")
            .says("data-status=\"blocked\"")
            .says(&format!("a{}", visit.id));
        let (_, rest) = page
            .body
            .split_once("<form class=\"toast\"")
            .expect("a way back");
        let (_, rest) = rest.split_once("action=\"").unwrap();
        let (undo, _) = rest.split_once('"').unwrap();
        assert!(
            undo.starts_with("/settings/blocks/") && undo.ends_with(here),
            "{undo}"
        );
        assert_eq!(owner.post(undo, &[]).await.expect(303).location(), day);
        owner
            .get(day)
            .await
            .expect(200)
            .says("The time is free again")
            .lacks("data-status=\"blocked\"");
        assert_eq!(ctx.visitor().get(slots).await.expect(200).body, before);
        // Who may not is not offered it, nor let in.
        let mut assistant = bella.member(&ctx, Role::Operator).await;
        assistant.get(day).await.expect(200).lacks("/blocks/new");
        assistant
            .get("/appointments/new?date=2026-05-20")
            .await
            .expect(200)
            .lacks("/blocks/new");
        assistant.get("/blocks/new").await.expect(403);
        assistant.post("/settings/blocks", &form).await.expect(403);
    });
}

#[test]
fn a_clients_visits_are_found_from_the_calendar() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/calendar/search")
            .await
            .expect(200)
            .lacks("Brow shaping");
        owner
            .get("/calendar/search?q=petrova")
            .await
            .expect(200)
            .says("Coming")
            .says(&format!(
                "/appointments/{}?view=day&#38;date=2026-05-18",
                visit.id
            ));
        let none = owner.get("/calendar/search?q=nobody").await.expect(200);
        none.says("No visits of such a client.");
    });
}

#[test]
fn a_day_goes_on_paper_with_who_comes_and_when() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let sheet = owner.get("/calendar/print?date=2026-05-18").await;
        sheet
            .expect(200)
            .says("Anna Petrova")
            .says("Brow shaping")
            .says("sheet-a4");
        let empty = owner.get("/calendar/print?date=2026-05-19").await;
        empty.expect(200).says("No visits");
    });
}

#[test]
fn one_key_leads_to_the_nearest_free_time_of_the_service_booked_last() {
    on_both(async |ctx| {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = "/appointments/nearest";
        let first = owner.get(path).await.expect(303);
        assert!(first.location().contains("what=lamination&date="));
        ctx.book(&bella, "shaping", "2026-05-18T10:00").await;
        let last = owner.get(path).await.expect(303);
        let to = last.location().to_owned();
        assert!(to.contains("what=shaping&date="), "{to}");
        assert!(to.contains("&time="), "{to}");
        owner.get(&to).await.expect(200);
        let asked = owner.get(&format!("{path}?what=consult")).await.expect(303);
        assert!(asked.location().contains("what=consult"));
        owner
            .get("/calendar")
            .await
            .expect(200)
            .says("aria-keyshortcuts=\"F\"")
            .says("aria-keyshortcuts=\"S\"")
            .says("aria-keyshortcuts=\"P\"");
    });
}
