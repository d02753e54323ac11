//! One line of a transcript, as a person reads it.

use crate::outline::Part;

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The consumer.
    Consumer,
    /// The agent who sits here.
    Me,
    /// Another agent.
    Colleague,
    /// A bot of the brand.
    Bot,
    /// The service.
    System,
}

/// How far a message of the brand's side has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Not a message that comes anywhere.
    None,
    /// The service has it.
    Sent,
    /// It arrived at the consumer's.
    Delivered,
    /// The consumer saw it.
    Read,
}

/// What it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Words.
    Text(String),
    /// Structured content, in outline.
    Rich(Vec<Part>),
    /// A file: where it lies, its kind, what was written beside it.
    File {
        /// For GenerateURLForDownloadFile.
        path: String,
        /// `PNG`, …
        kind: String,
        /// Empty where there is none.
        caption: String,
    },
    /// The consumer pressed something in the message of this place.
    Pressed(u64),
    /// A kind of content that has no words here; its name.
    Other(String),
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which dialog it stands in, and where.
    pub place: (String, u64),
    /// Who said it.
    pub who: Who,
    /// What to call them.
    pub name: String,
    /// When, in milliseconds since 1970.
    pub at_unix_ms: u64,
    /// What.
    pub body: Body,
    /// The buttons offered under it.
    pub quick_replies: Vec<String>,
    /// How far it has come.
    pub mark: Mark,
    /// Whether the consumer does not see it.
    pub is_private: bool,
}
