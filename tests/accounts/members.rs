//! The people of a practice: invitations, roles, who may go.

use super::*;

#[test]
fn an_invited_person_makes_an_account_and_is_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("email", "ines@example.com"), ("role", "operator")];
        owner.post("/settings/members", &form).await.expect(303);
        let (subject, text) = ctx.mail_to("ines@example.com").await;
        assert_eq!(subject, "Invitation to Bella Brows");
        let path = link(&text, "/invitations/");
        let mut ines = ctx.visitor();
        ines.get(&path)
            .await
            .expect(200)
            .says("Join Bella Brows")
            .says("ines@example.com");
        ines.post(&path, &[("name", ""), ("password", "x")])
            .await
            .expect(422);
        let form = [("name", "Ines"), ("password", PASSWORD)];
        assert_eq!(
            ines.post(&path, &form).await.expect(303).location(),
            "/calendar"
        );
        assert!(ines.is_in().await);
        let user = ctx.user("ines@example.com").await;
        assert!(user.is_verified());
        // The link has been used.
        ctx.visitor().get(&path).await.expect(404);
        ctx.visitor().post(&path, &form).await.expect(404);
        // The owner takes the role away again.
        let member = format!("/settings/members/{}", user.id);
        owner.get(&member).await.expect(200).says("Ines");
        owner
            .post(&member, &[("role", "read_only")])
            .await
            .expect(303);
        owner
            .post(&format!("{member}/remove"), &[])
            .await
            .expect(303);
        assert!(!ines.is_in().await);
        assert_eq!(ines.get("/login").await.expect(303).location(), "/tenants");
        ines.get("/tenants").await.expect(200).says("no practice");
    });
}

#[test]
fn an_invitation_is_accepted_by_the_account_that_is_there() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        prove(&ctx, "olga@example.com").await;
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("email", "olga@example.com"), ("role", "manager")];
        owner.post("/settings/members", &form).await.expect(303);
        let (_, text) = ctx.mail_to("olga@example.com").await;
        let path = link(&text, "/invitations/");
        let sign_in = ctx.visitor().post(&path, &[]).await.expect(303);
        assert!(
            sign_in
                .location()
                .starts_with("/login?next=%2Finvitations%2F")
        );
        let mut olga = other.sign_in(&ctx).await;
        olga.get(&path).await.expect(200).says("Olga Stranger");
        olga.post(&path, &[]).await.expect(303);
        let places = Place::of_user(&ctx.app.db, other.owner).await.unwrap();
        assert_eq!(places.len(), 2);
        olga.get("/settings").await.expect(200).says("Bella Brows");
        // A tab that still shows the other practice writes nothing into this one.
        let form = [("name", "Anna Typed"), ("locale", "en")];
        let page = olga.get("/settings").await.body;
        let here = format!("data-practice=\"{}\"", bella.tenant.id);
        assert!(page.contains(&here));
        olga.set_cookie("practice", &other.tenant.id.to_string());
        olga.post("/clients/new", &form)
            .await
            .expect(409)
            .says("another practice");
        olga.get("/settings").await.expect(200);
        // What fetches itself anew becomes a whole page of the other practice; what says nothing else is taken as it is.
        let there = other.tenant.id.to_string();
        let mut part = olga.with_htmx().with_header("x-practice", &there);
        let answer = part.get("/calendar").await.expect(409);
        assert_eq!(answer.headers["hx-refresh"], "true");
        part.post("/clients/new", &form).await.expect(409);
        olga.set_cookie("practice", &bella.tenant.id.to_string());
        olga.post("/clients/new", &form).await.expect(303);
        // And back again.
        let back = format!("/tenants/{}/switch", other.tenant.id);
        olga.post(&back, &[]).await.expect(303);
        olga.get("/settings").await.expect(200).says("Other Nails");
        let foreign = format!("/tenants/{}/switch", other.tenant.id);
        owner.post(&foreign, &[]).await.expect(404);
        owner
            .post("/tenants/nonsense/switch", &[])
            .await
            .expect(404);
        owner.get("/settings").await.expect(200).says("Bella Brows");
    });
}

#[test]
fn an_invitation_can_be_withdrawn_and_runs_out() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let mut owner = bella.sign_in(&ctx).await;
        let form = [("email", "ines@example.com"), ("role", "operator")];
        owner.post("/settings/members", &form).await.expect(303);
        let (_, text) = ctx.mail_to("ines@example.com").await;
        let page = owner.get("/settings/members").await.expect(200).body;
        let id = between(&page, "/settings/members/invitations/", "/revoke");
        let revoke = format!("/settings/members/invitations/{id}/revoke");
        other
            .sign_in(&ctx)
            .await
            .post(&revoke, &[])
            .await
            .expect(404);
        ctx.visitor()
            .get(&link(&text, "/invitations/"))
            .await
            .expect(200);
        owner.post(&revoke, &[]).await.expect(303);
        ctx.visitor()
            .get(&link(&text, "/invitations/"))
            .await
            .expect(404);
        owner.post("/settings/members", &form).await.expect(303);
        let (_, text) = ctx.mail_to("ines@example.com").await;
        ctx.app.clock.advance(TimeDelta::days(8));
        ctx.visitor()
            .get(&link(&text, "/invitations/"))
            .await
            .expect(404);
        let mut owner = bella.sign_in(&ctx).await;
        let bad = [("email", "ines@example.com"), ("role", "owner")];
        owner.post("/settings/members", &bad).await.expect(422);
        let here = [("email", OWNER_EMAIL), ("role", "operator")];
        owner
            .post("/settings/members", &here)
            .await
            .expect(422)
            .says("here already");
    });
}

#[test]
fn a_practice_always_keeps_an_owner() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let me = format!("/settings/members/{}", bella.owner);
        owner
            .post(&me, &[("role", "manager")])
            .await
            .expect(422)
            .says("needs an owner");
        owner
            .post(&format!("{me}/remove"), &[])
            .await
            .expect(422)
            .says("needs an owner");
        let second = ctx
            .member(bella.tenant.id, "two@example.com", Role::Owner)
            .await;
        // Both leave at once: one stays.
        let mut other = ctx.signed_in(second, bella.tenant.id).await;
        let (mine, theirs) = (
            format!("{me}/remove"),
            format!("/settings/members/{second}/remove"),
        );
        let answers = tokio::join!(owner.post(&mine, &[]), other.post(&theirs, &[]));
        let statuses = BTreeSet::from([answers.0.status.as_u16(), answers.1.status.as_u16()]);
        assert_eq!(statuses, BTreeSet::from([303, 422]));
    });
}

#[test]
fn only_the_owner_sees_and_changes_the_people() {
    on_both(|ctx| async move {
        let (bella, other) = (ctx.bella().await, ctx.stranger().await);
        let me = format!("/settings/members/{}", bella.owner);
        for role in Role::ALL {
            let email = format!("{}@example.com", role.as_str());
            let user = ctx.member(bella.tenant.id, &email, role).await;
            let mut member = ctx.signed_in(user, bella.tenant.id).await;
            let expected = if role == Role::Owner { 200 } else { 403 };
            member.get("/settings/members").await.expect(expected);
            member.get(&me).await.expect(expected);
            member.get("/settings").await.expect(200);
            member.get("/settings/account").await.expect(200);
            if role != Role::Owner {
                member.post(&me, &[("role", "manager")]).await.expect(403);
                member.post(&format!("{me}/remove"), &[]).await.expect(403);
                let invite = [("email", "x@example.com"), ("role", "manager")];
                member.post("/settings/members", &invite).await.expect(403);
            }
        }
        let mut stranger = other.sign_in(&ctx).await;
        stranger.get(&me).await.expect(404);
        stranger.post(&me, &[("role", "manager")]).await.expect(404);
        stranger
            .post(&format!("{me}/remove"), &[])
            .await
            .expect(404);
        stranger.get("/settings/members/nonsense").await.expect(404);
        let mut nobody = ctx.visitor();
        assert!(
            nobody
                .get(&me)
                .await
                .expect(303)
                .location()
                .starts_with("/login")
        );
    });
}

/// What a page's form carries in a hidden field.
fn hidden(body: &str, name: &str) -> String {
    let (_, rest) = body
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect("the field");
    rest.split('"').next().expect("its value").to_owned()
}

#[test]
fn an_invitation_pressed_twice_is_one_mail() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get("/settings/members").await.expect(200);
        let key = hidden(&page.body, "key");
        let mut form = [
            ("email", "ines@example.com"),
            ("role", "operator"),
            ("key", &key),
        ];
        for _ in 0..2 {
            owner.post("/settings/members", &form).await.expect(303);
        }
        assert_eq!(ctx.mails_to("ines@example.com").await.len(), 1);
        // Another person from the same showing of the form is meant.
        form[0].1 = "olga@example.com";
        owner.post("/settings/members", &form).await.expect(303);
        assert_eq!(ctx.mails_to("olga@example.com").await.len(), 1);
    });
}

#[test]
fn a_second_practice_is_begun_once_however_often_it_is_pressed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let mut other_tab = bella.sign_in(&ctx).await;
        let page = owner.get("/tenants").await.expect(200);
        let key = hidden(&page.body, "key");
        let form = [("name", "Second studio"), ("key", key.as_str())];
        let (first, second) = tokio::join!(
            owner.post("/tenants", &form),
            other_tab.post("/tenants", &form)
        );
        first.expect(303);
        second.expect(303);
        // "Back" and pressed again, by now from within the new one.
        let again = owner.post("/tenants", &form).await.expect(303);
        assert_eq!(again.location(), "/setup");
        let list = owner.get("/tenants").await.expect(200).body;
        assert_eq!(list.matches("Second studio</b>").count(), 1);
        // Named otherwise, it is another one.
        let form = [("name", "Third studio"), ("key", key.as_str())];
        owner.post("/tenants", &form).await.expect(303);
        owner.get("/tenants").await.expect(200).says("Third studio");
    });
}

#[test]
fn an_unproved_account_invites_nobody() {
    on_both(|ctx| async move {
        let mut anna = ctx.visitor();
        anna.signs_up("anna@example.com", PASSWORD)
            .await
            .expect(303);
        let form = [("email", "victim@example.com"), ("role", "operator")];
        anna.post("/settings/members", &form)
            .await
            .expect(422)
            .says("Prove your e-mail address first");
        assert!(ctx.mails_to("victim@example.com").await.is_empty());
        let (_, text) = ctx.mail_to("anna@example.com").await;
        let path = link(&text, "/verify/");
        anna.post(&path, &[]).await.expect(303);
        anna.post("/settings/members", &form).await.expect(303);
        assert_eq!(ctx.mails_to("victim@example.com").await.len(), 1);
    });
}

#[test]
fn a_restricted_practice_keeps_what_it_has_and_makes_nothing_new() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE tenants SET status = 'restricted' WHERE id = $1",
            bella.tenant.id
        )
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        for (path, form) in [
            (
                "/appointments",
                &[
                    ("client", "none"),
                    ("what", "shaping"),
                    ("date", "2026-05-18"),
                    ("time", "12:00"),
                    ("key", "k1"),
                ][..],
            ),
            ("/appointments/walk-in", &[("what", "shaping")]),
            ("/clients/new", &[("name", "Ines")]),
            ("/services", &[("name", "Tint"), ("duration", "30")]),
            (
                "/settings/members",
                &[("email", "ines@example.com"), ("role", "operator")],
            ),
        ] {
            owner
                .post(path, form)
                .await
                .expect(422)
                .says("restricted at the moment");
        }
        owner.get("/appointments/new").await.expect(422);
        owner
            .get(&format!("/appointments/{}", visit.id))
            .await
            .expect(200);
        owner.get("/calendar").await.expect(200);
        let form = [("version", visit.version.to_string())];
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = owner
            .post(&format!("/appointments/{}/arrival", visit.id), &form)
            .await;
        assert_ne!(answer.status, 422, "{}", answer.body);
        let (visits,) =
            q!(&ctx.app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM appointments").unwrap();
        assert_eq!(visits, 1);
    });
}
