//! From messages to rows: day separators, groups by sender and minute, and
//! the line that ends a conversation. Pure, and tested natively.

use crate::platform::clock::LocalTime;
use hailer_messaging::wire::CloseReason;
use hailer_messaging::{ConversationId, DeliveryState, Message, MessageKey, ParticipantId, Sender};

/// A row's identity: it keeps its element for as long as this stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// A message.
    Message(MessageKey),
    /// The day, before its first message.
    Day(MessageKey),
    /// The line above what came while nobody was looking.
    Fresh,
    /// The end of a conversation.
    Ended(ConversationId),
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A message and its place in its group.
    Message {
        /// The message.
        message: Message,
        /// Nobody spoke directly before in the same voice.
        is_first: bool,
        /// Nobody speaks directly after in the same voice and minute.
        is_last: bool,
    },
    /// A day, named by a time in it, in milliseconds since 1970.
    Day(u64),
    /// The line above what came while nobody was looking.
    Fresh,
    /// The end of a conversation.
    Ended(Ending),
}

/// How a conversation ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// Who ended it.
    pub reason: Option<CloseReason>,
    /// The agent of its last moment.
    pub agent: Option<ParticipantId>,
    /// When, in milliseconds since 1970.
    pub unix_ms: Option<u64>,
}

/// Lays messages out. `fresh` is the first one that came while nobody was
/// looking; `ending` tells how a conversation ended, if it is over.
pub fn rows(
    messages: Vec<Message>,
    fresh: Option<&MessageKey>,
    mut local_time: impl FnMut(u64) -> LocalTime,
    ending: impl Fn(&ConversationId) -> Option<Ending>,
) -> Vec<(RowKey, Row)> {
    let mut rows = Vec::with_capacity(messages.len() + 8);
    let mut before: Option<Beside> = None;
    for message in messages {
        let time = local_time(message.unix_ms);
        let last = before.as_ref();
        if let Some(last) = last.filter(|last| last.leaves(&message)) {
            push_end(&mut rows, last.conversation.as_ref(), &ending);
        }
        let is_new_day = last.is_none_or(|last| last.time.day != time.day);
        if is_new_day {
            let key = RowKey::Day(message.key.clone());
            rows.push((key, Row::Day(message.unix_ms)));
        }
        let is_fresh = Some(&message.key) == fresh;
        if is_fresh {
            rows.push((RowKey::Fresh, Row::Fresh));
        }
        let joined = last.filter(|last| !is_new_day && !is_fresh && last.joins(&message, time));
        if let Some((_, Row::Message { is_last, .. })) =
            joined.and_then(|last| rows.get_mut(last.at))
        {
            *is_last = false;
        }
        let is_first = joined.is_none();
        before = Some(Beside::new(&message, time, rows.len()));
        rows.push((
            RowKey::Message(message.key.clone()),
            Row::Message {
                message,
                is_first,
                is_last: true,
            },
        ));
    }
    if let Some(last) = before {
        push_end(&mut rows, last.conversation.as_ref(), &ending);
    }
    rows
}

/// What of a message the next one is compared with.
struct Beside {
    sender: Sender,
    conversation: Option<ConversationId>,
    time: LocalTime,
    /// Its place among the rows.
    at: usize,
}

impl Beside {
    fn new(message: &Message, time: LocalTime, at: usize) -> Self {
        Self {
            sender: message.sender.clone(),
            conversation: message.conversation.clone(),
            time,
            at,
        }
    }

    /// Whether the next one belongs to another conversation.
    fn leaves(&self, next: &Message) -> bool {
        self.conversation.is_some() && self.conversation != next.conversation
    }

    /// Whether the next one goes on with the same group.
    fn joins(&self, next: &Message, time: LocalTime) -> bool {
        self.sender == next.sender && self.time.minute == time.minute && !self.leaves(next)
    }
}

fn push_end(
    rows: &mut Vec<(RowKey, Row)>,
    conversation: Option<&ConversationId>,
    ending: &impl Fn(&ConversationId) -> Option<Ending>,
) {
    let Some((id, ending)) = conversation.and_then(|id| Some((id, ending(id)?))) else {
        return;
    };
    let key = RowKey::Ended(id.clone());
    // A message in doubt may lead back to a conversation that was shown before.
    if !rows.iter().any(|(shown, _)| *shown == key) {
        rows.push((key, Row::Ended(ending)));
    }
}

/// The word of `data-from`.
pub const fn from_word(sender: &Sender) -> &'static str {
    match sender {
        Sender::Consumer => "consumer",
        Sender::Agent(_) => "agent",
        Sender::Bot(_) => "bot",
        Sender::System => "system",
    }
}

/// The word of `data-state`.
pub const fn delivery_word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Failed(_) => "failed",
        DeliveryState::Queued => "queued",
        DeliveryState::Sending => "sending",
        DeliveryState::Sent => "sent",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Read => "read",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hailer_messaging::LocalId;
    use hailer_messaging::wire::Content;

    const DAY_MS: u64 = 86_400_000;

    fn utc(unix_ms: u64) -> LocalTime {
        let unix_ms = i64::try_from(unix_ms).unwrap();
        LocalTime {
            day: unix_ms / 86_400_000,
            minute: unix_ms / 60_000,
        }
    }

    fn message(name: &str, sender: Sender, conversation: &str, unix_ms: u64) -> Message {
        Message {
            key: MessageKey::Local(LocalId::new(name)),
            conversation: Some(ConversationId::new(conversation)),
            sequence: None,
            sender,
            content: Content::Text(name.to_owned()),
            quick_replies: None,
            state: DeliveryState::Sent,
            unix_ms,
        }
    }

    fn sketch(messages: Vec<Message>, ended: &[&str]) -> String {
        let fresh = MessageKey::Local(LocalId::new("fresh"));
        let rows = rows(messages, Some(&fresh), utc, |id| {
            (ended.contains(&id.as_str())).then(Ending::default)
        });
        let words = rows.into_iter().map(|(key, row)| match row {
            Row::Day(_) => "day".to_owned(),
            Row::Fresh => "new".to_owned(),
            Row::Ended(_) => match key {
                RowKey::Ended(id) => format!("end-{id}"),
                other => format!("{other:?}"),
            },
            Row::Message {
                message,
                is_first,
                is_last,
            } => {
                let Content::Text(text) = message.content else {
                    return String::new();
                };
                let first = if is_first { "(" } else { "" };
                let last = if is_last { ")" } else { "" };
                format!("{first}{text}{last}")
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn messages_of_one_sender_and_minute_form_a_group() {
        let agent = || Sender::Agent(None);
        let messages = vec![
            message("a", Sender::Consumer, "c", 0),
            message("b", Sender::Consumer, "c", 1_000),
            message("c", agent(), "c", 2_000),
            message("d", agent(), "c", 62_000),
        ];
        assert_eq!(sketch(messages, &[]), "day (a b) (c) (d)");
    }

    #[test]
    fn what_came_while_nobody_was_looking_stands_below_a_line() {
        let messages = vec![
            message("a", Sender::Agent(None), "c", 0),
            message("fresh", Sender::Agent(None), "c", 1_000),
            message("b", Sender::Agent(None), "c", 2_000),
        ];
        assert_eq!(sketch(messages, &[]), "day (a) new (fresh b)");
    }

    #[test]
    fn a_new_day_is_announced_and_starts_a_group() {
        let messages = vec![
            message("a", Sender::Consumer, "c", DAY_MS - 1),
            message("b", Sender::Consumer, "c", DAY_MS),
        ];
        assert_eq!(sketch(messages, &[]), "day (a) day (b)");
    }

    #[test]
    fn an_ended_conversation_is_closed_by_a_line_before_the_next() {
        let messages = vec![
            message("a", Sender::Consumer, "one", 0),
            message("b", Sender::Consumer, "two", 1_000),
        ];
        assert_eq!(sketch(messages.clone(), &["one"]), "day (a) end-one (b)");
        assert_eq!(
            sketch(messages, &["one", "two"]),
            "day (a) end-one (b) end-two"
        );
    }
}
