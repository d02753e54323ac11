//! What a session is told: facts, and the consumer's wishes.

use super::config::Routing;
use crate::ids::LocalId;
use crate::ids::{DialogId, Sequence};
use core::fmt;
use serde_json::Value;

/// A fact that happened outside, or a wish of the consumer.
#[derive(Clone, PartialEq)]
pub enum Input {
    /// The socket asked for is open.
    SocketOpened,
    /// The socket is gone, by whichever side.
    SocketClosed {
        /// RFC 6455's code, or 4401 and 4407 (protocol §1.9).
        code: u16,
    },
    /// A text frame came.
    FrameReceived(String),
    /// The token asked for is there, as the provider gave it.
    TokenObtained(String),
    /// The token asked for cannot be had.
    TokenFailed {
        /// Whether asking again later may help, as after a network failure.
        retryable: bool,
    },
    /// The browser noticed that its network went or came.
    NetworkChanged {
        /// Whether there is one.
        online: bool,
    },
    /// The instant of the last `Output::WakeAt` has come.
    DeadlineReached,
    /// A wish of the consumer.
    Command(Command),
}

/// A wish of the consumer, or of the window on their behalf.
#[derive(Clone, PartialEq)]
pub enum Command {
    /// Be connected from now on; also: try again now.
    Connect,
    /// Be disconnected from now on.
    Disconnect,
    /// Send a message. It is kept before it is sent.
    Send {
        /// The text, at most [`crate::MAX_MESSAGE_CHARS`] characters.
        text: String,
    },
    /// Something in structured content, or a quick reply, was clicked (protocol §7.6). The
    /// other side is told of the click; then each text is sent like a message. All of it
    /// is kept before it is sent. Where the dialog has ended, only the texts are sent.
    Click {
        /// The dialog of the message that holds what was clicked.
        dialog: DialogId,
        /// The place of this message.
        sequence: Sequence,
        /// The click's metadata, sent unchanged with the click and with every text.
        metadata: Option<Value>,
        /// The texts of its `publishText` actions; or the ticked texts joined by commas, or
        /// the chosen day. Those that are all white space are not sent.
        texts: Vec<String>,
    },
    /// A message of the other side holds nothing that can be shown (protocol §5.3 NACK).
    /// May be said again: the other side is told once.
    CannotShow {
        /// Its dialog.
        dialog: DialogId,
        /// Its place.
        sequence: Sequence,
    },
    /// Send a failed message once more, as the newest one.
    Retry(LocalId),
    /// Drop a failed message.
    Discard(LocalId),
    /// A key was pressed in the message box; whether any text is left in it.
    Typed {
        /// False when the box is empty again.
        has_text: bool,
    },
    /// Where the consumer's attention is.
    Attention(Attention),
    /// Messages are on the screen now, or not any more. Of one that is seen while the
    /// attention is here nothing more needs to be told: it is read.
    OnScreen(Vec<Sight>),
    /// End the conversation, once everything written has been sent. A bot may ask how it was
    /// after that, where the client declares `MULTI_DIALOG`; this ends such a survey, too.
    EndConversation,
    /// Answer the survey.
    Rate {
        /// 1 to 5.
        stars: u8,
        /// Whether the issue was resolved, unless that was left open.
        resolved: Option<bool>,
    },
    /// Decline the survey; one of a bot ends, once everything written has been sent.
    SkipSurvey,
    /// Ask for haste, or take that back.
    SetUrgent(bool),
    /// From now on the brand names the consumer, who may be another than before: what is
    /// written is theirs alone, also on a browser that several people use. It disconnects.
    Named,
    /// The consumer logged out: forget them, and what they did not send. It disconnects.
    Forget,
    /// Say this of new conversations from now on: the page, or its language, may be another.
    Route(Routing),
    /// Read back conversations that ended before those that are shown, some at a time.
    ShowEarlier,
    /// The page goes away: tell the other side while there is time.
    PageHides,
}

/// Tokens, frames and texts are named and not shown: an input may be logged.
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

/// What the consumer wrote is counted and not shown.
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

/// A message that came on or left the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Its dialog.
    pub dialog: DialogId,
    /// Its place.
    pub sequence: Sequence,
    /// Whether it is visible inside the window.
    pub visible: bool,
}

/// Where the consumer's attention is. READ receipts need both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// The chat window is open.
    pub window_open: bool,
    /// The tab is visible.
    pub tab_visible: bool,
}

impl Attention {
    /// Whether what is on the screen is read.
    pub const fn is_reading(self) -> bool {
        self.window_open && self.tab_visible
    }
}

/// Why a command was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// There is nothing but white space to send.
    EmptyMessage,
    /// The message is longer than [`crate::MAX_MESSAGE_CHARS`].
    MessageTooLong {
        /// Its length in characters.
        chars: usize,
    },
    /// There is no such failed message.
    NoSuchMessage,
    /// No conversation is open.
    NoOpenConversation,
    /// No survey is being asked.
    NoSurvey,
    /// A rating is a whole number from 1 to 5.
    NotARating {
        /// What was given.
        stars: u8,
    },
    /// The server refused to end the conversation.
    CloseRefused {
        /// With HTTP's meaning.
        code: u16,
    },
    /// The server refused the rating.
    RatingRefused {
        /// With HTTP's meaning.
        code: u16,
    },
    /// The server refused the change of urgency.
    UrgencyRefused {
        /// With HTTP's meaning.
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
