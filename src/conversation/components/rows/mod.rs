//! The rows of the transcript, the only module that writes to the DOM directly.
//!
//! Adding a message to 10,000 others may cost at most 1.5 times as much as in a hand-written
//! list (`docs/benchmarks.md`). A row is therefore cloned from a template, has no effects of its
//! own, and is written to only where it has changed. Leptos renders everything else.

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

/// A message from an agent, a bot or the system, with its element.
pub type Incoming = (El, DialogId, Sequence);

/// Incoming messages that were rendered, but are not observed yet.
pub type Unobserved = Rc<RefCell<Vec<Incoming>>>;

/// Receives the rows that are added.
pub struct RowObserver {
    /// Collects new incoming messages, whose visibility is observed for read receipts.
    pub drawn: Unobserved,
    /// Called after rows were added or removed.
    pub placed: Box<dyn Fn()>,
}

/// Renders the rows of the view state in `inner`, before its child `end`.
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
            let incoming = (row.element.clone(), dialog, sequence);
            drawn.borrow_mut().push(incoming);
        }
        row
    };
    let insertion_point = El::of(inner).insertion_point_before(end);
    list(
        insertion_point,
        view.rows,
        move || context(view),
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

/// The state that several rows show: the language, the agents' profiles, the title and the
/// current day. The day is checked when rows change or the window opens or closes.
fn context(view: ViewState) -> impl PartialEq {
    view.shell.is_open.track();
    (
        view.text.speech(),
        view.agents.get(),
        view.shell.title.get(),
        clock::local_time(view.now_unix_ms()).day,
    )
}
