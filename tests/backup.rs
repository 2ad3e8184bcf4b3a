//! Backup and restore: what was there is there again, on the same database and on the other; and what is refused.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aureli::app::App;
use aureli::backup;
use aureli::clients::Client;
use aureli::clock::Clock;
use aureli::config::Config;
use aureli::db::Either;
use aureli::demo::{self, Options};
use aureli::events::Actor;
use aureli::events::audit::{self, Verdict};
use aureli::id::TenantId;

use crate::support::{Ctx, databases, on_both};

/// Rows of every table, sessions and the like left aside.
async fn counts(app: &App) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for table in [
        "tenants",
        "tenant_keys",
        "users",
        "memberships",
        "services",
        "service_variants",
        "service_addons",
        "resources",
        "working_hours",
        "date_overrides",
        "blocks",
        "clients",
        "appointments",
        "appointment_items",
        "allocations",
        "events",
        "event_heads",
        "messages",
        "jobs",
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let count: (i64,) = match app.db.pools() {
            Either::Lite(lite) => sqlx::query_as(&sql).fetch_one(&lite.read).await.unwrap(),
            Either::Pg(pool) => sqlx::query_as(&sql).fetch_one(pool).await.unwrap(),
        };
        counts.insert(table.to_owned(), count.0);
    }
    counts
}

async fn small_demo(app: &App) {
    let options = Options {
        years: 0,
        clients: Some(40),
        ..Options::default()
    };
    demo::fill(app, &options).await.unwrap();
}

fn backup_file(ctx: &Ctx) -> PathBuf {
    ctx.app.config.data_dir.join("backup.aureli")
}

/// The same settings with another database.
fn config_of(database: &databases::Database, like: &Config) -> Config {
    Config {
        database_url: database.url().to_owned(),
        ..like.clone()
    }
}

async fn open(config: &Config) -> App {
    App::open(config.clone(), Clock::system()).await.unwrap()
}

/// With everything that holds the lock or a connection.
async fn close(app: App) {
    app.stopping.cancel();
    app.db.close().await;
}

async fn verify_all(app: &App) {
    let tenants = aureli::q!(&app.db, fetch_all: (TenantId,), "SELECT id FROM tenants").unwrap();
    for (tenant,) in tenants {
        assert!(matches!(
            audit::verify(&app.db, tenant).await.unwrap(),
            Verdict::Whole(_)
        ));
    }
}

#[test]
fn a_backup_restores_into_either_database() {
    on_both(|ctx| async move {
        small_demo(&ctx.app).await;
        ctx.bella().await;
        let before = counts(&ctx.app).await;
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        for database in [databases::sqlite(), databases::postgres()] {
            let config = config_of(&database, &ctx.app.config);
            backup::restore(&config, &file, false).await.unwrap();
            let app = open(&config).await;
            assert_eq!(counts(&app).await, before);
            verify_all(&app).await;
            // The guard stands again.
            let guarded = aureli::q!(
                &app.db,
                execute,
                "INSERT INTO allocations (tenant_id, resource_id, appointment_id, starts_at, ends_at, is_active)
                 SELECT a.tenant_id, a.resource_id, o.appointment_id, a.starts_at, a.ends_at, TRUE
                 FROM allocations a JOIN allocations o ON o.tenant_id = a.tenant_id AND NOT o.is_active
                 WHERE a.is_active LIMIT 1 ON CONFLICT (tenant_id, resource_id, appointment_id) DO UPDATE SET is_active = TRUE,
                    starts_at = excluded.starts_at, ends_at = excluded.ends_at",
            );
            assert!(guarded.is_err());
            close(app).await;
        }
    });
}

#[test]
fn mail_that_was_due_is_held_after_a_restore() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        ctx.book(&bella, "shaping", "2026-05-15T10:00").await;
        // One that is not due for a long time yet.
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE messages SET send_at = $1 WHERE audience = 'master'",
            aureli::clock::Clock::system().now() + chrono::TimeDelta::days(10)
        )
        .unwrap();
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        // Sent after the backup was made: the restored one knows nothing of it.
        ctx.run_jobs().await;
        for database in [databases::sqlite(), databases::postgres()] {
            let config = config_of(&database, &ctx.app.config);
            backup::restore(&config, &file, false).await.unwrap();
            let app = open(&config).await;
            aureli::jobs::run_due(&app).await.unwrap();
            let (sent,) =
                aureli::q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM dev_mails").unwrap();
            assert_eq!(sent, 0);
            let held = aureli::messages::failed(&app.db, bella.tenant.id)
                .await
                .unwrap();
            assert!(!held.is_empty() && held.iter().all(|message| message.is_held()));
            let (queued,) = aureli::q!(&app.db, fetch_one: (i64,), "SELECT COUNT(*) FROM messages WHERE status = 'queued'").unwrap();
            assert_eq!(queued, 1, "the one that is not due yet");
            close(app).await;
        }
    });
}

#[test]
fn nobody_starts_on_postgres_while_a_backup_is_being_put_there() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sqlx::{ConnectOptions, Connection};
        let database = databases::postgres();
        let options: sqlx::postgres::PgConnectOptions = database.url().parse().unwrap();
        let mut restoring = options.connect().await.unwrap();
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(0x6175_7265_6c69_i64)
            .execute(&mut restoring)
            .await
            .unwrap();
        let refused = aureli::db::connect(database.url(), &[0; 32])
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("being restored"), "{refused}");
        restoring.close().await.unwrap();
        aureli::db::connect(database.url(), &[0; 32])
            .await
            .unwrap()
            .close()
            .await;
    });
}

#[test]
fn a_backup_while_writing_is_of_one_moment() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let written = Arc::new(AtomicI64::new(0));
        let writer = tokio::spawn({
            let (ctx, bella, written) = (ctx.clone(), bella.clone(), written.clone());
            async move {
                for n in 0_u64.. {
                    let day =
                        chrono::NaiveDate::from_ymd_opt(2026, 6, 1).unwrap() + chrono::Days::new(n);
                    ctx.book(&bella, "shaping", &format!("{day}T10:00")).await;
                    written.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        let reached = async |count: i64| {
            while written.load(Ordering::SeqCst) < count {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        reached(5).await;
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        let after = written.load(Ordering::SeqCst) + 1;
        // The writer was not stopped by it.
        reached(after + 2).await;
        writer.abort();
        let database = databases::sqlite();
        let config = config_of(&database, &ctx.app.config);
        backup::restore(&config, &file, false).await.unwrap();
        let app = open(&config).await;
        let counts = counts(&app).await;
        let visits = counts["appointments"];
        assert!((5..=after).contains(&visits), "{visits} of {after}");
        // Nothing torn: each visit has its item, its time and its event.
        assert_eq!(counts["appointment_items"], visits);
        assert_eq!(counts["allocations"], visits);
        let (created,) = aureli::q!(
            &app.db,
            fetch_one: (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = 'appointment.created'",
        )
        .unwrap();
        assert_eq!(created, visits);
        verify_all(&app).await;
        app.db.close().await;
    });
}

#[test]
fn restore_refuses_what_is_in_use_or_not_empty() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        let again = backup::save(&ctx.app.config, &file).await.unwrap_err();
        assert!(again.to_string().ends_with("is there already"), "{again}");
        let in_use = backup::restore(&ctx.app.config, &file, true)
            .await
            .unwrap_err();
        assert!(
            in_use.to_string().contains("in use by another process"),
            "{in_use}"
        );
        for database in [databases::sqlite(), databases::postgres()] {
            let config = config_of(&database, &ctx.app.config);
            let app = open(&config).await;
            small_demo(&app).await;
            close(app).await;
            let full = backup::restore(&config, &file, false).await.unwrap_err();
            assert!(full.to_string().contains("not empty"), "{full}");
            let app = open(&config).await;
            assert_eq!(counts(&app).await["clients"], 40);
            close(app).await;
            backup::restore(&config, &file, true).await.unwrap();
            let app = open(&config).await;
            let counts = counts(&app).await;
            assert_eq!((counts["tenants"], counts["clients"]), (1, 0));
            close(app).await;
        }
    });
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_is_lost() {
    on_both(|ctx| async move {
        ctx.bella().await;
        let good = backup_file(&ctx);
        backup::save(&ctx.app.config, &good).await.unwrap();
        let folder = ctx.app.config.data_dir.clone();
        let bytes = std::fs::read(&good).unwrap();
        let mut torn = bytes.clone();
        torn.truncate(bytes.len() / 2);
        std::fs::write(folder.join("torn"), torn).unwrap();
        std::fs::write(folder.join("text"), "hello").unwrap();
        std::fs::write(folder.join("empty"), "").unwrap();
        let database = databases::sqlite();
        let config = config_of(&database, &ctx.app.config);
        backup::restore(&config, &good, false).await.unwrap();
        for name in ["torn", "text", "empty", "missing"] {
            let refused = backup::restore(&config, &folder.join(name), true).await;
            assert!(refused.is_err(), "{name}");
        }
        let left = std::fs::read_dir(database.folder()).unwrap();
        let names: Vec<String> = left
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        assert!(
            !names.iter().any(|name| name.contains("partial")),
            "{names:?}"
        );
        let app = open(&config).await;
        assert_eq!(counts(&app).await["tenants"], 1);
        app.db.close().await;
    });
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    on_both(|ctx| async move {
        ctx.bella().await;
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}

#[test]
fn a_restored_practice_asks_everybody_to_sign_in_anew() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        bella.sign_in(&ctx).await;
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        let database = databases::sqlite();
        let config = config_of(&database, &ctx.app.config);
        backup::restore(&config, &file, false).await.unwrap();
        let app = open(&config).await;
        let (sessions,) = aureli::q!(
            &app.db,
            fetch_one: (i64,),
            "SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM user_sessions)",
        )
        .unwrap();
        assert_eq!(sessions, 0);
        app.db.close().await;
    });
}

/// A backup takes the photos along, into a folder that has none, and on whichever database.
#[test]
fn photos_are_in_the_backup() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let anna = ctx.client(&practice, "Anna Petrova", "+34612345678").await;
        let photo = ctx.photo(&practice, anna.id).await;
        let file = backup_file(&ctx);
        backup::save(&ctx.app.config, &file).await.unwrap();
        for database in [
            databases::sqlite as fn() -> databases::Database,
            databases::postgres,
        ] {
            let database = database();
            let folder = tempfile::tempdir().unwrap();
            let mut config = config_of(&database, &ctx.app.config);
            config.media_url = aureli::config::MediaUrl::Folder(folder.path().join("media"));
            backup::restore(&config, &file, false).await.unwrap();
            let app = open(&config).await;
            for name in aureli::media::file_names(practice.tenant.id, photo.id) {
                let kept = app.storage.get(&name).await.unwrap();
                assert_eq!(kept, ctx.app.storage.get(&name).await.unwrap(), "{name}");
            }
            let found = aureli::media::Media::find(&app.db, practice.tenant.id, photo.id).await;
            assert_eq!(found.unwrap().bytes, photo.bytes);
            close(app).await;
        }
    });
}

/// The search's index follows every change of a card; a backup refuses a file of which SQLite says that it is damaged.
#[test]
fn a_database_whose_cards_were_changed_can_be_backed_up() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        let (mut owner, actor, now) = (
            bella.sign_in(&ctx).await,
            Actor::system(),
            ctx.app.clock.now(),
        );
        let mut ids = Vec::new();
        for n in 0..12 {
            let (name, phone) = (format!("Anna Petrova {n}"), format!("+346123456{n:02}"));
            ids.push(ctx.client(&bella, &name, &phone).await.id);
        }
        for (n, id) in ids.iter().enumerate() {
            let mut tx = ctx.app.db.begin().await.unwrap();
            let mut client = Client::find(&mut tx, bella.tenant.id, *id).await.unwrap();
            client.name = format!("Berta Klein {n}");
            client.save(&mut tx, &actor, now).await.unwrap();
            tx.commit().await.unwrap();
        }
        for pair in ids.chunks(2) {
            let mut tx = ctx.app.db.begin().await.unwrap();
            Client::merge(&mut tx, bella.tenant.id, &actor, pair[0], pair[1], now)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
        backup::save(&ctx.app.config, &backup_file(&ctx))
            .await
            .unwrap();
        let found = owner.get("/clients?q=Berta").await.expect(200);
        assert_eq!(found.body.matches("Berta Klein").count(), 6);
    });
}
