//! The messages that are on the screen or near it, of a transcript of any length.

mod keep_place;
mod place;
mod watch;

use super::rows::rows;
use super::typing::{Typing, TypingProps};
use crate::components::dynamic::{dynamic, element_of, on_load, shown_while, when, words};
use crate::components::erased::Erase as _;
use crate::components::icon::{Icon, icon};
use crate::conversation::actions::Actions;
use crate::conversation::view_state::ViewState;
use crate::shell::{Greeting, GreetingProps};
use crate::text::Sentence;
use keep_place::keep_place;
use leptos::ev;
use leptos::html::{Div, button, div, span};
use leptos::prelude::*;
use place::Place;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Event;

/// The place of one reader, once there is something to scroll.
type SharedPlace = Rc<RefCell<Place>>;

/// Draws the part of the transcript that is read; the reader's place is kept.
#[component]
pub fn Transcript(view: ViewState, actions: Actions) -> impl IntoView {
    let [log, inner, above, below] = [(); 4].map(|()| NodeRef::<Div>::new());
    let place = StoredValue::<Option<SharedPlace>, _>::new_local(None);
    on_load(below, move |below| {
        let loaded = (element_of(log), element_of(inner), element_of(above));
        let (Some(log), Some(inner), Some(above)) = loaded else {
            return;
        };
        let shared = Place::new(view, actions, &log, &above, &below);
        let shared = Rc::new(RefCell::new(shared));
        place.set_value(Some(shared.clone()));
        let observer = keep_place(view, actions, &log, &inner, &shared);
        rows(view, actions, &inner, &below, observer);
    });
    let with_place = move |then: fn(&mut Place)| {
        if let Some(place) = place.get_value() {
            then(&mut place.borrow_mut());
        }
    };
    let space = |node| div().node_ref(node).class("transcript__space");
    let children = (
        dynamic(move || {
            let greeting = || Greeting(GreetingProps { shell: view.shell }).erase();
            view.is_empty().then(greeting)
        }),
        space(above),
        earlier(view, actions, move || with_place(Place::go_to_first)),
        cut(view),
        space(below),
        Typing(TypingProps { view }),
    );
    let inner = div()
        .node_ref(inner)
        .class("transcript__inner")
        .class(("transcript__inner--empty", when(move || view.is_empty())))
        .child(children);
    let log = div()
        .node_ref(log)
        .class("transcript")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-label", view.text.of(Sentence::Conversation))
        // The announcer speaks; a live log would read history as it loads.
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .on(ev::scroll, move |_| with_place(Place::on_scroll))
        // By embed/guard.js: the page took the chat out and it is back.
        .on(ev::Custom::<Event>::new("restored"), move |_| {
            with_place(Place::on_return);
        })
        .child(inner);
    (log, jump(view, actions))
}

/// Scrolling draws more by itself; whoever does not scroll, as with a screen
/// reader, finds this before the first message.
fn earlier(
    view: ViewState,
    actions: Actions,
    go_to_first: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let show = move |_| {
        go_to_first();
        actions.show_earlier();
    };
    dynamic(move || {
        view.has_earlier.get().then(|| {
            button()
                .attr("type", "button")
                .class("earlier")
                .prop("textContent", view.text.of(Sentence::ShowEarlier))
                .on(ev::click, show)
                .erase()
        })
    })
}

/// Says that there are messages above that are too many to be told.
fn cut(view: ViewState) -> impl IntoView {
    let is_cut = move || view.is_cut.get() && view.drawn.with(|drawn| drawn.first == 0);
    shown_while(is_cut, move || {
        let label = || {
            span()
                .class("divider__label")
                .prop("textContent", view.text.of(Sentence::HistoryCut))
        };
        div().class("divider").child(label()).erase()
    })
}

/// The way back to the newest message, with how many were not seen.
fn jump(view: ViewState, actions: Actions) -> impl IntoView {
    let label = move || match view.unread.get() {
        0 => view.text.get(Sentence::JumpToLatest),
        count => view.text.counted(Sentence::JumpToNew, count),
    };
    let way = move || {
        button()
            .attr("type", "button")
            .class("jump")
            .on(ev::click, move |_| actions.draw_latest())
            .child((
                span().prop("textContent", words(label)),
                icon(Icon::ArrowDown),
            ))
            .erase()
    };
    div()
        .class("jump-place")
        .child(shown_while(move || !view.is_at_end.get(), way))
}
