//! One message: to whom, how far it is, and what it says or would say now.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::super::Message;
use super::super::listed::{Line, Standing};
use super::super::preview::Preview;
use super::line::{self, Shown};
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::i18n::key;
use crate::id::MessageId;
use crate::web::{self, Page, Path};

/// `messages/show.html`
#[derive(Template)]
#[template(path = "messages/show.html")]
pub struct Show {
    page: Page,
    message: Message,
    shown: Shown,
    preview: Option<Preview>,
    standing: Standing,
    now: DateTime<Utc>,
    /// Why what was asked for was not done; a text's key.
    notice: Option<&'static str>,
}

/// What it takes to read one.
pub fn require(page: &Page, message: &Message) -> Result<()> {
    match message.kind.permission() {
        Some(needed) => page.require(needed),
        None => Ok(()),
    }
}

pub async fn show(
    page: Page,
    State(app): State<App>,
    Path(id): Path<MessageId>,
) -> Result<Response> {
    page.require(Permission::AppointmentsRead)?;
    web::render(&Show::load(&app, page, id, None).await?)
}

/// The page after something that was not done, and why.
pub async fn refused(app: &App, page: Page, id: MessageId, why: &'static str) -> Result<Response> {
    let show = Show::load(app, page, id, Some(why)).await?;
    web::render_status(StatusCode::CONFLICT, &show)
}

impl Show {
    async fn load(
        app: &App,
        page: Page,
        id: MessageId,
        notice: Option<&'static str>,
    ) -> Result<Self> {
        let (tenant, now) = (&page.tenant, app.clock.now());
        let message = Message::find(&app.db, tenant.id, id).await?;
        require(&page, &message)?;
        let line = Line::find(&app.db, tenant.id, id).await?;
        Ok(Self {
            shown: Shown::of(&page, &line, now),
            preview: Preview::of(app, tenant, &message, now).await?,
            standing: message.standing(now),
            page,
            message,
            now,
            notice,
        })
    }

    fn address(&self) -> String {
        line::address(&self.page, &self.message.recipient)
    }

    fn may_write(&self) -> bool {
        self.page.can(Permission::AppointmentsWrite)
    }

    fn may_reword(&self) -> bool {
        self.may_write() && self.message.may_be_reworded(self.now)
    }

    fn may_stop(&self) -> bool {
        self.may_write() && self.message.may_be_stopped(self.now)
    }

    fn may_release(&self) -> bool {
        self.may_write() && self.message.may_be_released(self.now)
    }

    fn may_retry(&self) -> bool {
        self.may_write() && self.standing == Standing::Failed
    }

    /// What stands over its words: how it went, or how it would go.
    fn words_title(&self) -> &'static str {
        match self.standing {
            Standing::Sent | Standing::Failed => key!("messages-words-went"),
            _ => key!("messages-words-now"),
        }
    }

    fn is_own(&self) -> bool {
        self.message.own_text.is_some()
    }

    /// Languages other than the reader's are marked.
    fn lang(&self) -> Option<&'static str> {
        let locale = self.message.locale;
        (locale != self.page.locale).then(|| locale.code())
    }

    fn language(&self) -> &'static str {
        self.message.locale.name()
    }
}
