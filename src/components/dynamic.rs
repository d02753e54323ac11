//! Closures that Leptos follows, each kind as one type.
//!
//! Leptos compiles an effect for every closure it is given: some 500 bytes each. Boxed
//! closures of one type share one effect (`docs/size.md`).

use crate::components::erased::ErasedView;
use crate::platform::panic;
use leptos::prelude::*;
use leptos::tachys::html::element::ElementType;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Words that follow the signals they read.
pub type Words = Box<dyn Fn() -> String + Send>;

/// A condition that follows the signals it reads.
pub type Condition = Box<dyn Fn() -> bool + Send>;

/// A view that is there or not, and is made anew whenever the signals it reads change.
pub type Dynamic = Box<dyn Fn() -> Option<ErasedView> + Send>;

/// Words that change.
pub fn words(words: impl Fn() -> String + Send + 'static) -> Words {
    Box::new(words)
}

/// Something that is so or not.
pub fn when(condition: impl Fn() -> bool + Send + 'static) -> Condition {
    Box::new(condition)
}

/// A view that is there while a condition holds, and stays the same meanwhile.
pub fn shown_while(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> ErasedView + Send + 'static,
) -> Dynamic {
    let condition: Box<dyn Fn() -> bool + Send + Sync> = Box::new(condition);
    let is_shown = Memo::new(move |_| condition());
    dynamic(move || is_shown.get().then(&view))
}

/// A view that comes and goes.
pub fn dynamic(view: impl Fn() -> Option<ErasedView> + Send + 'static) -> Dynamic {
    Box::new(view)
}

/// Does something now, and again whenever a signal it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move || {
        if !panic::is_broken() {
            run();
        }
    });
}

/// Does something with an element as soon as it is in the page.
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

/// A view's element, while that is in the page. An event may come while it leaves.
pub fn element_of<E>(node: NodeRef<E>) -> Option<E::Output>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    node.try_get_untracked().flatten()
}
