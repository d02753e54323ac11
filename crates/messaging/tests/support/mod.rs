//! A test rig: a session, a scripted server and a clock that moves only when told.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::needless_pass_by_value, reason = "a test hands in literals")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hailer_messaging::wire::Content;
use hailer_messaging::{
    Attention, Command, Connection, DeliveryState, Event, Input, Instant, Message, Now, Output,
    Sender, Session, SessionConfig, TokenNeed,
};
use serde_json::{Value, json};

/// The consumer in all tests.
pub const ME: &str = "me";
/// The agent in all tests.
pub const ANNA: &str = "anna-pid";
/// The conversation in most tests. Its main dialog has the same id.
pub const CONVERSATION: &str = "c1";
/// More wake-ups than this mean that the session never comes to rest.
const MOST_WAKE_UPS: usize = 500;

/// A token for this consumer.
pub fn token_of(consumer: &str) -> String {
    let claims = URL_SAFE_NO_PAD.encode(json!({"sub": consumer}).to_string());
    format!("header.{claims}.signature")
}

/// The device's clock and timers.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_field_names, reason = "each name ends in its unit")]
pub struct Clock {
    /// The clock shows multiples of this. 0 means exact.
    pub granularity_ms: u64,
    /// How far the clock is behind the true time.
    pub behind_ms: u64,
    /// How much too early timers fire.
    pub early_ms: u64,
}

impl Clock {
    fn shows(self, true_ms: u64) -> u64 {
        let shown = true_ms - self.behind_ms;
        shown - shown.checked_rem(self.granularity_ms).unwrap_or_default()
    }
}

/// A session under test.
pub struct Rig {
    pub session: Session,
    /// The true time. The session sees the time of the clock.
    now_ms: u64,
    pub clock: Clock,
    wake_at: Option<Instant>,
    /// The true time at which the timer fires. It fires once.
    timer_ms: Option<u64>,
    /// How far the server's clock is ahead of the local clock, in milliseconds.
    pub server_ahead_ms: i64,
    /// All outputs since the last look.
    outputs: Vec<Output>,
}

impl Rig {
    /// A new session without any input.
    pub fn new() -> Self {
        Self::with(Session::new(SessionConfig::new("12345678", 7)))
    }

    /// A new session of a client that declares these features.
    pub fn declaring(features: &[&str]) -> Self {
        let mut config = SessionConfig::new("12345678", 7);
        config.client.features = features.iter().map(|one| (*one).to_owned()).collect();
        Self::with(Session::new(config))
    }

    /// Reloads the page with the texts that this one stored.
    pub fn reloaded(&self, with_transcript: bool) -> Self {
        let config = SessionConfig::new("12345678", 8);
        let shared = self.session.snapshot(with_transcript);
        let mut again = Self::with(Session::restore(config, &shared).unwrap());
        if let Some(outbox) = self.session.outbox_snapshot() {
            again.adopts(&outbox);
        }
        again
    }

    fn with(session: Session) -> Self {
        Self {
            session,
            now_ms: 1_000_000,
            clock: Clock::default(),
            wake_at: None,
            timer_ms: None,
            server_ahead_ms: 0,
            outputs: Vec::new(),
        }
    }

    /// A session that is connected and has no conversations.
    pub fn online() -> Self {
        let mut rig = Self::new();
        rig.connects(&[]);
        rig
    }

    /// A session in the open conversation with Anna, after `history`.
    pub fn chatting(history: &[Value]) -> Self {
        let mut rig = Self::new();
        rig.connects(&[open_conversation()]);
        rig.history(history);
        rig.outputs.clear();
        rig
    }

    /// Connects a session that is idle or waiting, up to the conversation list.
    pub fn connects(&mut self, conversations: &[Value]) {
        self.command(Command::Connect);
        self.arrives(conversations);
    }

    /// The remaining steps, after the session has requested a token or a socket.
    pub fn arrives(&mut self, conversations: &[Value]) {
        if self.token_needed().is_some() {
            self.input(Input::TokenObtained(token_of(ME)));
        }
        self.input(Input::SocketOpened);
        self.answers("InitConnection", 200, json!("OK"));
        self.answers(
            "SubscribeExConversations",
            200,
            json!({"subscriptionId": "s1"}),
        );
        self.conversations(conversations);
        // The session asks once per page, to measure the error of the local clock.
        if !self.requests("GetClock").is_empty() {
            let shown = self
                .now()
                .unix_ms
                .saturating_add_signed(self.server_ahead_ms);
            self.answers("GetClock", 200, json!({"currentTime": shown}));
        }
    }

    fn now(&self) -> Now {
        Now {
            instant: Instant::from_ms(self.clock.shows(self.now_ms)),
            unix_ms: 1_700_000_000_000 + self.now_ms,
        }
    }

    /// Passes an input and stores the outputs.
    pub fn input(&mut self, input: Input) {
        self.session.handle_input(self.now(), input);
        self.drain();
    }

    /// Adopts the outbox of another tab.
    pub fn adopts(&mut self, outbox: &str) {
        self.session.adopt_outbox(self.now(), outbox).unwrap();
        self.drain();
    }

    /// Another tab has stored this snapshot.
    pub fn hears_of(&mut self, snapshot: &str) {
        self.session.read_elsewhere(self.now(), snapshot).unwrap();
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll_output() {
            if let Output::WakeAt(at) = output {
                self.wake_at = at;
                self.timer_ms = at.map(|at| self.fires_at_ms(at));
            }
            self.outputs.push(output);
        }
    }

    /// A timer measures its wait with the device's clock.
    fn fires_at_ms(&self, at: Instant) -> u64 {
        let shown_ms = self.clock.shows(self.now_ms);
        let wait_ms = at.as_ms().saturating_sub(shown_ms + self.clock.early_ms);
        self.now_ms + wait_ms.max(1)
    }

    /// The browser loses the timer.
    pub fn loses_its_timer(&mut self) {
        self.timer_ms = None;
    }

    pub fn command(&mut self, command: Command) {
        self.input(Input::Command(command));
    }

    pub fn consumer_sends(&mut self, text: &str) {
        self.command(Command::Send {
            text: text.to_owned(),
        });
    }

    /// Sets whether the window is open and the tab visible.
    pub fn looks(&mut self, window_open: bool, tab_visible: bool) {
        self.command(Command::Attention(Attention {
            window_open,
            tab_visible,
        }));
    }

    /// Lets time pass and wakes the session at every requested time.
    pub fn time_passes_ms(&mut self, length_ms: u64) {
        let end_ms = self.now_ms + length_ms;
        for _ in 0..MOST_WAKE_UPS {
            let Some(at) = self.timer_ms.take_if(|at| *at <= end_ms) else {
                self.now_ms = end_ms;
                return;
            };
            self.now_ms = self.now_ms.max(at);
            self.input(Input::DeadlineReached);
        }
        panic!("the session never gets quiet: {:?}", self.wake_at);
    }

    /// The page is frozen: time passes, and the first wake-up comes at the end.
    pub fn sleeps_ms(&mut self, length_ms: u64) {
        self.now_ms += length_ms;
        self.timer_ms = None;
        self.input(Input::DeadlineReached);
    }

    /// Receives a frame from the server.
    pub fn server(&mut self, frame: &Value) {
        self.input(Input::FrameReceived(frame.to_string()));
    }

    /// Answers the oldest request of this type that was sent since the last look.
    pub fn answers(&mut self, kind: &str, code: u16, body: Value) {
        let request = self.take_request(kind);
        self.server(&json!({"kind": "resp", "reqId": request["id"], "code": code, "body": body}));
    }

    /// Removes and returns the oldest request of this type since the last look.
    pub fn take_request(&mut self, kind: &str) -> Value {
        let seen = self.frames_sent();
        let index = self
            .outputs
            .iter()
            .position(|output| is_request(output, kind));
        let index = index.unwrap_or_else(|| panic!("no request {kind} among {seen:?}"));
        let Output::SendFrame(text) = self.outputs.remove(index) else {
            unreachable!()
        };
        serde_json::from_str(&text).unwrap()
    }

    /// Sends the conversation list.
    pub fn conversations(&mut self, results: &[Value]) {
        let changes: Vec<_> = results
            .iter()
            .map(|result| json!({"type": "UPSERT", "result": result}))
            .collect();
        self.server(
            &json!({"kind": "notification", "type": "cqm.ExConversationChangeNotification",
            "body": {"subscriptionId": "s1", "changes": changes}}),
        );
    }

    /// Accepts the dialog's subscription and sends its history.
    pub fn history(&mut self, events: &[Value]) {
        self.answers("SubscribeMessagingEvents", 200, json!({}));
        self.events(events);
    }

    /// Sends events of the conversation.
    pub fn events(&mut self, events: &[Value]) {
        self.server(
            &json!({"kind": "notification", "type": "ms.MessagingEventNotification",
            "body": {"dialogId": CONVERSATION, "changes": events}}),
        );
    }

    pub fn socket_closes(&mut self, code: u16) {
        self.input(Input::SocketClosed { code });
    }

    /// The frames sent since the last look.
    pub fn frames_sent(&self) -> Vec<Value> {
        let texts = self.outputs.iter().filter_map(|output| match output {
            Output::SendFrame(text) => Some(serde_json::from_str(text).unwrap()),
            _ => None,
        });
        texts.collect()
    }

    /// The requests of this type sent since the last look.
    pub fn requests(&self, kind: &str) -> Vec<Value> {
        let all = self.frames_sent().into_iter();
        all.filter(|frame| frame["type"].as_str().unwrap_or_default().ends_with(kind))
            .collect()
    }

    /// The texts published since the last look.
    pub fn published(&self) -> Vec<String> {
        let requests = self.requests("PublishEvent").into_iter();
        requests
            .filter_map(|frame| {
                frame["body"]["event"]["message"]
                    .as_str()
                    .map(str::to_owned)
            })
            .collect()
    }

    /// The receipts with this status sent since the last look.
    pub fn receipts(&self, status: &str) -> Vec<Value> {
        let requests = self
            .requests("PublishEvent")
            .into_iter()
            .map(|frame| frame["body"]["event"].clone());
        requests
            .filter(|event| event["status"] == status)
            .map(|event| event["sequenceList"].clone())
            .collect()
    }

    /// The chat states sent since the last look.
    pub fn chat_states(&self) -> Vec<String> {
        let requests = self.requests("PublishEvent").into_iter();
        requests
            .filter_map(|frame| {
                frame["body"]["event"]["chatState"]
                    .as_str()
                    .map(str::to_owned)
            })
            .collect()
    }

    /// The events reported since the last look.
    pub fn events_told(&self) -> Vec<Event> {
        let told = self.outputs.iter().filter_map(|output| match output {
            Output::Event(event) => Some(event.clone()),
            _ => None,
        });
        told.collect()
    }

    /// The token requested since the last look.
    pub fn token_needed(&self) -> Option<TokenNeed> {
        self.outputs.iter().rev().find_map(|output| match output {
            Output::NeedToken(need) => Some(*need),
            _ => None,
        })
    }

    pub fn wished(&self, wish: &Output) -> usize {
        self.outputs.iter().filter(|output| *output == wish).count()
    }

    /// Forgets all outputs so far.
    pub fn look(&mut self) -> &mut Self {
        self.outputs.clear();
        self
    }

    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    pub fn connection(&self) -> Connection {
        self.session.connection()
    }

    pub fn wake_at(&self) -> Option<Instant> {
        self.wake_at
    }

    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// The transcript in a short form, such as `me: hi (sent)`.
    pub fn transcript(&self) -> Vec<String> {
        self.session
            .messages()
            .map(|message| in_short(&message))
            .collect()
    }
}

fn is_request(output: &Output, kind: &str) -> bool {
    let Output::SendFrame(text) = output else {
        return false;
    };
    let frame: Value = serde_json::from_str(text).unwrap();
    frame["type"].as_str().unwrap_or_default().ends_with(kind)
}

fn in_short(message: &Message) -> String {
    let who = match &message.sender {
        Sender::Consumer => "me",
        Sender::Agent(_) => "agent",
        Sender::Bot(_) => "bot",
        Sender::System => "system",
    };
    let what = match &message.content {
        Content::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    let state = match message.state {
        DeliveryState::Failed(_) => "failed",
        DeliveryState::Queued => "queued",
        DeliveryState::Sending => "sending",
        DeliveryState::Sent => "sent",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Read => "read",
    };
    match message.sender {
        Sender::Consumer => format!("{who}: {what} ({state})"),
        _ => format!("{who}: {what}"),
    }
}

/// The open conversation with Anna, used in most tests.
pub fn open_conversation() -> Value {
    conversation(CONVERSATION, "OPEN", 1)
}

/// A conversation with this state and metadata time.
pub fn conversation(id: &str, state: &str, stamp: u64) -> Value {
    json!({"convId": id, "conversationDetails": {
        "state": state, "stage": state, "startTs": 1000, "metaDataLastUpdateTs": stamp,
        "participants": [{"id": ME, "role": "CONSUMER"}, {"id": ANNA, "role": "ASSIGNED_AGENT"}],
        "dialogs": [{"dialogId": id, "dialogType": "MAIN", "state": state}],
        "closeReason": (state == "CLOSE").then_some("AGENT"), "endTs": (state == "CLOSE").then_some(2000)}})
}

/// A text event.
pub fn said(sequence: u64, by: &str, text: &str) -> Value {
    stored(
        sequence,
        by,
        json!({"type": "ContentEvent", "contentType": "text/plain", "message": text}),
    )
}

/// A receipt event.
pub fn receipt(sequence: u64, by: &str, status: &str, of: &[u64]) -> Value {
    stored(
        sequence,
        by,
        json!({"type": "AcceptStatusEvent", "status": status, "sequenceList": of}),
    )
}

/// Any stored event.
pub fn stored(sequence: u64, by: &str, event: Value) -> Value {
    let role = if by == ME {
        "CONSUMER"
    } else {
        "ASSIGNED_AGENT"
    };
    json!({"sequence": sequence, "dialogId": CONVERSATION, "originatorId": by,
        "originatorMetadata": {"id": by, "role": role}, "serverTimestamp": 1_700_000_000_000_u64 + sequence, "event": event})
}

/// A chat state.
pub fn state(by: &str, state: &str) -> Value {
    let role = if by == ME {
        "CONSUMER"
    } else {
        "ASSIGNED_AGENT"
    };
    json!({"dialogId": CONVERSATION, "originatorId": by, "originatorMetadata": {"id": by, "role": role},
        "event": {"type": "ChatStateEvent", "chatState": state}})
}
