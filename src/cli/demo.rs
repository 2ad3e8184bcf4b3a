//! `aureli demo`: fills an empty database and says where to look; with `--serve` it serves, also what an earlier run filled.

use anyhow::bail;
use aureli::app::App;
use aureli::config::Config;
use aureli::demo::{self, Options, Studio};

use super::{say, serve};

#[derive(clap::Args)]
pub struct Args {
    /// How many practices.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    tenants: u32,
    /// Years of full history (5,000 visits each) before the last four weeks; 0 for these weeks only.
    #[arg(long, value_name = "Y", default_value_t = 1)]
    years: u32,
    /// Clients of each practice [default: 400 for each year].
    #[arg(long, value_name = "N")]
    clients: Option<usize>,
    /// The same number gives the same people and visits.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Serve afterwards; a database that an earlier run filled is served as it is.
    #[arg(long)]
    pub serve: bool,
}

pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    let app = super::open(config).await?;
    let done = fill(&app, &args).await;
    if args.serve && done.is_ok() {
        return serve::serve(app, serve::Args::default()).await;
    }
    app.db.close().await;
    done
}

async fn fill(app: &App, args: &Args) -> anyhow::Result<()> {
    if demo::is_empty(app).await? {
        let options = Options {
            tenants: args.tenants as usize,
            years: args.years,
            clients: args.clients,
            seed: args.seed,
        };
        let studios = demo::fill(app, &options).await?;
        if let Some(first) = studios.first() {
            introduce(app, first);
        }
        for more in studios.iter().skip(1) {
            say(&format!(
                "Also:          {} ({})",
                app.config.link(&format!("/{}", more.slug)),
                more.email
            ));
        }
        return Ok(());
    }
    match demo::existing(app).await? {
        Some(studio) if args.serve => introduce(app, &studio),
        _ => bail!(
            "the database is not empty: the demo fills a new one (DATABASE_URL={})",
            place(&app.config)
        ),
    }
    Ok(())
}

fn introduce(app: &App, studio: &Studio) {
    let link = |path: &str| app.config.link(path);
    say(&format!("{} is open.", studio.name));
    say(&format!("Sign in:       {}", link("/login")));
    say(&format!("E-mail:        {}", studio.email));
    say(&format!("Password:      {}", studio.password));
    say(&format!(
        "Booking page:  {}",
        link(&format!("/{}", studio.slug))
    ));
}

/// Never a password of the database.
fn place(config: &Config) -> &str {
    if config.is_postgres() {
        config.database_url.rsplit('@').next().unwrap_or_default()
    } else {
        &config.database_url
    }
}
