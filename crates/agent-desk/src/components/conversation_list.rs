//! The list of the agent's conversations.

use super::time::clock;
use crate::actions::Actions;
use crate::state::{Desk, MAX_PANES, Presence};
use leptos::prelude::*;

/// The content of a row.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a separate mark on the row"
)]
struct Row {
    name: String,
    words: String,
    at_unix_ms: u64,
    unread: usize,
    is_open: bool,
    is_urgent: bool,
    is_shown: bool,
    is_active: bool,
    is_typing: bool,
    rating: Option<String>,
}

impl Row {
    fn of(desk: &Desk, id: &str, now: u64) -> Self {
        let Some(talk) = desk.talks.get(id) else {
            return Self::default();
        };
        Self {
            name: desk.name_of(talk.consumer().unwrap_or_default()),
            words: talk.last_words(),
            at_unix_ms: talk.last_activity_unix_ms(),
            unread: talk.unread(),
            is_open: talk.is_open(),
            is_urgent: talk.is_open() && talk.is_urgent(),
            is_shown: desk.panes.iter().any(|pane| pane == id),
            is_active: desk.active.as_deref() == Some(id),
            is_typing: talk.presence(now) == Presence::Typing,
            rating: talk.rating(),
        }
    }
}

/// Open conversations, followed by closed ones.
#[component]
pub fn ConversationList() -> impl IntoView {
    let actions = Actions::here();
    let ids = move |is_open| {
        actions.derive(move |desk: &Desk| {
            let talks = desk
                .listed()
                .into_iter()
                .filter(|talk| talk.is_open() == is_open);
            talks.map(|talk| talk.id().to_owned()).collect::<Vec<_>>()
        })
    };
    view! { <Group title="Open" hint="Conversations that you accept appear here." ids=ids(true)/>
    <Group title="Ended" hint="" ids=ids(false)/> }
}

#[component]
fn Group(title: &'static str, hint: &'static str, ids: Memo<Vec<String>>) -> impl IntoView {
    view! {
        <section class="list" aria-labelledby=title hidden=move || hint.is_empty() && ids.with(Vec::is_empty)>
            <h2 id=title>{title}" "<span class="count">{move || ids.with(Vec::len)}</span></h2>
            <Show when=move || ids.with(Vec::is_empty)>
                <p class="hint">{hint}</p>
            </Show>
            <ul>
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <RowView id/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn RowView(id: String) -> impl IntoView {
    let actions = Actions::here();
    let row = {
        let id = id.clone();
        Memo::new(move |_| {
            let now = actions.now.get();
            actions.desk.with(|desk| Row::of(desk, &id, now))
        })
    };
    let words = move || {
        row.with(|row| match (&row.rating, row.is_typing) {
            (Some(rating), _) => format!("Rated: {rating}"),
            (None, true) => "is typing …".to_owned(),
            (None, false) => row.words.clone(),
        })
    };
    let (shown, beside) = (id.clone(), id);
    view! {
        <li
            class="row"
            class:row--shown=move || row.with(|row| row.is_shown)
            class:row--ended=move || row.with(|row| !row.is_open)
        >
            <button
                class="row__open"
                aria-current=move || row.with(|row| row.is_active).to_string()
                on:click=move |_| actions.show(&shown, false)
            >
                <span class="row__name">{move || row.with(|row| row.name.clone())}</span>
                <span class="row__time">{move || row.with(|row| clock(row.at_unix_ms))}</span>
                <span class="row__words">{words}</span>
                <span class="row__marks">
                    <Show when=move || row.with(|row| row.is_urgent)>
                        <span class="badge badge--urgent">"Urgent"</span>
                    </Show>
                    <Show when=move || row.with(|row| row.unread > 0)>
                        <span class="badge badge--unread">{move || row.with(|row| row.unread)}<span class="unseen">" unread"</span></span>
                    </Show>
                </span>
            </button>
            <Show when=move || row.with(|row| !row.is_shown) && actions.desk.with(|desk| (1..MAX_PANES).contains(&desk.panes.len()))>
                <button
                    class="row__beside"
                    aria-label=move || row.with(|row| format!("Show {} beside", row.name))
                    title="Show beside"
                    on:click={
                        let beside = beside.clone();
                        move |_| actions.show(&beside, true)
                    }
                >"+"</button>
            </Show>
        </li>
    }
}
