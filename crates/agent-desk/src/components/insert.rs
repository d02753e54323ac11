//! The dialogs for canned replies and rich content.

use super::composer::Draft;
use super::dialog::Dialog;
use super::outline::Outline;
use crate::actions::Actions;
use crate::api::origin;
use crate::ask::{self, Audience};
use crate::canned::CANNED;
use crate::outline;
use crate::rich::RICH;

use hailer_messaging::wire::{Content, MessagingEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Inserts a canned reply into the message box, to be edited or sent.
#[component]
pub fn CannedReplies(is_open: RwSignal<bool>, draft: Draft) -> impl IntoView {
    let reply = move |one: &'static crate::canned::Canned| {
        let choose = move |_| {
            is_open.set(false);
            // Wait until the dialog is closed, because it restores the focus.
            request_animation_frame(move || draft.put(one.text));
        };
        view! {
            <li><button class="canned" on:click=choose>
                <kbd>"/"{one.name}</kbd>" "<span>{one.text}</span>
            </button></li>
        }
    };
    view! {
        <Dialog is_open title="Canned replies">
            <ul class="canneds">{CANNED.iter().map(reply).collect_view()}</ul>
        </Dialog>
    }
}

/// Sends structured content of any kind, which can be edited first.
#[component]
pub fn RichContent(is_open: RwSignal<bool>, id: StoredValue<String>) -> impl IntoView {
    view! {
        <Dialog is_open title="Rich content">
            <Editor is_open id/>
        </Dialog>
    }
}

#[component]
fn Editor(is_open: RwSignal<bool>, id: StoredValue<String>) -> impl IntoView {
    let actions = Actions::here();
    let (kind, text) = (
        RwSignal::new(0_usize),
        RwSignal::new(RICH[0].event(&origin())),
    );
    let event = Memo::new(move |_| text.with(|text| ask::event(text)));
    let choice = move |(at, rich): (usize, &'static crate::rich::Rich)| {
        let choose = move |_| {
            kind.set(at);
            text.set(rich.event(&origin()));
        };
        view! {
            <label class="kind">
                <input type="radio" name="kind" prop:checked=move || kind.get() == at on:change=choose/>
                <span>{rich.name}</span>
            </label>
        }
    };
    let send = move |submitted: web_sys::SubmitEvent| {
        submitted.prevent_default();
        let Ok(event) = event.get_untracked() else {
            return;
        };
        is_open.set(false);
        // `publish` shows the error.
        spawn_local(async move {
            let id = id.get_value();
            let _ = actions.publish(&id, &event, Audience::Everybody).await;
        });
    };
    let preview = move || match event.get() {
        Err(fault) => view! { <p class="fault">{fault}</p> }.into_any(),
        Ok(event) => shown(&event),
    };
    view! {
        <form class="editor" on:submit=send>
            <fieldset class="editor__kinds">
                <legend>"Kind"</legend>
                {RICH.iter().enumerate().map(choice).collect_view()}
            </fieldset>
            <div class="editor__text">
                <label for="event">"Event"</label>
                <textarea id="event" rows="14" spellcheck="false" bind:value=text></textarea>
            </div>
            <div class="editor__preview" aria-label="Preview" role="region">{preview}</div>
            <button type="submit" class="button button--main" disabled=move || event.get().is_err()>"Send it"</button>
        </form>
    }
}

fn shown(event: &MessagingEvent) -> AnyView {
    let MessagingEvent::Content {
        content,
        quick_replies,
    } = event
    else {
        return view! { <p class="hint">"No content: it is sent as it is."</p> }.into_any();
    };
    let replies = quick_replies
        .as_ref()
        .map(|replies| outline::titles(replies))
        .unwrap_or_default();
    let replies = replies
        .into_iter()
        .map(|title| view! { <li>{title}</li> })
        .collect_view();
    let content = match content {
        Content::Text(text) => view! { <p class="words">{text.clone()}</p> }.into_any(),
        Content::Rich(content) => view! { <Outline parts=outline::read(content)/> }.into_any(),
        _ => view! { <p class="hint">"No words to show."</p> }.into_any(),
    };
    view! { {content} <ul class="replies">{replies}</ul> }.into_any()
}
