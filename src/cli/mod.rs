//! Commands, one file each. Exit codes: 0 done, 1 failed with one clear line, 2 wrong usage (clap's own).

mod serve;

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
}

pub fn run(cli: Cli) -> anyhow::Result<()> {
    let config = Config::from_env().map_err(anyhow::Error::msg)?;
    init_logs(&config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match cli
            .command
            .unwrap_or(Command::Serve(serve::Args::default()))
        {
            Command::Serve(args) => serve::run(config, args).await,
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

fn init_logs(config: &Config) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx::query=error"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if config.log_json {
        logs.json().init();
    } else {
        logs.with_target(false).init();
    }
}

/// A command's answer, on standard output.
#[expect(clippy::print_stdout, reason = "the command line speaks here")]
pub fn say(text: &str) {
    println!("{text}");
}

/// Why a command failed, on one line of standard error.
#[expect(clippy::print_stderr, reason = "the command line speaks here")]
pub fn fail(error: &anyhow::Error) {
    eprintln!("aureli: {error:#}");
}
