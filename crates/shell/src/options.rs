//! What the command line says.

use clap::{Parser, ValueEnum};

/// Paste requests as the protocol's documents print them, over as many lines as you like.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask shell")]
pub struct Options {
    /// Whose socket it is.
    #[arg(long = "as", value_name = "SIDE", default_value = "consumer")]
    pub side: Side,
    /// The agent to log in as.
    #[arg(long, default_value = "anna")]
    pub user: String,
    /// The agent's password; the name when absent, as built-in agents have it.
    #[arg(long)]
    pub password: Option<String>,
    /// The stand-in's host and port. One is started if none is there, and ends with this shell.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub stand_in: String,
    /// The account.
    #[arg(long, default_value = "12345678")]
    pub account: String,
}

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// Somebody new who wants to talk to the brand.
    Consumer,
    /// An agent of the brand.
    Agent,
}

impl Options {
    /// `host:port`, however it was written.
    pub fn host(&self) -> &str {
        let address = self.stand_in.trim_end_matches('/');
        address.strip_prefix("http://").unwrap_or(address)
    }
}

impl Side {
    /// As a prompt says it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Agent => "agent",
        }
    }
}
