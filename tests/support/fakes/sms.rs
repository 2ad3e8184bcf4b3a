//! SMS.ru, SMSC, SMS Aero and Twilio, each as its documentation has it: strict about what it is sent, with its own words for
//! what is wrong, and one ledger of the texts that really went out. None of them knows a text that it is sent twice.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Shared, broken, header, serve};

pub const KEY: &str = "E5F1A2B3-77C4-4D0A-9B1E-2f8c61d04a7e";
pub const LOGIN: &str = "bella";
pub const PASSWORD: &str = "smsc-S3cret-phrase";
pub const EMAIL: &str = "bella@example.com";
pub const AERO_KEY: &str = "0PwPPoPj5x9Mxh1GRTz5q2YVYMqV6bAe";
pub const SID: &str = "AC0123456789abcdef0123456789abcdef";
pub const TOKEN: &str = "9f3b0c61d2e84a7795b1c0de44ab77f1";
pub const FROM: &str = "+14155550100";

/// How the next calls go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It goes out, and the answer breaks off.
    DropAfterAccepting,
    /// It goes out, and the answer is "internal error".
    Error500AfterAccepting,
    /// Nothing goes out: the gateway has trouble of its own.
    Down,
    /// Nothing goes out: not so fast.
    TooMany,
    Keys,
    Money,
    Number,
    OptedOut,
    Sender,
    /// The text is not taken.
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub gateway: &'static str,
    /// Digits alone.
    pub to: String,
    pub text: String,
    pub sender: String,
    pub id: String,
    /// Where it is to be told what becomes of it.
    pub callback: String,
}

#[derive(Debug, Default)]
struct Book {
    sent: Vec<Sent>,
    faults: Vec<(&'static str, Fault, usize)>,
    calls: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Sms {
    book: Shared<Book>,
    url: String,
}

type Reply = Response<Body>;
type Form = BTreeMap<String, String>;
type Store = State<Shared<Book>>;

impl Sms {
    pub async fn start() -> Self {
        let book = Arc::new(Mutex::new(Book::default()));
        let router = Router::new()
            .route("/sms/send", post(ru_send))
            .route("/auth/check", post(ru_check))
            .route("/sys/send.php", post(smsc_send))
            .route("/sys/balance.php", post(smsc_balance))
            .route("/v2/sms/send", post(aero_send))
            .route("/v2/sms/list", post(aero_list))
            .route("/v2/balance", post(aero_balance))
            .route("/2010-04-01/Accounts/{sid}", get(twilio_account))
            .route(
                "/2010-04-01/Accounts/{sid}/Messages.json",
                post(twilio_send).get(twilio_list),
            )
            .with_state(Arc::clone(&book));
        let url = serve(router).await;
        Self { book, url }
    }

    /// The settings that lead here.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("SMS_RU_URL", self.url.clone()),
            ("SMSC_URL", self.url.clone()),
            ("SMS_AERO_URL", format!("{}/v2", self.url)),
            ("TWILIO_URL", self.url.clone()),
        ]
    }

    /// `call`: "send", "look" or "check".
    pub fn fail(&self, call: &'static str, fault: Fault, times: usize) {
        self.book.lock().unwrap().faults.push((call, fault, times));
    }

    /// Everything is well again.
    pub fn mend(&self) {
        self.book.lock().unwrap().faults.clear();
    }

    /// What went out.
    pub fn sent(&self) -> Vec<Sent> {
        self.book.lock().unwrap().sent.clone()
    }

    pub fn calls(&self, call: &str) -> usize {
        let book = self.book.lock().unwrap();
        book.calls.iter().filter(|one| *one == call).count()
    }
}

impl Book {
    fn fault(&mut self, call: &'static str) -> Option<Fault> {
        self.calls.push(call.to_owned());
        let mut faults = self.faults.iter_mut();
        let next = faults.find(|(name, _, left)| *name == call && *left > 0)?;
        next.2 -= 1;
        Some(next.1)
    }

    fn keep(&mut self, gateway: &'static str, to: &str, text: &str, sender: &str) -> String {
        let id = format!("{}{:06}", 5, self.sent.len() + 1);
        self.sent.push(Sent {
            gateway,
            to: to.to_owned(),
            text: text.to_owned(),
            sender: sender.to_owned(),
            id: id.clone(),
            callback: String::new(),
        });
        id
    }
}

/// Fields of a form; none when it is another kind of body, or has a field that nobody knows.
fn fields(headers: &HeaderMap, body: &str, known: &[&str]) -> Option<Form> {
    if header(headers, "content-type") != Some("application/x-www-form-urlencoded") {
        return None;
    }
    let form: Form = form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    form.keys()
        .all(|name| known.contains(&name.as_str()))
        .then_some(form)
}

fn is_phone(to: &str) -> bool {
    (10..=15).contains(&to.len()) && to.bytes().all(|byte| byte.is_ascii_digit())
}

fn down() -> Reply {
    super::json(503, &json!({ "error": "down for a moment" }))
}

/// What goes wrong after the text has gone out.
fn after(fault: Option<Fault>, body: &Value) -> Reply {
    match fault {
        Some(Fault::DropAfterAccepting) => broken(),
        Some(Fault::Error500AfterAccepting) => super::json(500, &json!({ "error": "no" })),
        _ => super::json(200, body),
    }
}

// SMS.ru

fn ru(code: i64, text: &str) -> Reply {
    let body = json!({ "status": "ERROR", "status_code": code, "status_text": text });
    super::json(200, &body)
}

async fn ru_check(State(book): Store, headers: HeaderMap, body: String) -> Reply {
    let fault = book.lock().unwrap().fault("check");
    let Some(form) = fields(&headers, &body, &["api_id", "json"]) else {
        return ru(211, "unknown field");
    };
    match fault {
        Some(Fault::Down) => down(),
        _ if form.get("api_id").map(String::as_str) != Some(KEY) => ru(200, "wrong api_id"),
        _ => super::json(200, &json!({ "status": "OK", "status_code": 100 })),
    }
}

async fn ru_send(State(book): Store, headers: HeaderMap, body: String) -> Reply {
    let mut book = book.lock().unwrap();
    let fault = book.fault("send");
    let Some(form) = fields(&headers, &body, &["api_id", "json", "to", "msg", "from"]) else {
        return ru(211, "unknown field");
    };
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if get("api_id") != KEY || fault == Some(Fault::Keys) {
        return ru(200, "wrong api_id");
    }
    if get("json") != "1" {
        return ru(211, "plain text is not for programs");
    }
    let (to, text) = (get("to").to_owned(), get("msg").to_owned());
    // Of the request as a whole.
    match fault {
        Some(Fault::Down) => return ru(220, "not available now"),
        Some(Fault::TooMany) => return super::json(429, &json!({})),
        Some(Fault::Money) => return ru(201, "no money"),
        _ => {}
    }
    let one = |code: i64| {
        let one = json!({ "status": "ERROR", "status_code": code, "status_text": "no" });
        super::json(
            200,
            &json!({ "status": "OK", "status_code": 100, "sms": { to.as_str(): one }, "balance": 10.5 }),
        )
    };
    match fault {
        Some(Fault::Number) => return one(202),
        Some(Fault::OptedOut) => return one(209),
        Some(Fault::Sender) => return one(204),
        Some(Fault::Text) => return one(205),
        _ if !is_phone(&to) => return one(202),
        _ if text.is_empty() => return one(203),
        _ => {}
    }
    let id = book.keep("sms_ru", &to, &text, get("from"));
    let one = json!({ "status": "OK", "status_code": 100, "sms_id": id, "cost": "2.35" });
    after(
        fault,
        &json!({ "status": "OK", "status_code": 100, "sms": { to.as_str(): one }, "balance": 10.5 }),
    )
}

// SMSC

fn smsc(code: i64, text: &str) -> Reply {
    super::json(200, &json!({ "error": text, "error_code": code }))
}

fn smsc_knows(form: &Form) -> bool {
    let get = |name: &str| form.get(name).map(String::as_str);
    let by_key = get("apikey") == Some(PASSWORD) && get("login").is_none();
    by_key || (get("login") == Some(LOGIN) && get("psw") == Some(PASSWORD))
}

async fn smsc_balance(State(book): Store, headers: HeaderMap, body: String) -> Reply {
    let fault = book.lock().unwrap().fault("check");
    let known = ["login", "psw", "apikey", "fmt", "charset"];
    match fields(&headers, &body, &known) {
        None => smsc(1, "parameters error"),
        Some(_) if fault == Some(Fault::Down) => down(),
        Some(form) if !smsc_knows(&form) => smsc(2, "invalid login or password"),
        Some(_) => super::json(200, &json!({ "balance": "120.50" })),
    }
}

async fn smsc_send(State(book): Store, headers: HeaderMap, body: String) -> Reply {
    let mut book = book.lock().unwrap();
    let fault = book.fault("send");
    let known = [
        "login", "psw", "apikey", "fmt", "charset", "phones", "mes", "id", "cost", "sender",
    ];
    let Some(form) = fields(&headers, &body, &known) else {
        return smsc(1, "parameters error");
    };
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if !smsc_knows(&form) || fault == Some(Fault::Keys) {
        return smsc(2, "invalid login or password");
    }
    let id: i64 = get("id").parse().unwrap_or_default();
    if get("fmt") != "3" || get("charset") != "utf-8" || !(1..=i64::from(i32::MAX)).contains(&id) {
        return smsc(1, "parameters error");
    }
    match fault {
        Some(Fault::Down) => return down(),
        Some(Fault::TooMany) => return smsc(9, "too many"),
        Some(Fault::Money) => return smsc(3, "no money"),
        Some(Fault::Number | Fault::OptedOut) => return smsc(8, "can not to deliver"),
        Some(Fault::Sender | Fault::Text) => return smsc(6, "message is denied"),
        _ if !is_phone(get("phones")) => return smsc(7, "invalid number"),
        _ => {}
    }
    book.keep("smsc", get("phones"), get("mes"), get("sender"));
    after(fault, &json!({ "id": id, "cnt": 2, "cost": "5.00" }))
}

// SMS Aero

fn aero_knows(headers: &HeaderMap) -> bool {
    let wanted = format!("Basic {}", STANDARD.encode(format!("{EMAIL}:{AERO_KEY}")));
    header(headers, "authorization") == Some(&wanted)
        && header(headers, "content-type") == Some("application/json")
}

fn aero(status: u16, message: &str) -> Reply {
    super::json(
        status,
        &json!({ "success": false, "data": null, "message": message }),
    )
}

fn aero_data(data: Value) -> Value {
    json!({ "success": true, "data": data, "message": null })
}

async fn aero_balance(State(book): Store, headers: HeaderMap) -> Reply {
    let fault = book.lock().unwrap().fault("check");
    match fault {
        Some(Fault::Down) => down(),
        _ if !aero_knows(&headers) => aero(401, "Your request was made with invalid credentials."),
        _ => super::json(200, &aero_data(json!({ "balance": 337.03 }))),
    }
}

async fn aero_send(State(book): Store, headers: HeaderMap, body: String) -> Reply {
    let mut book = book.lock().unwrap();
    let fault = book.fault("send");
    if !aero_knows(&headers) || fault == Some(Fault::Keys) {
        return aero(401, "Your request was made with invalid credentials.");
    }
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let fields: Vec<&str> = body
        .as_object()
        .map_or(Vec::new(), |body| body.keys().map(String::as_str).collect());
    let (number, text) = (body["number"].as_i64(), body["text"].as_str());
    let (Some(number), Some(text), Some(sign)) = (number, text, body["sign"].as_str()) else {
        return aero(400, "Validation error.");
    };
    if fields.len() != 3 || !is_phone(&number.to_string()) {
        return aero(400, "Validation error.");
    }
    match fault {
        Some(Fault::Down) => return down(),
        Some(Fault::TooMany) => return super::json(429, &json!({})),
        Some(Fault::Money) => {
            return super::json(402, &json!({ "success": false, "result": "no credits" }));
        }
        Some(Fault::Number | Fault::OptedOut | Fault::Sender | Fault::Text) => {
            return aero(400, "Validation error.");
        }
        _ => {}
    }
    let id = book.keep("sms_aero", &number.to_string(), text, sign);
    let data = json!({ "id": id.parse::<i64>().unwrap(), "from": sign, "number": number.to_string(), "text": text,
        "status": 0, "extendStatus": "queue", "cost": 5.49 });
    after(fault, &aero_data(data))
}

async fn aero_list(State(book): Store, headers: HeaderMap, body: String) -> Reply {
    let mut book = book.lock().unwrap();
    let fault = book.fault("look");
    if !aero_knows(&headers) {
        return aero(401, "Your request was made with invalid credentials.");
    }
    if fault == Some(Fault::Down) {
        return down();
    }
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let number = body["number"].as_i64().unwrap_or_default().to_string();
    let mut rows = serde_json::Map::new();
    for (n, one) in book.sent.iter().filter(|one| one.to == number).enumerate() {
        let row = json!({ "id": one.id.parse::<i64>().unwrap(), "number": one.to, "text": one.text, "status": 1, "cost": "5.49" });
        rows.insert(n.to_string(), row);
    }
    rows.insert("links".into(), json!({ "self": "/v2/sms/list?page=1" }));
    rows.insert("totalCount".into(), json!(rows.len().to_string()));
    super::json(200, &aero_data(Value::Object(rows)))
}

// Twilio

fn twilio(status: u16, code: i64, message: &str) -> Reply {
    super::json(
        status,
        &json!({ "code": code, "message": message, "more_info": "https://www.twilio.com/docs/errors", "status": status }),
    )
}

fn twilio_knows(headers: &HeaderMap, sid: &str) -> bool {
    let wanted = format!("Basic {}", STANDARD.encode(format!("{SID}:{TOKEN}")));
    sid == SID && header(headers, "authorization") == Some(&wanted)
}

async fn twilio_account(State(book): Store, headers: HeaderMap, Path(sid): Path<String>) -> Reply {
    let fault = book.lock().unwrap().fault("check");
    match sid.strip_suffix(".json") {
        Some(_) if fault == Some(Fault::Down) => down(),
        Some(sid) if twilio_knows(&headers, sid) => super::json(
            200,
            &json!({ "sid": sid, "status": "active", "type": "Full" }),
        ),
        _ => twilio(401, 20003, "Authenticate"),
    }
}

async fn twilio_send(
    State(book): Store,
    headers: HeaderMap,
    Path(sid): Path<String>,
    body: String,
) -> Reply {
    let mut book = book.lock().unwrap();
    let fault = book.fault("send");
    if !twilio_knows(&headers, &sid) || fault == Some(Fault::Keys) {
        return twilio(401, 20003, "Authenticate");
    }
    let known = [
        "To",
        "From",
        "MessagingServiceSid",
        "Body",
        "StatusCallback",
    ];
    let Some(form) = fields(&headers, &body, &known) else {
        return twilio(400, 20001, "Unknown parameters");
    };
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let sender = match get("From") {
        "" => get("MessagingServiceSid"),
        from => from,
    };
    match fault {
        Some(Fault::Down) => return down(),
        Some(Fault::TooMany) => return twilio(429, 20429, "Too Many Requests"),
        Some(Fault::Money | Fault::Sender) => {
            return twilio(400, 21606, "The From number is wrong");
        }
        Some(Fault::Number) => return twilio(400, 21211, "Invalid 'To' Phone Number"),
        Some(Fault::OptedOut) => {
            return twilio(400, 21610, "Attempt to send to unsubscribed recipient");
        }
        Some(Fault::Text) => return twilio(400, 21617, "The message is too long"),
        _ => {}
    }
    let to = get("To").strip_prefix('+').unwrap_or_default().to_owned();
    if !is_phone(&to) || sender.is_empty() || get("Body").is_empty() || get("Body").len() > 1600 {
        return twilio(400, 21211, "Invalid 'To' Phone Number");
    }
    let id = book.keep("twilio", &to, get("Body"), sender);
    let sid = format!("SM{id:0>32}");
    let callback = get("StatusCallback").to_owned();
    let last = book.sent.last_mut().unwrap();
    (last.id, last.callback) = (sid.clone(), callback);
    let body = json!({ "sid": sid, "status": "queued", "error_code": null, "num_segments": "2", "price": null });
    match fault {
        None => super::json(201, &body),
        fault => after(fault, &body),
    }
}

async fn twilio_list(
    State(book): Store,
    headers: HeaderMap,
    Path(sid): Path<String>,
    RawQuery(query): RawQuery,
) -> Reply {
    let mut book = book.lock().unwrap();
    let fault = book.fault("look");
    if !twilio_knows(&headers, &sid) {
        return twilio(401, 20003, "Authenticate");
    }
    if fault == Some(Fault::Down) {
        return down();
    }
    let query = query.unwrap_or_default();
    let to = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "To");
    let to = to.map(|(_, to)| to.trim_start_matches('+').to_owned());
    let rows: Vec<Value> = book
        .sent
        .iter()
        .filter(|one| Some(&one.to) == to.as_ref())
        .map(|one| json!({ "sid": one.id, "to": format!("+{}", one.to), "body": one.text, "status": "sent", "num_segments": "2" }))
        .collect();
    super::json(200, &json!({ "messages": rows, "page_size": 50 }))
}
