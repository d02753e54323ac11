//! Views of one type. Leptos' own erased type, `AnyView`, brings what a server would need,
//! and code that compares a view with the one before: of each view, as each is a type of its
//! own. This one is built when it is made, and replaces what it stands for: 7 KB less in all.

use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;

/// A view whose elements are there, and not in the page yet.
pub struct ErasedView(SendWrapper<ErasedState>);

/// What is drawn of it.
pub struct ErasedState(Box<dyn Mountable>);

/// Makes a view of any type one of one type.
pub trait Erase {
    /// Builds it now: the present owner is its effects'.
    fn erase(self) -> ErasedView;
}

impl<V: Render<State: 'static>> Erase for V {
    fn erase(self) -> ErasedView {
        ErasedView(SendWrapper::new(ErasedState(Box::new(self.build()))))
    }
}

impl Mountable for ErasedState {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl Render for ErasedView {
    type State = ErasedState;

    fn build(self) -> ErasedState {
        self.0.take()
    }

    fn rebuild(self, state: &mut ErasedState) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

no_attrs!(ErasedView);

/// Asked for by `child`; what it says of servers is never called.
impl RenderHtml for ErasedView {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> ErasedState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
