//! Decides what is shown, announced and emitted for the session's events and state. Pure, and
//! tested natively. The driver applies the decisions.

use super::layout;
use crate::text::Sentence;
use hailer_messaging::{
    CommandError, Connection, ConversationStatus, Event, Message, MessageKey, ParticipantId,
    Sender, Survey,
};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

/// The context in which an event arrives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Situation {
    /// What the consumer is looking at.
    pub reader: Reader,
    /// The number of unread messages.
    pub unread: usize,
    /// The number of unread messages that was last emitted to the page.
    pub unread_emitted: usize,
    /// Whether the transcript is empty.
    pub is_empty: bool,
    /// Whether a conversation was open before the event.
    pub was_open: bool,
}

/// What the consumer is looking at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// Nothing: the window is closed or the tab is hidden.
    #[default]
    Away,
    /// Older messages.
    FurtherUp,
    /// The newest message. The list follows new ones.
    AtEnd,
}

/// A reaction to an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Emit an event to the page.
    Emit(PageEvent),
    /// Emit the number of unread messages.
    EmitUnread,
    /// Emit the number of unread messages after the next paint, if they are still unread.
    EmitUnreadLater,
    /// Announce a sentence to a screen reader.
    Announce(Sentence),
    /// Announce a message in the frame in which it is rendered.
    AnnounceMessage(Message),
    /// Drop the messages that are not announced yet.
    DropAnnouncements,
    /// Notify of a message outside the window: title, sound, desktop notification.
    Notify(Sender),
    /// Show the line "new messages" above this message, unless it is already shown.
    MarkFresh(MessageKey),
    /// Remove the line "new messages", because the messages below it were read.
    UnmarkFresh,
    /// Show an error notice.
    ShowProblem(Sentence),
    /// Fetch an agent's name and picture.
    FetchProfile(ParticipantId),
    /// Recompute all rows.
    LayOut,
    /// Update these messages in place.
    Redraw(Vec<MessageKey>),
    /// Write a warning to the console.
    Log(String),
}

/// An event of the public API (`docs/api.md`), with its one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// `connection`, with its `state`.
    Connection(&'static str),
    /// `conversation`, with its `state`.
    Conversation(&'static str),
    /// `survey`, with its `state`.
    Survey(&'static str),
    /// `message`, with the kind of sender in `from`.
    Message(&'static str),
    /// `error`, with a `message` for developers.
    Error(String),
}

/// The reactions to an event of the session.
pub fn effects(event: &Event, situation: Situation) -> Vec<Effect> {
    match event {
        Event::ConnectionChanged(connection) => {
            vec![Effect::Emit(PageEvent::Connection(connection_word(
                *connection,
            )))]
        }
        Event::TranscriptChanged if situation.is_empty => {
            vec![Effect::LayOut, Effect::DropAnnouncements]
        }
        Event::TranscriptChanged => vec![Effect::LayOut],
        Event::MessagesChanged(keys) => vec![Effect::Redraw(keys.clone())],
        Event::MessageArrived(message) => arrival(message, situation),
        Event::MessageFailed(_) => vec![Effect::Announce(Sentence::NotSent)],
        Event::UnreadChanged(count) => vec![unread(*count, situation)],
        Event::ConversationChanged(status) => conversation(status, situation),
        Event::SurveyChanged(survey) => survey_changed(survey),
        Event::CommandRefused(error) => vec![
            Effect::ShowProblem(sentence_of(*error)),
            Effect::Emit(PageEvent::Error(error.to_string())),
        ],
        Event::FrameIgnored(error) => vec![Effect::Log(error.to_string())],
        Event::NotificationIgnored { .. } => vec![Effect::Log(
            "a notification of an unknown kind was ignored".to_owned(),
        )],
        Event::RequestRefused { code } => {
            vec![Effect::Log(format!("a request was refused with {code}"))]
        }
        Event::HistoryCut | Event::TypingChanged(_) => Vec::new(),
    }
}

fn arrival(message: &Message, situation: Situation) -> Vec<Effect> {
    let mut effects = Vec::new();
    if situation.reader == Reader::Away {
        effects.push(Effect::Notify(message.sender.clone()));
    }
    if situation.reader != Reader::AtEnd {
        // This is the first unread message, so all messages before it were read.
        if situation.unread == 1 {
            effects.push(Effect::UnmarkFresh);
        }
        effects.push(Effect::MarkFresh(message.key.clone()));
    }
    effects.push(Effect::AnnounceMessage(message.clone()));
    let from = layout::from_word(&message.sender);
    effects.push(Effect::Emit(PageEvent::Message(from)));
    effects
}

/// A reader at the end reads a new message as soon as it is painted. Emitting the number before
/// that would flash a badge on the launcher and cause two more paints.
fn unread(count: usize, situation: Situation) -> Effect {
    let is_more = count > situation.unread_emitted;
    if is_more && situation.reader == Reader::AtEnd {
        Effect::EmitUnreadLater
    } else {
        Effect::EmitUnread
    }
}

fn conversation(status: &ConversationStatus, situation: Situation) -> Vec<Effect> {
    let state = match (&status.id, status.is_open) {
        (None, _) => "none",
        (_, true) => "open",
        (_, false) => "ended",
    };
    let mut effects = vec![Effect::Emit(PageEvent::Conversation(state))];
    effects.extend(status.agent.clone().map(Effect::FetchProfile));
    if situation.was_open && !status.is_open {
        effects.push(Effect::Announce(Sentence::HasEnded));
    }
    effects.push(Effect::LayOut);
    effects
}

fn survey_changed(survey: &Survey) -> Vec<Effect> {
    let mut effects = vec![Effect::Emit(PageEvent::Survey(survey_word(survey)))];
    if matches!(survey, Survey::Asked(_)) {
        effects.push(Effect::Announce(Sentence::RateQuestion));
    }
    effects
}

/// The status line in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// A sentence about the connection or the conversation.
    Sentence(Sentence),
    /// This agent is assigned.
    AgentIsHere(ParticipantId),
}

/// The status line for this connection and conversation.
pub fn header(connection: Connection, status: &ConversationStatus) -> Header {
    let sentence = match connection {
        Connection::Idle | Connection::Connecting => Sentence::Connecting,
        Connection::Online => match (status.is_open, &status.agent) {
            (true, Some(agent)) => return Header::AgentIsHere(agent.clone()),
            (true, None) => Sentence::WaitingForAgent,
            (false, _) if status.id.is_some() => Sentence::HasEnded,
            (false, _) => Sentence::WeAreHere,
        },
        _ => Sentence::NoConnection,
    };
    Header::Sentence(sentence)
}

/// The notice above the transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its kind: `offline`, `waiting` or `error`.
    pub kind: &'static str,
    /// Its text.
    pub sentence: Sentence,
    /// Whether it has a retry button.
    pub can_retry: bool,
}

/// The notice for this connection. A problem is shown only while the connection has none.
pub fn notice(connection: Connection, problem: Option<Sentence>) -> Option<Notice> {
    let notice = |kind, sentence, can_retry| Notice {
        kind,
        sentence,
        can_retry,
    };
    match connection {
        Connection::Offline => Some(notice("offline", Sentence::Offline, false)),
        Connection::Waiting { .. } => Some(notice("waiting", Sentence::Waiting, true)),
        Connection::Ended(_) => Some(notice("error", Sentence::Refused, true)),
        _ => Some(notice("error", problem?, false)),
    }
}

/// The value of `data-connection`.
pub const fn connection_word(connection: Connection) -> &'static str {
    match connection {
        Connection::Idle | Connection::Connecting => "connecting",
        Connection::Online => "online",
        Connection::Waiting { .. } => "waiting",
        Connection::Offline => "offline",
        Connection::Ended(_) => "ended",
    }
}

const fn survey_word(survey: &Survey) -> &'static str {
    match survey {
        Survey::None => "none",
        Survey::Asked(_) => "asked",
        Survey::Sending(_) => "sending",
        Survey::Answered(_) => "answered",
    }
}

/// The notice for a refused command.
const fn sentence_of(error: CommandError) -> Sentence {
    match error {
        CommandError::CloseRefused { .. } => Sentence::EndRefused,
        CommandError::RatingRefused { .. } => Sentence::RatingRefused,
        CommandError::UrgencyRefused { .. } => Sentence::UrgencyRefused,
        _ => Sentence::NotDone,
    }
}
