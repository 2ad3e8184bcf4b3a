//! Mails about an account: written to the queue in the transaction that causes them, sent by the worker. A job names
//! people by id; the link's token is made when the mail goes out and never stands in the queue.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::invitations::Invitation;
use super::tokens::{self, Purpose, Token};
use super::verification::Change;
use super::{Tenant, User, membership};
use crate::app::App;
use crate::db::On;
use crate::error::{Error, Result};
use crate::events::{Actor, Kind};
use crate::i18n::{Locale, key};
use crate::id::{InvitationId, TenantId, TokenId, UserId};
use crate::jobs::{self, Job, NewJob};
use crate::messages::host;
use crate::providers::mail::{Letter, Outcome};

pub const JOB: &str = "account_mail";

/// What the worker is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    VerifyEmail {
        user: UserId,
    },
    /// Nobody: the address has no account. Written all the same, so that asking takes as long.
    ResetPassword {
        user: Option<UserId>,
    },
    /// To the new address, with the link.
    ChangeEmail {
        token: TokenId,
    },
    /// To the old one.
    EmailChanged {
        token: TokenId,
    },
    PasswordChanged {
        user: UserId,
    },
    SecondFactorChanged {
        user: UserId,
        on: bool,
    },
    /// Not a mail yet: notes the failure, and warns when tries have run out.
    SignInFailed {
        user: Option<UserId>,
        address: String,
        at: DateTime<Utc>,
        warn: bool,
    },
    SignInWarning {
        user: UserId,
    },
    Invitation {
        tenant: TenantId,
        invitation: InvitationId,
    },
}

pub async fn enqueue(on: impl On, mail: Mail, now: DateTime<Utc>) -> Result<()> {
    let job = NewJob {
        tenant: None,
        kind: JOB,
        payload: serde_json::to_value(mail).map_err(Error::internal)?,
        unique_key: None,
        run_at: now,
    };
    jobs::enqueue(on, job, now).await
}

/// Does a job of the queue.
pub async fn send(app: &App, job: &Job) -> Result<()> {
    let mail: Mail = serde_json::from_value(job.payload.0.clone()).map_err(Error::internal)?;
    if let Mail::SignInFailed {
        user,
        address,
        at,
        warn,
    } = mail
    {
        return sign_in_failed(app, user, &address, at, warn).await;
    }
    let Some(draft) = draft(app, &mail).await? else {
        return Ok(());
    };
    let letter = draft.letter(app, job)?;
    match app.mail.send(&letter).await? {
        Outcome::Sent | Outcome::Unknown { .. } => Ok(()),
        Outcome::Permanent { .. } => {
            tracing::warn!(job = %job.id, "an account's mail was refused for good");
            Ok(())
        }
        Outcome::Retry { .. } => Err(Error::Unavailable("the mail server is away".into())),
    }
}

/// Writes the failure to the logs of the account's practices.
async fn sign_in_failed(
    app: &App,
    user: Option<UserId>,
    address: &str,
    at: DateTime<Utc>,
    warn: bool,
) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    let actor = Actor {
        address: address.to_owned(),
        ..Actor::system()
    };
    let data = json!({ "locked": warn });
    membership::note(&mut tx, user, &actor, Kind::SignInFailed, data, at).await?;
    if warn {
        enqueue(&mut tx, Mail::SignInWarning { user }, app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A mail's words. All of them have the same shape: what it is about, what happened, a button, what else to know.
#[derive(Default)]
struct Draft {
    locale: Locale,
    to: String,
    to_name: String,
    subject: String,
    lead: String,
    /// Words and path of the button.
    button: Option<(String, String)>,
    note: String,
}

#[derive(Template)]
#[template(path = "emails/account/body.html")]
struct Html<'a> {
    locale: Locale,
    from: &'a str,
    draft: &'a Draft,
    link: Option<(&'a str, String)>,
    foot: String,
}

#[derive(Template)]
#[template(path = "emails/account/body.txt")]
struct Text<'a> {
    draft: &'a Draft,
    link: Option<(&'a str, String)>,
    foot: String,
}

impl Draft {
    fn to(user: &User, subject: &str, lead: &str, note: &str) -> Self {
        let locale = user.locale;
        Self {
            locale,
            to: user.email.clone(),
            to_name: user.name.clone(),
            subject: locale.t(subject),
            lead: locale.t1(lead, "name", user.name.clone()),
            button: None,
            note: locale.t(note),
        }
    }

    fn with_button(mut self, text: &str, path: String) -> Self {
        self.button = Some((self.locale.t(text), path));
        self
    }

    fn letter(&self, app: &App, job: &Job) -> Result<Letter> {
        let link = || {
            self.button
                .as_ref()
                .map(|(text, path)| (text.as_str(), app.config.link(path)))
        };
        let html = Html {
            locale: self.locale,
            from: "Aureli Solo",
            draft: self,
            link: link(),
            foot: self.locale.t("account-mail-foot"),
        };
        let text = Text {
            draft: self,
            link: link(),
            foot: self.locale.t("account-mail-foot"),
        };
        Ok(Letter {
            message_id: format!("<{}@{}>", job.id, host(&app.config.public_url)),
            to: self.to.clone(),
            to_name: self.to_name.clone(),
            reply_to: None,
            from_name: None,
            subject: self.subject.clone(),
            text: text.render()?,
            html: html.render()?,
            calendar: None,
            unsubscribe: None,
        })
    }
}

/// None when what it would be about is over.
async fn draft(app: &App, mail: &Mail) -> Result<Option<Draft>> {
    let (db, now) = (&app.db, app.clock.now());
    let draft = match *mail {
        Mail::VerifyEmail { user } => {
            let user = User::find(db, user).await?;
            if user.is_verified() {
                return Ok(None);
            }
            let token = tokens::mint(db, user.id, Purpose::VerifyEmail, now).await?;
            let path = format!("/verify/{token}");
            if user.email_key.is_some() {
                Draft::to(
                    &user,
                    key!("account-mail-verify-subject"),
                    "account-mail-verify-lead",
                    key!("account-mail-verify-note"),
                )
                .with_button(key!("account-mail-verify-button"), path)
            } else {
                Draft::to(
                    &user,
                    key!("account-mail-known-subject"),
                    "account-mail-known-lead",
                    key!("account-mail-known-note"),
                )
                .with_button(key!("account-mail-known-button"), path)
            }
        }
        Mail::ResetPassword { user: None } | Mail::SignInFailed { .. } => return Ok(None),
        Mail::ResetPassword { user: Some(user) } => {
            let user = User::find(db, user).await?;
            let token = tokens::mint(db, user.id, Purpose::ResetPassword, now).await?;
            Draft::to(
                &user,
                key!("account-mail-reset-subject"),
                "account-mail-reset-lead",
                key!("account-mail-reset-note"),
            )
            .with_button(
                key!("account-mail-reset-button"),
                format!("/password/reset/{token}"),
            )
        }
        Mail::ChangeEmail { token: id } => {
            let Some(row) = Token::by_id(db, id).await? else {
                return Ok(None);
            };
            let Some(token) = tokens::renew(db, id, now).await? else {
                return Ok(None);
            };
            let user = User::find(db, row.user_id).await?;
            Draft {
                to: Change::of(&row)?.to,
                ..Draft::to(
                    &user,
                    key!("account-mail-change-subject"),
                    "account-mail-change-lead",
                    key!("account-mail-change-note"),
                )
                .with_button(
                    key!("account-mail-change-button"),
                    format!("/email/{token}"),
                )
            }
        }
        Mail::EmailChanged { token } => {
            let Some(row) = Token::by_id(db, token).await? else {
                return Ok(None);
            };
            let user = User::find(db, row.user_id).await?;
            Draft {
                to: Change::of(&row)?.from,
                ..Draft::to(
                    &user,
                    key!("account-mail-changed-subject"),
                    "account-mail-changed-lead",
                    key!("account-mail-alarm-note"),
                )
            }
        }
        Mail::PasswordChanged { user } => Draft::to(
            &User::find(db, user).await?,
            key!("account-mail-password-subject"),
            "account-mail-password-lead",
            key!("account-mail-alarm-note"),
        )
        .with_button(
            key!("account-mail-password-button"),
            "/password/reset".into(),
        ),
        Mail::SecondFactorChanged { user, on: true } => Draft::to(
            &User::find(db, user).await?,
            key!("account-mail-factor-on-subject"),
            "account-mail-factor-on-lead",
            key!("account-mail-alarm-note"),
        ),
        Mail::SecondFactorChanged { user, on: false } => Draft::to(
            &User::find(db, user).await?,
            key!("account-mail-factor-off-subject"),
            "account-mail-factor-off-lead",
            key!("account-mail-alarm-note"),
        ),
        Mail::SignInWarning { user } => Draft::to(
            &User::find(db, user).await?,
            key!("account-mail-warning-subject"),
            "account-mail-warning-lead",
            key!("account-mail-warning-note"),
        )
        .with_button(
            key!("account-mail-warning-button"),
            "/password/reset".into(),
        ),
        Mail::Invitation { tenant, invitation } => {
            return invite(app, tenant, invitation).await;
        }
    };
    Ok(Some(draft))
}

async fn invite(app: &App, tenant: TenantId, id: InvitationId) -> Result<Option<Draft>> {
    let Some(token) = Invitation::renew(&app.db, tenant, id, app.clock.now()).await? else {
        return Ok(None);
    };
    let invitation = Invitation::by_id(&app.db, tenant, id).await?;
    let tenant = Tenant::find(&app.db, tenant).await?;
    let by = User::find(&app.db, invitation.invited_by).await?;
    let locale = tenant.locale;
    let practice = tenant.name.clone();
    Ok(Some(Draft {
        locale,
        to: invitation.email,
        to_name: String::new(),
        subject: locale.t1("account-mail-invite-subject", "practice", practice.clone()),
        lead: {
            let role = locale.t(invitation.role.text_key());
            // Many a practice bears its owner's name.
            if by.name == practice {
                let key = key!("account-mail-invite-lead-own");
                locale.t2(key, "who", by.name, "role", role)
            } else {
                let key = key!("account-mail-invite-lead");
                locale.t3(key, "who", by.name, "practice", practice, "role", role)
            }
        },
        button: Some((
            locale.t("account-mail-invite-button"),
            format!("/invitations/{token}"),
        )),
        note: locale.t("account-mail-invite-note"),
    }))
}
