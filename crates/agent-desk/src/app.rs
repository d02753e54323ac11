//! The page.

use crate::actions::Actions;
use crate::components::{Bar, ConsumerPanel, ConversationList, Login, Panes, Rings};
use crate::keys::is_for_input_method;
use crate::state::Desk;
use leptos::ev;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// From this width on, the consumer panel has its own column, as in `style/desk.css`.
const ROOMY_PX: f64 = 1120.0;

/// The root component.
#[component]
pub fn App() -> impl IntoView {
    let actions = Actions::start();
    provide_context(actions);
    let is_in = Memo::new(move |_| actions.login.with(Option::is_some));
    let unread = actions.derive(Desk::unread);
    // The tab's title shows the number of waiting rings and unread messages.
    Effect::new(move |_| {
        let waiting = actions.desk.with(|desk| desk.rings.waiting().len()) + unread.get();
        let title = if waiting == 0 {
            "Development desk".to_owned()
        } else {
            format!("({waiting}) Development desk")
        };
        document().set_title(&title);
    });
    view! {
        <p class="ribbon" role="region" aria-label="What this is">"Development desk — not the service"</p>
        {move || if is_in.get() { view! { <Workspace/> }.into_any() } else { view! { <Login/> }.into_any() }}
    }
}

#[component]
fn Workspace() -> impl IntoView {
    let actions = Actions::here();
    // On narrow screens, the panel covers the page and is closed at first.
    let has_panel = RwSignal::new(is_roomy());
    let was_roomy = StoredValue::new(is_roomy());
    let sizes = window_event_listener(ev::resize, move |_| {
        if was_roomy.get_value() != is_roomy() {
            was_roomy.set_value(is_roomy());
            has_panel.set(is_roomy());
        }
    });
    let keys = window_event_listener(ev::keydown, move |event| press(actions, &event));
    let looks = window_event_listener(ev::focus, move |_| actions.on_attention());
    let returns = document_visibility(actions);
    on_cleanup(move || {
        sizes.remove();
        keys.remove();
        looks.remove();
        returns.remove();
    });
    view! {
        <div class="desk" class:desk--wide=move || !has_panel.get()>
            <Bar has_panel/>
            <nav class="side" aria-label="Conversations">
                <Rings/>
                <ConversationList/>
                <Keys/>
            </nav>
            <main class="panes">
                <Panes/>
            </main>
            <Show when=move || has_panel.get()>
                <ConsumerPanel/>
            </Show>
        </div>
        <Notice/>
        <p class="unseen" role="status">{actions.announcement}</p>
    }
}

fn is_roomy() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= ROOMY_PX)
}

fn document_visibility(actions: Actions) -> WindowListenerHandle {
    // The event bubbles from the document to the window.
    window_event_listener(ev::visibilitychange, move |_| actions.on_attention())
}

/// Global shortcuts. `code` is the physical key, because Alt changes `key`.
fn press(actions: Actions, event: &KeyboardEvent) {
    if is_for_input_method(event) || !event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    match event.code().as_str() {
        "KeyA" => actions.answer_first_ring(true),
        "KeyR" => actions.answer_first_ring(false),
        "ArrowDown" => actions.step(true),
        "ArrowUp" => actions.step(false),
        _ => return,
    }
    event.prevent_default();
}

#[component]
fn Keys() -> impl IntoView {
    let keys = [
        ("Alt A", "accept the first ring"),
        ("Alt R", "reject the first ring"),
        ("Alt ↓ ↑", "next, previous conversation"),
        ("Enter", "send"),
        ("Shift Enter", "a new line"),
        ("/", "a canned reply by its name"),
    ];
    let row = |(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> };
    view! {
        <details class="keys">
            <summary>"Keys"</summary>
            <dl>{keys.map(row).into_iter().collect_view()}</dl>
        </details>
    }
}

#[component]
fn Notice() -> impl IntoView {
    let notice = Actions::here().notice;
    view! {
        <div class="notice" role="alert">
            {move || notice.get().map(|sentence| view! {
                <p>{sentence}</p>
                <button class="button" on:click=move |_| notice.set(None)>"Dismiss"</button>
            })}
        </div>
    }
}
