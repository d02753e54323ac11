//! The top of the page: the agent's name, connection and availability.

use super::availability::Availability;
use crate::actions::{Actions, Connection};
use leptos::prelude::*;

/// The top bar.
#[component]
pub fn Bar(
    /// Whether the consumer panel is shown.
    has_panel: RwSignal<bool>,
) -> impl IntoView {
    let actions = Actions::here();
    let name = actions.derive(|desk| desk.me.name.clone());
    let words = move || match actions.connection.get() {
        Connection::Connecting => "Connecting …",
        Connection::Online => "Connected",
        Connection::Reconnecting => "Reconnecting …",
    };
    let state = move || match actions.connection.get() {
        Connection::Connecting => "connecting",
        Connection::Online => "online",
        Connection::Reconnecting => "reconnecting",
    };
    view! {
        <header class="bar">
            <h1 class="bar__title">"Desk of " {name}</h1>
            <p class="connection" role="status" data-connection=state>{words}</p>
            <Availability/>
            <button
                class="button"
                aria-pressed=move || has_panel.get().to_string()
                on:click=move |_| has_panel.update(|shown| *shown = !*shown)
            >"Details"</button>
            <button class="button" on:click=move |_| actions.log_out("")>"Log out"</button>
        </header>
    }
}
