//! Payments: what a provider's word does, and what it cannot do; on both databases, against stand-ins of YooKassa and Stripe.

mod ahead;
mod anew;
mod aside;
mod billed;
mod deposits;
mod fiscal;
mod fiscal_ahead;
mod hooks;
mod invoices;
mod pages;
mod refunds;
mod reversed;

use aureli::appointments::{Appointment, NewAppointment, Source, Status as Visit};
use aureli::events::Actor;
use aureli::id::{AppointmentId, ClientId};
use aureli::payments::model::{Secrets, Settings, Status, begin};
use aureli::payments::{Account, Payment, Subject, Way, work};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::databases;
use crate::support::factories::{Practice, bella_file};
use crate::support::fakes::stripe::{self, Stripe};
use crate::support::fakes::yookassa::{self, YooKassa};
use crate::support::{Answer, Ctx};

/// Both stand-ins.
#[derive(Clone)]
pub struct Fakes {
    pub yookassa: YooKassa,
    pub stripe: Stripe,
}

/// Runs a test on SQLite and on Postgres, each with providers of its own.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(Ctx, Fakes) -> Fut,
    Fut: Future<Output = ()>,
{
    for database in [
        databases::sqlite as fn() -> databases::Database,
        databases::postgres,
    ] {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let fakes = Fakes {
                yookassa: YooKassa::start().await,
                stripe: Stripe::start().await,
            };
            let urls = (fakes.yookassa.url(), fakes.stripe.url());
            let settings = [
                ("YOOKASSA_URL", urls.0.as_str()),
                ("STRIPE_URL", urls.1.as_str()),
            ];
            let ctx = Ctx::open_with(database(), &settings).await;
            let held = ctx.clone();
            test(ctx, fakes).await;
            held.app.stopping.cancel();
            held.app.db.close().await;
        });
    }
}

/// Bella, who asks 15.00 ahead for a lamination, of 48.00.
pub async fn bella(ctx: &Ctx, currency: &str) -> Practice {
    let mut file = bella_file();
    file["currency"] = json!(currency);
    file["services"][0]["deposit"] = json!({ "kind": "fixed", "amount": 1500 });
    ctx.practice(file).await
}

/// Bella with YooKassa.
pub async fn with_yookassa(ctx: &Ctx) -> Practice {
    let practice = bella(ctx, "RUB").await;
    connect(
        ctx,
        &practice,
        Way::Yookassa,
        yookassa::SHOP,
        yookassa::SECRET,
        "",
    )
    .await;
    practice
}

pub async fn with_stripe(ctx: &Ctx) -> Practice {
    let practice = bella(ctx, "EUR").await;
    let account = "acct_1032D82eZvKYlo2C";
    connect(
        ctx,
        &practice,
        Way::Stripe,
        account,
        stripe::SECRET,
        stripe::SIGNING,
    )
    .await;
    practice
}

pub async fn connect(
    ctx: &Ctx,
    practice: &Practice,
    way: Way,
    account: &str,
    secret: &str,
    signing: &str,
) -> Account {
    let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
    let secrets = Secrets {
        secret: secret.into(),
        signing: signing.into(),
        hook: String::new(),
    };
    let mut tx = ctx.app.db.begin().await.unwrap();
    let key = ctx.app.tenant_key(&mut tx, tenant).await.unwrap();
    let actor = Actor::user(practice.owner);
    let settings = Settings::default();
    let account = Account::connect(
        &mut tx,
        &key,
        tenant,
        way,
        (account, false),
        secrets,
        settings,
        &actor,
        now,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    account
}

/// Where a provider sends its news.
pub async fn hook(ctx: &Ctx, practice: &Practice, way: Way) -> String {
    let tenant = practice.tenant.id;
    let account = Account::of(&ctx.app.db, tenant, way)
        .await
        .unwrap()
        .unwrap();
    let key = ctx.app.tenant_key(&ctx.app.db, tenant).await.unwrap();
    let secrets = account.open(&key).unwrap().unwrap();
    format!("/hooks/{}/{}", way.as_str(), secrets.hook)
}

/// A lamination that waits for its deposit.
pub async fn waiting(ctx: &Ctx, practice: &Practice, client: ClientId, at: &str) -> Appointment {
    asked(ctx, practice, client, at, Visit::AwaitingDeposit).await
}

/// A lamination with a deposit that waits for it, or for the master's answer before.
pub async fn asked(
    ctx: &Ctx,
    practice: &Practice,
    client: ClientId,
    at: &str,
    status: Visit,
) -> Appointment {
    let plan = ctx.plan(practice, "lamination").await;
    let new = NewAppointment {
        plan: &plan,
        client: Some(client),
        starts_at: practice.at(at),
        status,
        source: Source::Public,
        locale: practice.tenant.locale,
        client_note: String::new(),
        internal_note: String::new(),
        book_over: false,
        only_offered: false,
        duration_minutes: None,
        given: None,
    };
    let now = ctx.app.clock.now();
    let mut tx = ctx.app.db.begin().await.unwrap();
    let actor = Actor::client(Some(client));
    let mut visit = Appointment::book(&mut tx, &practice.tenant, &actor, new, now)
        .await
        .unwrap();
    let hold = (status == Visit::AwaitingDeposit).then_some(TimeDelta::minutes(30));
    visit.ask_deposit(&mut tx, 1500, hold, now).await.unwrap();
    tx.commit().await.unwrap();
    visit
}

/// The payment of a visit's deposit, begun and known to the provider.
pub async fn begun(ctx: &Ctx, practice: &Practice, visit: AppointmentId, way: Way) -> Payment {
    let locale = practice.tenant.locale;
    let subject = Subject::Deposit(visit);
    let payment = begin(&ctx.app, &practice.tenant, subject, way, None, locale)
        .await
        .unwrap();
    work::look_now(&ctx.app, &payment).await.unwrap();
    again(ctx, &payment).await
}

/// As it stands now.
pub async fn again(ctx: &Ctx, payment: &Payment) -> Payment {
    Payment::find(&ctx.app.db, payment.tenant_id, payment.id)
        .await
        .unwrap()
}

pub async fn visit(ctx: &Ctx, visit: &Appointment) -> Appointment {
    Appointment::find(&ctx.app.db, visit.tenant_id, visit.id)
        .await
        .unwrap()
}

/// One client, one visit, one payment that the provider knows.
pub async fn one(ctx: &Ctx, practice: &Practice, way: Way) -> (Appointment, Payment) {
    let client = ctx.client(practice, "Anna Petrova", "+34612345678").await;
    let visit = waiting(ctx, practice, client.id, "2026-05-18T10:00").await;
    let payment = begun(ctx, practice, visit.id, way).await;
    assert_eq!(payment.status, Status::Pending);
    (visit, payment)
}

pub fn provider_id(payment: &Payment) -> String {
    payment.provider_id.clone().unwrap()
}

pub async fn tell(ctx: &Ctx, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    ctx.visitor().post_json(path, body.clone(), headers).await
}

/// How often something was recorded.
pub async fn count(ctx: &Ctx, practice: &Practice, kind: &str) -> i64 {
    let (count,) = aureli::q!(
        &ctx.app.db,
        fetch_one: (i64,),
        "SELECT COUNT(*) FROM events WHERE tenant_id = $1 AND kind = $2",
        practice.tenant.id,
        kind,
    )
    .unwrap();
    count
}

pub async fn tasks(ctx: &Ctx, practice: &Practice) -> Vec<&'static str> {
    let all = aureli::payments::Task::waiting(&ctx.app.db, practice.tenant.id)
        .await
        .unwrap();
    all.iter().map(|task| task.kind.as_str()).collect()
}

/// A payment with a receipt, a task and news of it, and a draft invoice, for tests of who may see what.
pub async fn objects(ctx: &Ctx, practice: &Practice, visit: AppointmentId) {
    let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let account = Account::ensure(&mut tx, tenant, Way::Transfer, now)
        .await
        .unwrap();
    let id = || uuid::Uuid::now_v7();
    let (payment, receipt) = (id(), id());
    let key = ctx.app.tenant_key(&mut tx, tenant).await.unwrap();
    let place = format!("payment_receipts.sealed:{receipt}");
    let sealed = key.seal(&place, b"a picture").unwrap();
    aureli::q!(
        tx,
        execute,
        "INSERT INTO payments (tenant_id, id, account_id, provider, kind, status, amount_minor, currency, appointment_id,
            idempotency_key, created_at, updated_at) VALUES ($1, $2, $3, 'transfer', 'deposit', 'pending', 100, 'EUR', $4, 'k', $5, $5)",
        tenant, payment, account.id, visit, now,
    )
    .unwrap();
    aureli::q!(
        tx,
        execute,
        "INSERT INTO payment_receipts (tenant_id, id, payment_id, name, is_photo, sealed, bytes, content_hash, created_at)
         VALUES ($1, $2, $3, 'r.jpg', $4, $5, 1, $7, $6)",
        tenant,
        receipt,
        payment,
        true,
        sealed,
        now,
        vec![1_u8],
    )
    .unwrap();
    aureli::q!(
        tx,
        execute,
        "INSERT INTO payment_tasks (tenant_id, id, key, kind, payment_id, created_at) VALUES ($1, $2, 'k', 'receipt', $3, $4)",
        tenant, id(), payment, now,
    )
    .unwrap();
    aureli::q!(
        tx,
        execute,
        "INSERT INTO webhook_events (tenant_id, id, account_id, provider, dedupe_key, event, subject_kind, sealed, received_at)
         VALUES ($1, $2, $3, 'transfer', 'k', 'x', '', $4, $5)",
        tenant, id(), account.id, vec![1_u8], now,
    )
    .unwrap();
    aureli::q!(
        tx,
        execute,
        "INSERT INTO invoices (tenant_id, id, kind, status, currency, locale, dated_on, tax_mode, buyer, created_at, updated_at)
         VALUES ($1, $2, 'invoice', 'draft', 'EUR', 'en', $3, 'none', $4, $5, $5)",
        tenant, id(), practice.tenant.local_date(now), sqlx::types::Json(json!({ "name": "Anna" })), now,
    )
    .unwrap();
    tx.commit().await.unwrap();
}
