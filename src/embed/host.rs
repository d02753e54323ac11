//! The shadow root: styles and the place to draw in.

use crate::components::dynamic::effect;
use crate::platform::style_sheet::StyleSheet;
use crate::text::Text;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, ShadowRoot};

/// The shell's styles, joined by `build.rs`.
const STYLES: &str = include_str!(concat!(env!("OUT_DIR"), "/shell.css"));

/// The element the window is drawn in; dropping it takes it away.
pub struct Host {
    element: HtmlElement,
    _styles: Option<StyleSheet>,
    root: ShadowRoot,
}

impl Host {
    /// Prepares a shadow root.
    pub fn attach(root: ShadowRoot) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let element: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
        let styles = StyleSheet::adopt(&root, STYLES);
        root.append_child(&element).ok()?;
        Some(Self {
            element,
            _styles: styles,
            root,
        })
    }

    /// Says which language everything in it is of, and which way that is read, from now
    /// on: the page may be of another.
    pub fn follow_language(&self, text: Text) {
        let element = self.element.clone();
        effect(move || {
            let speech = text.speech();
            element.set_lang(&speech.lang());
            element.set_dir(&speech.dir());
        });
    }

    /// Where to mount.
    pub fn element(&self) -> HtmlElement {
        self.element.clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Not `remove`: pages have had one of their own.
        let _ = self.root.remove_child(&self.element);
    }
}
