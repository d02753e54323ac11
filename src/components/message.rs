//! One message: a bubble, and under the last of a group its time and mark.

use super::avatar::avatar;
use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::driver::delivery_word;
use crate::layout::{Row, from_word};
use crate::links::{Piece, split};
use crate::platform::clock;
use crate::text::{self, Sentence, Text};
use crate::view_state::ViewState;
use hailer_messaging::wire::Content;
use hailer_messaging::{DeliveryState, Message, MessageKey, Sender};
use leptos::ev;
use leptos::html::{a, article, button, div, p, span, time};
use leptos::prelude::*;

/// Draws a message row. What never changes is drawn once; the state, the
/// sequence and the place in the group are read from the row's signal.
pub fn message(
    state: ViewState,
    actions: Actions,
    row: RwSignal<Row>,
    message: &Message,
) -> AnyView {
    let from = from_word(&message.sender);
    let shown = move |read: fn(&Message) -> String| {
        row.with(|row| match row {
            Row::Message { message, .. } => read(message),
            _ => String::new(),
        })
    };
    let is_first = move || row.with(|row| matches!(row, Row::Message { is_first: true, .. }));
    let is_last = move || row.with(|row| matches!(row, Row::Message { is_last: true, .. }));
    let sequence = move || {
        row.with(|row| match row {
            Row::Message { message, .. } => message.sequence.map(|at| at.to_string()),
            _ => None,
        })
    };
    let class = format!("message message--{from}");
    let dialog = match &message.key {
        MessageKey::Stored(dialog, _) => Some(dialog.to_string()),
        MessageKey::Local(_) => None,
    };
    article()
        .class(class)
        .class(("message--first", is_first))
        .class(("message--last", is_last))
        .class(("message--emoji", is_emoji_only(&message.content)))
        .attr("part", "message")
        .attr("data-from", from)
        .attr("data-state", move || {
            shown(|message| delivery_word(message.state).to_owned())
        })
        .attr("data-sequence", sequence)
        .attr("data-dialog", dialog)
        .child((
            face(state, &message.sender),
            div().class("message__body").child((
                sender_name(state, message.sender.clone(), is_first),
                div()
                    .class("message__bubble")
                    .child(content(state.text, &message.content)),
                foot(state.text, actions, message, row),
            )),
        ))
        .into_any()
}

fn face(state: ViewState, sender: &Sender) -> Option<AnyView> {
    match sender {
        Sender::Agent(who) | Sender::Bot(who) => {
            let who = who.clone();
            Some(avatar(state, "avatar message__avatar", move || who.clone()))
        }
        Sender::Consumer | Sender::System => None,
    }
}

/// Seen above the first bubble of a group; a screen reader hears it always.
fn sender_name(
    state: ViewState,
    sender: Sender,
    is_first: impl Fn() -> bool + Send + Sync + 'static,
) -> impl IntoView {
    let is_mine = sender == Sender::Consumer;
    span()
        .class("message__sender")
        .class(("visually-hidden", move || is_mine || !is_first()))
        .child(move || state.name_of(&sender))
}

fn content(text: Text, content: &Content) -> AnyView {
    match content {
        Content::Text(words) => p()
            .class("message__text")
            .attr("dir", "auto")
            .child(split(words).into_iter().map(piece).collect_view())
            .into_any(),
        _ => p()
            .class("message__text message__text--unsupported")
            .child(text.get(Sentence::Unsupported))
            .into_any(),
    }
}

/// Text becomes text nodes only; an address becomes a link that tells its
/// target nothing.
fn piece(piece: Piece<'_>) -> AnyView {
    match piece {
        Piece::Text(words) => words.to_owned().into_any(),
        Piece::Link(address) => a()
            .attr("href", address.to_owned())
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .child(address.to_owned())
            .into_any(),
    }
}

fn foot(text: Text, actions: Actions, message: &Message, row: RwSignal<Row>) -> impl IntoView {
    let key = message.key.clone();
    let is_mine = message.sender == Sender::Consumer;
    let unix_ms = Memo::new(move |_| {
        row.with(|row| match row {
            Row::Message { message, .. } => message.unix_ms,
            _ => 0,
        })
    });
    let state = Memo::new(move |_| {
        row.with(|row| match row {
            Row::Message { message, .. } => message.state,
            _ => DeliveryState::Sent,
        })
    });
    let mark = move || is_mine.then(|| send_mark(text, state.get()));
    let ways_out = move || match (&key, state.get()) {
        (MessageKey::Local(id), DeliveryState::Failed(_)) => {
            let (again, away) = (id.clone(), id.clone());
            let way_out = |words| {
                button()
                    .class("message__action")
                    .attr("type", "button")
                    .child(text.get(words))
            };
            Some((
                way_out(Sentence::TryAgain).on(ev::click, move |_| actions.retry(again.clone())),
                way_out(Sentence::Discard).on(ev::click, move |_| actions.discard(away.clone())),
            ))
        }
        _ => None,
    };
    div().class("message__meta").child((
        time()
            .class("message__time")
            .attr("datetime", move || clock::iso(unix_ms.get()))
            .child(move || text.time_of_day(unix_ms.get())),
        mark,
        ways_out,
    ))
}

fn send_mark(text: Text, state: DeliveryState) -> impl IntoView {
    let which = match state {
        DeliveryState::Failed(_) => Icon::Exclamation,
        DeliveryState::Queued | DeliveryState::Sending => Icon::Clock,
        DeliveryState::Sent => Icon::Tick,
        DeliveryState::Delivered | DeliveryState::Read => Icon::DoubleTick,
    };
    span()
        .class("send-mark")
        .attr("role", "img")
        .attr("aria-label", text.get(text::delivery(state)))
        .child(icon(which))
}

/// One to three emoji and nothing else are drawn large.
fn is_emoji_only(content: &Content) -> bool {
    let Content::Text(words) = content else {
        return false;
    };
    let is_picture =
        |letter: char| matches!(u32::from(letter), 0x2600..=0x27BF | 0x1F300..=0x1FAFF);
    let is_joiner = |letter: char| {
        matches!(u32::from(letter), 0x200D | 0xFE0F | 0x1F3FB..=0x1F3FF) || letter.is_whitespace()
    };
    let pictures = words.chars().filter(|&letter| is_picture(letter)).count();
    (1..=3).contains(&pictures)
        && words
            .chars()
            .all(|letter| is_picture(letter) || is_joiner(letter))
}
