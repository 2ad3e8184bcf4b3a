//! By what clients are written to: the way they like, one alone, whatever a gateway does; on both databases, against stand-ins.

mod arrival;
mod gateways;
mod pages;
mod texts;
mod trouble;

use aureli::channels::model::Terms;
use aureli::channels::{Account, Carrier, Channel};
use aureli::events::Actor;
use aureli::id::{AppointmentId, ClientId};
use aureli::q;

use crate::support::factories::Practice;
use crate::support::fakes::sms::{self, Sms};
use crate::support::{Ctx, databases};

/// Runs a test on SQLite and on Postgres, each with gateways of its own.
pub fn on_both<F, Fut>(test: F)
where
    F: Fn(Ctx, Sms) -> Fut,
    Fut: Future<Output = ()>,
{
    on_both_with(&[], test);
}

/// The same, with settings besides.
pub fn on_both_with<F, Fut>(more: &[(&str, &str)], test: F)
where
    F: Fn(Ctx, Sms) -> Fut,
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
            let sms = Sms::start().await;
            let settings = sms.settings();
            let settings: Vec<(&str, &str)> = settings
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .chain(more.iter().copied())
                .collect();
            let ctx = Ctx::open_with(database(), &settings).await;
            let held = ctx.clone();
            test(ctx, sms).await;
            held.app.stopping.cancel();
            held.app.db.close().await;
        });
    }
}

/// What a gateway is opened with: the account's name, the secret, the sender.
pub fn keys(carrier: Carrier) -> (&'static str, &'static str, &'static str) {
    match carrier {
        Carrier::SmsRu => ("", sms::KEY, ""),
        Carrier::Smsc => (sms::LOGIN, sms::PASSWORD, ""),
        Carrier::SmsAero => (sms::EMAIL, sms::AERO_KEY, "BELLA"),
        _ => (sms::SID, sms::TOKEN, sms::FROM),
    }
}

pub fn terms(sender: &str) -> Terms {
    Terms {
        sender: sender.to_owned(),
        is_first: true,
        part_micros: 5_000_000,
        cap_micros: 500_000_000,
    }
}

pub async fn connect(ctx: &Ctx, practice: &Practice, carrier: Carrier) {
    let (_, _, sender) = keys(carrier);
    connect_on(ctx, practice, carrier, &terms(sender)).await;
}

pub async fn connect_on(ctx: &Ctx, practice: &Practice, carrier: Carrier, terms: &Terms) {
    let (account, secret, _) = keys(carrier);
    let (tenant, now) = (practice.tenant.id, ctx.app.clock.now());
    let mut tx = ctx.app.db.begin().await.unwrap();
    let key = ctx.app.tenant_key(&mut tx, tenant).await.unwrap();
    let actor = Actor::user(practice.owner);
    Account::connect(
        &mut tx, &key, tenant, carrier, account, secret, terms, &actor, now,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

pub async fn account(ctx: &Ctx, practice: &Practice) -> Account {
    let account = Account::of(&ctx.app.db, practice.tenant.id, Channel::Sms).await;
    account.unwrap().unwrap()
}

/// How a message stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub kind: String,
    pub channel: String,
    pub status: String,
    pub recipient: String,
    pub tried: String,
    pub provider_id: Option<String>,
    pub parts: Option<i64>,
    pub cost_micros: Option<i64>,
    pub delivery: Option<String>,
    pub attempts: i64,
}

/// Messages to the client about a visit, the oldest first.
pub async fn rows(ctx: &Ctx, visit: AppointmentId) -> Vec<Row> {
    q!(
        &ctx.app.db,
        fetch_all: Row,
        "SELECT kind, channel, status, recipient, tried, provider_id, parts, cost_micros, delivery, attempts FROM messages
         WHERE appointment_id = $1 AND audience = 'client' ORDER BY created_at, send_at, id",
        visit,
    )
    .unwrap()
}

/// The one of this kind.
pub async fn row(ctx: &Ctx, visit: AppointmentId, kind: &str) -> Row {
    let rows = rows(ctx, visit).await;
    let mut found = rows.iter().filter(|row| row.kind == kind);
    let one = found
        .next()
        .unwrap_or_else(|| panic!("no {kind} in {rows:?}"));
    assert!(found.next().is_none(), "two of {kind}: {rows:?}");
    one.clone()
}

/// Mails that went to clients.
pub async fn mails(ctx: &Ctx) -> Vec<String> {
    let mails = q!(
        &ctx.app.db,
        fetch_all: (String,),
        "SELECT recipient FROM dev_mails WHERE recipient LIKE 'client%' ORDER BY sent_at, id",
    );
    mails.unwrap().into_iter().map(|(to,)| to).collect()
}

/// By what the client likes to be written to.
pub async fn likes(ctx: &Ctx, client: ClientId, by: &str) {
    q!(
        &ctx.app.db,
        execute,
        "UPDATE clients SET writes_by = $2 WHERE id = $1",
        client,
        by,
    )
    .unwrap();
}

/// A client who has no e-mail.
pub async fn without_mail(ctx: &Ctx, client: ClientId) {
    q!(
        &ctx.app.db,
        execute,
        "UPDATE clients SET email = NULL, email_key = NULL WHERE id = $1",
        client,
    )
    .unwrap();
}
