//! Keeps the reader's place after every change, and watches what is on the screen.

use super::SharedPlace;
use super::place::Place;
use super::watch::Watch;
use crate::conversation::actions::Actions;
use crate::conversation::components::rows::{
    RowObserver, Unseen, effect, keep_with_owner, queue_microtask,
};
use crate::conversation::view_state::ViewState;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use web_sys::HtmlElement;

/// Puts the reader back where they were after every change, and watches what is on the
/// screen. What is returned is told of rows.
pub fn keep_place(
    view: ViewState,
    actions: Actions,
    log: &HtmlElement,
    inner: &HtmlElement,
    place: &SharedPlace,
) -> RowObserver {
    let unseen = Unseen::default();
    let drawn = unseen.clone();
    // What outlives the window by a frame finds nothing to do.
    let later = Rc::downgrade(place);
    let resized = later.clone();
    let on_resize = move || with_place(&resized, Place::restore);
    let watch = Watch::new(log, inner, actions, on_resize).map(Rc::new);
    let watching = watch.as_ref().map(Rc::downgrade);
    keep_with_owner(watch);
    let wished = later.clone();
    effect(move || {
        if view.end_requests.get() > 0 {
            let place = wished.clone();
            queue_microtask(move || with_place(&place, Place::restore));
        }
    });
    let again = once_drawn(move || {
        with_place(&later, Place::restore);
        // An empty chat has nothing to be read.
        if let Some(watch) = watching.as_ref().and_then(Weak::upgrade)
            && !view.shell.transcript_is_empty.get_untracked()
        {
            watch.look_at(unseen.take());
        }
    });
    let on_drawn = again.clone();
    effect(move || {
        view.drawn.track();
        on_drawn();
    });
    RowObserver {
        drawn,
        placed: Box::new(again),
    }
}

/// Looks as soon as the rows are there, and before anything is painted; once, however often
/// it is asked for: in between, what is there is not what is told.
fn once_drawn(look: impl Fn() + 'static) -> impl Fn() + Clone + 'static {
    let look = Rc::new(look);
    let is_asked = Rc::new(Cell::new(false));
    move || {
        if !is_asked.replace(true) {
            let (look, is_asked) = (look.clone(), is_asked.clone());
            queue_microtask(move || {
                is_asked.set(false);
                look();
            });
        }
    }
}

fn with_place(place: &Weak<RefCell<Place>>, then: fn(&mut Place)) {
    if let Some(place) = place.upgrade() {
        then(&mut place.borrow_mut());
    }
}
