//! The panel with details of the consumer and the conversation.

use super::time::clock;
use crate::actions::Actions;
use crate::state::Desk;
use leptos::prelude::*;

/// Names and values.
type Facts = Vec<(String, String)>;

/// The content of the panel.
#[derive(Clone, Debug, Default, PartialEq)]
struct About {
    id: String,
    name: String,
    consumer: Facts,
    device: Facts,
    visit: Facts,
    conversation: Facts,
    people: Facts,
    note: String,
    is_mine: bool,
}

impl About {
    fn of(desk: &Desk) -> Option<Self> {
        let talk = desk.talks.get(desk.active.as_ref()?)?;
        let consumer = talk.consumer().unwrap_or_default();
        let profile = desk.profiles.get(consumer).cloned().unwrap_or_default();
        let (wire, details) = (talk.wire(), talk.details());
        let fact = |name: &str, value: Option<String>| value.map(|value| (name.to_owned(), value));
        let mut conversation: Facts = [
            fact("Conversation", Some(talk.id().to_owned())),
            fact(
                "Skill",
                wire.skill_id.as_deref().map(|id| desk.skill_name(id)),
            ),
            fact("Began", wire.started_unix_ms.map(clock)),
            fact("Ended", wire.ended_unix_ms.map(clock)),
            fact("Answer due", wire.effective_ttr_unix_ms.map(clock)),
            fact(
                "Urgency",
                wire.ttr
                    .as_ref()
                    .map(|ttr| ttr.kind.as_word().to_lowercase()),
            ),
            fact("Language", details.language.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        conversation.extend(details.campaign.clone());
        let people = wire.participants.iter();
        let people = people.map(|one| {
            let role = one.role.as_word().to_lowercase().replace('_', " ");
            let role = if one.is_active {
                role
            } else {
                format!("{role}, suggested")
            };
            (desk.name_of(one.id.as_str()), role)
        });
        Some(Self {
            id: talk.id().to_owned(),
            name: desk.name_of(consumer),
            consumer: profile.facts,
            device: details.client_properties.clone(),
            visit: details.visit.clone(),
            conversation,
            people: people.collect(),
            note: details.note.clone().unwrap_or_default(),
            is_mine: desk.is_mine(talk),
        })
    }
}

/// The panel for the active conversation.
#[component]
pub fn ConsumerPanel() -> impl IntoView {
    let actions = Actions::here();
    let about = actions.derive(About::of);
    let id = Memo::new(move |_| about.get().map(|about| about.id));
    let facts = move |title: &'static str, empty: &'static str, of: fn(&About) -> &Facts| {
        let all = Memo::new(move |_| {
            about
                .get()
                .map(|about| of(&about).clone())
                .unwrap_or_default()
        });
        view! {
            <section class="facts">
                <h3>{title}</h3>
                {move || {
                    let all = all.get();
                    if all.is_empty() {
                        return view! { <p class="hint">{empty}</p> }.into_any();
                    }
                    let row = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
                    view! { <dl>{all.into_iter().map(row).collect_view()}</dl> }.into_any()
                }}
            </section>
        }
    };
    view! {
        <aside class="panel" aria-label="Consumer" tabindex="0">
            <Show when=move || id.get().is_some() fallback=|| view! { <p class="hint">"The consumer is shown here."</p> }>
                <h2>{move || about.get().map(|about| about.name)}</h2>
                {facts("Profile", "Nothing is known.", |about| &about.consumer)}
                {facts("Device", "Nothing is known.", |about| &about.device)}
                {facts("Visit", "Nothing is known.", |about| &about.visit)}
                {facts("Conversation", "", |about| &about.conversation)}
                {facts("Participants", "", |about| &about.people)}
                // Created anew for each conversation, but not for each new message.
                {move || id.get().map(|id| view! { <Note id about/> })}
            </Show>
        </aside>
    }
}

#[component]
fn Note(id: String, about: Memo<Option<About>>) -> impl IntoView {
    let actions = Actions::here();
    let kept = Memo::new(move |_| about.get().map(|about| about.note).unwrap_or_default());
    let is_mine = Memo::new(move |_| about.get().is_some_and(|about| about.is_mine));
    let text = RwSignal::new(kept.get_untracked());
    Effect::new(move |_| text.set(kept.get()));
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        actions.note(&id, &text.get_untracked());
    };
    let is_kept = move || text.get() == kept.get();
    view! {
        <form class="note" on:submit=keep>
            <label for="note">"Note for colleagues"</label>
            <textarea id="note" rows="3" maxlength="5000" disabled=move || !is_mine.get() bind:value=text></textarea>
            <button type="submit" class="button" disabled=move || !is_mine.get() || is_kept()>"Save the note"</button>
        </form>
    }
}
