//! The inputs of a session: external events and the consumer's commands.

use super::config::Routing;
use crate::ids::LocalId;
use crate::ids::{DialogId, Sequence};
use core::fmt;
use serde_json::Value;

/// An external event or a command of the consumer.
#[derive(Clone, PartialEq)]
pub enum Input {
    /// The requested socket is open.
    SocketOpened,
    /// The socket is closed, by either side.
    SocketClosed {
        /// The close code of RFC 6455, or 4401 or 4407 (protocol §1.9).
        code: u16,
    },
    /// A text frame was received.
    FrameReceived(String),
    /// The token provider returned this token, unparsed.
    TokenObtained(String),
    /// The token provider failed.
    TokenFailed {
        /// Whether a later attempt may succeed, for example after a network failure.
        retryable: bool,
    },
    /// The browser went offline or came online.
    NetworkChanged {
        /// Whether there is a network.
        online: bool,
    },
    /// The instant of the last `Output::WakeAt` has come.
    DeadlineReached,
    /// A command of the consumer.
    Command(Command),
}

/// A command of the consumer, or of the window on the consumer's behalf.
#[derive(Clone, PartialEq)]
pub enum Command {
    /// Connect and stay connected. During a wait between attempts, try again now.
    Connect,
    /// Disconnect and stay disconnected.
    Disconnect,
    /// Send a message. It is stored before it is sent.
    Send {
        /// The text, at most [`crate::MAX_MESSAGE_CHARS`] characters.
        text: String,
    },
    /// The consumer clicked something in structured content, or a quick reply (protocol §7.6).
    /// The click is published first; then each text is sent like a message. All of it is stored
    /// before it is sent. If the dialog has ended, only the texts are sent.
    Click {
        /// The dialog of the message with the clicked content.
        dialog: DialogId,
        /// The sequence number of this message.
        sequence: Sequence,
        /// The click's metadata, sent unchanged with the click and with every text.
        metadata: Option<Value>,
        /// The texts of its `publishText` actions, or the ticked texts joined by commas, or the
        /// chosen day. Texts of white space only are not sent.
        texts: Vec<String>,
    },
    /// A message of the other side contains nothing that can be shown (protocol §5.3 NACK). The
    /// command may be repeated: the NACK is sent once.
    CannotShow {
        /// The dialog of the message.
        dialog: DialogId,
        /// The sequence number of the message.
        sequence: Sequence,
    },
    /// Send a failed message again, as the newest one.
    Retry(LocalId),
    /// Delete a failed message.
    Discard(LocalId),
    /// The consumer pressed a key in the message box.
    Typed {
        /// Whether the box contains text. False when it is empty again.
        has_text: bool,
    },
    /// The consumer's attention changed.
    Attention(Attention),
    /// Messages came onto or left the screen. A message that is visible while the consumer is
    /// reading is marked as read and needs no further report.
    OnScreen(Vec<Sight>),
    /// End the conversation after all queued messages are sent. If the client declares
    /// `MULTI_DIALOG`, a bot may run a survey after that; this command ends such a survey, too.
    EndConversation,
    /// Answer the survey.
    Rate {
        /// The rating, from 1 to 5.
        stars: u8,
        /// Whether the issue was resolved. None if the consumer did not say.
        resolved: Option<bool>,
    },
    /// Skip the survey. A bot's survey ends after all queued messages are sent.
    SkipSurvey,
    /// Mark the conversation as urgent, or undo that.
    SetUrgent(bool),
    /// The brand names the consumer from now on. It may be another consumer than before.
    /// New messages belong to this consumer alone, even if several people use the browser.
    /// The session disconnects.
    Named,
    /// The consumer logged out. Delete their data and their unsent messages. The session
    /// disconnects.
    Forget,
    /// Use this routing for new conversations. Sent when the page or its language changes.
    Route(Routing),
    /// Load some more ended conversations that are older than those shown.
    ShowEarlier,
    /// The page is about to be hidden or closed. Send GONE while there is time.
    PageHides,
}

/// Shows names only, and no tokens, frames or texts: an input may be logged.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SocketOpened => f.write_str("SocketOpened"),
            Self::SocketClosed { code } => write!(f, "SocketClosed({code})"),
            Self::FrameReceived(text) => write!(f, "FrameReceived({} bytes)", text.len()),
            Self::TokenObtained(_) => f.write_str("TokenObtained"),
            Self::TokenFailed { retryable } => write!(f, "TokenFailed(retryable: {retryable})"),
            Self::NetworkChanged { online } => write!(f, "NetworkChanged(online: {online})"),
            Self::DeadlineReached => f.write_str("DeadlineReached"),
            Self::Command(command) => command.fmt(f),
        }
    }
}

/// Shows the length of texts, not the texts.
impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("Connect"),
            Self::Disconnect => f.write_str("Disconnect"),
            Self::Send { text } => write!(f, "Send({} bytes)", text.len()),
            Self::Click {
                dialog, sequence, ..
            } => write!(f, "Click({sequence} in {dialog})"),
            Self::CannotShow { dialog, sequence } => {
                write!(f, "CannotShow({sequence} in {dialog})")
            }
            Self::Retry(id) => write!(f, "Retry({id})"),
            Self::Discard(id) => write!(f, "Discard({id})"),
            Self::Typed { has_text } => write!(f, "Typed(has_text: {has_text})"),
            Self::Attention(attention) => attention.fmt(f),
            Self::OnScreen(sights) => f.debug_tuple("OnScreen").field(sights).finish(),
            Self::EndConversation => f.write_str("EndConversation"),
            Self::Rate { stars, resolved } => {
                let resolved = match resolved {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "unanswered",
                };
                write!(f, "Rate({stars}, resolved: {resolved})")
            }
            Self::SkipSurvey => f.write_str("SkipSurvey"),
            Self::SetUrgent(urgent) => write!(f, "SetUrgent({urgent})"),
            Self::Named => f.write_str("Named"),
            Self::Forget => f.write_str("Forget"),
            Self::Route(routing) => routing.fmt(f),
            Self::ShowEarlier => f.write_str("ShowEarlier"),
            Self::PageHides => f.write_str("PageHides"),
        }
    }
}

/// A message that came onto or left the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The dialog of the message.
    pub dialog: DialogId,
    /// The sequence number of the message.
    pub sequence: Sequence,
    /// Whether it is visible inside the window.
    pub visible: bool,
}

/// The consumer's attention. READ receipts need both fields to be true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// The chat window is open.
    pub window_open: bool,
    /// The tab is visible.
    pub tab_visible: bool,
}

impl Attention {
    /// Whether the consumer reads what is on the screen.
    pub const fn is_reading(self) -> bool {
        self.window_open && self.tab_visible
    }
}

/// Why a command was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// The message contains only white space.
    EmptyMessage,
    /// The message is longer than [`crate::MAX_MESSAGE_CHARS`].
    MessageTooLong {
        /// Its length in characters.
        chars: usize,
    },
    /// There is no failed message with this id.
    NoSuchMessage,
    /// No conversation is open.
    NoOpenConversation,
    /// There is no survey to answer.
    NoSurvey,
    /// A rating is a whole number from 1 to 5.
    NotARating {
        /// The rejected value.
        stars: u8,
    },
    /// The server refused to end the conversation.
    CloseRefused {
        /// The response code, as in HTTP.
        code: u16,
    },
    /// The server refused the rating.
    RatingRefused {
        /// The response code, as in HTTP.
        code: u16,
    },
    /// The server refused the change of urgency.
    UrgencyRefused {
        /// The response code, as in HTTP.
        code: u16,
    },
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyMessage => f.write_str("there is nothing to send"),
            Self::MessageTooLong { chars } => {
                write!(
                    f,
                    "the message has {chars} characters; at most 8000 can be sent"
                )
            }
            Self::NoSuchMessage => f.write_str("there is no such failed message"),
            Self::NoOpenConversation => f.write_str("no conversation is open"),
            Self::NoSurvey => f.write_str("no survey is being asked"),
            Self::NotARating { stars } => write!(f, "{stars} is not a rating from 1 to 5"),
            Self::CloseRefused { code } => write!(f, "ending the conversation was refused: {code}"),
            Self::RatingRefused { code } => write!(f, "the rating was refused: {code}"),
            Self::UrgencyRefused { code } => write!(f, "the urgency was refused: {code}"),
        }
    }
}

impl core::error::Error for CommandError {}
