//! A local service that speaks the consumer's and the agent's side of the messaging protocol on one
//! port. The widget can be run and tested on one machine without an account. This is a development
//! tool only.
//!
//! It shares `tests/frames/` with the core, but none of its types, so that one mistake cannot hide
//! on both sides.

mod agents;
mod auto_agent;
mod clock;
mod closing;
mod drawing;
mod faults;
mod features;
mod files;
mod http;
mod model;
mod names;
mod notifications;
mod products;
mod publishing;
mod requests;
mod ringing;
mod routing;
mod secure_forms;
mod shifts;
mod sockets;
mod store;
mod survey_bot;
mod switches;
mod tls;
mod tokens;
mod ttr;
mod unread;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use agents::{Directory, DirectoryError};
pub use store::StoreError;
pub use switches::Switches;
pub use tls::{Certificate, CertificateError};
use tokio::net::TcpListener;
use world::Shared;

/// How the stand-in behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// The only account that is served.
    pub account: String,
    /// The data file. Without it, everything is in memory.
    pub data: Option<PathBuf>,
    /// The certificate for https and wss. Without it, only http and ws are served.
    pub certificate: Option<Certificate>,
    /// The agents and skills.
    pub agents: Directory,
    /// Whether the first agent answers automatically if no other agent can be rung.
    pub auto_agent: bool,
    /// The application whose bot runs the survey after the main dialog was closed.
    pub survey: Option<String>,
    /// Whether the built-in bot runs the survey, if the consumer's client can show it.
    pub survey_bot: bool,
    /// Whether tests may use `/control`.
    pub faults: bool,
    /// The folder of the built desk, served at `/desk/`.
    pub desk: Option<PathBuf>,
    /// The features of the account.
    pub switches: Switches,
    /// How long the built-in agent takes for each step.
    pub agent_pace: Duration,
    /// How long a consumer's token is valid.
    pub token_lifetime: Duration,
    /// The lifetime of an external token, for step two of an anonymous login (protocol §1.2).
    pub external_lifetime: Duration,
    /// How long after its issue an external token can be renewed (protocol §1.2).
    pub external_renewable: Duration,
    /// The lifetime of a token for a secure form.
    pub form_lifetime: Duration,
    /// How long an agent's login lasts without a refresh (protocol §6.2).
    pub login_lifetime: Duration,
    /// How long a socket may stay without `InitConnection` (protocol §1.5).
    pub init_grace: Duration,
    /// How long a socket may be silent before it is closed (protocol §1.8: not below 120 s).
    pub idle_limit: Duration,
    /// How long the built-in bot waits for an answer (protocol §5.6).
    pub survey_lifetime: Duration,
    /// How long a ring waits for the agent before it expires (protocol §6.5).
    pub ring_lifetime: Duration,
}

impl Config {
    /// The default configuration for an account.
    pub fn new(account: impl Into<String>) -> Self {
        Self {
            account: account.into(),
            data: None,
            certificate: None,
            agents: Directory::default(),
            auto_agent: false,
            survey: None,
            survey_bot: false,
            faults: false,
            desk: None,
            switches: Switches::default(),
            agent_pace: Duration::from_millis(900),
            token_lifetime: Duration::from_hours(24),
            external_lifetime: Duration::from_mins(10),
            external_renewable: Duration::from_hours(730),
            form_lifetime: Duration::from_mins(10),
            login_lifetime: Duration::from_hours(8),
            init_grace: Duration::from_secs(5),
            idle_limit: Duration::from_secs(150),
            survey_lifetime: Duration::from_hours(1),
            ring_lifetime: Duration::from_secs(72),
        }
    }
}

/// Serves until `shutdown` completes.
///
/// # Errors
/// If the data file cannot be used, or the listener fails.
pub async fn run(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    let listener = tls::Listener::new(listener, config.certificate.as_ref());
    let world = world::World::open(config).map_err(RunError::Store)?;
    let shared: Shared = Arc::new(std::sync::Mutex::new(world));
    {
        let mut world = world::lock(&shared);
        world.own = Arc::downgrade(&shared);
        world.resume_surveys();
    }
    let app = http::router(&shared);
    let app = app.into_make_service_with_connect_info::<tls::Origin>();
    axum::serve(listener, app)
        .with_graceful_shutdown(sockets::closing_on(shared, shutdown))
        .await
        .map_err(RunError::Listen)
}

/// Why the stand-in stopped.
#[derive(Debug)]
pub enum RunError {
    /// The data file cannot be used.
    Store(StoreError),
    /// The listener failed.
    Listen(std::io::Error),
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Listen(error) => write!(f, "the listener failed: {error}"),
        }
    }
}

impl std::error::Error for RunError {}
