//! The conversation, and what is on the screen of it.

use super::avatar::avatar;
use super::icon::{Icon, icon};
use super::message::message;
use super::typing::typing;
use crate::actions::Actions;
use crate::layout::{Row, RowKey};
use crate::platform::panic;
use crate::text::Sentence;
use crate::view_state::ViewState;
use hailer_messaging::{DialogId, Sequence};
use leptos::ev;
use leptos::html::{button, div, p, span};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, HtmlDivElement, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit, ResizeObserver,
};

/// So near the end, in pixels, a reader follows what comes.
const FOLLOWS_WITHIN: i32 = 80;

/// Draws the transcript; the reader's place is kept unless they are at its end.
pub fn transcript(state: ViewState, actions: Actions) -> AnyView {
    let log = NodeRef::<leptos::html::Div>::new();
    let is_at_end = state.is_at_end;
    let watch = StoredValue::new_local(None::<Watch>);
    let inner = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let (Some(log), Some(inner)) = (log.get(), inner.get()) {
            watch.set_value(Watch::new(log, &inner, is_at_end, actions));
        }
    });
    // Counts the changes that the scroll position has not settled after yet:
    // until then, where it stands says nothing about where the reader wants to be.
    let unsettled = StoredValue::new(0_u32);
    Effect::new(move |_| {
        state.rows.track();
        if state.newest_is_unsent() {
            // Who has just written wants to see it, wherever they were reading.
            is_at_end.set(true);
        }
        unsettled.update_value(|count| *count += 1);
        request_animation_frame(move || {
            if is_at_end.try_get_untracked() == Some(true) {
                scroll_to_end(log);
            }
            // The window may be gone by the next frame.
            let _ = watch.try_with_value(|watch| {
                if let Some(watch) = watch {
                    watch.observe_new();
                }
            });
            request_animation_frame(move || {
                let _ = unsettled.try_update_value(|count| *count -= 1);
            });
        });
    });
    let rows = For(ForProps::builder()
        .each(move || state.rows.get())
        .key(Clone::clone)
        .children(move |key| row(state, actions, &key))
        .build());
    let on_scroll = move |_| {
        if let Some(log) = log.get_untracked().filter(|_| unsettled.get_value() == 0) {
            let below = log.scroll_height() - log.scroll_top() - log.client_height();
            is_at_end.set(below < FOLLOWS_WITHIN);
        }
    };
    let log_element = div()
        .class("transcript")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-label", state.text.get(Sentence::Conversation))
        // The announcer speaks; a live log would read history as it loads.
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .node_ref(log)
        .on(ev::scroll, on_scroll)
        .child(div().class("transcript__inner").node_ref(inner).child((
            move || state.rows.with(Vec::is_empty).then(|| welcome(state)),
            earlier(state, actions, log),
            rows,
            typing(state),
        )));
    (log_element, jump(state, log, is_at_end)).into_any()
}

/// Draws more on demand. The reader stays with what they were looking at.
fn earlier(state: ViewState, actions: Actions, log: NodeRef<leptos::html::Div>) -> impl IntoView {
    let on_click = move |_| {
        let Some(log) = log.get_untracked() else {
            return;
        };
        let below = log.scroll_height() - log.scroll_top();
        actions.show_earlier();
        request_animation_frame(move || {
            log.set_scroll_top(log.scroll_height() - below);
            if state.has_earlier.try_get_untracked() == Some(false) {
                // The button is gone, and the focus with it.
                let _ = log.focus();
            }
        });
    };
    move || {
        state.has_earlier.get().then(|| {
            button()
                .class("earlier")
                .attr("type", "button")
                .on(ev::click, on_click)
                .child(state.text.get(Sentence::ShowEarlier))
        })
    }
}

fn welcome(state: ViewState) -> impl IntoView {
    div().class("welcome").child((
        avatar(state, "avatar welcome__avatar", || None),
        p().class("welcome__text")
            .child(move || state.welcome.get()),
    ))
}

fn row(state: ViewState, actions: Actions, key: &RowKey) -> AnyView {
    let Some(data) = state.row(key) else {
        return ().into_any();
    };
    match data.get_untracked() {
        Row::Message { message: shown, .. } => message(state, actions, data, &shown),
        Row::Day(unix_ms) => div()
            .class("day")
            .child(span().class("day__label").child(state.text.day(unix_ms)))
            .into_any(),
        Row::Ended(id) => {
            let sentence = move || {
                let ending = state.endings.with(|endings| endings.get(&id).cloned())?;
                let agent = state.name_or(ending.agent.as_ref(), Sentence::Agent);
                let sentence = state.text.ended_by(ending.reason.as_deref(), &agent);
                let at = ending.unix_ms.map(|at| state.text.time_of_day(at));
                Some(at.map_or(sentence.clone(), |at| format!("{sentence} · {at}")))
            };
            div()
                .class("divider")
                .child(span().class("divider__label").child(sentence))
                .into_any()
        }
    }
}

fn jump(
    state: ViewState,
    log: NodeRef<leptos::html::Div>,
    is_at_end: RwSignal<bool>,
) -> impl IntoView {
    let button = move || {
        (!is_at_end.get()).then(|| {
            button()
                .class("jump")
                .attr("type", "button")
                .on(ev::click, move |_| scroll_to_end(log))
                .child((
                    state.text.get(Sentence::JumpToLatest),
                    icon(Icon::ArrowDown),
                ))
        })
    };
    div().class("jump-place").child(button)
}

fn scroll_to_end(log: NodeRef<leptos::html::Div>) {
    if let Some(log) = log.try_get_untracked().flatten() {
        log.set_scroll_top(log.scroll_height());
    }
}

/// Tells which messages of the other side are on the screen, and keeps a reader
/// who is at the end there, whatever grows or shrinks. The browser does the
/// looking, so that a hidden tab or a closed window sees nothing.
struct Watch {
    seen: IntersectionObserver,
    size: ResizeObserver,
    log: Element,
    _on_seen: Closure<dyn FnMut(js_sys::Array)>,
    _on_size: Closure<dyn FnMut()>,
}

impl Watch {
    fn new(
        log: HtmlDivElement,
        inner: &Element,
        is_at_end: RwSignal<bool>,
        actions: Actions,
    ) -> Option<Self> {
        let on_seen: Closure<dyn FnMut(js_sys::Array)> =
            Closure::new(move |entries: js_sys::Array| {
                for entry in entries.iter().filter(|_| !panic::is_broken()) {
                    tell(&entry.unchecked_into(), actions);
                }
            });
        let options = IntersectionObserverInit::new();
        options.set_root(Some(&log));
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
            log: log.into(),
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
