//! Every sentence a visitor reads.

/// The box a message is written in.
pub const MESSAGE: &str = "Message";
/// Its hint.
pub const MESSAGE_HINT: &str = "Write a message…";
/// The button beside it.
pub const SEND: &str = "Send";
/// The header's menu button.
pub const MENU: &str = "Menu";
/// The header's other button.
pub const MINIMIZE: &str = "Minimize chat";
/// The transcript's name.
pub const CONVERSATION: &str = "Conversation";
/// A menu item.
pub const END_CONVERSATION: &str = "End conversation";
/// A menu item.
pub const MARK_URGENT: &str = "Mark as urgent";
/// The same, once it is.
pub const UNMARK_URGENT: &str = "Not urgent any more";
/// The question before the end.
pub const END_QUESTION: &str = "End this conversation?";
/// What follows from it.
pub const END_EXPLANATION: &str = "You can start a new one at any time. This one stays readable.";
/// The way back.
pub const KEEP_CHATTING: &str = "Keep chatting";
/// The survey's first question.
pub const RATE_QUESTION: &str = "How would you rate this conversation?";
/// The survey's second question.
pub const RESOLVED_QUESTION: &str = "Was your issue resolved?";
/// An answer.
pub const YES: &str = "Yes";
/// An answer.
pub const NO: &str = "No";
/// The survey's buttons.
pub const SUBMIT: &str = "Submit";
/// The survey's buttons.
pub const SKIP: &str = "Skip";
/// After the survey.
pub const THANKS: &str = "Thank you for your feedback.";
/// While the survey is sent.
pub const SENDING_RATING: &str = "Sending your feedback…";
/// Under a failed message.
pub const NOT_SENT: &str = "Not sent";
/// A button under a failed message.
pub const TRY_AGAIN: &str = "Try again";
/// A button under a failed message.
pub const DISCARD: &str = "Discard";
/// The button that leads to the newest message.
pub const JUMP_TO_LATEST: &str = "Jump to latest";
/// The line above what came while nobody was looking.
pub const NEW_MESSAGES: &str = "New messages";
/// The button above the first message that is drawn.
pub const SHOW_EARLIER: &str = "Show earlier messages";
/// What the widget cannot draw.
pub const UNSUPPORTED: &str = "This message cannot be shown here.";
/// Day separators.
pub const TODAY: &str = "Today";
/// Day separators.
pub const YESTERDAY: &str = "Yesterday";
/// Notices above the transcript.
pub const OFFLINE: &str = "You are offline. Messages are sent when you are back.";
/// Notices above the transcript.
pub const WAITING: &str = "Connection lost. Reconnecting…";
/// Notices above the transcript.
pub const REFUSED: &str = "We could not confirm who you are, so the chat is paused.";
/// Notices above the transcript.
pub const STORAGE_BLOCKED: &str = "This browser keeps nothing, so the chat ends with this page.";
/// The header, while nobody is assigned.
pub const WAITING_FOR_AGENT: &str = "Waiting for an agent";
/// The header, before anything was said.
pub const USUALLY_REPLIES: &str = "We are here to help";
/// The header, after the end.
pub const HAS_ENDED: &str = "Conversation ended";
/// The header, on the way.
pub const CONNECTING: &str = "Connecting…";
/// The header, without a network.
pub const NO_CONNECTION: &str = "No connection";
/// Without a name.
pub const AGENT: &str = "Agent";
/// Without a name.
pub const BOT: &str = "Assistant";
/// The consumer, for a screen reader.
pub const YOU: &str = "You";

/// The header, with an agent.
pub fn is_here(name: &str) -> String {
    format!("{name} is here")
}

/// Somebody types.
pub fn is_typing(name: &str) -> String {
    format!("{name} is typing")
}

/// The name of a rating.
pub fn stars(count: u8) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} star{plural}")
}

/// The button that leads to the newest message, when some were not seen.
pub fn new_messages(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} new message{plural}")
}

/// A new message, for a screen reader.
pub fn says(name: &str, message: &str) -> String {
    format!("{name} says: {message}")
}

/// The divider after a conversation.
pub fn ended_by(reason: Option<&str>, agent: &str) -> String {
    match reason {
        Some("CONSUMER") => "You ended the conversation".to_owned(),
        Some("AGENT") => format!("{agent} ended the conversation"),
        _ => HAS_ENDED.to_owned(),
    }
}

/// How much room is left in the message box.
pub fn of_limit(used: usize, limit: usize) -> String {
    format!("{used} / {limit}")
}

/// How far a message has come, for a screen reader.
pub const fn delivery(state: hailer_messaging::DeliveryState) -> &'static str {
    use hailer_messaging::DeliveryState::{Delivered, Failed, Queued, Read, Sending, Sent};
    match state {
        Failed(_) => NOT_SENT,
        Queued => "Waiting to be sent",
        Sending => "Sending",
        Sent => "Sent",
        Delivered => "Delivered",
        Read => "Read",
    }
}
