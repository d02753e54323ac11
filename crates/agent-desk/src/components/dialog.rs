//! A modal dialog. The browser traps the focus, closes the dialog on Escape, and restores the
//! focus.

use leptos::html;
use leptos::prelude::*;

/// A modal dialog with a title.
#[component]
pub fn Dialog(
    /// Whether it is open. It is set to false when the browser closes the dialog.
    is_open: RwSignal<bool>,
    /// The title.
    title: &'static str,
    /// The content, which is created each time the dialog opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (is_open.get(), dialog.open()) {
            // `show_modal` cannot fail, because the element is in the page and not open.
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
