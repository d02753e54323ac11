//! The entry point for hostile input. Both the property tests and the fuzzer
//! (`fuzz/fuzz_targets/frames.rs`) use it.
//!
//! The first byte selects the state of the session. Then every line is one input: a frame or,
//! if it begins with a control byte, a closed socket, an hour of time or a new connection.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hailer_messaging::{
    Attention, Command, Input, Instant, Now, Output, Session, SessionConfig, SessionState,
};
use serde_json::json;

/// Text written by the consumer. It must not appear in anything that may be logged.
const SECRET: &str = "what-only-the-brand-may-read";
/// A part of the token. It must not appear there either.
const SIGNATURE: &str = "c2lnbmF0dXJl";
/// More outputs than a session may produce after one input.
const MOST_OUTPUTS: usize = 2_000;
/// More wake-ups than a session may request within an hour.
const MOST_WAKE_UPS: usize = 4_000;

/// Passes the bytes to a session. Panics if an invariant is violated.
pub fn run(bytes: &[u8]) {
    let (start, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let mut rig = Rig::new();
    rig.goes_as_far_as(start % 5);
    for line in rest.split(|byte| *byte == b'\n') {
        match line.split_first() {
            Some((0, code)) => {
                let code = code.first().map_or(1006, |low| 4400 + u16::from(*low) % 10);
                rig.input(Input::SocketClosed { code });
            }
            Some((1, _)) => rig.passes_ms(3_600_000),
            Some((2, _)) => rig.goes_as_far_as(4),
            _ => rig.input(Input::FrameReceived(
                String::from_utf8_lossy(line).into_owned(),
            )),
        }
    }
    rig.checks_what_is_kept();
    rig.recovers();
}

/// A session in an open conversation.
#[allow(dead_code, reason = "the fuzzer has no need of it")]
pub fn ready() -> Session {
    let mut rig = Rig::new();
    rig.goes_as_far_as(4);
    rig.session
}

struct Rig {
    session: Session,
    now_ms: u64,
    wake_at: Option<Instant>,
    has_socket: bool,
    last_request: u64,
}

impl Rig {
    fn new() -> Self {
        let mut rig = Self {
            session: Session::new(SessionConfig::new("1", 7)),
            now_ms: 1_000,
            wake_at: None,
            has_socket: false,
            last_request: 0,
        };
        rig.input(Input::Command(Command::Attention(Attention {
            window_open: true,
            tab_visible: true,
        })));
        let text = SECRET.to_owned();
        rig.input(Input::Command(Command::Send { text }));
        rig
    }

    fn input(&mut self, input: Input) {
        conceals(&input);
        let now = Now {
            instant: Instant::from_ms(self.now_ms),
            unix_ms: self.now_ms,
        };
        self.session.handle_input(now, input);
        let mut count = 0;
        while let Some(output) = self.session.poll_output() {
            count += 1;
            conceals(&output);
            match output {
                Output::OpenSocket => self.has_socket = true,
                Output::CloseSocket => self.has_socket = false,
                Output::WakeAt(at) => self.wake_at = at,
                Output::SendFrame(_) => self.last_request += 1,
                _ => {}
            }
        }
        conceals(&self.session);
        assert!(count <= MOST_OUTPUTS, "{count} wishes after one input");
    }

    /// Brings a new session to this stage: token requested, socket opened, InitConnection sent,
    /// conversation list requested, or ready.
    fn goes_as_far_as(&mut self, stage: u8) {
        self.input(Input::Command(Command::Connect));
        self.passes_ms(2_000);
        let claims = URL_SAFE_NO_PAD.encode(json!({"sub": "me"}).to_string());
        if stage > 0 && self.session.state() == SessionState::AwaitToken {
            self.input(Input::TokenObtained(format!("a.{claims}.{SIGNATURE}")));
        }
        if stage > 1 && self.session.state() == SessionState::AwaitSocket {
            self.input(Input::SocketOpened);
        }
        if stage > 2 {
            self.answered();
        }
        if stage > 3 {
            self.answered();
            self.told(&json!({"kind": "notification", "type": "cqm.ExConversationChangeNotification",
                "body": {"changes": [{"type": "UPSERT", "result": {"convId": "c1", "conversationDetails":
                    {"state": "OPEN", "stage": "OPEN", "startTs": 1, "metaDataLastUpdateTs": 1}}}]}}));
            self.answered();
            self.told(
                &json!({"kind": "notification", "type": "ms.MessagingEventNotification",
                "body": {"dialogId": "c1", "changes": []}}),
            );
        }
    }

    /// Answers the newest request with success.
    fn answered(&mut self) {
        let id = self.last_request.to_string();
        self.told(&json!({"kind": "resp", "reqId": id, "code": 200, "body": {}}));
    }

    fn told(&mut self, frame: &serde_json::Value) {
        self.input(Input::FrameReceived(frame.to_string()));
    }

    fn passes_ms(&mut self, length_ms: u64) {
        let end_ms = self.now_ms + length_ms;
        for _ in 0..MOST_WAKE_UPS {
            let due = self.wake_at.map(Instant::as_ms).filter(|at| *at <= end_ms);
            let Some(at_ms) = due else {
                self.now_ms = end_ms;
                return;
            };
            self.now_ms = self.now_ms.max(at_ms);
            self.input(Input::DeadlineReached);
        }
        panic!("never quiet: {:?}", self.session);
    }

    /// The stored texts can be read again and contain nothing new.
    fn checks_what_is_kept(&self) {
        for with_transcript in [true, false] {
            let kept = self.session.snapshot(with_transcript);
            let again = Session::restore(SessionConfig::new("1", 8), &kept);
            let again = again.expect("what a session keeps can be restored");
            for message in again.messages() {
                let before = self.session.message(&message.key);
                assert!(before.is_some() || !with_transcript, "{:?}", message.key);
            }
        }
        if let Some(kept) = self.session.outbox_snapshot() {
            let mut other = Session::new(SessionConfig::new("1", 9));
            let adopted = other.adopt_outbox(Now::default(), &kept);
            adopted.expect("an outbox can be adopted");
            let unsent = |session: &Session| {
                session
                    .messages()
                    .filter(|message| message.sequence.is_none())
                    .count()
            };
            assert!(unsent(&other) >= unsent(&self.session));
        }
    }

    /// A well-behaved server makes the session ready again after any hostile input.
    fn recovers(&mut self) {
        self.input(Input::NetworkChanged { online: true });
        for _ in 0..20 {
            if self.session.state().is_ready() {
                return;
            }
            self.passes_ms(61_000);
            if self.session.state().has_socket() {
                self.input(Input::SocketClosed { code: 1000 });
            }
            self.goes_as_far_as(4);
        }
        panic!("it never recovers: {:?}", self.session);
    }
}

/// Anything may be logged, so nothing shows a message text or a token.
fn conceals(shown: &impl core::fmt::Debug) {
    let shown = format!("{shown:?}");
    assert!(
        !shown.contains(SECRET),
        "a log would show what somebody wrote"
    );
    assert!(!shown.contains(SIGNATURE), "a log would show a token");
}
