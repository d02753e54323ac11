//! The actions for a whole conversation.

use super::dialog::Dialog;
use crate::actions::{Actions, Destination};
use crate::state::{Desk, Target};
use leptos::prelude::*;

/// Urgency, transfer and closing.
#[component]
pub fn TalkActions(id: StoredValue<String>) -> impl IntoView {
    let actions = Actions::here();
    let of = move |ask: fn(&Desk, &crate::state::Talk) -> bool| {
        actions.derive(move |desk: &Desk| {
            desk.talks
                .get(&id.get_value())
                .is_some_and(|talk| ask(desk, talk))
        })
    };
    let is_mine = of(Desk::is_mine);
    let is_urgent = of(|_, talk| talk.is_urgent());
    let is_in_survey = of(|_, talk| talk.is_in_survey());
    let is_passing = RwSignal::new(false);
    let end = move || {
        if is_in_survey.get() {
            "End the survey"
        } else {
            "End"
        }
    };
    view! {
        <Show when=move || is_mine.get()>
            <div class="actions" role="group" aria-label="Conversation">
                <button class="button" aria-pressed=move || is_urgent.get().to_string()
                    on:click=move |_| actions.set_urgency(&id.get_value(), !is_urgent.get_untracked())>"Urgent"</button>
                <button class="button" on:click=move |_| actions.pass_on(&id.get_value(), &Destination::Queue)>"Back to queue"</button>
                <button class="button" on:click=move |_| is_passing.set(true)>"Pass on …"</button>
                <button class="button button--danger" on:click=move |_| actions.close(&id.get_value())>{end}</button>
            </div>
        </Show>
        <Dialog is_open=is_passing title="Pass the conversation on">
            <Targets id is_open=is_passing/>
        </Dialog>
    }
}

#[component]
fn Targets(id: StoredValue<String>, is_open: RwSignal<bool>) -> impl IntoView {
    let actions = Actions::here();
    let pass = move |to: Destination| {
        actions.pass_on(&id.get_value(), &to);
        is_open.set(false);
    };
    let (skills, agents) = actions.desk.with_untracked(|desk| {
        let others = desk.agents.iter().filter(|agent| agent.pid != desk.me.pid);
        (desk.skills.clone(), others.cloned().collect::<Vec<_>>())
    });
    let list = move |title: &'static str, targets: Vec<Target>, make: fn(String) -> Destination| {
        let target = move |target: Target| {
            let to = make(target.id);
            view! { <li><button class="button" on:click=move |_| pass(to.clone())>{target.name}</button></li> }
        };
        view! {
            <section class="targets">
                <h3>{title}</h3>
                <ul>{targets.into_iter().map(target).collect_view()}</ul>
            </section>
        }
    };
    view! {
        {list("To those with the skill", skills, Destination::Skill)}
        {list("To a colleague", agents, Destination::Agent)}
    }
}
