//! A password that was forgotten or is changed.

use super::*;

#[test]
fn a_reset_link_works_once_for_half_an_hour_and_ends_every_session() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut old = bella.sign_in(&ctx).await;
        let ask = [("email", "MARINA@example.com")];
        ctx.visitor()
            .post("/password/reset", &ask)
            .await
            .expect(303);
        let (_, first) = ctx.mail_to(OWNER_EMAIL).await;
        ctx.visitor()
            .post("/password/reset", &ask)
            .await
            .expect(303);
        let (_, second) = ctx.mail_to(OWNER_EMAIL).await;
        let (first, second) = (
            link(&first, "/password/reset/"),
            link(&second, "/password/reset/"),
        );
        let mut visitor = ctx.visitor();
        let page = visitor.get(&second).await.expect(200);
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        visitor
            .post(&second, &[("password", "short")])
            .await
            .expect(422);
        assert!(old.is_in().await, "a refused password changes nothing");
        let answer = visitor
            .post(&second, &[("password", PASSWORD)])
            .await
            .expect(303);
        assert_eq!(answer.location(), "/login");
        assert!(!visitor.is_in().await, "a reset does not sign in");
        assert!(!old.is_in().await);
        for used in [&second, &first] {
            visitor.get(used).await.expect(404);
            visitor
                .post(used, &[("password", "another new one")])
                .await
                .expect(404);
        }
        ctx.visitor()
            .signs_in(OWNER_EMAIL, PASSWORD)
            .await
            .expect(303);
        let (subject, _) = ctx.mail_to(OWNER_EMAIL).await;
        assert_eq!(subject, "Your password was changed");
        ctx.visitor()
            .post("/password/reset", &ask)
            .await
            .expect(303);
        let (_, late) = ctx.mail_to(OWNER_EMAIL).await;
        ctx.app.clock.advance(TimeDelta::minutes(31));
        visitor
            .get(&link(&late, "/password/reset/"))
            .await
            .expect(404);
    });
}

#[test]
fn changing_the_password_takes_the_old_one_and_can_sign_out_elsewhere() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (mut here, mut there) = (bella.sign_in(&ctx).await, bella.sign_in(&ctx).await);
        let wrong = [("current", "not the password"), ("password", PASSWORD)];
        here.post("/password", &wrong)
            .await
            .expect(422)
            .says("not your current");
        let right = [
            ("current", OWNER_PASSWORD),
            ("password", PASSWORD),
            ("end_others", "true"),
        ];
        here.post("/password", &right).await.expect(303);
        assert!(here.is_in().await);
        assert!(!there.is_in().await);
        ctx.visitor()
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(422);
        ctx.visitor()
            .signs_in(OWNER_EMAIL, PASSWORD)
            .await
            .expect(303);
    });
}
