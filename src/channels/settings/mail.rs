//! E-mail: a letter to oneself, to see that it arrives and how it looks.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use super::TRIALS;
use crate::accounts::Permission;
use crate::app::App;
use crate::error::Result;
use crate::id::MessageId;
use crate::messages::{Plain, host};
use crate::providers::mail::{Letter, Outcome};
use crate::web::{self, Flash, Form, Page, rate};

pub fn routes() -> Router<App> {
    Router::new().route("/settings/channels/mail/trial", post(trial))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn trial(page: Page, State(app): State<App>, _: Form<Nothing>) -> Result<Response> {
    page.require(Permission::IntegrationsWrite)?;
    rate::hit(&app, TRIALS, &page.user.id.to_string()).await?;
    let letter = letter(&app, &page)?;
    let flash = match app.mail.send(&letter).await? {
        Outcome::Sent => Flash::ok(page.t1("channels-trial-sent", "to", letter.to.as_str())),
        _ => Flash::danger(page.t("channels-trial-mail-failed")),
    };
    Ok(web::redirect_with("/settings/channels", flash))
}

fn letter(app: &App, page: &Page) -> Result<Letter> {
    let practice = page.tenant.name.as_str();
    let plain = Plain {
        locale: page.locale,
        from: practice,
        subject: page.t1("channels-trial-subject", "practice", practice),
        title: page.t1("channels-trial-title", "name", page.user.name.as_str()),
        lead: page.t1("channels-trial-lead", "practice", practice),
        facts: Vec::new(),
        action: (
            page.t("channels-trial-action"),
            app.config.link("/settings/channels"),
        ),
        note: String::new(),
    };
    let parts = plain.compose()?;
    Ok(Letter {
        message_id: format!("<{}@{}>", MessageId::new(), host(&app.config.public_url)),
        to: page.user.email.clone(),
        to_name: page.user.name.clone(),
        reply_to: page.tenant.email.clone(),
        from_name: Some(page.tenant.name.clone()),
        subject: parts.subject,
        text: parts.text,
        html: parts.html,
        calendar: None,
        unsubscribe: None,
    })
}
