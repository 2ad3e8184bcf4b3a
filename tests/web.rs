//! The layers around all routes.

use crate::support::on_both;

#[test]
fn a_page_that_is_not_there_says_so_in_the_readers_language() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        visitor
            .get("/no/such/page/anywhere?lang=ru")
            .await
            .expect(404)
            .says("lang=\"ru\"");
        visitor.get("/healthz").await.expect(200).says("ok");
        visitor.get("/readyz").await.expect(200).says("ready");
    });
}

#[test]
fn every_answer_carries_the_protective_headers() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        for path in ["/healthz", "/no/such/page/anywhere", "/static/tokens.css"] {
            let answer = visitor.get(path).await;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "x-frame-options",
                "referrer-policy",
            ] {
                assert!(
                    answer.headers.contains_key(name),
                    "{name} is missing on {path}"
                );
            }
            assert!(!answer.headers.contains_key("server"));
        }
    });
}
