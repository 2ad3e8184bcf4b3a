//! The second step of signing in.

use super::*;

#[test]
fn with_a_second_factor_the_password_alone_does_not_sign_in() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let (totp, recovery) = with_second_factor(&mut owner, &ctx).await;
        let mut visitor = ctx.visitor();
        let answer = visitor
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        assert_eq!(answer.location(), "/login/code");
        assert!(!visitor.is_in().await);
        // The code that confirmed the set-up has been used.
        visitor
            .post("/login/code", &[("code", &code(&totp, &ctx))])
            .await
            .expect(422);
        ctx.app.clock.advance(TimeDelta::seconds(30));
        let now = code(&totp, &ctx);
        visitor
            .post("/login/code", &[("code", &now)])
            .await
            .expect(303);
        assert!(visitor.is_in().await);
        // Nor does it work a second time within its window.
        let mut other = ctx.visitor();
        other
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        other
            .post("/login/code", &[("code", &now)])
            .await
            .expect(422);
        let typed = recovery[0].to_lowercase().replace('-', " ");
        let form = [("code", typed.as_str()), ("recovery", "true")];
        other.post("/login/code", &form).await.expect(303);
        assert!(other.is_in().await);
        let mut third = ctx.visitor();
        third
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        third.post("/login/code", &form).await.expect(422);
        // The password's word is good for ten minutes.
        ctx.app.clock.advance(TimeDelta::minutes(11));
        let late = [("code", recovery[1].as_str())];
        assert_eq!(
            third
                .post("/login/code", &late)
                .await
                .expect(303)
                .location(),
            "/login"
        );
        // The secret is not in the table as it is.
        let user = bella.user(&ctx).await;
        assert!(user.totp_secret.unwrap().len() > 20 + 12);
    });
}

#[test]
fn turning_the_second_factor_off_takes_the_password() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        with_second_factor(&mut owner, &ctx).await;
        let path = "/settings/account/second-factor/disable";
        owner
            .post(path, &[("password", "not the password")])
            .await
            .expect(422);
        assert!(bella.user(&ctx).await.has_second_factor());
        owner
            .post(path, &[("password", OWNER_PASSWORD)])
            .await
            .expect(303);
        assert!(!bella.user(&ctx).await.has_second_factor());
        ctx.visitor()
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        assert!(
            ctx.visitor()
                .get("/login/code")
                .await
                .expect(303)
                .location()
                == "/login"
        );
    });
}

#[test]
fn a_new_password_voids_the_second_step_that_the_old_one_opened() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        q!(
            &ctx.app.db,
            execute,
            "UPDATE users SET totp_enabled_at = $2 WHERE id = $1",
            bella.owner,
            ctx.app.clock.now()
        )
        .unwrap();
        let mut thief = ctx.visitor();
        let answer = thief
            .signs_in(OWNER_EMAIL, OWNER_PASSWORD)
            .await
            .expect(303);
        assert_eq!(answer.location(), "/login/code");
        thief.get("/login/code").await.expect(200);
        let mut owner = ctx.visitor();
        owner
            .post("/password/reset", &[("email", OWNER_EMAIL)])
            .await
            .expect(303);
        let (_, text) = ctx.mail_to(OWNER_EMAIL).await;
        owner
            .post(&link(&text, "/password/reset/"), &[("password", PASSWORD)])
            .await
            .expect(303);
        let answer = thief.get("/login/code").await.expect(303);
        assert_eq!(answer.location(), "/login");
        thief
            .post("/login/code", &[("code", "123456")])
            .await
            .expect(303);
    });
}
