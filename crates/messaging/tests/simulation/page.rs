//! One tab of the consumer: its session, and what its page has seen.

use hailer_messaging::{
    DeliveryState, DialogId, Instant, MessageKey, Sequence, Session, SessionConfig,
};
use std::collections::{BTreeMap, BTreeSet};

/// The storage that the tabs of one browser share.
#[derive(Default)]
pub struct Storage {
    pub snapshot: Option<String>,
    /// The outbox of each loaded page, by the page's number.
    pub outboxes: BTreeMap<u64, String>,
    /// Snapshots that the other tabs have not been notified of, with the tab that stored them.
    pub untold: Vec<(usize, String)>,
    /// Whether there is no room for the transcript.
    pub is_full: bool,
}

/// Whether a bot runs surveys in the schedule of this seed.
pub const fn has_surveys(seed: u64) -> bool {
    seed / 2 % 2 == 1
}

/// One loaded page.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that is so or not, and all combinations happen"
)]
pub struct Page {
    /// A unique number for every load.
    pub number: u64,
    pub session: Session,
    /// The index of its current or last connection.
    pub connection: Option<usize>,
    pub wants_socket: bool,
    pub wants_token: bool,
    /// The wake-up that the session requested.
    pub wake_at: Option<Instant>,
    /// The true time at which its timer fires. It fires once.
    pub timer_ms: Option<u64>,
    /// Whether its timer was lost and will not fire.
    pub has_lost_timer: bool,
    pub window_open: bool,
    pub tab_visible: bool,
    /// The messages that were on the screen, with or without attention.
    pub on_screen: Vec<(DialogId, Sequence)>,
    /// The delivery state of each message at the last check.
    pub progress: BTreeMap<MessageKey, DeliveryState>,
    /// The messages that it reported as arrived.
    pub arrived: BTreeSet<MessageKey>,
    /// Whether the consumer is known: a token arrived, or the page names nobody.
    pub is_known: bool,
    /// The number of messages that it showed of each conversation when the server forgot it.
    pub readable: BTreeMap<String, usize>,
    /// Whether the session received any input since the last check.
    pub is_touched: bool,
    /// The times of its connection attempts.
    pub attempts_ms: Vec<u64>,
}

impl Page {
    /// Loads a page with the contents of the storage.
    pub fn load(number: u64, seed: u64, storage: &Storage) -> Self {
        let seed_of_page = seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95);
        let mut config = SessionConfig::new("1", seed_of_page);
        if has_surveys(seed) {
            config.client.features = vec!["MULTI_DIALOG".to_owned()];
        }
        let restored = storage.snapshot.as_deref();
        let restored = restored.map(|kept| {
            Session::restore(config.clone(), kept).expect("what a session kept can be restored")
        });
        Self {
            number,
            session: restored.unwrap_or_else(|| Session::new(config)),
            connection: None,
            wants_socket: false,
            wants_token: false,
            wake_at: None,
            timer_ms: None,
            has_lost_timer: false,
            window_open: false,
            tab_visible: true,
            on_screen: Vec::new(),
            progress: BTreeMap::new(),
            arrived: BTreeSet::new(),
            is_known: true,
            readable: BTreeMap::new(),
            is_touched: true,
            attempts_ms: Vec::new(),
        }
    }

    /// The largest number of connection attempts within one minute.
    pub fn most_attempts_a_minute(&self) -> usize {
        let at = &self.attempts_ms;
        let starts = at.iter().enumerate();
        let within = starts.map(|(index, start)| {
            let minute = at[index..].iter().take_while(|ms| **ms < start + 60_000);
            minute.count()
        });
        within.max().unwrap_or_default()
    }
}
