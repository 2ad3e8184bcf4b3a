//! Connections to Postgres that break while the app lives on, as after a failover or behind a proxy that drops what rests.

use aureli::db::Either;
use aureli::error::{Error, Result};
use sqlx::{Connection, Executor, PgConnection, PgPool};

use crate::support::factories::OWNER_PASSWORD;
use crate::support::{Ctx, databases};

fn on_postgres<F: AsyncFn(Ctx)>(test: F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let ctx = Ctx::open(databases::postgres()).await;
        test(ctx.clone()).await;
        ctx.app.stopping.cancel();
        ctx.app.db.close().await;
    });
}

fn pool(ctx: &Ctx) -> &PgPool {
    match ctx.app.db.pools() {
        Either::Pg(pool) => pool,
        Either::Lite(_) => unreachable!("a test on Postgres"),
    }
}

/// Fills the pool with connections that have just been used, then ends each of them on the server; how many.
async fn break_all(ctx: &Ctx) -> u64 {
    let mut held = Vec::new();
    for _ in 0..6 {
        let mut conn = pool(ctx).acquire().await.unwrap();
        conn.execute("SELECT 1").await.unwrap();
        held.push(conn);
    }
    drop(held);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let url = pool(ctx).connect_options();
    let mut beside = PgConnection::connect_with(&(*url).clone().application_name("beside"))
        .await
        .unwrap();
    let ended = beside
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'aureli'",
        )
        .await
        .unwrap();
    beside.close().await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    ended.rows_affected()
}

#[test]
fn who_comes_when_every_connection_has_broken_is_served() {
    on_postgres(async |ctx| {
        let bella = ctx.bella().await;
        let visit = ctx.book(&bella, "shaping", "2026-05-20T12:00").await;
        let mut owner = bella.sign_in(&ctx).await;
        let path = format!("/appointments/{}", visit.id);
        for page in [
            "/calendar?view=week",
            "/bella",
            "/bella/book",
            &path,
            "/clients",
            "/readyz",
            "/clients?q=anna",
        ] {
            assert!(break_all(&ctx).await >= 6);
            owner.get(page).await.expect(200);
        }
        // Several at once, each of which may meet a broken one.
        assert!(break_all(&ctx).await >= 6);
        let asked = (0..12).map(|_| {
            let mut owner = owner.clone();
            async move { owner.get("/calendar?view=week").await.expect(200) }
        });
        futures_util::future::join_all(asked).await;
        // A change, which begins with reads and goes on in a transaction.
        assert!(break_all(&ctx).await >= 6);
        let to = [("version", "1"), ("date", "2026-05-21"), ("time", "12:00")];
        owner.post(&format!("{path}/move"), &to).await.expect(303);
        assert!(break_all(&ctx).await >= 6);
        let body = serde_json::json!({"service": "shaping", "start": "2026-05-22T12:00:00+02:00",
            "client": {"name": "Anna", "phone": "+34612345678", "email": "anna@example.com"}});
        let key = [("idempotency-key", "key")];
        let booked = ctx
            .visitor()
            .post_json("/api/v1/public/bella/bookings", body, &key)
            .await;
        booked.expect(201);
        // Signing in writes a session through its own store.
        assert!(break_all(&ctx).await >= 6);
        let form = [
            ("email", "marina@example.com"),
            ("password", OWNER_PASSWORD),
        ];
        ctx.visitor().post("/login", &form).await.expect(303);
    });
}

#[test]
fn a_transaction_is_run_again_unless_its_commit_may_have_happened() {
    on_postgres(async |ctx| {
        // A sequence counts what a rollback takes back.
        for sql in [
            "CREATE SEQUENCE tries",
            "CREATE TABLE doubts (id BIGINT)",
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
        ] {
            pool(&ctx).execute(sql).await.unwrap();
        }
        let tries = async || -> i64 {
            let sql = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM tries";
            sqlx::query_scalar(sql).fetch_one(pool(&ctx)).await.unwrap()
        };
        let write = async |cut: bool| -> Result<()> {
            aureli::db::patiently(|| async {
                let mut tx = ctx.app.db.begin().await?;
                let (n,) = aureli::q!(&mut tx, fetch_one: (i64,), "SELECT nextval('tries')")?;
                if cut && n % 2 == 1 {
                    aureli::q!(
                        &mut tx,
                        execute,
                        "SELECT pg_terminate_backend(pg_backend_pid())"
                    )?;
                }
                aureli::q!(&mut tx, execute, "INSERT INTO doubts (id) VALUES ($1)", n)?;
                Ok(tx.commit().await?)
            })
            .await
        };
        // Broken in the middle: nothing has happened, and the second run does it.
        write(true).await.unwrap();
        assert_eq!(tries().await, 2);
        // Broken at the commit: whether it happened is not known, so it is told and not done again.
        pool(&ctx)
            .execute(
                "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON doubts DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION cut()",
            )
            .await
            .unwrap();
        let told = write(false).await;
        assert!(matches!(told, Err(Error::Unavailable(_))), "{told:?}");
        assert_eq!(tries().await, 3, "run again");
        // The same for a write that is a transaction of its own.
        pool(&ctx)
            .execute("DROP TRIGGER cut ON doubts")
            .await
            .unwrap();
        pool(&ctx)
            .execute(
                "CREATE TRIGGER cut BEFORE INSERT ON doubts FOR EACH ROW EXECUTE FUNCTION cut()",
            )
            .await
            .unwrap();
        let alone = aureli::q!(&ctx.app.db, execute, "INSERT INTO doubts (id) VALUES (9)");
        assert!(matches!(
            alone.map_err(Error::from),
            Err(Error::Unavailable(_))
        ));
    });
}

/// What searches by a pattern is planned by its values, also where it begins with WITH; the next statement is not.
#[test]
fn a_statement_is_planned_by_its_values_where_it_asks_for_it() {
    on_postgres(async |ctx| {
        let mut reader = ctx.app.db.reader().await.unwrap();
        for _ in 0..2 {
            let planned = aureli::q!(
                reader,
                fetch_one planned: (String,),
                "WITH a AS (SELECT 1) SELECT current_setting('plan_cache_mode') FROM a",
            );
            assert_eq!(planned.unwrap().0, "force_custom_plan");
            let plain = aureli::q!(
                reader,
                fetch_one: (String,),
                "SELECT current_setting('plan_cache_mode')",
            );
            assert_eq!(plain.unwrap().0, "force_generic_plan");
        }
    });
}
