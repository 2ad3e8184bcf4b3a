//! `aureli user create` and `reset-password`, for whoever runs the installation.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, bail, ensure};
use aureli::accounts::{NewUser, Role, Tenant, User, membership, password, session};
use aureli::app::App;
use aureli::config::Config;
use aureli::contact::Email;
use aureli::events::Actor;
use aureli::i18n::Locale;
use clap::Subcommand;

use super::say;

#[derive(Subcommand)]
pub enum Command {
    /// Makes an account whose e-mail counts as verified. The password is read from standard input, or made up and printed.
    Create {
        email: String,
        #[arg(long)]
        name: String,
        /// en, es or ru
        #[arg(long, default_value = "en")]
        locale: String,
        /// A practice to belong to.
        #[arg(long, value_name = "SLUG")]
        practice: Option<String>,
        /// owner, manager, operator, content, finance, integrations or read_only
        #[arg(long, default_value = "owner", requires = "practice")]
        role: String,
    },
    /// Sets a new password and ends all sessions. It is read from standard input, or made up and printed.
    ResetPassword { email: String },
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let app = super::open(config).await?;
    let done = match command {
        Command::Create {
            email,
            name,
            locale,
            practice,
            role,
        } => create(&app, &email, &name, &locale, practice.as_deref(), &role).await,
        Command::ResetPassword { email } => reset_password(&app, &email).await,
    };
    app.db.close().await;
    done
}

async fn create(
    app: &App,
    email: &str,
    name: &str,
    locale: &str,
    practice: Option<&str>,
    role: &str,
) -> anyhow::Result<()> {
    let email = parse_email(email)?;
    ensure!(!name.trim().is_empty(), "--name must not be empty");
    let locale: Locale = locale
        .parse()
        .ok()
        .context("--locale must be en, es or ru")?;
    let role: Role = serde_json::from_value(role.into())
        .ok()
        .context("--role is none of the roles")?;
    let tenant = match practice {
        None => None,
        Some(slug) => Some(
            Tenant::by_slug(&app.db, slug)
                .await
                .with_context(|| format!("no practice has the slug {slug:?}"))?,
        ),
    };
    let (secret, is_made_up) = secret()?;
    let password_hash = password::hash(app, secret.clone()).await?;
    let now = app.clock.now();
    let new = NewUser {
        email: &email,
        name: name.trim(),
        password_hash: &password_hash,
        locale,
        email_verified_at: Some(now),
    };
    let mut tx = app.db.begin().await?;
    let Some(user) = User::claim(&mut tx, &new, now).await? else {
        bail!("{email} has an account already");
    };
    if let Some(tenant) = tenant {
        membership::join(&mut tx, tenant.id, user, role, now).await?;
    }
    tx.commit().await?;
    say(&format!("Made an account for {email}."));
    if is_made_up {
        say(&format!("Password: {secret}"));
    }
    Ok(())
}

async fn reset_password(app: &App, email: &str) -> anyhow::Result<()> {
    let email = parse_email(email)?;
    let user = User::by_email(&app.db, &email.key())
        .await?
        .with_context(|| format!("{email} has no account"))?;
    let (secret, is_made_up) = secret()?;
    let password_hash = password::hash(app, secret.clone()).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    password::set(
        &mut tx,
        user.id,
        &password_hash,
        &Actor::system(),
        "operator",
        now,
    )
    .await?;
    session::end_others(&mut tx, user.id, "").await?;
    tx.commit().await?;
    say(&format!(
        "{email} has a new password, and every session has ended."
    ));
    if is_made_up {
        say(&format!("Password: {secret}"));
    }
    Ok(())
}

fn parse_email(text: &str) -> anyhow::Result<Email> {
    Email::parse(text)
        .ok()
        .with_context(|| format!("{text:?} is no e-mail address"))
}

/// A line from standard input when something is piped in, so that no password stands in a list of processes; else made up, which
/// the flag tells.
fn secret() -> anyhow::Result<(String, bool)> {
    let mut line = String::new();
    if !std::io::stdin().is_terminal() {
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("reading the password")?;
    }
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Ok((aureli::crypto::random_code(16).to_lowercase(), true));
    }
    ensure!(
        password::check(line).is_ok(),
        "the password must have at least 10 characters and be none of the most used ones"
    );
    Ok((line.to_owned(), false))
}
