//! Other words for one message: its subject, heading and first sentences. What and when, the links and the foot stay.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::Message;
use super::super::preview::Preview;
use super::super::words::{Own, one_line};
use super::show::{refused, require};
use crate::accounts::Permission;
use crate::app::App;
use crate::db::patiently;
use crate::error::{Error, Result};
use crate::i18n::key;
use crate::id::MessageId;
use crate::web::forms::required;
use crate::web::{self, Errors, Flash, Form, Page, Path};

const LONGEST_SUBJECT: usize = 150;
const LONGEST_TEXT: usize = 3000;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    subject: String,
    text: String,
    /// Of the message as the form was drawn for it.
    version: i64,
    /// The usual words again.
    usual: bool,
}

/// `messages/edit.html`
#[derive(Template)]
#[template(path = "messages/edit.html")]
struct Edit {
    page: Page,
    message: Message,
    form: Fields,
    /// What somebody else wrote meanwhile.
    theirs: Option<Own>,
    errors: Errors,
}

pub async fn edit(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MessageId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let now = app.clock.now();
    let message = Message::find(&app.db, page.tenant.id, id).await?;
    require(&page, &message)?;
    if !message.may_be_reworded(now) {
        return Ok(web::redirect(&format!("/messages/{id}")));
    }
    let preview = Preview::of(&app, &page.tenant, &message, now).await?;
    let preview = preview.ok_or(Error::NotFound)?;
    let form = Fields {
        subject: preview.subject,
        text: preview.words.unwrap_or_default(),
        version: message.version,
        usual: false,
    };
    web::render(&Edit {
        page,
        message,
        form,
        theirs: None,
        errors: Errors::default(),
    })
}

pub async fn update(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MessageId>,
    Form(form): Form<Fields>,
) -> Result<Response> {
    page.require(Permission::AppointmentsWrite)?;
    let mut errors = Errors::default();
    let own = match form.usual {
        true => None,
        false => {
            let subject = one_line(&form.subject);
            let subject = errors.take("subject", required(&subject, LONGEST_SUBJECT));
            let text = form.text.replace("\r\n", "\n");
            let text = errors.take("text", required(&text, LONGEST_TEXT));
            subject
                .zip(text)
                .map(|(subject, text)| Own { subject, text })
        }
    };
    if !errors.is_empty() {
        let message = Message::find(&app.db, page.tenant.id, id).await?;
        require(&page, &message)?;
        return web::render_invalid(&Edit {
            page,
            message,
            form,
            theirs: None,
            errors,
        });
    }
    let done = patiently(|| save(&app, &page, id, form.version, own.as_ref())).await;
    match done {
        Ok(None) => {
            let word = match own {
                Some(_) => "messages-reworded",
                None => "messages-usual-again",
            };
            let word = Flash::ok(page.t(word));
            Ok(web::redirect_with(&format!("/messages/{id}"), word))
        }
        Ok(Some(message)) => stale(&app, page, message, form).await,
        Err(Error::Conflict(why)) => refused(&app, page, id, why).await,
        Err(other) => Err(other),
    }
}

/// Writes the words; the message as it stands where somebody else wrote others meanwhile.
async fn save(
    app: &App,
    page: &Page,
    id: MessageId,
    version: i64,
    own: Option<&Own>,
) -> Result<Option<Message>> {
    let mut tx = app.db.begin().await?;
    let message = Message::find_for_change(&mut tx, page.tenant.id, id).await?;
    require(page, &message)?;
    // Pressed twice: the words are there.
    if message.own().as_ref() == own {
        return Ok(None);
    }
    let now = app.clock.now();
    if message.version != version && message.may_be_reworded(now) {
        return Ok(Some(message));
    }
    message.reword(&mut tx, &page.actor(), own, now).await?;
    tx.commit().await?;
    Ok(None)
}

/// What was typed, beside what was written meanwhile: saving again replaces that.
async fn stale(app: &App, page: Page, message: Message, mut form: Fields) -> Result<Response> {
    form.version = message.version;
    let preview = Preview::of(app, &page.tenant, &message, app.clock.now()).await?;
    let theirs = preview.map(|preview| Own {
        subject: preview.subject,
        text: preview.words.unwrap_or_default(),
    });
    let mut errors = Errors::default();
    errors.add("", key!("messages-stale"));
    let edit = Edit {
        page,
        message,
        form,
        theirs,
        errors,
    };
    web::render_status(StatusCode::CONFLICT, &edit)
}

impl Edit {
    fn lang(&self) -> &'static str {
        self.message.locale.code()
    }

    fn is_own(&self) -> bool {
        self.message.own_text.is_some()
    }
}
