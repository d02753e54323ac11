//! The settings of a session. They are passed once, to `Session::new`.

use crate::time::Duration;
use crate::wire::Generation;
use crate::wire::request::ClientProperties;

/// The settings of a session. They are passed once, to `Session::new`.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// The brand's account id.
    pub account: String,
    /// The generation of type names to send.
    pub generation: Generation,
    /// The client properties sent with `InitConnection`.
    pub client: ClientProperties,
    /// The routing of new conversations.
    pub routing: Routing,
    /// The seed of all random numbers of the session. The same seed and the same inputs give
    /// the same outputs.
    pub random_seed: u64,
    /// How many ended conversations are loaded at first, above the current one.
    pub ended_conversations_shown: usize,
}

/// Routes a new conversation to the right agents (protocol §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routing {
    /// The requested skill.
    pub skill_id: Option<String>,
    /// The campaign id and the engagement id.
    pub campaign: Option<(String, String)>,
    /// The consumer's language, such as `en-US`.
    pub lang: Option<String>,
}

impl SessionConfig {
    /// The default settings for an account.
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

/// The longest message, in characters (protocol §3.6 names the same limit).
pub const MAX_MESSAGE_CHARS: usize = 8_000;

/// Send `GetClock` after this much silence (protocol §1.8: at least every 60 s).
pub(super) const KEEP_ALIVE_AFTER: Duration = Duration::from_secs(30);
/// A token provider that takes longer than this has failed.
pub(super) const TOKEN_PATIENCE: Duration = Duration::from_secs(30);
/// The deadline for the conversation list, and the first deadline for a history; see
/// `subscriptions`.
pub(super) const HISTORY_PATIENCE: Duration = Duration::from_secs(5);
/// A history notification with at least this many events may be followed by more of that
/// history.
pub(super) const EVENTS_OF_A_PAGE: usize = 1_000;
/// If a history is too long to be read, only this many of the newest events are requested.
pub(super) const NEWEST_EVENTS: u64 = 1_000;
/// How many more ended conversations are loaded when the consumer scrolls up.
pub(super) const EARLIER_AT_ONCE: usize = 5;
/// Frames may arrive out of order. A gap is repaired after this time (protocol §5.1).
pub(super) const GAP_PATIENCE: Duration = Duration::from_secs(1);
/// Receipts are batched for this long: each batch is six frames and wakes a phone.
pub(super) const RECEIPT_BATCH: Duration = Duration::from_ms(500);
/// The shortest time between two batches of receipts. A lively chat gets larger batches.
pub(super) const RECEIPT_PAUSE: Duration = Duration::from_secs(2);
/// COMPOSING is sent at most this often (protocol §5.4).
pub(super) const COMPOSING_INTERVAL: Duration = Duration::from_secs(3);
/// Typing has paused if no key is pressed for this long.
pub(super) const COMPOSING_PAUSE: Duration = Duration::from_secs(5);
/// The typing indicator disappears if no new sign of typing arrives for this long.
pub(super) const TYPING_PATIENCE: Duration = Duration::from_secs(15);
/// A connection that lasts this long was good, so the back-off is reset.
pub(super) const GOOD_CONNECTION: Duration = Duration::from_secs(10);
/// If a deadline is handled this much too late, the page was asleep.
pub(super) const ASLEEP_AFTER: Duration = Duration::from_secs(5);
/// Changes to the snapshot are batched for this long before it is stored. The outbox is always
/// stored at once.
pub(super) const PERSIST_BATCH: Duration = Duration::from_ms(500);
/// How long a frame of a lost connection may still be on its way to the server. A message in
/// doubt is not sent again earlier; see `conversation::outbox`.
pub(super) const DOUBT_PATIENCE: Duration = Duration::from_secs(5);
/// The shortest time between two connection attempts, whatever triggers them.
pub(super) const ATTEMPT_SPACING: Duration = Duration::from_secs(1);
/// When the consumer returns, a connection that was silent for longer than this is probed.
pub(super) const PROBE_AFTER: Duration = Duration::from_secs(5);
/// The wait before publishing again when the server is busy (protocol §5.12: at least 1 s).
pub(super) const PUBLISH_RETRY: Duration = Duration::from_secs(2);
/// The session replaces this many refused tokens in a row. The next refusal ends it.
pub(super) const TOKENS_BEFORE_GIVING_UP: u32 = 3;
/// After this many connections in a row that never became ready, the token is renewed, because
/// a browser hides why a handshake failed (protocol §1.9).
pub(super) const FAILURES_BEFORE_RENEWAL: u32 = 3;
/// The expected response time of an urgent conversation, in seconds.
pub(super) const URGENT_SECS: u32 = 300;
/// The expected response time of a normal conversation, in seconds.
pub(super) const NORMAL_SECS: u32 = 3_600;
