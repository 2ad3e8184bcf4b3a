//! The command line. `aureli` alone serves.

mod cli;

use std::process::ExitCode;

use clap::Parser;

/// The C library's allocator took a fifth of a page's time, most of it in SQLite, which this one serves as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A missing .env file is the normal case.
    let _ = dotenvy::dotenv();
    let cli = cli::Cli::parse();
    match cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::fail(&error);
            ExitCode::from(1)
        }
    }
}
