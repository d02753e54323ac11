//! The stand-in on the command line.

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
#[expect(clippy::struct_excessive_bools, reason = "a flag is there or not")]
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
    /// Serve https and wss, too, with a certificate for this machine.
    #[arg(long)]
    tls: bool,
    /// Where that certificate is, or is to be written; in a cache folder when absent. Its key ends in .key.
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_cert: Option<PathBuf>,
    /// Who works for the brand, in JSON; three built-in agents when absent.
    #[arg(long, value_name = "FILE")]
    agents: Option<PathBuf>,
    /// Let the first agent answer by itself when nobody is there to be rung.
    #[arg(long)]
    auto_agent: bool,
    /// Let the bot of this application ask how it was, when an answered conversation's main dialog is closed.
    #[arg(long, value_name = "APP")]
    survey: Option<String>,
    /// Let the built-in bot ask how it was, where the consumer's client declares MULTI_DIALOG.
    #[arg(long, conflicts_with = "survey")]
    survey_bot: bool,
    /// Refuse anonymous consumers who sign up, as accounts in production do.
    #[arg(long)]
    no_signup: bool,
    /// Serve an account without unauthenticated messaging.
    #[arg(long)]
    no_unauthenticated: bool,
    /// Leave the connector for unauthenticated messaging out of the list.
    #[arg(long)]
    no_connector: bool,
    /// Leave the service of secure forms out of discovery.
    #[arg(long)]
    no_tokenizer: bool,
    /// Let tests ask for faults under /control.
    #[arg(long)]
    faults: bool,
    /// The folder with the agents' desk, as `cargo xtask desk` builds it.
    #[arg(long, value_name = "DIR", default_value = "target/desk")]
    desk: PathBuf,
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
        // Without a signal handler the process simply ends on Ctrl-C.
        let _ = tokio::signal::ctrl_c().await;
    };
    run(listener, config, interrupt)
        .await
        .map_err(|error| error.to_string())
}

/// The certificate that was asked for, if one was.
fn certificate(arguments: &Arguments) -> Result<Option<Certificate>, String> {
    if !arguments.tls {
        return Ok(None);
    }
    let file = match &arguments.tls_cert {
        Some(file) => file.clone(),
        None => cache()
            .ok_or("there is no HOME to keep a certificate in: name a file with --tls-cert")?
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
