//! Commands, one file each. Exit codes: 0 done, 1 failed with one clear line, 2 wrong usage (clap's own).

mod audit;
mod backup;
mod demo;
mod practice;
mod serve;
mod user;

use std::io::{IsTerminal, Write};

use aureli::app::App;
use aureli::clock::Clock;
use aureli::config::{self, Config};
use clap::{Parser, Subcommand};

/// Aureli Solo: a whole practice for a person who works alone.
#[derive(Parser)]
#[command(name = "aureli", version, after_help = config::HELP)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Migrates the database, serves pages and runs the background worker.
    #[command(after_help = config::HELP)]
    Serve(serve::Args),
    /// Brings the database's schema up to date and stops.
    #[command(after_help = config::HELP)]
    Migrate,
    /// Fills an empty database with a believable practice and prints where to sign in.
    #[command(after_help = config::HELP)]
    Demo(demo::Args),
    /// Sets a practice up from a file, or prints one.
    #[command(subcommand, after_help = config::HELP)]
    Practice(practice::Command),
    /// Writes a backup to a new file; works while serving.
    #[command(after_help = config::HELP)]
    Backup(backup::Save),
    /// Puts a backup in the place of the database; refuses one that is in use or not empty.
    #[command(after_help = config::HELP)]
    Restore(backup::Restore),
    /// Checks what was recorded.
    #[command(subcommand, after_help = config::HELP)]
    Audit(audit::Command),
    /// Makes accounts and resets passwords.
    #[command(subcommand, after_help = config::HELP)]
    User(user::Command),
}

pub fn run(cli: Cli) -> anyhow::Result<()> {
    let config = Config::from_env().map_err(anyhow::Error::msg)?;
    let command = cli
        .command
        .unwrap_or(Command::Serve(serve::Args::default()));
    init_logs(&config, &command);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Of address space; the largest of our forms need more than the usual two megabytes in a debug build.
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Serve(args) => serve::run(config, args).await,
            Command::Demo(args) => demo::run(config, args).await,
            Command::Practice(command) => practice::run(config, command).await,
            Command::Backup(args) => backup::save(config, args).await,
            Command::Restore(args) => backup::restore(config, args).await,
            Command::Audit(command) => audit::run(config, command).await,
            Command::User(command) => user::run(config, command).await,
            Command::Migrate => {
                let app = open(config).await?;
                say("The database is up to date.");
                app.db.close().await;
                Ok(())
            }
        }
    })
}

pub async fn open(config: Config) -> anyhow::Result<App> {
    App::open(config, Clock::system()).await
}

/// Slow statements and Postgres's own remarks are for who asks for them.
const SERVING: &str = "info,sqlx::query=error,sqlx::postgres::notice=warn";

/// A command that ends by itself says what matters on its own; only warnings stand beside it.
fn init_logs(config: &Config, command: &Command) {
    use tracing_subscriber::EnvFilter;
    let default = match command {
        Command::Serve(_) => SERVING,
        Command::Demo(args) if args.serve => SERVING,
        _ => "warn,sqlx::query=error",
    };
    // One that cannot be read has stopped the start already.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if config.log_json {
        logs.json().init();
    } else {
        logs.with_target(false).init();
    }
}

/// A command's answer, on standard output. A reader who has seen enough (`| head`) is no failure.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Why a command failed, on one line of standard error.
pub fn fail(error: &anyhow::Error) {
    let text = format!("{error:#}")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let _ = writeln!(std::io::stderr(), "aureli: {text}");
}
