//! A believable practice with years behind it and a full week ahead, for a first look, for pictures and for load.
//!
//! [`fill`] writes into an empty database only. The same seed gives the same people and visits, relative to the day it
//! is run. History is written in bulk beside the model: no mail is queued for it, yet every visit has its events and the
//! chain of hashes holds. Where next: `studio` (services and hours), `people`, `diary` (visits), `insert`.

mod cards;
mod chain;
mod consents;
mod diary;
mod hours;
mod insert;
mod invoices;
mod menu;
mod packages;
mod people;
mod photos;
mod pictures;
mod places;
mod products;
mod series;
mod studio;
mod waitlist;

use anyhow::{bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{TimeDelta, Utc};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::accounts::Tenant;
use crate::app::App;
use crate::clock::Clock;
use crate::error::Result;
use crate::practice;
use crate::q;

/// What a year of a full diary holds; `--years 10` is the load that pages are measured under.
pub const VISITS_A_YEAR: usize = 5_000;

#[derive(Clone, Debug)]
pub struct Options {
    pub tenants: usize,
    /// Of full history before the last four weeks; 0 for those weeks only.
    pub years: u32,
    /// None: as many as the years make likely.
    pub clients: Option<usize>,
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tenants: 1,
            years: 1,
            clients: None,
            seed: 1,
        }
    }
}

/// Where to look and how to sign in.
#[derive(Clone, Debug)]
pub struct Studio {
    pub name: String,
    pub slug: String,
    pub email: String,
    pub password: String,
}

/// Fills an empty database; one line for each practice comes back.
pub async fn fill(app: &App, options: &Options) -> anyhow::Result<Vec<Studio>> {
    ensure!(
        (1..=10_000).contains(&options.tenants),
        "--tenants: expected 1 to 10000"
    );
    ensure!(options.years <= 30, "--years: expected 0 to 30");
    let clients = options
        .clients
        .unwrap_or(400 * options.years.max(1) as usize);
    ensure!(
        (20..=500_000).contains(&clients),
        "--clients: expected 20 to 500000"
    );
    if !is_empty(app).await? {
        bail!("the database is not empty: the demo fills a new one (set DATABASE_URL)");
    }
    let mut studios = Vec::new();
    for index in 0..options.tenants {
        studios.push(fill_one(app, options, clients, index).await?);
    }
    insert::analyze(app).await?;
    Ok(studios)
}

async fn fill_one(
    app: &App,
    options: &Options,
    clients: usize,
    index: usize,
) -> anyhow::Result<Studio> {
    let now = app.clock.now();
    let seed = options.seed.wrapping_add(index as u64);
    let mut rng = StdRng::seed_from_u64(seed);
    let days = i64::from(options.years) * 365 + diary::RECENT_DAYS;
    let opened = now - TimeDelta::days(days);
    let password = password(app);
    let file = studio::file(index, opened.date_naive(), now.date_naive(), &password)?;
    // The practice is as old as its history.
    let then = App {
        clock: Clock::fixed(opened),
        ..app.clone()
    };
    let applied = practice::apply(&then, &file, false).await?;
    let tenant = Tenant::find(&app.db, applied.tenant).await?;
    let menu = menu::load(app, &tenant).await?;
    let hours = hours::Hours::load(app, &tenant, now).await?;
    let mut people = people::invent(&mut rng, clients, opened, now);
    let target = options.years as usize * VISITS_A_YEAR;
    let visits = diary::write(
        &mut rng,
        &hours,
        &menu,
        &mut people,
        target,
        seed,
        opened,
        now,
    );
    insert::all(app, &tenant, applied.owner, &menu, &people, &visits).await?;
    // Enough to look at; a load of thousands of practices needs none.
    if index < 4 {
        consents::sign_some(app, &tenant, applied.owner, now).await?;
        let name = &file.owner.name;
        invoices::issue_some(app, &tenant, applied.owner, name, now).await?;
        packages::sell_some(app, &tenant, applied.owner, now).await?;
    }
    // After what was signed: some of them may stand on the public page.
    if index == 0 {
        photos::add(app, &tenant, applied.owner, options.seed).await?;
        series::repeat_one(app, &tenant, applied.owner, now).await?;
        places::book_some(app, &tenant, applied.owner, options.seed, now).await?;
        waitlist::put_some(app, &tenant, applied.owner, now).await?;
    }
    Ok(Studio {
        name: tenant.name,
        slug: tenant.slug,
        email: file.owner.email,
        password,
    })
}

/// The first practice of an earlier run; None in an empty database or one that real people use.
pub async fn existing(app: &App) -> Result<Option<Studio>> {
    let rows = q!(
        &app.db,
        fetch_all: (String, String, String, bool),
        "SELECT t.name, t.slug, u.email, t.is_demo FROM tenants t
         JOIN memberships m ON m.tenant_id = t.id AND m.role = 'owner' JOIN users u ON u.id = m.user_id
         ORDER BY t.created_at, t.id LIMIT 1",
    )?;
    let first = rows.into_iter().find(|(.., is_demo)| *is_demo);
    Ok(first.map(|(name, slug, email, _)| Studio {
        name,
        slug,
        email,
        password: password(app),
    }))
}

pub async fn is_empty(app: &App) -> Result<bool> {
    let (count,) = q!(
        &app.db,
        fetch_one: (i64,),
        "SELECT (SELECT COUNT(*) FROM tenants) + (SELECT COUNT(*) FROM users)",
    )?;
    Ok(count == 0)
}

/// Easy to type where only this machine can reach it; elsewhere one that only this installation's key gives.
fn password(app: &App) -> String {
    if app.config.is_development() {
        return "brows-and-coffee".to_owned();
    }
    let mut text = URL_SAFE_NO_PAD.encode(crate::crypto::hmac(app.secret(), b"demo password"));
    text.truncate(16);
    text
}

/// An id of its time, the same for the same seed.
fn id(rng: &mut StdRng, at: chrono::DateTime<Utc>) -> uuid::Uuid {
    use rand::Rng;
    let mut random = [0; 10];
    rng.fill_bytes(&mut random);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
