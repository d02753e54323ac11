//! The command line options.

use clap::{Parser, ValueEnum};

/// Paste requests as the protocol's documents print them, over as many lines as you like.
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask shell")]
pub struct Options {
    /// The side whose socket to open.
    #[arg(long = "as", value_name = "SIDE", default_value = "consumer")]
    pub side: Side,
    /// The agent to log in as.
    #[arg(long, default_value = "anna")]
    pub user: String,
    /// The agent's password. Default: the name, as for built-in agents.
    #[arg(long)]
    pub password: Option<String>,
    /// The stand-in's host and port. If nothing listens there, a stand-in is started that ends with
    /// this shell.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
    pub stand_in: String,
    /// The account.
    #[arg(long, default_value = "12345678")]
    pub account: String,
}

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// A new anonymous consumer.
    Consumer,
    /// An agent of the brand.
    Agent,
}

impl Options {
    /// `host:port`, also if the option has a scheme or a trailing slash.
    pub fn host(&self) -> &str {
        let address = self.stand_in.trim_end_matches('/');
        address.strip_prefix("http://").unwrap_or(address)
    }
}

impl Side {
    /// The name in the prompt.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Agent => "agent",
        }
    }
}
