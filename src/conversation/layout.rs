//! Converts messages to rows: day separators, groups by sender and minute, and the line at the
//! end of a conversation. Pure, and tested natively.

use crate::platform::clock::LocalTime;
use hailer_messaging::wire::CloseReason;
use hailer_messaging::{ConversationId, DeliveryState, Message, MessageKey, ParticipantId, Sender};

/// The key of a row. The row's element is reused as long as the key exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// A message.
    Message(MessageKey),
    /// A day separator, by the first message of the day.
    Day(MessageKey),
    /// The line above messages that arrived while the consumer was away.
    Fresh,
    /// The end of a conversation.
    Ended(ConversationId),
}

/// The content of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A message and its place in its group.
    Message {
        /// The message.
        message: Message,
        /// Whether the message begins a group of messages of one sender and minute.
        is_first: bool,
        /// Whether the message ends such a group.
        is_last: bool,
    },
    /// A day separator, by any time on that day, in milliseconds since 1970.
    Day(u64),
    /// The line above messages that arrived while the consumer was away.
    Fresh,
    /// The end of a conversation.
    Ended(Ending),
}

/// How a conversation ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// Why it was closed, which includes who closed it.
    pub reason: Option<CloseReason>,
    /// The agent who was assigned when it was closed.
    pub agent: Option<ParticipantId>,
    /// When it was closed, in milliseconds since 1970.
    pub unix_ms: Option<u64>,
}

/// Converts messages to rows. `fresh` is the first message that arrived while the consumer was
/// away. `ending` returns how a conversation ended, if it has ended.
pub fn rows(
    messages: Vec<Message>,
    fresh: Option<&MessageKey>,
    mut local_time: impl FnMut(u64) -> LocalTime,
    ending: impl Fn(&ConversationId) -> Option<Ending>,
) -> Vec<(RowKey, Row)> {
    let mut rows = Vec::with_capacity(messages.len() + 8);
    let mut before: Option<Previous> = None;
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
        before = Some(Previous::new(&message, time, rows.len()));
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

/// The previous message, as far as the next one is compared with it.
struct Previous {
    sender: Sender,
    conversation: Option<ConversationId>,
    time: LocalTime,
    /// The index of its row.
    at: usize,
}

impl Previous {
    fn new(message: &Message, time: LocalTime, at: usize) -> Self {
        Self {
            sender: message.sender.clone(),
            conversation: message.conversation.clone(),
            time,
            at,
        }
    }

    /// Whether the next message belongs to another conversation.
    fn leaves(&self, next: &Message) -> bool {
        self.conversation.is_some() && self.conversation != next.conversation
    }

    /// Whether the next message belongs to the same group.
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
    // A message whose delivery is in doubt may belong to a conversation further up.
    if !rows.iter().any(|(shown, _)| *shown == key) {
        rows.push((key, Row::Ended(ending)));
    }
}

/// The value of `data-from`.
pub const fn from_word(sender: &Sender) -> &'static str {
    match sender {
        Sender::Consumer => "consumer",
        Sender::Agent(_) => "agent",
        Sender::Bot(_) => "bot",
        Sender::System => "system",
    }
}

/// The value of `data-state`.
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
    fn messages_that_arrived_while_away_are_below_a_line() {
        let messages = vec![
            message("a", Sender::Agent(None), "c", 0),
            message("fresh", Sender::Agent(None), "c", 1_000),
            message("b", Sender::Agent(None), "c", 2_000),
        ];
        assert_eq!(sketch(messages, &[]), "day (a) new (fresh b)");
    }

    #[test]
    fn a_new_day_has_a_separator_and_starts_a_group() {
        let messages = vec![
            message("a", Sender::Consumer, "c", DAY_MS - 1),
            message("b", Sender::Consumer, "c", DAY_MS),
        ];
        assert_eq!(sketch(messages, &[]), "day (a) day (b)");
    }

    #[test]
    fn an_ended_conversation_has_a_line_before_the_next_one() {
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
