//! The command line of the stand-in.

use clap::Parser;
use hailer_stand_in::{Certificate, Config, Directory, Switches, run};
use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::net::TcpListener;

/// A local development stand-in for the messaging service. Not the real service.
#[derive(Parser)]
#[command(version)]
#[expect(clippy::struct_excessive_bools, reason = "each flag is on or off")]
struct Arguments {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// The account to serve.
    #[arg(long, default_value = "12345678")]
    account: String,
    /// An SQLite file that stores everything. Default: in memory.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Also serve https and wss on the same port, with a certificate for this machine.
    #[arg(long)]
    tls: bool,
    /// The certificate file, which is created if it does not exist. Default: a file in the cache
    /// folder. The key has the same name and ends in .key.
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_cert: Option<PathBuf>,
    /// The agents and skills, as a JSON file. Default: three built-in agents.
    #[arg(long, value_name = "FILE")]
    agents: Option<PathBuf>,
    /// Let the first agent answer automatically if no other agent can be rung.
    #[arg(long)]
    auto_agent: bool,
    /// Let the bot of this application run a survey after the main dialog of an answered
    /// conversation was closed.
    #[arg(long, value_name = "APP")]
    survey: Option<String>,
    /// Let the built-in bot run a survey, if the consumer's client declares MULTI_DIALOG.
    #[arg(long, conflicts_with = "survey")]
    survey_bot: bool,
    /// Refuse sign-ups of anonymous consumers, as accounts in production do.
    #[arg(long)]
    no_signup: bool,
    /// Serve an account without unauthenticated messaging.
    #[arg(long)]
    no_unauthenticated: bool,
    /// Omit the connector for unauthenticated messaging from the list.
    #[arg(long)]
    no_connector: bool,
    /// Omit the service of secure forms from discovery.
    #[arg(long)]
    no_tokenizer: bool,
    /// Allow tests to use the addresses under /control.
    #[arg(long)]
    faults: bool,
    /// The folder with the agents' desk, built by `cargo xtask desk`.
    #[arg(long, value_name = "DIR", default_value = "target/desk")]
    desk: PathBuf,
}

// A commit to disk blocks its thread and holds the world's lock. With more threads than cores,
// responses are sent meanwhile.
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
        format!("cannot listen on {address}: {error}. Stop the program that uses it, or choose another address with --listen")
    })?;
    let certificate = certificate(&arguments)?;
    println!(
        "hailer-stand-in: account {} on {} (a development tool, not the real service)",
        arguments.account,
        addresses(address, certificate.as_ref())
    );
    let switches = Switches {
        signup: !arguments.no_signup,
        unauthenticated: !arguments.no_unauthenticated,
        connector: !arguments.no_connector,
        tokenizer: !arguments.no_tokenizer,
        ..Switches::default()
    };
    let config = Config {
        switches,
        data: arguments.data,
        certificate,
        agents,
        auto_agent: arguments.auto_agent,
        survey: arguments.survey,
        survey_bot: arguments.survey_bot,
        faults: arguments.faults,
        desk: Some(arguments.desk),
        ..Config::new(arguments.account)
    };
    let interrupt = async {
        // Without a signal handler, Ctrl-C ends the process.
        let _ = tokio::signal::ctrl_c().await;
    };
    run(listener, config, interrupt)
        .await
        .map_err(|error| error.to_string())
}

/// Loads or creates the certificate, if `--tls` is given.
fn certificate(arguments: &Arguments) -> Result<Option<Certificate>, String> {
    if !arguments.tls {
        return Ok(None);
    }
    let file = match &arguments.tls_cert {
        Some(file) => file.clone(),
        None => cache()
            .ok_or("HOME is not set, so there is no cache folder for the certificate: name a file with --tls-cert")?
            .join("hailer/stand-in.pem"),
    };
    let certificate = Certificate::at(&file).map_err(|error| error.to_string())?;
    Ok(Some(certificate))
}

fn cache() -> Option<PathBuf> {
    let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
}

fn addresses(listen: SocketAddr, certificate: Option<&Certificate>) -> String {
    certificate.map_or_else(
        || format!("http://{listen}"),
        |one| {
            let file = one.file.display();
            format!("https://{listen} and http://{listen}, with the certificate in {file}")
        },
    )
}
