//! The lines between messages: a new day, new messages, the end of a conversation.

use super::element::el;
use super::list::RowView;
use crate::components::sentence::write_sentence;
use crate::conversation::layout::{Ending, Row};
use crate::conversation::view_state::ViewState;
use crate::directions::isolated;
use crate::text::Sentence;

/// A day separator. Its text changes at midnight, from "today" to "yesterday".
pub fn day(view: ViewState, unix_ms: u64) -> RowView<Row> {
    line("day", "day__label", move || {
        view.text.day(unix_ms, view.now_unix_ms())
    })
}

/// The line above the messages that were not seen yet.
pub fn fresh(view: ViewState) -> RowView<Row> {
    let words = move || view.text.get(Sentence::NewMessages);
    line("divider divider--fresh", "divider__label", words)
}

/// The line at the end of a conversation. It is updated when the agent's name is known.
pub fn ended(view: ViewState) -> RowView<Row> {
    let label = el("span", "sentence");
    let outer = el("span", "divider__label").child(label.clone());
    RowView {
        element: el("div", "divider").child(outer),
        update: Box::new(move |row| {
            if let Row::Ended(ending) = row {
                write_sentence(&label, &words_of(view, ending));
            }
        }),
    }
}

fn line(class: &str, label: &str, words: impl Fn() -> String + 'static) -> RowView<Row> {
    let label = el("span", label);
    RowView {
        element: el("div", class).child(label.clone()),
        update: Box::new(move |_| label.set_text_content(Some(&words()))),
    }
}

fn words_of(view: ViewState, ending: &Ending) -> String {
    let agent = view.name_or(ending.agent.as_ref(), Sentence::Agent);
    let sentence = view.text.ended_by(ending.reason.as_ref(), &agent);
    let at = ending.unix_ms.map(|at| view.text.time_of_day(at));
    at.map_or(sentence.clone(), |at| {
        format!("{sentence} · {}", isolated(&at))
    })
}
