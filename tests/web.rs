//! The layers around all routes.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Ctx, databases, on_both, on_both_with};

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
fn a_nul_never_reaches_the_database() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let mut owner = bella.sign_in(&ctx).await;
        for path in ["/clients?after=%00", "/clients?q=a%00b", "/bella?x=%0%000"] {
            owner.get(path).await.expect(200);
        }
        for path in ["/%00", "/l/%00", "/bella/booked/%00", "/api/v1/public/%00"] {
            owner.get(path).await.expect(404);
        }
        owner
            .post("/settings/account/sessions/%00/end", &[])
            .await
            .expect(404);
        for (path, name) in [
            ("/appointments", "key"),
            ("/appointments/walk-in", "what"),
            ("/login", "email"),
            ("/bella/book", "key"),
        ] {
            owner.post(path, &[(name, "a\0b")]).await.expect(422);
        }
        let body = serde_json::json!({
            "service": "sha\0ping", "start": "2026-05-18T12:00:00+02:00", "variant": "\0", "addons": [],
            "client": {"name": "A\0nna", "email": "anna@example.com"},
        });
        owner
            .post_json(
                "/api/v1/public/bella/bookings",
                body,
                &[("idempotency-key", "k")],
            )
            .await
            .expect(201);
    });
}

/// The site behind a real listener.
async fn listening(ctx: &Ctx) -> (std::net::SocketAddr, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (router, stopping) = (ctx.router.clone(), ctx.app.stopping.clone());
    let server = tokio::spawn(aureli::web::server::serve(listener, router, stopping));
    (address, server)
}

#[test]
fn half_requests_are_cut_off_and_whole_ones_served_meanwhile() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let ctx = Ctx::open(databases::sqlite()).await;
        let (address, server) = listening(&ctx).await;
        let begin = Instant::now();
        let mut halves = Vec::new();
        for n in 0..50 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            // Some say nothing at all, some the half, some another byte each second.
            if n % 3 > 0 {
                stream
                    .write_all(b"GET /healthz HTTP/1.1\r\nHost: x")
                    .await
                    .unwrap();
            }
            halves.push(tokio::spawn(async move {
                let mut byte = [0; 64];
                loop {
                    let read = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut byte));
                    match read.await {
                        Ok(Ok(0) | Err(_)) => return begin.elapsed(),
                        Ok(Ok(_)) => {}
                        Err(_) if n % 3 == 2 => drop(stream.write_all(b"y").await),
                        Err(_) => {}
                    }
                }
            }));
        }
        let whole = reqwest::get(format!("http://{address}/healthz"))
            .await
            .unwrap();
        assert_eq!(whole.status(), 200);
        for half in halves {
            let cut = tokio::time::timeout(Duration::from_secs(20), half)
                .await
                .expect("still open")
                .unwrap();
            assert!(cut >= Duration::from_secs(9), "cut off after {cut:?}");
        }
        // A page that stays open (the live feed) ends with the process, and nobody new is taken.
        ctx.app.stopping.cancel();
        tokio::time::timeout(Duration::from_secs(5), server)
            .await
            .expect("the server stops")
            .unwrap();
        assert!(TcpStream::connect(address).await.is_err());
        ctx.app.db.close().await;
    });
}

#[test]
fn figures_are_for_who_comes_from_this_machine_or_its_network() {
    let settings = [
        ("AURELI_ENV", "production"),
        ("PUBLIC_URL", "https://book.example.com"),
        ("SMTP_URL", "smtp://127.0.0.1:1"),
        ("RATE_LIMITS", "on"),
    ];
    on_both_with(&settings, |ctx| async move {
        let ask = async |peer: &str, forwarded: bool| {
            let peer: std::net::SocketAddr = peer.parse().unwrap();
            let mut request =
                axum::http::Request::get("/metrics").extension(axum::extract::ConnectInfo(peer));
            if forwarded {
                request = request.header("x-forwarded-for", "127.0.0.1");
            }
            let request = request.body(axum::body::Body::empty()).unwrap();
            ctx.visitor().send(request).await.status.as_u16()
        };
        assert_eq!(ask("127.0.0.1:9", false).await, 200);
        assert_eq!(ask("10.1.2.3:9", false).await, 200);
        assert_eq!(ask("[fd00::1]:9", false).await, 200);
        assert_eq!(ask("203.0.113.5:9", false).await, 404);
        assert_eq!(ask("10.1.2.3:9", true).await, 404, "passed on by a proxy");
    });
}

#[test]
fn an_address_that_was_nearly_right_leads_to_the_one_that_was_meant() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        for (typed, meant) in [
            ("/Bella", "/bella"),
            ("/bella/", "/bella"),
            ("/BELLA/book", "/bella/book"),
            ("/setup/trade", "/setup"),
            ("/logout", "/"),
            (
                &*format!("/appointments/{}/move", visit.id),
                &*format!("/appointments/{}", visit.id),
            ),
        ] {
            let answer = owner.get(typed).await.expect(303);
            assert_eq!(answer.location(), meant, "{typed}");
        }
        owner.get("/nobody/").await.expect(303);
        owner.get("/nobody").await.expect(404);
        owner.get("/services/x").await.expect(404);
        let mut visitor = ctx.visitor();
        visitor
            .get("/api/v1/public/Bella/")
            .await
            .expect(404)
            .says("There is nothing at this address.");
        visitor
            .post("/api/v1/public/bella", &[])
            .await
            .expect(405)
            .says("does not take that method");
    });
}

#[test]
fn more_readers_than_connections_all_get_their_page() {
    // A page that holds one connection and asks for a second one would wait for those who wait for it.
    const READERS: usize = 60;
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let owner = bella.sign_in(&ctx).await;
        let slots = "/api/v1/public/bella/slots?service=shaping&from=2026-05-18&days=28";
        for path in [
            "/bella",
            slots,
            "/calendar?view=week",
            "/calendar?view=agenda",
        ] {
            let pages = (0..READERS).map(|_| {
                let mut reader = owner.clone();
                async move { reader.get(path).await.expect(200) }
            });
            let all = futures_util::future::join_all(pages);
            let all = tokio::time::timeout(Duration::from_secs(8), all).await;
            assert_eq!(all.expect("nobody waits for ever").len(), READERS, "{path}");
        }
    });
}
