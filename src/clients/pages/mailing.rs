//! A message to many clients: written, in further languages too, looked at with the number of those who get it, sent.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::super::Tag;
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::{Locale, key};
use crate::id::{MailingId, TagId};
use crate::messages::mailing::{self, Copies, Mailing, NewMailing, Texts, Whom, Words};
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/clients/mailings/new", get(new))
        .route("/clients/mailings", post(create))
        .route("/clients/mailings/{id}/stop", post(stop))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Fields {
    subject: String,
    body: String,
    /// The language these are written in; "" is the reader's.
    main: String,
    subject_en: String,
    body_en: String,
    subject_es: String,
    body_es: String,
    subject_ru: String,
    body_ru: String,
    tag: String,
    /// Only those who are written to in it; "" is all.
    language: String,
    /// Makes a second press harmless.
    key: String,
    /// How many were agreed to; "" is not asked yet.
    agreed: String,
    /// Back to the text.
    edit: bool,
}

impl Fields {
    /// Subject and body in a language.
    fn own(&self, locale: Locale) -> (&str, &str) {
        match locale {
            Locale::En => (&self.subject_en, &self.body_en),
            Locale::Es => (&self.subject_es, &self.body_es),
            Locale::Ru => (&self.subject_ru, &self.body_ru),
        }
    }

    fn has_own(&self, locale: Locale) -> bool {
        let (subject, body) = self.own(locale);
        !subject.trim().is_empty() || !body.trim().is_empty()
    }

    /// What was written in further languages; both parts or none.
    fn texts(&self, errors: &mut Errors) -> Texts {
        let mut texts = Texts::new();
        for locale in Locale::ALL {
            let (subject, body) = self.own(locale);
            if !self.has_own(locale) {
                continue;
            }
            let name = |part: &str| format!("{part}_{}", locale.code());
            let subject = errors.take(&name("subject"), required(subject, 120));
            let body = errors.take(&name("body"), required(body, 5000));
            if let (Some(subject), Some(body)) = (subject, body) {
                texts.insert(locale, Words { subject, body });
            }
        }
        texts
    }
}

/// A language that the message may be written in besides.
struct Other {
    locale: Locale,
    /// Names of the controls.
    subject_name: String,
    body_name: String,
    subject: String,
    body: String,
    is_open: bool,
}

/// One of the texts as those who get it read it.
struct Preview {
    /// "Español: 12, Русский: 3"
    readers: String,
    lang: Option<&'static str>,
    subject: String,
    body: String,
}

/// `clients/mailing.html`: the text, then the question.
#[derive(Template)]
#[template(path = "clients/mailing.html")]
struct Show {
    page: Page,
    form: Fields,
    tags: Vec<Tag>,
    latest: Vec<(Mailing, Copies)>,
    /// How many would get it by language, once that is asked.
    reach: Option<Vec<(Locale, i64)>>,
    /// What stands in braces and means nothing; "" is nothing.
    unknown: String,
    errors: Errors,
}

fn require(page: &Page) -> Result<()> {
    page.require(Permission::ClientsWrite)?;
    page.require(Permission::ClientsPii)
}

async fn new(page: Page, State(app): State<App>) -> Result<Response> {
    require(&page)?;
    let form = Fields {
        tag: page.param("tag").unwrap_or_default(),
        key: MailingId::new().to_string(),
        ..Fields::default()
    };
    web::render(&Show::load(&app, page, form, None, Errors::default()).await?)
}

async fn create(page: Page, State(app): State<App>, Form(form): Form<Fields>) -> Result<Response> {
    require(&page)?;
    page.require_active()?;
    let tenant = page.tenant.id;
    let mut errors = Errors::default();
    let subject = errors.take("subject", required(&form.subject, 120));
    let body = errors.take("body", required(&form.body, 5000));
    let texts = form.texts(&mut errors);
    let mut written = vec![
        ("subject".to_owned(), subject.as_deref()),
        ("body".to_owned(), body.as_deref()),
    ];
    for (locale, words) in &texts {
        written.push((format!("subject_{}", locale.code()), Some(&words.subject)));
        written.push((format!("body_{}", locale.code()), Some(&words.body)));
    }
    let mut unknown = None;
    for (field, text) in written {
        if let Some(found) = text.and_then(mailing::unknown) {
            errors.add(field, key!("clients-mailing-unknown"));
            unknown.get_or_insert(found);
        }
    }
    let id: Option<MailingId> = errors.take("", form.key.parse().map_err(|_| "error-form"));
    let tag = match form.tag.as_str() {
        "" => Some(None),
        id => {
            let tags = Tag::all(&app.db, tenant).await?;
            let tag = tags.iter().find(|tag| tag.id.to_string() == id);
            let tag: Option<TagId> =
                errors.take("tag", tag.map(|tag| tag.id).ok_or(key!("field-choose")));
            tag.map(Some)
        }
    };
    let given = (subject, body, id, tag);
    let (true, (Some(subject), Some(body), Some(id), Some(tag))) = (errors.is_empty(), given)
    else {
        let mut show = Show::load(&app, page, form, None, errors).await?;
        show.unknown = unknown.unwrap_or_default();
        return web::render_invalid(&show);
    };
    let locale = match form.language.as_str() {
        "" => Some(None),
        code => errors.take(
            "language",
            code.parse().map(Some).map_err(|_| key!("field-choose")),
        ),
    };
    let Some(locale) = locale else {
        return web::render_invalid(&Show::load(&app, page, form, None, errors).await?);
    };
    let whom = Whom { tag, locale };
    if form.edit {
        return web::render(&Show::load(&app, page, form, None, Errors::default()).await?);
    }
    let Ok(agreed) = form.agreed.parse::<i64>() else {
        let reach = Mailing::reach(&app.db, tenant, whom).await?;
        if reach.is_empty() {
            errors.add("tag", key!("clients-mailing-nobody"));
            return web::render_invalid(&Show::load(&app, page, form, None, errors).await?);
        }
        return web::render(&Show::load(&app, page, form, Some(reach), errors).await?);
    };
    let new = NewMailing {
        id,
        user: page.user.id,
        whom,
        subject,
        body,
        texts,
    };
    let (actor, now) = (page.actor(), app.clock.now());
    let sent = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let sent = Mailing::send(&mut tx, tenant, &actor, &new, agreed, now).await?;
        tx.commit().await?;
        Ok(sent)
    })
    .await;
    match sent {
        Ok(sent) => {
            app.wake.notify_one();
            // Pressed twice: the first press counts.
            let word = match sent {
                Some(n) => page.t1("clients-mailing-sent", "n", n),
                None => page.t("clients-mailing-sent-before"),
            };
            Ok(web::redirect_with("/clients/mailings/new", Flash::ok(word)))
        }
        Err(Error::Conflict(key)) => {
            errors.add("", key);
            let reach = Mailing::reach(&app.db, tenant, whom).await?;
            let show = Show::load(&app, page, form, Some(reach), errors).await?;
            web::render_status(axum::http::StatusCode::CONFLICT, &show)
        }
        Err(other) => Err(other),
    }
}

/// Keeps back what is not out yet.
async fn stop(page: Page, State(app): State<App>, Path(id): Path<MailingId>) -> Result<Response> {
    require(&page)?;
    let (tenant, actor, now) = (page.tenant.id, page.actor(), app.clock.now());
    let stopped = patiently(|| async {
        let mut tx = app.db.begin().await?;
        let stopped = Mailing::stop(&mut tx, tenant, &actor, id, now).await?;
        tx.commit().await?;
        Ok(stopped)
    })
    .await?;
    let word = Flash::ok(page.t1("clients-mailing-stopped", "n", stopped));
    Ok(web::redirect_with("/clients/mailings/new", word))
}

impl Show {
    async fn load(
        app: &App,
        page: Page,
        form: Fields,
        reach: Option<Vec<(Locale, i64)>>,
        errors: Errors,
    ) -> Result<Self> {
        let tenant = page.tenant.id;
        let mut latest = Vec::new();
        for mailing in Mailing::latest(&app.db, tenant).await? {
            let copies = Mailing::copies(&app.db, tenant, mailing.id).await?;
            latest.push((mailing, copies));
        }
        Ok(Self {
            tags: Tag::all(&app.db, tenant).await?,
            latest,
            unknown: String::new(),
            page,
            form,
            reach,
            errors,
        })
    }

    fn choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.page.t("client-all"));
        let tags = self
            .tags
            .iter()
            .map(|tag| (tag.id.to_string(), tag.name.clone()));
        std::iter::once(all).chain(tags).collect()
    }

    fn languages(&self) -> Vec<(&'static str, String)> {
        let all = ("", self.page.t("clients-mailing-any-language"));
        let own = Locale::ALL.map(|locale| (locale.code(), locale.name().to_owned()));
        std::iter::once(all).chain(own).collect()
    }

    fn sum(&self, reach: &[(Locale, i64)]) -> i64 {
        reach.iter().map(|(_, n)| n).sum()
    }

    /// The language of the text that everybody gets who has none of their own.
    fn main(&self) -> Locale {
        self.form.main.parse().unwrap_or(self.page.locale)
    }

    fn mains(&self) -> Vec<(&'static str, &'static str)> {
        Locale::ALL
            .map(|locale| (locale.code(), locale.name()))
            .to_vec()
    }

    /// The languages besides, and whatever was written already.
    fn others(&self) -> Vec<Other> {
        let main = self.main();
        let others = Locale::ALL
            .into_iter()
            .filter(|locale| *locale != main || self.form.has_own(*locale));
        others
            .map(|locale| {
                let (subject, body) = self.form.own(locale);
                Other {
                    locale,
                    subject_name: format!("subject_{}", locale.code()),
                    body_name: format!("body_{}", locale.code()),
                    subject: subject.to_owned(),
                    body: body.to_owned(),
                    is_open: self.form.has_own(locale),
                }
            })
            .collect()
    }

    /// Each text that somebody gets, and who.
    fn previews(&self, reach: &[(Locale, i64)]) -> Vec<Preview> {
        let (own, rest): (Vec<_>, Vec<_>) = reach
            .iter()
            .copied()
            .partition(|(locale, _)| self.form.has_own(*locale));
        let mut previews = Vec::new();
        if let Some((first, _)) = rest.first() {
            let (subject, body) = (&self.form.subject, &self.form.body);
            previews.push(Preview::new(*first, None, subject, body, &rest));
        }
        for readers in own {
            let (subject, body) = self.form.own(readers.0);
            let lang = Some(readers.0.code());
            previews.push(Preview::new(readers.0, lang, subject, body, &[readers]));
        }
        previews
    }

    /// Who reads another language and gets the main text all the same: "Español: 120, Русский: 40".
    fn without_own(&self, reach: &[(Locale, i64)]) -> String {
        // Written for readers of one language, it is in theirs.
        if !self.form.language.is_empty() {
            return String::new();
        }
        let main = self.main();
        let without = reach
            .iter()
            .copied()
            .filter(|(locale, _)| *locale != main && !self.form.has_own(*locale));
        by_language(&without.collect::<Vec<_>>())
    }

    /// "174 people", and how far it is.
    fn state(&self, mailing: &Mailing, copies: &Copies) -> String {
        match copies.waiting {
            0 => self.page.t1("clients-count", "n", mailing.recipients),
            _ => self.page.t2(
                "clients-mailing-under-way",
                "sent",
                copies.sent,
                "n",
                mailing.recipients,
            ),
        }
    }

    fn day(&self, mailing: &Mailing) -> String {
        let day = self.page.tenant.local_date(mailing.created_at);
        self.page.locale.day_year(day)
    }
}

impl Preview {
    fn new(
        locale: Locale,
        lang: Option<&'static str>,
        subject: &str,
        body: &str,
        readers: &[(Locale, i64)],
    ) -> Self {
        let name = locale.t("clients-mailing-example");
        Self {
            readers: by_language(readers),
            lang,
            subject: mailing::addressed(subject, &name),
            body: mailing::addressed(body, &name),
        }
    }
}

/// "Español: 120, Русский: 40"
fn by_language(readers: &[(Locale, i64)]) -> String {
    let parts = readers
        .iter()
        .map(|(locale, n)| format!("{}: {n}", locale.name()));
    parts.collect::<Vec<_>>().join(", ")
}
