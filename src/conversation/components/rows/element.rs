//! DOM elements for the transcript's rows. Effects and event listeners are disposed with the
//! current [`Owner`]: that of the transcript, or of a row.

use crate::components::icon::Icon;
use crate::platform::listener::Listener;
use crate::platform::panic;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::graph::{Subscriber as _, ToAnySubscriber as _};
use leptos::reactive::owner::Owner;
use std::any::Any;
use std::ops::Deref;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, Node};

/// A DOM element. Clones refer to the same element.
#[derive(Clone)]
pub struct El(HtmlElement);

/// Creates an element with a class.
pub fn el(tag: &str, class: &str) -> El {
    let element = El::new(document().create_element(tag));
    element.set_class_name(class);
    element
}

/// Creates a button that does not submit a form.
pub fn button(class: &str) -> El {
    el("button", class).attr("type", "button")
}

/// Creates an icon. It is hidden from screen readers, because its button or mark has a label.
pub fn icon(which: Icon) -> El {
    let path = svg("path").attr("d", which.path());
    svg("svg")
        .attr("class", "icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(path)
}

/// Creates an SVG element.
fn svg(tag: &str) -> El {
    El::new(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag))
}

/// Runs `apply` now, and again when a signal that it read changes. Does nothing after a panic.
pub fn effect(apply: impl FnMut() + 'static) {
    boxed_effect(Box::new(apply));
}

fn boxed_effect(mut apply: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| {
        if !panic::is_broken() {
            apply();
        }
    });
    Owner::on_cleanup(move || {
        // Otherwise the signals would keep the effect alive until they change.
        let effect = effect.to_any_subscriber();
        effect.clear_sources(&effect);
    });
}

/// Runs `task` in a microtask, when new elements are in the page but not painted yet.
pub fn queue_microtask(task: impl FnOnce() + 'static) {
    let task: Box<dyn FnOnce()> = Box::new(task);
    wasm_bindgen_futures::spawn_local(async move {
        if !panic::is_broken() {
            task();
        }
    });
}

/// Keeps a value until the current owner is disposed.
pub fn keep_with_owner(value: impl Any) {
    StoredValue::<Box<dyn Any>, LocalStorage>::new_local(Box::new(value));
}

impl El {
    /// Wraps an existing element.
    pub fn of(element: &HtmlElement) -> Self {
        Self(element.clone())
    }

    fn new(made: Result<Element, wasm_bindgen::JsValue>) -> Self {
        // Fails only for an invalid tag name. `expect` would format the JavaScript error and
        // add code to the bundle. The cast is unchecked, because an SVG element is not an
        // `HtmlElement`, but has all members that are used here.
        let made = made.unwrap_or_else(|_| panic!("could not create an element"));
        Self(made.unchecked_into())
    }

    /// Clones the element with all its descendants.
    pub fn deep_clone(&self) -> Self {
        Self::new(
            self.0
                .clone_node_with_deep(true)
                .map(JsCast::unchecked_into),
        )
    }

    /// The first child element. Panics if there is none; for clones of templates.
    pub fn first_child_element(&self) -> Self {
        Self::expect_element(self.0.first_element_child())
    }

    /// The next sibling element. Panics if there is none; for clones of templates.
    pub fn next_sibling(&self) -> Self {
        Self::expect_element(self.0.next_element_sibling())
    }

    fn expect_element(element: Option<Element>) -> Self {
        Self(element.expect("the template has it").unchecked_into())
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.set_attr(name, value);
        self
    }

    /// Sets an attribute of an existing element.
    pub fn set_attr(&self, name: &str, value: &str) {
        // Fails only for an invalid name.
        let _ = self.0.set_attribute(name, value);
    }

    /// Adds or removes a class.
    pub fn set_class(&self, name: &str, is_set: bool) {
        // Fails only for an invalid name.
        let _ = self.class_list().toggle_with_force(name, is_set);
    }

    /// Adds an event listener, which is removed with the current owner.
    pub fn on(self, event: &'static str, handler: impl FnMut(&Event) + 'static) -> Self {
        let listener = Listener::new(&self.0, event, handler);
        keep_with_owner(listener);
        self
    }

    /// Appends an element.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers do not need an element that they appended"
    )]
    pub fn child(self, child: El) -> Self {
        self.insert(&child.0, None);
        self
    }

    /// Appends a text node. Text is never parsed as markup.
    pub fn text(self, words: &str) -> Self {
        self.insert(&document().create_text_node(words), None);
        self
    }

    /// Appends a slot for one optional element.
    pub fn slot(&self) -> Slot {
        Slot {
            insertion_point: self.insertion_point(),
            owner: Owner::new(),
            shown: None,
        }
    }

    /// An insertion point in this element, before its child `end`.
    pub fn insertion_point_before(&self, end: &HtmlElement) -> InsertionPoint {
        InsertionPoint {
            parent: self.clone(),
            end: end.clone().into(),
        }
    }

    /// Appends an insertion point.
    fn insertion_point(&self) -> InsertionPoint {
        InsertionPoint {
            parent: self.clone(),
            end: self.append_marker(),
        }
    }

    /// The element as `web_sys::Element`.
    pub fn element(&self) -> Element {
        self.0.clone().into()
    }

    /// The element as `web_sys::Node`.
    pub fn node(&self) -> Node {
        self.0.clone().into()
    }

    /// Appends a comment node as a marker. Not a text node, because page translators replace
    /// text nodes.
    fn append_marker(&self) -> Node {
        let marker: Node = document().create_comment("").into();
        self.insert(&marker, None);
        marker
    }

    fn insert(&self, node: &Node, before: Option<&Node>) {
        // Fails only if other code removed `before`.
        let _ = self.0.insert_before(node, before);
    }
}

impl Deref for El {
    type Target = HtmlElement;

    fn deref(&self) -> &HtmlElement {
        &self.0
    }
}

/// Removes a node from the page. Not with its own `remove()`, because some pages replace that
/// method.
pub fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // Fails only if the node is not a child.
        let _ = parent.remove_child(node);
    }
}

/// A position in a parent element. Elements are inserted before the node `end`.
pub struct InsertionPoint {
    parent: El,
    end: Node,
}

impl InsertionPoint {
    /// The node after all inserted elements.
    pub fn end(&self) -> Node {
        self.end.clone()
    }

    /// Inserts a node before another one.
    pub fn insert(&self, node: &Node, before: &Node) {
        self.parent.insert(node, Some(before));
    }
}

/// A position for one optional element.
pub struct Slot {
    insertion_point: InsertionPoint,
    owner: Owner,
    shown: Option<El>,
}

impl Slot {
    /// Replaces the shown element by the result of `make`.
    pub fn show(&mut self, make: &dyn Fn() -> Option<El>) {
        // Listeners first, because removing an element can trigger events.
        self.owner.cleanup();
        if let Some(old) = self.shown.take() {
            remove(&old);
        }
        self.shown = self.owner.with(|| untrack(make));
        if let Some(new) = &self.shown {
            self.insertion_point.insert(new, &self.insertion_point.end);
        }
    }
}
