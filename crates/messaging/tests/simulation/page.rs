//! One tab of the consumer: a session, and what its page has seen.

use hailer_messaging::{
    DeliveryState, DialogId, Instant, MessageKey, Sequence, Session, SessionConfig,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the tabs of one browser share.
#[derive(Default)]
pub struct Storage {
    pub snapshot: Option<String>,
    /// The outbox of each page that was ever loaded, by the page's number.
    pub outboxes: BTreeMap<u64, String>,
    /// Snapshots that the other tabs were not told of yet, and whose they are.
    pub untold: Vec<(usize, String)>,
    /// Whether the transcript cannot be kept.
    pub is_full: bool,
}

/// Whether a bot asks how it was, in the schedule of this seed.
pub const fn has_surveys(seed: u64) -> bool {
    seed / 2 % 2 == 1
}

/// One loaded page.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that is so or not, and all combinations happen"
)]
pub struct Page {
    /// Different for every load.
    pub number: u64,
    pub session: Session,
    /// The connection it has, or had.
    pub connection: Option<usize>,
    pub wants_socket: bool,
    pub wants_token: bool,
    /// What the session waits for.
    pub wake_at: Option<Instant>,
    /// When its timer fires, by the true time. It fires once.
    pub timer_ms: Option<u64>,
    /// Its timer will never fire.
    pub has_lost_timer: bool,
    pub window_open: bool,
    pub tab_visible: bool,
    /// What was on the screen, wherever the attention was.
    pub on_screen: Vec<(DialogId, Sequence)>,
    /// How far each message had come when it was last looked at.
    pub progress: BTreeMap<MessageKey, DeliveryState>,
    /// The messages it announced.
    pub arrived: BTreeSet<MessageKey>,
    /// Whether it is known who is here: a token said so, or the page names nobody.
    pub is_known: bool,
    /// How many messages it showed of each conversation when the server forgot it.
    pub readable: BTreeMap<String, usize>,
    /// Whether its session was told anything since it was last checked.
    pub is_touched: bool,
    /// When it tried to connect.
    pub attempts_ms: Vec<u64>,
}

impl Page {
    /// Loads a page on what the storage holds.
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

    /// The most attempts to connect within any minute.
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
