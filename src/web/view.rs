//! What every template knows: the reader's language and theme, where the page is, a word left by the last act.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue};
use axum::response::Response;
use fluent_templates::fluent_bundle::FluentValue;

use super::assets;
use super::flash::Flash;
use crate::i18n::Locale;

#[derive(Clone, Debug, Default)]
pub struct View {
    pub locale: Locale,
    /// What the reader chose (link or cookie), if they did; else `locale` is a guess.
    pub chosen_locale: Option<Locale>,
    /// What the reader's browser asks for.
    pub accepted_locale: Option<Locale>,
    /// "light" or "dark" when chosen; else the device decides.
    pub theme: Option<&'static str>,
    /// Without the query.
    pub path: String,
    pub query: String,
    /// The request comes from htmx and wants a part of the page.
    pub htmx: bool,
    pub flash: Option<Flash>,
    pub request_id: String,
    /// Development shows the mailbox and the style guide.
    pub development: bool,
}

impl View {
    pub fn from_parts(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let chosen_locale = Self::asked_lang(&parts.uri)
            .or_else(|| cookie(parts, "lang").and_then(|code| code.parse().ok()));
        let accepted_locale = parts
            .headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| Locale::from_accept_language(value.to_str().ok()?));
        Self {
            locale: chosen_locale.or(accepted_locale).unwrap_or_default(),
            chosen_locale,
            accepted_locale,
            theme: match cookie(parts, "theme") {
                Some("light") => Some("light"),
                Some("dark") => Some("dark"),
                _ => None,
            },
            path: parts.uri.path().to_owned(),
            query: query.to_owned(),
            // A page that htmx restores from history must be whole.
            htmx: parts.headers.contains_key("hx-request")
                && !parts.headers.contains_key("hx-history-restore-request"),
            flash: cookie(parts, "flash").and_then(Flash::decode),
            request_id: parts
                .headers
                .get("x-request-id")
                .and_then(|id| id.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            development: cfg!(debug_assertions),
        }
    }

    /// The language a link asks for (`?lang=ru`).
    pub fn asked_lang(uri: &axum::http::Uri) -> Option<Locale> {
        form_urlencoded::parse(uri.query()?.as_bytes())
            .find(|(name, _)| name == "lang")?
            .1
            .parse()
            .ok()
    }

    /// The page of a practice: its language counts when the reader has neither chosen one nor a browser that names one.
    pub fn for_practice(mut self, fallback: Locale) -> Self {
        self.locale = self
            .chosen_locale
            .or(self.accepted_locale)
            .unwrap_or(fallback);
        self
    }

    /// The first value of a name in the query; an odd query is no error.
    pub fn param(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    pub fn t(&self, key: &str) -> String {
        self.locale.t(key)
    }

    pub fn t1<'a>(
        &self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'a>>,
    ) -> String {
        self.locale.t1(key, name, value.into().into_owned())
    }

    pub fn t2<'a>(
        &self,
        key: &str,
        name1: &'static str,
        value1: impl Into<FluentValue<'a>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'a>>,
    ) -> String {
        self.locale.t2(
            key,
            name1,
            value1.into().into_owned(),
            name2,
            value2.into().into_owned(),
        )
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "three named values of one sentence"
    )]
    pub fn t3<'a>(
        &self,
        key: &str,
        name1: &'static str,
        value1: impl Into<FluentValue<'a>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'a>>,
        name3: &'static str,
        value3: impl Into<FluentValue<'a>>,
    ) -> String {
        self.locale.t3(
            key,
            name1,
            value1.into().into_owned(),
            name2,
            value2.into().into_owned(),
            name3,
            value3.into().into_owned(),
        )
    }

    /// What is wrong with a field, in the reader's words.
    pub fn say(&self, problem: &super::Problem) -> String {
        problem.text(self.locale)
    }

    /// The address of an embedded file, with its content's hash.
    pub fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// An icon in the sprite, for `<use href>`.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#i-{name}", assets::url("icons.svg"))
    }

    /// A status glyph in the sprite.
    pub fn glyph(&self, name: &str) -> String {
        format!("{}#g-{name}", assets::url("icons.svg"))
    }

    /// Whether the page is `section` or stands under it.
    pub fn is_current(&self, section: &str) -> bool {
        self.path
            .strip_prefix(section)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The languages to switch to: code, own name, link, whether it is this one.
    pub fn langs(&self) -> Vec<(&'static str, &'static str, String, bool)> {
        Locale::ALL
            .into_iter()
            .map(|locale| {
                let mut query = form_urlencoded::Serializer::new(String::new());
                for (name, value) in
                    form_urlencoded::parse(self.query.as_bytes()).filter(|(name, _)| name != "lang")
                {
                    query.append_pair(&name, &value);
                }
                query.append_pair("lang", locale.code());
                (
                    locale.code(),
                    locale.name(),
                    format!("{}?{}", self.path, query.finish()),
                    locale == self.locale,
                )
            })
            .collect()
    }
}

impl<S: Sync> FromRequestParts<S> for View {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::from_parts(parts))
    }
}

/// The cookie that keeps the language of the own account beside the session's.
const OWN: &str = "own";

/// The language of who is signed in. Whoever finds out who asks tells it here; what draws errors reads it, also where the
/// database is away, or nobody asked who it was, as at an address without a page: then the browser has kept it.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    told: Arc<OnceLock<Locale>>,
    kept: Option<Locale>,
    /// The session's cookie goes over TLS only.
    secure: bool,
}

impl Reader {
    pub fn from_parts(parts: &Parts) -> Self {
        let secure = cookie(parts, "__Host-sid").is_some();
        let signed_in = secure || cookie(parts, "sid").is_some();
        let kept = cookie(parts, OWN).filter(|_| signed_in);
        Self {
            told: Arc::default(),
            kept: kept.and_then(|code| code.parse().ok()),
            secure,
        }
    }

    pub fn tell(extensions: &Extensions, own: Locale) {
        if let Some(reader) = extensions.get::<Self>() {
            reader.told.get_or_init(|| own);
        }
    }

    /// Somebody who is signed in, as far as can be seen without asking the database.
    pub fn is_known(&self) -> bool {
        self.told.get().or(self.kept.as_ref()).is_some()
    }

    /// The view as they read it: what they chose goes first, what their browser asks for does not.
    pub fn look(&self, mut view: View) -> View {
        if let Some(own) = self.told.get().copied().or(self.kept) {
            view.locale = view.chosen_locale.unwrap_or(own);
        }
        view
    }

    /// Has the browser keep what was told, when it is news.
    pub fn keep(&self, response: &mut Response) {
        let told = self.told.get().copied();
        let Some(own) = told.filter(|own| self.kept != Some(*own)) else {
            return;
        };
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!(
            "{OWN}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000{secure}",
            own.code()
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
}

/// The value of a request's cookie.
pub fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
