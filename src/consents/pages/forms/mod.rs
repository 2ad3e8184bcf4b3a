//! `/settings/forms`: the list, the editor of a form's text and questions, its rules, its versions.
//!
//! Every button of the editor sends the whole form, so that nothing typed is lost and no script is needed: it is saved as
//! the draft first, then the button's own act is done.
//!
//! Where next: `index` (the list), `edit` (the editor), `typed` (what it sends), `rules`, `preview`.

mod edit;
mod index;
mod preview;
mod rules;
mod typed;

use axum::Router;

use super::super::Content;
use crate::app::App;
use crate::i18n::Locale;
use crate::web::Page;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(index::routes())
        .merge(edit::routes())
        .merge(rules::routes())
        .merge(preview::routes())
}

/// A language of a form; what it lacks there.
#[derive(Clone)]
struct Language {
    code: &'static str,
    name: &'static str,
    current: bool,
    lack: Option<String>,
}

impl Language {
    fn all(page: &Page, content: &Content, edited: Locale) -> Vec<Self> {
        let of = |one: Locale| Self {
            code: one.code(),
            name: one.name(),
            current: one == edited,
            lack: content.lack(one).map(|key| page.t(key)),
        };
        Locale::ALL.map(of).to_vec()
    }
}
