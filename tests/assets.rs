//! Files of `static/` as browsers get them, and the pieces of look that the server decides.

use crate::support::on_both;

#[test]
fn a_file_is_kept_for_a_year_under_the_name_of_its_content_only() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        let url = aureli::web::assets::url("tokens.css");
        let answer = visitor.get(&url).await.expect(200);
        assert_eq!(answer.headers["content-type"], "text/css; charset=utf-8");
        assert_eq!(
            answer.headers["cache-control"],
            "public, max-age=31536000, immutable"
        );
        for other in ["/static/tokens.css", "/static/tokens.css?v=old"] {
            let answer = visitor.get(other).await.expect(200);
            assert_eq!(answer.headers["cache-control"], "no-cache");
        }
        visitor.get("/static/no-such.css").await.expect(404);
        visitor.get("/static/../Cargo.toml").await.expect(404);
    });
}

#[test]
fn a_known_file_is_not_sent_again() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        let answer = visitor.get("/static/base.css").await.expect(200);
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        let again = visitor
            .with_header("if-none-match", &tag)
            .get("/static/base.css")
            .await;
        assert!(again.expect(304).body.is_empty());
    });
}

#[test]
fn files_name_each_other_by_their_content() {
    on_both(|ctx| async move {
        let mut visitor = ctx.visitor();
        let font = aureli::web::assets::url("fonts/commissioner-latin.woff2");
        let font = font.trim_start_matches("/static/");
        visitor
            .get("/static/tokens.css")
            .await
            .says(&format!("url(\"{font}\")"));
        let module = aureli::web::assets::url("js/theme.js");
        let module = module.trim_start_matches("/static/js/");
        visitor
            .get("/static/js/app.js")
            .await
            .says(&format!("import \"./{module}\";"));
    });
}

#[test]
fn text_is_sent_packed_and_fonts_as_they_are() {
    on_both(|ctx| async move {
        let visitor = ctx.visitor();
        for (accepts, encoding) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0, gzip", "gzip"),
        ] {
            let mut browser = visitor.with_header("accept-encoding", accepts);
            let answer = browser.get("/static/components.css").await.expect(200);
            assert_eq!(answer.headers["content-encoding"], encoding);
            assert_eq!(answer.headers["vary"], "accept-encoding");
            let font = browser
                .get("/static/fonts/commissioner-latin.woff2")
                .await
                .expect(200);
            assert!(!font.headers.contains_key("content-encoding"));
        }
    });
}

#[test]
fn the_style_guide_draws_every_component() {
    on_both(|ctx| async move {
        let answer = ctx
            .visitor()
            .get("/dev/styleguide?lang=ru")
            .await
            .expect(200);
        answer
            .says("lang=\"ru\"")
            .says("data-status=\"no-show\"")
            .says("error-summary")
            .lacks(" style=");
    });
}

#[test]
fn a_refusal_is_told_without_losing_the_page() {
    on_both(|ctx| async move {
        let visitor = ctx.visitor();
        let part = visitor.with_htmx().get("/no/such/page").await.expect(404);
        assert_eq!(part.headers["hx-retarget"], "#toasts");
        part.says("class=\"toast\"").lacks("<html");
        let page = visitor.clone().get("/no/such/page").await.expect(404);
        assert!(!page.headers.contains_key("hx-retarget"));
        page.says("<html");
    });
}
