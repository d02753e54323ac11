//! The agent's availability.

use crate::actions::Actions;
use leptos::prelude::*;

/// The names in the protocol, and their labels.
const STATES: [(&str, &str); 4] = [
    ("ONLINE", "Online"),
    ("BACK_SOON", "Back soon"),
    ("AWAY", "Away"),
    ("OFFLINE", "Offline"),
];

/// Radio buttons. They show the service's value, which may also change elsewhere.
#[component]
pub fn Availability() -> impl IntoView {
    let actions = Actions::here();
    let now = actions.derive(|desk| desk.availability.clone());
    let choice = move |(word, label): (&'static str, &'static str)| {
        view! {
            <label class="choice" data-state=word>
                <input
                    type="radio"
                    name="availability"
                    prop:checked=move || now.get() == word
                    on:change=move |_| actions.set_availability(word)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="availability">
            <legend class="unseen">"Availability"</legend>
            {STATES.map(choice).into_iter().collect_view()}
        </fieldset>
    }
}
