//! What a session wishes: drain it after every input.

use super::input::CommandError;
use crate::conversation::{Message, MessageKey};
use crate::ids::{ConversationId, DialogId, LocalId, ParticipantId};
use crate::time::Instant;
use crate::wire::{CloseReason, DecodeError};

/// A wish of the session.
#[derive(Clone, PartialEq)]
pub enum Output {
    /// Open a socket to the messaging service.
    OpenSocket,
    /// Close the socket that is open or opening; its `SocketClosed` is not awaited.
    CloseSocket,
    /// Send a text frame.
    SendFrame(String),
    /// Get a token.
    NeedToken(TokenNeed),
    /// Hand in `DeadlineReached` at this instant, once. Replaces the earlier wish;
    /// `None` means that nothing is waited for. Said again after a wake-up that came
    /// too early, so a timer may be inexact.
    WakeAt(Option<Instant>),
    /// Keep `Session::snapshot`: something in it changed.
    Persist,
    /// Keep `Session::outbox_snapshot` now, or forget it where there is none.
    /// Comes before the frames it must precede.
    PersistOutbox,
    /// Something the application should know.
    Event(Event),
}

/// Frames carry tokens and texts, so they are measured and not shown.
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

/// Which token is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenNeed {
    /// Any that may still be good; a new identity where there is none.
    Any,
    /// A new one from the site, as the last was refused (4401).
    Fresh,
    /// The same identity, extended (4407).
    Extend,
}

/// What changed, in the past tense.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The connection's state changed.
    ConnectionChanged(Connection),
    /// Messages appeared, disappeared or moved: read `Session::messages` again.
    TranscriptChanged,
    /// These messages look different but are where they were.
    MessagesChanged(Vec<MessageKey>),
    /// Of a conversation that is too long only the newest messages can be had.
    HistoryCut,
    /// A message of the other side came while the session watched.
    MessageArrived(Message),
    /// A message was refused.
    MessageFailed(LocalId),
    /// The number of unread messages changed.
    UnreadChanged(usize),
    /// Who is typing, if anybody.
    TypingChanged(Option<ParticipantId>),
    /// The present conversation changed.
    ConversationChanged(ConversationStatus),
    /// A survey is asked, answered or over.
    SurveyChanged(Survey),
    /// A command was not carried out.
    CommandRefused(CommandError),
    /// The server sent something that could not be understood; for the log.
    FrameIgnored(DecodeError),
    /// A notification of a kind that is not known; for the log.
    NotificationIgnored {
        /// Its type.
        name: String,
    },
    /// The server refused a request that nobody waits for; for the log.
    RequestRefused {
        /// With HTTP's meaning.
        code: u16,
    },
}

/// The state of the connection, as the consumer should know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// Nobody asked for one.
    #[default]
    Idle,
    /// On the way.
    Connecting,
    /// Messages flow.
    Online,
    /// Lost; the next attempt is made at that instant.
    Waiting {
        /// When.
        retry_at: Instant,
    },
    /// The browser has no network.
    Offline,
    /// Over, until `Command::Connect`.
    Ended(EndReason),
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Tokens were refused, or could not be had, several times in a row.
    TokenRefused,
}

/// The present conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationStatus {
    /// The newest conversation, open or ended.
    pub id: Option<ConversationId>,
    /// Whether it is open.
    pub is_open: bool,
    /// The agent who answers now.
    pub agent: Option<ParticipantId>,
    /// The dialog in which a bot asks how it was, while it does (protocol §5.6). The
    /// consumer answers by messages and clicks; `Command::SkipSurvey` ends it.
    pub survey_dialog: Option<DialogId>,
    /// Who ended it.
    pub close_reason: Option<CloseReason>,
    /// When it ended, in milliseconds since 1970.
    pub ended_unix_ms: Option<u64>,
    /// Whether the consumer asked for haste.
    pub is_urgent: bool,
    /// Whether its end was asked for and not confirmed yet.
    pub is_ending: bool,
}

/// The survey after a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Survey {
    /// None is asked.
    #[default]
    None,
    /// It is being asked.
    Asked(ConversationId),
    /// The answer is on its way.
    Sending(ConversationId),
    /// The answer was stored.
    Answered(ConversationId),
}
