//! What a client sees by a link, or on the master's phone: the form to read, answer and sign, and then its copy. Opening it
//! changes nothing. A typed name is a signature: it works without a script and without a steady hand.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post as post_route};
use serde::Deserialize;

use super::super::content::{Piece, pieces};
use super::super::document::FileRef;
use super::super::signing::filled;
use super::super::{
    Consent, Field, FieldKind, Form as ConsentForm, Signed, Signing, State as Worth, Typed,
    Version, answers, files, links, sign,
};
use super::opened::Opened;
use super::paper::Paper;
use super::post::{self, Posted};
use crate::app::App;
use crate::appointments::{Appointment, Given};
use crate::booking::{Frame, clean};
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::links::Notice;
use crate::web::{self, Errors, Flash, Form, View, download, redirect_with};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/l/consents/{token}", get(show))
        .route(
            "/l/consents/{token}/signature",
            post_route(create).layer(DefaultBodyLimit::max(post::MAX_FORM)),
        )
        .route("/l/consents/{token}/withdrawal", post_route(withdraw))
        .route("/l/consents/{token}/document.json", get(document))
}

/// A question as it is drawn.
struct Question {
    kind: &'static str,
    name: String,
    label: String,
    required: bool,
    value: String,
    options: Vec<(String, String)>,
    drawn_name: String,
    drawn: String,
    kept_name: String,
    /// The photo of an earlier try: its id and name.
    kept: Option<(String, String)>,
}

/// `consents/sign.html`.
#[derive(Template)]
#[template(path = "consents/sign.html")]
struct Sign {
    page: View,
    errors: Errors,
    frame: Frame,
    action: String,
    /// "For Olga, visit today at 16:45".
    whom: String,
    title: String,
    lang: &'static str,
    pieces: Vec<Piece>,
    statement: String,
    /// "Version 3 of 12 January 2026".
    version_text: String,
    version: Version,
    locale: Locale,
    questions: Vec<Question>,
    has_photos: bool,
    full_name: String,
    drawn: String,
    agreed: bool,
    notice: String,
    copy_to: String,
    is_lent: bool,
}

/// `consents/signed.html`.
#[derive(Template)]
#[template(path = "consents/signed.html")]
struct Copy {
    page: View,
    frame: Frame,
    path: String,
    state: Worth,
    paper: Paper,
    may_withdraw: bool,
    is_lent: bool,
}

async fn show(State(app): State<App>, opened: Opened) -> Result<Response> {
    if opened.consent.is_signed() {
        return copy(&app, opened).await;
    }
    draw(
        &app,
        opened,
        &Typed::default(),
        &BTreeMap::new(),
        Errors::default(),
        None,
    )
    .await
}

async fn copy(app: &App, opened: Opened) -> Result<Response> {
    let now = app.clock.now();
    let state = opened.consent.state(now);
    let paper = Paper::load(
        app,
        &opened.tenant,
        &opened.consent,
        opened.page.locale,
        true,
    )
    .await?;
    web::render(&Copy {
        frame: Frame::new(&opened.tenant, opened.page.locale),
        path: format!("/l/consents/{}", opened.token),
        state,
        paper,
        may_withdraw: matches!(state, Worth::Valid | Worth::Waiting) && opened.lent.is_none(),
        is_lent: opened.lent.is_some(),
        page: opened.page,
    })
}

/// The form, empty or with what was typed.
async fn draw(
    app: &App,
    opened: Opened,
    typed: &Typed,
    kept: &BTreeMap<String, FileRef>,
    errors: Errors,
    notice: Option<&'static str>,
) -> Result<Response> {
    let (tenant, page) = (&opened.tenant, &opened.page);
    let form = ConsentForm::find(&app.db, tenant.id, opened.consent.form_id).await?;
    let version = Version::current(&app.db, tenant.id, form.id).await?;
    let frame = Frame::new(tenant, page.locale);
    if form.rules.in_person && opened.lent.is_none() {
        let text = page.t1("consents-in-person-text", "practice", tenant.name.as_str());
        let notice = Notice {
            title: page.t("consents-in-person-title"),
            text,
            frame: Some(frame),
            ask: None,
            page: opened.page,
        };
        return web::render(&notice);
    }
    let version = version.ok_or(Error::NotFound)?;
    let content = version.content.0.clone();
    let locale = content.best(page.locale, tenant.locale);
    let locale = locale.ok_or(Error::NotFound)?;
    let text = content.text(locale).cloned().ok_or(Error::NotFound)?;
    let whom = whom(app, &opened).await?;
    let status = match (&notice, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let questions = content
        .fields
        .iter()
        .map(|field| Question::new(field, locale, typed, kept))
        .collect();
    let published = version.published_at.unwrap_or(version.updated_at);
    let day = page.locale.day_year(tenant.local_date(published));
    let sign = Sign {
        action: format!("/l/consents/{}/signature", opened.token),
        whom,
        title: filled(&text.title, tenant),
        lang: locale.code(),
        pieces: pieces(&filled(&text.body, tenant)),
        statement: filled(&text.statement, tenant),
        version_text: page.t2("consents-version-of", "n", version.number, "day", day),
        has_photos: content.has_photos(),
        version,
        locale,
        questions,
        // Whoever signs types it: a name that stands there already signs nothing.
        full_name: typed.get("name").to_owned(),
        drawn: answers::lines(typed.get("drawn")).unwrap_or_default(),
        agreed: typed.get("agree") == "yes",
        notice: notice.map(|key| page.t(key)).unwrap_or_default(),
        copy_to: if opened.lent.is_some() || opened.consent.appointment_id.is_none() {
            opened.client.email.clone().unwrap_or_default()
        } else {
            String::new()
        },
        is_lent: opened.lent.is_some(),
        errors,
        frame,
        page: opened.page,
    };
    web::render_status(status, &sign)
}

/// For whom and which visit. A card's name is not told to somebody who booked with another one.
async fn whom(app: &App, opened: &Opened) -> Result<String> {
    let (tenant, page) = (&opened.tenant, &opened.page);
    let mut name = opened.client.name.clone();
    let mut when = String::new();
    if let Some(id) = opened.consent.appointment_id {
        let visit = Appointment::find(&app.db, tenant.id, id).await?;
        if opened.lent.is_none() && Given::of(&app.db, tenant.id, id).await?.is_some() {
            name.clear();
        }
        let local = visit.starts_at.with_timezone(&tenant.tz());
        let today = tenant.local_date(app.clock.now());
        if local.date_naive() >= today {
            let day = page.locale.day_relative(local.date_naive(), today);
            let time = page.locale.time(local.time());
            when = page.t2("client-when", "day", day, "time", time);
        }
    }
    Ok(match (name.is_empty(), when.is_empty()) {
        (true, true) => String::new(),
        (false, true) => page.t1("consents-for", "name", name.as_str()),
        (true, false) => page.t1("consents-for-visit", "when", when),
        (false, false) => page.t2("consents-for-both", "name", name.as_str(), "when", when),
    })
}

impl Question {
    fn new(field: &Field, locale: Locale, typed: &Typed, kept: &BTreeMap<String, FileRef>) -> Self {
        let name = answers::name_of(field);
        let drawn_name = answers::drawn_of(field);
        let options = field.options(locale).iter().enumerate();
        Self {
            kind: match field.kind {
                FieldKind::Choice if field.is_short(locale) => "seg",
                kind => kind.as_str(),
            },
            value: typed.get(&name).to_owned(),
            label: field.label(locale).to_owned(),
            required: field.required,
            options: options
                .map(|(n, option)| (n.to_string(), option.clone()))
                .collect(),
            drawn: answers::lines(typed.get(&drawn_name)).unwrap_or_default(),
            drawn_name,
            kept_name: answers::kept_of(field),
            kept: kept
                .get(&field.id)
                .map(|file| (file.id.to_string(), file.name.clone())),
            name,
        }
    }
}

/// Signs, or shows the form again with all that was typed.
async fn create(State(app): State<App>, mut opened: Opened, request: Request) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let path = format!("/l/consents/{}", opened.token);
    let Posted { typed, uploads } = post::read(request).await?;
    if opened.consent.is_signed() {
        return Ok(web::redirect(&path));
    }
    let tenant = opened.tenant.clone();
    let form = ConsentForm::find(&app.db, tenant.id, opened.consent.form_id).await?;
    if form.rules.in_person && opened.lent.is_none() {
        return Err(Error::NotFound);
    }
    let version = Version::current(&app.db, tenant.id, form.id).await?;
    let version = version.ok_or(Error::NotFound)?;
    let content = version.content.0.clone();
    let mut known = answers::names(&content);
    known.extend(["version", "locale"].map(str::to_owned));
    let is_read = typed.get("version") == version.id.to_string();
    if is_read && typed.unknown(&known) {
        return Err(Error::Invalid("error-form"));
    }
    let locale: Locale = typed
        .get("locale")
        .parse()
        .map_err(|_| Error::Invalid("error-form"))?;
    let mut errors = Errors::default();
    let mut kept = files::kept(&app.db, &opened.consent, &content, &typed).await?;
    for upload in uploads {
        let field = content
            .fields
            .iter()
            .find(|field| field.id == upload.field && field.kind == FieldKind::Photo);
        let Some(field) = field else {
            return Err(Error::Invalid("error-form"));
        };
        match files::develop(&app, upload).await? {
            Ok(photo) => {
                let now = app.clock.now();
                let mut tx = app.db.begin().await?;
                let file = files::keep(&mut tx, &app, &opened.consent, &photo, now).await?;
                tx.commit().await?;
                kept.insert(field.id.clone(), file);
            }
            Err(why) => errors.add(answers::name_of(field), why),
        }
    }
    if !is_read || content.lack(locale).is_some() {
        let notice = Some(key!("consents-newer-text"));
        return draw(&app, opened, &typed, &kept, Errors::default(), notice).await;
    }
    let given = answers::read(&content, locale, &typed, &kept, &mut errors);
    if typed.get("agree") != "yes" {
        errors.add("agree", key!("consents-agree-needed"));
    }
    let name = clean(typed.get("name"));
    let name = match name.is_empty() {
        true => Err(key!("consents-name-needed").into()),
        false => web::forms::required(&name, 120),
    };
    let name = errors.take("name", name);
    let Some(name) = name.filter(|_| errors.is_empty()) else {
        opened.page.locale = opened.page.chosen_locale.unwrap_or(locale);
        return draw(&app, opened, &typed, &kept, errors, None).await;
    };
    let signing = Signing {
        version,
        locale,
        answers: given,
        name,
        drawn: answers::lines(typed.get("drawn")),
        on_device_of: opened.lent.as_ref().map(|lent| lent.user_name.clone()),
    };
    match patiently(|| sign_once(&app, &opened, signing.clone())).await {
        Ok(next) => {
            app.wake.notify_one();
            let word = match &next {
                Some(_) => "consents-signed-next",
                None => "consents-signed-now",
            };
            let word = Flash::ok(opened.page.t(word));
            Ok(redirect_with(next.as_deref().unwrap_or(&path), word))
        }
        Err(Error::Conflict(key)) => {
            draw(&app, opened, &typed, &kept, Errors::default(), Some(key)).await
        }
        Err(other) => Err(other),
    }
}

/// Signs; the path of the next request that waits for the same person, if there is one.
async fn sign_once(app: &App, opened: &Opened, signing: Signing) -> Result<Option<String>> {
    let now = app.clock.now();
    let tenant = &opened.tenant;
    let actor = opened.visitor.actor_of(Some(opened.client.id));
    let mut tx = app.db.begin().await?;
    let mut consent = Consent::find_for_change(&mut tx, tenant.id, opened.consent.id).await?;
    let done = sign(app, &mut tx, tenant, &mut consent, signing, &actor, now).await?;
    let mut next = None;
    if done == Signed::Now {
        for other in Consent::open_of_client(&mut tx, tenant.id, opened.client.id).await? {
            let form = ConsentForm::find(&mut tx, tenant.id, other.form_id).await?;
            let same = other.appointment_id == consent.appointment_id;
            let fits = opened.lent.is_some() || (same && !form.rules.in_person);
            let can = Version::current(&mut tx, tenant.id, form.id)
                .await?
                .is_some();
            if fits && can && form.archived_at.is_none() {
                next = Some(links::mint(&mut tx, &other, now).await?);
                break;
            }
        }
    }
    tx.commit().await?;
    Ok(next)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn withdraw(State(app): State<App>, opened: Opened, _: Form<Nothing>) -> Result<Response> {
    opened.visitor.count_attempt(&app).await?;
    let path = format!("/l/consents/{}", opened.token);
    let actor = opened.visitor.actor_of(Some(opened.client.id));
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let mut consent =
        Consent::find_for_change(&mut tx, opened.tenant.id, opened.consent.id).await?;
    consent.withdraw(&mut tx, &actor, now).await?;
    tx.commit().await?;
    let word = Flash::ok(opened.page.t("consents-now-withdrawn"));
    Ok(redirect_with(&path, word))
}

/// The document byte by byte, to be kept and checked.
async fn document(State(app): State<App>, opened: Opened) -> Result<Response> {
    let key = app.tenant_key(&app.db, opened.tenant.id).await?;
    let bytes = opened.consent.bytes(&key)?;
    download("consent.json", "application/json", bytes)
}
