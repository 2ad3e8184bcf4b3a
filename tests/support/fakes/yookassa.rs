//! YooKassa, as its documentation has it: Basic keys, `Idempotence-Key` (same key and body, same object; another body is
//! refused), amounts as text with two digits, no field that it does not know.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{Fault, Shared, Trouble, broken, header, serve, silent};

pub const SHOP: &str = "506751";
pub const SECRET: &str = "test_Fh8hUAVVBGUGbjmlzba6TB0iyUbos_lueTHE-axOwM0";

#[derive(Debug, Default)]
struct Shop {
    payments: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    /// Key to what was sent with it and the object that came of it.
    keys: BTreeMap<String, (String, String)>,
    receipts: Vec<Value>,
    trouble: Trouble,
    url: String,
}

#[derive(Clone, Debug)]
pub struct YooKassa(Shared<Shop>);

type Reply = Response<Body>;

impl YooKassa {
    pub async fn start() -> Self {
        let fake = Self(Arc::new(Mutex::new(Shop::default())));
        let router = Router::new()
            .route("/v3/me", get(me))
            .route("/v3/payments", post(create))
            .route("/v3/payments/{id}", get(find))
            .route("/v3/payments/{id}/capture", post(capture))
            .route("/v3/payments/{id}/cancel", post(cancel))
            .route("/v3/refunds", post(refund).get(list_refunds))
            .route("/v3/refunds/{id}", get(find_refund))
            .route("/v3/receipts", post(receipt).get(list_receipts))
            .with_state(fake.clone());
        let url = serve(router).await;
        fake.0.lock().unwrap().url = url;
        fake
    }

    /// For YOOKASSA_URL.
    pub fn url(&self) -> String {
        format!("{}/v3", self.0.lock().unwrap().url)
    }

    pub fn fail(&self, call: &'static str, fault: Fault, times: usize) {
        self.0.lock().unwrap().trouble.add(call, fault, times);
    }

    pub fn calls(&self) -> Vec<String> {
        self.0.lock().unwrap().trouble.calls.clone()
    }

    /// Ids of all payments that were ever made.
    pub fn payments(&self) -> Vec<String> {
        self.0.lock().unwrap().payments.keys().cloned().collect()
    }

    pub fn payment(&self, id: &str) -> Value {
        self.0.lock().unwrap().payments[id].clone()
    }

    /// Money that left, in kopecks, payment by payment.
    pub fn refunded(&self, id: &str) -> i64 {
        kopecks(&self.payment(id)["refunded_amount"])
    }

    pub fn refunds(&self) -> usize {
        self.0.lock().unwrap().refunds.len()
    }

    pub fn receipts(&self) -> Vec<Value> {
        self.0.lock().unwrap().receipts.clone()
    }

    /// What the client does on the payment page: pays.
    pub fn pay(&self, id: &str) {
        self.change(id, |payment| {
            payment["status"] = "succeeded".into();
            payment["paid"] = true.into();
            payment["refundable"] = true.into();
            payment["payment_method"] = json!({ "type": "bank_card", "id": "pm" });
            payment["captured_at"] = "2026-05-14T07:05:00.000Z".into();
        });
    }

    /// Pays by a way that holds the money first.
    pub fn hold(&self, id: &str) {
        self.change(id, |payment| {
            payment["status"] = "waiting_for_capture".into();
            payment["paid"] = true.into();
            payment["expires_at"] = "2026-05-21T07:05:00.000Z".into();
        });
    }

    pub fn decline(&self, id: &str, reason: &str) {
        self.change(id, |payment| {
            payment["status"] = "canceled".into();
            payment["cancellation_details"] =
                json!({ "party": "payment_network", "reason": reason });
        });
    }

    /// Anything else about a payment.
    pub fn change(&self, id: &str, change: impl FnOnce(&mut Value)) {
        change(self.0.lock().unwrap().payments.get_mut(id).unwrap());
    }

    /// The notification of an event, as it is posted.
    pub fn notice(&self, event: &str, id: &str) -> Value {
        let shop = self.0.lock().unwrap();
        let object = match event.starts_with("refund") {
            true => shop.refunds[id].clone(),
            false => shop.payments[id].clone(),
        };
        json!({ "type": "notification", "event": event, "object": object })
    }

    /// The shop gives money back on YooKassa's own pages, and nobody tells.
    pub fn give_back(&self, id: &str, kopecks: i64, at: DateTime<Utc>) {
        let value = format!("{}.{:02}", kopecks / 100, kopecks % 100);
        let sum = json!({ "value": value, "currency": "RUB" });
        self.change(id, |payment| payment["refunded_amount"] = sum.clone());
        let mut shop = self.0.lock().unwrap();
        let refund = format!("216749f7-0017-50be-b000-{:012}", shop.refunds.len() + 1);
        let at = at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        let made = json!({ "id": refund, "status": "succeeded", "amount": sum, "payment_id": id, "created_at": at });
        shop.refunds.insert(refund, made);
    }

    /// The same for a refund of ours, before a backup that knows nothing of it.
    pub fn give_back_for(&self, id: &str, kopecks: i64, at: DateTime<Utc>, refund: &str) {
        self.give_back(id, kopecks, at);
        let mut shop = self.0.lock().unwrap();
        let (_, made) = shop.refunds.iter_mut().next_back().unwrap();
        made["metadata"] = json!({ "refund_id": refund });
    }

    /// The same by a way that takes its time: listed at once, and the payment shows nothing of it until it is done.
    pub fn give_back_later(&self, id: &str, kopecks: i64, at: DateTime<Utc>) -> String {
        let before = self.payment(id)["refunded_amount"].clone();
        self.give_back(id, kopecks, at);
        self.change(id, |payment| payment["refunded_amount"] = before);
        let mut shop = self.0.lock().unwrap();
        let (refund, made) = shop.refunds.iter_mut().next_back().unwrap();
        made["status"] = "pending".into();
        refund.clone()
    }

    /// It is done.
    pub fn complete(&self, refund: &str) {
        let made = {
            let mut shop = self.0.lock().unwrap();
            let made = shop.refunds.get_mut(refund).unwrap();
            made["status"] = "succeeded".into();
            made.clone()
        };
        let id = made["payment_id"].as_str().unwrap();
        self.change(id, |payment| {
            payment["refunded_amount"] = made["amount"].clone()
        });
    }

    /// Whatever is asked of this payment is never answered.
    pub fn hush(&self, id: &str) {
        self.change(id, |payment| payment["hushed"] = true.into());
    }

    /// A day later: no key is known any more.
    pub fn forget_keys(&self) {
        self.0.lock().unwrap().keys.clear();
    }

    pub fn refund_ids(&self) -> Vec<String> {
        self.0.lock().unwrap().refunds.keys().cloned().collect()
    }
}

fn error(status: u16, code: &str, description: &str) -> Reply {
    let body =
        json!({ "type": "error", "id": "ab5a11cd", "code": code, "description": description });
    super::json(status, &body)
}

/// Who asks, and by which fault they are met.
fn open(shop: &mut Shop, headers: &HeaderMap, call: &'static str) -> Result<Option<Fault>, Reply> {
    let wanted = format!("Basic {}", STANDARD.encode(format!("{SHOP}:{SECRET}")));
    if header(headers, "authorization") != Some(&wanted) {
        shop.trouble.calls.push(call.to_owned());
        return Err(error(
            401,
            "invalid_credentials",
            "Basic authentication failed",
        ));
    }
    let fault = shop.trouble.take(call);
    match fault {
        Some(Fault::Error500) => Err(error(500, "internal_server_error", "no")),
        Some(Fault::TooMany) => Err(super::json(
            429,
            &json!({ "type": "error", "code": "too_many_requests", "retry_after": 3000 }),
        )),
        Some(Fault::Refuse) => Err(error(403, "forbidden", "not allowed for this shop")),
        fault => Ok(fault),
    }
}

/// The key of a call that makes something, and the body: read strictly.
fn sent(headers: &HeaderMap, body: &str) -> Result<(String, Value), Reply> {
    if header(headers, "content-type") != Some("application/json") {
        return Err(error(415, "unsupported_media_type", "JSON only"));
    }
    let key = header(headers, "idempotence-key").unwrap_or_default();
    if key.is_empty() || key.len() > 64 {
        return Err(error(400, "invalid_request", "Idempotence key is wrong"));
    }
    match serde_json::from_str(body) {
        Ok(value) => Ok((key.to_owned(), value)),
        Err(_) => Err(error(400, "invalid_request", "JSON is broken")),
    }
}

fn known(value: &Value, names: &[&str]) -> Result<(), Reply> {
    let empty = Map::new();
    let odd = value.as_object().unwrap_or(&empty);
    match odd.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(error(400, "invalid_request", &format!("unknown {name}"))),
        None => Ok(()),
    }
}

/// Kopecks of an amount, which is text with two digits after the point; anything else is a panic of the test.
fn kopecks(amount: &Value) -> i64 {
    amount["value"]
        .as_str()
        .map_or(0, |text| text.replace('.', "").parse().unwrap())
}

fn check_amount(amount: &Value) -> Result<i64, Reply> {
    let bad = || error(400, "invalid_request", "amount is wrong");
    known(amount, &["value", "currency"])?;
    let text = amount["value"].as_str().ok_or_else(bad)?;
    let (whole, rest) = text.split_once('.').ok_or_else(bad)?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    let zero = whole.len() > 1 && whole.starts_with('0');
    if !digits(whole) || !digits(rest) || rest.len() != 2 || zero || amount["currency"] != "RUB" {
        return Err(bad());
    }
    match kopecks(amount) {
        0 => Err(bad()),
        kopecks => Ok(kopecks),
    }
}

fn check_receipt(receipt: &Value, total: i64) -> Result<(), Reply> {
    let bad = |what: &str| error(400, "invalid_request", &format!("receipt: {what}"));
    known(receipt, &["customer", "items", "tax_system_code"])?;
    if receipt["customer"]["email"]
        .as_str()
        .is_none_or(|email| !email.contains('@'))
    {
        return Err(bad("no e-mail"));
    }
    let items = receipt["items"].as_array().ok_or_else(|| bad("no items"))?;
    let mut sum = 0;
    for item in items {
        known(
            item,
            &[
                "description",
                "quantity",
                "amount",
                "vat_code",
                "payment_subject",
                "payment_mode",
            ],
        )?;
        let text = item["description"].as_str().unwrap_or_default();
        let vat = item["vat_code"].as_i64().unwrap_or_default();
        let mode = item["payment_mode"].as_str().unwrap_or_default();
        let subject = item["payment_subject"].as_str().unwrap_or_default();
        let modes = [
            "full_payment",
            "full_prepayment",
            "partial_prepayment",
            "advance",
        ];
        if text.is_empty()
            || text.chars().count() > 128
            || item["quantity"] != "1.000"
            || !(1..=12).contains(&vat)
            || !["service", "commodity", "payment"].contains(&subject)
            || !modes.contains(&mode)
            // An advance is for nothing that has a name yet, and nothing else is.
            || (subject == "payment") != (mode == "advance")
        {
            return Err(bad("an item is wrong"));
        }
        sum += check_amount(&item["amount"])?;
    }
    match sum == total && !items.is_empty() && items.len() <= 80 {
        true => Ok(()),
        false => Err(bad("the sum is not the payment's")),
    }
}

/// The object that a key made before; an error for another body under the same key.
fn repeated(shop: &Shop, key: &str, body: &str) -> Result<Option<String>, Reply> {
    match shop.keys.get(key) {
        None => Ok(None),
        Some((known, id)) if known == body => Ok(Some(id.clone())),
        Some(_) => Err(error(
            400,
            "invalid_request",
            "Idempotence key duplicated with other parameters",
        )),
    }
}

/// The object as it is told, with what goes wrong on the way.
fn told(object: &Value, fault: Option<Fault>) -> Reply {
    let mut object = object.clone();
    match fault {
        Some(Fault::Error500AfterAccepting) => {
            return error(500, "internal_server_error", "after all");
        }
        Some(Fault::DropAfterAccepting) => return broken(),
        Some(Fault::SilentAfterAccepting) => return silent(),
        Some(Fault::OtherAmount) => object["amount"]["value"] = "1.00".into(),
        Some(Fault::OtherCurrency) => object["amount"]["currency"] = "USD".into(),
        Some(Fault::OtherAccount) => object["recipient"]["account_id"] = "999999".into(),
        Some(Fault::OtherPayment) => object["metadata"]["payment_id"] = "another".into(),
        _ => {}
    }
    super::json(200, &object)
}

async fn me(State(fake): State<YooKassa>, headers: HeaderMap) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    match open(&mut shop, &headers, "me") {
        Err(reply) => reply,
        Ok(_) => super::json(
            200,
            &json!({ "account_id": SHOP, "status": "enabled", "test": true, "fiscalization": { "enabled": true } }),
        ),
    }
}

async fn create(State(fake): State<YooKassa>, headers: HeaderMap, body: String) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    made(&mut shop, &headers, &body).unwrap_or_else(|reply| reply)
}

fn made(shop: &mut Shop, headers: &HeaderMap, body: &str) -> Result<Reply, Reply> {
    let fault = open(shop, headers, "create")?;
    let (key, sent) = sent(headers, body)?;
    known(
        &sent,
        &[
            "amount",
            "capture",
            "confirmation",
            "description",
            "metadata",
            "receipt",
        ],
    )?;
    let total = check_amount(&sent["amount"])?;
    let confirmation = &sent["confirmation"];
    known(confirmation, &["type", "return_url", "locale"])?;
    let back = confirmation["return_url"].as_str().unwrap_or_default();
    let locale = confirmation["locale"].as_str().unwrap_or("ru_RU");
    let text = sent["description"].as_str().unwrap_or_default();
    let metadata = sent["metadata"].as_object().cloned().unwrap_or_default();
    let long = |(name, value): (&String, &Value)| {
        name.len() > 32 || value.as_str().is_none_or(|value| value.len() > 512)
    };
    if confirmation["type"] != "redirect"
        || !back.starts_with("http")
        || back.len() > 2048
        || !["ru_RU", "en_US"].contains(&locale)
        || text.chars().count() > 128
        || metadata.len() > 16
        || metadata.iter().any(long)
    {
        return Err(error(400, "invalid_request", "a field is wrong"));
    }
    if let Some(receipt) = sent.get("receipt") {
        check_receipt(receipt, total)?;
    }
    if let Some(id) = repeated(shop, &key, body)? {
        return Ok(told(&shop.payments[&id], fault));
    }
    let id = format!("2c85d6b6-000f-5000-9000-{:012}", shop.payments.len() + 1);
    let payment = json!({
        "id": id, "status": "pending", "paid": false, "amount": sent["amount"], "description": text,
        "confirmation": { "type": "redirect", "return_url": back,
            "confirmation_url": format!("{}/pay/{id}", shop.url) },
        "created_at": "2026-05-14T07:00:00.000Z", "metadata": metadata, "test": true, "refundable": false,
        "recipient": { "account_id": SHOP, "gateway_id": "100" },
    });
    if let Some(receipt) = sent.get("receipt") {
        shop.receipts.push(receipt.clone());
    }
    shop.keys.insert(key, (body.to_owned(), id.clone()));
    shop.payments.insert(id, payment.clone());
    Ok(told(&payment, fault))
}

async fn find(State(fake): State<YooKassa>, headers: HeaderMap, Path(id): Path<String>) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    match open(&mut shop, &headers, "find") {
        Err(reply) => reply,
        Ok(fault) => match shop.payments.get(&id) {
            Some(payment) if payment["hushed"] == true => silent(),
            Some(payment) => told(payment, fault),
            None => error(404, "not_found", "no such payment"),
        },
    }
}

async fn capture(
    state: State<YooKassa>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: String,
) -> Reply {
    settle(&state, &headers, &id, &body, "capture", "succeeded")
}

async fn cancel(
    state: State<YooKassa>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: String,
) -> Reply {
    settle(&state, &headers, &id, &body, "cancel", "canceled")
}

/// The yes or the no to held money.
fn settle(
    fake: &YooKassa,
    headers: &HeaderMap,
    id: &str,
    body: &str,
    call: &'static str,
    to: &str,
) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    let done = || -> Result<Reply, Reply> {
        let fault = open(&mut shop, headers, call)?;
        let (key, _) = sent(headers, body)?;
        if let Some(id) = repeated(&shop, &key, body)? {
            return Ok(told(&shop.payments[&id], fault));
        }
        let Some(payment) = shop.payments.get_mut(id) else {
            return Err(error(404, "not_found", "no such payment"));
        };
        if payment["status"] != "waiting_for_capture" {
            return Err(error(400, "invalid_request", "it does not wait for that"));
        }
        payment["status"] = to.into();
        payment["refundable"] = (to == "succeeded").into();
        let payment = payment.clone();
        shop.keys.insert(key, (body.to_owned(), id.to_owned()));
        Ok(told(&payment, fault))
    };
    let mut done = done;
    done().unwrap_or_else(|reply| reply)
}

async fn refund(State(fake): State<YooKassa>, headers: HeaderMap, body: String) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    returned(&mut shop, &headers, &body).unwrap_or_else(|reply| reply)
}

fn returned(shop: &mut Shop, headers: &HeaderMap, body: &str) -> Result<Reply, Reply> {
    let fault = open(shop, headers, "refund")?;
    let (key, sent) = sent(headers, body)?;
    known(
        &sent,
        &["payment_id", "amount", "description", "receipt", "metadata"],
    )?;
    let sum = check_amount(&sent["amount"])?;
    if let Some(receipt) = sent.get("receipt") {
        check_receipt(receipt, sum)?;
    }
    if let Some(id) = repeated(shop, &key, body)? {
        return Ok(told(&shop.refunds[&id], fault));
    }
    let payment = sent["payment_id"].as_str().unwrap_or_default().to_owned();
    let Some(payment) = shop.payments.get_mut(&payment) else {
        return Err(error(404, "not_found", "no such payment"));
    };
    let (paid, before) = (
        kopecks(&payment["amount"]),
        kopecks(&payment["refunded_amount"]),
    );
    if payment["status"] != "succeeded" || before + sum > paid {
        return Err(error(
            400,
            "invalid_request",
            "more than is left of the payment",
        ));
    }
    let all = before + sum;
    payment["refunded_amount"] =
        json!({ "value": format!("{}.{:02}", all / 100, all % 100), "currency": "RUB" });
    let id = format!("216749f7-0016-50be-b000-{:012}", shop.refunds.len() + 1);
    let refund = json!({
        "id": id, "status": "succeeded", "amount": sent["amount"], "payment_id": sent["payment_id"],
        "created_at": "2026-05-14T07:10:00.000Z", "metadata": sent["metadata"],
    });
    if let Some(receipt) = sent.get("receipt") {
        shop.receipts.push(receipt.clone());
    }
    shop.keys.insert(key, (body.to_owned(), id.clone()));
    shop.refunds.insert(id, refund.clone());
    Ok(told(&refund, fault))
}

/// A receipt of its own, that closes a prepayment.
async fn receipt(State(fake): State<YooKassa>, headers: HeaderMap, body: String) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    registered(&mut shop, &headers, &body).unwrap_or_else(|reply| reply)
}

fn registered(shop: &mut Shop, headers: &HeaderMap, body: &str) -> Result<Reply, Reply> {
    let bad = |what: &str| error(400, "invalid_request", what);
    let fault = open(shop, headers, "receipt")?;
    let (key, mut sent) = sent(headers, body)?;
    let mut whole = sent.clone();
    let Some(fields) = sent.as_object_mut() else {
        return Err(bad("no object"));
    };
    let taken = ["type", "payment_id", "send", "settlements"].map(|name| fields.remove(name));
    let [Some(kind), Some(payment), Some(send), Some(settlements)] = taken else {
        return Err(bad("a field is missing"));
    };
    let settled: Vec<&Value> = settlements.as_array().into_iter().flatten().collect();
    let is_settlement = |one: &&&Value| one["type"] == "prepayment";
    if kind != "payment" || send != true || !settled.iter().all(|one| is_settlement(&one)) {
        return Err(bad("a field is wrong"));
    }
    let mut sum = 0;
    for one in settled {
        known(one, &["type", "amount"])?;
        sum += check_amount(&one["amount"])?;
    }
    check_receipt(&sent, sum)?;
    if sent["items"].as_array().is_some_and(|items| {
        items
            .iter()
            .any(|item| item["payment_mode"] != "full_payment")
    }) {
        return Err(bad("what is closed is paid in full"));
    }
    let paid = &shop.payments[payment.as_str().unwrap_or_default()];
    let known = repeated(shop, &key, body)?;
    // All that close one payment, together: no more than was paid ahead, and no more than thirty.
    let closed: Vec<i64> = shop
        .receipts
        .iter()
        .filter(|one| one["payment_id"] == payment)
        .map(|one| kopecks(&one["settlements"][0]["amount"]))
        .collect();
    let before: i64 = closed.iter().sum();
    let is_new = known.is_none();
    if paid["status"] != "succeeded"
        || (is_new && (before + sum > kopecks(&paid["amount"]) || closed.len() >= 30))
    {
        return Err(bad("no such prepayment"));
    }
    let id = known.unwrap_or_else(|| format!("rt-{}", shop.receipts.len()));
    let answer = json!({ "id": id, "type": "payment", "status": "pending" });
    if is_new {
        whole["id"] = id.clone().into();
        whole["status"] = "succeeded".into();
        shop.keys.insert(key, (body.to_owned(), id));
        shop.receipts.push(whole);
    }
    Ok(told(&answer, fault))
}

/// The list: at most so many, no field that it does not know, a page a call.
async fn list_refunds(
    State(fake): State<YooKassa>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    match open(&mut shop, &headers, "list_refunds") {
        Err(reply) => return reply,
        Ok(Some(Fault::SilentAfterAccepting)) => return silent(),
        Ok(_) => {}
    }
    let query = query.unwrap_or_default();
    let (mut since, mut from, mut of) = (String::new(), 0, None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "created_at.gte" if value.parse::<DateTime<Utc>>().is_ok() => {
                since = value.into_owned()
            }
            "payment_id" => of = Some(value.into_owned()),
            "limit" if value == "100" => {}
            "cursor" => from = value.rsplit('-').next().unwrap().parse().unwrap(),
            _ => return error(400, "invalid_request", &format!("{name} is wrong")),
        }
    }
    let all: Vec<&Value> = shop
        .refunds
        .values()
        .filter(|one| one["created_at"].as_str().unwrap() >= since.as_str())
        .filter(|one| {
            of.as_ref()
                .is_none_or(|of| one["payment_id"] == of.as_str())
        })
        .collect();
    page(&all, from)
}

/// Two a page, so that a second one is asked for.
fn page(all: &[&Value], from: usize) -> Reply {
    let items: Vec<&Value> = all.iter().skip(from).take(2).copied().collect();
    let mut list = json!({ "type": "list", "items": items });
    if from + 2 < all.len() {
        list["next_cursor"] = format!("37a5c87d-{}", from + 2).into();
    }
    super::json(200, &list)
}

/// Receipts of their own of one payment.
async fn list_receipts(
    State(fake): State<YooKassa>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    if let Err(reply) = open(&mut shop, &headers, "list_receipts") {
        return reply;
    }
    let query = query.unwrap_or_default();
    let (mut of, mut from) = (String::new(), 0);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "payment_id" => of = value.into_owned(),
            "limit" if value == "100" => {}
            "cursor" => from = value.rsplit('-').next().unwrap().parse().unwrap(),
            _ => return error(400, "invalid_request", &format!("{name} is wrong")),
        }
    }
    let all: Vec<&Value> = shop
        .receipts
        .iter()
        .filter(|one| one["payment_id"] == of.as_str())
        .collect();
    page(&all, from)
}

async fn find_refund(
    State(fake): State<YooKassa>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Reply {
    let mut shop = fake.0.lock().unwrap();
    match open(&mut shop, &headers, "find_refund") {
        Err(reply) => reply,
        Ok(fault) => match shop.refunds.get(&id) {
            Some(refund) => told(refund, fault),
            None => error(404, "not_found", "no such refund"),
        },
    }
}
