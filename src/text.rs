//! Every sentence that a visitor reads, by name. The translations are in `lang/`, with one
//! catalogue per language. A page loads one of them (`embed/speech.js`).

#[cfg(all(test, not(target_arch = "wasm32")))]
mod catalogues;

use crate::components::dynamic::{Words, words};
use crate::platform::clock;
use hailer_messaging::wire::CloseReason;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot};

/// Lists the sentences in the order of `lang/en.json`. The module requests them by index, so
/// that the bundle contains no keys.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A sentence of the catalogue. Its key there is the variant's name in camelCase.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Sentence {
            $($(#[$doc])* $name,)*
        }

        #[cfg(all(test, not(target_arch = "wasm32")))]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

sentences! {
    /// The label of the message box.
    Message,
    /// The placeholder of the message box.
    MessageHint,
    /// The send button.
    Send,
    /// Says that the message is too long. Takes the number of excess characters.
    TooLong,
    /// The header's menu button.
    Menu,
    /// The header's minimize button.
    Minimize,
    /// The label of the transcript.
    Conversation,
    /// A menu item.
    EndConversation,
    /// A menu item.
    MarkUrgent,
    /// The same menu item when the conversation is urgent.
    UnmarkUrgent,
    /// The title of the dialog that confirms the end of the conversation.
    EndQuestion,
    /// The text of that dialog.
    EndExplanation,
    /// The cancel button of that dialog.
    KeepChatting,
    /// The survey's first question.
    RateQuestion,
    /// The survey's second question.
    ResolvedQuestion,
    /// An answer to the second question.
    Yes,
    /// An answer to the second question.
    No,
    /// A button of the survey.
    Submit,
    /// A button of the survey.
    Skip,
    /// Shown after the survey.
    Thanks,
    /// Shown while the survey is being sent.
    SendingRating,
    /// The label of a rating. Takes the number of stars.
    Stars,
    /// Under a failed message.
    NotSent,
    /// A retry button: under a failed message, and in notices.
    TryAgain,
    /// A button under a failed message.
    Discard,
    /// The button that scrolls to the newest message.
    JumpToLatest,
    /// The same button when there are unread messages. Takes their number.
    JumpToNew,
    /// The line above the messages that arrived while the consumer was away.
    NewMessages,
    /// The button above the first rendered message.
    ShowEarlier,
    /// Replaces content that the widget cannot render.
    Unsupported,
    /// A day separator.
    Today,
    /// A day separator.
    Yesterday,
    /// A notice above the transcript.
    Offline,
    /// A notice above the transcript.
    Waiting,
    /// A notice above the transcript.
    Refused,
    /// A notice above the transcript.
    StorageBlocked,
    /// A notice: the service refused to end the conversation.
    EndRefused,
    /// A notice: the service refused the rating.
    RatingRefused,
    /// A notice: the service refused to change the urgency.
    UrgencyRefused,
    /// A notice: the browser refused the permission for notifications.
    NotifyRefused,
    /// A notice: the service refused another command.
    NotDone,
    /// The line above the first message of a conversation that is too long.
    HistoryCut,
    /// The header while no agent is assigned.
    WaitingForAgent,
    /// The header before the first conversation.
    WeAreHere,
    /// The header and the divider after the conversation was closed.
    HasEnded,
    /// The header while the socket is connecting.
    Connecting,
    /// The header without a network.
    NoConnection,
    /// Replaces the name of an agent who has none.
    Agent,
    /// Replaces the name of a bot that has none.
    Bot,
    /// The consumer, for a screen reader.
    You,
    /// The header with an agent. Takes the agent's name.
    IsHere,
    /// The typing indicator. Takes a name.
    IsTyping,
    /// Precedes a new message for a screen reader. Takes the sender's name.
    Says,
    /// The divider when the consumer ended the conversation.
    EndedByYou,
    /// The divider when an agent ended the conversation. Takes the agent's name.
    EndedBy,
    /// A delivery state, for a screen reader.
    Queued,
    /// A delivery state, for a screen reader.
    Sending,
    /// A delivery state, for a screen reader.
    Sent,
    /// A delivery state, for a screen reader.
    Delivered,
    /// A delivery state, for a screen reader.
    Read,
    /// The window's title, unless the brand sets one.
    Title,
    /// The greeting, unless the brand sets one.
    Welcome,
    /// A notice: a file of the chat could not be loaded.
    NotLoaded,
    /// A notice: files that are dropped or pasted cannot be sent.
    NoFiles,
}

#[wasm_bindgen]
extern "C" {
    /// A language with its catalogue and formatters (`embed/speech.js`).
    #[derive(Clone, Debug, PartialEq)]
    pub type Speech;

    #[wasm_bindgen(method)]
    fn say(this: &Speech, place: u32, value: &JsValue) -> Option<String>;
    #[wasm_bindgen(method)]
    fn time(this: &Speech, unix_ms: f64) -> String;
    #[wasm_bindgen(method)]
    fn day(this: &Speech, unix_ms: f64, now_unix_ms: f64) -> String;
    #[wasm_bindgen(method)]
    fn number(this: &Speech, count: u32) -> String;

    /// Loads the interactions that a window needs only after it was painted
    /// (`embed/interactions.js`).
    #[wasm_bindgen(method)]
    pub fn interactions(this: &Speech, window: &HtmlElement);
    /// Loads the notifier (`embed/notifier.js`). `allowed` is the option `notify`.
    #[wasm_bindgen(method)]
    pub fn notifier(this: &Speech, root: &ShadowRoot, account: &str, allowed: &str) -> Notifier;

    /// Notifies of messages outside the window. Its script is loaded asynchronously; calls are
    /// queued until then.
    pub type Notifier;

    /// Adds the notification settings to a menu.
    #[wasm_bindgen(method)]
    pub fn items(this: &Notifier, menu: &HtmlElement, speech: &Speech);
    /// Notifies of a message from `name`. Called while the consumer is away.
    #[wasm_bindgen(method)]
    pub fn arrived(this: &Notifier, name: &str, speech: &Speech);
    /// Removes the notifications and the event listeners.
    #[wasm_bindgen(method)]
    pub fn end(this: &Notifier);

    /// The language code, for the `lang` attribute.
    #[wasm_bindgen(method, getter)]
    pub fn lang(this: &Speech) -> String;
    /// The language tag that formats dates and numbers. It may name a region.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Speech) -> String;
    /// `ltr` or `rtl`.
    #[wasm_bindgen(method, getter)]
    pub fn dir(this: &Speech) -> String;
}

/// The current language. Copies share it. A view that reads a sentence subscribes to it: when
/// the language changes, only the text is updated.
#[derive(Clone, Copy)]
pub struct Text(RwSignal<Speech, LocalStorage>);

impl Text {
    /// Starts with this language.
    pub fn new(speech: Speech) -> Self {
        Self(RwSignal::new_local(speech))
    }

    /// Changes the language.
    pub fn change(self, speech: Speech) {
        if self.0.with_untracked(|now| *now != speech) {
            self.0.set(speech);
        }
    }

    /// The current language; tracked.
    pub fn speech(self) -> Speech {
        self.0.get()
    }

    /// A sentence without a value; tracked.
    pub fn get(self, which: Sentence) -> String {
        self.say(which, &JsValue::UNDEFINED)
    }

    /// A sentence for a view. It is updated when the language changes.
    pub fn of(self, which: Sentence) -> Words {
        words(move || self.get(which))
    }

    /// A sentence with a name in it.
    pub fn named(self, which: Sentence, name: &str) -> String {
        self.say(which, &name.into())
    }

    /// A sentence with a number in it, which also selects the plural form.
    pub fn counted(self, which: Sentence, count: usize) -> String {
        self.say(which, &shown(count).into())
    }

    fn say(self, which: Sentence, value: &JsValue) -> String {
        let words = self.speech().say(which as u32, value);
        words.unwrap_or_default()
    }

    /// Formats the time of day.
    pub fn time_of_day(self, unix_ms: u64) -> String {
        self.speech().time(clock::shown_ms(unix_ms))
    }

    /// Formats a day: "today", "yesterday" or the date.
    pub fn day(self, unix_ms: u64, now_unix_ms: u64) -> String {
        match clock::local_time(now_unix_ms).day - clock::local_time(unix_ms).day {
            0 => self.get(Sentence::Today),
            1 => self.get(Sentence::Yesterday),
            _ => (self.speech()).day(clock::shown_ms(unix_ms), clock::shown_ms(now_unix_ms)),
        }
    }

    /// The character counter of the message box, such as `7,600 / 8,000`.
    pub fn of_limit(self, used: usize, limit: usize) -> String {
        let mut words = self.number(used);
        words += " / ";
        words += &self.number(limit);
        words
    }

    fn number(self, count: usize) -> String {
        self.speech().number(shown(count))
    }

    /// The sentence of the divider that ends a conversation.
    pub fn ended_by(self, reason: Option<&CloseReason>, agent: &str) -> String {
        match reason {
            Some(CloseReason::Consumer) => self.get(Sentence::EndedByYou),
            Some(CloseReason::Agent) => self.named(Sentence::EndedBy, agent),
            _ => self.get(Sentence::HasEnded),
        }
    }
}

/// Converts a count for JavaScript. The counts here never come near `u32::MAX`.
pub fn shown(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The sentence for a delivery state, for a screen reader.
pub const fn delivery(state: hailer_messaging::DeliveryState) -> Sentence {
    use hailer_messaging::DeliveryState::{Delivered, Failed, Queued, Read, Sending, Sent};
    match state {
        Failed(_) => Sentence::NotSent,
        Queued => Sentence::Queued,
        Sending => Sentence::Sending,
        Sent => Sentence::Sent,
        Delivered => Sentence::Delivered,
        Read => Sentence::Read,
    }
}
