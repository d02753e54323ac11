//! A layer above the page. The browser keeps the focus in it, closes it on
//! Escape, and gives the focus back.

use leptos::html;
use leptos::prelude::*;

/// A titled layer that is there while `is_open` says so.
#[component]
pub fn Dialog(
    /// Whether it is there.
    is_open: RwSignal<bool>,
    /// What it is called.
    title: &'static str,
    /// What is in it; made anew each time.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (is_open.get(), dialog.open()) {
            // It is in the page, and not open yet.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog class="dialog" aria-label=title node_ref=node on:close=move |_| is_open.set(false)>
            <Show when=move || is_open.get()>
                <header class="dialog__head">
                    <h2>{title}</h2>
                    <button class="pane__close" aria-label="Close" on:click=move |_| is_open.set(false)>"×"</button>
                </header>
                {children.with_value(|children| children())}
            </Show>
        </dialog>
    }
}
