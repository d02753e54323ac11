//! Type-erased views. Leptos' own `AnyView` also contains server rendering and code that diffs
//! a view with the previous one, compiled for each view type. `ErasedView` is built when it is
//! created and replaces the previous view as a whole. That saves 11 KB.

use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;

/// A view whose elements are created, but not mounted yet.
pub struct ErasedView(SendWrapper<ErasedState>);

/// The elements of an [`ErasedView`].
pub struct ErasedState(Box<dyn Mountable>);

/// Erases the type of a view.
pub trait Erase {
    /// Builds the view now, so the current reactive owner owns its effects.
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

/// Required by `child`. The methods for server rendering are never called.
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
