//! The conversation, and what is on the screen of it.

use super::avatar::avatar;
use super::element::{El, button, el, keep, live, next_frame};
use super::icon::{Icon, icon};
use super::message::message;
use super::typing::typing;
use crate::actions::Actions;
use crate::layout::{Row, RowKey};
use crate::live::Live;
use crate::platform::clock;
use crate::platform::panic;
use crate::text;
use crate::view_state::ViewState;
use hailer_messaging::{ConversationId, DialogId, Sequence};
use std::cell::Cell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver,
};

/// So near the end, in pixels, a reader follows what comes.
const FOLLOWS_WITHIN: i32 = 80;

/// Draws the transcript; the reader's place is kept unless they are at its end.
pub fn transcript(window: El, state: ViewState, actions: Actions) -> El {
    let is_at_end = state.is_at_end;
    let inner = el("div", "transcript__inner").part(
        move || state.rows.with(Vec::is_empty),
        move |is_empty| is_empty.then(|| welcome(state)),
    );
    // Counts the changes that the scroll position has not settled after yet:
    // until then, where it stands says nothing about where the reader wants to be.
    let unsettled = Rc::new(Cell::new(0_u32));
    let log = el("div", "transcript")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-label", text::CONVERSATION)
        // The announcer speaks; a live log would read history as it loads.
        .attr("aria-live", "off")
        .attr("tabindex", "0");
    let (scrolled, waiting) = (log.clone(), unsettled.clone());
    let log = log.on("scroll", move |_| {
        if waiting.get() == 0 {
            let below = scrolled.scroll_height() - scrolled.scroll_top() - scrolled.client_height();
            is_at_end.set(below < FOLLOWS_WITHIN);
        }
    });
    let rows = earlier(inner.clone(), state, actions, log.clone()).each(
        move || state.rows.get(),
        move |key| row(state, actions, key),
    );
    let log = log.child(typing(rows, state));
    keep_place(state, actions, log.clone(), &inner, unsettled);
    window.child(log.clone()).child(jump(log, is_at_end))
}

/// Follows what comes, and watches what is on the screen.
fn keep_place(state: ViewState, actions: Actions, log: El, inner: &El, unsettled: Rc<Cell<u32>>) {
    let is_at_end = state.is_at_end;
    let watch = Watch::new(log.clone(), inner, is_at_end, actions).map(Rc::new);
    keep(watch.clone());
    let watch = watch.as_ref().map(Rc::downgrade);
    live(move || {
        state.rows.track();
        if state.newest_is_unsent() {
            // Who has just written wants to see it, wherever they were reading.
            is_at_end.set(true);
        }
        unsettled.set(unsettled.get() + 1);
        let (log, watch, unsettled) = (log.clone(), watch.clone(), unsettled.clone());
        next_frame(move || {
            if is_at_end.get_untracked() {
                scroll_to_end(&log);
            }
            if let Some(watch) = watch.as_ref().and_then(Weak::upgrade) {
                watch.observe_new();
            }
            next_frame(move || unsettled.set(unsettled.get() - 1));
        });
    });
}

/// Draws more on demand. The reader stays with what they were looking at.
fn earlier(inner: El, state: ViewState, actions: Actions, log: El) -> El {
    let has_earlier = move || state.has_earlier.get();
    inner.part(has_earlier, move |has_earlier| {
        let log = log.clone();
        let button = || {
            button("earlier")
                .text(text::SHOW_EARLIER)
                .on("click", move |_| show_earlier(state, actions, log.clone()))
        };
        has_earlier.then(button)
    })
}

fn show_earlier(state: ViewState, actions: Actions, log: El) {
    let below = log.scroll_height() - log.scroll_top();
    actions.show_earlier();
    next_frame(move || {
        log.set_scroll_top(log.scroll_height() - below);
        if !state.has_earlier.get_untracked() {
            // The button is gone, and the focus with it.
            let _ = log.focus();
        }
    });
}

fn welcome(state: ViewState) -> El {
    el("div", "welcome")
        .child(avatar(state, "avatar welcome__avatar", || None))
        .child(el("p", "welcome__text").live_text(move || state.welcome.get()))
}

fn row(state: ViewState, actions: Actions, key: &RowKey) -> El {
    let Some(data) = state.row(key) else {
        return el("div", "");
    };
    match data.get_untracked() {
        Row::Message { message: shown, .. } => message(state, actions, data, &shown),
        Row::Day(unix_ms) => {
            el("div", "day").child(el("span", "day__label").text(&day_label(unix_ms)))
        }
        Row::Ended(id) => el("div", "divider")
            .child(el("span", "divider__label").live_text(move || ending(state, &id))),
    }
}

fn ending(state: ViewState, id: &ConversationId) -> String {
    let Some(ending) = state.endings.with(|endings| endings.get(id).cloned()) else {
        return String::new();
    };
    let agent = state.agent_name(ending.agent.as_ref(), text::AGENT);
    let sentence = text::ended_by(ending.reason.as_deref(), &agent);
    let at = ending.unix_ms.map(clock::time_of_day);
    at.map_or(sentence.clone(), |at| format!("{sentence} · {at}"))
}

fn day_label(unix_ms: u64) -> String {
    let today = clock::local_time(clock::now().unix_ms).day;
    match today - clock::local_time(unix_ms).day {
        0 => text::TODAY.to_owned(),
        1 => text::YESTERDAY.to_owned(),
        _ => clock::day_name(unix_ms),
    }
}

fn jump(log: El, is_at_end: Live<bool>) -> El {
    el("div", "jump-place").part(
        move || is_at_end.get(),
        move |is_at_end| {
            let log = log.clone();
            (!is_at_end).then(|| {
                button("jump")
                    .text(text::JUMP_TO_LATEST)
                    .child(icon(Icon::ArrowDown))
                    .on("click", move |_| scroll_to_end(&log))
            })
        },
    )
}

fn scroll_to_end(log: &El) {
    log.set_scroll_top(log.scroll_height());
}

/// Tells which messages of the other side are on the screen, and keeps a reader
/// who is at the end there, whatever grows or shrinks. The browser does the
/// looking, so that a hidden tab or a closed window sees nothing.
struct Watch {
    seen: IntersectionObserver,
    size: ResizeObserver,
    log: El,
    _on_seen: Closure<dyn FnMut(js_sys::Array)>,
    _on_size: Closure<dyn FnMut()>,
}

impl Watch {
    fn new(log: El, inner: &El, is_at_end: Live<bool>, actions: Actions) -> Option<Self> {
        let on_seen: Closure<dyn FnMut(js_sys::Array)> =
            Closure::new(move |entries: js_sys::Array| {
                for entry in entries.iter().filter(|_| !panic::is_broken()) {
                    tell(&entry.unchecked_into(), actions);
                }
            });
        let options = IntersectionObserverInit::new();
        options.set_root(Some(&**log));
        options.set_threshold(&js_sys::Array::of2(&0.into(), &0.5.into()));
        let callback = on_seen.as_ref().unchecked_ref();
        let seen = IntersectionObserver::new_with_options(callback, &options).ok()?;
        let scrolled = log.clone();
        let on_size: Closure<dyn FnMut()> = Closure::new(move || {
            if !panic::is_broken() && is_at_end.get_untracked() {
                scrolled.set_scroll_top(scrolled.scroll_height());
            }
        });
        let size = ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok()?;
        size.observe(&log);
        size.observe(inner);
        Some(Self {
            seen,
            size,
            log,
            _on_seen: on_seen,
            _on_size: on_size,
        })
    }

    /// Watches the messages that are not watched yet.
    fn observe_new(&self) {
        let fresh = self
            .log
            .query_selector_all("[data-dialog]:not([data-from=consumer]):not([data-seen])");
        let Ok(fresh) = fresh else { return };
        for index in 0..fresh.length() {
            let Some(element) = fresh
                .get(index)
                .and_then(|node| node.dyn_into::<Element>().ok())
            else {
                continue;
            };
            let _ = element.set_attribute("data-seen", "");
            self.seen.observe(&element);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.seen.disconnect();
        self.size.disconnect();
    }
}

/// Half of a message, or half a screen of a long one, is enough to read it.
fn tell(entry: &IntersectionObserverEntry, actions: Actions) {
    let element = entry.target();
    let sequence = element.get_attribute("data-sequence");
    let sequence = sequence.and_then(|text| text.parse().ok()).map(Sequence);
    let dialog = element.get_attribute("data-dialog").map(DialogId::new);
    let fills_half = entry
        .root_bounds()
        .is_some_and(|screen| entry.intersection_rect().height() >= screen.height() / 2.0);
    let visible = entry.is_intersecting() && (entry.intersection_ratio() >= 0.5 || fills_half);
    if let (Some(dialog), Some(sequence)) = (dialog, sequence) {
        actions.on_screen(dialog, sequence, visible);
    }
}
