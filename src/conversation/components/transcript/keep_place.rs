//! Restores the scroll position after every change, and observes which messages are visible.

use super::SharedPlace;
use super::place::Place;
use super::watch::Watch;
use crate::conversation::actions::Actions;
use crate::conversation::components::rows::{
    RowObserver, Unobserved, effect, keep_with_owner, queue_microtask,
};
use crate::conversation::view_state::ViewState;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use web_sys::HtmlElement;

/// Restores the scroll position after every change, and observes which messages are visible.
/// The list must notify the returned observer of new rows.
pub fn keep_place(
    view: ViewState,
    actions: Actions,
    log: &HtmlElement,
    inner: &HtmlElement,
    place: &SharedPlace,
) -> RowObserver {
    let unobserved = Unobserved::default();
    let drawn = unobserved.clone();
    // Weak references, because a callback can run after the window was disposed.
    let weak_place = Rc::downgrade(place);
    let resized = weak_place.clone();
    let on_resize = move || with_place(&resized, Place::restore);
    let watch = Watch::new(log, inner, actions, on_resize).map(Rc::new);
    let weak_watch = watch.as_ref().map(Rc::downgrade);
    keep_with_owner(watch);
    let jumped = weak_place.clone();
    effect(move || {
        if view.end_requests.get() > 0 {
            let place = jumped.clone();
            queue_microtask(move || with_place(&place, Place::restore));
        }
    });
    let update = debounced(move || {
        with_place(&weak_place, Place::restore);
        // An empty chat has no messages to observe.
        if let Some(watch) = weak_watch.as_ref().and_then(Weak::upgrade)
            && !view.shell.transcript_is_empty.get_untracked()
        {
            watch.observe(unobserved.take());
        }
    });
    let on_drawn = update.clone();
    effect(move || {
        view.drawn.track();
        on_drawn();
    });
    RowObserver {
        drawn,
        placed: Box::new(update),
    }
}

/// Debounces a task: it runs once in the next microtask, however often it is requested. Then all
/// rows are in the page and the view state is consistent, but nothing is painted yet.
fn debounced(task: impl Fn() + 'static) -> impl Fn() + Clone + 'static {
    let task = Rc::new(task);
    let is_scheduled = Rc::new(Cell::new(false));
    move || {
        if !is_scheduled.replace(true) {
            let (task, is_scheduled) = (task.clone(), is_scheduled.clone());
            queue_microtask(move || {
                is_scheduled.set(false);
                task();
            });
        }
    }
}

fn with_place(place: &Weak<RefCell<Place>>, then: fn(&mut Place)) {
    if let Some(place) = place.upgrade() {
        then(&mut place.borrow_mut());
    }
}
