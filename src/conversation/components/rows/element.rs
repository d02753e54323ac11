//! Elements of the transcript's rows. Whatever follows a signal, and every listener, lives
//! as long as the [`Owner`] it was made under: the transcript, or a row.

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

/// An element. Copies are the same element.
#[derive(Clone)]
pub struct El(HtmlElement);

/// Makes an element of a class.
pub fn el(tag: &str, class: &str) -> El {
    let element = El::new(document().create_element(tag));
    element.set_class_name(class);
    element
}

/// Makes a button that submits nothing.
pub fn button(class: &str) -> El {
    el("button", class).attr("type", "button")
}

/// Draws an icon, hidden from screen readers: its button or mark has the name.
pub fn icon(which: Icon) -> El {
    let path = svg("path").attr("d", which.path());
    svg("svg")
        .attr("class", "icon")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(path)
}

/// Makes an element of a drawing.
fn svg(tag: &str) -> El {
    El::new(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag))
}

/// Runs `apply` now, and again whenever a signal that it read has changed.
pub fn effect(apply: impl FnMut() + 'static) {
    follow(Box::new(apply));
}

fn follow(mut apply: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| {
        if !panic::is_broken() {
            apply();
        }
    });
    Owner::on_cleanup(move || {
        // What it watched would keep it otherwise, until that changes.
        let effect = effect.to_any_subscriber();
        effect.clear_sources(&effect);
    });
}

/// Runs `task` after the present one, when new elements have their place in the page.
pub fn queue_microtask(task: impl FnOnce() + 'static) {
    let task: Box<dyn FnOnce()> = Box::new(task);
    wasm_bindgen_futures::spawn_local(async move {
        if !panic::is_broken() {
            task();
        }
    });
}

/// Keeps a value until the present owner is disposed.
pub fn keep_with_owner(value: impl Any) {
    StoredValue::<Box<dyn Any>, LocalStorage>::new_local(Box::new(value));
}

impl El {
    /// An element that is drawn already.
    pub fn of(element: &HtmlElement) -> Self {
        Self(element.clone())
    }

    fn new(made: Result<Element, wasm_bindgen::JsValue>) -> Self {
        // Fails only for a name that is none. What a drawing is made of is no
        // `HtmlElement`, and has all that is asked of it here.
        // Without `expect`, which brings what shows a JavaScript value in words.
        let made = made.unwrap_or_else(|_| panic!("this page makes no elements"));
        Self(made.unchecked_into())
    }

    /// A copy of the element and of everything in it.
    pub fn deep_clone(&self) -> Self {
        Self::new(
            self.0
                .clone_node_with_deep(true)
                .map(JsCast::unchecked_into),
        )
    }

    /// The first child element of a copy, which has what its template has.
    pub fn first_child_element(&self) -> Self {
        Self::found(self.0.first_element_child())
    }

    /// The next sibling of an element of a copy.
    pub fn next_sibling(&self) -> Self {
        Self::found(self.0.next_element_sibling())
    }

    fn found(element: Option<Element>) -> Self {
        Self(element.expect("was copied").unchecked_into())
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.set_attr(name, value);
        self
    }

    /// Sets an attribute of an element that is drawn.
    pub fn set_attr(&self, name: &str, value: &str) {
        // Fails only for a name that is none.
        let _ = self.0.set_attribute(name, value);
    }

    /// Sets or takes away a class.
    pub fn set_class(&self, name: &str, is_set: bool) {
        // Fails only for a name that is none.
        let _ = self.class_list().toggle_with_force(name, is_set);
    }

    /// Listens for an event.
    pub fn on(self, event: &'static str, handler: impl FnMut(&Event) + 'static) -> Self {
        let listener = Listener::new(&self.0, event, handler);
        keep_with_owner(listener);
        self
    }

    /// Adds an element.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "one that is placed is given away"
    )]
    pub fn child(self, child: El) -> Self {
        self.place(&child.0, None);
        self
    }

    /// Adds text: as text and never as markup, whoever wrote it.
    pub fn text(self, words: &str) -> Self {
        self.place(&document().create_text_node(words), None);
        self
    }

    /// Adds a place for one element that is shown at times.
    pub fn slot(&self) -> Slot {
        Slot {
            insertion_point: self.insertion_point(),
            owner: Owner::new(),
            shown: None,
        }
    }

    /// Where elements are inserted before `end` in this one.
    pub fn insertion_point_before(&self, end: &HtmlElement) -> InsertionPoint {
        InsertionPoint {
            parent: self.clone(),
            end: end.clone().into(),
        }
    }

    /// Adds a place where elements are inserted.
    fn insertion_point(&self) -> InsertionPoint {
        InsertionPoint {
            parent: self.clone(),
            end: self.end(),
        }
    }

    /// The element.
    pub fn element(&self) -> Element {
        self.0.clone().into()
    }

    /// The element as what stands beside others.
    pub fn node(&self) -> Node {
        self.0.clone().into()
    }

    /// A comment that marks where something comes and goes: tools that translate a page replace its text nodes.
    fn end(&self) -> Node {
        let end: Node = document().create_comment("").into();
        self.place(&end, None);
        end
    }

    fn place(&self, node: &Node, before: Option<&Node>) {
        // Fails only for a `before` that was taken away by somebody else.
        let _ = self.0.insert_before(node, before);
    }
}

impl Deref for El {
    type Target = HtmlElement;

    fn deref(&self) -> &HtmlElement {
        &self.0
    }
}

/// Removes a node from the page. Not by `remove`: pages have had one of their own.
pub fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // Fails only for a node that is not there.
        let _ = parent.remove_child(node);
    }
}

/// Where elements are inserted.
pub struct InsertionPoint {
    parent: El,
    end: Node,
}

impl InsertionPoint {
    /// What stands behind all of them.
    pub fn end(&self) -> Node {
        self.end.clone()
    }

    /// Puts one before another, or before the end.
    pub fn put(&self, node: &Node, before: &Node) {
        self.parent.place(node, Some(before));
    }
}

/// A place for one element that is shown at times.
pub struct Slot {
    insertion_point: InsertionPoint,
    owner: Owner,
    shown: Option<El>,
}

impl Slot {
    /// Shows what `make` makes in place of what was shown before.
    pub fn show(&mut self, make: &dyn Fn() -> Option<El>) {
        // First nobody listens any more, then it goes.
        self.owner.cleanup();
        if let Some(old) = self.shown.take() {
            remove(&old);
        }
        self.shown = self.owner.with(|| untrack(make));
        if let Some(new) = &self.shown {
            self.insertion_point.put(new, &self.insertion_point.end);
        }
    }
}
