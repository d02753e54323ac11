//! The outputs of a session. Poll them after every input.

use super::input::CommandError;
use crate::conversation::{Message, MessageKey};
use crate::ids::{ConversationId, DialogId, LocalId, ParticipantId};
use crate::time::Instant;
use crate::wire::{CloseReason, DecodeError};

/// An output: the caller must carry it out.
#[derive(Clone, PartialEq)]
pub enum Output {
    /// Open a socket to the messaging service.
    OpenSocket,
    /// Close the socket that is open or opening. The session does not wait for `SocketClosed`.
    CloseSocket,
    /// Send a text frame.
    SendFrame(String),
    /// Request a token from the provider.
    NeedToken(TokenNeed),
    /// Send `DeadlineReached` at this instant, once. It replaces the earlier deadline; `None`
    /// means that there is none. It is repeated after a wake-up that came too early, so the
    /// timer may be inexact.
    WakeAt(Option<Instant>),
    /// Store `Session::snapshot`, because it changed.
    Persist,
    /// Store `Session::outbox_snapshot` now, or delete the stored text if it is None. This
    /// output comes before the frames that depend on it.
    PersistOutbox,
    /// A change that the application should know.
    Event(Event),
}

/// Shows the length of frames, not their text, because they contain tokens and messages.
impl core::fmt::Debug for Output {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::OpenSocket => f.write_str("OpenSocket"),
            Self::CloseSocket => f.write_str("CloseSocket"),
            Self::SendFrame(text) => write!(f, "SendFrame({} bytes)", text.len()),
            Self::NeedToken(need) => write!(f, "NeedToken({need:?})"),
            Self::WakeAt(at) => write!(f, "WakeAt({at:?})"),
            Self::Persist => f.write_str("Persist"),
            Self::PersistOutbox => f.write_str("PersistOutbox"),
            Self::Event(event) => event.fmt(f),
        }
    }
}

/// The kind of token that is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenNeed {
    /// Any token that may still be valid. If there is none, a new identity.
    #[default]
    Any,
    /// A new token from the site, because the last one was refused (4401).
    Fresh,
    /// A new token for the same identity (4407).
    Extend,
}

/// An event: something changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The connection's state changed.
    ConnectionChanged(Connection),
    /// Messages were added, removed or moved. Read `Session::messages` again.
    TranscriptChanged,
    /// These messages changed but did not move.
    MessagesChanged(Vec<MessageKey>),
    /// A history is too long. Only its newest messages can be loaded.
    HistoryCut,
    /// A message of the other side arrived live, not as part of a history.
    MessageArrived(Message),
    /// A message was refused.
    MessageFailed(LocalId),
    /// The number of unread messages changed.
    UnreadChanged(usize),
    /// The participant who is typing changed; `None` if nobody types.
    TypingChanged(Option<ParticipantId>),
    /// The current conversation changed.
    ConversationChanged(ConversationStatus),
    /// The survey's state changed.
    SurveyChanged(Survey),
    /// A command was rejected.
    CommandRefused(CommandError),
    /// A frame could not be decoded. For the log.
    FrameIgnored(DecodeError),
    /// A notification has an unknown type. For the log.
    NotificationIgnored {
        /// The type name.
        name: String,
    },
    /// The server refused a request that no command waits for. For the log.
    RequestRefused {
        /// The response code, as in HTTP.
        code: u16,
    },
}

/// The state of the connection, as shown to the consumer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// No connection was requested.
    #[default]
    Idle,
    /// The session is connecting.
    Connecting,
    /// Messages can be sent and received.
    Online,
    /// The connection was lost. The session will retry.
    Waiting {
        /// When the next attempt is made.
        retry_at: Instant,
    },
    /// The browser has no network.
    Offline,
    /// The session has ended. `Command::Connect` starts it again.
    Ended(EndReason),
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Tokens were refused several times in a row, or the provider failed for good.
    TokenRefused,
}

/// The current conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationStatus {
    /// The id of the newest conversation, open or ended.
    pub id: Option<ConversationId>,
    /// Whether it is open.
    pub is_open: bool,
    /// The assigned agent.
    pub agent: Option<ParticipantId>,
    /// The dialog of a bot's survey, while it is open (protocol §5.6). The consumer answers
    /// with messages and clicks. `Command::SkipSurvey` ends it.
    pub survey_dialog: Option<DialogId>,
    /// The side that closed the conversation.
    pub close_reason: Option<CloseReason>,
    /// When it ended, in milliseconds since 1970.
    pub ended_unix_ms: Option<u64>,
    /// Whether the consumer marked it as urgent.
    pub is_urgent: bool,
    /// Whether its end was requested but is not confirmed yet.
    pub is_ending: bool,
}

/// The survey after a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Survey {
    /// There is no survey.
    #[default]
    None,
    /// The consumer is asked to rate this conversation.
    Asked(ConversationId),
    /// The answer is being sent.
    Sending(ConversationId),
    /// The server stored the answer.
    Answered(ConversationId),
}
