//! The stand-in on the command line.

use clap::Parser;
use hailer_stand_in::{Config, Directory, run};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;

/// A local development stand-in for the messaging service. Not the real service.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// The account to serve.
    #[arg(long, default_value = "12345678")]
    account: String,
    /// A file to keep everything in; in memory when absent.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Who works for the brand, in JSON; three built-in agents when absent.
    #[arg(long, value_name = "FILE")]
    agents: Option<PathBuf>,
    /// Let the first agent answer by itself when nobody is there to be rung.
    #[arg(long)]
    auto_agent: bool,
    /// Let tests ask for faults under /control.
    #[arg(long)]
    faults: bool,
}

// A commit waits for the disk with the world locked: more threads than cores, so that
// what was said already is sent meanwhile.
#[tokio::main(worker_threads = 8)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("hailer-stand-in: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    let agents = match &arguments.agents {
        Some(path) => Directory::read(path).map_err(|error| error.to_string())?,
        None => Directory::default(),
    };
    let address = arguments.listen;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}. Stop what uses it, or choose another with --listen")
    })?;
    let config = Config {
        data: arguments.data,
        agents,
        auto_agent: arguments.auto_agent,
        faults: arguments.faults,
        ..Config::new(arguments.account)
    };
    println!(
        "hailer-stand-in: account {} on http://{address} (a development tool, not the real service)",
        config.account
    );
    let interrupt = async {
        // Without a signal handler the process simply ends on Ctrl-C.
        let _ = tokio::signal::ctrl_c().await;
    };
    run(listener, config, interrupt)
        .await
        .map_err(|error| error.to_string())
}
