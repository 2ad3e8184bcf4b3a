//! `/dev/mail`: what would have been sent, while no SMTP server is set. Development only.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::MessageId;
use crate::q;
use crate::web::{self, View};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/dev/mail", get(index))
        .route("/dev/mail/{id}", get(show))
        .route("/dev/mail/{id}/html", get(html))
}

#[derive(FromRow)]
struct DevMail {
    id: MessageId,
    recipient: String,
    subject: String,
    body_text: String,
    body_html: String,
    attachment: Option<String>,
    sent_at: DateTime<Utc>,
}

/// `dev/mail.html`: the list, newest first.
#[derive(Template)]
#[template(path = "dev/mail.html")]
struct Index {
    page: View,
    mails: Vec<DevMail>,
}

/// `dev/mail_show.html`: one mail, with its links to press.
#[derive(Template)]
#[template(path = "dev/mail_show.html")]
struct Show {
    page: View,
    mail: DevMail,
    lines: Vec<Line>,
}

/// A line of the text; a link when it is an address.
struct Line {
    text: String,
    is_link: bool,
}

async fn index(page: View, State(app): State<App>) -> Result<Response> {
    only_in_development(&app)?;
    let mails = q!(&app.db, fetch_all: DevMail, "SELECT * FROM dev_mails ORDER BY sent_at DESC, id DESC LIMIT 200")?;
    web::render(&Index { page, mails })
}

async fn show(page: View, State(app): State<App>, Path(id): Path<MessageId>) -> Result<Response> {
    let mail = find(&app, id).await?;
    let line = |text: &str| Line {
        text: text.to_owned(),
        is_link: text.starts_with("http"),
    };
    let lines = mail.body_text.lines().map(line).collect();
    web::render(&Show { page, mail, lines })
}

/// The formatted version alone, under a policy that allows nothing but its own styles.
async fn html(State(app): State<App>, Path(id): Path<MessageId>) -> Result<Response> {
    let mail = find(&app, id).await?;
    let mut response = Html(mail.body_html).into_response();
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation",
    );
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

async fn find(app: &App, id: MessageId) -> Result<DevMail> {
    only_in_development(app)?;
    Ok(q!(&app.db, fetch_one: DevMail, "SELECT * FROM dev_mails WHERE id = $1", id)?)
}

fn only_in_development(app: &App) -> Result<()> {
    if app.config.is_development() {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
