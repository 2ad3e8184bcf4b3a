//! Products: stock follows what is paid, whichever way; the ledger is added to and never changed; money is never refused.

use aureli::accounts::Role;
use aureli::db::{Either, patiently};
use aureli::events::Actor;
use aureli::id::ProductId;
use aureli::invoices::business::Business;
use aureli::invoices::model::{Credit, Draft, DraftLine, Invoice, ItemKind, Status, credit};
use aureli::invoices::totals::{Discount, ONE};
use aureli::money::Money;
use aureli::payments::model::{ByHand, Refund, record};
use aureli::payments::{Payment, Subject, Way};
use aureli::products::{Act, Product, ProductDraft, stock};
use sqlx::Executor;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

impl Ctx {
    /// A product at this price, so many of which are there.
    pub async fn product(
        &self,
        practice: &Practice,
        name: &str,
        price: i64,
        there: i64,
    ) -> Product {
        let (tenant, now) = (practice.tenant.id, self.app.clock.now());
        let actor = Actor::user(practice.owner);
        let draft = ProductDraft {
            sku: None,
            name: name.to_owned(),
            price_minor: price,
            low_milli: Some(ONE),
            may_go_below: false,
        };
        let id = ProductId::new();
        let mut tx = self.app.db.begin().await.unwrap();
        assert!(
            Product::create(&mut tx, tenant, &actor, id, &draft, now)
                .await
                .unwrap()
        );
        let (user, key) = (practice.owner, format!("first:{id}"));
        let act = Act::Delivered(there * ONE);
        if there > 0 {
            stock::move_by_hand(&mut tx, tenant, &actor, user, id, act, "", &key, now)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        self.seen(practice, id).await
    }

    /// As it is now; the stock is the sum of its movements.
    async fn seen(&self, practice: &Practice, id: ProductId) -> Product {
        let product = Product::find(&self.app.db, practice.tenant.id, id)
            .await
            .unwrap();
        let (sum, last) = aureli::q!(
            &self.app.db,
            fetch_one: (i64, i64),
            "SELECT CAST(COALESCE(SUM(change_milli), 0) AS bigint), CAST(COALESCE(MAX(seq), 0) AS bigint)
             FROM stock_movements WHERE tenant_id = $1 AND product_id = $2",
            practice.tenant.id,
            id,
        )
        .unwrap();
        assert_eq!((product.stock_milli, product.last_seq), (sum, last));
        product
    }

    /// A sent invoice with so many of each, and something else for 10.00.
    async fn sold(&self, practice: &Practice, goods: &[(&Product, i64)]) -> Invoice {
        let business = Business::of(&self.app.db, &practice.tenant).await.unwrap();
        let mut draft = Draft::new(&business, practice.tenant.locale);
        draft.lines = vec![DraftLine::text("Advice".into(), 1000)];
        for (product, count) in goods {
            draft.lines.push(DraftLine {
                kind: ItemKind::Product,
                product_id: Some(product.id.0),
                quantity: count * ONE,
                discount: Discount::NONE,
                ..DraftLine::text(product.name.clone(), product.price_minor)
            });
        }
        let (actor, now) = (Actor::user(practice.owner), self.app.clock.now());
        let currency = practice.tenant.currency;
        let mut tx = self.app.db.begin().await.unwrap();
        let invoice = Invoice::begin(&mut tx, &practice.tenant, &actor, &draft, currency, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.send(practice, invoice.id).await
    }

    /// Paid in cash; the payment.
    async fn paid(&self, practice: &Practice, invoice: &Invoice, minor: i64) -> Payment {
        let new = ByHand {
            subject: Subject::Invoice(invoice.id),
            way: Way::Cash,
            amount: Money::new(minor, invoice.currency),
            note: String::new(),
            key: uuid::Uuid::new_v4().to_string(),
        };
        let actor = Actor::user(practice.owner);
        let id = record(&self.app, &practice.tenant, &new, practice.owner, &actor)
            .await
            .unwrap();
        Payment::find(&self.app.db, practice.tenant.id, id)
            .await
            .unwrap()
    }

    async fn stock(&self, practice: &Practice, product: &Product) -> i64 {
        self.seen(practice, product.id).await.stock_milli / ONE
    }

    async fn given_back(&self, practice: &Practice, payment: &Payment, minor: i64) {
        let actor = Actor::user(practice.owner);
        let key = uuid::Uuid::new_v4().to_string();
        Refund::ask(
            &self.app,
            practice.tenant.id,
            payment.id,
            minor,
            "",
            &key,
            &actor,
        )
        .await
        .unwrap();
    }

    async fn credited(&self, practice: &Practice, invoice: &Invoice, what: Credit) {
        let (actor, now) = (Actor::user(practice.owner), self.app.clock.now());
        let mut tx = self.app.db.begin().await.unwrap();
        credit(
            &mut tx,
            &practice.tenant,
            &actor,
            invoice.id,
            &what,
            "Back",
            now,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}

/// What waits: kinds and how many are missing.
async fn tasks(ctx: &Ctx) -> Vec<(String, Option<i64>)> {
    aureli::q!(
        &ctx.app.db,
        fetch_all: (String, Option<i64>),
        "SELECT kind, missing_milli FROM invoice_tasks WHERE settled_at IS NULL ORDER BY created_at",
    )
    .unwrap()
}

#[test]
fn goods_leave_when_the_invoice_is_paid_and_come_back_with_the_money() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let oil = ctx.product(&practice, "Brow oil", 1200, 5).await;
        let brush = ctx.product(&practice, "Brush", 500, 3).await;
        let invoice = ctx.sold(&practice, &[(&oil, 2), (&brush, 1)]).await;
        assert_eq!(ctx.stock(&practice, &oil).await, 5, "sent is not paid");
        let part = ctx.paid(&practice, &invoice, 1000).await;
        assert_eq!(ctx.stock(&practice, &oil).await, 5, "a part is not all");
        let rest = ctx.paid(&practice, &invoice, 2900).await;
        assert_eq!(ctx.look(&invoice).await.status, Status::Paid);
        assert_eq!(ctx.stock(&practice, &oil).await, 3);
        assert_eq!(ctx.stock(&practice, &brush).await, 2);
        // Told again, nothing moves again.
        ctx.settled(&invoice, 3900, 0).await;
        assert_eq!(ctx.seen(&practice, oil.id).await.last_seq, 2);
        // A part of the money says nothing of which thing.
        ctx.given_back(&practice, &rest, 500).await;
        assert_eq!(ctx.stock(&practice, &brush).await, 2);
        ctx.given_back(&practice, &rest, 2400).await;
        ctx.given_back(&practice, &part, 1000).await;
        assert_eq!(ctx.look(&invoice).await.status, Status::Refunded);
        assert_eq!(ctx.stock(&practice, &oil).await, 5);
        assert_eq!(ctx.stock(&practice, &brush).await, 3);
        assert!(tasks(&ctx).await.is_empty());
    });
}

#[test]
fn a_line_that_is_credited_brings_its_goods_back() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let oil = ctx.product(&practice, "Brow oil", 1200, 5).await;
        let brush = ctx.product(&practice, "Brush", 500, 3).await;
        let invoice = ctx.sold(&practice, &[(&oil, 2), (&brush, 1)]).await;
        ctx.paid(&practice, &invoice, 3900).await;
        let items = invoice.items(&ctx.app.db).await.unwrap();
        let line = items
            .iter()
            .find(|item| item.product_id == Some(oil.id.0))
            .unwrap();
        ctx.credited(&practice, &invoice, Credit::Lines(vec![line.id]))
            .await;
        assert_eq!(ctx.stock(&practice, &oil).await, 5);
        assert_eq!(ctx.stock(&practice, &brush).await, 2);
        // A sum says nothing of goods; the whole does.
        ctx.credited(&practice, &invoice, Credit::Sum(100)).await;
        assert_eq!(ctx.stock(&practice, &brush).await, 2);
        ctx.credited(&practice, &invoice, Credit::Whole).await;
        assert_eq!(ctx.stock(&practice, &brush).await, 3);
        assert_eq!(ctx.stock(&practice, &oil).await, 5);
    });
}

#[test]
fn of_two_payments_for_the_last_one_both_are_taken_and_one_is_a_task() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        for round in 0..4 {
            let oil = ctx.product(&practice, "Brow oil", 1200, 1).await;
            let first = ctx.sold(&practice, &[(&oil, 1)]).await;
            let second = ctx.sold(&practice, &[(&oil, 1)]).await;
            let (a, b) = tokio::join!(
                patiently(|| async { Ok(ctx.paid(&practice, &first, 2200).await) }),
                patiently(|| async { Ok(ctx.paid(&practice, &second, 2200).await) }),
            );
            assert_eq!(
                (a.unwrap().amount_minor, b.unwrap().amount_minor),
                (2200, 2200)
            );
            for invoice in [&first, &second] {
                assert_eq!(ctx.look(invoice).await.status, Status::Paid);
            }
            assert_eq!(ctx.stock(&practice, &oil).await, 0, "round {round}");
            assert_eq!(tasks(&ctx).await.len(), round + 1);
        }
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Sold, but not in stock")
            .says("Brow oil: 1 missing");
    });
}

#[test]
fn what_was_missing_is_not_taken_later_and_does_not_come_back() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let oil = ctx.product(&practice, "Brow oil", 1200, 1).await;
        let invoice = ctx.sold(&practice, &[(&oil, 3)]).await;
        let payment = ctx.paid(&practice, &invoice, 4600).await;
        assert_eq!(ctx.stock(&practice, &oil).await, 0);
        assert_eq!(tasks(&ctx).await, [("short".to_owned(), Some(2000))]);
        let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
        let actor = Actor::user(practice.owner);
        let mut tx = ctx.app.db.begin().await.unwrap();
        let (user, act) = (practice.owner, Act::Delivered(5000));
        stock::move_by_hand(&mut tx, tenant, &actor, user, oil.id, act, "", "later", now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        ctx.given_back(&practice, &payment, 100).await;
        assert_eq!(ctx.stock(&practice, &oil).await, 5);
        ctx.given_back(&practice, &payment, 4500).await;
        assert_eq!(ctx.stock(&practice, &oil).await, 6, "the one that had left");
    });
}

async fn execute(ctx: &Ctx, sql: &str) -> Result<u64, sqlx::Error> {
    match ctx.app.db.pools() {
        Either::Lite(lite) => lite
            .write
            .execute(sql)
            .await
            .map(|done| done.rows_affected()),
        Either::Pg(pool) => pool.execute(sql).await.map(|done| done.rows_affected()),
    }
}

#[test]
fn the_database_keeps_the_ledger() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let oil = ctx.product(&practice, "Brow oil", 1200, 5).await;
        for sql in [
            "UPDATE products SET stock_milli = 1",
            "UPDATE products SET stock_milli = 9000, last_seq = last_seq + 1",
            "UPDATE stock_movements SET change_milli = 1",
            "UPDATE stock_movements SET reason = 'other'",
            "DELETE FROM stock_movements",
            "DELETE FROM products",
            // One that does not stand on the balance before it, and one that is not the next.
            "INSERT INTO stock_movements (tenant_id, id, product_id, seq, kind, change_milli, balance_milli, key, created_at)
             SELECT tenant_id, id, product_id, seq + 1, kind, 1000, 7000, 'k', created_at FROM stock_movements WHERE FALSE
             UNION ALL SELECT tenant_id, product_id, product_id, seq + 1, kind, 1000, 7000, 'k', created_at FROM stock_movements",
            "INSERT INTO stock_movements (tenant_id, id, product_id, seq, kind, change_milli, balance_milli, key, created_at)
             SELECT tenant_id, product_id, product_id, seq + 2, kind, 1000, 6000, 'k', created_at FROM stock_movements",
            // Below zero.
            "INSERT INTO stock_movements (tenant_id, id, product_id, seq, kind, change_milli, balance_milli, key, created_at)
             SELECT tenant_id, product_id, product_id, seq + 1, 'correction', -6000, -1000, 'k', created_at FROM stock_movements",
        ] {
            assert!(execute(&ctx, sql).await.is_err(), "{sql}");
        }
        assert_eq!(ctx.stock(&practice, &oil).await, 5);
    });
}

#[test]
fn a_product_may_be_sold_below_zero_where_its_switch_says_so() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let oil = ctx.product(&practice, "Brow oil", 1200, 0).await;
        let mut owner = practice.sign_in(&ctx).await;
        let edit = format!("/products/{}/edit", oil.id);
        let form = |version: &'static str, below: &'static str| {
            [
                ("version", version),
                ("name", "Brow oil"),
                ("price", "12"),
                ("may_go_below", below),
            ]
        };
        owner.post(&edit, &form("1", "true")).await.expect(303);
        let invoice = ctx.sold(&practice, &[(&oil, 2)]).await;
        ctx.paid(&practice, &invoice, 3400).await;
        assert_eq!(ctx.stock(&practice, &oil).await, -2);
        assert!(tasks(&ctx).await.is_empty());
        owner
            .post(&edit, &form("2", ""))
            .await
            .expect(422)
            .says("Count first");
        owner
            .get(&format!("/products/{}", oil.id))
            .await
            .expect(200)
            .says("−2")
            .says("Sale")
            .says(&invoice.reference().unwrap());
    });
}

#[test]
fn a_product_is_added_changed_counted_and_put_aside() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/products")
            .await
            .expect(200)
            .says("No products yet");
        owner.get("/products/new").await.expect(200);
        owner
            .post(
                "/products/new",
                &[("name", ""), ("price", "x"), ("low", "-1")],
            )
            .await
            .expect(422)
            .says("Fill this in")
            .says("Enter an amount")
            .says("Enter a number of zero or more");
        let id = ProductId::new().to_string();
        let new = [
            ("id", id.as_str()),
            ("name", "Brow oil"),
            ("sku", "OIL-5"),
            ("price", "12,50"),
            ("stock", "3"),
            ("low", "2"),
        ];
        owner.post("/products/new", &new).await.expect(303);
        owner.post("/products/new", &new).await.expect(303);
        owner
            .get("/products")
            .await
            .expect(200)
            .says("Brow oil")
            .says("€12.50")
            .says("3 in stock")
            .lacks("Running low");
        owner
            .post(
                "/products/new",
                &[("name", "Other"), ("sku", "OIL-5"), ("price", "1")],
            )
            .await
            .expect(422)
            .says("Another product has this number");
        let path = format!("/products/{id}");
        owner
            .get(&path)
            .await
            .expect(200)
            .says("There from the start");
        // Two editors.
        let edit = format!("{path}/edit");
        let typed =
            |price: &'static str| [("version", "1"), ("name", "Brow oil"), ("price", price)];
        owner.post(&edit, &typed("13")).await.expect(303);
        owner.post(&edit, &typed("13")).await.expect(303);
        owner
            .post(&edit, &typed("14"))
            .await
            .expect(409)
            .says("changed this product meanwhile")
            .says("value=\"14\"");
        // Counting.
        let count = format!("{path}/movements/new");
        owner.get(&count).await.expect(200).says("3 in stock");
        let key = uuid::Uuid::new_v4().to_string();
        let act = |kind, quantity, reason, seq, key| {
            [
                ("kind", kind),
                ("quantity", quantity),
                ("reason", reason),
                ("seq", seq),
                ("key", key),
            ]
        };
        owner
            .post(&count, &act("correction", "1", "", "1", &key))
            .await
            .expect(422)
            .says("Say why");
        owner
            .post(&count, &act("correction", "1", "used", "1", &key))
            .await
            .expect(303);
        owner
            .post(&count, &act("correction", "1", "used", "1", &key))
            .await
            .expect(303);
        let other = uuid::Uuid::new_v4().to_string();
        owner
            .post(&count, &act("correction", "5", "counted", "1", &other))
            .await
            .expect(409)
            .says("count again");
        owner
            .post(&count, &act("delivery", "2.5", "", "0", &other))
            .await
            .expect(303);
        owner
            .get(&path)
            .await
            .expect(200)
            .says("3.5")
            .says("+2.5")
            .says("−2");
        owner
            .post(&format!("{path}/archival"), &[("aside", "true")])
            .await
            .expect(303);
        owner
            .get("/products")
            .await
            .expect(200)
            .says("Not offered now: 1");
        // Its number is free again, and then taken.
        owner
            .post(
                "/products/new",
                &[("name", "New oil"), ("sku", "OIL-5"), ("price", "1")],
            )
            .await
            .expect(303);
        assert_eq!(
            practice
                .member(&ctx, Role::Finance)
                .await
                .get(&edit)
                .await
                .status,
            403
        );
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.get(&path).await.expect(404);
        stranger
            .post(&count, &act("delivery", "1", "", "0", &key))
            .await
            .expect(404);
    });
}

#[test]
fn a_product_is_picked_on_an_invoice() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        let oil = ctx.product(&practice, "Brow oil", 1250, 3).await;
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        let mut owner = practice.sign_in(&ctx).await;
        let edit = format!("/invoices/{}/edit", draft.id);
        owner
            .get(&edit)
            .await
            .expect(200)
            .says("Brow oil, €12.50 · 3 in stock");
        let version = draft.version.to_string();
        let pick = format!("product:{}", oil.id);
        let head = [
            ("version", version.as_str()),
            ("locale", "en"),
            ("tax_mode", "none"),
        ];
        let add = [&head[..], &[("act", "add"), ("pick", &pick)]].concat();
        owner
            .post(&edit, &add)
            .await
            .expect(200)
            .says("value=\"12.50\"")
            .says("value=\"Brow oil\"")
            .says(&format!("value=\"{}\"", oil.id));
        let id = oil.id.to_string();
        let line = |product| {
            [
                ("kind", "product"),
                ("description", "Brow oil"),
                ("quantity", "2"),
                ("price", "12.50"),
                ("off", ""),
                ("tax", ""),
                ("service", ""),
                ("product", product),
            ]
        };
        let nobody = ProductId::new().to_string();
        owner
            .post(&edit, &[&head[..], &line(&nobody)[..]].concat())
            .await
            .expect(404);
        owner
            .post(&edit, &[&head[..], &line(&id)[..]].concat())
            .await
            .expect(303);
        let items = ctx.look(&draft).await.items(&ctx.app.db).await.unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(
            (items[0].kind, items[0].product_id),
            (ItemKind::Product, Some(oil.id.0))
        );
        assert_eq!(items[0].gross_minor, 2500);
    });
}

#[test]
fn an_overdue_invoice_is_one_task_until_it_is_paid() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        ctx.app.clock.advance(chrono::TimeDelta::days(9));
        ctx.run_jobs().await;
        ctx.run_jobs().await;
        assert_eq!(ctx.look(&invoice).await.status, Status::Overdue);
        assert_eq!(tasks(&ctx).await, [("overdue".to_owned(), None)]);
        let mut owner = practice.sign_in(&ctx).await;
        owner
            .get("/todo")
            .await
            .expect(200)
            .says("Not paid in time")
            .says("€20.00 to pay");
        // Part of it: it waits on; looked at: it is not told again.
        let (id,) =
            aureli::q!(&ctx.app.db, fetch_one: (uuid::Uuid,), "SELECT id FROM invoice_tasks")
                .unwrap();
        let dismiss = format!("/todo/invoice-tasks/{id}/dismissal");
        let mut stranger = ctx.stranger().await.sign_in(&ctx).await;
        stranger.post(&dismiss, &[]).await.expect(404);
        ctx.paid(&practice, &invoice, 500).await;
        assert_eq!(tasks(&ctx).await.len(), 1);
        owner.post(&dismiss, &[]).await.expect(303);
        ctx.paid(&practice, &invoice, 500).await;
        assert!(tasks(&ctx).await.is_empty());
        // Another one, paid.
        let other = ctx.invoice(&practice, "2026-05-25T10:00").await;
        ctx.app.clock.advance(chrono::TimeDelta::days(9));
        ctx.run_jobs().await;
        assert_eq!(tasks(&ctx).await.len(), 1);
        ctx.paid(&practice, &other, 2000).await;
        assert!(tasks(&ctx).await.is_empty());
    });
}
