//! The rings that wait for an answer, with their remaining time.

use crate::actions::Actions;
use crate::received::Ring;
use crate::state::Desk;
use leptos::prelude::*;

/// The list of rings.
#[component]
pub fn Rings() -> impl IntoView {
    let actions = Actions::here();
    let rings = actions.derive(|desk| desk.rings.waiting().to_vec());
    let is_online = actions.derive(|desk| desk.availability == "ONLINE");
    let hint = move || {
        if is_online.get() {
            "No conversation is waiting."
        } else {
            "Go online to receive rings."
        }
    };
    view! {
        <section class="rings" aria-labelledby="rings">
            <h2 id="rings">"Rings "<span class="count">{move || rings.with(Vec::len)}</span></h2>
            <Show when=move || rings.with(Vec::is_empty)>
                <p class="hint">{hint}</p>
            </Show>
            <ul>
                <For each=move || rings.get() key=|ring| ring.id.clone() let(ring)>
                    <RingCard ring/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn RingCard(ring: Ring) -> impl IntoView {
    let actions = Actions::here();
    let Ring {
        id,
        conversation,
        consumer,
        skill,
        expires_unix_ms,
        ..
    } = ring;
    // The remaining time when the ring was first shown, which is the full width of the bar.
    let whole_ms = expires_unix_ms
        .saturating_sub(actions.now.get_untracked())
        .max(1);
    let left_ms = move || expires_unix_ms.saturating_sub(actions.now.get());
    let name = {
        let consumer = consumer.clone();
        actions.derive(move |desk: &Desk| desk.name_of(&consumer))
    };
    let skill = actions.derive(move |desk: &Desk| desk.skill_name(&skill));
    let is_suggested = {
        let conversation = conversation.clone();
        actions.derive(move |desk: &Desk| {
            let talk = desk.talks.get(&conversation);
            talk.is_some_and(|talk| talk.is_suggested(&desk.me))
        })
    };
    let (accepted, rejected) = (id.clone(), id);
    view! {
        <li class="ring">
            <p class="ring__who">{name}</p>
            <p class="ring__what">
                {skill}
                <Show when=move || is_suggested.get()>" · passed on to you"</Show>
            </p>
            <p class="ring__time">
                <span class="ring__left" aria-hidden="true">
                    <i style:inline-size=move || format!("{}%", left_ms() * 100 / whole_ms)></i>
                </span>
                <span>{move || format!("{} s", left_ms() / 1_000)}</span>
            </p>
            <div class="ring__answer">
                <button class="button button--main" aria-label=move || format!("Accept {}", name.get())
                    on:click=move |_| actions.answer_ring(&accepted, true)>"Accept"</button>
                <button class="button" aria-label=move || format!("Reject {}", name.get())
                    on:click=move |_| actions.answer_ring(&rejected, false)>"Reject"</button>
            </div>
        </li>
    }
}
