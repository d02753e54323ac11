//! The rows of the transcript: the one place where the page is written to directly.
//!
//! A message at the end of 10,000 must cost at most 1.5 times what it costs a hand-written
//! list (`docs/benchmarks.md`). So a row is a copy of a template, has no effects of its own,
//! and is written to only where it differs from before. Everything else is drawn by Leptos.

mod divider;
mod element;
mod list;
mod message;
mod picture;
mod template;

pub use element::{El, effect, keep_with_owner, queue_microtask};

use super::avatar;
use crate::conversation::actions::Actions;
use crate::conversation::layout::Row;
use crate::conversation::view_state::ViewState;
use crate::platform::clock;
use hailer_messaging::{DialogId, MessageKey, Sender, Sequence};
use leptos::prelude::*;
use list::{RowView, list};
use message::{Templates, message};
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::HtmlElement;

/// A message of the other side and its element.
pub type Fresh = (El, DialogId, Sequence);

/// Messages of the other side that were drawn, and nobody looked for yet.
pub type Unseen = Rc<RefCell<Vec<Fresh>>>;

/// Who is told of rows that were drawn.
pub struct RowObserver {
    /// Takes the messages that are to be read.
    pub drawn: Unseen,
    /// Called when rows came or went.
    pub placed: Box<dyn Fn()>,
}

/// Keeps the rows of the view state in `inner`, before `end`.
pub fn rows(
    view: ViewState,
    actions: Actions,
    inner: &HtmlElement,
    end: &HtmlElement,
    observer: RowObserver,
) {
    let templates = Templates::default();
    let RowObserver { drawn, placed } = observer;
    let make = move |shown: &Row| {
        let row = row(view, actions, shown, &templates);
        if let Some((dialog, sequence)) = watched(shown) {
            let fresh = (row.element.clone(), dialog, sequence);
            drawn.borrow_mut().push(fresh);
        }
        row
    };
    let insertion_point = El::of(inner).insertion_point_before(end);
    list(
        insertion_point,
        view.rows,
        move || around(view),
        make,
        placed,
    );
}

fn watched(row: &Row) -> Option<(DialogId, Sequence)> {
    match row {
        Row::Message { message, .. } if message.sender != Sender::Consumer => match &message.key {
            MessageKey::Stored(dialog, sequence) => Some((dialog.clone(), *sequence)),
            MessageKey::Local(_) => None,
        },
        _ => None,
    }
}

fn row(view: ViewState, actions: Actions, row: &Row, templates: &Templates) -> RowView<Row> {
    match row {
        Row::Message { message: shown, .. } => message(view, actions, shown, templates),
        Row::Day(unix_ms) => divider::day(view, *unix_ms),
        Row::Fresh => divider::fresh(view),
        Row::Ended(_) => divider::ended(view),
    }
}

/// What several rows show: the language, who speaks, and what day it is. That is looked at
/// whenever rows come, a new day's among them, or somebody comes back.
fn around(view: ViewState) -> impl PartialEq {
    view.shell.is_open.track();
    (
        view.text.speech(),
        view.agents.get(),
        view.shell.title.get(),
        clock::local_time(view.now_unix_ms()).day,
    )
}
