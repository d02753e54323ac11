//! The handle that `embed/start.js` holds.

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

/// A running widget. Dropping it, or `destroy`, lets go of every node,
/// listener, timer and socket.
#[wasm_bindgen]
pub struct Widget {
    // In the order of their end: the layout that is made ahead, the view, its place, its signals.
    _layout: Timer,
    _view: Box<dyn Any>,
    _host: Host,
    shell: Shell,
    _owner: Owner,
}

/// For `embed/start.js`, when an exception left this instance in an unknown state: an
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
        let element = host.element();
        let (shell, view) = owner.with(|| {
            let shell = Shell::new(root.clone(), &options, emit, get_token);
            let view = mount_to(element.clone(), move || Chat(ChatProps { shell }));
            host.follow_language(shell.text);
            (shell, view)
        });
        shell.load();
        spawn_local(async move {
            // What the page asks for when it is told of something finds the widget there.
            if !panic::is_broken() && !shell.is_open.is_disposed() {
                shell.restore_open();
            }
        });
        let near = root.host();
        Ok(Self {
            _layout: Timer::after(0, move || {
                // Whoever is near the launcher may open the chat next.
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

    /// Names the consumer: `get_token` is an async function that returns the
    /// brand's auth code or JWT, called now and whenever the token is refused.
    pub fn identify(&self, get_token: Function) {
        self.shell.identify(get_token);
    }

    /// Changes the options that may change while the widget runs.
    pub fn configure(&self, options: &JsValue) {
        self.shell.configure(Options::read(options));
    }

    /// Goes on with what stood in the message box of an instance that broke.
    pub fn set_draft(&self, text: String) {
        self.shell.resume(vec![text]);
    }

    /// What was written and not sent, the draft first, for a widget that goes on in the
    /// stead of this one.
    pub fn take_unsent(&self) -> Array {
        let unsent = self.shell.take_unsent();
        unsent
            .iter()
            .map(|text| JsValue::from(text.as_str()))
            .collect()
    }

    /// Goes on with what another widget did not send.
    pub fn resume(&self, unsent: &Array) {
        self.shell
            .resume(unsent.iter().filter_map(|text| text.as_string()).collect());
    }

    /// Ends the widget. Given `{ forget: true }`, for when the consumer logged out,
    /// nothing of the chat stays in this browser.
    pub fn destroy(self, given: &JsValue) {
        let forgets = js_sys::Reflect::get(given, &"forget".into());
        self.shell
            .stop(forgets.is_ok_and(|forget| forget == JsValue::TRUE));
    }
}

/// Lays the window out once, and paints nothing: fonts, styles and words that a browser meets
/// for the first time are a good part of what opening costs.
fn lay_out_ahead(place: &HtmlElement) {
    if let Ok(Some(window)) = place.query_selector(".window") {
        let window: HtmlElement = window.unchecked_into();
        window.set_hidden(false);
        window.client_height();
        window.set_hidden(true);
    }
}
