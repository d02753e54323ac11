//! What the components are made of: elements that follow signals.
//!
//! Leptos owns, tracks and cleans up; this says what it does to the page. Leptos'
//! own elements are a type for every combination of attributes and children,
//! and code for each of those types; here is one type, and a closure is boxed
//! as soon as it is given. `docs/size.md` tells what that saves.
//!
//! Whatever follows a signal, and every listener, lives as long as the
//! [`Owner`] it was made under: the window, a part that comes and goes, a row.

use crate::platform::listener::Listener;
use crate::platform::panic;
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::reactive::owner::Owner;
use leptos::tachys::view::{Mountable, Render};
use std::any::Any;
use std::ops::Deref;
use wasm_bindgen::JsCast as _;
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

/// Makes an element of a drawing.
pub fn svg(tag: &str) -> El {
    El::new(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag))
}

/// Does something now, and again whenever a signal it read has changed.
pub fn live(apply: impl FnMut() + 'static) {
    follow(Box::new(apply));
}

fn follow(mut apply: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| {
        if !panic::is_broken() {
            apply();
        }
    });
    Owner::on_cleanup(move || drop(effect));
}

/// Does something as soon as what is being made has its place in the page.
pub fn soon(task: impl FnOnce() + 'static) {
    let task: Box<dyn FnOnce()> = Box::new(task);
    wasm_bindgen_futures::spawn_local(async move {
        if !panic::is_broken() {
            task();
        }
    });
}

/// Keeps something until the owner goes.
pub fn keep(value: impl Any) {
    StoredValue::<Box<dyn Any>, LocalStorage>::new_local(Box::new(value));
}

/// Does something before the next frame is painted.
pub fn next_frame(task: impl FnOnce() + 'static) {
    let task: Box<dyn FnOnce()> = Box::new(task);
    request_animation_frame(move || {
        if !panic::is_broken() {
            task();
        }
    });
}

impl El {
    fn new(made: Result<Element, wasm_bindgen::JsValue>) -> Self {
        // Fails only for a name that is none. What a drawing is made of is no
        // `HtmlElement`, and has all that is asked of it here.
        // Without `expect`, which brings what shows a JavaScript value in words.
        let made = made.unwrap_or_else(|_| panic!("this page makes no elements"));
        Self(made.unchecked_into())
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        // Fails only for a name that is none.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Keeps an attribute at what `value` says; without a value it is not there.
    pub fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) -> Self {
        let element = self.0.clone();
        live(move || {
            let _ = match value() {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        });
        self
    }

    /// Keeps an attribute that is there or not.
    pub fn live_flag(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        let element = self.0.clone();
        live(move || {
            let _ = element.toggle_attribute_with_force(name, is_set());
        });
        self
    }

    /// Keeps a class that is there or not.
    pub fn live_class(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        let element = self.clone();
        live(move || element.set_class(name, is_set()));
        self
    }

    /// Sets or takes away a class.
    pub fn set_class(&self, name: &str, is_set: bool) {
        // Fails only for a name that is none.
        let _ = self.class_list().toggle_with_force(name, is_set);
    }

    /// Listens for an event.
    pub fn on(self, event: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        let listener = Listener::new(&self.0, event, handler);
        keep(listener);
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

    /// Adds text that follows what `words` says.
    pub fn live_text(self, words: impl Fn() -> String + 'static) -> Self {
        let text = self.end();
        live(move || text.set_text_content(Some(&words())));
        self
    }

    /// Adds an element, or nothing, that is made again whenever what `of` says
    /// has changed.
    pub fn part<K: PartialEq + 'static>(
        self,
        of: impl Fn() -> K + 'static,
        make: impl Fn(&K) -> Option<El> + 'static,
    ) -> Self {
        let mut part = self.empty_part();
        let mut last: Option<K> = None;
        live(move || {
            let said = of();
            if last.as_ref() != Some(&said) {
                part.show(&|| make(&said));
                last = Some(said);
            }
        });
        self
    }

    fn empty_part(&self) -> Part {
        Part {
            parent: self.clone(),
            end: self.end(),
            owner: Owner::new(),
            shown: None,
        }
    }

    /// Adds an element for each key, in their order. It stays as long as its key does.
    pub fn each<K: Eq + 'static>(
        self,
        keys: impl Fn() -> Vec<K> + 'static,
        make: impl Fn(&K) -> El + 'static,
    ) -> Self {
        let (parent, end) = (self.clone(), self.end());
        let owner = Owner::current().unwrap_or_default();
        let mut shown: Vec<Row<K>> = Vec::new();
        live(move || {
            let keys = keys();
            let same = |(row, key): &(&Row<K>, &K)| row.key == **key;
            let before = shown.iter().zip(&keys).take_while(same).count();
            let most = shown.len().min(keys.len()) - before;
            let pairs = shown.iter().rev().zip(keys.iter().rev());
            let after = pairs.take(most).take_while(same).count();
            // Only what lies between two stretches that stayed is looked at.
            let stretch = before..shown.len() - after;
            let mut old: Vec<Row<K>> = shown.drain(stretch).collect();
            let count = keys.len() - before - after;
            let fresh: Vec<Row<K>> = (keys.into_iter().skip(before).take(count))
                .map(|key| match old.iter().position(|row| row.key == key) {
                    Some(index) => old.swap_remove(index),
                    None => Row::make(key, &owner, &make),
                })
                .collect();
            old.iter().for_each(Row::end);
            let mut next = shown.get(before).map_or_else(|| end.clone(), Row::node);
            for row in fresh.iter().rev() {
                let node = row.node();
                if next.previous_sibling().as_ref() != Some(&node) {
                    parent.place(&node, Some(&next));
                }
                next = node;
            }
            shown.splice(before..before, fresh);
        });
        self
    }

    /// An empty text that marks where something comes and goes, or is written.
    fn end(&self) -> Node {
        let end: Node = document().create_text_node("").into();
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

impl From<El> for Element {
    fn from(element: El) -> Self {
        element.0.into()
    }
}

/// Not `remove`: pages have had one of their own.
fn take_away(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // Fails only for a node that is not there.
        let _ = parent.remove_child(node);
    }
}

/// Where an element comes and goes.
struct Part {
    parent: El,
    end: Node,
    owner: Owner,
    shown: Option<El>,
}

impl Part {
    fn show(&mut self, make: &dyn Fn() -> Option<El>) {
        // First nobody listens any more, then it goes.
        self.owner.cleanup();
        if let Some(old) = self.shown.take() {
            take_away(&old);
        }
        self.shown = self.owner.with(|| untrack(make));
        if let Some(new) = &self.shown {
            self.parent.place(new, Some(&self.end));
        }
    }
}

/// One of the elements of a list.
struct Row<K> {
    key: K,
    element: El,
    owner: Owner,
}

impl<K> Row<K> {
    fn make(key: K, parent: &Owner, make: &impl Fn(&K) -> El) -> Self {
        let owner = parent.with(Owner::new);
        let element = owner.with(|| untrack(|| make(&key)));
        Self {
            key,
            element,
            owner,
        }
    }

    fn node(&self) -> Node {
        self.element.clone().0.into()
    }

    fn end(&self) {
        self.owner.cleanup();
        take_away(&self.element);
    }
}

impl Render for El {
    type State = Self;

    fn build(self) -> Self {
        self
    }

    fn rebuild(self, state: &mut Self) {
        if let Some(parent) = state.parent_node() {
            let _ = parent.replace_child(&self, state);
        }
        *state = self;
    }
}

impl Mountable for El {
    fn unmount(&mut self) {
        take_away(self);
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let _ = parent.insert_before(self, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(self));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.clone().into()]
    }
}
