//! The part of the conversation that is read, and what is on the screen of it.

mod place;
mod watch;

use super::avatar::avatar;
use super::element::{El, button, el, keep, live, soon};
use super::header::logo;
use super::icon::{Icon, icon};
use super::list::{Drawn, list};
use super::message::{Stock, message};
use super::typing::typing;
use crate::actions::Actions;
use crate::directions::isolated;
use crate::layout::Row;
use crate::text::{self, Sentence};
use crate::view_state::ViewState;
use hailer_messaging::{ConversationId, DialogId, MessageKey, Sender, Sequence};
use place::Place;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use watch::{Fresh, Watch};

/// Draws the part of the transcript that is read; the reader's place is kept.
pub fn transcript(window: El, state: ViewState, actions: Actions) -> El {
    let log = el("div", "transcript")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-label", &state.text.get(Sentence::Conversation))
        // The announcer speaks; a live log would read history as it loads.
        .attr("aria-live", "off")
        .attr("tabindex", "0");
    let (above, below) = (
        el("div", "transcript__space"),
        el("div", "transcript__space"),
    );
    let place = Place::new(state, actions, log.clone(), above.clone(), below.clone());
    let place = Rc::new(RefCell::new(place));
    let inner = el("div", "transcript__inner")
        .live_class("transcript__inner--empty", move || state.is_empty.get())
        .part(
            move || state.is_empty.get(),
            move |is_empty| is_empty.then(|| welcome(state)),
        )
        .child(above);
    let stock = Stock::default();
    let is_cut = move || state.is_cut.get() && state.drawn.with(|drawn| drawn.first == 0);
    let inner = earlier(inner, state, actions, place.clone()).part(is_cut, move |is_cut| {
        is_cut.then(|| divider(&state.text.get(Sentence::HistoryCut)))
    });
    let unseen = Unseen::default();
    let again = keep_place(state, actions, &log, &inner, &place, unseen.clone());
    let draw = move |shown: &Row| {
        let drawn = row(state, actions, shown, &stock);
        if let Some((dialog, sequence)) = watched(shown) {
            let fresh = (drawn.element.clone(), dialog, sequence);
            unseen.borrow_mut().push(fresh);
        }
        drawn
    };
    let inner = list(inner, state.rows, move || around(state), draw, again);
    let inner = typing(inner.child(below), state);
    let scrolled = place.clone();
    let log = log
        .on("scroll", move |_| scrolled.borrow_mut().on_scroll())
        .child(inner);
    jump(window.child(log), state, actions)
}

/// Puts the reader back where they were after every change, and watches what is on the
/// screen. What is returned is to be called when rows came or went.
fn keep_place(
    state: ViewState,
    actions: Actions,
    log: &El,
    inner: &El,
    place: &Rc<RefCell<Place>>,
    unseen: Unseen,
) -> impl Fn() + 'static {
    // What outlives the window by a frame finds nothing to do.
    let later = Rc::downgrade(place);
    let resized = later.clone();
    let on_resize = move || with_place(&resized, Place::restore);
    let watch = Watch::new(log, inner, actions, on_resize).map(Rc::new);
    let watching = watch.as_ref().map(Rc::downgrade);
    keep(watch);
    let wished = later.clone();
    live(move || {
        if state.end_wishes.get() > 0 {
            let place = wished.clone();
            soon(move || with_place(&place, Place::restore));
        }
    });
    let again = once_drawn(move || {
        with_place(&later, Place::restore);
        // An empty chat is watched by no code that it could do without.
        if let Some(watch) = watching.as_ref().and_then(Weak::upgrade)
            && !state.is_empty.get_untracked()
        {
            watch.look_at(unseen.take());
        }
    });
    let on_drawn = again.clone();
    live(move || {
        state.drawn.track();
        on_drawn();
    });
    again
}

/// Looks as soon as the rows are there, and before anything is painted; once, however often
/// it is asked for: in between, what is there is not what is told.
fn once_drawn(look: impl Fn() + 'static) -> impl Fn() + Clone + 'static {
    let look = Rc::new(look);
    let is_asked = Rc::new(Cell::new(false));
    move || {
        if !is_asked.replace(true) {
            let (look, is_asked) = (look.clone(), is_asked.clone());
            soon(move || {
                is_asked.set(false);
                look();
            });
        }
    }
}

/// Messages of the other side that were drawn, and nobody looked for yet.
type Unseen = Rc<RefCell<Vec<Fresh>>>;

fn watched(row: &Row) -> Option<(DialogId, Sequence)> {
    match row {
        Row::Message { message, .. } if message.sender != Sender::Consumer => match &message.key {
            MessageKey::Stored(dialog, sequence) => Some((dialog.clone(), *sequence)),
            MessageKey::Local(_) => None,
        },
        _ => None,
    }
}

fn with_place(place: &Weak<RefCell<Place>>, then: fn(&mut Place)) {
    if let Some(place) = place.upgrade() {
        then(&mut place.borrow_mut());
    }
}

/// Scrolling draws more by itself; whoever does not scroll, as with a screen
/// reader, finds this before the first message.
fn earlier(inner: El, state: ViewState, actions: Actions, place: Rc<RefCell<Place>>) -> El {
    inner.part(
        move || state.has_earlier.get(),
        move |has_earlier| {
            let place = place.clone();
            let show = move |_| {
                place.borrow_mut().go_to_first();
                actions.show_earlier();
            };
            has_earlier.then(|| {
                button("earlier")
                    .text(&state.text.get(Sentence::ShowEarlier))
                    .on("click", show)
            })
        },
    )
}

fn welcome(state: ViewState) -> El {
    let face = move |logo_url: &Option<String>| {
        Some(match logo_url {
            Some(url) => logo(state, "welcome__logo", url),
            None => avatar(state, "avatar welcome__avatar", || None),
        })
    };
    el("div", "welcome")
        .part(move || state.logo.get(), face)
        .child(
            el("p", "welcome__text")
                .attr("dir", "auto")
                .live_text(move || state.welcome.get()),
        )
}

fn row(state: ViewState, actions: Actions, row: &Row, stock: &Stock) -> Drawn<Row> {
    match row {
        Row::Message { message: shown, .. } => message(state, actions, shown, stock),
        Row::Day(unix_ms) => day(state, *unix_ms),
        Row::Fresh => el("div", "divider divider--fresh")
            .child(el("span", "divider__label").text(&state.text.get(Sentence::NewMessages)))
            .into(),
        Row::Ended(id) => {
            let id = id.clone();
            el("div", "divider")
                .child(el("span", "divider__label").live_sentence(move || ending(state, &id)))
                .into()
        }
    }
}

/// What several rows show: who speaks, and what day it is. That is looked at whenever
/// rows come, a new day's among them, or somebody comes back.
fn around(state: ViewState) -> impl PartialEq {
    state.is_open.track();
    (state.agents.get(), state.title.get(), text::today())
}

/// A day, as it is called now: after midnight, what was today is yesterday.
fn day(state: ViewState, unix_ms: u64) -> Drawn<Row> {
    let label = el("span", "day__label");
    Drawn {
        element: el("div", "day").child(label.clone()),
        follow: Box::new(move |_| label.set_text_content(Some(&state.text.day(unix_ms)))),
    }
}

fn divider(words: &str) -> El {
    el("div", "divider").child(el("span", "divider__label").text(words))
}

fn ending(state: ViewState, id: &ConversationId) -> String {
    let Some(ending) = state.endings.with(|endings| endings.get(id).cloned()) else {
        return String::new();
    };
    let agent = state.name_or(ending.agent.as_ref(), Sentence::Agent);
    let sentence = state.text.ended_by(ending.reason.as_deref(), &agent);
    let at = ending.unix_ms.map(|at| state.text.time_of_day(at));
    at.map_or(sentence.clone(), |at| {
        format!("{sentence} · {}", isolated(&at))
    })
}

/// The way back to the newest message, with how many were not seen.
fn jump(window: El, state: ViewState, actions: Actions) -> El {
    let words = move || match state.unread.get() {
        0 => state.text.get(Sentence::JumpToLatest),
        count => state.text.counted(Sentence::JumpToNew, count),
    };
    let place = el("div", "jump-place").part(
        move || state.is_at_end.get(),
        move |is_at_end| {
            (!is_at_end).then(|| {
                button("jump")
                    .live_text(words)
                    .child(icon(Icon::ArrowDown))
                    .on("click", move |_| actions.draw_latest())
            })
        },
    );
    window.child(place)
}
