//! Boxed closures for Leptos, one type for each kind.
//!
//! Leptos compiles an effect for every closure type, about 500 bytes each. Boxed closures
//! share one type, and so one effect (`docs/size.md`).

use crate::components::erased::ErasedView;
use crate::platform::panic;
use leptos::prelude::*;
use leptos::tachys::html::element::ElementType;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A text that is updated when a signal that it reads changes.
pub type Words = Box<dyn Fn() -> String + Send>;

/// A condition that is updated when a signal that it reads changes.
pub type Condition = Box<dyn Fn() -> bool + Send>;

/// An optional view that is rebuilt when a signal that it reads changes.
pub type Dynamic = Box<dyn Fn() -> Option<ErasedView> + Send>;

/// Boxes a reactive text.
pub fn words(words: impl Fn() -> String + Send + 'static) -> Words {
    Box::new(words)
}

/// Boxes a reactive condition.
pub fn when(condition: impl Fn() -> bool + Send + 'static) -> Condition {
    Box::new(condition)
}

/// A view that is mounted while a condition holds. It is not rebuilt in the meantime.
pub fn shown_while(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> ErasedView + Send + 'static,
) -> Dynamic {
    let condition: Box<dyn Fn() -> bool + Send + Sync> = Box::new(condition);
    let is_shown = Memo::new(move |_| condition());
    dynamic(move || is_shown.get().then(&view))
}

/// Boxes a reactive view that can be absent.
pub fn dynamic(view: impl Fn() -> Option<ErasedView> + Send + 'static) -> Dynamic {
    Box::new(view)
}

/// Runs now, and again when a signal that it read changes. Does nothing after a panic.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move || {
        if !panic::is_broken() {
            run();
        }
    });
}

/// Calls back once, when the element is mounted.
pub fn on_load<E>(node: NodeRef<E>, then: impl FnOnce(HtmlElement) + 'static)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    let mut then = Some(then);
    effect(move || {
        if let Some(element) = node.get()
            && let Some(then) = then.take()
        {
            untrack(|| then(element.unchecked_into()));
        }
    });
}

/// The element, while it is mounted. Event handlers can run after their view was disposed.
pub fn element_of<E>(node: NodeRef<E>) -> Option<E::Output>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    node.try_get_untracked().flatten()
}
