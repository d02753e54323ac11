//! One message: a bubble, and under the last of a group its time and mark.

use super::avatar::{Spare, group_avatar};
use super::element::{El, button, el, live};
use super::icon::{Icon, icon};
use crate::actions::Actions;
use crate::driver::delivery_word;
use crate::emoji::is_emoji_only;
use crate::layout::{Row, from_word};
use crate::links::{Piece, split};
use crate::live::Live;
use crate::platform::clock;
use crate::text::{self, Sentence, Text};
use crate::view_state::ViewState;
use hailer_messaging::wire::Content;
use hailer_messaging::{DeliveryState, LocalId, Message, MessageKey, Sender};

/// Draws a message row. What never changes is drawn once; the state, the
/// sequence and the place in the group follow the row's signal.
pub fn message(
    state: ViewState,
    actions: Actions,
    row: Live<Row>,
    message: &Message,
    spare: Spare,
) -> El {
    let from = from_word(&message.sender);
    let mut class = format!("message message--{from}");
    if let Content::Text(words) = &message.content
        && is_emoji_only(words)
    {
        class += " message--emoji";
    }
    let mut article = el("article", &class)
        .attr("part", "message")
        .attr("data-from", from);
    if let MessageKey::Stored(dialog, _) = &message.key {
        article = article.attr("data-dialog", dialog.as_str());
    }
    if let Sender::Agent(who) | Sender::Bot(who) = &message.sender {
        let is_last = move || row.with(|row| matches!(row, Row::Message { is_last: true, .. }));
        article = article.child(group_avatar(state, who.clone(), is_last, spare));
    }
    let sender = message.sender.clone();
    let name = el("span", "message__sender").live_text(move || state.name_of(&sender));
    let time = el("time", "message__time");
    follow(state.text, row, article.clone(), name.clone(), time.clone());
    let body = el("div", "message__body")
        .child(name)
        .child(el("div", "message__bubble").child(content(state.text, &message.content)))
        .child(foot(state.text, actions, message, row, time));
    article.child(body)
}

/// Keeps what the row's signal may change. The sender is seen above the first
/// bubble of a group; a screen reader hears it always.
fn follow(text: Text, row: Live<Row>, article: El, name: El, time: El) {
    let mut shown_ms = None;
    live(move || {
        row.with(|row| {
            let Row::Message {
                message,
                is_first,
                is_last,
            } = row
            else {
                return;
            };
            let is_mine = message.sender == Sender::Consumer;
            let article = article
                .clone()
                .attr("data-state", delivery_word(message.state));
            if let Some(at) = message.sequence {
                article.clone().attr("data-sequence", &at.to_string());
            }
            article.set_class("message--first", *is_first);
            article.set_class("message--last", *is_last);
            name.set_class("visually-hidden", is_mine || !is_first);
            if shown_ms.replace(message.unix_ms) != Some(message.unix_ms) {
                time.clone()
                    .attr("datetime", &clock::iso(message.unix_ms))
                    .set_text_content(Some(&text.time_of_day(message.unix_ms)));
            }
        });
    });
}

fn content(text: Text, content: &Content) -> El {
    match content {
        Content::Text(words) => {
            let paragraph = el("p", "message__text").attr("dir", "auto");
            split(words).into_iter().fold(paragraph, piece)
        }
        _ => el("p", "message__text message__text--unsupported")
            .text(&text.get(Sentence::Unsupported)),
    }
}

/// Text becomes text nodes only; an address becomes a link that tells its
/// target nothing.
fn piece(paragraph: El, piece: Piece<'_>) -> El {
    match piece {
        Piece::Text(words) => paragraph.text(words),
        Piece::Link(address) => paragraph.child(
            el("a", "")
                .attr("href", address)
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
                .text(address),
        ),
    }
}

/// The time and, for a message of one's own, its mark and what can be done about it.
fn foot(text: Text, actions: Actions, message: &Message, row: Live<Row>, time: El) -> El {
    let foot = el("div", "message__meta").child(time);
    if message.sender != Sender::Consumer {
        return foot;
    }
    let key = message.key.clone();
    let state = move || {
        row.with(|row| match row {
            Row::Message { message, .. } => message.state,
            _ => DeliveryState::Sent,
        })
    };
    foot.part(state, move |state| Some(send_mark(text, *state)))
        .part(state, move |state| match (&key, state) {
            (MessageKey::Local(id), DeliveryState::Failed(_)) => Some(ways_out(text, actions, id)),
            _ => None,
        })
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
