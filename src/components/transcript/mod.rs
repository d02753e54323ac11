//! The conversation, and what is on the screen of it.

mod place;
mod watch;

use super::avatar::avatar;
use super::icon::{Icon, icon};
use super::message::message;
use super::typing::typing;
use crate::actions::Actions;
use crate::layout::{Row, RowKey};
use crate::text::Sentence;
use crate::view_state::ViewState;
use leptos::ev;
use leptos::html::{self, button, div, p, span};
use leptos::prelude::*;
use place::Place;
use watch::Watch;

/// Draws the part of the transcript that is read; the reader's place is kept.
pub fn transcript(state: ViewState, actions: Actions) -> AnyView {
    let [log, inner, above, below] = core::array::from_fn(|_| NodeRef::<html::Div>::new());
    let place = StoredValue::new_local(None::<Place>);
    let watch = StoredValue::new_local(None::<Watch>);
    // A callback may come from a frame that outlives the widget by a moment.
    let with_place = move |then: fn(&mut Place)| {
        let _ = place.try_update_value(|place| place.as_mut().map(then));
    };
    Effect::new(move |_| {
        if let (Some(log), Some(inner), Some(above), Some(below)) =
            (log.get(), inner.get(), above.get(), below.get())
        {
            let on_resize = move || with_place(Place::restore);
            watch.set_value(Watch::new(&log, &inner, actions, on_resize));
            let keeps = Place::new(state, actions, log.into(), above.into(), below.into());
            place.set_value(Some(keeps));
        }
    });
    Effect::new(move |_| {
        state.rows.track();
        state.drawn.track();
        with_place(Place::begin_change);
        request_animation_frame(move || {
            with_place(Place::restore);
            let _ = watch.try_with_value(|watch| {
                if let Some(watch) = watch {
                    watch.observe_new();
                }
            });
            request_animation_frame(move || with_place(Place::end_change));
        });
    });
    let rows = For(ForProps::builder()
        .each(move || state.rows.get())
        .key(Clone::clone)
        .children(move |key| row(state, actions, &key))
        .build());
    let log_element = div()
        .class("transcript")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-label", state.text.get(Sentence::Conversation))
        // The announcer speaks; a live log would read history as it loads.
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .node_ref(log)
        .on(ev::scroll, move |_| with_place(Place::on_scroll))
        .child(div().class("transcript__inner").node_ref(inner).child((
            move || state.rows.with(Vec::is_empty).then(|| welcome(state)),
            div().class("transcript__space").node_ref(above),
            earlier(state, move || {
                with_place(Place::go_to_first);
                actions.show_earlier();
            }),
            rows,
            div().class("transcript__space").node_ref(below),
            typing(state),
        )));
    (log_element, jump(state, actions)).into_any()
}

/// Scrolling draws more by itself; whoever does not scroll, as with a screen
/// reader, finds this before the first message.
fn earlier(state: ViewState, show: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    move || {
        state.has_earlier.get().then(|| {
            button()
                .class("earlier")
                .attr("type", "button")
                .on(ev::click, move |_| show())
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
    // Owned by this row, and gone with it.
    let data = RwSignal::from(data);
    match data.get_untracked() {
        Row::Message { message: shown, .. } => message(state, actions, data, &shown),
        Row::Day(unix_ms) => div()
            .class("day")
            .child(span().class("day__label").child(state.text.day(unix_ms)))
            .into_any(),
        Row::Fresh => line(
            "divider divider--fresh",
            state.text.get(Sentence::NewMessages),
        ),
        Row::Ended(id) => {
            let sentence = move || {
                let ending = state.endings.with(|endings| endings.get(&id).cloned())?;
                let agent = state.name_or(ending.agent.as_ref(), Sentence::Agent);
                let sentence = state.text.ended_by(ending.reason.as_deref(), &agent);
                let at = ending.unix_ms.map(|at| state.text.time_of_day(at));
                Some(at.map_or(sentence.clone(), |at| format!("{sentence} · {at}")))
            };
            line("divider", sentence)
        }
    }
}

fn line(class: &'static str, sentence: impl IntoView + 'static) -> AnyView {
    div()
        .class(class)
        .child(span().class("divider__label").child(sentence))
        .into_any()
}

fn jump(state: ViewState, actions: Actions) -> impl IntoView {
    let words = move || match state.unread.get() {
        0 => state.text.get(Sentence::JumpToLatest),
        count => state.text.counted(Sentence::JumpToNew, count),
    };
    let button = move || {
        (!state.is_at_end.get()).then(|| {
            button()
                .class("jump")
                .attr("type", "button")
                .on(ev::click, move |_| actions.draw_latest())
                .child((words, icon(Icon::ArrowDown)))
        })
    };
    div().class("jump-place").child(button)
}
