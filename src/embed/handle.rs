//! The widget's API for `embed/start.js`.

use super::host::Host;
use super::options::Options;
use crate::platform::panic;
use crate::platform::timer::Timer;
use crate::shell::{Chat, ChatProps, Shell};
use core::any::Any;
use js_sys::{Array, Function};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsError, JsValue};
use web_sys::{HtmlElement, ShadowRoot};

/// A running widget. Dropping it, or calling `destroy`, disposes every node, listener, timer
/// and socket.
#[wasm_bindgen]
pub struct Widget {
    // In the order in which they must be dropped.
    _layout: Timer,
    _view: Box<dyn Any>,
    _host: Host,
    shell: Shell,
    _owner: Owner,
}

/// Marks this instance as broken. `embed/start.js` calls this after an exception passed through
/// the module, for example a stack overflow or an error in a browser API that the page replaced.
#[wasm_bindgen]
pub fn abandon() {
    panic::break_down();
}

#[wasm_bindgen]
impl Widget {
    /// Starts the widget inside `root`.
    ///
    /// - `emit(name, detail)` is called for every event of the public API. It never receives a
    ///   token.
    /// - `on_panic()` is called once, when the instance breaks. After that, no method of the
    ///   instance may be called, and its elements should be removed.
    /// - `get_token` is the argument of `identify`, if the page called it before.
    ///
    /// # Errors
    /// If the document cannot be written to, or if this instance broke before.
    #[wasm_bindgen(constructor)]
    pub fn new(
        root: &ShadowRoot,
        options: &JsValue,
        emit: Function,
        on_panic: Function,
        get_token: Option<Function>,
    ) -> Result<Widget, JsValue> {
        if panic::is_broken() {
            return Err(JsError::new("this instance is broken").into());
        }
        panic::contain(on_panic);
        let host = Host::attach(root.clone())
            .ok_or_else(|| JsError::new("the shadow root cannot be written to"))?;
        let options = Options::read(options);
        let owner = Owner::new();
        let element = host.element();
        let (shell, view) = owner.with(|| {
            let shell = Shell::new(root.clone(), &options, emit, get_token);
            let view = mount_to(element.clone(), move || Chat(ChatProps { shell }));
            host.follow_language(shell.text);
            (shell, view)
        });
        shell.load();
        spawn_local(async move {
            // Asynchronous: when the page handles the event "open", it must already have the widget.
            if !panic::is_broken() && !shell.is_open.is_disposed() {
                shell.restore_open();
            }
        });
        let near = root.host();
        Ok(Self {
            _layout: Timer::after(0, move || {
                // A visitor who points at the launcher or focuses it may open the chat next.
                let is_near = near.matches(":hover, :focus-within");
                if is_near.is_ok_and(|is_near| is_near) && !shell.is_open.get_untracked() {
                    lay_out_ahead(&element);
                }
            }),
            _view: Box::new(view),
            _host: host,
            shell,
            _owner: owner,
        })
    }

    /// Opens or minimizes the window.
    pub fn set_open(&self, open: bool) {
        self.shell.set_open(open);
    }

    /// Identifies the consumer. `get_token` is an async function that returns the brand's auth
    /// code or JWT. It is called now and whenever the service refuses the token.
    pub fn identify(&self, get_token: Function) {
        self.shell.identify(get_token);
    }

    /// Applies the options that may change while the widget runs.
    pub fn configure(&self, options: &JsValue) {
        self.shell.configure(Options::read(options));
    }

    /// Restores the draft of an instance that broke.
    pub fn set_draft(&self, text: String) {
        self.shell.resume(vec![text]);
    }

    /// Takes the draft and the unsent messages, in this order, for the widget that replaces
    /// this one.
    pub fn take_unsent(&self) -> Array {
        let unsent = self.shell.take_unsent();
        unsent
            .iter()
            .map(|text| JsValue::from(text.as_str()))
            .collect()
    }

    /// Restores the draft and sends the messages that another widget did not send.
    pub fn resume(&self, unsent: &Array) {
        self.shell
            .resume(unsent.iter().filter_map(|text| text.as_string()).collect());
    }

    /// Disposes the widget. With `{ forget: true }`, for a consumer who logged out, all stored
    /// data of the chat is deleted from this browser.
    pub fn destroy(self, options: &JsValue) {
        let forgets = js_sys::Reflect::get(options, &"forget".into());
        self.shell
            .stop(forgets.is_ok_and(|forget| forget == JsValue::TRUE));
    }
}

/// Forces one layout of the window without painting it. The first layout loads fonts and
/// computes styles, which is a large part of the time that opening takes.
fn lay_out_ahead(place: &HtmlElement) {
    if let Ok(Some(window)) = place.query_selector(".window") {
        let window: HtmlElement = window.unchecked_into();
        window.set_hidden(false);
        window.client_height();
        window.set_hidden(true);
    }
}
