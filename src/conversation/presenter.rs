//! What is to be shown, said and told to the page, for the state the session is in. Pure,
//! and tested natively: the driver only carries out what is decided here.

use super::layout;
use crate::text::Sentence;
use hailer_messaging::{
    CommandError, Connection, ConversationStatus, Event, Message, MessageKey, ParticipantId,
    Sender, Survey,
};

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

/// Where the consumer is when an event comes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Situation {
    /// Where they look.
    pub reader: Reader,
    /// How many messages were not seen.
    pub unread: usize,
    /// How many of them the page was told of.
    pub unread_told: usize,
    /// Nothing was said, or it was taken away.
    pub is_empty: bool,
    /// A conversation was open before.
    pub was_open: bool,
}

/// Where somebody who reads the chat looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// Nobody looks: the window is closed, the tab is hidden.
    #[default]
    Away,
    /// At messages further up.
    FurtherUp,
    /// At the newest message, following what comes.
    AtEnd,
}

/// What is done about an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Tell the page.
    Emit(PageEvent),
    /// Tell the page how many messages are unread.
    EmitUnread,
    /// The same, once what came was painted and is still not seen.
    EmitUnreadLater,
    /// Say a sentence to a screen reader.
    Announce(Sentence),
    /// Read a message out in the frame in which it is drawn.
    ReadOut(Message),
    /// What was to be read out is of no use any more.
    ForgetReadOut,
    /// Tell of a message beside the window: title, sound, notification.
    Notify(Sender),
    /// Draw the line "new messages" above this one, unless it stands higher up.
    MarkFresh(MessageKey),
    /// What the line stood above was seen.
    UnmarkFresh,
    /// Show what went wrong.
    ShowProblem(Sentence),
    /// Fetch an agent's name and picture.
    AskProfile(ParticipantId),
    /// Lay the transcript out again.
    LayOut,
    /// Draw these messages again, where they are.
    Redraw(Vec<MessageKey>),
    /// Write to the console.
    Log(String),
}

/// An event of the page's contract (`docs/api.md`), with its one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// `connection`, with its `state`.
    Connection(&'static str),
    /// `conversation`, with its `state`.
    Conversation(&'static str),
    /// `survey`, with its `state`.
    Survey(&'static str),
    /// `message`, with whom it is `from`.
    Message(&'static str),
    /// `error`, with a `message` for developers.
    Error(String),
}

/// What is done about an event of the session.
pub fn effects(event: &Event, situation: Situation) -> Vec<Effect> {
    match event {
        Event::ConnectionChanged(connection) => {
            vec![Effect::Emit(PageEvent::Connection(connection_word(
                *connection,
            )))]
        }
        Event::TranscriptChanged if situation.is_empty => {
            vec![Effect::LayOut, Effect::ForgetReadOut]
        }
        Event::TranscriptChanged => vec![Effect::LayOut],
        Event::MessagesChanged(keys) => vec![Effect::Redraw(keys.clone())],
        Event::MessageArrived(message) => arrival(message, situation),
        Event::MessageFailed(_) => vec![Effect::Announce(Sentence::NotSent)],
        Event::UnreadChanged(count) => vec![unread(*count, situation)],
        Event::ConversationChanged(status) => conversation(status, situation),
        Event::SurveyChanged(survey) => asked(survey),
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
        // What came before was seen meanwhile.
        if situation.unread == 1 {
            effects.push(Effect::UnmarkFresh);
        }
        effects.push(Effect::MarkFresh(message.key.clone()));
    }
    effects.push(Effect::ReadOut(message.clone()));
    let from = layout::from_word(&message.sender);
    effects.push(Effect::Emit(PageEvent::Message(from)));
    effects
}

/// Who reads along has seen a message as soon as it is painted: telling the page
/// in between would flash a number on the launcher, and paint twice more.
fn unread(count: usize, situation: Situation) -> Effect {
    let is_more = count > situation.unread_told;
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
    effects.extend(status.agent.clone().map(Effect::AskProfile));
    if situation.was_open && !status.is_open {
        effects.push(Effect::Announce(Sentence::HasEnded));
    }
    effects.push(Effect::LayOut);
    effects
}

fn asked(survey: &Survey) -> Vec<Effect> {
    let mut effects = vec![Effect::Emit(PageEvent::Survey(survey_word(survey)))];
    if matches!(survey, Survey::Asked(_)) {
        effects.push(Effect::Announce(Sentence::RateQuestion));
    }
    effects
}

/// What the header says below the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// A sentence about the chat.
    Sentence(Sentence),
    /// This agent is here.
    AgentIsHere(ParticipantId),
}

/// What the header says.
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

/// The line above the transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What kind of trouble it tells of: `offline`, `waiting` or `error`.
    pub kind: &'static str,
    /// What it says.
    pub sentence: Sentence,
    /// Whether it offers to try again.
    pub can_retry: bool,
}

/// What is wrong with the connection, or went wrong otherwise.
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

/// The word of `data-connection`.
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

/// What the consumer is told of a wish that was not carried out.
const fn sentence_of(error: CommandError) -> Sentence {
    match error {
        CommandError::CloseRefused { .. } => Sentence::EndRefused,
        CommandError::RatingRefused { .. } => Sentence::RatingRefused,
        CommandError::UrgencyRefused { .. } => Sentence::UrgencyRefused,
        _ => Sentence::NotDone,
    }
}
