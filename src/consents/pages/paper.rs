//! A form as it is read, and a signed document as it is shown and printed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::super::content::{Piece, pieces};
use super::super::document::{Answer, Document};
use super::super::{Consent, FieldKind, State, files};
use crate::accounts::Tenant;
use crate::app::App;
use crate::error::Result;
use crate::i18n::Locale;

/// A drawn signature: its lines, and what of the field they take.
#[derive(Clone, Debug)]
pub struct Drawing {
    pub path: String,
    pub view_box: String,
}

pub struct PaperAnswer {
    pub label: String,
    pub text: String,
    /// Nothing was said, which is no "no".
    pub is_blank: bool,
    pub drawing: Option<Drawing>,
    /// As a data URI: it is read with the page, which is recorded, and by nothing else.
    pub photo: Option<String>,
}

/// `consents/_paper.html`.
pub struct Paper {
    /// Of the document, for `lang`.
    pub lang: &'static str,
    pub title: String,
    pub pieces: Vec<Piece>,
    pub has_answers: bool,
    /// None while they are not to be seen.
    pub answers: Option<Vec<PaperAnswer>>,
    pub statement: String,
    pub name: String,
    pub drawing: Option<Drawing>,
    /// Who, when, where from.
    pub facts: Vec<(String, String)>,
    pub hash: String,
    pub fits: bool,
}

impl Paper {
    pub async fn load(
        app: &App,
        tenant: &Tenant,
        consent: &Consent,
        locale: Locale,
        with_answers: bool,
    ) -> Result<Self> {
        let key = app.tenant_key(&app.db, tenant.id).await?;
        let (document, fits) = consent.open(&key)?;
        let mut answers = None;
        if with_answers {
            let mut list = Vec::new();
            for answer in &document.answers {
                list.push(shown(app, consent, document.locale, locale, answer).await?);
            }
            answers = Some(list);
        }
        Ok(Self {
            lang: document.locale.code(),
            title: document.title.clone(),
            pieces: pieces(&document.text),
            has_answers: !document.answers.is_empty(),
            answers,
            statement: document.statement.clone(),
            name: document.signature.name.clone(),
            drawing: document.signature.drawn.as_deref().map(drawing),
            facts: facts(tenant, consent, &document, locale, app.clock.now()),
            hash: consent.fingerprint(),
            fits,
        })
    }
}

fn facts(
    tenant: &Tenant,
    consent: &Consent,
    document: &Document,
    locale: Locale,
    now: DateTime<Utc>,
) -> Vec<(String, String)> {
    let day = |at: DateTime<Utc>| locale.date_year(tenant.local_date(at));
    let moment = |at: DateTime<Utc>| {
        let local = at.with_timezone(&tenant.tz());
        locale.t2(
            "mail-when",
            "day",
            locale.day_year(local.date_naive()),
            "time",
            locale.time(local.time()),
        )
    };
    let mut facts = vec![
        (
            locale.t("consents-fact-practice"),
            document.practice.name.clone(),
        ),
        (
            locale.t("consents-fact-client"),
            document.client.name.clone(),
        ),
        (
            locale.t("consents-fact-version"),
            locale.t1("consents-version", "n", document.number),
        ),
        (locale.t("consents-fact-signed"), moment(document.signed_at)),
    ];
    if document.valid_from > document.signed_at {
        facts.push((locale.t("consents-fact-from"), moment(document.valid_from)));
    }
    if let Some(until) = document.valid_until {
        let last = day(until - TimeDelta::seconds(1));
        facts.push((locale.t("consents-fact-until"), last));
    }
    if let Some(at) = consent.withdrawn_at {
        facts.push((locale.t("consents-fact-withdrawn"), moment(at)));
    } else if consent.state(now) == State::Expired {
        facts.push((
            locale.t("consents-fact-state"),
            locale.t(State::Expired.key()),
        ));
    }
    let how = match &document.on_device_of {
        Some(name) => locale.t1("consents-how-device", "name", name.clone()),
        None => locale.t("consents-how-link"),
    };
    facts.push((locale.t("consents-fact-how"), how));
    if !document.address.is_empty() {
        facts.push((locale.t("consents-fact-address"), document.address.clone()));
    }
    if !document.agent.is_empty() {
        facts.push((locale.t("consents-fact-agent"), document.agent.clone()));
    }
    facts
}

async fn shown(
    app: &App,
    consent: &Consent,
    written: Locale,
    reader: Locale,
    answer: &Answer,
) -> Result<PaperAnswer> {
    let value = answer.value.clone().unwrap_or_default();
    let text = match answer.kind {
        FieldKind::Checkbox if value == "yes" => written.t("yes"),
        FieldKind::Checkbox => written.t("consents-no"),
        FieldKind::Date => match value.parse::<NaiveDate>() {
            Ok(date) => written.day_year(date),
            Err(_) => value,
        },
        FieldKind::Photo => String::new(),
        _ => value,
    };
    let photo = match &answer.file {
        Some(file) => {
            let bytes = files::open(app, consent, file.id).await?;
            Some(format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes)))
        }
        None => None,
    };
    let is_blank = text.is_empty() && photo.is_none() && answer.drawn.is_none();
    Ok(PaperAnswer {
        label: answer.label.clone(),
        text: if is_blank {
            reader.t("consents-not-answered")
        } else {
            text
        },
        is_blank,
        drawing: answer.drawn.as_deref().map(drawing),
        photo,
    })
}

/// What a drawing takes of its field, with a margin.
pub fn drawing(path: &str) -> Drawing {
    let numbers: Vec<i64> = path
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect();
    let (mut xs, mut ys) = ((i64::MAX, 0), (i64::MAX, 0));
    for pair in numbers.chunks_exact(2) {
        xs = (xs.0.min(pair[0]), xs.1.max(pair[0]));
        ys = (ys.0.min(pair[1]), ys.1.max(pair[1]));
    }
    const MARGIN: i64 = 8;
    let (left, top) = (xs.0.min(xs.1) - MARGIN, ys.0.min(ys.1) - MARGIN);
    let (width, height) = (xs.1 - left + MARGIN, ys.1 - top + MARGIN);
    Drawing {
        path: path.to_owned(),
        view_box: format!("{left} {top} {width} {height}"),
    }
}
