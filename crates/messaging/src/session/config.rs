//! What a session is told once, when it is made.

use crate::time::Duration;
use crate::wire::Generation;
use crate::wire::request::ClientProperties;

/// What a session is told once, when it is made.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// The brand's account.
    pub account: String,
    /// Which names to send.
    pub generation: Generation,
    /// What the client tells about itself.
    pub client: ClientProperties,
    /// What is said of new conversations.
    pub routing: Routing,
    /// Where all of the session's random numbers come from. The same seed and
    /// the same inputs give the same outputs.
    pub random_seed: u64,
    /// How many ended conversations are read back above the present one at first.
    pub ended_conversations_shown: usize,
}

/// What is said of a new conversation, so that it comes to the right agents (protocol §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routing {
    /// The skill it asks for.
    pub skill_id: Option<String>,
    /// The campaign and engagement it comes from.
    pub campaign: Option<(String, String)>,
    /// The consumer's language, such as `en-US`.
    pub lang: Option<String>,
}

impl SessionConfig {
    /// The usual settings for an account.
    pub fn new(account: impl Into<String>, random_seed: u64) -> Self {
        Self {
            account: account.into(),
            generation: Generation::Second,
            client: ClientProperties::default(),
            routing: Routing::default(),
            random_seed,
            ended_conversations_shown: 5,
        }
    }
}

/// The longest message, in characters (design §7; protocol §3.6 tells the same figure).
pub const MAX_MESSAGE_CHARS: usize = 8_000;

/// Ask for the clock after this much silence (protocol §1.8: at least every 60 s).
pub(super) const KEEP_ALIVE_AFTER: Duration = Duration::from_secs(30);
/// A token provider that takes longer counts as failed.
pub(super) const TOKEN_PATIENCE: Duration = Duration::from_secs(30);
/// The conversation list, and a history, may take so long; see `subscriptions`.
pub(super) const HISTORY_PATIENCE: Duration = Duration::from_secs(5);
/// A notification with so many events may be one of several that tell a history.
pub(super) const EVENTS_OF_A_PAGE: usize = 1_000;
/// Of a history that is too long to be read, so many of the newest events are asked for.
pub(super) const NEWEST_EVENTS: u64 = 1_000;
/// So many ended conversations more are read back for somebody who scrolls up.
pub(super) const EARLIER_AT_ONCE: usize = 5;
/// Frames may overtake each other for so long before a hole is a hole (protocol §5.1).
pub(super) const GAP_PATIENCE: Duration = Duration::from_secs(1);
/// Receipts are gathered for so long: each batch is six frames, and wakes a phone.
pub(super) const RECEIPT_BATCH: Duration = Duration::from_ms(500);
/// Between two batches lies so long: of a lively chat more is gathered.
pub(super) const RECEIPT_PAUSE: Duration = Duration::from_secs(2);
/// COMPOSING goes out at most this often (protocol §5.4).
pub(super) const COMPOSING_INTERVAL: Duration = Duration::from_secs(3);
/// No key for so long is a pause.
pub(super) const COMPOSING_PAUSE: Duration = Duration::from_secs(5);
/// Somebody who types gives a sign at least this often.
pub(super) const TYPING_PATIENCE: Duration = Duration::from_secs(15);
/// A connection that lasted so long was a good one.
pub(super) const GOOD_CONNECTION: Duration = Duration::from_secs(10);
/// A deadline noticed this much too late means that the page was asleep.
pub(super) const ASLEEP_AFTER: Duration = Duration::from_secs(5);
/// Changes are gathered for so long before they are kept. An outbox never waits.
pub(super) const PERSIST_BATCH: Duration = Duration::from_ms(500);
/// How long a frame of a connection that went may still be on its way to the server.
/// A message in doubt is not sent again before, see `conversation::outbox`.
pub(super) const DOUBT_PATIENCE: Duration = Duration::from_secs(5);
/// Two attempts to connect lie at least so far apart, whoever asks for them.
pub(super) const ATTEMPT_SPACING: Duration = Duration::from_secs(1);
/// Somebody who comes back to a connection that was silent for longer asks whether it lives.
pub(super) const PROBE_AFTER: Duration = Duration::from_secs(5);
/// Publishing is tried again so much later when the server is busy (protocol §5.12: at least 1 s).
pub(super) const PUBLISH_RETRY: Duration = Duration::from_secs(2);
/// After this many refused tokens in a row the consumer is asked what to do.
pub(super) const TOKENS_BEFORE_GIVING_UP: u32 = 3;
/// After this many connections in a row that came to nothing, the token is renewed:
/// a browser hides why a handshake failed (protocol §1.9).
pub(super) const FAILURES_BEFORE_RENEWAL: u32 = 3;
/// Seconds within which an urgent answer is hoped for.
pub(super) const URGENT_SECS: u32 = 300;
/// Seconds of the ordinary time to respond.
pub(super) const NORMAL_SECS: u32 = 3_600;
