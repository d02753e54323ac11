//! A message: its bubble, and below the last message of a group its time and delivery mark.

use super::element::{El, Slot, button, el, icon};
use super::list::RowView;
use super::picture::{GroupPicture, SparePicture};
use super::template::Template;
use crate::components::icon::Icon;
use crate::conversation::actions::Actions;
use crate::conversation::emoji::is_emoji_only;
use crate::conversation::layout::{Row, delivery_word, from_word};
use crate::conversation::links::{Piece, split};
use crate::conversation::view_state::ViewState;
use crate::directions::{directs_line, without_overrides};
use crate::platform::clock;
use crate::text::{self, Sentence, Speech, Text};
use hailer_messaging::wire::Content;
use hailer_messaging::{DeliveryState, LocalId, Message, MessageKey, Sender, Sequence};
use std::cell::RefCell;
use std::rc::Rc;

/// The longest message, in bytes, whose lines each have their own direction. A longer one has
/// one direction as a whole, because the time that browsers need per line grows with the square
/// of the length: ten seconds for a megabyte.
const LONGEST_IN_LINES: usize = 50_000;

/// Templates and caches that the messages of one transcript share.
#[derive(Clone, Default)]
pub struct Templates(Rc<Shared>);

#[derive(Default)]
struct Shared {
    picture: SparePicture,
    /// One template for each kind of sender.
    templates: RefCell<Vec<(&'static str, Template)>>,
    /// The last formatted minute. In a busy chat, many messages show the same one.
    minute: RefCell<Minute>,
}

/// A formatted minute.
#[derive(Default)]
struct Minute {
    /// Minutes since 1970.
    number: Option<u64>,
    /// The language of `label`.
    speech: Option<Speech>,
    /// The value of the attribute `datetime`.
    datetime: String,
    /// The visible text.
    label: String,
}

impl Templates {
    fn template(&self, sender: &Sender) -> Template {
        let from = from_word(sender);
        let mut templates = self.0.templates.borrow_mut();
        if let Some((_, template)) = templates.iter().find(|(one, _)| *one == from) {
            return template.deep_clone();
        }
        let template = Template::new(sender, from);
        let copy = template.deep_clone();
        templates.push((from, template));
        copy
    }

    fn write_time(&self, place: &El, text: Text, unix_ms: u64) {
        let minute = &mut *self.0.minute.borrow_mut();
        let number = unix_ms / 60_000;
        let speech = Some(text.speech());
        if minute.number != Some(number) || minute.speech != speech {
            *minute = Minute {
                number: Some(number),
                speech,
                datetime: clock::iso_minute(unix_ms),
                label: text.time_of_day(unix_ms),
            };
        }
        place.set_attr("datetime", &minute.datetime);
        place.set_text_content(Some(&minute.label));
    }
}

/// Creates the elements of a message. Its content is written once, because it never changes. The
/// other parts are updated with the row.
pub fn message(
    view: ViewState,
    actions: Actions,
    message: &Message,
    templates: &Templates,
) -> RowView<Row> {
    let mut class = format!("message message--{}", from_word(&message.sender));
    if let Content::Text(words) = &message.content
        && is_emoji_only(words)
    {
        class += " message--emoji";
    }
    let Template {
        article,
        avatar,
        name,
        words,
        foot,
        time,
    } = templates.template(&message.sender);
    if let MessageKey::Stored(dialog, _) = &message.key {
        article.set_attr("data-dialog", dialog.as_str());
    }
    write_content(words.clone(), view.text, &message.content);
    let who = match &message.sender {
        Sender::Agent(who) | Sender::Bot(who) => who.clone(),
        _ => None,
    };
    let mut parts = Parts {
        view,
        avatar: avatar
            .map(|place| GroupPicture::new(place, view, who, templates.0.picture.clone())),
        foot: Foot::new(templates.clone(), view.text, actions, message, time, &foot),
        article,
        class,
        name,
        words,
        shown: Shown::default(),
    };
    RowView {
        element: parts.article.clone(),
        update: Box::new(move |row| parts.update(row)),
    }
}

/// The parts of a message that can change.
struct Parts {
    view: ViewState,
    article: El,
    /// The classes that do not depend on the place in the group.
    class: String,
    avatar: Option<GroupPicture>,
    name: El,
    words: El,
    foot: Foot,
    shown: Shown,
}

/// The values that are shown, so that the DOM is written only when a value differs.
#[derive(Default)]
struct Shown {
    sequence: Option<Sequence>,
    /// Whether the message is the first, and the last, of its group.
    place: Option<(bool, bool)>,
    name: String,
    speech: Option<Speech>,
}

impl Parts {
    fn update(&mut self, row: &Row) {
        let Row::Message {
            message,
            is_first,
            is_last,
        } = row
        else {
            return;
        };
        self.update_language(message);
        let (article, shown) = (&self.article, &mut self.shown);
        if shown.sequence != message.sequence {
            shown.sequence = message.sequence;
            let words = message.sequence.map(|at| at.to_string());
            article.set_attr("data-sequence", &words.unwrap_or_default());
        }
        let place = Some((*is_first, *is_last));
        if shown.place != place {
            shown.place = place;
            let mut class = self.class.clone();
            for (word, is_there) in [(" message--first", *is_first), (" message--last", *is_last)] {
                class += if is_there { word } else { "" };
            }
            article.set_class_name(&class);
            // Visible above the first bubble of a group, but always there for screen readers.
            let is_seen = *is_first && message.sender != Sender::Consumer;
            self.name.set_class("message__sender--heard", !is_seen);
        }
        let name = self.view.name_of(&message.sender);
        if shown.name != name {
            self.name.set_text_content(Some(&name));
            shown.name = name;
        }
        if let Some(avatar) = &mut self.avatar {
            avatar.update(*is_last);
        }
        self.foot.update(article, message);
    }
}

impl Parts {
    /// Rewrites the translated texts if the language has changed.
    fn update_language(&mut self, message: &Message) {
        let speech = Some(self.view.text.speech());
        let is_other = self.shown.speech.is_some() && self.shown.speech != speech;
        self.shown.speech = speech;
        if is_other {
            self.foot.shown_ms = None;
            self.foot.state = None;
            if !matches!(message.content, Content::Text(_)) {
                let words = self.view.text.get(Sentence::Unsupported);
                self.words.set_text_content(Some(&words));
            }
        }
    }
}

fn write_content(place: El, text: Text, content: &Content) {
    if let Content::Text(words) = content {
        if words.len() > LONGEST_IN_LINES {
            place.set_attr("dir", "auto");
        }
        write_text(&place, words);
    } else {
        place.set_class("message__text--unsupported", true);
        place.text(&text.get(Sentence::Unsupported));
    }
}

/// Writes text as text nodes, and addresses as links. A link sends no referrer to its target and
/// gives it no access to this window.
fn write_text(place: &El, words: &str) {
    // Whether the current line already has a strong character, which decides its direction.
    let mut is_decided = false;
    for piece in split(words) {
        match piece {
            Piece::Text(words) => {
                is_decided = directs_line(words, is_decided);
                place.clone().text(&without_overrides(words));
            }
            Piece::Link(address, scheme) => {
                // CSS isolates links, so they do not decide the direction of a line. In the
                // message box, an address at the start of a line does. The class `leads`
                // gives such a link the same effect.
                let class = if is_decided { "" } else { "leads" };
                is_decided = true;
                let mut target = scheme.to_owned();
                target += address;
                let link = el("a", class)
                    .attr("href", &target)
                    .attr("target", "_blank")
                    .attr("rel", "noopener noreferrer")
                    .text(address);
                place.clone().child(link);
            }
        }
    }
}

/// The time and, for the consumer's own messages, the delivery mark and the failure actions.
struct Foot {
    templates: Templates,
    text: Text,
    actions: Actions,
    time: El,
    marks: Option<(Slot, Slot)>,
    shown_ms: Option<u64>,
    state: Option<DeliveryState>,
}

impl Foot {
    fn new(
        templates: Templates,
        text: Text,
        actions: Actions,
        message: &Message,
        time: El,
        place: &El,
    ) -> Self {
        let is_mine = message.sender == Sender::Consumer;
        Self {
            templates,
            text,
            actions,
            time,
            marks: is_mine.then(|| (place.slot(), place.slot())),
            shown_ms: None,
            state: None,
        }
    }

    fn update(&mut self, article: &El, message: &Message) {
        if self.shown_ms.replace(message.unix_ms) != Some(message.unix_ms) {
            (self.templates).write_time(&self.time, self.text, message.unix_ms);
        }
        if self.state.replace(message.state) != Some(message.state) {
            article.set_attr("data-state", delivery_word(message.state));
            self.show_state(message);
        }
    }

    fn show_state(&mut self, message: &Message) {
        let (text, actions) = (self.text, self.actions);
        if let Some((mark, buttons)) = &mut self.marks {
            mark.show(&|| Some(send_mark(text, message.state)));
            buttons.show(&|| match (&message.key, message.state) {
                (MessageKey::Local(id), DeliveryState::Failed(_)) => {
                    Some(failure_actions(text, actions, id))
                }
                _ => None,
            });
        }
    }
}

fn failure_actions(text: Text, actions: Actions, id: &LocalId) -> El {
    let (retried, discarded) = (id.clone(), id.clone());
    let action = |words| button("message__action").text(&text.get(words));
    el("span", "message__actions")
        .child(action(Sentence::TryAgain).on("click", move |_| actions.retry(retried.clone())))
        .child(action(Sentence::Discard).on("click", move |_| actions.discard(discarded.clone())))
}

fn send_mark(text: Text, state: DeliveryState) -> El {
    let which = match state {
        DeliveryState::Failed(_) => Icon::Exclamation,
        DeliveryState::Queued | DeliveryState::Sending => Icon::Clock,
        DeliveryState::Sent => Icon::Tick,
        DeliveryState::Delivered | DeliveryState::Read => Icon::DoubleTick,
    };
    el("span", "send-mark")
        .attr("role", "img")
        .attr("aria-label", &text.get(text::delivery(state)))
        .child(icon(which))
}
