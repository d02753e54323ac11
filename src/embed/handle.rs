//! The handle `hailer.js` holds.

use super::host::Host;
use super::options::Options;
use crate::actions::Actions;
use crate::components::chat;
use crate::driver::Driver;
use crate::platform::timer::Timer;
use crate::platform::{panic, rest};
use crate::text::Text;
use crate::view_state::ViewState;
use core::any::Any;
use core::cell::RefCell;
use js_sys::Function;
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsError, JsValue};
use web_sys::{HtmlElement, ShadowRoot};

/// A running widget. Dropping it, or `destroy`, lets go of every node,
/// listener, timer and socket.
#[wasm_bindgen]
pub struct Widget {
    // In the order of their end: the rehearsal, the view, its place, what feeds it, its signals.
    _rehearsal: Option<Timer>,
    view: RefCell<Option<Box<dyn Any>>>,
    host: Host,
    driver: Driver,
    state: ViewState,
    actions: Actions,
    owner: Owner,
}

/// For `hailer.js`, when an exception left this instance in an unknown state: an
/// overflowing stack, or a method of the browser's that the page replaced.
#[wasm_bindgen]
pub fn abandon() {
    panic::break_down();
}

#[wasm_bindgen]
impl Widget {
    /// Starts the widget inside `root`. `emit(name, detail)` is called for
    /// every event of the page's contract; it never receives a token.
    /// `get_token` is what `identify` takes, where the page named the consumer already.
    /// `on_panic()` is called once, should the instance break: from then on it
    /// must not be called any more, and what it drew is to be taken away.
    ///
    /// # Errors
    /// Where the page's document cannot be written to, and where this instance
    /// of the module broke before.
    #[wasm_bindgen(constructor)]
    pub fn new(
        root: &ShadowRoot,
        options: &JsValue,
        emit: Function,
        on_panic: Function,
        get_token: Option<Function>,
    ) -> Result<Widget, JsValue> {
        if panic::is_broken() {
            return Err(JsError::new("this instance broke").into());
        }
        panic::contain(on_panic);
        let host = Host::attach(root.clone()).ok_or_else(|| JsError::new("no place to draw in"))?;
        let options = Options::read(options);
        let owner = Owner::new();
        let (state, driver, actions) = owner.with(|| {
            let text = Text::new(options.speech.clone());
            let state = ViewState::new(text, &options);
            let driver = Driver::start(options, state, emit, get_token);
            (state, driver.clone(), Actions::new(driver))
        });
        let place = host.element();
        let near = root.host();
        let widget = Self {
            _rehearsal: Timer::after(0, move || {
                // Whoever is near the launcher may open the chat next.
                let is_near = near.matches(":hover, :focus-within");
                if is_near.is_ok_and(|is_near| is_near) && !state.is_open.get_untracked() {
                    rehearse(&place);
                }
            }),
            view: RefCell::new(None),
            host,
            driver,
            state,
            actions,
            owner,
        };
        widget.draw();
        widget.driver.fetch_notifier(root);
        Ok(widget)
    }

    /// Opens or minimizes the window.
    pub fn set_open(&self, open: bool) {
        self.driver.set_open(open);
        if open {
            // Once this is painted, the chat can be typed into.
            rest::bring_later();
        }
    }

    /// Names the consumer: `get_token` is an async function that returns the
    /// brand's auth code or JWT, called now and whenever the token is refused.
    pub fn identify(&self, get_token: Function) {
        self.driver.identify(get_token);
    }

    /// Changes the options that may change while the widget runs.
    pub fn configure(&self, options: &JsValue) {
        let options = Options::read(options);
        let is_another = self.state.text.change(options.speech.clone());
        self.driver.configure(&options, self.host.root());
        if is_another {
            // Nobody asked for the focus: it stays where the language was chosen.
            self.state.focus_wishes.set(0);
            self.draw();
        }
    }

    /// Goes on with what stood in the message box of an instance that broke.
    pub fn set_draft(&self, text: String) {
        self.driver.set_draft(text);
    }

    /// Ends the widget. Given `{ forget: true }`, for when the consumer logged out,
    /// nothing of the chat stays in this browser.
    pub fn destroy(self, given: &JsValue) {
        self.driver.stop(!given.is_undefined() && forgets(given));
    }
}

/// Lays the window out once, and paints nothing: fonts, styles and words that a browser meets
/// for the first time are a good part of what opening costs.
fn rehearse(place: &HtmlElement) {
    if let Ok(Some(window)) = place.query_selector(".window") {
        let window: HtmlElement = window.unchecked_into();
        window.set_hidden(false);
        window.client_height();
        window.set_hidden(true);
    }
}

// Not inlined: it belongs to the rest of the module.
#[inline(never)]
fn forgets(given: &JsValue) -> bool {
    js_sys::Reflect::get(given, &"forget".into()).is_ok_and(|forget| forget == JsValue::TRUE)
}

impl Widget {
    /// Draws the window, in place of the one there was: sentences are no
    /// signals, so another language is another window. What it shows stays.
    fn draw(&self) {
        // One window at a time: the old one goes before the new one comes.
        drop(self.view.take());
        self.host.speak(&self.state.text.speech());
        let (state, actions) = (self.state, self.actions);
        let view = self
            .owner
            .with(|| mount_to_renderer(&self.host.element(), move || chat(state, actions)));
        self.view.replace(Some(Box::new(view)));
    }
}
