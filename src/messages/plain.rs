//! A mail of a title, a few sentences, facts and buttons, for what is not about a visit.

use askama::Template;

use super::Composed;
use super::words::{Own, Words};
use crate::error::Result;
use crate::i18n::Locale;

struct Fact {
    name: String,
    text: String,
    href: Option<String>,
}

struct Action {
    text: String,
    href: String,
    is_main: bool,
}

#[derive(Template)]
#[template(path = "emails/visit/body.html")]
struct Html<'a> {
    locale: Locale,
    from: &'a str,
    words: &'a Words,
    facts: &'a [Fact],
    actions: &'a [Action],
    note: &'a str,
    foot: &'a str,
}

#[derive(Template)]
#[template(path = "emails/visit/body.txt")]
struct Text<'a> {
    words: &'a Words,
    facts: &'a [Fact],
    actions: &'a [Action],
    note: &'a str,
    foot: &'a str,
}

pub struct Plain<'a> {
    pub locale: Locale,
    /// The practice's name.
    pub from: &'a str,
    pub subject: String,
    pub title: String,
    pub lead: String,
    /// Name and text.
    pub facts: Vec<(String, String)>,
    /// The button: its words and where it leads.
    pub action: (String, String),
    pub note: String,
    /// Somebody's words in place of subject, title and lead.
    pub own: Option<Own>,
}

impl Plain<'_> {
    pub fn compose(self) -> Result<Composed> {
        self.compose_with(Vec::new(), Vec::new())
    }

    /// With where the facts lead, in their order, and further links: their words and addresses.
    pub fn compose_with(
        self,
        hrefs: Vec<Option<String>>,
        links: Vec<(String, String)>,
    ) -> Result<Composed> {
        let words = match &self.own {
            Some(own) => Words::own(own),
            None => Words::usual(&self.subject, self.title, self.lead),
        };
        let facts: Vec<Fact> = self
            .facts
            .into_iter()
            .zip(hrefs.into_iter().chain(std::iter::repeat(None)))
            .map(|((name, text), href)| Fact { name, text, href })
            .collect();
        let links = links.into_iter().map(|(text, href)| Action {
            text,
            href,
            is_main: false,
        });
        let main = Action {
            text: self.action.0,
            href: self.action.1,
            is_main: true,
        };
        let actions: Vec<Action> = std::iter::once(main).chain(links).collect();
        let foot = self
            .locale
            .t1("mail-foot", "practice", self.from.to_owned());
        let html = Html {
            locale: self.locale,
            from: self.from,
            words: &words,
            facts: &facts,
            actions: &actions,
            note: &self.note,
            foot: &foot,
        };
        let text = Text {
            words: &words,
            facts: &facts,
            actions: &actions,
            note: &self.note,
            foot: &foot,
        };
        let (html, text) = (html.render()?, text.render()?);
        Ok(Composed {
            words: words.text(),
            subject: words.subject,
            text,
            html,
            attachment: None,
        })
    }
}
