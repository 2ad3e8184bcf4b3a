//! Stripe's Checkout, as its documentation has it: forms with brackets, a pinned version, keys that replay their first
//! answer (a 500 as well), webhooks signed over time and bytes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aureli::crypto;
use aureli::providers::payment::stripe::{VERSION, hex};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Fault, Shared, Trouble, broken, header, serve, silent};

pub const SECRET: &str = "sk_test_4eC39HqLyjWDarjtT1zdp7dc";
pub const SIGNING: &str = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH";

#[derive(Debug, Default)]
struct Account {
    sessions: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    disputes: Vec<Value>,
    /// Key to what was sent with it, the status and the body that were answered.
    keys: BTreeMap<String, (String, u16, Value)>,
    trouble: Trouble,
    url: String,
    events: usize,
}

#[derive(Clone, Debug)]
pub struct Stripe(Shared<Account>);

type Reply = Response<Body>;
type Form = BTreeMap<String, String>;

impl Stripe {
    pub async fn start() -> Self {
        let fake = Self(Arc::new(Mutex::new(Account::default())));
        let router = Router::new()
            .route("/v1/account", get(account))
            .route("/v1/checkout/sessions", post(create))
            .route("/v1/checkout/sessions/{id}", get(find))
            .route("/v1/checkout/sessions/{id}/expire", post(expire))
            .route("/v1/refunds", post(refund).get(list_refunds))
            .route("/v1/refunds/{id}", get(find_refund))
            .route("/v1/disputes", get(list_disputes))
            .with_state(fake.clone());
        let url = serve(router).await;
        fake.0.lock().unwrap().url = url;
        fake
    }

    /// For STRIPE_URL.
    pub fn url(&self) -> String {
        format!("{}/v1", self.0.lock().unwrap().url)
    }

    pub fn fail(&self, call: &'static str, fault: Fault, times: usize) {
        self.0.lock().unwrap().trouble.add(call, fault, times);
    }

    pub fn calls(&self) -> Vec<String> {
        self.0.lock().unwrap().trouble.calls.clone()
    }

    pub fn sessions(&self) -> Vec<String> {
        self.0.lock().unwrap().sessions.keys().cloned().collect()
    }

    pub fn session(&self, id: &str) -> Value {
        self.0.lock().unwrap().sessions[id].clone()
    }

    /// Money that left.
    pub fn refunded(&self, id: &str) -> i64 {
        let session = self.session(id);
        let charge = &session["payment_intent"]["latest_charge"];
        charge["amount_refunded"].as_i64().unwrap_or_default()
    }

    pub fn refunds(&self) -> usize {
        self.0.lock().unwrap().refunds.len()
    }

    pub fn change(&self, id: &str, change: impl FnOnce(&mut Value)) {
        change(self.0.lock().unwrap().sessions.get_mut(id).unwrap());
    }

    pub fn pay(&self, id: &str) {
        self.change(id, |session| {
            let amount = session["amount_total"].clone();
            let intent = session["id"].as_str().unwrap().replace("cs_", "pi_");
            session["status"] = "complete".into();
            session["payment_status"] = "paid".into();
            session["url"] = Value::Null;
            session["payment_intent"] = json!({
                "id": intent, "object": "payment_intent", "status": "succeeded",
                "latest_charge": { "id": "ch_1", "amount": amount, "amount_refunded": 0, "disputed": false,
                    "payment_method_details": { "type": "card" } },
            });
        });
    }

    /// Paid by a way whose money comes later.
    pub fn promise(&self, id: &str) {
        self.change(id, |session| {
            let intent = session["id"].as_str().unwrap().replace("cs_", "pi_");
            session["status"] = "complete".into();
            session["url"] = Value::Null;
            session["payment_intent"] =
                json!({ "id": intent, "object": "payment_intent", "status": "processing" });
        });
    }

    /// And it did not come.
    pub fn bounce(&self, id: &str) {
        self.change(id, |session| {
            session["payment_intent"]["status"] = "requires_payment_method".into();
            session["payment_intent"]["last_payment_error"] =
                json!({ "code": "insufficient_funds" });
        });
    }

    pub fn run_out(&self, id: &str) {
        self.change(id, |session| {
            session["status"] = "expired".into();
            session["url"] = Value::Null;
        });
    }

    pub fn dispute(&self, id: &str) {
        self.change(id, |session| {
            session["payment_intent"]["latest_charge"]["disputed"] = true.into();
        });
    }

    /// The same, told to nobody.
    pub fn dispute_at(&self, id: &str, at: DateTime<Utc>) {
        self.dispute(id);
        let intent = self.session(id)["payment_intent"]["id"].clone();
        let mut account = self.0.lock().unwrap();
        let number = account.disputes.len() + 1;
        account.disputes.push(
            json!({ "id": format!("dp_{number}"), "payment_intent": intent, "created": at.timestamp() }),
        );
    }

    /// The practice gives money back on Stripe's own pages, and nobody tells.
    pub fn give_back(&self, id: &str, units: i64, at: DateTime<Utc>) {
        let intent = self.session(id)["payment_intent"]["id"].clone();
        self.change(id, |session| {
            session["payment_intent"]["latest_charge"]["amount_refunded"] = units.into();
        });
        let mut account = self.0.lock().unwrap();
        let refund = format!("re_out_{}", account.refunds.len() + 1);
        let made = json!({ "id": refund, "object": "refund", "status": "succeeded", "amount": units,
            "payment_intent": intent, "metadata": {}, "created": at.timestamp() });
        account.refunds.insert(refund, made);
    }

    /// The same by a way that takes its time: listed at once, and the charge shows nothing of it until it is done.
    pub fn give_back_later(&self, id: &str, units: i64, at: DateTime<Utc>) -> String {
        let before = self.refunded(id);
        self.give_back(id, units, at);
        self.change(id, |session| {
            session["payment_intent"]["latest_charge"]["amount_refunded"] = before.into();
        });
        let mut account = self.0.lock().unwrap();
        let refund = format!("re_out_{}", account.refunds.len());
        account.refunds.get_mut(&refund).unwrap()["status"] = "pending".into();
        refund
    }

    /// It is done.
    pub fn complete(&self, id: &str, refund: &str) {
        let units = {
            let mut account = self.0.lock().unwrap();
            let made = account.refunds.get_mut(refund).unwrap();
            made["status"] = "succeeded".into();
            made["amount"].clone()
        };
        self.change(id, |session| {
            session["payment_intent"]["latest_charge"]["amount_refunded"] = units;
        });
    }

    /// The bank sends back what was given back: the money is with Stripe again.
    pub fn reverse(&self, id: &str, refund: &str) {
        let units = {
            let mut account = self.0.lock().unwrap();
            let made = account.refunds.get_mut(refund).unwrap();
            made["status"] = "failed".into();
            made["failure_reason"] = "expired_or_canceled_card".into();
            made["amount"].as_i64().unwrap()
        };
        let left = self.refunded(id) - units;
        self.change(id, |session| {
            session["payment_intent"]["latest_charge"]["amount_refunded"] = left.into();
        });
    }

    pub fn refund_ids(&self) -> Vec<String> {
        self.0.lock().unwrap().refunds.keys().cloned().collect()
    }

    /// An event about a session, and the header that signs it at `at`.
    pub fn event(&self, kind: &str, id: &str, at: DateTime<Utc>) -> (Value, String) {
        let mut account = self.0.lock().unwrap();
        account.events += 1;
        let session = account.sessions[id].clone();
        let object = match kind.starts_with("checkout.") {
            true => {
                // Not expanded: the intent's id only.
                let mut session = session;
                session["payment_intent"] = session["payment_intent"]["id"].clone();
                session
            }
            false => {
                json!({ "id": "ch_1", "object": "charge", "payment_intent": session["payment_intent"]["id"] })
            }
        };
        let event = json!({
            "id": format!("evt_{}", account.events), "object": "event", "type": kind, "created": at.timestamp(),
            "livemode": false, "api_version": VERSION, "data": { "object": object }, "pending_webhooks": 1,
        });
        let header = sign(SIGNING, event.to_string().as_bytes(), at);
        (event, header)
    }
}

pub fn sign(secret: &str, body: &[u8], at: DateTime<Utc>) -> String {
    let stamp = at.timestamp().to_string();
    let message = [stamp.as_bytes(), b".", body].concat();
    format!(
        "t={stamp},v1={}",
        hex(&crypto::hmac(secret.as_bytes(), &message))
    )
}

fn problem(kind: &str, message: &str) -> Value {
    json!({ "error": { "type": kind, "message": message } })
}

fn refuse(status: u16, message: &str) -> Reply {
    super::json(status, &problem("invalid_request_error", message))
}

/// Who asks, and by which fault they are met.
fn open(
    account: &mut Account,
    headers: &HeaderMap,
    call: &'static str,
) -> Result<Option<Fault>, Reply> {
    if header(headers, "authorization") != Some(&format!("Bearer {SECRET}")) {
        account.trouble.calls.push(call.to_owned());
        return Err(super::json(
            401,
            &problem("authentication_error", "Invalid API Key provided"),
        ));
    }
    if header(headers, "stripe-version") != Some(VERSION) {
        return Err(refuse(400, "the version is not pinned"));
    }
    match account.trouble.take(call) {
        Some(Fault::Error500) => Err(super::json(500, &problem("api_error", "no"))),
        Some(Fault::TooMany) => Err(super::json(429, &problem("rate_limit_error", "slowly"))),
        Some(Fault::Refuse) => Err(refuse(402, "not allowed")),
        fault => Ok(fault),
    }
}

fn sent(headers: &HeaderMap, body: &str) -> Result<(String, Form), Reply> {
    if header(headers, "content-type") != Some("application/x-www-form-urlencoded") {
        return Err(refuse(400, "forms only"));
    }
    let key = header(headers, "idempotency-key").unwrap_or_default();
    if key.is_empty() || key.len() > 255 {
        return Err(refuse(400, "no idempotency key"));
    }
    Ok((
        key.to_owned(),
        form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect(),
    ))
}

/// Answers a call that makes something: the first answer under a key is every answer under it.
fn once(
    account: &mut Account,
    key: String,
    body: &str,
    fault: Option<Fault>,
    act: impl FnOnce(&mut Account) -> Result<Value, Reply>,
) -> Result<Reply, Reply> {
    if let Some((known, status, answer)) = account.keys.get(&key) {
        if known != body {
            let text = "Keys for idempotent requests can only be used with the same parameters";
            return Err(super::json(400, &problem("idempotency_error", text)));
        }
        let (status, answer) = (*status, answer.clone());
        return Ok(told(status, &answer, fault));
    }
    // Nothing is kept under a key when the request was wrong.
    let object = act(account)?;
    let (status, answer) = match fault {
        Some(Fault::Error500AfterAccepting) => (500, problem("api_error", "after all")),
        _ => (200, object),
    };
    account
        .keys
        .insert(key, (body.to_owned(), status, answer.clone()));
    Ok(told(status, &answer, fault))
}

fn told(status: u16, object: &Value, fault: Option<Fault>) -> Reply {
    let mut object = object.clone();
    match fault {
        Some(Fault::DropAfterAccepting) => return broken(),
        Some(Fault::SilentAfterAccepting) => return silent(),
        Some(Fault::OtherAmount) => object["amount_total"] = 100.into(),
        Some(Fault::OtherCurrency) => object["currency"] = "usd".into(),
        Some(Fault::OtherAccount) => object["livemode"] = true.into(),
        Some(Fault::OtherPayment) => object["client_reference_id"] = "another".into(),
        _ => {}
    }
    super::json(status, &object)
}

async fn account(State(fake): State<Stripe>, headers: HeaderMap) -> Reply {
    let mut account = fake.0.lock().unwrap();
    match open(&mut account, &headers, "account") {
        Err(reply) => reply,
        Ok(_) => super::json(
            200,
            &json!({ "id": "acct_1032D82eZvKYlo2C", "object": "account", "charges_enabled": true }),
        ),
    }
}

async fn create(State(fake): State<Stripe>, headers: HeaderMap, body: String) -> Reply {
    let mut account = fake.0.lock().unwrap();
    let made = |account: &mut Account| -> Result<Reply, Reply> {
        let fault = open(account, &headers, "create")?;
        let (key, form) = sent(&headers, &body)?;
        once(account, key, &body, fault, |account| {
            session(account, &form)
        })
    };
    made(&mut account).unwrap_or_else(|reply| reply)
}

fn session(account: &mut Account, form: &Form) -> Result<Value, Reply> {
    const KNOWN: &[&str] = &[
        "mode",
        "line_items[0][quantity]",
        "line_items[0][price_data][currency]",
        "line_items[0][price_data][unit_amount]",
        "line_items[0][price_data][product_data][name]",
        "success_url",
        "cancel_url",
        "client_reference_id",
        "customer_email",
        "locale",
        "expires_at",
        "metadata[payment_id]",
        "metadata[tenant_id]",
        "payment_intent_data[metadata][payment_id]",
        "expand[]",
    ];
    if let Some(name) = form.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(refuse(400, &format!("Received unknown parameter: {name}")));
    }
    let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let amount: i64 = of("line_items[0][price_data][unit_amount]")
        .parse()
        .unwrap_or_default();
    let currency = of("line_items[0][price_data][currency]");
    let lower = currency.len() == 3 && currency.bytes().all(|c| c.is_ascii_lowercase());
    if of("mode") != "payment"
        || of("line_items[0][quantity]") != "1"
        || of("line_items[0][price_data][product_data][name]").is_empty()
        || !(50..=99_999_999).contains(&amount)
        || !lower
        || !of("success_url").starts_with("http")
        || !["auto", "en", "es", "ru"].contains(&of("locale"))
    {
        return Err(refuse(400, "a parameter is wrong"));
    }
    let id = format!("cs_test_{:03}", account.sessions.len() + 1);
    let session = json!({
        "id": id, "object": "checkout.session", "mode": "payment", "status": "open", "payment_status": "unpaid",
        "url": format!("{}/pay/{id}", account.url), "amount_total": amount, "currency": currency,
        "client_reference_id": of("client_reference_id"), "livemode": false, "payment_intent": null,
        "expires_at": of("expires_at").parse::<i64>().ok(), "success_url": of("success_url"),
        "metadata": { "payment_id": of("metadata[payment_id]") },
    });
    account.sessions.insert(id, session.clone());
    Ok(session)
}

async fn find(
    State(fake): State<Stripe>,
    headers: HeaderMap,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Reply {
    let mut account = fake.0.lock().unwrap();
    if query.as_deref() != Some("expand[]=payment_intent.latest_charge") {
        return refuse(400, "the charge is not asked for");
    }
    match open(&mut account, &headers, "find") {
        Err(reply) => reply,
        Ok(fault) => match account.sessions.get(&id) {
            Some(session) => told(200, session, fault),
            None => refuse(404, "No such checkout.session"),
        },
    }
}

async fn expire(
    State(fake): State<Stripe>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: String,
) -> Reply {
    let mut account = fake.0.lock().unwrap();
    let ended = |account: &mut Account| -> Result<Reply, Reply> {
        let fault = open(account, &headers, "expire")?;
        let (key, _) = sent(&headers, &body)?;
        once(account, key, &body, fault, |account| {
            let session = account.sessions.get_mut(&id);
            let session = session.ok_or_else(|| refuse(404, "No such checkout.session"))?;
            if session["status"] != "open" {
                return Err(refuse(400, "Only open sessions can be expired"));
            }
            session["status"] = "expired".into();
            session["url"] = Value::Null;
            Ok(session.clone())
        })
    };
    ended(&mut account).unwrap_or_else(|reply| reply)
}

async fn refund(State(fake): State<Stripe>, headers: HeaderMap, body: String) -> Reply {
    let mut account = fake.0.lock().unwrap();
    let back = |account: &mut Account| -> Result<Reply, Reply> {
        let fault = open(account, &headers, "refund")?;
        let (key, form) = sent(&headers, &body)?;
        once(account, key, &body, fault, |account| {
            returned(account, &form)
        })
    };
    back(&mut account).unwrap_or_else(|reply| reply)
}

fn returned(account: &mut Account, form: &Form) -> Result<Value, Reply> {
    let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let intent = of("payment_intent").to_owned();
    let amount: i64 = of("amount").parse().unwrap_or_default();
    let session = account
        .sessions
        .values_mut()
        .find(|session| session["payment_intent"]["id"] == intent.as_str())
        .ok_or_else(|| refuse(404, "No such payment_intent"))?;
    let currency = session["currency"].clone();
    let charge = &mut session["payment_intent"]["latest_charge"];
    let (all, before) = (
        charge["amount"].as_i64(),
        charge["amount_refunded"].as_i64(),
    );
    if amount <= 0 || before.unwrap_or_default() + amount > all.unwrap_or_default() {
        return Err(refuse(400, "greater than unrefunded amount on charge"));
    }
    charge["amount_refunded"] = (before.unwrap_or_default() + amount).into();
    let id = format!("re_{:03}", account.refunds.len() + 1);
    let refund = json!({
        "id": id, "object": "refund", "status": "succeeded", "amount": amount, "currency": currency,
        "payment_intent": intent, "metadata": { "refund_id": of("metadata[refund_id]") },
    });
    account.refunds.insert(id, refund.clone());
    Ok(refund)
}

async fn find_refund(
    State(fake): State<Stripe>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Reply {
    let mut account = fake.0.lock().unwrap();
    match open(&mut account, &headers, "find_refund") {
        Err(reply) => reply,
        Ok(fault) => match account.refunds.get(&id) {
            Some(refund) => told(200, refund, fault),
            None => refuse(404, "No such refund"),
        },
    }
}

async fn list_refunds(
    State(fake): State<Stripe>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Reply {
    let mut account = fake.0.lock().unwrap();
    if let Err(reply) = open(&mut account, &headers, "list_refunds") {
        return reply;
    }
    let all: Vec<Value> = account.refunds.values().cloned().collect();
    list(&all, &query.unwrap_or_default())
}

async fn list_disputes(
    State(fake): State<Stripe>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Reply {
    let mut account = fake.0.lock().unwrap();
    if let Err(reply) = open(&mut account, &headers, "list_disputes") {
        return reply;
    }
    list(&account.disputes, &query.unwrap_or_default())
}

/// One row a page where rows are asked for by their time, so that the next page is asked for.
fn list(all: &[Value], query: &str) -> Reply {
    let asked: Form = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let known = ["limit", "payment_intent", "created[gte]", "starting_after"];
    if let Some(odd) = asked.keys().find(|name| !known.contains(&name.as_str())) {
        return refuse(400, &format!("Received unknown parameter: {odd}"));
    }
    let intent = asked.get("payment_intent");
    let since: Option<i64> = asked.get("created[gte]").map(|at| at.parse().unwrap());
    let fits = |one: &&Value| {
        intent.is_none_or(|intent| one["payment_intent"] == intent.as_str())
            && since.is_none_or(|since| one["created"].as_i64().unwrap_or_default() >= since)
    };
    let found: Vec<&Value> = all.iter().filter(fits).collect();
    let after = asked.get("starting_after");
    let from = after.map_or(0, |id| {
        1 + found
            .iter()
            .position(|one| one["id"] == id.as_str())
            .unwrap()
    });
    let most = if since.is_some() { 1 } else { 100 };
    let data: Vec<&Value> = found.iter().skip(from).take(most).copied().collect();
    let has_more = from + data.len() < found.len();
    super::json(
        200,
        &json!({ "object": "list", "data": data, "has_more": has_more }),
    )
}
