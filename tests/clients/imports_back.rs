//! What a list of clients leaves behind: rows to be mended, cards that are taken back; columns without headings.

use aureli::accounts::Role;
use aureli::clients::imports::{TOUCHED, WITH_CARD};
use aureli::clients::{COPIED, LEFT, MOVED};
use aureli::q;

use super::imports::{begun, by_name, check, names, start};
use crate::support::on_both;

#[test]
fn columns_without_headings_are_guessed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let file =
            "Ines Sol,612345671,ines@example.com,14.05.1990\nJana Mar,612345672,,01.02.1985\n";
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        owner.get(&path).await.expect(200).says("2 new clients");
        start(&mut owner, &ctx, &path, false).await;
        let ines = by_name(&ctx, &bella, "Ines Sol").await;
        assert_eq!(ines.phone.as_deref(), Some("+34612345671"));
        assert_eq!(ines.email.as_deref(), Some("ines@example.com"));
        assert_eq!((ines.birth_day, ines.birth_month), (Some(14), Some(5)));
    });
}

#[test]
fn rows_with_mistakes_are_taken_along_mended_and_brought_back() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut file = "name,phone,note\nInes Sol,612345671,\n".to_owned();
        for n in 0..120 {
            file.push_str(&format!("Wrong {n},12,=1+1\n"));
        }
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        let rows = format!("{path}/wrong-rows");
        owner.get(&rows).await.expect(404);
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        let page = owner.get(&path).await.expect(200);
        page.says("Download these 120 rows");
        let csv = owner.get(&rows).await.expect(200);
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = csv.body.lines().collect();
        assert_eq!(lines.len(), 121);
        assert_eq!(
            lines[0].trim_start_matches('\u{feff}'),
            "name,phone,note,What to do"
        );
        assert!(
            lines[120].starts_with("Wrong 119,12,'=1+1,"),
            "{}",
            lines[120]
        );
        assert!(lines[120].contains("phone: "), "{}", lines[120]);
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.get(&rows).await.expect(404);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.get(&rows).await.expect(403);
        // They are there for a day after the others came in.
        start(&mut owner, &ctx, &path, true).await;
        let csv = owner.get(&rows).await.expect(200).body;
        assert_eq!(csv.lines().count(), 121);
        // Mended, the file comes back as it is.
        let mended = csv.replace(",12,", ",,");
        let again = begun(&mut owner, "again.csv", mended.as_bytes()).await;
        check(&mut owner, &ctx, &again, &[]).await.expect(303);
        owner.get(&again).await.expect(200).says("120 new clients");
        ctx.app.clock.advance(chrono::TimeDelta::hours(25));
        aureli::clients::imports::sweep(&ctx.app, ctx.app.clock.now())
            .await
            .unwrap();
        owner.get(&path).await.expect(200).lacks("wrong-rows");
    });
}

#[test]
fn a_list_is_taken_back_but_for_what_was_used_since() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let old = ctx.client(&bella, "Old Friend", "+34612345600").await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut file =
            "name,phone,tags,note,allergies\nOld Friend,612345600,Fresh,,Latex\n".to_owned();
        for n in 0..520 {
            let phone = 612_346_000 + n;
            file.push_str(&format!("Client {n:03},{phone},Fresh,Tea,\n"));
        }
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        let undo = format!("{path}/undo");
        owner.post(&undo, &[]).await.expect(409);
        let changes = [("doubles", "fill")];
        check(&mut owner, &ctx, &path, &changes).await.expect(303);
        start(&mut owner, &ctx, &path, false).await;
        owner
            .get(&path)
            .await
            .expect(200)
            .says("Take this import back: 520 cards");
        // One is written on, one is tagged by hand, one has a visit, one is linked.
        ctx.app.clock.advance(chrono::TimeDelta::minutes(1));
        let card = async |name: &str| by_name(&ctx, &bella, name).await.id;
        let noted = card("Client 001").await;
        let note = [("body", "Likes tea")];
        owner
            .post(&format!("/clients/{noted}/notes"), &note)
            .await
            .expect(303);
        let (parent, child) = (card("Client 002").await, card("Client 003").await);
        let other = child.to_string();
        let link = [("other", other.as_str()), ("relation", "child")];
        owner
            .post(&format!("/clients/{parent}/family/new"), &link)
            .await
            .expect(303);
        // One has a package that was given by hand.
        let holder = card("Client 006").await;
        q!(
            &ctx.app.db,
            execute,
            "INSERT INTO packages (tenant_id, id, client_id, kind, name, code_hash, code_tail, currency, price_minor,
                granted_visits, balance_visits, created_at, updated_at)
             VALUES ($1, $2, $3, 'package', 'Five', $5, 'CODE', 'EUR', 5000, 5, 5, $4, $4)",
            bella.tenant.id,
            aureli::id::PackageId::new(),
            holder,
            ctx.app.clock.now(),
            vec![7_u8; 32],
        )
        .unwrap();
        let visit = ctx.book(&bella, "shaping", "2026-05-16T10:00").await;
        let visited = card("Client 004").await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE appointments SET client_id = $3 WHERE tenant_id = $1 AND id = $2",
            bella.tenant.id,
            visit.id,
            visited,
        )
        .unwrap();
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&undo, &[]).await.expect(404);
        let mut reader = bella.member(&ctx, Role::ReadOnly).await;
        reader.post(&undo, &[]).await.expect(403);
        // Pressed twice, the worker does it once.
        for _ in 0..2 {
            owner.post(&undo, &[]).await.expect(303);
        }
        let under_way = owner.get(&path).await.expect(200);
        under_way
            .says("Taking the cards back")
            .says("hx-trigger=\"every 1s\"")
            .lacks("Take this import back");
        let (jobs,) = q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM jobs WHERE kind = 'client_import'").unwrap();
        assert_eq!(jobs, 1);
        ctx.run_jobs().await;
        owner
            .get(&path)
            .await
            .expect(200)
            .says("515 cards are gone")
            .says("1 stays, as it has visits")
            .says("4 stay, as something was written")
            .says("1 card that you had before keeps what it got")
            .lacks("Take this import back");
        let left = names(&ctx, &bella).await;
        for name in [
            "Client 001",
            "Client 002",
            "Client 003",
            "Client 004",
            "Client 006",
            "Old Friend",
        ] {
            assert!(left.iter().any(|known| known == name), "{name}: {left:?}");
        }
        assert!(!left.iter().any(|name| name == "Client 005"));
        let found = owner.get("/clients?q=client+005").await.expect(200);
        found.lacks(">Client 005<");
        let friend = aureli::clients::Client::find(&ctx.app.db, bella.tenant.id, old.id);
        assert_eq!(friend.await.unwrap().allergies, "Latex");
        // Pressed again, nothing more goes.
        owner.post(&undo, &[]).await.expect(303);
        ctx.run_jobs().await;
        owner
            .get(&path)
            .await
            .expect(200)
            .says("515 cards are gone");
        // The same list comes in again.
        let path = begun(&mut owner, "list.csv", file.as_bytes()).await;
        check(&mut owner, &ctx, &path, &[]).await.expect(303);
        owner.get(&path).await.expect(200).says("515 new clients");
    });
}

/// Whoever adds a table that names clients says what it is to a card of a list: something that happened to it, or a part that
/// goes with it.
#[test]
fn whatever_names_a_client_keeps_its_card_or_goes_with_it() {
    let known = TOUCHED.iter().chain(WITH_CARD);
    let known: Vec<(&str, &str)> = known.copied().collect();
    for one in MOVED.iter().chain(COPIED).chain(LEFT) {
        assert!(known.contains(one), "{one:?} in clients/imports/undo.rs");
    }
}
