//! One message: a bubble, and under the last of a group its time and mark.

use super::element::{El, Slot, button, el, icon};
use super::list::RowView;
use super::picture::{GroupPicture, Spare};
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

/// A longer message goes one way as a whole, in bytes: to look at each line, browsers take time
/// that grows with the square of the length, ten seconds for a megabyte.
const LONGEST_IN_LINES: usize = 50_000;

/// What the messages of one transcript have in common.
#[derive(Clone, Default)]
pub struct Templates(Rc<Shelves>);

#[derive(Default)]
struct Shelves {
    spare: Spare,
    /// The elements of a message of each kind, to be copied.
    shapes: RefCell<Vec<(&'static str, Template)>>,
    /// The last minute that was written: a lively chat asks for the same.
    minute: RefCell<Minute>,
}

/// A minute, for machines and for people.
#[derive(Default)]
struct Minute {
    /// Since 1970.
    number: Option<u64>,
    /// The language of the words.
    speech: Option<Speech>,
    machines: String,
    peoples: String,
}

impl Templates {
    fn template(&self, sender: &Sender) -> Template {
        let from = from_word(sender);
        let mut shapes = self.0.shapes.borrow_mut();
        if let Some((_, template)) = shapes.iter().find(|(one, _)| *one == from) {
            return template.deep_clone();
        }
        let template = Template::new(sender, from);
        let copy = template.deep_clone();
        shapes.push((from, template));
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
                machines: clock::iso_minute(unix_ms),
                peoples: text.time_of_day(unix_ms),
            };
        }
        place.set_attr("datetime", &minute.machines);
        place.set_text_content(Some(&minute.peoples));
    }
}

/// Draws a message. What never changes is drawn once; the rest follows its row.
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
    say(words.clone(), view.text, &message.content);
    let who = match &message.sender {
        Sender::Agent(who) | Sender::Bot(who) => who.clone(),
        _ => None,
    };
    let mut parts = Parts {
        view,
        avatar: avatar.map(|place| GroupPicture::new(place, view, who, templates.0.spare.clone())),
        foot: Foot::new(templates.clone(), view.text, actions, message, time, &foot),
        article,
        class,
        name,
        words,
        shown: Shown::default(),
    };
    RowView {
        element: parts.article.clone(),
        follow: Box::new(move |row| parts.follow(row)),
    }
}

/// What of a message its row may change.
struct Parts {
    view: ViewState,
    article: El,
    /// Its classes, wherever it stands.
    class: String,
    avatar: Option<GroupPicture>,
    name: El,
    words: El,
    foot: Foot,
    shown: Shown,
}

/// What is drawn of that: the page is told of what differs, and of nothing else.
#[derive(Default)]
struct Shown {
    sequence: Option<Sequence>,
    /// Whether it is the first, and the last, of its group.
    place: Option<(bool, bool)>,
    name: String,
    speech: Option<Speech>,
}

impl Parts {
    fn follow(&mut self, row: &Row) {
        let Row::Message {
            message,
            is_first,
            is_last,
        } = row
        else {
            return;
        };
        self.follow_language(message);
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
            // It is seen above the first bubble of a group, and heard always.
            let is_seen = *is_first && message.sender != Sender::Consumer;
            self.name.set_class("message__sender--heard", !is_seen);
        }
        let name = self.view.name_of(&message.sender);
        if shown.name != name {
            self.name.set_text_content(Some(&name));
            shown.name = name;
        }
        if let Some(avatar) = &mut self.avatar {
            avatar.follow(*is_last);
        }
        self.foot.follow(article, message);
    }
}

impl Parts {
    /// In another language, what is said in it is written anew.
    fn follow_language(&mut self, message: &Message) {
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

fn say(place: El, text: Text, content: &Content) {
    if let Content::Text(words) = content {
        if words.len() > LONGEST_IN_LINES {
            place.set_attr("dir", "auto");
        }
        write(&place, words);
    } else {
        place.set_class("message__text--unsupported", true);
        place.text(&text.get(Sentence::Unsupported));
    }
}

/// Text becomes text nodes only; an address becomes a link that tells its
/// target nothing.
fn write(place: &El, words: &str) {
    // Whether something on the present line has decided the line's direction.
    let mut is_decided = false;
    for piece in split(words) {
        match piece {
            Piece::Text(words) => {
                is_decided = directs_line(words, is_decided);
                place.clone().text(&without_overrides(words));
            }
            Piece::Link(address, scheme) => {
                // A link is isolated, and so decides nothing. In the message box the same
                // address does: here the class lets it.
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

/// The time and, for a message of one's own, its mark and what can be done about it.
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

    fn follow(&mut self, article: &El, message: &Message) {
        if self.shown_ms.replace(message.unix_ms) != Some(message.unix_ms) {
            (self.templates).write_time(&self.time, self.text, message.unix_ms);
        }
        if self.state.replace(message.state) != Some(message.state) {
            article.set_attr("data-state", delivery_word(message.state));
            self.mark(message);
        }
    }

    fn mark(&mut self, message: &Message) {
        let (text, actions) = (self.text, self.actions);
        if let Some((mark, ways)) = &mut self.marks {
            mark.show(&|| Some(send_mark(text, message.state)));
            ways.show(&|| match (&message.key, message.state) {
                (MessageKey::Local(id), DeliveryState::Failed(_)) => {
                    Some(ways_out(text, actions, id))
                }
                _ => None,
            });
        }
    }
}

fn ways_out(text: Text, actions: Actions, id: &LocalId) -> El {
    let (again, away) = (id.clone(), id.clone());
    let way_out = |words| button("message__action").text(&text.get(words));
    el("span", "message__actions")
        .child(way_out(Sentence::TryAgain).on("click", move |_| actions.retry(again.clone())))
        .child(way_out(Sentence::Discard).on("click", move |_| actions.discard(away.clone())))
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
