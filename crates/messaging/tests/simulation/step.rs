//! The steps that a schedule consists of. A schedule is only a list of steps, so it can be
//! printed, replayed and shortened.

/// The number of tabs.
pub const TABS: usize = 2;
/// The number of steps with possible faults in a schedule.
const STEPS: usize = 160;
/// Close codes that servers, proxies and browsers send (protocol §1.9), and one that nobody
/// sends.
const CLOSE_CODES: [u16; 10] = [1000, 1001, 1005, 1006, 1008, 1011, 1012, 4401, 4407, 4999];
/// Durations from a moment to longer than any deadline. A reconnect takes about a second.
const LENGTHS_MS: [u64; 9] = [20, 50, 300, 600, 1_000, 1_500, 6_000, 12_000, 70_000];
const REFUSALS: [u16; 5] = [400, 403, 429, 500, 503];

/// One step. It has no effect if it is impossible at that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A frame that is on its way to the server arrives.
    ToServer(usize),
    /// A frame that is on its way to a tab arrives.
    ToClient(usize),
    /// A late frame of a lost connection arrives at the server.
    LateToServer,
    /// All frames on their way to and from a tab arrive.
    Flows(usize),
    /// The socket that a tab requested opens.
    Opens(usize),
    /// The token that a tab requested is returned, or not.
    Token(usize, Token),
    /// The consumer writes a message, either always with the same text or with a new one.
    Writes(usize, Words),
    /// The consumer retries a failed message.
    Retries(usize),
    /// The consumer discards a failed message.
    Discards(usize),
    /// The consumer presses a key.
    Types(usize),
    /// The window opens or closes, and the tab becomes visible or hidden.
    Looks(usize, bool, bool),
    /// The newest message of the other side appears on the screen.
    Sees(usize),
    /// The consumer ends the conversation.
    Ends(usize),
    /// The consumer clicks in the newest message of the other side, with or without a text to
    /// send.
    Clicks(usize, bool),
    /// The consumer skips a bot's survey.
    Skips(usize),
    /// The consumer marks the conversation as urgent.
    Urges(usize),
    /// The consumer answers a survey.
    Rates(usize),
    /// The consumer clicks "Try again".
    Connects(usize),
    /// The agent writes a message.
    AgentSays,
    /// The agent's client acknowledges all messages as delivered or as read.
    AgentReceipt(bool),
    /// The agent ends the main dialog. A bot may then run a survey.
    AgentEndsMain,
    /// The agent or the bot ends the conversation.
    AgentEnds,
    /// A tab's connection is closed with a code.
    Closes(usize, u16),
    /// A tab's connection loses every frame from now on.
    GoesMute(usize),
    /// The next frame to a tab is lost.
    Loses(usize),
    /// The next frame to a tab arrives twice.
    Repeats(usize),
    /// The next two frames to a tab arrive in the wrong order.
    Swaps(usize),
    /// An old state of a conversation is sent again.
    ToldAgain(usize),
    /// The server refuses the next message with this code.
    Refuses(u16),
    /// The server forgets all conversations and answers 404 to requests about them.
    Forgets,
    /// The server restarts: all connections are lost, all stored data remains.
    Restarts,
    /// Time passes, and timers fire.
    Passes(u64),
    /// The device sleeps: time passes, and no timer fires before the end.
    Sleeps(u64),
    /// The wall clock jumps, in milliseconds.
    ClockJumps(i64),
    /// The monotonic clock runs backwards, in milliseconds.
    ClockFallsBack(u64),
    /// The monotonic clock stops while this much time passes.
    ClockStands(u64),
    /// The wake-up that a tab requested is lost.
    LosesTimer(usize),
    /// The browser goes offline or comes online.
    Network(usize, bool),
    /// The network goes and comes many times, and the consumer clicks "Try again" each time.
    Flaps(usize),
    /// A tab is reloaded.
    Reloads(usize),
    /// A tab crashes or is closed. The other tab adopts its outbox.
    Dies(usize),
    /// The storage has no room for the transcript, or has room again.
    Room(bool),
}

/// The response to a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Good,
    Rubbish,
    Refused,
    Unreachable,
}

/// The text of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    New,
    Same,
}

/// splitmix64.
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
}

/// The schedule of a seed. Half of the schedules have one tab, the others have two.
pub fn schedule(seed: u64) -> Vec<Step> {
    let mut random = Random::new(seed);
    let tabs = 1 + random.below(TABS);
    (0..STEPS).map(|_| step(&mut random, tabs)).collect()
}

fn step(random: &mut Random, tabs: usize) -> Step {
    let tab = random.below(tabs);
    // Most steps are not faults. Otherwise no schedule would get far.
    match random.below(100) {
        0..=18 => Step::ToServer(tab),
        19..=22 => Step::Flows(tab),
        23..=44 => Step::ToClient(tab),
        45 => Step::LateToServer,
        46..=50 => Step::Opens(tab),
        51..=54 if random.one_in(5) => {
            let kinds = [Token::Rubbish, Token::Refused, Token::Unreachable];
            Step::Token(tab, random.of(&kinds))
        }
        51..=54 => Step::Token(tab, Token::Good),
        55..=61 => Step::Writes(tab, random.of(&[Words::New, Words::New, Words::Same])),
        62..=69 => Step::Passes(random.of(&LENGTHS_MS)),
        70..=85 => by_people(random, tab),
        _ => trouble(random, tab),
    }
}

fn by_people(random: &mut Random, tab: usize) -> Step {
    match random.below(22) {
        0..=4 => Step::AgentSays,
        5 | 6 => Step::AgentReceipt(random.one_in(2)),
        7 => Step::AgentEnds,
        8 => Step::Retries(tab),
        9 => Step::Discards(tab),
        10 => Step::Types(tab),
        11 | 12 => Step::Looks(tab, !random.one_in(4), !random.one_in(4)),
        13 | 14 => Step::Sees(tab),
        15 if random.one_in(3) => Step::Ends(tab),
        15 => Step::Urges(tab),
        16 => Step::Rates(tab),
        17 | 18 => Step::Clicks(tab, !random.one_in(4)),
        19 => Step::AgentEndsMain,
        20 if random.one_in(3) => Step::Skips(tab),
        _ => Step::Connects(tab),
    }
}

fn trouble(random: &mut Random, tab: usize) -> Step {
    match random.below(26) {
        0..=3 => Step::Closes(tab, random.of(&CLOSE_CODES)),
        4 => Step::GoesMute(tab),
        5 => Step::Loses(tab),
        6 | 7 => Step::Repeats(tab),
        8 | 9 => Step::Swaps(tab),
        10 => Step::ToldAgain(tab),
        11 => Step::Refuses(random.of(&REFUSALS)),
        12 if random.one_in(3) => Step::Restarts,
        13 => Step::Sleeps(random.of(&[5_000, 60_000, 600_000])),
        14 => Step::ClockJumps(random.of(&[-3_600_000, -5_000, 5_000, 86_400_000])),
        15 | 16 => Step::Network(tab, !random.one_in(3)),
        17 | 18 => Step::Reloads(tab),
        19 if random.one_in(2) => Step::Dies(tab),
        19 if random.one_in(4) => Step::Flaps(tab),
        20 => Step::Room(random.one_in(2)),
        22 => Step::ClockFallsBack(500),
        23 => Step::ClockStands(random.of(&[300, 2_000])),
        24 => Step::LosesTimer(tab),
        25 if random.one_in(3) => Step::Forgets,
        _ => Step::LateToServer,
    }
}
