//! The panes, which show conversations side by side.

use super::actions::TalkActions;
use super::composer::Composer;
use super::transcript::Transcript;
use crate::actions::Actions;
use crate::state::{Desk, Presence, Talk};
use hailer_messaging::wire::CloseReason;
use leptos::prelude::*;

/// All panes.
#[component]
pub fn Panes() -> impl IntoView {
    let actions = Actions::here();
    let panes = actions.derive(|desk| {
        let known = desk.panes.iter().filter(|id| desk.talks.contains_key(*id));
        known.cloned().collect::<Vec<_>>()
    });
    view! {
        <Show when=move || panes.with(Vec::is_empty)>
            <div class="nothing">
                <p>"No conversation is open."</p>
                <p class="hint">"Go online, write something on the brand’s page, and accept the ring."</p>
            </div>
        </Show>
        <For each=move || panes.get() key=Clone::clone let(id)>
            <Pane id/>
        </For>
    }
}

#[component]
fn Pane(id: String) -> impl IntoView {
    let actions = Actions::here();
    let id = StoredValue::new(id);
    let name = actions.derive(move |desk: &Desk| {
        let talk = desk.talks.get(&id.get_value());
        desk.name_of(talk.and_then(|talk| talk.consumer()).unwrap_or_default())
    });
    let is_active = actions.derive(move |desk: &Desk| desk.active == Some(id.get_value()));
    let is_open = actions
        .derive(move |desk: &Desk| desk.talks.get(&id.get_value()).is_some_and(Talk::is_open));
    let presence = Memo::new(move |_| {
        let now = actions.now.get();
        actions.desk.with(|desk| {
            desk.talks
                .get(&id.get_value())
                .map(|talk| talk.presence(now))
        })
    });
    let words = move || match presence.get().unwrap_or_default() {
        Presence::Unknown => "",
        Presence::Here => "is looking at the chat",
        Presence::Typing => "is typing …",
        Presence::Away => "is looking elsewhere",
        Presence::Lost => "has lost the connection",
    };
    let activate = move |_| {
        if !is_active.get_untracked() {
            actions.activate(&id.get_value(), false);
        }
    };
    view! {
        <section class="pane" class:pane--active=is_active aria-label=move || format!("Conversation with {}", name.get()) on:focusin=activate>
            <header class="pane__head">
                <h2>{name}</h2>
                <p class="presence" data-presence=move || format!("{:?}", presence.get().unwrap_or_default()).to_lowercase()>{words}</p>
                <button class="pane__close" aria-label=move || format!("Take {} off the screen", name.get()) title="Take off the screen"
                    on:click=move |_| actions.close_pane(&id.get_value())>"×"</button>
                <TalkActions id/>
            </header>
            <Transcript id name/>
            <Show when=move || is_open.get() fallback=move || view! { <Ending id/> }>
                <Composer id/>
            </Show>
        </section>
    }
}

/// Why the conversation ended, and its rating.
#[component]
fn Ending(id: StoredValue<String>) -> impl IntoView {
    let actions = Actions::here();
    let end = actions.derive(move |desk: &Desk| {
        let talk = desk.talks.get(&id.get_value())?;
        let by = match talk.wire().close_reason {
            Some(CloseReason::Consumer) => "The consumer ended the conversation.",
            Some(CloseReason::Agent) => "An agent ended the conversation.",
            _ => "The conversation has ended.",
        };
        Some((by, talk.rating(), talk.stars()))
    });
    let stars = |count: usize| {
        (1..=5)
            .map(move |star| view! { <span class="star" class:star--full=star <= count>"★"</span> })
            .collect_view()
    };
    view! {
        <footer class="ending">
            {move || end.get().map(|(by, rating, filled)| view! {
                <p>{by}</p>
                {match rating {
                    Some(rating) => view! {
                        <p class="csat"><span class="stars" aria-hidden="true">{filled.map(stars)}</span>"Rated: "{rating}</p>
                    }.into_any(),
                    None => view! { <p class="hint">"No rating yet."</p> }.into_any(),
                }}
            })}
        </footer>
    }
}
