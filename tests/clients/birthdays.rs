//! The list of birthdays in a practice with many clients: page after page, each read from the index.

use aureli::clients::Client;
use aureli::db::Either;
use aureli::id::ClientId;
use sqlx::Executor;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

/// Makes clients whose birthdays are spread over the whole year, each day of a month up to the 28th.
async fn people(ctx: &Ctx, practice: &Practice, count: i64) {
    let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    for n in 0..count {
        aureli::q!(
            tx,
            execute,
            "INSERT INTO clients (tenant_id, id, name, locale, search, source, birth_month, birth_day, created_at, updated_at)
             VALUES ($1, $2, $3, 'en', $4, 'public', $5, $6, $7, $7)",
            tenant,
            ClientId::new(),
            format!("Person {n:05}"),
            format!("person {n:05} ! "),
            n % 12 + 1,
            n / 12 % 28 + 1,
            now,
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
}

#[test]
fn pages_follow_each_other_over_the_years_end() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        people(&ctx, &bella, 1008).await;
        let db = &ctx.app.db;
        let today = "2026-12-10".parse().unwrap();
        let all = Client::birthdays(db, bella.tenant.id, today, 45, None, 1000);
        let all = all.await.unwrap();
        // 19 days of December and 24 of January, three people a day.
        assert_eq!(all.len(), 129);
        assert!(all.windows(2).all(|two| {
            let key = |at: usize| (two[at].0, two[at].1.name.clone());
            key(0) < key(1)
        }));
        let (mut after, mut paged) = (None, Vec::new());
        loop {
            let page = Client::birthdays(db, bella.tenant.id, today, 45, after, 7);
            let page = page.await.unwrap();
            let Some((_, last)) = page.last() else { break };
            after = Some(last.id);
            paged.extend(page.into_iter().map(|(_, soon)| soon.id));
        }
        let ids: Vec<ClientId> = all.into_iter().map(|(_, soon)| soon.id).collect();
        assert_eq!(paged, ids);
    });
}

#[test]
fn the_list_is_shown_a_page_at_a_time() {
    on_both(|ctx| async move {
        let bella = ctx.bella().await;
        people(&ctx, &bella, 1008).await;
        let mut owner = bella.sign_in(&ctx).await;
        // Today is 14 May 2026: three people, then three a day.
        let page = owner.get("/clients/birthdays").await.expect(200);
        let rows = |body: &str| body.matches("class=\"spread birthday\"").count();
        assert_eq!(rows(&page.body), 50);
        let (mut seen, mut next) = (50, page);
        while let Some(at) = next.body.find("rel=\"next\" href=\"") {
            let href = next.body[at + 17..].split('"').next().unwrap().to_owned();
            next = owner.get(&href).await.expect(200);
            seen += rows(&next.body);
            assert!(seen <= 129, "the pages go round");
        }
        // 15 days of May to the 28th, 28 of June.
        assert_eq!(seen, 43 * 3);
    });
}

/// The page is read from the index and no further than it is filled, however many there are.
#[test]
fn a_page_is_read_from_the_index() {
    const PAGE: &str = "SELECT id FROM clients WHERE tenant_id = $1 AND birth_month IS NOT NULL AND NOT is_merged \
        AND (birth_month, birth_day) >= ($2, $3) AND (birth_month, birth_day) <= ($6, $7) \
        AND (birth_month > $2 OR birth_day > $3 OR (search, id) > ($4, $5)) \
        ORDER BY birth_month, birth_day, search, id LIMIT $8";
    on_both(|ctx| async move {
        let source = std::fs::read_to_string("src/clients/model/soon.rs").unwrap();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let rest = PAGE.strip_prefix("SELECT id ").unwrap();
        assert!(
            words(&source).contains(&words(rest)),
            "the statement has changed: change it here too"
        );
        let bella = ctx.bella().await;
        people(&ctx, &bella, 6000).await;
        let plan = match ctx.app.db.pools() {
            Either::Lite(lite) => {
                let sql = format!("EXPLAIN QUERY PLAN {PAGE}");
                let steps: Vec<(i64, i64, i64, String)> =
                    sqlx::query_as(&sql).fetch_all(&lite.read).await.unwrap();
                steps.into_iter().map(|step| step.3).collect::<Vec<_>>()
            }
            Either::Pg(pool) => {
                let mut conn = pool.acquire().await.unwrap();
                conn.execute("ANALYZE clients").await.unwrap();
                let prepare = format!(
                    "PREPARE page (uuid, bigint, bigint, text, uuid, bigint, bigint, bigint) AS {PAGE}"
                );
                conn.execute(prepare.as_str()).await.unwrap();
                let run = format!(
                    "EXPLAIN EXECUTE page ('{}', 5, 14, '', '{}', 6, 28, 51)",
                    bella.tenant.id,
                    uuid::Uuid::nil()
                );
                let steps: Vec<(String,)> =
                    sqlx::query_as(&run).fetch_all(&mut *conn).await.unwrap();
                steps.into_iter().map(|step| step.0).collect()
            }
        };
        let plan = plan.join("\n");
        assert!(plan.contains("clients_by_birthday"), "{plan}");
        // Only names of one day are sorted, not all days ahead.
        let sorts = ["LAST 2 TERMS OF ORDER BY", "Incremental Sort"];
        assert!(sorts.iter().any(|sort| plan.contains(sort)), "{plan}");
    });
}
