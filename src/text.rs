//! Every sentence a visitor reads, by its name. The words are in `lang/`: one
//! catalogue for each language, of which a page loads one (`embed/speech.js`).

#[cfg(all(test, not(target_arch = "wasm32")))]
mod catalogues;

use crate::components::dynamic::{Words, words};
use crate::platform::clock;
use hailer_messaging::wire::CloseReason;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot};

/// Names the sentences in the order of the catalogues: the module asks for
/// them by their place, so that no key weighs anything in it.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A sentence of the catalogue; its key there is this name with a small first letter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Sentence {
            $($(#[$doc])* $name,)*
        }

        #[cfg(all(test, not(target_arch = "wasm32")))]
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

sentences! {
    /// The box a message is written in.
    Message,
    /// Its hint.
    MessageHint,
    /// The button beside it.
    Send,
    /// Why it does nothing; of a number.
    TooLong,
    /// The header's menu button.
    Menu,
    /// The header's other button.
    Minimize,
    /// The transcript's name.
    Conversation,
    /// A menu item.
    EndConversation,
    /// A menu item.
    MarkUrgent,
    /// The same, once it is.
    UnmarkUrgent,
    /// The question before the end.
    EndQuestion,
    /// What follows from it.
    EndExplanation,
    /// The way back.
    KeepChatting,
    /// The survey's first question.
    RateQuestion,
    /// The survey's second question.
    ResolvedQuestion,
    /// An answer.
    Yes,
    /// An answer.
    No,
    /// The survey's buttons.
    Submit,
    /// The survey's buttons.
    Skip,
    /// After the survey.
    Thanks,
    /// While the survey is sent.
    SendingRating,
    /// The name of a rating; of a number.
    Stars,
    /// Under a failed message.
    NotSent,
    /// A button under what failed.
    TryAgain,
    /// A button under a failed message.
    Discard,
    /// The button that leads to the newest message.
    JumpToLatest,
    /// The same, when some messages were not seen; of a number.
    JumpToNew,
    /// The line above what came while nobody was looking.
    NewMessages,
    /// The button above the first message that is drawn.
    ShowEarlier,
    /// What the widget cannot draw.
    Unsupported,
    /// Day separators.
    Today,
    /// Day separators.
    Yesterday,
    /// Notices above the transcript.
    Offline,
    /// Notices above the transcript.
    Waiting,
    /// Notices above the transcript.
    Refused,
    /// Notices above the transcript.
    StorageBlocked,
    /// The end was refused.
    EndRefused,
    /// The rating was refused.
    RatingRefused,
    /// The urgency was refused.
    UrgencyRefused,
    /// The browser was asked for notifications.
    NotifyRefused,
    /// Another wish was refused.
    NotDone,
    /// The line above the first message of a conversation that is too long.
    HistoryCut,
    /// The header, while nobody is assigned.
    WaitingForAgent,
    /// The header, before anything was said.
    WeAreHere,
    /// The header and the divider, after the end.
    HasEnded,
    /// The header, on the way.
    Connecting,
    /// The header, without a network.
    NoConnection,
    /// Without a name.
    Agent,
    /// Without a name.
    Bot,
    /// The consumer, for a screen reader.
    You,
    /// The header, with an agent; of a name.
    IsHere,
    /// Somebody types; of a name.
    IsTyping,
    /// Before a new message, for a screen reader; of a name.
    Says,
    /// The divider, when the consumer ended the conversation.
    EndedByYou,
    /// The divider, when an agent did; of a name.
    EndedBy,
    /// How far a message has come, for a screen reader.
    Queued,
    /// How far a message has come, for a screen reader.
    Sending,
    /// How far a message has come, for a screen reader.
    Sent,
    /// How far a message has come, for a screen reader.
    Delivered,
    /// How far a message has come, for a screen reader.
    Read,
    /// The window's name, unless the brand gives one.
    Title,
    /// The greeting, unless the brand gives one.
    Welcome,
    /// A file of the chat could not be loaded.
    NotLoaded,
    /// Somebody dropped or pasted a file.
    NoFiles,
}

#[wasm_bindgen]
extern "C" {
    /// A language, as `embed/speech.js` speaks it.
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

    /// Gives a window what can wait until it is drawn (`embed/interactions.js`).
    #[wasm_bindgen(method)]
    pub fn interactions(this: &Speech, window: &HtmlElement);
    /// What tells of messages beside the window (`embed/notifier.js`), in the ways that are `allowed`.
    #[wasm_bindgen(method)]
    pub fn notifier(this: &Speech, root: &ShadowRoot, account: &str, allowed: &str) -> Notifier;

    /// Tells of messages beside the window. It comes when it comes, and does then what was asked for.
    pub type Notifier;

    /// Puts what the consumer may choose into a menu.
    #[wasm_bindgen(method)]
    pub fn items(this: &Notifier, menu: &HtmlElement, speech: &Speech);
    /// Somebody called `name` wrote, and nobody is looking.
    #[wasm_bindgen(method)]
    pub fn arrived(this: &Notifier, name: &str, speech: &Speech);
    /// Takes everything back.
    #[wasm_bindgen(method)]
    pub fn end(this: &Notifier);

    /// Its code, for the `lang` attribute.
    #[wasm_bindgen(method, getter)]
    pub fn lang(this: &Speech) -> String;
    /// Its tag, which may name a region: what dates and numbers follow.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Speech) -> String;
    /// `ltr` or `rtl`.
    #[wasm_bindgen(method, getter)]
    pub fn dir(this: &Speech) -> String;
}

/// The language that is spoken. Copies share it. Whatever reads a sentence in a view
/// follows it: another language changes the words and redraws nothing.
#[derive(Clone, Copy)]
pub struct Text(RwSignal<Speech, LocalStorage>);

impl Text {
    /// Speaks this language.
    pub fn new(speech: Speech) -> Self {
        Self(RwSignal::new_local(speech))
    }

    /// Speaks another one from now on.
    pub fn change(self, speech: Speech) {
        if self.0.with_untracked(|now| *now != speech) {
            self.0.set(speech);
        }
    }

    /// What speaks.
    pub fn speech(self) -> Speech {
        self.0.get()
    }

    /// A sentence.
    pub fn get(self, which: Sentence) -> String {
        self.say(which, &JsValue::UNDEFINED)
    }

    /// A sentence for a view, which follows the language.
    pub fn of(self, which: Sentence) -> Words {
        words(move || self.get(which))
    }

    /// A sentence about somebody.
    pub fn named(self, which: Sentence, name: &str) -> String {
        self.say(which, &name.into())
    }

    /// A sentence about so many.
    pub fn counted(self, which: Sentence, count: usize) -> String {
        self.say(which, &shown(count).into())
    }

    fn say(self, which: Sentence, value: &JsValue) -> String {
        let words = self.speech().say(which as u32, value);
        words.unwrap_or_default()
    }

    /// The time of day, of milliseconds since 1970.
    pub fn time_of_day(self, unix_ms: u64) -> String {
        self.speech().time(clock::shown_ms(unix_ms))
    }

    /// The day: by its distance where that is short, else by its name.
    pub fn day(self, unix_ms: u64, now_unix_ms: u64) -> String {
        match clock::local_time(now_unix_ms).day - clock::local_time(unix_ms).day {
            0 => self.get(Sentence::Today),
            1 => self.get(Sentence::Yesterday),
            _ => (self.speech()).day(clock::shown_ms(unix_ms), clock::shown_ms(now_unix_ms)),
        }
    }

    /// How much room is left in the message box.
    pub fn of_limit(self, used: usize, limit: usize) -> String {
        let mut words = self.number(used);
        words += " / ";
        words += &self.number(limit);
        words
    }

    fn number(self, count: usize) -> String {
        self.speech().number(shown(count))
    }

    /// The divider after a conversation.
    pub fn ended_by(self, reason: Option<&CloseReason>, agent: &str) -> String {
        match reason {
            Some(CloseReason::Consumer) => self.get(Sentence::EndedByYou),
            Some(CloseReason::Agent) => self.named(Sentence::EndedBy, agent),
            _ => self.get(Sentence::HasEnded),
        }
    }
}

/// A count as the page takes it. Nothing that is counted here comes near the end of this type.
pub fn shown(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How far a message has come, for a screen reader.
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
