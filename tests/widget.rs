//! The booking pages in a frame on another site: who may show them, that they need no cookie, and what the settings give to
//! paste, to scan and to print.

use aureli::id::ServiceId;

use crate::booking::{attr, filled, send};
use crate::support::factories::bella_file;
use crate::support::{Answer, Ctx, Visitor, on_both};

/// A browser that keeps no cookie, as in a frame on another site.
struct Framed(Ctx);

impl Framed {
    fn browser(&self) -> Visitor {
        self.0.visitor()
    }

    /// Opens a page the way a frame does, through what leads on.
    async fn get(&self, path: &str) -> (String, Answer) {
        let answer = self.browser().get(path).await;
        if answer.status != 303 {
            return (path.to_owned(), answer);
        }
        let to = answer.location().to_owned();
        let answer = self.browser().get(&to).await;
        (to, answer)
    }

    async fn send(&self, path: &str, form: &[(String, String)]) -> Answer {
        send(&mut self.browser(), path, form).await
    }
}

fn policy(answer: &Answer) -> String {
    let policy = answer.headers.get("content-security-policy").unwrap();
    let policy = policy.to_str().unwrap().to_owned();
    let ancestors = policy
        .split("; ")
        .find(|rule| rule.starts_with("frame-ancestors"));
    ancestors.unwrap().to_owned()
}

async fn allow(ctx: &Ctx, owner: &mut Visitor, sites: &str) -> Answer {
    let _ = ctx;
    owner.post("/settings/widget", &[("sites", sites)]).await
}

/// What stands hidden in the form of the times.
fn times(body: &str) -> Vec<(String, String)> {
    let form = body.split("id=\"slots\"").nth(1).expect("times");
    let form = form.split("</form>").next().unwrap();
    form.split("<input")
        .skip(1)
        .filter_map(|tag| Some((attr(tag, "name")?, attr(tag, "value").unwrap_or_default())))
        .collect()
}

#[test]
fn only_the_sites_of_the_list_show_the_pages_and_only_those_under_embed() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let page = ctx.visitor().get("/embed/bella?service=shaping").await;
        assert_eq!(policy(&page), "frame-ancestors 'self'");
        allow(
            &ctx,
            &mut owner,
            "example.com, https://www.Example.com/contact",
        )
        .await
        .expect(303);
        let wanted = "frame-ancestors 'self' https://example.com https://www.example.com";
        for path in [
            "/embed/bella?service=shaping",
            "/embed/bella/booked/NOSUCH1",
            "/embed/bella/nothing",
        ] {
            let page = ctx.visitor().get(path).await;
            assert_eq!(policy(&page), wanted, "{path}");
            assert!(!page.headers.contains_key("x-frame-options"), "{path}");
        }
        let pages = [
            "/bella",
            "/bella/book",
            "/login",
            "/embed/nobody",
            "/settings/widget",
        ];
        for path in pages {
            let page = owner.get(path).await;
            let ancestors = policy(&page);
            if path == "/embed/nobody" {
                assert_eq!(ancestors, "frame-ancestors 'self'");
            } else {
                assert_eq!(ancestors, "frame-ancestors 'none'", "{path}");
                assert_eq!(page.headers["x-frame-options"], "DENY", "{path}");
            }
        }
        let script = ctx.visitor().get("/embed/widget.js").await.expect(200);
        assert_eq!(
            script.headers["cross-origin-resource-policy"],
            "cross-origin"
        );
        assert_eq!(
            script.headers["content-type"],
            "text/javascript; charset=utf-8"
        );
    });
}

#[test]
fn what_is_no_site_is_told_by_its_number_and_kept() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        allow(&ctx, &mut owner, "example.com\n'unsafe-inline'")
            .await
            .expect(422)
            .says("Number 2 is not the address of a site")
            .says("&#39;unsafe-inline&#39;");
        let page = ctx.visitor().get("/embed/bella?service=shaping").await;
        assert_eq!(policy(&page), "frame-ancestors 'self'");
        allow(&ctx, &mut owner, "example.com").await.expect(303);
        // Pressed twice; and taken back.
        allow(&ctx, &mut owner, "example.com").await.expect(303);
        allow(&ctx, &mut owner, "").await.expect(303);
        let page = ctx.visitor().get("/embed/bella?service=shaping").await;
        assert_eq!(policy(&page), "frame-ancestors 'self'");
    });
}

#[test]
fn a_visit_is_booked_in_a_frame_without_a_cookie() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let framed = Framed(ctx.clone());
        let (_, services) = framed.get("/embed/bella").await;
        let services = services.expect(200).says("Brow shaping");
        let link = services
            .body
            .split("class=\"choice plain\"")
            .find_map(|tag| attr(tag, "href").filter(|href| href.contains("shaping")))
            .unwrap();
        assert!(
            link.starts_with("/embed/bella?") && link.contains("hold="),
            "{link}"
        );
        let day = format!("{link}&date=2026-05-14");
        let (_, page) = framed.get(&day).await;
        let mut form = times(&page.expect(200).body);
        form.push(("at".into(), "2026-05-14T12:00".into()));
        let to = framed.send("/embed/bella/hold", &form).await.expect(303);
        let path = to.location().to_owned();
        assert!(path.starts_with("/embed/bella?"), "{path}");
        let (_, details) = framed.get(&path).await;
        let details = details.expect(200).says("kept for you until");
        // Back to the times: what is kept is still the visitor's own.
        let (_, again) = framed.get(&day).await;
        again.expect(200).says("value=\"2026-05-14T12:00\"");
        let typed = [("name", "Anna"), ("phone", "612 345 678")];
        let form = filled(&details, &typed);
        let done = framed.send("/embed/bella", &form).await.expect(303);
        let to = done.location().to_owned();
        assert!(to.starts_with("/embed/bella/booked/"), "{to}");
        let (_, booked) = framed.get(&to).await;
        booked
            .expect(200)
            .says("See you on Thursday 14 May, 12:00")
            .says("Move or cancel")
            .says("target=\"_blank\"");
        // Sent again, and back to the form: the own booking, not a lost time.
        let twice = framed.send("/embed/bella", &form).await.expect(303);
        assert_eq!(twice.location().split('?').next(), to.split('?').next());
        let back = framed.browser().get(&path).await.expect(303);
        assert_eq!(back.location().split('?').next(), to.split('?').next());
        // Who is sent that address, and opens it elsewhere, is not led to the visit.
        let peer: std::net::SocketAddr = "203.0.113.5:9".parse().unwrap();
        let request = axum::http::Request::get(&path).extension(axum::extract::ConnectInfo(peer));
        let request = request.body(axum::body::Body::empty()).unwrap();
        let elsewhere = framed.browser().send(request).await;
        elsewhere.expect(200).says("just been taken");
    });
}

#[test]
fn a_deposit_is_paid_in_place_of_the_whole_page() {
    on_both(|ctx| async move {
        let mut file = bella_file();
        file["services"][1]["deposit"] = serde_json::json!({"kind": "fixed", "amount": 500});
        ctx.practice(file).await;
        let framed = Framed(ctx.clone());
        let at = "/embed/bella?service=shaping&at=2026-05-14T12:00";
        let (_, details) = framed.get(at).await;
        let typed = [("name", "Anna"), ("phone", "612 345 678")];
        let form = filled(&details.expect(200), &typed);
        let done = framed.send("/embed/bella", &form).await.expect(303);
        let (_, booked) = framed.get(done.location()).await;
        let booked = booked.expect(200);
        let pay = booked
            .body
            .split("href=\"/pay/")
            .nth(1)
            .expect("a way to pay");
        assert!(pay.split('>').next().unwrap().contains("target=\"_top\""));
    });
}

#[test]
fn the_settings_give_what_is_pasted_and_show_how_it_looks() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        let page = owner.get("/settings/widget").await.expect(200);
        let page = page
            .says("http://localhost:8080/embed/widget.js")
            .says("<iframe class=\"preview\" src=\"/embed/bella\"")
            .says("No site is allowed yet");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-src 'self'"), "{policy}");
        owner
            .get("/settings/widget?service=shaping")
            .await
            .expect(200)
            .says("/embed/bella?service=shaping&#38;amp;only=1")
            .says("http://localhost:8080/bella/book?service=consult");
        // One service only: no way to the others.
        let (_, one) = Framed(ctx.clone())
            .get("/embed/bella?service=shaping&only=1")
            .await;
        one.expect(200).says("Brow shaping").lacks(">Change<");
    });
}

#[test]
fn each_service_has_a_code_and_a_card_also_by_link_only() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE services SET visibility = 'link' WHERE slug = 'shaping'"
        )
        .unwrap();
        let mut owner = bella.sign_in(&ctx).await;
        owner
            .get("/settings/widget")
            .await
            .expect(200)
            .says("by link only")
            .says("/bella/book?service=shaping");
        ctx.visitor()
            .get("/bella")
            .await
            .expect(200)
            .lacks("Brow shaping");
        ctx.visitor()
            .get("/bella/book?service=shaping")
            .await
            .expect(200)
            .says("Brow shaping");
        let (id,) = aureli::q!(&ctx.app.db, fetch_one: (ServiceId,), "SELECT id FROM services WHERE slug = 'shaping'").unwrap();
        let svg = owner
            .get(&format!("/services/{id}/qr.svg"))
            .await
            .expect(200);
        assert_eq!(svg.headers["content-type"], "image/svg+xml");
        owner
            .get(&format!("/services/{id}/card"))
            .await
            .expect(200)
            .says("Brow shaping")
            .says("30 min, €20")
            .says("localhost:8080/bella/book?service=shaping")
            .says("Scan to choose a time");
        owner
            .get("/settings/practice/card")
            .await
            .expect(200)
            .says("localhost:8080/bella")
            .says("Book online");
    });
}
