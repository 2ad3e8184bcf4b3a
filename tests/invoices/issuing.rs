//! Numbers without gaps, what stays as it was sent, and how money, time and credit notes move an invoice.

use aureli::db::{self, Either};
use aureli::error::Error;
use aureli::events::{self, Actor, Object};
use aureli::invoices::model::{
    Credit, Draft, DraftLine, Invoice, Kind, Sending, Status, chain, credit, send, settle,
};
use aureli::invoices::totals::{Discount, TaxMode};
use chrono::TimeDelta;
use sqlx::Executor;

use crate::support::factories::Practice;
use crate::support::{Ctx, on_both};

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

async fn credited(
    ctx: &Ctx,
    practice: &Practice,
    invoice: &Invoice,
    what: Credit,
) -> Result<Invoice, Error> {
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let note = credit(
        &mut tx,
        &practice.tenant,
        &actor,
        invoice.id,
        &what,
        "Mistake",
        now,
    )
    .await?;
    tx.commit().await.unwrap();
    Ok(note)
}

#[test]
fn fifty_sent_at_once_have_fifty_numbers_without_a_gap() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let business = aureli::invoices::business::Business::of(&ctx.app.db, &practice.tenant)
            .await
            .unwrap();
        let mut drafts = Vec::new();
        for n in 0..50 {
            let mut draft = Draft::new(&business, practice.tenant.locale);
            draft.lines.push(DraftLine::text(format!("Line {n}"), 1000));
            let mut tx = ctx.app.db.begin().await.unwrap();
            let currency = practice.tenant.currency;
            let invoice = Invoice::begin(&mut tx, &practice.tenant, &actor, &draft, currency, now)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            drafts.push(invoice.id);
        }
        let mut racers = tokio::task::JoinSet::new();
        for id in drafts {
            let (app, tenant, actor) = (ctx.app.clone(), practice.tenant.clone(), actor.clone());
            racers.spawn(async move {
                // Every fifth one breaks off after taking its number.
                db::patiently(|| async {
                    let mut tx = app.db.begin().await?;
                    let sending = send(&mut tx, &tenant, &actor, id, None, now).await?;
                    if id.0.as_bytes()[15].is_multiple_of(5) {
                        drop(tx);
                        tx = app.db.begin().await?;
                        let again = send(&mut tx, &tenant, &actor, id, None, now).await?;
                        tx.commit().await?;
                        return Ok(again);
                    }
                    tx.commit().await?;
                    Ok(sending)
                })
                .await
            });
        }
        let mut numbers = Vec::new();
        while let Some(done) = racers.join_next().await {
            match done.unwrap().unwrap() {
                Sending::Sent(invoice) => numbers.push(invoice.number.unwrap()),
                other => panic!("{other:?}"),
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=50).collect::<Vec<i64>>());
        let broken = chain::first_broken(&ctx.app.db, practice.tenant.id, Kind::Invoice)
            .await
            .unwrap();
        assert_eq!(broken, None);
    });
}

#[test]
fn numbers_begin_anew_each_year_and_each_series_counts_for_itself() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let first = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let second = ctx.invoice(&practice, "2026-05-15T11:00").await;
        assert_eq!(first.reference().as_deref(), Some("2026-0001"));
        assert_eq!(second.reference().as_deref(), Some("2026-0002"));
        assert_eq!(first.previous_hash.as_deref(), Some(&[][..]));
        assert_eq!(second.previous_hash, first.hash);
        let note = credited(&ctx, &practice, &first, Credit::Whole)
            .await
            .unwrap();
        assert_eq!(note.reference().as_deref(), Some("CN-2026-0001"));
        // Half an hour before midnight of Madrid it is still this year there.
        ctx.app.clock.set("2026-12-31T22:30:00Z".parse().unwrap());
        let third = ctx.draft(&practice, "2027-01-04T10:00").await;
        let third = ctx.send(&practice, third.id).await;
        assert_eq!(third.reference().as_deref(), Some("2026-0003"));
        ctx.app.clock.set("2026-12-31T23:30:00Z".parse().unwrap());
        let fourth = ctx.draft(&practice, "2027-01-04T11:00").await;
        let fourth = ctx.send(&practice, fourth.id).await;
        assert_eq!(fourth.reference().as_deref(), Some("2027-0001"));
        assert_eq!(fourth.previous_hash, third.hash);
        for kind in [Kind::Invoice, Kind::CreditNote] {
            let broken = chain::first_broken(&ctx.app.db, practice.tenant.id, kind)
                .await
                .unwrap();
            assert_eq!(broken, None);
        }
        // Another practice has numbers of its own.
        let other = ctx.stranger().await;
        ctx.legal(&other).await;
        let theirs = ctx.invoice(&other, "2027-01-04T12:00").await;
        assert_eq!(theirs.reference().as_deref(), Some("2027-0001"));
    });
}

#[test]
fn what_was_sent_cannot_be_changed_by_any_statement() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        // A draft may be anything but sent without adding up.
        execute(&ctx, "UPDATE invoices SET note = 'x'")
            .await
            .unwrap();
        execute(
            &ctx,
            "UPDATE invoice_items SET net_minor = net_minor + 1, gross_minor = gross_minor + 1",
        )
        .await
        .unwrap();
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let sent = send(&mut tx, &practice.tenant, &actor, draft.id, None, now).await;
        assert!(
            sent.is_err(),
            "an invoice was sent that is not the sum of its lines"
        );
        drop(tx);
        execute(
            &ctx,
            "UPDATE invoice_items SET net_minor = net_minor - 1, gross_minor = gross_minor - 1",
        )
        .await
        .unwrap();
        let sent = ctx.send(&practice, draft.id).await;
        for sql in [
            "DELETE FROM invoices",
            "DELETE FROM invoice_items",
            "UPDATE invoices SET number = number + 1",
            "UPDATE invoices SET year = 2025",
            "UPDATE invoices SET total_minor = 1, net_minor = 1",
            "UPDATE invoices SET tip_minor = tip_minor + 1, total_minor = total_minor + 1",
            "UPDATE invoices SET note = 'y'",
            "UPDATE invoices SET buyer = '{\"name\":\"Somebody\"}'",
            "UPDATE invoices SET seller = '{\"name\":\"Somebody\"}'",
            "UPDATE invoices SET dated_on = '2026-05-13'",
            "UPDATE invoices SET due_on = '2030-01-01'",
            "UPDATE invoices SET currency = 'USD'",
            "UPDATE invoices SET deposit_minor = 1",
            "UPDATE invoices SET hash = previous_hash",
            "UPDATE invoices SET appointment_id = NULL",
            "UPDATE invoices SET reason = 'why'",
            "UPDATE invoices SET sent_at = created_at WHERE false OR sent_at = sent_at",
            "UPDATE invoices SET kind = 'credit_note', credited_id = id",
            "UPDATE invoices SET status = 'draft', number = NULL, year = NULL, sent_at = NULL, seller = NULL, hash = NULL, previous_hash = NULL",
            "UPDATE invoices SET refunded_minor = 1",
            "UPDATE invoices SET paid_minor = -1",
            "UPDATE invoices SET credited_minor = total_minor + 1",
            "UPDATE invoices SET status = 'void'",
            "UPDATE invoice_items SET description = 'Other'",
            "UPDATE invoice_items SET net_minor = 0, gross_minor = 0",
            "INSERT INTO invoice_items (tenant_id, id, invoice_id, position, kind, description, quantity_milli, unit_minor, net_minor, tax_minor, gross_minor)
                SELECT tenant_id, appointment_id, id, 7, 'text', 'More', 1000, 1, 1, 0, 1 FROM invoices",
            "UPDATE invoice_counters SET number = 0",
            "UPDATE invoice_counters SET year = 2020",
            "DELETE FROM invoice_counters",
        ] {
            // Some of them set what stands there already; a statement that changes nothing is no change.
            let before = snapshot(&ctx).await;
            let done = execute(&ctx, sql).await;
            assert!(done.is_err() || before == snapshot(&ctx).await, "{sql}");
            assert_eq!(before, snapshot(&ctx).await, "{sql}");
        }
        // Where it stands may change.
        execute(&ctx, "UPDATE invoices SET paid_minor = 1")
            .await
            .unwrap();
        assert_eq!(ctx.look(&sent).await.paid_minor, 1);
    });
}

/// Every cell of the tables of invoices.
async fn snapshot(ctx: &Ctx) -> String {
    let mut all = String::new();
    for invoice in
        aureli::q!(&ctx.app.db, fetch_all: Invoice, "SELECT * FROM invoices ORDER BY id").unwrap()
    {
        all.push_str(&format!("{invoice:?}"));
        all.push_str(&format!("{:?}", invoice.items(&ctx.app.db).await.unwrap()));
    }
    let counters = aureli::q!(&ctx.app.db, fetch_all: (String, i64, i64, Vec<u8>), "SELECT kind, year, number, hash FROM invoice_counters ORDER BY kind");
    all + &format!("{:?}", counters.unwrap())
}

#[test]
fn the_chain_tells_what_was_tampered_with() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let first = ctx.invoice(&practice, "2026-05-15T10:00").await;
        ctx.invoice(&practice, "2026-05-15T11:00").await;
        match ctx.app.db.is_postgres() {
            true => {
                execute(&ctx, "ALTER TABLE invoice_items DISABLE TRIGGER USER")
                    .await
                    .unwrap();
            }
            false => {
                execute(&ctx, "DROP TRIGGER invoice_items_fixed")
                    .await
                    .unwrap();
            }
        }
        aureli::q!(
            &ctx.app.db,
            execute,
            "UPDATE invoice_items SET description = 'Other' WHERE invoice_id = $1",
            first.id
        )
        .unwrap();
        let broken = chain::first_broken(&ctx.app.db, practice.tenant.id, Kind::Invoice)
            .await
            .unwrap();
        assert_eq!(broken, Some(first.id));
    });
}

#[test]
fn payments_move_an_invoice_and_repeat_without_effect() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let now = ctx.app.clock.now();
        let tenant = practice.tenant.id;
        let refused = settle(&mut tx, tenant, draft.id, 100, 0, now).await;
        assert!(
            matches!(refused, Err(Error::Conflict(_))),
            "a draft took money"
        );
        drop(tx);
        let invoice = ctx.send(&practice, draft.id).await;
        assert_eq!(invoice.status, Status::Sent);
        assert_eq!(invoice.due_on.unwrap().to_string(), "2026-05-21");
        assert_eq!(ctx.settled(&invoice, 500, 0).await, Status::PartiallyPaid);
        assert_eq!(ctx.look(&invoice).await.to_pay(), 1500);
        let version = ctx.look(&invoice).await.version;
        assert_eq!(ctx.settled(&invoice, 500, 0).await, Status::PartiallyPaid);
        assert_eq!(
            ctx.look(&invoice).await.version,
            version,
            "the same again changed something"
        );
        assert_eq!(ctx.settled(&invoice, 2000, 0).await, Status::Paid);
        assert_eq!(
            ctx.settled(&invoice, 2000, 700).await,
            Status::PartiallyRefunded
        );
        assert_eq!(ctx.settled(&invoice, 2000, 2000).await, Status::Refunded);
        let other = ctx.stranger().await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let refused = settle(&mut tx, tenant, invoice.id, 2000, 2001, now).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        let refused = settle(&mut tx, other.tenant.id, invoice.id, 1, 0, now).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        drop(tx);
        let events = events::of_object(&ctx.app.db, tenant, Object::Invoice(invoice.id))
            .await
            .unwrap();
        let settled = events
            .iter()
            .filter(|event| event.kind == events::Kind::InvoiceSettled);
        assert_eq!(settled.count(), 4);
    });
}

#[test]
fn an_invoice_falls_overdue_by_the_practices_own_date() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let paid = ctx.invoice(&practice, "2026-05-15T11:00").await;
        ctx.settled(&paid, 2000, 0).await;
        // The last moment of the last day in Madrid.
        ctx.app.clock.set("2026-05-21T21:59:00Z".parse().unwrap());
        ctx.run_jobs().await;
        assert_eq!(ctx.look(&invoice).await.status, Status::Sent);
        ctx.app.clock.advance(TimeDelta::minutes(2));
        ctx.run_jobs().await;
        assert_eq!(ctx.look(&invoice).await.status, Status::Overdue);
        assert_eq!(ctx.look(&paid).await.status, Status::Paid);
        assert_eq!(ctx.settled(&invoice, 2000, 0).await, Status::Paid);
    });
}

#[test]
fn a_void_invoice_keeps_its_number_and_takes_nothing() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut held = Invoice::find_for_change(&mut tx, invoice.tenant_id, invoice.id)
            .await
            .unwrap();
        held.make_void(&mut tx, &actor, "Wrong client", now)
            .await
            .unwrap();
        held.make_void(&mut tx, &actor, "Again", now).await.unwrap();
        tx.commit().await.unwrap();
        let invoice = ctx.look(&invoice).await;
        assert_eq!(
            (invoice.status, invoice.reason.as_str()),
            (Status::Void, "Wrong client")
        );
        assert_eq!(invoice.to_pay(), 0);
        let mut tx = ctx.app.db.begin().await.unwrap();
        assert!(
            settle(&mut tx, invoice.tenant_id, invoice.id, 1, 0, now)
                .await
                .is_err()
        );
        drop(tx);
        assert!(
            credited(&ctx, &practice, &invoice, Credit::Whole)
                .await
                .is_err()
        );
        // The visit may be invoiced again; the number goes on.
        let visit = invoice.appointment_id.unwrap();
        let mut tx = ctx.app.db.begin().await.unwrap();
        let next = Invoice::for_visit(&mut tx, &practice.tenant, &actor, visit, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ctx.send(&practice, next.id).await.number, Some(2));
        // One that money came for is not made void.
        let paid = ctx.look(&next).await;
        ctx.settled(&paid, 100, 0).await;
        let mut tx = ctx.app.db.begin().await.unwrap();
        let mut held = Invoice::find_for_change(&mut tx, paid.tenant_id, paid.id)
            .await
            .unwrap();
        assert!(held.make_void(&mut tx, &actor, "Late", now).await.is_err());
    });
}

/// Three lines of two rates, tax on top, a discount on all, a tip: sums that do not divide.
async fn taxed(ctx: &Ctx, practice: &Practice) -> Invoice {
    let (actor, now) = (Actor::user(practice.owner), ctx.app.clock.now());
    let business = aureli::invoices::business::Business::of(&ctx.app.db, &practice.tenant)
        .await
        .unwrap();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let tenant = practice.tenant.id;
    let mut rates = Vec::new();
    for bp in [2100, 1000] {
        use aureli::invoices::business::TaxRate;
        let id = TaxRate::add(&mut tx, tenant, &actor, "IVA", bp, now)
            .await
            .unwrap();
        rates.push((id, "IVA".to_owned(), bp));
    }
    let mut draft = Draft::new(&business, practice.tenant.locale);
    draft.tax_mode = TaxMode::Added;
    draft.discount = Discount::Percent(333);
    draft.tip_minor = 199;
    for (at, unit) in [3333, 1001, 777].into_iter().enumerate() {
        draft.lines.push(DraftLine {
            tax: Some(rates[at % 2].clone()),
            ..DraftLine::text(format!("Line {at}"), unit)
        });
    }
    let currency = practice.tenant.currency;
    let invoice = Invoice::begin(&mut tx, &practice.tenant, &actor, &draft, currency, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    ctx.send(practice, invoice.id).await
}

#[test]
fn credit_notes_take_off_what_there_is_and_no_more() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        // Whole at once.
        let invoice = taxed(&ctx, &practice).await;
        let note = credited(&ctx, &practice, &invoice, Credit::Whole)
            .await
            .unwrap();
        assert_eq!(
            (
                note.net_minor,
                note.tax_minor,
                note.tip_minor,
                note.total_minor
            ),
            (
                invoice.net_minor,
                invoice.tax_minor,
                invoice.tip_minor,
                invoice.total_minor
            )
        );
        assert_eq!(ctx.look(&invoice).await.status, Status::Refunded);
        let again = credited(&ctx, &practice, &invoice, Credit::Whole).await;
        assert!(again.is_err(), "credited twice");
        // In parts, to the same cent.
        let invoice = taxed(&ctx, &practice).await;
        let items = invoice.items(&ctx.app.db).await.unwrap();
        let line = Credit::Lines(vec![items[1].id]);
        let mut notes = vec![
            credited(&ctx, &practice, &invoice, line.clone())
                .await
                .unwrap(),
        ];
        assert_eq!(notes[0].total_minor, items[1].gross_minor);
        assert!(
            credited(&ctx, &practice, &invoice, line).await.is_err(),
            "a line twice"
        );
        for sum in [1, 77, 1234] {
            notes.push(
                credited(&ctx, &practice, &invoice, Credit::Sum(sum))
                    .await
                    .unwrap(),
            );
            assert_eq!(notes.last().unwrap().total_minor, sum);
        }
        let left = invoice.total_minor - notes.iter().map(|note| note.total_minor).sum::<i64>();
        for wrong in [
            Credit::Sum(0),
            Credit::Sum(-5),
            Credit::Sum(left + 1),
            Credit::Lines(Vec::new()),
        ] {
            assert!(credited(&ctx, &practice, &invoice, wrong).await.is_err());
        }
        notes.push(
            credited(&ctx, &practice, &invoice, Credit::Whole)
                .await
                .unwrap(),
        );
        let sum = |part: fn(&Invoice) -> i64| notes.iter().map(part).sum::<i64>();
        assert_eq!(sum(|note| note.net_minor), invoice.net_minor);
        assert_eq!(sum(|note| note.tax_minor), invoice.tax_minor);
        assert_eq!(sum(|note| note.tip_minor), invoice.tip_minor);
        assert_eq!(ctx.look(&invoice).await.credited_minor, invoice.total_minor);
        // What comes to nothing, and a document that is no invoice.
        assert!(
            credited(&ctx, &practice, &notes[0], Credit::Whole)
                .await
                .is_err()
        );
        let draft = ctx.draft(&practice, "2026-05-15T10:00").await;
        assert!(
            credited(&ctx, &practice, &draft, Credit::Whole)
                .await
                .is_err()
        );
    });
}

/// Sums stay when a client is erased, so that they can be put right as well.
#[test]
fn an_erased_clients_invoice_is_credited() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        ctx.app.clock.set("2026-05-20T07:00:00Z".parse().unwrap());
        let (actor, why) = (Actor::user(practice.owner), aureli::privacy::Reason::Asked);
        let client = invoice.client_id.unwrap();
        aureli::privacy::erase(&ctx.app, &practice.tenant, client, &actor, why)
            .await
            .unwrap();
        let note = credited(&ctx, &practice, &invoice, Credit::Whole)
            .await
            .unwrap();
        assert_eq!((note.client_id, note.total_minor), (None, 2_000));
        assert_eq!(note.buyer.0.name, "Anna Petrova");
        assert_eq!(ctx.look(&invoice).await.status, Status::Refunded);
        let broken = chain::first_broken(&ctx.app.db, practice.tenant.id, Kind::CreditNote);
        assert_eq!(broken.await.unwrap(), None);
    });
}

#[test]
fn credit_notes_at_once_stay_under_the_ceiling() {
    on_both(|ctx| async move {
        let practice = ctx.bella().await;
        ctx.legal(&practice).await;
        let invoice = ctx.invoice(&practice, "2026-05-15T10:00").await;
        let mut racers = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (ctx, practice, invoice) = (ctx.clone(), practice.clone(), invoice.clone());
            racers.spawn(async move {
                credited(&ctx, &practice, &invoice, Credit::Sum(700))
                    .await
                    .is_ok()
            });
        }
        let mut done = 0;
        while let Some(ok) = racers.join_next().await {
            done += usize::from(ok.unwrap());
        }
        assert_eq!(done, 2, "of 20.00, twice 7.00 can be taken off");
        assert_eq!(ctx.look(&invoice).await.credited_minor, 1400);
    });
}
